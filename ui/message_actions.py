# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one can do with a message: answer, change, react, delete, vote. Its menu, the bar over it, and single keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu

from app.drafts import Intent
from app.emoji import SELECTOR
from app.errors import UserError
from app.policy.categories.rooms import ALLOW_POLLS
from app.text.code import code_blocks
from app.types import ItemKind, Membership, Refused, TimelineItem
from ui import names
from ui.dialogs.base import FormDialog
from ui.emoji_picker import pick_emoji
from ui.i18n import tr
from ui.sentences import code_sentence, error_sentence
from ui.text import isolate, one_line
from ui.timeline.hover import HoverBar
from ui.timeline.polls import votes_text
from ui.timeline.under import names_line
from ui.times import full_label

if TYPE_CHECKING:
    from ui.conversation import Conversation
    from ui.window import MainWindow

QUICK = ("👍️", "❤️", "😄", "🎉", "👀", "✅️")  # fully qualified, as others send them (MSC2677)
_IN_MENU = 12  # reactions
_LISTED = 40  # lines
_ANSWERED = (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE, ItemKind.FILE, ItemKind.POLL, ItemKind.LOCATION)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something one can do with a message. ``key``: what does it while the message has the keyboard."""

    name: str  # object name of the entry
    text: str
    run: Callable[[], object]
    icon: str = ""
    key: str = ""


class MessageActions:
    """Belongs to the window and uses its account. ``more``: features add what they can do with a message."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.more: list[Callable[[TimelineItem], list[Choice]]] = []
        self._served: list[Conversation] = []
        self.serve(window.chat.conversation)

    def serve(self, conversation: Conversation) -> None:
        """Give a conversation the bar over its messages, and the keys."""
        self._served.append(conversation)
        conversation.destroyed.connect(lambda: self._served.remove(conversation))
        bar = HoverBar(conversation.view, self._window.theme, self._window.icons)
        bar.chosen.connect(lambda key, action: self._from_bar(conversation, key, action))
        bar.offers = lambda item: self._in_bar(conversation, item)
        conversation.view.key_pressed = lambda event: self._key(conversation, event)

    # -- what can be done ----------------------------------------------------------------------------------------------

    def _answerable(self, item: TimelineItem) -> bool:
        room = self._window.chat.room()
        joined = room is not None and room.membership is Membership.JOIN
        return joined and item.event_id is not None and item.kind in _ANSWERED

    def choices(self, conversation: Conversation, item: TimelineItem) -> list[Choice]:
        """What has a key or comes from features, in the order of the menu; none for what is not on the server."""
        room, event = self._window.chat.room(), item.event_id
        if room is None or room.membership is not Membership.JOIN or event is None:
            return []
        found: list[Choice] = []
        if self._answerable(item):
            reply = lambda: self._write(conversation, "reply", item)  # noqa: E731
            found.append(Choice(names.MENU_REPLY, tr("Reply"), reply, "reply", "R"))
            if conversation is self._window.chat.conversation:  # there are no threads in threads
                text = tr("Open the thread") if item.thread is not None else tr("Reply in a thread")
                found.append(Choice(names.MENU_THREAD, text, lambda: self._window.threads.open(event), "thread", "T"))
            if item.own and item.kind is ItemKind.MESSAGE:
                edit = lambda: self._write(conversation, "edit", item)  # noqa: E731
                found.append(Choice(names.MENU_EDIT, tr("Edit"), edit, "", "E"))
            elif item.own and item.attachment is not None and not item.attachment.voice:
                text = tr("Edit the caption") if item.attachment.caption else tr("Add a caption")
                caption = lambda: self._write(conversation, "edit", item)  # noqa: E731
                found.append(Choice(names.MENU_EDIT, text, caption, "", "E"))
        for feature in self.more:
            found += feature(item)
        return found

    def may_delete(self, item: TimelineItem) -> bool:
        """One's own messages, and those of others where one may."""
        room = self._window.chat.room()
        there = item.state is None and item.kind is not ItemKind.REDACTED and item.event_id is not None
        return there and room is not None and (item.own or self._may_redact(room.room_id))

    def _in_bar(self, conversation: Conversation, item: TimelineItem) -> list[str]:
        if not self._answerable(item):
            return []
        return ["react", "reply", *(["thread"] if conversation is self._window.chat.conversation else [])]

    def _from_bar(self, conversation: Conversation, key: str, action: str) -> None:
        row = conversation.model.row_of(key)
        item = conversation.model.item(row) if row >= 0 else None
        if item is None or item.event_id is None:
            return
        match action:
            case "reply":
                self._write(conversation, "reply", item)
            case "thread":
                self._window.threads.open(item.event_id)
            case "react":
                self.quick_reactions(conversation, item)
            case _:
                self._window.menus.message(key, "", conversation.cursor().pos(), conversation)

    def quick_reactions(self, conversation: Conversation, item: TimelineItem) -> None:
        """The reactions beside a message."""
        menu = QMenu(self._window)
        self._fill_reactions(menu, conversation, item)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._anchor(conversation, item).center())

    def _key(self, conversation: Conversation, event: QKeyEvent) -> bool:
        """A key on the message with the keyboard; gives whether it did something."""
        row = conversation.model.row_of(conversation.view.current)
        if row < 0 or event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        item = conversation.model.item(row)
        if event.key() == Qt.Key.Key_Delete and self.may_delete(item):
            self.delete(item.event_id or "")
            return True
        if event.text() == "+" and self._answerable(item):
            self.quick_reactions(conversation, item)
            return True
        found = [choice for choice in self.choices(conversation, item) if choice.key == event.text().upper() != ""]
        for choice in found[:1]:
            choice.run()
        return bool(found)

    # -- the menu ------------------------------------------------------------------------------------------------------

    def fill(self, menu: QMenu, item: TimelineItem, conversation: Conversation | None = None) -> None:
        """The entries for a message; none for what is not on the server."""
        room, window = self._window.chat.room(), self._window
        chat = conversation if conversation is not None else window.chat.conversation
        if room is None or room.membership is not Membership.JOIN or item.event_id is None:
            return
        event = item.event_id
        for choice in self.choices(chat, item):
            text = f"{choice.text}\t{choice.key}" if choice.key else choice.text
            self._entry(menu, choice.name, text, choice.run)
            if choice.icon:
                icon = window.icons.icon(
                    choice.icon, window.theme.scheme.text, window.theme.px(18), window.devicePixelRatioF()
                )
                menu.actions()[-1].setIcon(icon)
        if item.kind in _ANSWERED:
            self._reactions(menu, chat, item)
            self._look(menu, chat, item)
            if item.poll is not None and item.own and not item.poll.ended and not item.poll.voters:
                change = self._window.writing.change_poll
                if self._window.prefs.value(ALLOW_POLLS):
                    self._entry(menu, names.MENU_POLL_EDIT, tr("Change the poll …"), lambda: change(item))
            if item.poll is not None and item.own and not item.poll.ended:
                self._entry(menu, names.MENU_POLL_END, tr("End poll"), lambda: self._run("poll_end", event))
        if item.state is None and item.kind is not ItemKind.REDACTED:
            menu.addSeparator()
            if self.may_delete(item):
                text = "\t".join((tr("Delete …"), tr("Del")))
                self._entry(menu, names.MENU_DELETE, text, lambda: self.delete(event))
            if not item.own:
                report = self._window.room_admin.report_message
                self._entry(menu, names.MENU_REPORT, tr("Report …"), lambda: report(room.room_id, event))

    def _may_redact(self, room_id: str) -> bool:
        account = self._window.account
        return account is not None and account.room_admin.may_redact(room_id)

    def _reactions(self, menu: QMenu, chat: Conversation, item: TimelineItem) -> None:
        """Those that are there (ours with a tick: choosing it takes it back), a few more, and all emoji."""
        reactions = menu.addMenu(tr("React"))
        reactions.menuAction().setObjectName(names.MENU_REACT)
        self._fill_reactions(reactions, chat, item)
        if item.reactions:
            show = lambda: self.show_reactions(item, self._anchor(chat, item))  # noqa: E731
            self._entry(menu, names.MENU_REACTIONS, tr("Who reacted"), show)

    def _fill_reactions(self, reactions: QMenu, chat: Conversation, item: TimelineItem) -> None:
        event = item.event_id or ""
        there = item.reactions[:_IN_MENU]
        for reaction in there:
            text = f"{one_line(reaction.key, 24)} {reaction.count}".replace("&", "&&")
            action = reactions.addAction(text)
            action.setCheckable(True)
            action.setChecked(reaction.own)
            action.triggered.connect(lambda _=False, key=reaction.key: self.react(event, key))
        if there:
            reactions.addSeparator()
        for key in QUICK:
            if all(reaction.key.replace(SELECTOR, "") != key.replace(SELECTOR, "") for reaction in there):
                reactions.addAction(key).triggered.connect(lambda _=False, key=key: self.react(event, key))
        reactions.addSeparator()
        reactions.addAction(tr("Other emoji …")).triggered.connect(
            lambda: self.choose_reaction(event, self._anchor(chat, item))
        )

    def _look(self, menu: QMenu, chat: Conversation, item: TimelineItem) -> None:
        """What else a message holds that is not on screen, or only for the pointer."""
        if (event := item.event_id) is not None:
            readers = lambda: self.show_readers(event, self._anchor(chat, item))  # noqa: E731
            self._entry(menu, names.MENU_READERS, tr("Who has read it"), readers)
        if item.poll is not None and not item.poll.ended:
            poll = lambda: self.open_poll(item, self._anchor(chat, item))  # noqa: E731
            self._entry(menu, names.MENU_POLL, tr("Choose an answer …"), poll)
        if chat.view.hides(item.key):
            reveal = lambda: chat.view.reveal(item.key)  # noqa: E731
            self._entry(menu, names.MENU_REVEAL, tr("Show hidden parts"), reveal)
        for number, _code in enumerate(code_blocks(item.html or "")[:_IN_MENU]):
            copy = lambda _=False, n=number: self.copy_code(item, n)  # noqa: E731
            self._entry(menu, names.MENU_COPY_CODE, tr("Copy code"), copy)

    @staticmethod
    def _entry(menu: QMenu, name: str, text: str, run: Callable[[], object]) -> None:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: run())

    # -- doing it ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _write(conversation: Conversation, kind: str, item: TimelineItem) -> None:
        assert item.event_id is not None
        body = item.attachment.caption if item.attachment is not None and kind == "edit" else item.body
        conversation.set_intent(Intent(kind, item.event_id, item.sender_name or item.sender, body))

    def react(self, event_id: str, key: str) -> None:
        """Put a reaction under a message."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is not None and room is not None:
            window.tasks.spawn(account.live.toggle_reaction(room.room_id, event_id, key), "react")

    def act(self, item: TimelineItem, action: str, anchor: QRect) -> None:
        """What a click on a part of a message does; ``anchor``: where it is, in global coordinates."""
        what, _, value = action.partition(":")
        match what:
            case "react" if value and item.event_id is not None:
                self.react(item.event_id, value)
            case "react" if item.event_id is not None:
                self.choose_reaction(item.event_id, anchor)
            case "reactions":
                self.show_reactions(item, anchor)
            case "readers" if item.event_id is not None:
                self.show_readers(item.event_id, anchor)
            case "edited":
                self._window.extras.details(item)
            case "code":
                self.copy_code(item, int(value))
            case "vote":
                self.vote(item, value)
            case "poll":
                self.open_poll(item, anchor)
            case "person":
                person = next((each for each in item.people if each.user_id == value), None)
                if person is not None and self._window.security.security is not None:
                    self._window.security.open_person(person.user_id, person.name, None)

    def choose_reaction(self, event_id: str, anchor: QRect) -> None:
        """Any emoji, beside ``anchor``."""
        pick_emoji(self._window, anchor, lambda key: self.react(event_id, key))

    @staticmethod
    def _anchor(conversation: Conversation, item: TimelineItem) -> QRect:
        """Where a message of a conversation is, in global coordinates."""
        return conversation.view.bubble_on_screen(conversation.model.row_of(item.key))

    def show_reactions(self, item: TimelineItem, anchor: QRect) -> None:
        """Who reacted how."""
        lines = [
            f"{one_line(reaction.key, 40)}  {names_line(reaction.names, reaction.count)}"
            for reaction in item.reactions[:_LISTED]
        ]
        self._window.explain(
            anchor,
            icon="smile",
            color="muted",
            title=tr("Reactions"),
            text="\n".join(lines),
        )

    def show_readers(self, event_id: str, anchor: QRect) -> None:
        """Who has read a message."""
        self._window.tasks.spawn(self._show_readers(event_id, anchor), "readers")

    async def _show_readers(self, event_id: str, anchor: QRect) -> None:
        """Everybody who has read a message."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is None or room is None:
            return
        readers = await account.live.readers(room.room_id, event_id)
        lines = [f"{isolate(seen.name, 60)}, {full_label(seen.ts)}" for seen in readers[:_LISTED]]
        if len(readers) > _LISTED:
            lines.append(tr("and {n} more").format(n=len(readers) - _LISTED))
        text = "\n".join(lines) or tr("Nobody has said so.")
        window.explain(anchor, icon="eye", color="muted", title=tr("Read by"), text=text)

    def copy_code(self, item: TimelineItem, number: int) -> None:
        """A block of code to the clipboard, as its author wrote it."""
        blocks = code_blocks(item.html or "")
        if number < len(blocks):
            QGuiApplication.clipboard().setText(blocks[number].text)
            self._window.toast.say(tr("Code copied."))

    def open_poll(self, item: TimelineItem, anchor: QRect) -> None:
        """A menu with the answers of a poll, for the keyboard."""
        poll = item.poll
        if poll is None or poll.ended:
            return
        menu = QMenu(self._window)
        menu.setObjectName(names.POLL_MENU)
        for answer in poll.answers:
            votes = "" if answer.votes is None else f", {votes_text(answer.votes)}"
            action = menu.addAction((one_line(answer.text, 100) + votes).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(answer.own)
            action.triggered.connect(lambda _=False, chosen=answer.id: self.vote(item, chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.center())

    def refused(self, refused: Refused) -> None:
        """Something that was shown as done is not: say so; what was written goes back into an empty field."""
        room = self._window.chat.room()
        composer = self._holder(refused.event_id).composer
        if refused.text and room is not None and room.room_id == refused.room_id and not composer.text():
            composer.set_text(refused.text)
        sentences = {
            "reaction": tr("The reaction was not sent."),
            "edit": tr("The change was not sent."),
            "vote": tr("Your answer was not sent."),
            "delete": tr("The message was not deleted."),
        }
        sentence = sentences.get(refused.what, tr("Not sent."))
        self._window.toast.say(f"{sentence} {code_sentence(refused.code)}")

    def _holder(self, event_id: str) -> Conversation:
        """The conversation on screen that shows a message: a thread beside the room, or the room."""
        for conversation in self._served:
            model = conversation.model
            if any(model.item(row).event_id == event_id for row in range(len(model) - 1, -1, -1)):
                return conversation
        return self._window.chat.conversation

    def vote(self, item: TimelineItem, answer_id: str) -> None:
        """Choose an answer of a poll, or take it back; where several are allowed, beside the others."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        poll = item.poll
        if account is None or room is None or poll is None or poll.ended or item.event_id is None:
            return
        chosen = [each.id for each in poll.answers if each.own]
        if answer_id in chosen:
            chosen.remove(answer_id)
        elif poll.most == 1:
            chosen = [answer_id]
        elif len(chosen) < poll.most:
            chosen.append(answer_id)
        else:
            window.toast.say(tr("You cannot choose more answers."))
            return
        window.tasks.spawn(account.poll_vote(room.room_id, item.event_id, chosen), "vote")

    def _run(self, what: str, event_id: str) -> None:
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is not None and room is not None and what == "poll_end":
            window.tasks.spawn(account.poll_end(room.room_id, event_id, tr("The poll has ended.")), "end poll")

    def delete(self, event_id: str) -> None:
        """Ask for a reason, then remove the message for everyone."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is None or room is None:
            return
        room_id = room.room_id
        dialog = FormDialog(window, window.theme, tr("Delete this message for everyone?"), tr("Delete"), look="danger")
        dialog.setObjectName(names.DELETE_DIALOG)
        reason = QLineEdit()
        reason.setObjectName(names.DELETE_REASON)
        reason.setMaxLength(500)
        dialog.add_field(tr("Reason (optional, everybody can read it)"), reason)

        async def work() -> None:
            dialog.set_busy(True)
            try:
                await account.redact(room_id, event_id, reason.text().strip() or None)
            except UserError as error:
                dialog.fail(error_sentence(error))
            else:
                dialog.accept()

        dialog.submitted.connect(lambda: window.tasks.spawn(work(), "delete"))
        dialog.open()
        reason.setFocus()
