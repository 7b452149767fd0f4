# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What helps to write in a conversation: emoji and more, for the open room and for threads beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from ui.commands import Command
from ui.composer.completion import Completion
from ui.composer.edit import MAX_CHARACTERS
from ui.composer.field import EMOJI_KEYS
from ui.composer.sources import Sources, loaded
from ui.conversation import Conversation
from ui.emoji_picker import EmojiPicker, pick_emoji
from ui.i18n import tr
from ui.slash import Slash

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
        self.slash = Slash(window)
        self.picker: EmojiPicker | None = None
        window.commands.add(
            Command(
                "writing.emoji", tr("Insert emoji"), self.insert_emoji, "smile", EMOJI_KEYS, available=self.can_write
            )
        )

    def serve(self, conversation: Conversation) -> None:
        """Give the field of a conversation everything that helps to write."""
        window = self._window
        self._served.append(conversation)
        conversation.destroyed.connect(lambda: self._gone(conversation))
        composer = conversation.composer
        completion = Completion(composer.edit, window.theme, window.avatars, conversation.speakers)
        composer.edit.long_text.connect(lambda text: self._long(conversation, text))
        composer.prepare = lambda written: self.slash.prepare(
            conversation, written, everybody=completion.sources is not None and completion.sources.everybody
        )
        conversation.opened.connect(lambda: self._opened(conversation, completion))
        composer.emoji.clicked.connect(lambda: self.insert_emoji(conversation))

    def _opened(self, conversation: Conversation, completion: Completion) -> None:
        channel = conversation.channel()
        if channel is not None:
            completion.sources = Sources(channel.account, channel.room_id)
            self._window.tasks.spawn(loaded(completion.sources), "suggestions")

    def _long(self, conversation: Conversation, text: str) -> None:
        """Much was pasted: better a file?"""
        edit = conversation.composer.edit
        choices = [(tr("Send as a file"), "primary", lambda: self._window.files.paste_text(text))]
        if len(text) <= MAX_CHARACTERS:
            choices.insert(0, (tr("Insert"), "", lambda: edit.insertPlainText(text)))
        self._window.explain(
            place_of(edit),
            icon="file",
            color="muted",
            title=tr("This text is very long"),
            text=tr("A long text is easier to read as a file."),
            choices=choices,
        )

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
