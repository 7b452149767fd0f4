# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands typed into a field are done here; what is none of them is a message."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.power import MEMBER, MODERATOR, as_level
from app.slash import Action, Wrong, parse
from app.text.written import EVERYBODY, Mention, Written
from ui.conversation import Conversation
from ui.i18n import tr
from ui.slash_words import sentence
from ui.text import isolate

if TYPE_CHECKING:
    from app.interface import AccountView
    from app.room_admin.service import RoomAdmin
    from ui.window import MainWindow

_EVERYBODY = re.compile(r"(?<![\w@/.])@room(?![\w.:-])")


def mention_everybody(written: Written) -> Written:
    """``@room`` that was typed out is a mention too."""
    taken = [(each.start, each.end) for each in written.mentions]
    more = [
        Mention(match.start(), match.end(), EVERYBODY)
        for match in _EVERYBODY.finditer(written.text)
        if all(match.end() <= start or end <= match.start() for start, end in taken)
    ]
    spans = tuple(sorted((*written.mentions, *more), key=lambda each: each.start))
    return Written(written.text, spans, written.kind, written.markdown)


def mention_nobody(written: Written) -> Written:
    """Without the right to it ``@room`` is a text, wherever the mention came from."""
    return replace(written, mentions=tuple(each for each in written.mentions if each.target != EVERYBODY))


class Slash:
    """Belongs to the window. ``prepare`` sees a text before it is sent."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def prepare(self, conversation: Conversation, written: Written, *, everybody: bool) -> Written | None:
        """The message to send; None if it was something to do, or if something is wrong with it (then it says so)."""
        parsed = parse(written)
        if isinstance(parsed, Wrong):
            conversation.composer.tell(sentence(parsed))
            return None
        if isinstance(parsed, Action):
            conversation.composer.set_text("")
            self._run(conversation, parsed)
            return None
        return mention_everybody(parsed) if everybody else mention_nobody(parsed)

    def _run(self, conversation: Conversation, action: Action) -> None:
        window, channel = self._window, conversation.channel()
        if channel is None:
            return
        match action.name:
            case "help":
                conversation.composer.edit.insertPlainText("/")
            case "poll":
                window.writing.new_poll(conversation, action.text)
            case "location":
                window.writing.new_place(conversation, action.text)
            case "part" if not action.target:
                window.actions_of_rooms.leave()
            case _:
                window.tasks.spawn(self._work(conversation, channel.account, channel.room_id, action), "command")

    async def _work(self, conversation: Conversation, account: AccountView, room_id: str, action: Action) -> None:
        """What goes wrong is told, and the text is not lost."""
        try:
            said = await self._do(account, room_id, action)
        except Exception:
            if not conversation.composer.text():
                parts = (f"/{action.name}", action.target, action.text)
                conversation.composer.set_text(" ".join(part for part in parts if part))
            raise
        if said:
            self._window.toast.say(said)

    async def _do(self, account: AccountView, room_id: str, action: Action) -> str:
        """Gives the sentence that tells that it is done; empty if one sees it anyway."""
        who = isolate(action.target, 80)
        match action.name:
            case "invite":
                await account.invite(room_id, action.target)
                return tr("{name} was invited.").format(name=who)
            case "join":
                self._window.open_when_there(await account.join(action.target))
            case "part":
                known = await self._room_id(account, action.target)
                await account.leave(known or action.target)
            case "nick":
                await account.own_profile.set_name(action.text)
                return tr("Your display name was changed.")
            case "myroomnick":
                await account.own_profile.set_name_in(room_id, action.text)
            case "ignore":
                await account.ignored.ignore(action.target)
                return tr("You no longer see messages of {name}.").format(name=who)
            case "unignore":
                await account.ignored.unignore(action.target)
                return tr("You see messages of {name} again.").format(name=who)
            case _:
                await self._administrate(account.room_admin, room_id, action)
        return ""

    @staticmethod
    async def _administrate(admin: RoomAdmin, room_id: str, action: Action) -> None:
        match action.name:
            case "topic":
                await admin.set_topic(room_id, action.text)
            case "roomname":
                await admin.set_name(room_id, action.text)
            case "remove":
                await admin.kick(room_id, action.target, action.text)
            case "ban":
                await admin.ban(room_id, action.target, action.text)
            case "unban":
                await admin.unban(room_id, action.target)
            case "op":
                given = as_level(int(action.text)) if re.fullmatch(r"-?\d{1,9}", action.text) else MODERATOR
                await admin.set_role(room_id, action.target, MODERATOR if given is None else given)
            case "deop":
                await admin.set_role(room_id, action.target, MEMBER)

    @staticmethod
    async def _room_id(account: AccountView, target: str) -> str:
        """The id of a room that we know by this alias or id."""
        if target.startswith("!"):
            return target
        aliases = await account.writing.aliases()
        return next((room for room, alias in aliases.items() if alias == target), "")
