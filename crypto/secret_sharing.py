# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets from one own device to another (specification, module "Secrets", section "Sharing").

After a new device was verified it asks the others for the keys of our identity and of the backup. Only verified devices
of ours are asked and answered, an answer has to come through Olm from a device that was asked, and the caller compares
the secret with what is published before it is taken. What does not fit changes nothing: the request stays open.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crypto.secret_storage import BACKUP, MASTER, SELF_SIGNING, USER_SIGNING
from crypto.types import Json
from crypto.verification.messages import is_id

REQUEST: Final = "m.secret.request"
SEND: Final = "m.secret.send"
#: The secrets that are asked for and given.
NAMES: Final = (MASTER, SELF_SIGNING, USER_SIGNING, BACKUP)

#: Seconds for which an answer is waited for.
WAIT: Final = 7 * 24 * 3600.0

_MAX_SECRET: Final = 1024
_MAX_ANSWERED: Final = 100


@dataclass(frozen=True, slots=True)
class SecretMessage:
    """A to-device message to our own ``devices``. ``encrypted``: through Olm only (it carries a secret)."""

    event_type: str
    content: Json
    devices: tuple[str, ...]
    encrypted: bool


@dataclass(frozen=True, slots=True)
class ReceivedSecret:
    """A secret that was asked for and fits; ``outgoing`` tells the other devices that it is no longer needed."""

    name: str
    secret: str
    outgoing: tuple[SecretMessage, ...]


@dataclass(frozen=True, slots=True)
class _Request:
    request_id: str
    name: str
    devices: tuple[str, ...]
    asked_at: float


class SecretSharing:
    """Requests under way, and those of others that were answered. ``clock`` gives Unix time in seconds."""

    def __init__(self, user_id: str, device_id: str, clock: Callable[[], float], stored: Json | None = None) -> None:
        self._user_id = user_id
        self._device_id = device_id
        self._clock = clock
        stored = stored or {"requests": [], "answered": []}
        self._requests: dict[str, _Request] = {
            name: _Request(request_id, name, tuple(devices), asked_at)
            for request_id, name, devices, asked_at in stored["requests"]
        }
        self._answered: list[tuple[str, str]] = [(device, request) for device, request in stored["answered"]]

    def to_json(self) -> Json:
        """Return everything, for the encrypted store. No secret is in it."""
        return {
            "requests": [[r.request_id, r.name, list(r.devices), r.asked_at] for r in self._requests.values()],
            "answered": [list(pair) for pair in self._answered],
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """The secrets asked for that have not come."""
        return tuple(name for name, request in self._requests.items() if not self._expired(request))

    # -- asking -------------------------------------------------------------------------------------------------------

    def ask(self, names: Iterable[str], devices: Collection[str]) -> list[SecretMessage]:
        """Ask our other verified ``devices`` for secrets; what is asked for already is asked for anew."""
        targets = tuple(sorted(set(devices) - {self._device_id}))
        if not targets:
            return []
        messages = []
        for name in names:
            if name not in NAMES:
                continue
            if name in self._requests:
                messages.append(self._withdraw(self._requests.pop(name)))
            request = _Request(secrets.token_hex(16), name, targets, self._clock())
            self._requests[name] = request
            content = self._content(request, "request") | {"name": name}
            messages.append(SecretMessage(REQUEST, content, targets, encrypted=False))
        return messages

    def withdraw(self, names: Iterable[str] = NAMES) -> list[SecretMessage]:
        """No longer wait, for instance because the recovery key was entered."""
        return [self._withdraw(self._requests.pop(name)) for name in names if name in self._requests]

    def receive(
        self,
        sender: str,
        device_id: str,
        verified: bool,
        content: Any,
        fits: Callable[[str, str], bool],
    ) -> ReceivedSecret | None:
        """Take an ``m.secret.send`` that came through Olm.

        ``device_id`` is the device whose keys the Olm message proved, ``verified`` whether our verified identity signed
        it. ``fits(name, secret)`` compares with what is published. None: ignored, nothing has changed.
        """
        if sender != self._user_id or not verified or not isinstance(content, dict):
            return None
        secret = content.get("secret")
        request = next((r for r in self._requests.values() if r.request_id == content.get("request_id")), None)
        if request is None or self._expired(request) or device_id not in request.devices:
            return None
        if not isinstance(secret, str) or not secret or len(secret) > _MAX_SECRET or not fits(request.name, secret):
            return None
        del self._requests[request.name]
        rest = tuple(device for device in request.devices if device != device_id)
        outgoing = (self._withdraw(request, rest),) if rest else ()
        return ReceivedSecret(request.name, secret, outgoing)

    # -- answering ----------------------------------------------------------------------------------------------------

    def answer(
        self, sender: str, content: Any, verified: Collection[str], available: Mapping[str, str]
    ) -> SecretMessage | None:
        """Answer an ``m.secret.request``; it may have come in clear, since only the device named can read the answer.

        ``verified`` are our own devices that our verified identity signed, ``available`` the secrets we have by name.
        None: no answer, not even a refusal.
        """
        if sender != self._user_id or not isinstance(content, dict) or content.get("action") != "request":
            return None
        device, request_id, name = (content.get(key) for key in ("requesting_device_id", "request_id", "name"))
        if not is_id(device) or not is_id(request_id) or not isinstance(name, str) or name not in NAMES:
            return None
        if device == self._device_id or device not in verified or name not in available:
            return None
        if (device, request_id) in self._answered:
            return None
        self._answered = [*self._answered[1 - _MAX_ANSWERED :], (device, request_id)]
        body = {"request_id": request_id, "secret": available[name]}
        return SecretMessage(SEND, body, (device,), encrypted=True)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _expired(self, request: _Request) -> bool:
        return self._clock() >= request.asked_at + WAIT

    def _content(self, request: _Request, action: str) -> Json:
        return {"action": action, "requesting_device_id": self._device_id, "request_id": request.request_id}

    def _withdraw(self, request: _Request, devices: tuple[str, ...] | None = None) -> SecretMessage:
        targets = request.devices if devices is None else devices
        return SecretMessage(REQUEST, self._content(request, "request_cancellation"), targets, encrypted=False)
