# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which users' devices we follow, and whether what we know of them is up to date.

One counter grows with every change that is announced. A user is outdated while the change number is above the number
at which the last answered query was built; a change that arrives while a query is under way therefore stays known.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from crypto.account import OwnAccount
from crypto.devices import Device, DeviceKeys, Devices, Stored, read_device_keys
from crypto.guard import tolerable
from crypto.identities import Identities
from crypto.store.database import Database
from crypto.types import CryptoChanges, Json, OutgoingRequest

_log = logging.getLogger(__name__)

QUERY = "query-"
USERS_PER_QUERY = 100
"""Some 300 devices: about 40 ms to check the signatures of an answer."""
MAX_USER_ID = 255
QUERY_TIMEOUT_MS = 10_000
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 600.0
OWN_DEVICE_CHANGED = "own_device_keys_changed"


@dataclass(slots=True)
class _Query:
    users: tuple[str, ...]
    number: int
    request: OutgoingRequest


@dataclass(slots=True)
class DeviceChanges:
    """What an answer changed for the parts of the engine that look at devices."""

    devices: list[Device] = field(default_factory=list)  # new, newly signed, or back
    identities: set[str] = field(default_factory=set)  # users whose identity is new or another one
    removed: bool = False
    users: tuple[str, ...] = ()  # whom the query was about


