# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words in the decoder's process: right or wrong, and what may have been meant. Hunspell with our own dictionaries.

Imports nothing of the program. In a process of its own, because looking for suggestions takes a third of a second and
keeps the interpreter busy. Data of a request: a JSON list of words. ``languages``: letters of ``DICTIONARIES``; for
``check`` several of these, with commas between them, and an answer for each.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], list[bytes]]

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "dictionaries"
DICTIONARIES = {"d": ("de_DE",), "e": ("en_GB", "en_US")}
MAX_WORD = 90
SUGGESTIONS = 7
_SHORTEST_PART = 4
_LONG = 14
"""From this length on German words may be compounds that Hunspell does not put together by itself."""
_JOINTS = ("", "s", "es", "n", "en", "er", "e")
_MAX_PARTS = 6

_loaded: dict[str, Any] = {}


def warm_up() -> None:
    """Read all dictionaries: afterwards no file can be opened. About 25 MB."""
    from hunspell import Hunspell

    for names in DICTIONARIES.values():
        for name in names:
            _loaded[name] = Hunspell(name, hunspell_data_dir=str(FOLDER), system_encoding="utf-8")


def right(word: str, languages: str) -> bool:
    """Whether the word, or each part of one with hyphens, is in one of the languages."""
    word = word.replace("’", "'")
    if len(word) > MAX_WORD or _known(word, languages):
        return True
    parts = [part for part in word.split("-") if part]
    return len(parts) > 1 and all(_known(part, languages) for part in parts)


@lru_cache(maxsize=20_000)
def _known(word: str, languages: str) -> bool:
    for letter in languages:
        for name in DICTIONARIES.get(letter, ()):
            if _loaded[name].spell(word):
                return True
    return "d" in languages and len(word) >= _LONG and _compound(word, _MAX_PARTS)


def _compound(word: str, parts: int) -> bool:
    """A German compound of known nouns and joints, however long: Hunspell gives up after a few parts."""
    check = _loaded["de_DE"].spell
    if len(word) <= 40 and check(word):
        return True
    if parts == 1:
        return False
    for end in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        first = word[:end]
        stems = (first.removesuffix(joint) for joint in _JOINTS if first.endswith(joint))
        stem = any(len(each) >= _SHORTEST_PART and check(each) for each in stems)
        if stem and _compound(word[end:].capitalize(), parts - 1):
            return True
    return False


def suggestions(word: str, languages: str) -> list[str]:
    """What may have been meant, the likeliest first, by turns from each dictionary."""
    names = [DICTIONARIES[letter][0] for letter in languages if letter in DICTIONARIES]
    found = [[text for text in _loaded[name].suggest(word) if text.strip("-") == text] for name in names]
    mixed = [each[turn] for turn in range(SUGGESTIONS) for each in found if turn < len(each)]
    return list(dict.fromkeys(mixed))[:SUGGESTIONS]


def check(data: bytes, request: dict[str, Any]) -> Answer:
    words = [str(word) for word in json.loads(data)]
    return {
        "wrong": [
            [number for number, word in enumerate(words) if not right(word, languages)]
            for languages in str(request["languages"]).split(",")
        ]
    }, []


def suggest(data: bytes, request: dict[str, Any]) -> Answer:
    return {"found": suggestions(str(json.loads(data)[0])[:MAX_WORD], str(request["languages"]))}, []


OPERATIONS = {"check": check, "suggest": suggest}
