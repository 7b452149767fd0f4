# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing of the scripted account: remembers what was sent and begun."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from app.drafts import Draft, Intent
from app.emoji import EmojiMemory
from app.signal import Signal
from app.text.written import Written
from app.types import Place

if TYPE_CHECKING:
    from tests.support.sample_account import SampleAccount


class SampleWriting:
    """``sent``: (room, text, intent) of everything, in order."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.sent: list[tuple[str, Written, Intent | None]] = []
        self.drafts: dict[str, Draft] = {}
        self.memory = EmojiMemory()
        self.known_aliases = {"!lage:behoerde.example": "#lagezentrum:behoerde.example"}
        self.everybody = True

    async def send(self, room_id: str, written: Written, intent: Intent | None = None, *, thread: str = "") -> str:
        match intent:
            case None if thread:
                await self._account.thread(room_id, thread, written.text)
            case None:
                await self._account.send_text(room_id, written.text)
            case Intent(kind="edit"):
                await self._account.edit(room_id, intent.event_id, written.text)
            case Intent(kind="thread"):
                await self._account.thread(room_id, intent.event_id, written.text)
            case _:
                await self._account.reply(room_id, intent.event_id, written.text)
        self.sent.append((room_id, written, intent))
        return "k"

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
        self._account.calls.append(("poll", room_id, question, tuple(answers), disclosed, most, intent))
        return "k"

    async def place(self, room_id: str, place: Place, intent: Intent | None = None) -> str:
        self._account.calls.append(("place", room_id, place, intent))
        return "k"

    async def aliases(self) -> Mapping[str, str]:
        return self.known_aliases

    async def may_mention_everybody(self, room_id: str) -> bool:
        return self.everybody

    async def draft(self, place: str) -> Draft:
        return self.drafts.get(place) or Draft(Written(self._account.drafts.get(place, "")))

    async def save_draft(self, place: str, draft: Draft) -> None:
        self.drafts[place] = draft
        self._account.drafts[place] = draft.written.text

    async def emoji_memory(self) -> EmojiMemory:
        return self.memory

    async def emoji_used(self, text: str) -> None:
        rest = tuple(each for each in self.memory.recent if each != text)
        self.memory = EmojiMemory((text, *rest), self.memory.tone)

    async def choose_tone(self, tone: int) -> None:
        self.memory = EmojiMemory(self.memory.recent, tone)


class SampleSpelling:
    """Knows a few words; the rest is wrong."""

    def __init__(self) -> None:
        self.changed_words: Signal[None] = Signal()
        self.on = True
        self.own_words: list[str] = []
        self.looked_up: list[list[str]] = []
        self._right = {"Die", "Vorlage", "liegt", "bereit", "und", "ist", "gut", "Hallo", "Gut", "gern", "bitte"}
        self._known: dict[str, bool] = {}

    def language(self, text: str) -> str:
        return "e" if "meeting" in text else "d"

    def known(self, word: str, language: str = "d") -> bool | None:
        if word in self.own_words:
            return True
        if word in self._known and word in ("The", "meeting", "is"):
            return language == "e"
        return self._known.get(word)

    async def check(self, words: Collection[str]) -> None:
        self.looked_up.append(sorted(words))
        self._known |= {word: word in self._right for word in words}

    async def suggest(self, word: str, language: str = "d") -> Sequence[str]:
        return ["meeting"] if language == "e" else ["Vorlage", "Verlage"]

    async def learn(self, word: str) -> None:
        self.own_words.append(word)
        self.changed_words.emit(None)

    async def unlearn(self, word: str) -> None:
        self.own_words.remove(word)
        self.changed_words.emit(None)

    def ignore(self, word: str) -> None:
        self._known[word] = True
        self.changed_words.emit(None)
