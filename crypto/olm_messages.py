# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is inside an Olm message between devices, and the checks it has to pass.

Specification, "m.olm.v1.curve25519-aes-sha2": sender, recipient, recipient_keys, keys and sender_device_keys (MSC4147).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from crypto.account import OLM, OwnAccount
from crypto.devices import Device, DeviceKeys, Devices, read_device_keys
from crypto.olm_sessions import OlmSessions
from crypto.types import Json

DEVICE_KEYS = ("sender_device_keys", "org.matrix.msc4147.device_keys")


class Rejected(ValueError):
    """A message that was decrypted but is not what it says it is. It is discarded."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An ``m.room.encrypted`` to-device event, before decryption. Nothing in it is proven."""

    sender: str
    curve25519: str
    kind: int
    body: str


@dataclass(frozen=True, slots=True)
class OlmMessage:
    """A decrypted message that passed all checks. ``curve25519`` is proven, ``ed25519`` is the sender's claim."""

    type: str
    content: Json
    sender: str
    curve25519: str
    ed25519: str
    device: Device | None  # the sender's device as we know it
    keys: DeviceKeys | None  # as the message itself carries it


def read_envelope(event: Json, own: OwnAccount) -> Envelope | None:
    """The Olm message for this device in an event; None if there is none."""
    content, sender = event.get("content"), event.get("sender")
    if not isinstance(content, dict) or not isinstance(sender, str) or content.get("algorithm") != OLM:
        return None
    ciphertexts, sender_key = content.get("ciphertext"), content.get("sender_key")
    if not isinstance(ciphertexts, dict) or not isinstance(sender_key, str):
        return None
    ours = ciphertexts.get(own.curve25519)
    if not isinstance(ours, dict):
        return None
    kind, body = ours.get("type"), ours.get("body")
    if isinstance(kind, bool) or kind not in (0, 1) or not isinstance(body, str):
        return None
    return Envelope(sender, sender_key, kind, body)


def open_payload(envelope: Envelope, plaintext: bytes, own: OwnAccount, devices: Devices) -> OlmMessage:
    """Parse and check what was decrypted. Raises Rejected."""
    try:
        payload = orjson.loads(plaintext)
    except orjson.JSONDecodeError:
        raise Rejected("no JSON") from None
    if not isinstance(payload, dict):
        raise Rejected("no object")
    if payload.get("sender") != envelope.sender:
        raise Rejected("another sender")
    if payload.get("recipient") != own.user_id:
        raise Rejected("for another user")
    if _ed25519(payload.get("recipient_keys")) != own.ed25519:
        raise Rejected("for another device")
    claimed = _ed25519(payload.get("keys"))
    if claimed is None:
        raise Rejected("no signing key")
    keys = _carried_keys(payload, envelope, claimed)
    device = devices.by_curve25519(envelope.sender, envelope.curve25519)
    if device is not None and device.ed25519 != claimed:
        raise Rejected("the device is known with another signing key")
    if device is not None and keys is not None and device.device_id != keys.device_id:
        raise Rejected("the device is known under another id")
    if (device is not None and device.dehydrated) or (keys is not None and keys.dehydrated):
        raise Rejected("from a dehydrated device")
    kind, content = payload.get("type"), payload.get("content")
    if not isinstance(kind, str) or not isinstance(content, dict):
        raise Rejected("no event")
    return OlmMessage(kind, content, envelope.sender, envelope.curve25519, claimed, device, keys)


def _carried_keys(payload: Json, envelope: Envelope, claimed: str) -> DeviceKeys | None:
    obj: Any = None
    for name in DEVICE_KEYS:
        if name in payload:
            obj = payload[name]
            break
    else:
        return None
    keys = read_device_keys(obj, envelope.sender)
    if keys is None:
        raise Rejected("device keys of another user, or without a valid signature")
    if keys.curve25519 != envelope.curve25519 or keys.ed25519 != claimed:
        raise Rejected("device keys that are not those of the session")
    return keys


def _ed25519(keys: Any) -> str | None:
    key = keys.get("ed25519") if isinstance(keys, dict) else None
    return key if isinstance(key, str) else None


class OlmWriter:
    """Encrypts events for other devices."""

    def __init__(self, own: OwnAccount, sessions: OlmSessions, new_id: Callable[[], str] | None = None) -> None:
        self._own = own
        self._sessions = sessions
        self._new_id = new_id or (lambda: uuid.uuid4().hex)

    def sealer(self) -> Callable[[Device, str, Json], Json | None]:
        """A function (device, type, content) -> content of ``m.room.encrypted``, or None without a session.

        Our device keys are read once for all messages it is used for.
        """
        device_keys = self._own.device_keys()

        def seal(device: Device, event_type: str, content: Json) -> Json | None:
            payload = {
                "type": event_type,
                "content": content,
                "sender": self._own.user_id,
                "keys": {"ed25519": self._own.ed25519},
                "recipient": device.user_id,
                "recipient_keys": {"ed25519": device.ed25519},
                DEVICE_KEYS[0]: device_keys,
            }
            sealed = self._sessions.encrypt(device.user_id, device.curve25519, orjson.dumps(payload))
            if sealed is None:
                return None
            return {
                "algorithm": OLM,
                "sender_key": self._own.curve25519,
                "ciphertext": {device.curve25519: sealed},
                "org.matrix.msgid": self._new_id(),
            }

        return seal
