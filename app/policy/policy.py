# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which value counts: locked machine policy > user policy > the user's setting > recommended policy > default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from app.policy.keys import Key, Words, WrongValue
from app.policy.schema import BY_NAME

T = TypeVar("T")


class Source(StrEnum):
    """Where a value comes from, the strongest first."""

    MACHINE = "machine"
    USER = "user"
    SETTING = "setting"
    RECOMMENDED = "recommended"
    INSTALLER = "installer"  # recommended too, by a property of the installation
    DEFAULT = "default"


LOCKED = (Source.MACHINE, Source.USER)
_SUGGESTED = (Source.RECOMMENDED, Source.INSTALLER)


class Fault(StrEnum):
    UNKNOWN_KEY = "unknown_key"
    WRONG_VALUE = "wrong_value"
    NOT_CHOOSABLE = "not_choosable"  # recommended, but the user could not choose anything else
    UNREADABLE = "unreadable"
    UNSAFE_FILE = "unsafe_file"  # others than the administrator may write it
    CONFLICT = "conflict"  # set twice by the same source; the last one counts


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that is not heeded. ``expected``: what would be right."""

    fault: Fault
    place: str
    key: str = ""
    detail: str = ""
    expected: Words | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a source, unchecked. ``place``: file or registry key."""

    source: Source
    place: str
    name: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Effective(Generic[T]):
    """The value that counts and whose it is."""

    value: T
    source: Source
    place: str = ""

    @property
    def locked(self) -> bool:
        """The user cannot change it: to be shown as managed by the organisation."""
        return self.source in LOCKED


class Policy:
    """What all sources together say. ``Policy()``: nobody manages this computer."""

    def __init__(self, entries: Iterable[Entry] = (), problems: Sequence[Problem] = ()) -> None:
        """Entries of one source: the later one counts."""
        self.problems: list[Problem] = list(problems)
        self._found: dict[tuple[str, Source], tuple[Any, str]] = {}
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        key = BY_NAME.get(entry.name)
        if key is None:
            self.problems.append(Problem(Fault.UNKNOWN_KEY, entry.place, entry.name, _nearest(entry.name)))
            return
        if entry.source in _SUGGESTED and not key.choosable:
            self.problems.append(Problem(Fault.NOT_CHOOSABLE, entry.place, entry.name))
            return
        try:
            value = key.parse(entry.raw)
        except WrongValue as wrong:
            self.problems.append(Problem(Fault.WRONG_VALUE, entry.place, entry.name, expected=wrong.expected))
            return
        place = (key.name, entry.source)
        if place in self._found and self._found[place][0] != value:
            self.problems.append(Problem(Fault.CONFLICT, entry.place, entry.name, self._found[place][1]))
        self._found[place] = (value, entry.place)

    def effective(self, key: Key[T], chosen: T | None = None) -> Effective[T]:
        """The value that counts. ``chosen``: the user's setting, None if they never chose one."""
        for source in LOCKED:
            if (found := self._found.get((key.name, source))) is not None:
                return Effective(found[0], source, found[1])
        if chosen is not None:
            return Effective(chosen, Source.SETTING)
        for source in _SUGGESTED:
            if (found := self._found.get((key.name, source))) is not None:
                return Effective(found[0], source, found[1])
        return Effective(key.default, Source.DEFAULT)

    def value(self, key: Key[T], chosen: T | None = None) -> T:
        return self.effective(key, chosen).value

    def locked(self, key: Key[Any]) -> bool:
        return self.effective(key).locked

    @property
    def managed(self) -> bool:
        """Somebody settled something here."""
        return bool(self._found)


def _nearest(name: str) -> str:
    """A key that was probably meant: another spelling of upper and lower case."""
    return next((known for known in BY_NAME if known.lower() == name.strip().lower()), "")
