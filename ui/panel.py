# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The panel at the right of the conversation: one page at a time, with a title and a way to close it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.text import ElidedLabel, set_tooltip
from ui.theme import Theme

WIDE = 380  # pixels at 100 %
BESIDE = 560  # the conversation needs that much beside it; where there is less, the panel covers it


class SidePanel(QWidget):
    """Pages belong to it: a page is deleted when another one takes its place or the panel is closed.

    ``shown`` when a page appears, ``closed`` when nothing is shown any more (with the name of the last page).
    """

    shown = Signal(str)
    closed = Signal(str)
    back = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(names.PANEL)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icons = icons
        self._page: QWidget | None = None
        self._name = ""
        self._came_from: QWidget | None = None
        self.back_button = QToolButton()
        self.back_button.setObjectName(names.PANEL_BACK)
        self.back_button.setAccessibleName(tr("Back"))
        set_tooltip(self.back_button, tr("Back"))
        self.back_button.clicked.connect(self.back)
        self.title = ElidedLabel(style="title")
        self.close_button = QToolButton()
        self.close_button.setObjectName(names.PANEL_CLOSE)
        self.close_button.setAccessibleName(tr("Close"))
        set_tooltip(self.close_button, tr("Close") + " (Esc)")
        self.close_button.clicked.connect(self.close_page)
        self._head = QHBoxLayout()
        self._head.addWidget(self.back_button)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.close_button)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addLayout(self._head)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        self._head.setContentsMargins(px(16), px(10), px(10), px(10))
        self._head.setSpacing(px(8))
        for button, icon in ((self.back_button, "back"), (self.close_button, "close")):
            button.setIcon(self._icons.icon(icon, scheme.text, px(18), self.devicePixelRatioF()))
            button.setIconSize(Icons.size(px(18)))
            button.setFixedSize(px(34), px(34))
        self.setMinimumWidth(px(280))

    # -- pages

    def page(self) -> QWidget | None:
        return self._page

    def page_name(self) -> str:
        """Name of the page that is shown; empty: none."""
        return self._name

    def show_page(self, name: str, title: str, page: QWidget, *, back: bool = False) -> None:
        """Show a page instead of the one before. ``back``: ``back`` can be asked for, to where it was opened from."""
        if self._page is None:
            self._came_from = self.window().focusWidget()
        self._drop()
        self._page, self._name = page, name
        self.title.set_full(title)
        self.setAccessibleName(title)
        self.back_button.setVisible(back)
        self._box.addWidget(page, 1)
        self.show()
        page.show()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(name)

    def set_title(self, title: str) -> None:
        self.title.set_full(title)
        self.setAccessibleName(title)

    def close_page(self) -> None:
        """Nothing is shown any more; the focus goes back to where it was."""
        if self._page is None:
            return
        name = self._name
        self._drop()
        self.hide()
        came_from, self._came_from = self._came_from, None
        if came_from is not None and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(name)

    def _drop(self) -> None:
        page, self._page, self._name = self._page, None, ""
        if page is not None:
            self._box.removeWidget(page)
            page.hide()
            page.setParent(None)
            page.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that nothing in the page had a use for."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # A page that deletes itself must not leave an empty panel behind.
        if event.type() == QEvent.Type.ChildRemoved and self._page is not None and self._page.parent() is not self:
            self._page, self._name = None, ""
            self.hide()
        return super().event(event)
