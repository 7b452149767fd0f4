# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secret storage on the server: opened with what a person typed, filled, and looked at from outside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.security.interface import Recovery
from crypto import secret_storage
from crypto.secret_storage import SecretProblem, SecretStorageError, StorageKey
from crypto.types import Json

_log = logging.getLogger(__name__)

#: Every secret that belongs under a recovery key.
NAMES = (
    secret_storage.MASTER,
    secret_storage.SELF_SIGNING,
    secret_storage.USER_SIGNING,
    secret_storage.BACKUP,
)
_TYPED = {SecretProblem.MISTYPED, SecretProblem.WRONG_KEY, SecretProblem.NO_PASSPHRASE}


def told(error: SecretStorageError) -> UserError:
    """What to tell the person."""
    if error.problem is SecretProblem.NO_DEFAULT_KEY:
        return UserError(ErrorCode.NOT_SET_UP)
    if error.problem in _TYPED:
        return UserError(ErrorCode.WRONG_RECOVERY_KEY, problem=(error.mistyped or error.problem).value)
    return UserError(ErrorCode.BAD_SECRET_STORAGE, problem=error.problem.value)


class SecretStore:
    """The account data of secret storage."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, text: str) -> StorageKey:
        """The key that was typed, checked against what the server has now; takes up to two seconds.

        Raises UserError NOT_SET_UP, WRONG_RECOVERY_KEY, BAD_SECRET_STORAGE.
        """
        default = await self._desk.fetch_data(secret_storage.DEFAULT_KEY)
        try:
            key_id = secret_storage.default_key_id(default)
            description = await self._desk.fetch_data(secret_storage.KEY_PREFIX + key_id)
            if description is None:
                raise SecretStorageError(SecretProblem.NO_DEFAULT_KEY)
            parsed = secret_storage.parse_description(key_id, description)
            return await asyncio.to_thread(secret_storage.key_from_input, parsed, text)
        except SecretStorageError as error:
            raise told(error) from error

    async def read(self, key: StorageKey) -> tuple[dict[str, str], SecretProblem | None]:
        """The secrets under this key, and what is wrong with those that cannot be read, if anything."""
        found: dict[str, str] = {}
        problem: SecretProblem | None = None
        for name in NAMES:
            try:
                found[name] = key.decrypt(name, await self._desk.fetch_data(name))
            except SecretStorageError as error:
                if error.problem is not SecretProblem.NO_SECRET:
                    _log.warning("a secret on the server cannot be used: %s", error.problem.value)
                    problem = error.problem
        return found, problem

    async def write(self, key: StorageKey, secrets: Mapping[str, str]) -> None:
        """Put secrets under this key, beside what other keys open."""
        for name, secret in secrets.items():
            content = await self._desk.fetch_data(name) or {}
            encrypted = content.get("encrypted")
            kept = dict(encrypted) if isinstance(encrypted, dict) else {}
            await self._desk.put_data(name, {"encrypted": kept | {key.key_id: key.encrypt(name, secret)}})

    async def begin(self, key: StorageKey, description: Json, secrets: Mapping[str, str]) -> None:
        """A new key: its description, the secrets under it alone, and only then the sign that it counts."""
        await self._desk.put_data(secret_storage.KEY_PREFIX + key.key_id, description)
        for name in NAMES:
            if name in secrets:
                await self._desk.put_data(name, {"encrypted": {key.key_id: key.encrypt(name, secrets[name])}})
        await self._desk.put_data(secret_storage.DEFAULT_KEY, {"key": key.key_id})

    async def exists(self) -> bool:
        """Whether the server has a default key with a description."""
        content = await self._desk.fetch_data(secret_storage.DEFAULT_KEY)
        try:
            key_id = secret_storage.default_key_id(content)
        except SecretStorageError:
            return False
        return await self._desk.fetch_data(secret_storage.KEY_PREFIX + key_id) is not None

    async def state(self, *, backup: bool) -> tuple[Recovery, bool]:
        """How it looks from what the last sync left: the state, and whether a passphrase opens it.

        ``backup``: there is a key storage whose key belongs under the recovery key.
        """
        try:
            key_id = secret_storage.default_key_id(await self._desk.known_data(secret_storage.DEFAULT_KEY))
            content = await self._desk.known_data(secret_storage.KEY_PREFIX + key_id)
            if not content:
                return Recovery.MISSING, False
            description = secret_storage.parse_description(key_id, content)
        except SecretStorageError as error:
            missing = error.problem is SecretProblem.NO_DEFAULT_KEY
            return (Recovery.MISSING if missing else Recovery.INCOMPLETE), False
        has_passphrase = description.passphrase is not None
        for name in NAMES if backup else NAMES[:3]:
            encrypted = (await self._desk.known_data(name)).get("encrypted")
            if not isinstance(encrypted, dict) or not isinstance(encrypted.get(key_id), dict):
                return Recovery.INCOMPLETE, has_passphrase
        return Recovery.READY, has_passphrase
