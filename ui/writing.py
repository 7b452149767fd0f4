# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What helps to write in a conversation: emoji and more, for the open room and for threads beside it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.drafts import Intent
from app.errors import UserError
from app.location import geo_uri, map_link
from app.policy.categories.rooms import ALLOW_LOCATION, ALLOW_POLLS, ALLOW_VOICE_MESSAGES
from app.policy.categories.writing import MAP_LINK
from app.policy.keys import BoolKey
from app.policy.permission import refusal
from app.types import Place, TimelineItem
from ui.channels import Channel, ThreadChannel
from ui.commands import Command
from ui.composer.bar import BAR_KEYS, formats
from ui.composer.completion import Completion
from ui.composer.edit import MAX_CHARACTERS
from ui.composer.field import EMOJI_KEYS
from ui.composer.sources import Sources, loaded
from ui.composer.spelling import SpellMarks
from ui.conversation import Conversation
from ui.dialogs.base import FormDialog
from ui.dialogs.place import PlaceDialog
from ui.dialogs.poll import PollDialog, Question
from ui.emoji_picker import EmojiPicker, pick_emoji
from ui.i18n import tr
from ui.sentences import error_sentence
from ui.slash import Slash

if TYPE_CHECKING:
    from ui.window import MainWindow

T = TypeVar("T")


