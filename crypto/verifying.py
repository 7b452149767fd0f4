# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Joins verifications to the engine: what they change, send and prove is committed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from crypto.account import OwnAccount
from crypto.device_lists import DeviceLists
from crypto.devices import Devices
from crypto.identities import Identities
from crypto.outbox import Outbox
from crypto.room_sends import RoomSends
from crypto.store.database import Database
from crypto.store.identity_tables import IdentityTables
from crypto.types import CryptoChanges, Json
from crypto.verification.directory import StoredDirectory
from crypto.verification.flows import Verifications
from crypto.verification.messages import PREFIX, REQUEST, Verified

T = TypeVar("T")
_SEEN_MS = 3_600_000
"""For how long an event of a room counts only once; a verification takes ten minutes at most."""


class Verifying:
    """``proven`` hears what was verified. Runs in the caller's transaction."""

    def __init__(
        self,
        db: Database,
        own: OwnAccount,
        devices: Devices,
        identities: Identities,
        lists: DeviceLists,
        outbox: Outbox,
        clock: Callable[[], float],
        proven: Callable[[Verified, CryptoChanges], None],
    ) -> None:
        self._db = db
        self._tables = IdentityTables(db)
        self._directory = StoredDirectory(own, devices, identities)
        self._lists = lists
        self._outbox = outbox
        self._sends = RoomSends(db)
        self._clock = clock
        self._proven = proven
        self._loaded: Verifications | None = None

    def forget(self) -> None:
        self._loaded = None

    @property
    def flows(self) -> Verifications:
        """To look at. To change something, go through ``run``."""
        if self._loaded is None:
            self._loaded = Verifications(self._directory, self._clock, self._tables.verifications())
        return self._loaded

    def run(self, action: Callable[[Verifications], T], changes: CryptoChanges) -> T:
        """Do something with the verifications and keep all that follows from it."""
        flows = self.flows
        result = action(flows)
        touched = flows.take_changes()
        self._tables.put_verifications(touched)
        changes.verifications.update(touched)
        for message in flows.take_outgoing():
            if message.room_id is None:
                self._outbox.put(
                    message.event_type, [(message.user_id, device, message.content) for device in message.devices]
                )
            else:
                self._sends.put(message)
        unknown = flows.take_queries()
        self._lists.track(unknown)
        self._lists.changed(unknown)
        for verified in flows.take_verified():
            self._proven(verified, changes)
        return result

    def receive_room_events(self, events: Sequence[tuple[str, str, Json, Json]], changes: CryptoChanges) -> None:
        """(room, type, raw event, content after decryption) of live events; each event counts once."""
        for room_id, event_type, event, content in events:
            event_id = event.get("event_id")
            if not isinstance(event_id, str) or not self._is_new(event_id):
                continue

            def receive(
                flows: Verifications, at: tuple[str, str, Any, Any] = (room_id, event_type, event, content)
            ) -> None:
                flows.receive_in_room(*at)

            self.run(receive, changes)

    def _is_new(self, event_id: str) -> bool:
        now = int(self._clock() * 1000)
        self._db.execute("DELETE FROM verification_seen WHERE seen_ms<?", (now - _SEEN_MS,))
        return self._db.execute("INSERT OR IGNORE INTO verification_seen VALUES(?, ?)", (event_id, now)).rowcount > 0

    def sent(self, request_id: str, answer: Json, changes: CryptoChanges) -> None:
        """An event of a verification is in its room."""
        done = self._sends.done(request_id)
        event_id = answer.get("event_id")
        if done is not None and done[0] == "m.room.message" and isinstance(event_id, str):
            self.run(lambda flows: flows.request_sent(done[1], event_id), changes)

    def refused(self, request_id: str, changes: CryptoChanges) -> None:
        """The room does not take an event: if it was a request, it is over."""
        done = self._sends.done(request_id)
        if done is not None and done[0] == "m.room.message":
            self.run(lambda flows: flows.cancel(done[1]), changes)


def is_verification(event_type: Any, content: Any) -> bool:
    """Whether an event of a room belongs to a verification."""
    if event_type == "m.room.message":
        return isinstance(content, dict) and content.get("msgtype") == REQUEST
    return isinstance(event_type, str) and event_type.startswith(PREFIX)
