# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Getting a room's key to everybody entitled to it before a message is sent.

Work is cut into slices: a call does a limited amount and says what has to be answered next, so that neither a room
with thousands of devices nor one that cannot be reached stops anything else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from crypto.account import MEGOLM, OwnAccount
from crypto.claims import Claims
from crypto.device_lists import DeviceLists, is_user_id
from crypto.devices import Device, Devices
from crypto.identities import Identities
from crypto.megolm_outbound import OutboundSession, OutboundSessions
from crypto.olm_messages import OlmWriter
from crypto.olm_sessions import OlmSessions
from crypto.outbox import Outbox
from crypto.store.database import Database
from crypto.trust import PolicyInForce, TrustPolicy, entitled
from crypto.types import Json, OutgoingRequest, RoomEncryption, SendBlocked
from crypto.withheld import NO_OLM, UNVERIFIED, withheld_content

_log = logging.getLogger(__name__)

SLICE = 100
"""Devices that get the key in one call: about 10 ms of work, and one request."""
GIVEN = ""
"""The code in ``shares`` of a device that has the key."""
AGAIN = "again"
"""... of one that had it and lost it on the way."""
_SHARED_VISIBILITIES = frozenset({"shared", "world_readable"})
_VISIBILITIES = _SHARED_VISIBILITIES | {"invited", "joined"}


@dataclass(slots=True)
class _Plan:
    """What is left to do for one room; valid while the inputs it was made from are the same."""

    users: frozenset[str]
    visibility: str
    versions: tuple[int, ...]
    session: OutboundSession
    waiting: list[Device]  # entitled, without the key
    unverified: list[Device]  # not entitled, not told yet
    retry_at: float | None  # when a device without one-time keys may be asked again

    @property
    def done(self) -> bool:
        return not self.waiting and not self.unverified


