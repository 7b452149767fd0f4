# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The emoji of Unicode with their names and words in German and English, and how they are found.

The data is ``resources/emoji/emoji.json``, made by ``packaging/artefacts/emoji.py``. Read once, when first needed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "resources" / "emoji" / "emoji.json"
SELECTOR = "\ufe0f"
TONES = 5
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Emoji:
    """``text``: fully qualified, as MSC2677 wants it in reactions. ``tones``: five skin tones, light to dark, or none.

    ``codes``: what stands between colons, the usual one first.
    """

    text: str
    group: int
    names: tuple[str, str]  # German, English
    words: tuple[str, str]  # words to find it by, separated by spaces
    codes: tuple[str, ...]
    tones: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.names[0 if language == "de" else 1]

    def toned(self, tone: int) -> str:
        """With a skin tone from 1 (light) to 5 (dark), if it has any; 0 is the yellow one."""
        return self.tones[tone - 1] if self.tones and 1 <= tone <= TONES else self.text


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    names: tuple[str, str]

    def name(self, language: str) -> str:
        return self.names[0 if language == "de" else 1]


@dataclass(frozen=True, slots=True)
class EmojiMemory:
    """``recent``: the emoji used lately, newest first. ``tone``: the skin tone, 0 (none) to 5 (dark)."""

    recent: tuple[str, ...] = ()
    tone: int = 0


class EmojiSet:
    """All emoji in the order of Unicode."""

    def __init__(self, data: dict[str, list[list[object]]]) -> None:
        self.groups = tuple(Group(str(key), (str(de), str(en))) for key, de, en in data["groups"])
        self.tones = tuple((str(de), str(en)) for de, en in data["tones"])
        """Names of the skin tones."""
        self.all = tuple(_emoji(entry) for entry in data["emoji"])
        self._by_text: dict[str, Emoji] = {}
        for each in self.all:
            for text in (each.text, *each.tones):
                self._by_text.setdefault(text.replace(SELECTOR, ""), each)
        self._by_code = {code: each for each in reversed(self.all) for code in each.codes}
        self._index = tuple((each, *_searched(each)) for each in self.all)

    def find(self, text: str) -> Emoji | None:
        """The emoji that this is, with or without selectors and skin tone."""
        return self._by_text.get(text.replace(SELECTOR, ""))

    def of_code(self, code: str) -> Emoji | None:
        """The emoji with the name ``:code:``."""
        return self._by_code.get(code.casefold())

    def search(self, query: str, limit: int = 200) -> list[Emoji]:
        """Those with words that begin like all words of ``query``, in German or English; the closest first."""
        terms = [fold(word) for word in _WORD.findall(query.replace("_", " "))]
        if not terms:
            found = self.find(query.strip()) if query.strip() else None
            return [found] if found is not None else []
        code = query.strip().strip(":").casefold()
        ranked = []
        for order, (each, first, words) in enumerate(self._index):
            if not all(any(word.startswith(term) for word in words) for term in terms):
                continue
            exact = code in each.codes or " ".join(terms) in (fold(name) for name in each.names)
            named = all(any(word.startswith(term) for word in first) for term in terms)
            begins = any(fold(name).startswith(terms[0]) for name in each.names)
            whole = all(term in words for term in terms)
            ranked.append((not exact, not (begins and named), not named, not whole, order, each))
        ranked.sort(key=lambda entry: entry[:5])
        return [entry[5] for entry in ranked[:limit]]


def _emoji(entry: Sequence[object]) -> Emoji:
    text, group, de, en, words_de, words_en, codes, tones = entry
    assert isinstance(group, int)
    assert isinstance(tones, list)
    return Emoji(
        str(text), group, (str(de), str(en)), (str(words_de), str(words_en)), tuple(str(codes).split()), tuple(tones)
    )


def _searched(each: Emoji) -> tuple[frozenset[str], frozenset[str]]:
    """(folded words of names and codes, all folded words)."""
    first = {fold(word) for text in (*each.names, *each.codes) for word in _WORD.findall(text.replace("_", " "))}
    first |= {fold(code) for code in each.codes}
    return frozenset(first), frozenset(first | {fold(word) for text in each.words for word in text.split()})


def fold(text: str) -> str:
    """Without case and marks: Ä, ä and a are one."""
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))


@cache
def emoji() -> EmojiSet:
    """Takes some 30 ms the first time."""
    return EmojiSet(json.loads(FILE.read_text("utf-8")))
