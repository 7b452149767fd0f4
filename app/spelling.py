# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spell check: on this machine only, in a process of its own (``app.media.spell_checker``)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from app.context import Context
from app.media.process import DecoderFailed, DecoderProcess
from app.policy.categories.writing import SPELL_CHECK
from app.policy.keys import Key
from app.service import Service
from app.signal import Signal
from app.told import told

MAX_WORDS = 5_000
"""Of the user's own dictionary."""
_KEPT = "spelling"
_TIME = 8.0  # seconds for one request
_IDLE = 300.0  # after so many without writing the process ends
_AT_ONCE = 500  # words of one request
_MAX_REMEMBERED = 20_000
_BOTH = "de"
_LANGUAGES = {"german": ("d",), "english": ("e",), "both": (_BOTH,), "automatic": (_BOTH, "d", "e")}
_EVIDENCE = 2  # so many more wrong words in the other language tell the one of a paragraph
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Addresses, mentions, rooms, names of emoji, code: no words.
_SKIPPED = re.compile(
    r"`[^`\n]*`|(?:https?://|www\.|mailto:|geo:|matrix:)\S+|\S+@\S+|[@#:/!$]\S*|\S*\d\S*|\S+\.\w{2,}/\S*"
)


def words_in(text: str) -> list[tuple[int, str]]:
    """(where, word) of what is worth checking in a line of a message."""
    taken = [(match.start(), match.end()) for match in _SKIPPED.finditer(text)]
    found = []
    for match in _WORD.finditer(text):
        word = match[0]
        shouted = word.isupper() and len(word) <= 6  # ADMX, BMI
        if len(word) > 1 and not shouted and not any(start <= match.start() < end for start, end in taken):
            found.append((match.start(), word))
    return found


class Spelling(Service):
    """``changed``: words may count differently now, because of another language or another word of the user's own."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.changed_words: Signal[None] = Signal()
        self._process = DecoderProcess("spelling", time=_TIME, idle=_IDLE)
        self._wrong: dict[str, Collection[str]] = {}  # word -> languages in which it is wrong
        self._own: dict[str, None] = {}
        self._ignored: set[str] = set()
        self._stop = context.prefs.changed.connect(self._chosen)

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        words = (kept or {}).get("words")
        self._own = {word: None for word in words if isinstance(word, str)} if isinstance(words, list) else {}

    async def close(self) -> None:
        """See ``Service``."""
        self._stop()
        await self._process.close()

    @property
    def on(self) -> bool:
        return bool(self._languages)

    @property
    def _languages(self) -> tuple[str, ...]:
        return _LANGUAGES.get(self.context.prefs.value(SPELL_CHECK), ())

    def language(self, text: str) -> str:
        """What a paragraph is written in: ``d``, ``e``, or ``de`` where it has to be right in one of them.

        As chosen; else the language in which clearly fewer of its words are wrong. What is short or mixed is both.
        """
        languages = self._languages
        if len(languages) < 2:
            return languages[0] if languages else ""
        looked_up = [self._wrong[word] for _, word in words_in(text) if word in self._wrong]
        german, english = (sum(language in wrong for wrong in looked_up) for language in ("d", "e"))
        if min(german, english) * 2 <= max(german, english) and abs(german - english) >= _EVIDENCE:
            return "d" if german < english else "e"
        return _BOTH

    def _chosen(self, key: Key[object]) -> None:
        if key.name == SPELL_CHECK.name:
            self._forget()

    def _forget(self) -> None:
        self._wrong.clear()
        self.changed_words.emit(None)

    def known(self, word: str, language: str = _BOTH) -> bool | None:
        """Whether a word is right in what ``language`` says; None if it was not looked up yet (ask ``check``)."""
        languages = self._languages
        if not languages or word in self._own or word in self._ignored:
            return True
        wrong = self._wrong.get(word)
        return None if wrong is None else (language if language in languages else languages[0]) not in wrong

    @told
    async def check(self, words: Collection[str]) -> None:
        """Look words up; ``known`` says afterwards. Where there is no checking, nothing is wrong."""
        languages = self._languages
        wanted = [word for word in dict.fromkeys(words) if self.known(word) is None]
        if len(self._wrong) > _MAX_REMEMBERED:
            self._wrong.clear()
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            try:
                answer, _ = await self._process.ask("check", json.dumps(part).encode(), languages=",".join(languages))
                found = [{int(number) for number in each} for each in answer["wrong"]]
                wrong = dict(zip(languages, found, strict=True))
            except (DecoderFailed, KeyError, TypeError, ValueError):
                wrong = {}
            if languages == self._languages:
                self._wrong |= {
                    word: tuple(each for each, numbers in wrong.items() if number in numbers)
                    for number, word in enumerate(part)
                }

    @told
    async def suggest(self, word: str, language: str = _BOTH) -> Sequence[str]:
        """What may have been meant, the likeliest first."""
        languages = self._languages
        language = language if language in languages else languages[0] if languages else ""
        try:
            answer, _ = await self._process.ask("suggest", json.dumps([word]).encode(), languages=language)
        except DecoderFailed:
            return ()
        found = answer.get("found")
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else ()

    # -- the user's own words -----------------------------------------------------------------------------------------

    @property
    def own_words(self) -> Sequence[str]:
        return sorted(self._own, key=str.casefold)

    @told
    async def learn(self, word: str) -> None:
        """From now on it is right. Kept in ``crypto.db``: it may be somebody's name."""
        if len(self._own) < MAX_WORDS:
            await self._keep({**self._own, word: None})

    @told
    async def unlearn(self, word: str) -> None:
        await self._keep({each: None for each in self._own if each != word})

    async def _keep(self, words: dict[str, None]) -> None:
        storage = self.context.storage
        await storage.crypto.call(storage.vault.set_value, _KEPT, {"words": list(words)})
        self._own = words
        self.changed_words.emit(None)

    def ignore(self, word: str) -> None:
        """It is right until the program ends."""
        self._ignored.add(word)
        self.changed_words.emit(None)