class DeviceLists:
    """The ``tracked_users`` table and the queries under way. Changes run in the caller's transaction."""

    def __init__(
        self, db: Database, own: OwnAccount, devices: Devices, identities: Identities, clock: Callable[[], float]
    ) -> None:
        self._db = db
        self._own = own
        self._devices = devices
        self._identities = identities
        self._clock = clock
        self._queries: dict[str, _Query] = {}
        self._asked: dict[str, str] = {}  # user id -> query under way
        self._pauses: dict[str, tuple[int, float]] = {}  # user id -> failures, not before

    # -- following users ---------------------------------------------------------------------------------------------

    def track(self, users: Iterable[Any]) -> None:
        """Follow users; those that were not followed yet are outdated."""
        new = [user for user in users if is_user_id(user) and not self.is_tracked(user)]
        if new:
            number = self._next_number()
            self._db.executemany(
                "INSERT OR IGNORE INTO tracked_users(user_id, changed) VALUES(?, ?)", [(user, number) for user in new]
            )

    def untrack(self, users: Iterable[Any]) -> None:
        self._db.executemany(
            "DELETE FROM tracked_users WHERE user_id=?",
            [(user,) for user in users if is_user_id(user) and user != self._own.user_id],
        )

    def was_fetched(self, user_id: str) -> bool:
        """Whether a query for this user was ever answered."""
        row = self._db.execute("SELECT fetched FROM tracked_users WHERE user_id=?", (user_id,)).fetchone()
        return row is not None and row[0] > 0

    def is_tracked(self, user_id: str) -> bool:
        return self._db.execute("SELECT 1 FROM tracked_users WHERE user_id=?", (user_id,)).fetchone() is not None

    def changed(self, users: Iterable[Any]) -> None:
        """The server announced changes; of users we do not follow nothing is noted."""
        known = [user for user in users if is_user_id(user)]
        if known:
            number = self._next_number()
            self._db.executemany(
                "UPDATE tracked_users SET changed=? WHERE user_id=?", [(number, user) for user in known]
            )

    def all_changed(self) -> None:
        self._db.execute("UPDATE tracked_users SET changed=?", (self._next_number(),))

    def _next_number(self) -> int:
        number = self._number() + 1
        self._db.execute("INSERT OR REPLACE INTO counters VALUES('device_lists', ?)", (number,))
        return number

    def _number(self) -> int:
        row = self._db.execute("SELECT value FROM counters WHERE name='device_lists'").fetchone()
        return int(row[0]) if row else 0

    # -- queries -----------------------------------------------------------------------------------------------------

    def requests(self, only: Collection[str] | None = None) -> list[OutgoingRequest]:
        """Queries for outdated users (of ``only``, if given), those under way included."""
        waiting = [
            user
            for (user,) in self._db.execute("SELECT user_id FROM tracked_users WHERE changed > fetched")
            if (only is None or user in only) and user not in self._asked and self._may_ask(user)
        ]
        if waiting:
            number = self._number()
            for start in range(0, len(waiting), USERS_PER_QUERY):
                self._ask(tuple(waiting[start : start + USERS_PER_QUERY]), number)
        return [
            query.request
            for query in self._queries.values()
            if only is None or any(user in only for user in query.users)
        ]

    def _may_ask(self, user_id: str) -> bool:
        pause = self._pauses.get(user_id)
        return pause is None or self._clock() >= pause[1]

    def _ask(self, users: tuple[str, ...], number: int) -> None:
        body = {"device_keys": {user: [] for user in users}, "timeout": QUERY_TIMEOUT_MS}
        request = OutgoingRequest(f"{QUERY}{uuid.uuid4().hex}", "query", "POST", "/_matrix/client/v3/keys/query", body)
        self._queries[request.id] = _Query(users, number, request)
        self._asked.update(dict.fromkeys(users, request.id))

    def failed(self, request_id: str) -> None:
        """Try again later; nothing that was known is lost."""
        query = self._take(request_id)
        for user in query.users if query else ():
            self._pause(user)

    def _pause(self, user_id: str) -> None:
        failures = self._pauses.get(user_id, (0, 0.0))[0] + 1
        seconds = min(FIRST_PAUSE_S * 2 ** min(failures - 1, 20), LONGEST_PAUSE_S)
        self._pauses[user_id] = (failures, self._clock() + seconds)

    def _take(self, request_id: str) -> _Query | None:
        query = self._queries.pop(request_id, None)
        for user in query.users if query else ():
            self._asked.pop(user, None)
        return query

    def answered(self, request_id: str, response: Json, changes: CryptoChanges) -> DeviceChanges:
        """Take over what a query brought, for the users it asked about and no others."""
        result = DeviceChanges()
        query = self._queries.get(request_id)
        answers = response.get("device_keys")
        if query is None or not isinstance(answers, dict):
            self.failed(request_id)
            return result
        result.users = query.users
        unreachable = response.get("failures")
        servers = set(unreachable) if isinstance(unreachable, dict) else set()
        done: list[tuple[int, str]] = []
        pausing: list[str] = []
        for user in query.users:
            if user not in answers and user.partition(":")[2] in servers:
                pausing.append(user)
                continue
            try:
                self._receive_user(user, answers.get(user), response, changes, result)
            except BaseException as error:
                if not tolerable(error):
                    raise
                _log.warning("one user's devices could not be read: %s", type(error).__name__)
            done.append((query.number, user))
        self._db.executemany("UPDATE tracked_users SET fetched=max(fetched, ?) WHERE user_id=?", done)
        self._take(request_id)
        for user in pausing:
            self._pause(user)
        for _, user in done:
            self._pauses.pop(user, None)
        return result

    def _receive_user(
        self, user_id: str, answer: Any, response: Json, changes: CryptoChanges, result: DeviceChanges
    ) -> None:
        if self._identities.receive(user_id, response, changes):
            result.identities.add(user_id)
        if not isinstance(answer, dict):
            return
        identity = self._identities.get(user_id)
        self_signing = identity.self_signing if identity else None
        reserved = identity.keys if identity else frozenset()
        seen: set[str] = set()
        for device_id, obj in answer.items():
            if device_id in reserved:
                _log.error("a device has the name of a cross-signing key; refused")
                continue
            keys = read_device_keys(obj, user_id, device_id)
            if keys is None:
                _log.warning("device keys that are not sound; ignored")
                continue
            self._receive_device(keys, keys.signed_by(self_signing), self_signing, changes, result)
            seen.add(device_id)
        for device in list(self._devices.of_user(user_id)):
            if device.device_id not in seen and device.device_id not in answer and not self._is_own(device):
                self._devices.mark_deleted(user_id, device.device_id)
                result.removed = True
                changes.users.add(user_id)

    def _receive_device(
        self, keys: DeviceKeys, signed: bool, self_signing: str | None, changes: CryptoChanges, result: DeviceChanges
    ) -> None:
        own = keys.user_id == self._own.user_id and keys.device_id == self._own.device_id
        stored = self._devices.put(keys, signed)
        if stored is Stored.REFUSED and own:
            _log.critical("the server shows other keys for this device")
            changes.alarms.add(OWN_DEVICE_CHANGED)
        if own and signed and stored is not Stored.REFUSED and self_signing is not None:
            signature = keys.signatures[keys.user_id][f"ed25519:{self_signing}"]
            self._own.add_signature(f"ed25519:{self_signing}", signature)
        if stored in (Stored.NEW, Stored.CHANGED):
            changes.users.add(keys.user_id)
            device = self._devices.get(keys.user_id, keys.device_id)
            assert device is not None
            result.devices.append(device)

    def _is_own(self, device: Device) -> bool:
        return (device.user_id, device.device_id) == (self._own.user_id, self._own.device_id)


def is_user_id(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("@") and len(value) <= MAX_USER_ID
