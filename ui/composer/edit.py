# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text field: plain text with mentions, whatever is pasted; Enter sends, Shift+Enter breaks the line."""

from __future__ import annotations

import json
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit

from app.text.written import Mention, Written
from ui.composer import pills
from ui.composer.formatting import Change, format_text, next_line
from ui.text import one_line
from ui.theme import Theme

MAX_CHARACTERS = 60_000  # an event may have 65,536 bytes; the server has the last word
LONG = 10_000  # characters of a paste that may be better a file
_MIME = "application/x-bundesmessenger-written"
MAX_NAME = 80


def local_files(source: QMimeData) -> list[str]:
    """The files of this machine in what was pasted or dropped."""
    return [url.toLocalFile() for url in source.urls() if url.isLocalFile()] if source.hasUrls() else []


class MessageEdit(QPlainTextEdit):
    """Plain text, also when something formatted is pasted. ``keys``: are asked first what a key does."""

    submitted = Signal()
    up_when_empty = Signal()
    to_messages = Signal()
    escaped = Signal()
    files = Signal(list)  # paths that were pasted or dropped
    picture = Signal(QImage)
    long_text = Signal(str)  # pasted, and not put into the field
    focus_left = Signal()
    menu = Signal(QContextMenuEvent)

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[Callable[[QKeyEvent], bool]] = []
        self._look = QTextCharFormat()
        self._has_pills = False  # since the text was set: undoing may bring them back
        self._repairing = False
        self.document().contentsChanged.connect(self._repair)

    # -- mentions

    @property
    def has_mentions(self) -> bool:
        return self._has_pills

    def restyle(self, theme: Theme) -> None:
        self.setFont(theme.font("body"))
        self._look = QTextCharFormat()
        self._look.setForeground(QBrush(QColor(theme.scheme.accent)))
        self._look.setBackground(QBrush(QColor(theme.scheme.selected)))
        if self._has_pills:
            pills.restyle(self.document(), self._look)

    def mention(self, start: int, end: int, name: str, target: str) -> None:
        """Put a mention where something stood from ``start`` to ``end`` (positions of the document)."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._has_pills = True
        pills.insert(cursor, one_line(name, MAX_NAME) or target, target, self._look)
        cursor.insertText(" ")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setCurrentCharFormat(QTextCharFormat())

    def put(self, start: int, end: int, text: str) -> None:
        """Plain text in the place of something (positions of the document)."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text, QTextCharFormat())
        self.setTextCursor(cursor)

    def apply(self, change: Change) -> None:
        """Change the text and select what the change says; mentions outside of it stay."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for begin, end, new in reversed(change.edits):
            cursor.setPosition(pills.units(text[:begin]))
            cursor.setPosition(pills.units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new, QTextCharFormat())
        cursor.endEditBlock()
        text = change.of(text)
        cursor.setPosition(pills.units(text[: change.start]))
        cursor.setPosition(pills.units(text[: change.end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def format(self, kind: str) -> None:
        """Put Markdown around the selection; see ``format_text``."""
        text, cursor = self.toPlainText(), self.textCursor()
        start, end = (pills.points(text, place) for place in (cursor.selectionStart(), cursor.selectionEnd()))
        self.apply(format_text(kind, text, start, end))
        self.setFocus()

    def break_line(self) -> None:
        """A new line; lists, quotations and code go on there."""
        cursor = self.textCursor()
        change = None
        if not cursor.hasSelection():
            text = self.toPlainText()
            change = next_line(text, pills.points(text, cursor.position()))
        if change is not None:
            self.apply(change)
        else:
            cursor.insertBlock()
        self.ensureCursorVisible()

    def _repair(self) -> None:
        if self._has_pills and not self._repairing:
            self._repairing = True
            try:
                pills.repair(self.document())
            finally:
                self._repairing = False

    def written(self) -> Written:
        text = self.toPlainText()
        return pills.written(self.document(), text) if self._has_pills else Written(text)

    def insert_written(self, cursor: QTextCursor, written: Written) -> None:
        """Text and mentions in the place of the selection."""
        cursor.beginEditBlock()
        at = 0
        cursor.insertText("", QTextCharFormat())
        for each in (*written.mentions, Mention(len(written.text), len(written.text), "")):
            cursor.insertText(written.text[at : each.start], QTextCharFormat())
            if each.target:
                self._has_pills = True
                pills.insert(cursor, written.text[each.start : each.end], each.target, self._look)
            at = each.end
        cursor.endEditBlock()

    def set_written(self, written: Written) -> None:
        """Instead of everything; it cannot be undone."""
        self._has_pills = False
        self.setPlainText("")
        self.setCurrentCharFormat(QTextCharFormat())
        cursor = self.textCursor()
        self.insert_written(cursor, written)
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def _pill_beside(self, backwards: bool) -> pills.Marked | None:
        """The mention that Backspace or Delete would begin to eat."""
        cursor = self.textCursor()
        if cursor.hasSelection() or not self._has_pills:
            return None
        at = cursor.position()
        return next(
            (each for each in pills.marked(self.document()) if at == (each.end if backwards else each.start)), None
        )

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if any(handle(event) for handle in self.keys):
            event.accept()
            return
        key, modifiers = event.key(), event.modifiers()
        breaks = modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier)
        pill = None
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not modifiers:
            pill = self._pill_beside(key == Qt.Key.Key_Backspace)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not breaks:
            self.submitted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.break_line()
        elif pill is not None:
            cursor = self.textCursor()
            cursor.setPosition(pill.start)
            cursor.setPosition(pill.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        elif key == Qt.Key.Key_Up and not self.toPlainText() and not self._with_control(event):
            self.up_when_empty.emit()
        elif (key == Qt.Key.Key_Up and self._with_control(event)) or (
            key == Qt.Key.Key_PageUp and not self.toPlainText()
        ):
            self.to_messages.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _with_control(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu.emit(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_left.emit()

    def focusNextPrevChild(self, next: bool) -> bool:
        """The tabulator key takes a suggestion, if there are any."""
        if next:
            tab = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
            if any(handle(tab) for handle in self.keys):
                return True
        return super().focusNextPrevChild(next)

    # -- clipboard

    def createMimeDataFromSelection(self) -> QMimeData:
        data = super().createMimeDataFromSelection()
        cursor, everything = self.textCursor(), self.written()
        start = pills.points(everything.text, cursor.selectionStart())
        part = everything.part(start, pills.points(everything.text, cursor.selectionEnd()))
        if part.mentions:
            data.setText(part.text)
            data.setData(_MIME, json.dumps(part.to_json()).encode())
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := local_files(source):
            self.files.emit(files)
        elif source.hasImage() and not source.hasText():
            self.picture.emit(QImage(source.imageData()))
        elif source.hasText():
            text = source.text().replace("\x00", "")
            copied = _copied(source)
            if copied is not None and copied.text == text:
                self.insert_written(self.textCursor(), copied)
            elif len(text) > LONG:
                self.long_text.emit(text)
            else:
                self.insertPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or bool(local_files(source))


def _copied(source: QMimeData) -> Written | None:
    """Text with mentions that was copied from a field; anybody may have put it there."""
    data = bytes(source.data(_MIME).data()) if source.hasFormat(_MIME) else b""
    if not data or len(data) > 4 * MAX_CHARACTERS:
        return None
    try:
        return Written.from_json(json.loads(data))
    except (ValueError, RecursionError):
        return None
