# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far a profile has come, noted in the key store of the operating system beside its key.

The folder of a profile can be set back as a whole, by a restored backup for instance; the key store usually is not.
A number that only grows stands in both. It is no secret.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from app.profile.key import IN_STORE
from app.profile.keystore import KeyStore, KeyStoreError, within

_log = logging.getLogger(__name__)
_TIMEOUT = 5.0  # seconds; the store was unlocked a moment ago, for the key
_SUFFIX = ".generation"


class Generation:
    """The number in the key store. Blocks: call it away from the window's thread."""

    def __init__(self, store: KeyStore | None, profile: str) -> None:
        self._store = store
        self._name = profile + _SUFFIX

    @classmethod
    def beside(cls, kept: dict[str, Any], profile: str, stores: Sequence[KeyStore]) -> Generation:
        """``kept``: how the profile's key is kept. One that is kept with a passphrase has no number."""
        name = kept.get("store") if kept.get("kept") == IN_STORE else None
        return cls(next((store for store in stores if store.id == name), None), profile)

    def get(self) -> int | None:
        """None if there is none, or it cannot be read now."""
        store = self._store
        if store is None:
            return None
        try:
            text = within(_TIMEOUT, lambda: store.get(self._name))
        except KeyStoreError as error:
            _log.warning("the key store does not tell how far the profile has come: %s", error)
            return None
        return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 18 else None

    def set(self, number: int) -> None:
        """Trouble is logged: an older number is noticed later, never a profile lost."""
        store = self._store
        if store is not None:
            try:
                within(_TIMEOUT, lambda: store.set(self._name, str(number)))
            except KeyStoreError as error:
                _log.warning("the key store does not take how far the profile has come: %s", error)

    def forget(self) -> None:
        store = self._store
        if store is not None:
            try:
                within(_TIMEOUT, lambda: store.delete(self._name))
            except KeyStoreError as error:
                _log.warning("the key store keeps how far the profile has come: %s", error)
