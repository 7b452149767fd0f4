# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts of one person on one computer: each has a profile folder and a process of its own.

The first profile is the one that everybody has; further ones lie in its folder ``accounts``. Nothing is shared between
them but the name of the one used last and a key in the operating system's key store, with which each profile keeps its
``card``: whose it is, for the others to show while it is not running. One that runs is asked (``app.profile.raising``).

Processes of their own, because a crash, a lock, the size of the store or a hostile server of one account is then none
of the others' business, and no key of one is ever in the memory of another.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.policy.categories.storage import MULTIPLE_ACCOUNTS
from app.policy.policy import Policy
from app.profile import folder as names
from app.profile.files import write_private
from app.profile.keystore import KeyStore, KeyStoreError, allowed_stores, within

_log = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_LAST = "last"
_CARDS = "accounts"  # in the key store
_TIMEOUT = 5.0  # seconds for the key store
_MAX_CARD = 16 * 1024
_MOST = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One account. ``profile``: the name of its profile, empty for the first. ``user_id``: empty if it is not known.

    ``unread`` and ``mentions`` only while it is running. ``knows``: the room of the link that was asked for is one of
    its rooms.
    """

    profile: str
    user_id: str = ""
    name: str = ""
    unread: int = 0
    mentions: int = 0
    running: bool = False
    signed_out: bool = False
    knows: bool = False


def valid_name(name: str) -> bool:
    """Whether a further profile may be called so. Empty is the first one."""
    return not name or _NAME.fullmatch(name) is not None


class Accounts:
    """``first``: the folder of the first profile; ``current``: the name of the one that this process is about.

    Everything but ``several`` and ``new_name`` may wait for other processes or the key store: not for the window's
    thread.
    """

    def __init__(self, first: Path, current: str = "", stores: Sequence[KeyStore] | None = None) -> None:
        self.first = first
        self.current = current
        self._stores = stores

    # -- which there are ---------------------------------------------------------------------------------------------

    def folder(self, profile: str) -> Path:
        return self.first / names.ACCOUNTS / profile if profile else self.first

    def profiles(self) -> list[str]:
        """Names of all that hold something, the first one first."""
        found = [""] if (self.first / names.PROFILE).exists() else []
        with suppress(OSError):
            others = [entry.name for entry in os.scandir(self.first / names.ACCOUNTS) if entry.is_dir()]
            found += sorted(
                name for name in others if valid_name(name) and (self.folder(name) / names.PROFILE).exists()
            )
        return found[:_MOST]

    def several(self) -> bool:
        return len(set(self.profiles()) | {self.current}) > 1

    def new_name(self) -> str:
        """For a further profile."""
        taken = set(self.profiles())
        if "" not in taken:
            return ""
        return next(name for name in (f"account-{number}" for number in range(2, 1000)) if name not in taken)

    def last(self) -> str:
        """The one that was used last, if it is still there."""
        try:
            name = (self.first / names.ACCOUNTS / _LAST).read_text(encoding="ascii")[:64].strip()
        except (OSError, UnicodeError):
            name = ""
        there = self.profiles()
        return name if name in there else (there[0] if there else "")

    def remember(self) -> None:
        """The current one was used last. Nothing is written while there is only the first."""
        if self.several() and self.last() != self.current:
            with suppress(OSError):
                (self.first / names.ACCOUNTS).mkdir(mode=0o700, exist_ok=True)
                write_private(self.first / names.ACCOUNTS / _LAST, self.current.encode("ascii"))

    # -- whose they are ----------------------------------------------------------------------------------------------

    def cards(self, link: str = "") -> list[Card]:
        """All accounts. ``link``: to a room, of which those that run say whether it is one of theirs."""
        return [self._running(profile, link) or self._kept(profile) for profile in self.profiles()]

    def knowing(self, link: str) -> str | None:
        """The profile of a running account in whose rooms the link leads."""
        return next((card.profile for card in self.cards(link) if card.knows), None)

    def _running(self, profile: str, link: str) -> Card | None:
        from app.profile.raising import ask_first

        told = ask_first(self.folder(profile), link)
        if told is None:
            return None
        card = _card(profile, told)
        return Card(profile, card.user_id, card.name, card.unread, card.mentions, True, card.signed_out, card.knows)

    def _kept(self, profile: str) -> Card:
        path = self.folder(profile) / names.CARD
        try:
            sealed = path.read_bytes()
        except OSError:
            return Card(profile)
        key = self._key(make=False)
        if key is None or len(sealed) > _MAX_CARD:
            return Card(profile)
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            told: Any = json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], profile.encode()))
        except (InvalidTag, ValueError):
            return Card(profile)
        return _card(profile, told if isinstance(told, dict) else {})

    def write_card(self, user_id: str, name: str, *, signed_out: bool) -> None:
        """For the others, encrypted. Without a key store nothing is written."""
        key = self._key(make=True)
        if key is None or not self.folder(self.current).is_dir():
            return
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        told = json.dumps({"user_id": user_id, "name": name[:200], "signed_out": signed_out}).encode()
        nonce = secrets.token_bytes(12)
        with suppress(OSError):
            write_private(
                self.folder(self.current) / names.CARD,
                nonce + AESGCM(key).encrypt(nonce, told, self.current.encode()),
            )

    def _key(self, *, make: bool) -> bytes | None:
        stores = allowed_stores() if self._stores is None else self._stores
        for store in stores:

            def fetch(store: KeyStore = store) -> str | None:
                kept = store.get(_CARDS)
                if kept is None and make:
                    kept = base64.b64encode(secrets.token_bytes(32)).decode()
                    store.set(_CARDS, kept)
                return kept

            try:
                kept = within(_TIMEOUT, fetch)
            except KeyStoreError as error:
                _log.info("no cards of accounts: %s", error)
                continue
            with suppress(ValueError, TypeError):
                key = base64.b64decode(kept or "", validate=True)
                if len(key) == 32:
                    return key
        return None

    def forget_key(self) -> None:
        """The last profile is gone."""
        for store in allowed_stores() if self._stores is None else self._stores:
            with suppress(KeyStoreError):
                within(_TIMEOUT, lambda store=store: store.delete(_CARDS))  # type: ignore[misc]

    # -- opening -----------------------------------------------------------------------------------------------------

    def open(self, profile: str) -> None:
        """Show the window of an account: of the process that has it, or of a new one. Raises OSError."""
        from app.profile.raising import raise_first

        if not raise_first(self.folder(profile)):
            self._start(profile)

    def open_others(self) -> None:
        """The computer was started, and the program with it: the other accounts receive messages, too, unseen."""
        from app.profile.raising import ask_first

        for profile in self.profiles():
            if profile != self.current and ask_first(self.folder(profile)) is None:
                try:
                    self._start(profile, "--minimized")
                except OSError:
                    _log.exception("another account could not be opened")

    def _start(self, profile: str, *arguments: str) -> None:
        command = [*own_command(), "--profile", str(self.first), "--profile-name", profile, *arguments]
        _log.info("another account is opened")
        options: dict[str, Any] = (
            {"creationflags": 0x00000008 | 0x00000200} if sys.platform == "win32" else {"start_new_session": True}
        )
        subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            **options,
        )


def choose(accounts: Accounts, policy: Policy, named: str | None, link: str = "") -> bool:
    """Set ``accounts.current`` to the profile to open: the one named, else the last one; if the organisation permits
    one account only, the first. False if a running process has opened ``link`` already."""
    from app.profile.raising import raise_first

    if not policy.value(MULTIPLE_ACCOUNTS):
        return True
    if named is not None:
        accounts.current = named
        return True
    accounts.current = accounts.last()
    if link and accounts.several():
        knowing = accounts.knowing(link)
        if knowing is not None:
            return not raise_first(accounts.folder(knowing), link)
    return True


def own_command() -> list[str]:
    """How this program was started."""
    if image := os.environ.get("APPIMAGE"):
        return [image]
    main = getattr(sys.modules.get("__main__"), "__spec__", None)
    if main is not None:  # python -m app
        return [sys.executable, "-m", "app"]
    return [sys.argv[0]] if Path(sys.argv[0]).suffix != ".py" else [sys.executable, "-m", "app"]


def _card(profile: str, told: dict[str, Any]) -> Card:
    def count(name: str) -> int:
        value = told.get(name)
        return max(0, min(value, 99999)) if isinstance(value, int) and not isinstance(value, bool) else 0

    user_id, name = told.get("user_id"), told.get("name")
    return Card(
        profile,
        user_id[:255] if isinstance(user_id, str) else "",
        name[:200] if isinstance(name, str) else "",
        count("unread"),
        count("mentions"),
        signed_out=told.get("signed_out") is True,
        knows=told.get("knows") is True,
    )
