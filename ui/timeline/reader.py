# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read one message with a caret: select by keyboard, Tab from link to link, the whole of a very long message."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, QUrl, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from app.text.qt import hidden_parts, readable
from app.types import TimelineItem
from ui import names
from ui.i18n import tr
from ui.links import find_links
from ui.text import PlainDocument, clean_body, one_line
from ui.timeline.rich import units
from ui.timeline.view import TimelineView

MAX_READ = 66_000  # characters; an event has at most 65,536 bytes


class Reader(QTextBrowser):
    """Lies over the message; goes away with the focus or Escape."""

    link = Signal(str)

    def __init__(self, view: TimelineView, row: int) -> None:
        super().__init__(view.viewport())
        item = view.model.item(row)
        self._view = view
        self.setObjectName(names.TIMELINE_READER)
        self.setProperty("look", "reader")
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(
            tr("Message from {name}").format(name=tr("you") if item.own else one_line(item.sender_name or item.sender))
        )
        self.setDocument(self._document(item))
        self.anchorClicked.connect(lambda url: self.link.emit(url.toString()))
        self._place(row)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _document(self, item: TimelineItem) -> PlainDocument:
        theme = self._view.theme
        doc = PlainDocument(self)
        doc.setDefaultFont(theme.font("body"))
        doc.setDocumentMargin(0)
        text = item.body
        if item.html is not None and hidden_parts(item.html):
            text = readable(item.html, tr("Hidden part"), self._view.layouts.revealed(item.key))
        text = clean_body(text[:MAX_READ])
        doc.setPlainText(text)
        for link in find_links(text):
            cursor = QTextCursor(doc)
            cursor.setPosition(units(text, link.start))
            cursor.setPosition(units(text, link.end), QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setAnchor(True)
            form.setAnchorHref(link.target)
            form.setForeground(self.palette().link())
            form.setFontUnderline(True)
            cursor.mergeCharFormat(form)
        return doc

    def _place(self, row: int) -> None:
        view, px = self._view, self._view.theme.px
        bubble = view.layout_of(row).bubble
        rect = view.row_rect(row)
        area = view.viewport().rect().adjusted(px(8), px(8), -px(8), -px(8))
        if bubble is None or rect is None:
            box = QRect(area.x() + px(60), area.y(), area.width() - px(120), px(120))
        else:
            box = bubble.translated(rect.topLeft()).adjusted(-px(2), -px(4), px(2), px(4))
        box.setWidth(min(area.width(), max(box.width(), px(280)) + px(8)))
        self.document().setTextWidth(box.width() - px(20))
        wanted = int(self.document().size().height()) + px(24)
        box.setHeight(min(area.height(), max(wanted, px(44))))
        if box.right() > area.right():
            box.moveRight(area.right())
        if box.bottom() > area.bottom():
            box.moveBottom(area.bottom())
        if box.top() < area.top():
            box.moveTop(area.top())
        self.setGeometry(box)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing, ever."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.close_later()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.close_later()

    def close_later(self) -> None:
        self.hide()
        self.deleteLater()
