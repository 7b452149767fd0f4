# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing: texts into the send queue, drafts, and what somebody uses often. Kept in ``crypto.db``."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from app import location, messages
from app.drafts import Draft, Intent
from app.emoji import EmojiMemory
from app.errors import ErrorCode, UserError
from app.media.content import attachment_of
from app.policy.categories.rooms import ALLOW_LOCATION, ALLOW_POLLS
from app.policy.permission import require
from app.service import Service
from app.store import blob, polls
from app.store.relations import replied_to
from app.text.written import Written
from app.told import told
from app.types import Place
from crypto.types import Json

RECENT = 45  # emoji that are remembered
_EMOJI, _TONE = "emoji.recent", "emoji.tone"


class Writing(Service):
    """``place`` of a draft: a room id, or a room id and the event id of a thread's root, separated by a space."""

    # -- sending ------------------------------------------------------------------------------------------------------

    @told
    async def send(self, room_id: str, written: Written, intent: Intent | None = None, *, thread: str = "") -> str:
        """Into the send queue; gives the transaction id. The local echo is in the timeline when this returns.

        ``thread``: the root of the thread it is written in.
        """
        content = await self._content(room_id, written, intent)
        if thread and (intent is None or intent.kind != "edit"):
            reader, reading = self.context.storage.reader, self.context.storage.reading
            _, newest = await reading.call(reader.thread, room_id, thread)
            content = messages.in_thread(content, thread, newest)
        item = await self.context.queue.add(room_id, "m.room.message", content)
        return item.txn_id

    async def _content(self, room_id: str, written: Written, intent: Intent | None) -> Json:
        own = self.context.user_id
        reader, reading = self.context.storage.reader, self.context.storage.reading
        if intent is None:
            return messages.text(written, own_user=own)
        if intent.kind == "edit":
            known = await reading.call(reader.message, room_id, intent.event_id)
            if known is None:
                return messages.edit(intent.event_id, written, own_user=own)
            changed, before = known
            answered = replied_to(changed)
            author = ""
            if answered:
                original = await reading.call(reader.event, room_id, answered)
                author = original.sender if original is not None else ""
            kept = _still_mentioned(before, author)
            if attachment_of(before, changed.shown_type) is not None:
                return messages.edit_caption(intent.event_id, written, before, kept=kept, own_user=own)
            return messages.edit(intent.event_id, written, before=before, kept=kept, own_user=own)
        if intent.kind == "thread":
            root, newest = await reading.call(reader.thread, room_id, intent.event_id)
            return messages.in_thread(messages.text(written, own_user=own), root, newest)
        event = await reading.call(reader.event, room_id, intent.event_id)
        sender = event.sender if event is not None else ""
        content = messages.reply(intent.event_id, sender, written, own=sender == own, own_user=own)
        if event is not None and event.rel_type == "m.thread" and event.rel_event:
            content = messages.in_thread(content, event.rel_event, intent.event_id)
        return content

    @told
    async def poll(
        self,
        room_id: str,
        question: str,
        answers: Sequence[str],
        *,
        disclosed: bool = True,
        most: int = 1,
        intent: Intent | None = None,
    ) -> str:
        """Ask everybody in the room (MSC3381). ``disclosed``: the votes are seen before the end; ``most``: answers of
        each. ``intent``: a thread, or the poll that this one replaces. Raises UserError REFUSED if it is none.
        """
        require(self.context.prefs, ALLOW_POLLS)
        numbered = [(secrets.token_hex(8), text) for text in answers]
        content = polls.start(question, numbered, disclosed=disclosed, most=max(1, min(most, len(numbered))))
        if polls.poll_of(content) is None or len(answers) > polls.MAX_ANSWERS:
            raise UserError(ErrorCode.REFUSED, errcode="poll")
        if intent is not None and intent.kind == "edit":
            relation = {"rel_type": "m.replace", "event_id": intent.event_id}
            content = {"m.new_content": content, "m.relates_to": relation}
        else:
            content = await self._in_thread(room_id, content, intent)
        item = await self.context.queue.add(room_id, polls.STARTS[0], content)
        return item.txn_id

    @told
    async def place(self, room_id: str, place: Place, intent: Intent | None = None) -> str:
        """Send a pin on the map."""
        require(self.context.prefs, ALLOW_LOCATION)
        content = await self._in_thread(room_id, location.content(place, int(time.time() * 1000)), intent)
        item = await self.context.queue.add(room_id, "m.room.message", content)
        return item.txn_id

    async def _in_thread(self, room_id: str, content: Json, intent: Intent | None) -> Json:
        if intent is None or intent.kind != "thread":
            return content
        storage = self.context.storage
        root, newest = await storage.reading.call(storage.reader.thread, room_id, intent.event_id)
        return messages.in_thread(content, root, newest)

    @told
    async def aliases(self) -> Mapping[str, str]:
        """The main alias of each room that has one, by room id."""
        storage = self.context.storage
        return await storage.reading.call(storage.reader.aliases)

    @told
    async def may_mention_everybody(self, room_id: str) -> bool:
        """Whether our power level in the room suffices for ``@room`` (client-server API, "m.room.power_levels")."""
        storage = self.context.storage
        return await storage.reading.call(storage.reader.may_notify, room_id)

    # -- drafts -------------------------------------------------------------------------------------------------------

    @told
    async def draft(self, place: str) -> Draft:
        """What was begun there; an empty one if nothing was."""
        text, rest = await self.context.storage.crypto.call(self.context.storage.vault.draft, place)
        return Draft.of(text, blob.load(rest))

    @told
    async def save_draft(self, place: str, draft: Draft) -> None:
        """Durable when it returns. An empty one removes it."""
        rest = draft.rest()
        kept = blob.dump(rest) if rest else None
        storage = self.context.storage
        await storage.crypto.call(storage.vault.save_draft, place, draft.written.text, kept)

    # -- what is used often -------------------------------------------------------------------------------------------

    @told
    async def emoji_memory(self) -> EmojiMemory:
        recent, tone = await self._value(_EMOJI), await self._value(_TONE)
        return EmojiMemory(_texts(recent, RECENT), tone if isinstance(tone, int) and 0 <= tone <= 5 else 0)

    @told
    async def emoji_used(self, text: str) -> None:
        recent = _texts(await self._value(_EMOJI), RECENT)
        await self._keep(_EMOJI, [text, *(each for each in recent if each != text)][:RECENT])

    @told
    async def choose_tone(self, tone: int) -> None:
        await self._keep(_TONE, tone)

    async def _value(self, name: str) -> Any:
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, name)
        return (kept or {}).get("value")

    async def _keep(self, name: str, value: Any) -> None:
        storage = self.context.storage
        await storage.crypto.call(storage.vault.set_value, name, {"value": value})


def _still_mentioned(before: Json, answered: str) -> list[str]:
    """The author of an answered message stays mentioned when the answer is edited."""
    value = before.get("m.mentions")
    users = value.get("user_ids") if isinstance(value, dict) else None
    return [answered] if answered and isinstance(users, list) and answered in users else []


def _texts(value: Any, most: int) -> tuple[str, ...]:
    return tuple(each for each in value[:most] if isinstance(each, str)) if isinstance(value, list) else ()
