# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What helps to write in a conversation: emoji and more, for the open room and for threads beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from ui.commands import Command
from ui.composer.field import EMOJI_KEYS
from ui.conversation import Conversation
from ui.emoji_picker import EmojiPicker, pick_emoji
from ui.i18n import tr

if TYPE_CHECKING:
    from ui.window import MainWindow


def place_of(widget: QWidget) -> QRect:
    """Where a widget is, in global coordinates."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


class Writing:
    """Belongs to the window. ``serve`` each conversation that is shown in it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._served: list[Conversation] = []
        self.picker: EmojiPicker | None = None
        window.commands.add(
            Command(
                "writing.emoji", tr("Insert emoji"), self.insert_emoji, "smile", EMOJI_KEYS, available=self.can_write
            )
        )

    def serve(self, conversation: Conversation) -> None:
        """Give the field of a conversation everything that helps to write."""
        self._served.append(conversation)
        conversation.destroyed.connect(lambda: self._gone(conversation))
        conversation.composer.emoji.clicked.connect(lambda: self.insert_emoji(conversation))

    def _gone(self, conversation: Conversation) -> None:
        self._served = [each for each in self._served if each is not conversation]

    def current(self) -> Conversation:
        """The conversation that one writes in: the one with the focus, else that of the open room."""
        focus = QApplication.focusWidget()
        for each in self._served:
            if focus is not None and each.isAncestorOf(focus):
                return each
        return self._window.chat.conversation

    def can_write(self) -> bool:
        conversation = self.current()
        return conversation.channel() is not None and conversation.composer.edit.isVisible()

    def insert_emoji(self, conversation: Conversation | None = None) -> None:
        """Open the picker at the field; what is chosen goes where the cursor is."""
        conversation = conversation or self.current()
        composer = conversation.composer
        if not composer.edit.isVisible():
            return
        composer.edit.setFocus()

        def insert(text: str) -> None:
            composer.edit.insertPlainText(text)
            composer.edit.setFocus()

        self.picker = pick_emoji(self._window, place_of(composer.emoji), insert)
        self.picker.closed.connect(self._closed)

    def _closed(self) -> None:
        self.picker = None
