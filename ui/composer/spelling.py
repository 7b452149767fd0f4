# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Red waves under words that are in no dictionary, and what may have been meant in the menu of the field.

Words are looked up elsewhere, a moment after they were typed; only those that were not looked up before. The word at
the cursor is left alone while it is being typed.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from app.interface import SpellingView
from app.spelling import words_in
from ui.composer import pills
from ui.composer.edit import MessageEdit
from ui.i18n import tr
from ui.tasks import Tasks
from ui.text import one_line
from ui.theme import Theme

WAIT_MS = 250


class SpellMarks(QSyntaxHighlighter):
    """Marks the words of one field. ``follow`` an account's spell check, or none."""

    def __init__(self, edit: MessageEdit, theme: Theme, tasks: Tasks) -> None:
        super().__init__(edit.document())
        self._edit, self._theme, self._tasks = edit, theme, tasks
        self._spelling: SpellingView | None = None
        self._disconnect: Callable[[], None] | None = None
        self._asked: set[str] = set()
        self._wave = QTextCharFormat()
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self._look_up)
        self._left = -1  # block that has a word which was passed over because the cursor stood in it
        edit.cursorPositionChanged.connect(self._moved)
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        self._wave = QTextCharFormat()
        self._wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        self._wave.setUnderlineColor(QColor(self._theme.scheme.danger))
        self.rehighlight()

    def follow(self, spelling: SpellingView | None) -> None:
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self._spelling = spelling
        if spelling is not None:
            self._disconnect = spelling.changed_words.connect(lambda _none: self._anew())
        self._anew()

    def _anew(self) -> None:
        if shiboken6.isValid(self):
            self.rehighlight()

    # -- marking

    def highlightBlock(self, text: str) -> None:
        spelling = self._spelling
        if spelling is None or not spelling.on:
            return
        cursor = self._edit.textCursor()
        block = self.currentBlock()
        typing = cursor.block() == block and not cursor.hasSelection() and self._edit.hasFocus()
        at = cursor.positionInBlock() if typing else -1
        language = spelling.language(text)
        names = [(each.start - block.position(), each.end - block.position()) for each in self._names(text)]
        for start, word in words_in(text):
            begin = pills.units(text[:start])
            end = begin + pills.units(word)
            if any(left <= begin < right for left, right in names):
                continue
            if end == at:
                self._left = block.blockNumber()
                continue
            known = spelling.known(word, language)
            if known is None:
                self._asked.add(word)
                self._timer.start()
            elif not known:
                self.setFormat(begin, end - begin, self._wave)

    def _names(self, text: str) -> list[pills.Marked]:
        return [each for each in pills.marked(self.document()) if each.text in text] if self._edit.has_mentions else []

    def _moved(self) -> None:
        """The cursor left the word it was in."""
        if self._left >= 0:
            block, self._left = self.document().findBlockByNumber(self._left), -1
            if block.isValid():
                self.rehighlightBlock(block)

    def _look_up(self) -> None:
        spelling = self._spelling
        words, self._asked = self._asked, set()
        if spelling is not None and words:
            self._tasks.spawn(self._checked(spelling, words), "spell check")

    async def _checked(self, spelling: SpellingView, words: set[str]) -> None:
        await spelling.check(words)
        if not shiboken6.isValid(self) or spelling is not self._spelling:
            return
        block = self.document().begin()
        while block.isValid():
            text = block.text()
            if any(word in text for word in words):  # also if all are right: they may tell the language
                self.rehighlightBlock(block)
            block = block.next()

    # -- what one can do about it

    def wrong_at(self, position: int) -> tuple[int, int, str] | None:
        """(start, end, word) of the marked word at a position of the document."""
        block = self.document().findBlock(position)
        text, spelling = block.text(), self._spelling
        if spelling is None or not spelling.on:
            return None
        language = spelling.language(text)
        for start, word in words_in(text):
            begin = block.position() + pills.units(text[:start])
            end = begin + pills.units(word)
            if begin <= position <= end and spelling.known(word, language) is False:
                return begin, end, word
        return None

    def next_wrong(self) -> bool:
        """Select the next marked word behind the cursor, or the first; False if there is none."""
        at, found = self._edit.textCursor().selectionEnd(), []
        block = self.document().begin()
        while block.isValid():
            for start, _word in words_in(block.text()):
                place = self.wrong_at(block.position() + pills.units(block.text()[:start]))
                if place is not None and place not in found:
                    found.append(place)
            block = block.next()
        if not found:
            return False
        begin, end, _ = next((place for place in found if place[0] >= at), found[0])
        cursor = self._edit.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._edit.setTextCursor(cursor)
        return True

    def open_menu(self, event: QContextMenuEvent | None = None) -> QMenu:
        """The menu of the field, with suggestions on top if it is asked for at a marked word."""
        edit = self._edit
        by_mouse = event is not None and event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse and event is not None:
            position, where = edit.cursorForPosition(event.pos()).position(), event.globalPos()
        else:
            position = edit.textCursor().selectionEnd()
            where = edit.viewport().mapToGlobal(edit.cursorRect().bottomLeft())
        menu = edit.createStandardContextMenu()
        menu.setParent(edit, menu.windowFlags())
        menu.setObjectName("composer.menu")
        wrong = self.wrong_at(position)
        if wrong is not None:
            self._add(menu, *wrong)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where if isinstance(where, QPoint) else QPoint())
        return menu

    def _add(self, menu: QMenu, begin: int, end: int, word: str) -> None:
        spelling = self._spelling
        assert spelling is not None
        language = spelling.language(self.document().findBlock(begin).text())
        first = menu.actions()[0] if menu.actions() else None
        waiting = QAction(tr("Looking for suggestions …"), menu)
        waiting.setEnabled(False)
        learn = QAction(tr("Add “{word}” to the dictionary").format(word=one_line(word, 40)), menu)
        learn.triggered.connect(lambda: self._tasks.spawn(spelling.learn(word), "learn word"))
        ignore = QAction(tr("Ignore"), menu)
        ignore.triggered.connect(lambda: spelling.ignore(word))
        line = QAction(menu)
        line.setSeparator(True)
        for action in (waiting, learn, ignore, line):
            menu.insertAction(first, action)  # type: ignore[arg-type]

        async def fill() -> None:
            found = await spelling.suggest(word, language)
            if not shiboken6.isValid(menu):
                return
            for text in found:
                action = QAction(one_line(text, 60), menu)
                font = action.font()
                font.setBold(True)
                action.setFont(font)
                action.triggered.connect(lambda _=False, text=text: self._edit.put(begin, end, text))
                menu.insertAction(waiting, action)
            if found:
                menu.removeAction(waiting)
                menu.setActiveAction(menu.actions()[0])
            else:
                waiting.setText(tr("No suggestions"))

        self._tasks.spawn(fill(), "suggestions")