def place_of(widget: QWidget) -> QRect:
    """Where a widget is, in global coordinates."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def thread_of(conversation: Conversation) -> Intent | None:
    """What a poll or a place may be: nothing but a part of a thread."""
    channel, intent = conversation.channel(), conversation.intent()
    if isinstance(channel, ThreadChannel):
        return Intent("thread", channel.root)
    return intent if intent is not None and intent.kind == "thread" else None


class Writing:
    """Belongs to the window. ``serve`` each conversation that is shown in it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._served: list[Conversation] = []
        self._marks: dict[Conversation, SpellMarks] = {}
        self.slash = Slash(window)
        self.picker: EmojiPicker | None = None
        for command in (
            Command("writing.poll", tr("New poll …"), self.new_poll, "poll", where="room", available=self.can_poll),
            Command(
                "writing.place",
                tr("Send a place …"),
                self.new_place,
                "place",
                where="room",
                available=self.can_send_place,
            ),
            Command(
                "writing.spelling",
                tr("Next misspelled word"),
                self.next_wrong_word,
                shortcut="F7",
                available=self.can_write,
            ),
            *(
                Command(
                    f"writing.{each.kind}",
                    each.text,
                    partial(self.format, each.kind),
                    each.icon,
                    each.keys,
                    available=self.is_writing,
                    listed=False,
                )
                for each in formats()
            ),
            Command(
                "writing.bar",
                tr("Formatting bar"),
                self.toggle_bar,
                "format",
                BAR_KEYS,
                available=self.can_write,
            ),
        ):
            window.commands.add(command)
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
        composer.set_recordable(window.prefs.value(ALLOW_VOICE_MESSAGES))
        completion = Completion(composer.edit, window.theme, window.avatars, conversation.speakers)
        composer.format.setChecked(window.prefs.remembered("format_bar", False))
        composer.format.toggled.connect(self._bar_toggled)
        marks = SpellMarks(composer.edit, window.theme, window.tasks)
        self._marks[conversation] = marks
        composer.edit.menu.connect(marks.open_menu)
        composer.edit.long_text.connect(lambda text: self._long(conversation, text))
        composer.prepare = lambda written: self.slash.prepare(
            conversation, written, everybody=completion.sources is not None and completion.sources.everybody
        )
        conversation.opened.connect(lambda: self._opened(conversation, completion))
        composer.emoji.clicked.connect(lambda: self.insert_emoji(conversation))

    def _opened(self, conversation: Conversation, completion: Completion) -> None:
        channel = conversation.channel()
        if channel is not None:
            self._marks[conversation].follow(channel.account.spelling)
            completion.sources = Sources(channel.account, channel.room_id)
            self._window.tasks.spawn(loaded(completion.sources), "suggestions")

    def _long(self, conversation: Conversation, text: str) -> None:
        """Much was pasted: better a file?"""
        edit = conversation.composer.edit
        thread = self._window.threads.thread_of(conversation)
        choices = [(tr("Send as a file"), "primary", lambda: self._window.files.paste_text(text, thread))]
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
        marks = self._marks.pop(conversation, None)
        if marks is not None:
            marks.follow(None)
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

    def can_poll(self) -> bool:
        return self.can_write() and self._window.prefs.value(ALLOW_POLLS)

    def can_send_place(self) -> bool:
        return self.can_write() and self._window.prefs.value(ALLOW_LOCATION)

    def _permitted(self, key: BoolKey) -> bool:
        """Say so, if the organisation does not permit it."""
        permitted = self._window.prefs.value(key)
        if not permitted:
            self._window.show_error(refusal(key))
        return permitted

    def is_writing(self) -> bool:
        """Whether the focus is in a field for messages."""
        return self.current().composer.edit.hasFocus()

    def format(self, kind: str) -> None:
        self.current().composer.edit.format(kind)

    def toggle_bar(self) -> None:
        """Show the buttons for formatting over the fields, or hide them."""
        self.current().composer.format.toggle()

    def _bar_toggled(self, shown: bool) -> None:
        """The fields of the room and of a thread look the same, and so they will the next time."""
        self._window.prefs.remember("format_bar", shown)
        for each in self._served:
            each.composer.format.setChecked(shown)

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

    # -- polls and places

    def new_poll(self, conversation: Conversation | None = None, question: str = "") -> None:
        """Ask for a question and its answers, and send them."""
        conversation = conversation or self.current()
        channel, window = conversation.channel(), self._window
        if channel is None or not self._permitted(ALLOW_POLLS):
            return
        dialog = PollDialog(window, window.theme, window.icons, question=question)
        self._ask_poll(dialog, channel, thread_of(conversation))

    def change_poll(self, item: TimelineItem) -> None:
        """Change an own poll that nobody has answered."""
        channel, window = self.current().channel(), self._window
        if channel is not None and item.poll is not None and item.event_id is not None:
            dialog = PollDialog(window, window.theme, window.icons, poll=item.poll)
            self._ask_poll(dialog, channel, Intent("edit", item.event_id))

    def _ask_poll(self, dialog: PollDialog, channel: Channel, intent: Intent | None) -> None:
        async def send(wanted: Question) -> None:
            await channel.account.writing.poll(
                channel.room_id,
                wanted.question,
                wanted.answers,
                disclosed=wanted.disclosed,
                most=wanted.most,
                intent=intent,
            )

        self._ask(dialog, dialog.wanted, send)
        dialog.question.setFocus()

    def new_place(self, conversation: Conversation | None = None, text: str = "") -> None:
        """Ask for a place and send it."""
        conversation = conversation or self.current()
        channel, window = conversation.channel(), self._window
        if channel is None or not self._permitted(ALLOW_LOCATION):
            return
        dialog = PlaceDialog(window, window.theme, text)
        intent = thread_of(conversation)

        async def send(place: Place) -> None:
            await channel.account.writing.place(channel.room_id, place, intent)

        self._ask(dialog, dialog.wanted, send)
        dialog.where.setFocus()

    def _ask(
        self, dialog: FormDialog, wanted: Callable[[], T | None], send: Callable[[T], Coroutine[Any, Any, None]]
    ) -> None:
        async def work(what: T) -> None:
            dialog.set_busy(True)
            try:
                await send(what)
            except UserError as error:
                dialog.fail(error_sentence(error))
            else:
                dialog.accept()

        def submit() -> None:
            what = wanted()
            if what is not None:
                self._window.tasks.spawn(work(what), "send")

        dialog.submitted.connect(submit)
        dialog.open()

    def show_map(self, place: Place) -> None:
        """Open the map that the organisation settles, after its address was seen; without one, the coordinates."""
        template = self._window.prefs.value(MAP_LINK)
        if template:
            self._window.actions_of_rooms.open_link(map_link(template, place))
        else:
            QGuiApplication.clipboard().setText(geo_uri(place))
            self._window.toast.say(tr("The coordinates were copied."))

    def next_wrong_word(self) -> None:
        """Go to the next word that is in no dictionary, and open its menu."""
        conversation = self.current()
        marks = self._marks[conversation]
        if marks.next_wrong():
            marks.open_menu()
        else:
            self._window.toast.say(tr("No misspelled words."))

    def _closed(self) -> None:
        self.picker = None