class Sharing:
    """Decides who gets the key of a room, and hands it to the outbox. Runs in the caller's transaction."""

    def __init__(
        self,
        db: Database,
        own: OwnAccount,
        devices: Devices,
        lists: DeviceLists,
        identities: Identities,
        olm: OlmSessions,
        writer: OlmWriter,
        claims: Claims,
        outbound: OutboundSessions,
        outbox: Outbox,
        policy: PolicyInForce,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._own = own
        self._devices = devices
        self._lists = lists
        self._identities = identities
        self._olm = olm
        self._writer = writer
        self._claims = claims
        self._outbound = outbound
        self._outbox = outbox
        self._policy = policy
        self._clock = clock
        self._plans: dict[str, _Plan] = {}
        self.version = 0
        """Grows when devices or identities change."""
        self.verified_only: Callable[[str], bool] = lambda _room: False
        """Whether a room is for verified people alone."""

    def forget(self) -> None:
        self._plans.clear()

    def forget_room(self, room_id: str) -> None:
        self._plans.pop(room_id, None)

    def _versions(self) -> tuple[int, ...]:
        return (self.version, self._olm.version)

    def ready(self, room_id: str, settings: RoomEncryption) -> OutboundSession | None:
        """The session to encrypt with, if everybody entitled has its key and nothing changed since."""
        plan = self._plans.get(room_id)
        if plan is None or not plan.done or plan.versions[0] != self.version:
            return None
        session = self._outbound.usable(room_id, settings)
        if session is None or session.session_id != plan.session.session_id or self._outbox.holds(room_id):
            return None
        return session

    # -- preparing ---------------------------------------------------------------------------------------------------

    def prepare(
        self, room_id: str, recipients: Collection[str], visibility: str, settings: RoomEncryption
    ) -> list[OutgoingRequest]:
        """The next requests to be answered; empty when the room is ready. Raises SendBlocked."""
        users = frozenset(user for user in recipients if is_user_id(user)) | {self._own.user_id}
        self._lists.track(users)
        if queries := self._lists.requests(users):
            return queries
        if not isinstance(visibility, str) or visibility not in _VISIBILITIES:
            visibility = "joined"  # whatever it means, it does not say that later members may read this
        plan = self._plan(room_id, users, visibility, settings)
        if plan.unverified:
            self._tell(plan, plan.unverified, UNVERIFIED)
            plan.unverified = []
        without = [device for device in plan.waiting if not self._olm.exists(device.user_id, device.curve25519)]
        if without:
            if claims := self._claims.requests(without):
                return claims
            self._skip(plan, without)
        self._give(plan)
        return self._outbox.requests_of_room(room_id)

    def _plan(self, room_id: str, users: frozenset[str], visibility: str, settings: RoomEncryption) -> _Plan:
        plan = self._plans.get(room_id)
        if (
            plan is not None
            and (plan.users, plan.visibility, plan.versions) == (users, visibility, self._versions())
            and (plan.retry_at is None or self._clock() < plan.retry_at)
            and (session := self._outbound.usable(room_id, settings)) is not None
            and session.session_id == plan.session.session_id
        ):
            return plan
        plan = self._make_plan(room_id, users, visibility, settings)
        self._plans[room_id] = plan
        return plan

    def _make_plan(self, room_id: str, users: frozenset[str], visibility: str, settings: RoomEncryption) -> _Plan:
        readers, others = self._sort_devices(room_id, users)
        session = self._outbound.usable(room_id, settings)
        shares = self._shares(session.session_id) if session else {}
        if session is None or session.visibility != visibility or self._someone_left(shares, readers):
            session = self._outbound.create(room_id, settings, visibility, visibility in _SHARED_VISIBILITIES)
            shares = {}
        given = {name for name, (code, _) in shares.items() if code == GIVEN}
        return _Plan(
            users,
            visibility,
            self._versions(),
            session,
            [device for name, device in readers.items() if name not in given],
            [device for name, device in others.items() if name not in shares],
            None,
        )

    def _sort_devices(
        self, room_id: str, users: frozenset[str]
    ) -> tuple[dict[tuple[str, str], Device], dict[tuple[str, str], Device]]:
        """Devices that get the key, and devices that do not. Raises SendBlocked."""
        readers: dict[tuple[str, str], Device] = {}
        others: dict[tuple[str, str], Device] = {}
        violations = []
        verified_only = self.verified_only(room_id)
        for user_id in sorted(users):
            identity = self._identities.get(user_id)
            if identity is not None and identity.violation and self._policy.current is not TrustPolicy.ALL:
                violations.append(user_id)
            for device in self._devices.of_user(user_id):
                name = (user_id, device.device_id)
                if name == (self._own.user_id, self._own.device_id):
                    continue
                known = not verified_only or (device.signed and identity is not None and identity.verified)
                if known and entitled(self._policy.current, device.signed, device.dehydrated, identity is not None):
                    readers[name] = device
                else:
                    others[name] = device
        if violations:
            raise SendBlocked("verification_violation", violations)
        return readers, others

    def _shares(self, session_id: str) -> dict[tuple[str, str], tuple[str, str]]:
        """(user, device) -> code and identity key."""
        return {
            (user_id, device_id): (code, curve25519)
            for user_id, device_id, code, curve25519 in self._db.execute(
                "SELECT user_id, device_id, code, curve25519 FROM shares WHERE session_id=?", (session_id,)
            )
        }

    @staticmethod
    def _someone_left(shares: dict[tuple[str, str], tuple[str, str]], readers: dict[tuple[str, str], Device]) -> bool:
        """Whether a device has the key that would not get it now."""
        return any(code in (GIVEN, AGAIN) and name not in readers for name, (code, _) in shares.items())

    # -- handing out -------------------------------------------------------------------------------------------------

    def _give(self, plan: _Plan) -> None:
        """Encrypt the key for the next slice of devices; each gets it from the ratchet's present position on."""
        now, plan.waiting = plan.waiting[:SLICE], plan.waiting[SLICE:]
        if not now:
            return
        key, index = self._outbound.key(plan.session.room_id)
        shared = plan.session.visibility in _SHARED_VISIBILITIES
        content: Json = {
            "algorithm": MEGOLM,
            "room_id": plan.session.room_id,
            "session_id": plan.session.session_id,
            "session_key": key,
            "shared_history": shared,
            "org.matrix.msc3061.shared_history": shared,
        }
        seal = self._writer.sealer()
        sealed = [(device, seal(device, "m.room_key", content)) for device in now]
        messages = [(device.user_id, device.device_id, item) for device, item in sealed if item is not None]
        self._outbox.put("m.room.encrypted", messages, plan.session.room_id)
        self._record(plan, [device for device, item in sealed if item is not None], index, GIVEN)

    def _skip(self, plan: _Plan, devices: list[Device]) -> None:
        """Devices we cannot reach now do not keep the others waiting. They are told once, until they can be reached."""
        names = {(device.user_id, device.device_id) for device in devices}
        plan.waiting = [device for device in plan.waiting if (device.user_id, device.device_id) not in names]
        pauses = [pause for pause in map(self._claims.paused_until, devices) if pause is not None]
        plan.retry_at = min(pauses, default=None)
        new = [
            device
            for device in devices
            if not self._db.execute(
                "SELECT 1 FROM no_olm_told WHERE user_id=? AND device_id=?", (device.user_id, device.device_id)
            ).fetchone()
        ]
        self._tell(plan, new, NO_OLM)
        self._db.executemany(
            "INSERT OR IGNORE INTO no_olm_told VALUES(?, ?)", [(device.user_id, device.device_id) for device in new]
        )

    def reachable(self, devices: Collection[Device]) -> None:
        """These devices have an Olm session again."""
        self._db.executemany(
            "DELETE FROM no_olm_told WHERE user_id=? AND device_id=?",
            [(device.user_id, device.device_id) for device in devices],
        )

    def lost(self, user_id: str, curve25519: str) -> None:
        """A device says that it could not decrypt what we sent: it gets the keys of its rooms once more.

        That it had them stays on record: if it is removed meanwhile, the keys are renewed.
        """
        again = self._db.execute(
            "UPDATE shares SET code=? WHERE session_id IN (SELECT session_id FROM outbound_sessions)"
            " AND user_id=? AND curve25519=? AND code=?",
            (AGAIN, user_id, curve25519, GIVEN),
        ).rowcount
        if again:
            self.version += 1

    def _tell(self, plan: _Plan, devices: list[Device], code: str) -> None:
        if not devices:
            return
        content = withheld_content(code, self._own.curve25519, plan.session.room_id, plan.session.session_id)
        messages = [(device.user_id, device.device_id, content) for device in devices]
        self._outbox.put("m.room_key.withheld", messages)
        self._record(plan, devices, 0, code)

    def _record(self, plan: _Plan, devices: list[Device], index: int, code: str) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO shares VALUES(?, ?, ?, ?, ?, ?)",
            [
                (plan.session.session_id, device.user_id, device.device_id, device.curve25519, index, code)
                for device in devices
            ],
        )
