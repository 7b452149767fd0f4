# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drives the encryption engine: brings its requests to the server, prepares rooms, and looks again at what could not
be decrypted when something new is known.

The engine lives on the crypto thread; here is the event loop's side of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.lanes import Lanes
from app.store.cache import Cache
from app.store.changes import CacheChanges, EventKey
from app.store.events import ENCRYPTED, as_dict
from app.worker import Worker, WorkerStopped
from crypto.types import (
    CryptoChanges,
    DecryptionResult,
    EncryptionSync,
    Json,
    RoomNotReady,
    SendBlocked,
    SessionRef,
    Undecryptable,
    UtdCause,
)

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from crypto.machine import CryptoMachine

_log = logging.getLogger(__name__)
_SLICE = 250  # events decrypted in one go: some ten milliseconds of the engine's thread, and one commit
_RETRY_SLICE = 64
_KEY_WAIT = 0.4  # seconds
_KEY_HELPS = {
    UtdCause.UNKNOWN,
    UtdCause.UNKNOWN_INDEX,
    UtdCause.HISTORICAL,
    UtdCause.SENT_BEFORE_JOIN,
    UtdCause.WITHHELD_UNVERIFIED,
}
_MAX_WAITED = 10_000
_MAX_ROUNDS = 500  # of preparing a room: each round is up to a few hundred devices
_MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2"}


