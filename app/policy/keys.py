# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kinds of policy keys: what a value may be, and how it is written in a JSON file and in the Windows registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MAX_TEXT = 2048
MAX_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A text for people, in both languages of the handbook."""

    german: str
    english: str

    def of(self, language: str) -> str:
        return self.german if language == "de" else self.english


class WrongValue(Exception):
    """The value does not fit its key; ``expected`` says what would."""

    def __init__(self, german: str, english: str) -> None:
        super().__init__(english)
        self.expected = Words(german, english)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Generic[T]):
    """One policy. ``choosable``: the user has a setting for it, so it can also be recommended instead of imposed.

    ``platform``: as ``sys.platform`` calls the only one where it has an effect; empty: everywhere.
    """

    name: str
    category: str
    title: Words
    help: Words
    default: T
    example: T
    choosable: bool = False
    platform: str = ""

    kind = ""

    def parse(self, raw: Any) -> T:
        """The value of what stands in a source. Raises WrongValue."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class BoolKey(Key[bool]):
    kind = "bool"

    def parse(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, int) and raw in (0, 1):  # REG_DWORD
            return bool(raw)
        raise WrongValue("true oder false", "true or false")

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntKey(Key[int]):
    minimum: int
    maximum: int
    kind = "int"

    def parse(self, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not self.minimum <= raw <= self.maximum:
            raise WrongValue(
                f"eine ganze Zahl von {self.minimum} bis {self.maximum}",
                f"a whole number from {self.minimum} to {self.maximum}",
            )
        return raw

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``value`` is what stands in the source."""

    value: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceKey(Key[str]):
    choices: Sequence[Choice]
    kind = "choice"

    def parse(self, raw: Any) -> str:
        values = [choice.value for choice in self.choices]
        if not isinstance(raw, str) or raw not in values:
            listed = ", ".join(values)
            raise WrongValue(f"eins von {listed}", f"one of {listed}")
        return raw

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [choice.value for choice in self.choices]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKey(Key[str]):
    """``check`` says what would be right, or None if the text is. ``empty``: nothing is a value, too."""

    check: Callable[[str], Words | None] = lambda _text: None
    empty: bool = False
    kind = "text"

    def parse(self, raw: Any) -> str:
        if not isinstance(raw, str):
            raise WrongValue("ein Text", "a text")
        text = raw.strip()
        if not text and self.empty:
            return text
        if not text or len(text) > MAX_TEXT or not text.isprintable():
            raise WrongValue(
                f"ein Text von 1 bis {MAX_TEXT} Zeichen auf einer Zeile",
                f"a text of 1 to {MAX_TEXT} characters on one line",
            )
        if (right := self.check(text)) is not None:
            raise WrongValue(right.german, right.english)
        return text

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 0 if self.empty else 1, "maxLength": MAX_TEXT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKey(Key[tuple[str, ...]]):
    """``check`` as in TextKey, for each entry."""

    check: Callable[[str], Words | None] = lambda _text: None
    kind = "list"

    def parse(self, raw: Any) -> tuple[str, ...]:
        if not isinstance(raw, (list, tuple)) or len(raw) > MAX_ENTRIES:
            raise WrongValue(f"eine Liste von höchstens {MAX_ENTRIES} Texten", f"a list of at most {MAX_ENTRIES} texts")
        entries: list[str] = []
        for entry in raw:
            if not isinstance(entry, str) or not 0 < len(entry.strip()) <= MAX_TEXT or not entry.isprintable():
                raise WrongValue("eine Liste von Texten, keiner davon leer", "a list of texts, none of them empty")
            if (right := self.check(entry.strip())) is not None:
                raise WrongValue(f"in jedem Eintrag {right.german}", f"in each entry {right.english}")
            entries.append(entry.strip())
        return tuple(entries)

    def json_schema(self) -> dict[str, Any]:
        item = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
        return {"type": "array", "items": item, "maxItems": MAX_ENTRIES}
