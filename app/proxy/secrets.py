# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the user says once so that connections are possible: sign-in at a proxy, the passphrase of a certificate.

Kept in memory, and in the key store of the system if the user wants it. Stands in no log and in no text of an object.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.profile.keystore import KeyStore, KeyStoreError

_log = logging.getLogger(__name__)

CERTIFICATE = "client certificate"


@dataclass(frozen=True, slots=True)
class Secret:
    """``user`` is empty for a passphrase; ``DOMAIN\\name`` for NTLM."""

    user: str = field(repr=False)
    password: str = field(repr=False)


def of_proxy(authority: str) -> str:
    """The place of the sign-in at a proxy, host:port."""
    return f"proxy {authority}"


class Secrets:
    """By place. May be used from any thread; the first look at a place may take a while."""

    def __init__(self, stores: Callable[[], Sequence[KeyStore]] = lambda: ()) -> None:
        """``stores``: the key stores of the system, the first one is used; asked when one is needed."""
        self._stores = stores
        self._lock = threading.Lock()
        self._known: dict[str, Secret | None] = {}
        self.wanted = ""
        """The place whose secret was missing or wrong last; empty if none is."""

    def get(self, place: str) -> Secret | None:
        with self._lock:
            if place not in self._known:
                self._known[place] = self._load(place)
            return self._known[place]

    def put(self, place: str, secret: Secret, *, keep: bool) -> None:
        """``keep``: also for the next start."""
        with self._lock:
            self._known[place] = secret
            if self.wanted == place:
                self.wanted = ""
            if keep:
                self._save(place, secret)

    def wrong(self, place: str, secret: Secret | None) -> None:
        """It was not accepted (None: it is missing): the user is to be asked. A newer one stays."""
        with self._lock:
            if self._known.get(place) == secret:
                self._known[place] = None
                self.wanted = place

    def forget(self) -> None:
        """Everything, in the key store as well."""
        with self._lock:
            for place in self._known:
                for store in self._stores():
                    try:
                        store.delete(place)
                    except KeyStoreError:
                        _log.info("a kept sign-in of the network could not be removed")
            self._known.clear()
            self.wanted = ""

    @property
    def can_keep(self) -> bool:
        return bool(self._stores())

    def _load(self, place: str) -> Secret | None:
        for store in self._stores():
            try:
                text = store.get(place)
                if text is not None:
                    user, password = json.loads(text)
                    return Secret(str(user), str(password))
            except (KeyStoreError, ValueError, TypeError):
                _log.info("a kept sign-in of the network cannot be read")
        return None

    def _save(self, place: str, secret: Secret) -> None:
        for store in self._stores():
            try:
                store.set(place, json.dumps([secret.user, secret.password]))
            except KeyStoreError:
                continue
            return
        _log.warning("a sign-in of the network cannot be kept")