class Encryption:
    """One account's encryption. ``changed`` hears of what changed in the cache."""

    def __init__(
        self,
        machine: CryptoMachine,
        crypto: Worker,
        cache: Cache,
        cache_worker: Worker,
        changed: Callable[[CacheChanges], Awaitable[None]],
    ) -> None:
        self._machine = machine
        self._crypto = crypto
        self._cache = cache
        self._cache_worker = cache_worker
        self._changed = changed
        self._client: MatrixClient | None = None
        self._lanes = Lanes(machine, crypto, self.handle)
        self._in_clear: set[str] = set()  # rooms of which the server said so in this run
        self._preparing: dict[str, asyncio.Lock] = {}
        self._known_tracked: set[str] = set()
        self._again: CryptoChanges = CryptoChanges()
        self._wake = asyncio.Event()
        self._came = asyncio.Event()  # replaced whenever keys came
        self._waited: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self.listener: Callable[[CryptoChanges], None] = lambda changes: None
        """Hears of everything that changed in the engine."""
        self.unreadable: Callable[[Collection[EventKey]], None] = lambda sessions: None
        """Hears of (room, session) whose key would help; often, and of the same ones again."""
        self.keys_made: Callable[[], None] = lambda: None
        """A message was encrypted: there may be a new key."""

    # -- life ---------------------------------------------------------------------------------------------------------

    def start(self, client: MatrixClient, admitted: asyncio.Event | None = None) -> None:
        """Send what is waiting from last time, and look again at what could not be decrypted then.

        ``admitted``: nothing of the engine is sent before it is set.
        """
        self._client = client
        self._lanes.admitted = admitted
        self._lanes.start(client)
        self._task = asyncio.get_running_loop().create_task(self._look_again(), name="decrypt again")

    async def stop(self) -> None:
        """Nothing of it runs any more afterwards."""
        await self._lanes.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        self._client = None

    def retry_now(self) -> None:
        """The network is back."""
        self._lanes.retry_now()

    @property
    def idle(self) -> bool:
        """The engine has nothing to ask of the server."""
        return self._lanes.idle

    def poke(self) -> None:
        """The engine may have something to send."""
        self._lanes.poke()

    async def flushed(self, lane: str) -> None:
        """Wait until the server has what the engine has for it in this lane by now."""
        await self._lanes.flushed(lane)

    # -- what comes ---------------------------------------------------------------------------------------------------

    @property
    def uploads(self) -> int:
        """Grows with each upload of our keys that the server has answered."""
        return self._lanes.uploads

    async def receive(self, sync: EncryptionSync, asked_at: int) -> None:
        """To-device messages, device lists, counts: stored with their sync position when this returns.

        ``asked_at``: ``uploads`` when the server was asked. Counts from before an upload say that keys are missing
        which have arrived since; the next answer knows better.
        """
        if asked_at != self._lanes.uploads:
            sync = replace(sync, otk_counts=None, unused_fallback_keys=None)
        if sync.lists_gap:
            await self._crypto.call(self._machine.forget_device_lists)
        self.handle(await self._crypto.call(self._machine.receive_sync, sync))
        self._lanes.poke()

    async def decrypt(self, events: Sequence[tuple[str, Json]]) -> list[DecryptionResult]:
        """Decrypt (room, raw event) in slices, so that nobody waits long for the thread."""
        results: list[DecryptionResult] = []
        for start in range(0, len(events), _SLICE):
            results += await self._crypto.call(self._machine.decrypt, events[start : start + _SLICE])
            await asyncio.sleep(0)
        wanted = {
            (room_id, result.session_id)
            for (room_id, _), result in zip(events, results, strict=True)
            if isinstance(result, Undecryptable) and result.session_id is not None and result.cause in _KEY_HELPS
        }
        if wanted:
            self.unreadable(wanted)
        return results

    async def decrypt_live(self, events: Sequence[tuple[str, Json]]) -> list[DecryptionResult]:
        """Like ``decrypt``, for what just came: a key that is on its way beside it is waited for a moment, once."""
        results = await self.decrypt(events)
        late = {place: result.session_id for place, result in enumerate(results) if _may_come(result)}
        new = {session for session in late.values() if session} - self._waited
        if not new:
            return results
        self._waited = new if len(self._waited) > _MAX_WAITED else self._waited | new
        deadline = asyncio.get_running_loop().time() + _KEY_WAIT
        while late:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._came.wait()
            again = await self.decrypt([events[place] for place in late])
            for place, result in zip(list(late), again, strict=True):
                results[place] = result
                if not _may_come(result):
                    del late[place]
            if asyncio.get_running_loop().time() >= deadline:
                break
        return results

    async def room_encryption(self, room_id: str, content: Json) -> None:
        """An m.room.encryption state event of the server. The engine never forgets it."""
        await self._crypto.call(self._machine.set_room_encryption, room_id, content)
        self._in_clear.discard(room_id)

    async def rooms_encryption(self, contents: Sequence[tuple[str, Json]]) -> None:
        """``room_encryption`` for all rooms of a sync answer, (room id, content) each: one commit for all of them."""
        if contents:
            await self._crypto.call(self._machine.set_rooms_encryption, contents)
            self._in_clear.difference_update(room_id for room_id, _ in contents)

    async def members_left(self, room_id: str, users: Collection[str]) -> None:
        """They must not read what comes next."""
        if users and await self._crypto.call(self._machine.room_encryption, room_id) is not None:
            await self._crypto.call(self._machine.members_changed, room_id, users)

    async def track(self, users: Collection[str]) -> None:
        """Keep the devices of these users up to date: we share an encrypted room with them."""
        new = set(users) - self._known_tracked
        if new:
            await self._crypto.call(self._machine.track_users, new)
            self._known_tracked |= new
            self._lanes.poke()

    def handle(self, changes: CryptoChanges) -> None:
        """Something changed in the engine: events of these sessions are looked at again, soon."""
        for alarm in changes.alarms:
            _log.error("about our own keys: %s", alarm)
        self._again.new_keys |= changes.new_keys
        self._again.withheld |= changes.withheld
        self._again.trust |= changes.trust
        if changes.new_keys or changes.withheld or changes.trust:
            self._wake.set()
        if changes.new_keys:
            self._came.set()
            self._came = asyncio.Event()
        if changes:
            self.listener(changes)

    # -- looking again ------------------------------------------------------------------------------------------------

    async def _look_again(self) -> None:
        sessions: set[EventKey] | None = None  # all: a key may have come and the program ended in between
        trust: set[SessionRef] = set()
        pause = 1.0
        while True:
            try:
                await self._retry(sessions)
                for ref in list(trust):
                    await self._shields(ref)
                    trust.discard(ref)
                pause = 1.0
            except WorkerStopped:
                return
            except Exception:
                # The store may be full: what was not done is done later, with what comes until then.
                _log.exception("looking again at undecryptable events failed")
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
                continue
            await self._wake.wait()
            self._wake.clear()
            changes, self._again = self._again, CryptoChanges()
            trust |= changes.trust
            sessions = {(ref.room_id, ref.session_id) for ref in changes.new_keys | changes.withheld | changes.trust}

    async def _retry(self, sessions: set[EventKey] | None) -> None:
        after = 0
        while True:
            events, after = await self._cache_worker.call(self._cache.undecrypted, sessions, _RETRY_SLICE, after)
            if not events:
                return
            results = await self.decrypt([(event.room_id, event.raw) for event in events])
            answers = [(event.room_id, event.event_id, result) for event, result in zip(events, results, strict=True)]
            await self._changed(await self._cache_worker.call(self._cache.redecrypted, answers))

    async def _shields(self, ref: SessionRef) -> None:
        for sender in await self._cache_worker.call(self._cache.senders_of, ref.room_id, ref.session_id):
            shield = await self._crypto.call(self._machine.shield, ref, sender)
            if isinstance(shield, Undecryptable):
                changes = await self._cache_worker.call(
                    self._cache.hide_session, ref.room_id, ref.session_id, sender, shield.cause.value
                )
            else:
                code = shield.code.value if shield.code else None
                changes = await self._cache_worker.call(
                    self._cache.set_shield, ref.room_id, ref.session_id, sender, shield.color.value, code
                )
            await self._changed(changes)

    # -- what goes ----------------------------------------------------------------------------------------------------

    async def is_encrypted(self, room_id: str) -> bool:
        """Whether messages into this room have to be encrypted, asking the server where we believe not.

        Raises UserError if that cannot be found out: then nothing may be sent.
        """
        if await self._crypto.call(self._machine.room_encryption, room_id) is not None:
            return True
        flag, content = await self._cache_worker.call(self._cache.encryption, room_id)
        if not flag and content is None:
            if room_id in self._in_clear:
                return False
            content = await self._ask_encryption(room_id)
            if content is None:
                self._in_clear.add(room_id)
                return False
            await self._changed(await self._cache_worker.call(self._cache.latch_encrypted, room_id))
        # The cache knows it is encrypted; the settings may be missing or unusable, the encryption is not.
        for settings in (content, _MEGOLM):
            if settings is not None:
                await self._crypto.call(self._machine.set_room_encryption, room_id, settings)
                if await self._crypto.call(self._machine.room_encryption, room_id) is not None:
                    break
        return True

    async def _ask_encryption(self, room_id: str) -> Json | None:
        from app.matrix import api

        try:
            return as_dict(await api.get_state_event(self._online(), room_id, "m.room.encryption"))
        except UserError as error:
            if error.code is ErrorCode.NOT_FOUND:
                return None
            raise

    async def encrypt(self, room_id: str, event_type: str, content: Json, txn_id: str) -> tuple[str, Json]:
        """The type and content to send: encrypted where the room is. The same ``txn_id`` gives the same bytes again.

        Raises UserError, SendBlocked.
        """
        if not await self.is_encrypted(room_id):
            return event_type, content
        if await self._crypto.call(self._machine.room_encryption, room_id) is None:
            raise SendBlocked("no_algorithm")
        lock = self._preparing.setdefault(room_id, asyncio.Lock())
        async with lock:
            for _ in range(3):
                await self._prepare(room_id)
                try:
                    sealed = await self._crypto.call(self._machine.encrypt, room_id, event_type, content, txn_id)
                    self.keys_made()
                    return ENCRYPTED, sealed
                except RoomNotReady:
                    continue  # somebody left, or a device went, in between
        raise UserError(ErrorCode.TIMEOUT)

    def finished(self, txn_id: str) -> None:
        """The ciphertext is not needed any more. On the crypto thread."""
        self._machine.sent(txn_id)

    async def _prepare(self, room_id: str) -> None:
        recipients, visibility = await self._recipients(room_id)
        await self.track(recipients)
        for _ in range(_MAX_ROUNDS):
            requests = await self._crypto.call(self._machine.prepare_room, room_id, recipients, visibility)
            if not requests:
                return
            await asyncio.gather(*(self._lanes.send(request) for request in requests))
            await asyncio.sleep(0)
        raise UserError(ErrorCode.TIMEOUT)

    async def _recipients(self, room_id: str) -> tuple[list[str], str]:
        """Everyone who may read: the server's list of members, completely loaded."""
        recipients, complete, visibility = await self._cache_worker.call(self._cache.recipients, room_id)
        if not complete:
            await self.load_members(room_id)
            recipients, _, visibility = await self._cache_worker.call(self._cache.recipients, room_id)
        return recipients, visibility

    async def load_members(self, room_id: str) -> None:
        """Ask the server for all members of a room. Raises UserError."""
        from app.matrix import api

        events = await api.members(self._online(), room_id)
        changes, gone = await self._cache_worker.call(self._cache.set_members, room_id, events)
        await self.members_left(room_id, gone)
        await self._changed(changes)

    def _online(self) -> MatrixClient:
        if self._client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        return self._client


def _may_come(result: DecryptionResult) -> bool:
    """Whether a key that is under way would help."""
    return isinstance(result, Undecryptable) and result.session_id is not None and result.cause is UtdCause.UNKNOWN
