# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key endpoints of a homeserver in memory, with clients of the real engine on real encrypted databases.

``KeyServer`` stores what is uploaded and hands it out as Synapse does; tests reach into its fields to make it lie.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from crypto.machine import CryptoMachine, TrustPolicy
from crypto.store.database import Database, Migrations
from crypto.store.identity_tables import IDENTITY_MIGRATIONS
from crypto.types import CryptoChanges, DecryptedEvent, EncryptionSync, Json, OutgoingRequest

KEY = bytes(range(32))
MEGOLM_SETTINGS: Json = {"algorithm": "m.megolm.v1.aes-sha2"}


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self, now: float = 1_750_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class KeyServer:
    """Answers requests of the engine; ``to_device`` holds what waits for each device."""

    def __init__(self) -> None:
        self.device_keys: dict[str, dict[str, Json]] = {}
        self.master_keys: dict[str, Json] = {}
        self.self_signing_keys: dict[str, Json] = {}
        self.user_signing_keys: dict[str, Json] = {}
        self.one_time_keys: dict[tuple[str, str], dict[str, Json]] = {}
        self.fallback_keys: dict[tuple[str, str], dict[str, Json]] = {}
        self.used_fallback: set[tuple[str, str]] = set()
        self.to_device: dict[tuple[str, str], list[Json]] = {}
        self.log: list[tuple[str, OutgoingRequest]] = []
        self._transactions: set[str] = set()
        self.tamper: Callable[[OutgoingRequest, Json], Json] = lambda request, answer: answer

    def answer(self, sender: str, device_id: str, request: OutgoingRequest) -> Json:
        self.log.append((sender, request))
        name = request.path.split("/")[4]
        body = copy.deepcopy(request.body)
        if name == "sendToDevice":
            return self._send(sender, request.path.split("/")[5], request.path, body)
        answer = {
            "upload": lambda: self._upload(sender, device_id, body),
            "query": lambda: self._query(body),
            "claim": lambda: self._claim(body),
            "signatures": lambda: self._signatures(body),
        }[request.path.split("/")[5]]()
        return self.tamper(request, copy.deepcopy(answer))

    def _upload(self, user: str, device: str, body: Json) -> Json:
        if "device_keys" in body:
            self.device_keys.setdefault(user, {})[device] = body["device_keys"]
        known = self.one_time_keys.setdefault((user, device), {})
        for name, key in body.get("one_time_keys", {}).items():
            assert known.get(name, key) == key, "one-time key uploaded twice with different values"
            known[name] = key
        if "fallback_keys" in body:
            self.fallback_keys[user, device] = body["fallback_keys"]
            self.used_fallback.discard((user, device))
        return {"one_time_key_counts": {"signed_curve25519": len(known)}}

    def _query(self, body: Json) -> Json:
        users = body["device_keys"]
        answer: Json = {"device_keys": {user: self.device_keys.get(user, {}) for user in users}, "failures": {}}
        for section in ("master_keys", "self_signing_keys", "user_signing_keys"):
            answer[section] = {user: key for user, key in getattr(self, section).items() if user in users}
        return answer

    def _signatures(self, body: Json) -> Json:
        """Signatures are added to what they are of: a device, or a master key."""
        for user, objects in body.items():
            for name, obj in objects.items():
                target = self.device_keys.get(user, {}).get(name)
                master = self.master_keys.get(user)
                if target is None and master is not None and f"ed25519:{name}" in master["keys"]:
                    target = master
                if target is None:
                    return {"failures": {user: {name: {"errcode": "M_NOT_FOUND"}}}}
                for signer, signatures in obj["signatures"].items():
                    target.setdefault("signatures", {}).setdefault(signer, {}).update(signatures)
        return {"failures": {}}

    def _claim(self, body: Json) -> Json:
        answer: Json = {}
        for user, devices in body["one_time_keys"].items():
            for device in devices:
                keys = self.one_time_keys.get((user, device), {})
                fallback = self.fallback_keys.get((user, device), {})
                if keys:
                    name = next(iter(keys))
                    answer.setdefault(user, {})[device] = {name: keys.pop(name)}
                elif fallback:
                    self.used_fallback.add((user, device))
                    answer.setdefault(user, {})[device] = dict(fallback)
        return {"one_time_keys": answer, "failures": {}}

    def _send(self, sender: str, event_type: str, path: str, body: Json) -> Json:
        if path in self._transactions:
            return {}
        self._transactions.add(path)
        for user, devices in body["messages"].items():
            if "*" in devices:
                devices = dict.fromkeys(self.device_keys.get(user, {}), devices["*"])
            for device, content in devices.items():
                event = {"sender": sender, "type": event_type, "content": content}
                self.to_device.setdefault((user, device), []).append(event)
        return {}

    def sync(self, user: str, device: str, **fields: Any) -> EncryptionSync:
        """What a sync answer brings this device, to-device messages taken off the queue."""
        name = (user, device)
        used = name in self.used_fallback or name not in self.fallback_keys
        fields.setdefault("otk_counts", {"signed_curve25519": len(self.one_time_keys.get(name, {}))})
        fields.setdefault("unused_fallback_keys", [] if used else ["signed_curve25519"])
        return EncryptionSync(to_device=self.to_device.pop(name, []), **fields)

    def delete_device(self, user: str, device: str) -> None:
        del self.device_keys[user][device]


