# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``--remove-user-data``: everything that this user has of the program is removed, keys first."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.accounts import Accounts
from app.errors import ErrorCode, UserError
from app.policy.policy import Policy
from app.profile import folder as names
from app.profile.keystore import KeyStore
from app.profile.profile import destroy


@dataclass(slots=True)
class Removed:
    """``folders`` are gone, or there was nothing. ``kept``: folder and why. ``keys_left``: folders whose key stays."""

    folders: list[Path] = field(default_factory=list)
    kept: list[tuple[Path, str]] = field(default_factory=list)
    keys_left: list[Path] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.kept and not self.keys_left


def remove_user_data(first: Path, stores: Sequence[KeyStore] | None = None, policy: Policy | None = None) -> Removed:
    """Remove all profiles of this user: their keys, databases, files and logs. What is in use stays, and is told."""
    accounts = Accounts(first, stores=stores)
    result = Removed()
    for profile in reversed(accounts.profiles()):  # the first one last: the others lie in its folder
        folder = accounts.folder(profile)
        if not profile and result.kept:
            result.kept.append((folder, ErrorCode.PROFILE_IN_USE.value))
            continue
        try:
            if not destroy(folder, stores, policy):
                result.keys_left.append(folder)
            result.folders.append(folder)
        except UserError as error:
            result.kept.append((folder, error.code.value))
    if not result.kept:
        accounts.forget_key()
        shutil.rmtree(first / names.ACCOUNTS, ignore_errors=True)
        for empty in (first, first.parent):
            with suppress(OSError):
                empty.rmdir()  # only if nothing else is in it
    return result


_WORDS = {
    "de": {
        "ask": "Alle Konten dieses Benutzers werden vom Rechner entfernt: Schlüssel, Nachrichten, Einstellungen.\n"
        "Was nicht mit einem Wiederherstellungsschlüssel gesichert ist, ist danach nicht mehr lesbar.\n"
        "Ordner: {folder}\nZum Fortfahren „ja“ eingeben: ",
        "yes": "ja",
        "removed": "entfernt: {folder}",
        "nothing": "Es gibt nichts zu entfernen.",
        "kept": "bleibt: {folder} ({why})",
        "key": "Der Schlüssel von {folder} ließ sich nicht aus dem Schlüsselspeicher entfernen.",
        "stopped": "Nichts wurde entfernt.",
    },
    "en": {
        "ask": "All accounts of this user on this computer will be removed: keys, messages, settings.\n"
        "What is not kept under a recovery key cannot be read afterwards.\n"
        'Folder: {folder}\nEnter "yes" to go on: ',
        "yes": "yes",
        "removed": "removed: {folder}",
        "nothing": "There is nothing to remove.",
        "kept": "stays: {folder} ({why})",
        "key": "The key of {folder} could not be removed from the key store.",
        "stopped": "Nothing was removed.",
    },
}


def run(
    first: Path,
    *,
    sure: bool,
    language: str,
    stores: Sequence[KeyStore] | None = None,
    policy: Policy | None = None,
    answer: Callable[[], str] = sys.stdin.readline,
) -> int:
    """Ask (unless ``sure``), remove, tell; the exit status: 0 nothing is left, 1 something is, 2 not wanted."""
    words = _WORDS[language]
    if not Accounts(first).profiles():
        sys.stdout.write(words["nothing"] + "\n")
        return 0
    if not sure:
        sys.stdout.write(words["ask"].format(folder=first))
        sys.stdout.flush()
        if answer().strip().lower() != words["yes"]:
            sys.stdout.write(words["stopped"] + "\n")
            return 2
    result = remove_user_data(first, stores, policy)
    for folder in result.folders:
        sys.stdout.write(words["removed"].format(folder=folder) + "\n")
    for folder, why in result.kept:
        sys.stdout.write(words["kept"].format(folder=folder, why=why) + "\n")
    for folder in result.keys_left:
        sys.stdout.write(words["key"].format(folder=folder) + "\n")
    return 0 if result.complete else 1
