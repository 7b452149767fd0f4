# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The user's settings under the organisation's policies.

A setting is a policy key that is ``choosable``. What the user never chose is not kept: the organisation's
recommendations hold for it, today's and tomorrow's.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any, TypeVar

from app.policy.keys import Key, WrongValue
from app.policy.policy import Effective, Policy
from app.profile.settings import SettingsFile
from app.signal import Signal

_log = logging.getLogger(__name__)
_WINDOW = "window"  # what the window remembers: sizes, what is folded
_MAX_TEXT = 8192
T = TypeVar("T")


class Preferences:
    """``changed`` tells which key got another value. Without a file nothing outlives the program."""

    def __init__(self, policy: Policy | None = None, file: SettingsFile | None = None) -> None:
        self.policy = policy if policy is not None else Policy()
        self.changed: Signal[Key[Any]] = Signal()
        self._file = file
        self._values: dict[str, Any] = file.load() if file is not None else {}
        window = self._values.get(_WINDOW)
        self._window: dict[str, Any] = dict(window) if isinstance(window, dict) else {}
        self._dirty = False

    def chosen(self, key: Key[T]) -> T | None:
        """What the user chose; None if nothing, or nothing that makes sense."""
        if not key.choosable or key.name not in self._values:
            return None
        try:
            return key.parse(self._values[key.name])
        except WrongValue:
            return None

    def effective(self, key: Key[T]) -> Effective[T]:
        return self.policy.effective(key, self.chosen(key))

    def value(self, key: Key[T]) -> T:
        return self.effective(key).value

    def locked(self, key: Key[Any]) -> bool:
        """The organisation has fixed it."""
        return self.policy.locked(key)

    def choose(self, key: Key[T], value: T | None) -> None:
        """Choose, be it the default; None takes the choice back. Nothing happens with what is locked or not choosable.

        Raises WrongValue.
        """
        if not key.choosable or self.locked(key):
            return
        before = self.value(key)
        if value is None:
            self._values.pop(key.name, None)
        else:
            key.parse(value)
            self._values[key.name] = list(value) if isinstance(value, tuple) else value
        self._dirty = True
        self.save()
        if self.value(key) != before:
            self.changed.emit(key)

    def remembered(self, name: str, usual: T) -> T:
        """Something that the window remembers; ``usual`` if there is nothing of its type."""
        value = self._window.get(name)
        fits = type(value) is type(usual) and len(str(value)) <= _MAX_TEXT
        return value if fits else usual  # type: ignore[return-value]

    def remember(self, name: str, value: str | int | bool | list[str]) -> None:
        """Written with the next ``save``, at the latest when the window closes."""
        if self._window.get(name) != value:
            self._window[name] = value
            self._dirty = True

    def save(self) -> None:
        """Write what has changed; trouble with the disk is logged, and tried again next time."""
        if self._file is None or not self._dirty:
            return
        values = self._values | ({_WINDOW: self._window} if self._window else {})
        with suppress(OSError):
            self._file.save(values)
            self._dirty = False
