# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Setting up digital identity, recovery key and key storage; resetting them; taking them over on a new device.

Each step is noted in the encrypted store before it leaves for the server and is harmless to repeat, so that a set-up
that was cut short at any moment goes on where it was and gives the same recovery key.
"""

from __future__ import annotations

import asyncio
import logging

from app.errors import ErrorCode, UserError
from app.security.backup import KeyStorage
from app.security.desk import Desk
from app.security.interface import OnProgress
from app.security.recovery import NAMES, SecretStore
from crypto import secret_storage
from crypto import unpadded_base64 as base64
from crypto.key_backup import BackupKey
from crypto.security import OwnView
from crypto.types import Json

_log = logging.getLogger(__name__)
_NOTHING_HAPPENED = {
    ErrorCode.PASSWORD_NEEDED,
    ErrorCode.WRONG_PASSWORD,
    ErrorCode.CANNOT_VERIFY,
    ErrorCode.REFUSED,
    ErrorCode.FORBIDDEN,
}
_KNOWN_WITHIN = 30.0  # seconds that the first look at our own identity may take


class SetUp:
    """One thing at a time; all methods raise UserError."""

    def __init__(self, desk: Desk, store: SecretStore, storage: KeyStorage) -> None:
        self._desk = desk
        self._store = store
        self._storage = storage
        self._lock = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return self._lock.locked()

    async def interrupted(self) -> bool:
        """Whether one was begun and did not end, and is not going on."""
        return not self.busy and await self._desk.call(self._desk.engine.setup) is not None

    # -- set-up and reset --------------------------------------------------------------------------------------------

    async def run(self, password: str | None, passphrase: str | None, kind: str = "setup") -> str:
        """``kind``: "setup" (what is missing), "reset" (everything anew) or "key" (a new recovery key)."""
        async with self._lock:
            engine = self._desk.engine
            state: Json | None = await self._desk.call(engine.setup)
            anew = kind != "setup" and state is not None and (state["kind"] != kind or bool(state.get("finished")))
            begun_here = state is None or anew
            if state is None or anew:
                state = {"kind": kind}
            await self._save(state)
            try:
                await self._identity(state, password)
            except UserError as error:
                if begun_here and error.code in _NOTHING_HAPPENED:
                    await self._desk.call(engine.drop_new_identity)
                    await self._desk.call(engine.save_setup, None)
                raise
            await self._recovery_key(state, passphrase)
            await self._key_storage(state)
            await self._publish(state)
            state["finished"] = True
            await self._desk.call(engine.save_setup, state)
            return self._key(state).recovery_key

    async def _save(self, state: Json) -> None:
        await self._desk.call(self._desk.engine.save_setup, state)

    async def own(self) -> OwnView:
        """Our own identity, once the server was asked. Raises UserError TIMEOUT."""
        try:
            async with asyncio.timeout(_KNOWN_WITHIN):
                while True:
                    view: OwnView = await self._desk.call(self._desk.engine.own)
                    if view.known:
                        return view
                    self._desk.online()
                    await self._desk.encryption.flushed("query")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise UserError(ErrorCode.TIMEOUT) from None

    async def _identity(self, state: Json, password: str | None) -> None:
        from app.matrix import security_api

        if not state.get("identity"):
            view = await self.own()
            made: str | None = state.get("master")
            fresh = view.master in (None, made) or view.publishing or state["kind"] == "reset"
            if not fresh and not view.verified:
                raise UserError(ErrorCode.CANNOT_VERIFY, reason="not_verified")
            if fresh:
                body = await self._desk.call(self._desk.engine.begin_identity, made)
                if body is not None:
                    state["master"] = next(iter(body["master_key"]["keys"].values()))
                    await self._save(state)
                    await security_api.upload_identity(self._desk.online(), body, password)
                    await self._desk.step(self._desk.engine.identity_published)
            state["identity"] = True
            await self._save(state)
        await self.signed()

    async def signed(self) -> None:
        """Wait until this device is signed by our identity, where that is possible here."""
        await self._desk.encryption.flushed("upload")
        await self._desk.encryption.flushed("query")
        await self._desk.encryption.flushed("signatures")
        await self._desk.encryption.flushed("query")

    async def _recovery_key(self, state: Json, passphrase: str | None) -> None:
        if "storage" not in state:
            key, description = await asyncio.to_thread(secret_storage.create_key, passphrase)
            state["storage"] = {"id": key.key_id, "key": base64.encode(key.key), "description": description}
            await self._save(state)

    @staticmethod
    def _key(state: Json) -> secret_storage.StorageKey:
        stored = state["storage"]
        return secret_storage.StorageKey(stored["id"], base64.decode(stored["key"], length=32))

    async def _key_storage(self, state: Json) -> None:
        if state.get("published"):
            return
        if "backup" not in state:
            await self._storage.check()
            view = await self._desk.call(self._desk.engine.backup)
            if state["kind"] != "reset" and view.version is not None and view.trusted and view.readable:
                return
            if state["kind"] == "key":
                return
            state["backup"] = BackupKey.create().secret
            await self._save(state)
        await self._storage.prefer(True)
        await self._storage.create(BackupKey.from_secret(state["backup"]))

    async def _publish(self, state: Json) -> None:
        if not state.get("published"):
            secrets = await self._desk.call(self._desk.engine.secrets)
            await self._store.begin(self._key(state), state["storage"]["description"], secrets)
            state["published"] = True
            await self._save(state)
        self._storage.poke()

    async def confirm(self, text: str) -> bool:
        """Does what was typed open the secret storage? Then nothing of the set-up is kept any longer."""
        try:
            await self._store.open(text)
        except UserError as error:
            if error.code is ErrorCode.WRONG_RECOVERY_KEY:
                return False
            raise
        state = await self._desk.call(self._desk.engine.setup)
        if state is not None and state.get("finished"):
            await self._desk.call(self._desk.engine.save_setup, None)
        return True

    # -- on a new device ---------------------------------------------------------------------------------------------

    async def recover(self, text: str, on_progress: OnProgress | None) -> None:
        """See ``Security.recover``."""
        async with self._lock:
            view = await self.own()
            key = await self._store.open(text)
            engine = self._desk.engine
            if view.replaced:
                await self._desk.step(engine.take_other_identity)
            await self._storage.check()
            secrets, problem = await self._store.read(key)
            taken = await self._desk.get(engine.take_secrets, secrets)
            if problem is not None and not taken:
                raise UserError(ErrorCode.BAD_SECRET_STORAGE, problem=problem.value)
            view = await self._desk.call(engine.own)
            if view.master is not None and not view.verified:
                raise UserError(ErrorCode.BAD_SECRET_STORAGE, problem="other_identity")
            await self._desk.call(engine.save_setup, None)
            await self.signed()
            await self._storage.check()
            await self._complete(key)
        self._storage.ask_again()
        await self._storage.restore(on_progress)

    async def repair(self, text: str | None) -> None:
        """See ``Security.repair``."""
        async with self._lock:
            await self.own()
            await self._storage.check()
            if text is None:
                raise UserError(ErrorCode.WRONG_RECOVERY_KEY, problem="needed")
            key = await self._store.open(text)
            secrets, _ = await self._store.read(key)
            await self._desk.get(self._desk.engine.take_secrets, secrets)
            await self.signed()
            await self._complete(key)

    async def _complete(self, key: secret_storage.StorageKey) -> None:
        """Switch the key storage on, if the person wants it, and put what is missing under the recovery key."""
        engine = self._desk.engine
        view = await self._desk.call(engine.backup)
        own: OwnView = await self._desk.call(engine.own)
        if not await self._storage.declined() and own.verified and not (view.trusted and view.readable):
            fresh = BackupKey.create()
            await self._store.write(key, {secret_storage.BACKUP: fresh.secret})
            await self._storage.create(fresh)
        have = await self._desk.call(engine.secrets)
        there, _ = await self._store.read(key)
        missing = {name: have[name] for name in NAMES if name in have and there.get(name) != have[name]}
        if missing:
            await self._store.write(key, missing)
