# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Claiming one-time keys of other devices to begin Olm sessions with them (specification, "/keys/claim").

A bad key spoils one device. A device whose claim failed is left alone for a while, longer each time.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from crypto.account import SIGNED_KEY
from crypto.devices import Device
from crypto.guard import tolerable
from crypto.olm_sessions import OlmSessions
from crypto.signatures import is_curve25519, verify_json
from crypto.types import Json, OutgoingRequest

_log = logging.getLogger(__name__)

CLAIM = "claim-"
DEVICES_PER_CLAIM = 100
"""About 20 ms to begin the sessions of an answer."""
CLAIM_TIMEOUT_MS = 10_000
FIRST_PAUSE_S = 60.0
LONGEST_PAUSE_S = 6 * 3600.0

Name = tuple[str, str]
"""User id and device id."""


@dataclass(slots=True)
class _Claim:
    devices: dict[Name, Device]
    request: OutgoingRequest


class Claims:
    """Claims under way and devices that have none to give; in memory only."""

    def __init__(self, sessions: OlmSessions, clock: Callable[[], float]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._claims: dict[str, _Claim] = {}
        self._asked: dict[Name, str] = {}
        self._pauses: dict[Name, tuple[int, float]] = {}

    def paused_until(self, device: Device) -> float | None:
        """When the device may be asked again, in seconds; None if it may be now."""
        pause = self._pauses.get((device.user_id, device.device_id))
        return pause[1] if pause is not None and self._clock() < pause[1] else None

    def requests(self, devices: Iterable[Device]) -> list[OutgoingRequest]:
        """Claims for these devices, those already under way included; none for devices that are paused."""
        asked: dict[str, None] = {}
        waiting: list[Device] = []
        for device in devices:
            under_way = self._asked.get((device.user_id, device.device_id))
            if under_way is not None:
                asked[under_way] = None
            elif self.paused_until(device) is None:
                waiting.append(device)
        for start in range(0, len(waiting), DEVICES_PER_CLAIM):
            asked[self._ask(waiting[start : start + DEVICES_PER_CLAIM])] = None
        return [self._claims[request_id].request for request_id in asked]

    def _ask(self, devices: list[Device]) -> str:
        keys: dict[str, dict[str, str]] = {}
        for device in devices:
            keys.setdefault(device.user_id, {})[device.device_id] = SIGNED_KEY
        body = {"one_time_keys": keys, "timeout": CLAIM_TIMEOUT_MS}
        request_id = f"{CLAIM}{uuid.uuid4().hex}"
        request = OutgoingRequest(request_id, "claim", "POST", "/_matrix/client/v3/keys/claim", body)
        self._claims[request_id] = _Claim({(d.user_id, d.device_id): d for d in devices}, request)
        self._asked.update({(d.user_id, d.device_id): request_id for d in devices})
        return request_id

    def answered(self, request_id: str, response: Json) -> list[Device]:
        """Begin sessions with the keys that came, in the caller's transaction; gives the devices that have one now."""
        claim = self._claims.get(request_id)
        answers = response.get("one_time_keys")
        if claim is None or not isinstance(answers, dict):
            self.failed(request_id)
            return []
        begun: list[Device] = []
        for (user_id, device_id), device in claim.devices.items():
            of_user = answers.get(user_id)
            keys = of_user.get(device_id) if isinstance(of_user, dict) else None
            try:
                if self._begin(device, keys):
                    begun.append(device)
                    continue
            except BaseException as error:
                if not tolerable(error):
                    raise
                _log.warning("a claimed key could not be used: %s", type(error).__name__)
            self._pause((user_id, device_id))
        self._take(request_id)
        for device in begun:
            self._pauses.pop((device.user_id, device.device_id), None)
        return begun

    def _begin(self, device: Device, keys: Any) -> bool:
        if not isinstance(keys, dict):
            return False
        for name, obj in keys.items():
            if name.partition(":")[0] != SIGNED_KEY or not isinstance(obj, dict):
                continue
            if not is_curve25519(obj.get("key")):
                continue
            if not verify_json(obj, device.user_id, f"ed25519:{device.device_id}", device.ed25519):
                _log.warning("a one-time key is not signed by its device")
                continue
            try:
                self._sessions.begin(device.user_id, device.curve25519, obj["key"])
            except ValueError:
                _log.warning("a one-time key cannot be used")
                continue
            return True
        return False

    def failed(self, request_id: str) -> None:
        """The request failed as a whole: all its devices are asked again later."""
        claim = self._take(request_id)
        for name in claim.devices if claim else ():
            self._pause(name)

    def _take(self, request_id: str) -> _Claim | None:
        claim = self._claims.pop(request_id, None)
        for name in claim.devices if claim else ():
            self._asked.pop(name, None)
        return claim

    def _pause(self, name: Name) -> None:
        failures = self._pauses.get(name, (0, 0.0))[0] + 1
        seconds = min(FIRST_PAUSE_S * 2 ** min(failures - 1, 20), LONGEST_PAUSE_S)
        self._pauses[name] = (failures, self._clock() + seconds)