class Client:
    """An engine with its database, driven against a key server."""

    def __init__(
        self,
        server: KeyServer,
        folder: Path,
        user_id: str,
        device_id: str = "DEVICE",
        *,
        clock: Clock | None = None,
        policy: TrustPolicy | None = TrustPolicy.SIGNED_WHERE_POSSIBLE,
    ) -> None:
        self.server = server
        self.path = folder / f"{user_id[1:].replace(':', '_')}-{device_id}.db"
        self.user_id = user_id
        self.device_id = device_id
        self.clock = clock or Clock()
        self.policy = policy
        self._events = 0
        self.open()

    def open(self) -> None:
        self.db = Database.open(
            self.path, KEY, Migrations(crypto=CryptoMachine.MIGRATIONS, identity=IDENTITY_MIGRATIONS)
        )
        self.machine = CryptoMachine(self.db, self.user_id, self.device_id, clock=self.clock, policy=self.policy)

    def crash(self) -> None:
        """Leave the machine where it is and open the file anew, as after the process was killed."""
        self.abandoned = (self.db, self.machine)
        self.open()

    def answer(self, requests: Sequence[OutgoingRequest]) -> CryptoChanges:
        total = CryptoChanges()
        for request in requests:
            merge(total, self.machine.mark_sent(request.id, self.server.answer(self.user_id, self.device_id, request)))
        return total

    def flush(self) -> CryptoChanges:
        """Send until there is nothing left to send."""
        total = CryptoChanges()
        for _ in range(100):
            requests = self.machine.outgoing_requests()
            if not requests:
                return total
            merge(total, self.answer(requests))
        raise AssertionError("requests without end")

    def sync(self, **fields: Any) -> CryptoChanges:
        return self.machine.receive_sync(self.server.sync(self.user_id, self.device_id, **fields))

    def prepare(self, room: str, recipients: Collection[str], visibility: str = "shared") -> int:
        """Prepare a room to the end; gives the number of requests it took."""
        count = 0
        for _ in range(1000):
            requests = self.machine.prepare_room(room, recipients, visibility)
            if not requests:
                return count
            count += len(requests)
            self.answer(requests)
        raise AssertionError("the room is never ready")

    def send(
        self,
        room: str,
        recipients: Collection[str],
        body: str,
        *,
        visibility: str = "shared",
        event_type: str = "m.room.message",
        content: Json | None = None,
    ) -> Json:
        """A whole room event, as the server would pass it on."""
        self.prepare(room, recipients, visibility)
        self._events += 1
        txn_id = f"{self.user_id}{self.device_id}{self._events}"
        inner = content if content is not None else {"msgtype": "m.text", "body": body}
        encrypted = self.machine.encrypt(room, event_type, inner, txn_id)
        self.machine.sent(txn_id)
        return room_event(self.user_id, encrypted, f"${self.device_id}{self._events}{self.user_id}", self.clock)

    def read(self, room: str, event: Json) -> str:
        """The body of an event that must be readable."""
        (result,) = self.machine.decrypt([(room, event)])
        assert isinstance(result, DecryptedEvent), result
        return str(result.content["body"])


def room_event(sender: str, content: Json, event_id: str, clock: Callable[[], float]) -> Json:
    return {
        "type": "m.room.encrypted",
        "sender": sender,
        "content": content,
        "event_id": event_id,
        "origin_server_ts": int(clock() * 1000) + 1,
    }


def merge(total: CryptoChanges, more: CryptoChanges) -> None:
    total.new_keys |= more.new_keys
    total.withheld |= more.withheld
    total.trust |= more.trust
    total.users |= more.users
    total.alarms |= more.alarms
