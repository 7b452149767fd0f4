# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write a message: Enter sends, Shift+Enter breaks the line, the field grows to six lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.text.written import Written
from ui import names
from ui.composer.bar import BAR_KEYS, FormatBar
from ui.composer.edit import MessageEdit
from ui.i18n import tr
from ui.icons import Icons
from ui.text import ElidedLabel, Label, set_tooltip
from ui.theme import COLUMN, Theme
from ui.timeline.accessible import announce

MAX_LINES = 6
DRAFT_MS = 800
NARROW = 560  # pixels at 100 %: below that the tools stand under the field
EMOJI_KEYS = "Ctrl+."


def shown_keys(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class Composer(QWidget):
    """Signals carry what is ``Written``: ``send``, and ``draft_changed`` a moment after typing."""

    send = Signal(object)
    draft_changed = Signal(object)
    typed = Signal(bool)  # at once; whether there is any text

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._loading = False
        self.edit = MessageEdit()
        self.edit.setObjectName(names.COMPOSER_EDIT)
        self.edit.setProperty("look", "composer")
        self.edit.setPlaceholderText(tr("Write a message"))
        self.edit.setAccessibleName(tr("Write a message"))
        self.edit.setTabChangesFocus(True)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.document().setDocumentMargin(4)
        self.button = QToolButton()
        self.button.setObjectName(names.COMPOSER_SEND)
        self.button.setProperty("look", "send")
        self.button.setAccessibleName(tr("Send"))
        set_tooltip(self.button, tr("Send") + " (Enter)")
        self.attach = QToolButton()
        self.attach.setObjectName(names.COMPOSER_ATTACH)
        self.attach.setAccessibleName(tr("Send files"))
        set_tooltip(self.attach, tr("Send files"))
        self.emoji = QToolButton()
        self.emoji.setObjectName(names.COMPOSER_EMOJI)
        self.emoji.setAccessibleName(tr("Insert emoji"))
        set_tooltip(self.emoji, tr("Insert emoji") + " (" + shown_keys(EMOJI_KEYS) + ")")
        self.record = QToolButton()
        self.record.setObjectName(names.RECORD)
        self.record.setAccessibleName(tr("Record a voice message"))
        set_tooltip(self.record, tr("Record a voice message"))
        self.format = QToolButton()
        self.format.setObjectName(names.COMPOSER_FORMAT)
        self.format.setAccessibleName(tr("Formatting"))
        self.format.setCheckable(True)
        set_tooltip(self.format, tr("Formatting") + " (" + shown_keys(BAR_KEYS) + ")")
        self.bar = FormatBar(theme, icons)
        self.bar.chosen.connect(self.edit.format)
        self.bar.hide()
        self.format.toggled.connect(lambda _on: self._show_bar())
        self.reason = Label(style="muted", wrap=True)
        self.reason.setObjectName(names.COMPOSER_REASON)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.reason.hide()
        self.notice = Label(style="error", wrap=True)
        self.notice.setObjectName(names.COMPOSER_NOTICE)
        self.notice.hide()
        self._row = QHBoxLayout()
        self._below = QHBoxLayout()  # the tools, where they would leave no room for the field
        self._tools = (self.attach, self.format, self.emoji, self.record)
        self._narrow: bool | None = None
        self._recordable = True
        for part in (self.edit, self.button, *self._tools):  # the field is first for the tabulator key
            part.setParent(self)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._intent_row())
        self._box.addWidget(self.bar)
        self._box.addLayout(self._row)
        self._box.addLayout(self._below)
        self._box.addWidget(self.notice)
        self._box.addWidget(self.reason)
        self.prepare: Callable[[Written], Written | None] = lambda written: written
        """Sees a text before it is sent; gives what is sent, or nothing."""
        self._draft_timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._draft_timer.timeout.connect(lambda: self.draft_changed.emit(self.written()))
        self.edit.submitted.connect(self._submit)
        self.button.clicked.connect(self._submit)
        self.edit.textChanged.connect(self._edited)
        self.edit.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.changed.connect(self.restyle)
        self.restyle()

    def _intent_row(self) -> QHBoxLayout:
        """Above the field: what the text will be, if not a plain message."""
        self.intent = ElidedLabel(style="small")
        self.intent.setObjectName(names.COMPOSER_INTENT)
        self.intent_cancel = QToolButton()
        self.intent_cancel.setObjectName(names.COMPOSER_INTENT_CANCEL)
        self.intent_cancel.setAccessibleName(tr("Cancel"))
        row = QHBoxLayout()
        row.addWidget(self.intent, 1)
        row.addWidget(self.intent_cancel)
        self.intent.hide()
        self.intent_cancel.hide()
        return row

    def set_intent(self, text: str) -> None:
        """Say what the text will be; empty: a message."""
        self.intent.set_full(text)
        self.intent.setVisible(bool(text))
        self.intent_cancel.setVisible(bool(text))

    def restyle(self) -> None:
        px = self._theme.px
        self.intent_cancel.setIcon(
            self._icons.icon("close", self._theme.scheme.muted, px(16), self.devicePixelRatioF())
        )
        self.intent_cancel.setIconSize(Icons.size(px(16)))
        self._arrange()
        self._align()
        for row in (self._row, self._below):
            row.setSpacing(px(8))
        side = px(40)
        self.button.setFixedSize(side, side)
        self.button.setIconSize(Icons.size(px(20)))
        for tool, icon in (
            (self.attach, "attach"),
            (self.emoji, "smile"),
            (self.format, "format"),
            (self.record, "microphone"),
        ):
            tool.setFixedSize(side, side)
            tool.setIconSize(Icons.size(px(20)))
            tool.setIcon(self._icons.icon(icon, self._theme.scheme.muted, px(20), self.devicePixelRatioF()))
        self.edit.restyle(self._theme)
        self._paint_button()
        self._grow()

    def _align(self) -> None:
        """Stay in the column of the messages where the window is wider than it."""
        px = self._theme.px
        side = max(0, (self.width() - px(COLUMN)) // 2) + px(24)
        self._box.setContentsMargins(side, px(4), side, px(16))

    def _arrange(self) -> None:
        """The tools beside the field, or below it in a narrow window."""
        narrow = self.width() < self._theme.px(NARROW)
        if narrow is self._narrow:
            return
        self._narrow = narrow
        for row in (self._row, self._below):
            while row.count():
                row.takeAt(0)
        bottom = Qt.AlignmentFlag.AlignBottom
        tools = self._below if narrow else self._row
        for tool in self._tools:
            tools.addWidget(tool, 0, bottom)
        self._row.addWidget(self.edit, 1)
        if narrow:
            self._below.addStretch(1)
        tools.addWidget(self.button, 0, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._align()

    def _paint_button(self) -> None:
        active = bool(self.edit.toPlainText().strip()) and self.edit.isEnabled()
        self.button.setEnabled(active)
        scheme = self._theme.scheme
        color = scheme.on_accent if active else scheme.muted
        self.button.setIcon(self._icons.icon("send", color, self._theme.px(20), self.devicePixelRatioF()))

    def _grow(self) -> None:
        lines = max(1.0, self.edit.document().size().height())
        spacing = self._theme.metrics("body").lineSpacing()
        frame = self._theme.px(40) - spacing if spacing < self._theme.px(32) else self._theme.px(16)
        shown = min(MAX_LINES, lines)
        self.edit.setFixedHeight(max(self._theme.px(40), round(shown * spacing) + frame))
        # Not "as needed": the bar makes the text narrower and thus longer, and could come and go without end.
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if lines > MAX_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy is not self.edit.verticalScrollBarPolicy():
            self.edit.setVerticalScrollBarPolicy(policy)

    def tell(self, sentence: str) -> None:
        """Something about the text, until it is changed; empty: nothing."""
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))
        if sentence:
            announce(self.edit, sentence, urgent=True)

    def _edited(self) -> None:
        self._paint_button()
        if self.notice.isVisible():
            self.tell("")
        if not self._loading:
            self._draft_timer.start()
            self.typed.emit(bool(self.edit.toPlainText().strip()))

    def _submit(self) -> None:
        written = self.written()
        if not written.text.strip() or not self.edit.isEnabled():
            return
        ready = self.prepare(written.stripped())
        if ready is not None:
            self._draft_timer.stop()
            self.set_text("")
            self.send.emit(ready)

    def text(self) -> str:
        return self.edit.toPlainText()

    def written(self) -> Written:
        return self.edit.written()

    def set_text(self, text: str) -> None:
        """Without counting as typing."""
        self.set_written(Written(text))

    def set_written(self, written: Written) -> None:
        """Without counting as typing."""
        self._loading = True
        self.edit.set_written(written)
        self._loading = False
        self._draft_timer.stop()
        self._paint_button()

    def pending_draft(self) -> Written | None:
        """What was typed and not yet told through ``draft_changed``."""
        if not self._draft_timer.isActive():
            return None
        self._draft_timer.stop()
        return self.written()

    def set_blocked(self, reason: str) -> None:
        """Say why one cannot write here; empty: one can."""
        self.edit.setVisible(not reason)
        self.button.setVisible(not reason)
        self.attach.setVisible(not reason)
        self.emoji.setVisible(not reason)
        self.format.setVisible(not reason)
        self.record.setVisible(not reason and self._recordable)
        self.reason.setVisible(bool(reason))
        self.reason.setText(reason)
        self._show_bar()
        self.edit.setEnabled(not reason)
        self._paint_button()

    def _show_bar(self) -> None:
        self.bar.setVisible(self.format.isChecked() and not self.reason.text())

    def set_recordable(self, may: bool) -> None:
        """Whether voice messages may be recorded here."""
        self._recordable = may
        self.record.setVisible(may and not self.reason.text())

    def set_room(self, name: str, *, encrypted: bool) -> None:
        hint = tr("Write an encrypted message") if encrypted else tr("Write a message (not encrypted)")
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(tr("Message to {name}").format(name=name))
