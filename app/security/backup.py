# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key storage on the server: kept up to date, asked for a missing key, restored from as a whole."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.security.interface import Backup, OnProgress, Progress
from app.send_queue import is_transient
from app.worker import WorkerStopped
from crypto.exported_session import BadSession, ExportedSession
from crypto.key_backup import (
    PREFERENCE,
    BackupKey,
    BackupReader,
    BackupVersion,
    BadBackup,
    parse_preference,
    parse_version,
)
from crypto.types import Json

_log = logging.getLogger(__name__)

OLD_PREFERENCE = "m.org.matrix.custom.backup_disabled"
"""What clients used before MSC4287; read where the new one says nothing, and written beside it."""
_GATHER = 1.0  # seconds that are waited for more keys before an upload
_LONGEST_PAUSE = 300.0
_SLICE = 200  # keys imported in one go: some 20 ms
_ABSENT_FOR = 6 * 3600.0  # seconds before a key that was not there is asked for again
_MAX_WANTED = 2000


class KeyStorage:
    """``changed`` is called when its state may have changed."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._changed = changed
        self._wake = asyncio.Event()
        self._known = False
        self._declined = False
        self._unusable = False  # there is one, but of a kind we do not know
        self._wanted: dict[tuple[str, str], None] = {}
        self._asked: dict[tuple[str, str], float] = {}
        self._wanted_wake = asyncio.Event()
        self._checking = asyncio.Lock()
        self.count: int | None = None
        """Keys on the server, as it said last."""

    def start(self) -> None:
        self._known = False
        self._asked.clear()
        self._desk.always(self._upload)
        self._desk.always(self._fetch_wanted)

    # -- the state ---------------------------------------------------------------------------------------------------

    async def state(self) -> tuple[Backup, int, int]:
        """How it stands, keys that are not there yet, keys in all."""
        view = await self._desk.call(self._desk.engine.backup)
        if self._declined:
            state = Backup.DECLINED
        elif self._unusable:
            state = Backup.UNTRUSTED
        elif view.version is None:
            state = Backup.OFF if self._known else Backup.UNKNOWN
        elif not view.trusted:
            state = Backup.UNTRUSTED
        else:
            state = Backup.ON if view.readable else Backup.NO_KEY
        return state, view.remaining, view.total

    async def check(self, key: BackupKey | None = None) -> BackupVersion | None:
        """Ask the server which version there is, and whether there is reason to trust it. Raises UserError."""
        from app.matrix import security_api

        async with self._checking:
            answer = await security_api.backup_version(self._desk.online())
            version: BackupVersion | None = None
            self._unusable = False
            if answer is not None:
                try:
                    version = parse_version(answer)
                except BadBackup as error:
                    _log.error("the key storage of the server is of no use: %s", error)
                    self._unusable = True
            trust = await self._desk.call(self._desk.engine.judge_backup, version, key)
            self.count = version.count if version else None
            if version is not None and not trust.trusted:
                _log.warning("a key storage that nothing vouches for; nothing is put there")
            self._declined = await self.declined()
            self._known = True
        self._desk.encryption.poke()
        self._wake.set()
        self._wanted_wake.set()
        self._changed()
        return version

    async def declined(self) -> bool:
        """Whether the person switched it off (MSC4287)."""
        wish = parse_preference(await self._desk.known_data(PREFERENCE))
        if wish is None:
            wish = (await self._desk.known_data(OLD_PREFERENCE)).get("disabled") is not True
        return not wish

    async def prefer(self, on: bool) -> None:
        """Note the person's wish for all clients."""
        await self._desk.put_data(PREFERENCE, {"enabled": on})
        await self._desk.put_data(OLD_PREFERENCE, {"disabled": not on})
        self._declined = not on

    async def create(self, key: BackupKey) -> str:
        """A new version for this key; if the server has it already (from a try that was cut short), that one."""
        from app.matrix import security_api

        version = await self.check(key)
        if version is None or version.public_key != key.public_key:
            body: Json = await self._desk.call(self._desk.engine.backup_body, key)
            await security_api.create_backup(self._desk.online(), body)
            version = await self.check(key)
        if version is None or version.public_key != key.public_key:
            raise UserError(ErrorCode.BAD_ANSWER, reason="key storage")
        return version.version

    async def delete(self) -> None:
        """Take it off the server."""
        from app.matrix import security_api

        version = await self.check()
        if version is not None:
            await security_api.delete_backup(self._desk.online(), version.version)
        await self.check()

    # -- up ----------------------------------------------------------------------------------------------------------

    def poke(self) -> None:
        """There may be new keys."""
        self._wake.set()

    async def _upload(self) -> None:
        pause = 1.0
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(_GATHER)
            try:
                if not self._known:
                    await self.check()
                await self._upload_all()
                pause = 1.0
            except UserError as error:
                _log.info("the key storage waits: %s", error.code.value)
                wish = error.details.get("seconds", 0)
                await asyncio.sleep(max(pause, float(wish)) if isinstance(wish, int | float) else pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                self._wake.set()
            except WorkerStopped:
                return

    async def _upload_all(self) -> None:
        from app.matrix import security_api
        from app.matrix.errors import MatrixError

        if self._declined:
            return
        sent = 0
        while (task := await self._desk.call(self._desk.engine.next_upload)) is not None:
            version, upload = task
            try:
                await security_api.put_keys(self._desk.online(), version, upload.body)
            except MatrixError as error:
                if error.errcode != security_api.WRONG_VERSION and error.code is not ErrorCode.NOT_FOUND:
                    raise
                before = await self._desk.call(self._desk.engine.backup)
                await self.check()
                after = await self._desk.call(self._desk.engine.backup)
                if before.version == after.version:
                    raise
                continue
            await self._desk.call(self._desk.engine.uploaded, upload.stamps)
            sent += 1
            if sent % 10 == 1:
                self._changed()
            await asyncio.sleep(0)
        if sent:
            self._changed()

    # -- one key -----------------------------------------------------------------------------------------------------

    def want(self, room_id: str, session_id: str) -> None:
        """A message cannot be read for want of this key."""
        name = (room_id, session_id)
        if name in self._wanted or self._asked.get(name, 0.0) > time.monotonic():
            return
        if len(self._wanted) >= _MAX_WANTED:
            self._wanted.pop(next(iter(self._wanted)))
        self._wanted[name] = None
        self._wanted_wake.set()

    def ask_again(self) -> None:
        """There is a key for the storage now, or another storage."""
        self._asked.clear()
        self._wanted_wake.set()

    async def _fetch_wanted(self) -> None:
        pause = 1.0
        while True:
            await self._wanted_wake.wait()
            self._wanted_wake.clear()
            try:
                while self._wanted and self._known:
                    name = next(reversed(self._wanted))  # what was seen last is on screen
                    await self._fetch(*name)
                    self._wanted.pop(name, None)
                    if len(self._asked) > 4 * _MAX_WANTED:
                        self._asked.clear()
                    self._asked[name] = time.monotonic() + _ABSENT_FOR
                pause = 1.0
            except UserError as error:
                if is_transient(error):
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
                    self._wanted_wake.set()
                else:
                    self._wanted.clear()
            except WorkerStopped:
                return

    async def _fetch(self, room_id: str, session_id: str) -> None:
        from app.matrix import security_api

        engine = self._desk.engine
        key, view = await self._desk.call(lambda: (engine.backup_key(), engine.backup()))
        if key is not None and view.version is not None and not self._declined:
            answer = await security_api.get_key(self._desk.online(), view.version, room_id, session_id)
            if answer is not None:
                try:
                    session = await asyncio.to_thread(key.decrypt, room_id, session_id, answer)
                except BadSession as error:
                    _log.warning("a key of the key storage is of no use: %s", error)
                else:
                    if await self._desk.get(engine.import_keys, [session], from_backup=True):
                        return
        await self._desk.call(engine.ask_devices_for, room_id, session_id)
        self._desk.encryption.poke()

    # -- all keys ----------------------------------------------------------------------------------------------------

    async def restore(self, on_progress: OnProgress | None = None) -> Progress:
        """Take in everything the key storage has, piece by piece. Cancelling keeps what has come. Raises UserError."""
        from app.matrix import security_api

        engine = self._desk.engine
        key, view = await self._desk.call(lambda: (engine.backup_key(), engine.backup()))
        if key is None or view.version is None:
            return Progress(0, 0)
        reader = BackupReader(key)
        pending: list[ExportedSession] = []
        progress = Progress(0, self.count)

        async def flush() -> None:
            nonlocal progress
            batch = pending[:]
            pending.clear()
            imported = await self._desk.get(engine.import_keys, batch, from_backup=True) if batch else 0
            progress = Progress(progress.done, self.count, progress.imported + imported)
            if on_progress is not None:
                on_progress(progress)

        async def feed(piece: bytes) -> None:
            nonlocal progress
            found = await asyncio.to_thread(lambda: list(reader.feed(piece)))
            progress = Progress(progress.done + len(found), self.count, progress.imported)
            pending.extend(session for session in found if isinstance(session, ExportedSession))
            while len(pending) >= _SLICE:
                rest = pending[_SLICE:]
                del pending[_SLICE:]
                await flush()
                pending.extend(rest)

        try:
            await security_api.stream_keys(self._desk.online(), view.version, feed)
            reader.finish()
        except BadBackup as error:
            raise UserError(ErrorCode.BAD_ANSWER, reason=str(error)) from error
        finally:
            with suppress(WorkerStopped):
                await asyncio.shield(flush())
            self._changed()
        return progress
