# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Another user's device, made by hand on vodozemac: it can say anything, true or not.

``RawPeer`` is a device with Olm and Megolm, ``RawIdentity`` a cross-signing identity with its private keys. Everything
they make is plain JSON; every method takes changes that turn it into a lie. Nothing here uses the engine under test.
"""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import vodozemac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Json = dict[str, Any]

OLM = "m.olm.v1.curve25519-aes-sha2"
MEGOLM = "m.megolm.v1.aes-sha2"


def canonical(obj: Json) -> bytes:
    """Canonical JSON without ``signatures`` and ``unsigned``, by the standard library."""
    bare = {key: value for key, value in obj.items() if key not in ("signatures", "unsigned")}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def unpadded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


class RawIdentity:
    """Master, self-signing and user-signing keys of a user."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.private = {usage: Ed25519PrivateKey.generate() for usage in ("master", "self_signing", "user_signing")}

    def public(self, usage: str) -> str:
        return unpadded(self.private[usage].public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, obj: Json, usage: str, user_id: str | None = None) -> Json:
        """Add a signature of one of the three keys; gives ``obj``."""
        signature = unpadded(self.private[usage].sign(canonical(obj)))
        names = obj.setdefault("signatures", {}).setdefault(user_id or self.user_id, {})
        names[f"ed25519:{self.public(usage)}"] = signature
        return obj

    def key(self, usage: str, /, *, signed: bool = True, **changes: Any) -> Json:
        """The public object of one key; ``changes`` replace fields before it is signed by the master key."""
        public = self.public(usage)
        obj: Json = {"user_id": self.user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}, **changes}
        return self.sign(obj, "master") if signed and usage != "master" else obj

    def sections(self, **changes: Json) -> dict[str, dict[str, Json]]:
        """The parts of a /keys/query answer: ``{"master_keys": {user: ...}, ...}``; ``changes`` name whole objects."""
        return {
            f"{usage}_keys": {self.user_id: changes.get(usage, self.key(usage))}
            for usage in ("master", "self_signing", "user_signing")
        }


class RawPeer:
    """One device. ``groups`` holds its outbound Megolm sessions by room."""

    def __init__(self, user_id: str, device_id: str = "RAW") -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.account = vodozemac.Account()
        self.ed25519 = self.account.ed25519_key.to_base64()
        self.curve25519 = self.account.curve25519_key.to_base64()
        self.identity: RawIdentity | None = None
        self.groups: dict[str, vodozemac.GroupSession] = {}
        self.sessions: dict[str, vodozemac.Session] = {}

    # -- keys --------------------------------------------------------------------------------------------------------

    def sign(self, obj: Json, user_id: str | None = None, key_id: str | None = None) -> Json:
        """Add a signature of this device, under its own name or another one; gives ``obj``."""
        signature = self.account.sign(canonical(obj)).to_base64()
        names = obj.setdefault("signatures", {}).setdefault(user_id or self.user_id, {})
        names[key_id or f"ed25519:{self.device_id}"] = signature
        return obj

    def device_keys(self, *, signed: bool = True, cross_signed: bool = True, **changes: Any) -> Json:
        """Device keys; ``changes`` replace fields before they are signed by this device and its identity."""
        device_id = changes.get("device_id", self.device_id)
        keys: Json = {
            "user_id": self.user_id,
            "device_id": device_id,
            "algorithms": [OLM, MEGOLM],
            "keys": {f"curve25519:{device_id}": self.curve25519, f"ed25519:{device_id}": self.ed25519},
            **changes,
        }
        if signed:
            self.sign(keys, keys["user_id"], f"ed25519:{device_id}")
        if self.identity is not None and cross_signed:
            self.identity.sign(keys, "self_signing")
        return keys

    def one_time_key(self, *, signed: bool = True, **changes: Any) -> Json:
        """``{"signed_curve25519:ID": {...}}`` of a fresh key; ``changes`` replace fields before it is signed."""
        self.account.generate_one_time_keys(1)
        ((name, key),) = self.account.one_time_keys.items()
        self.account.mark_keys_as_published()
        obj: Json = {"key": key.to_base64(), **changes}
        return {f"signed_curve25519:{name}": self.sign(obj) if signed else obj}

    def publish(self, server: Any, *, one_time_keys: int = 5, **changes: Any) -> None:
        """Put keys on a ``KeyServer``, as an honest device does; ``changes`` as for ``device_keys``."""
        keys = self.device_keys(**changes)
        server.device_keys.setdefault(self.user_id, {})[keys["device_id"]] = keys
        held = server.one_time_keys.setdefault((self.user_id, keys["device_id"]), {})
        for _ in range(one_time_keys):
            held.update(self.one_time_key())
        if self.identity is not None:
            for section, objects in self.identity.sections().items():
                getattr(server, section).update(objects)

    # -- Olm ---------------------------------------------------------------------------------------------------------

    def open_session(self, curve25519: str, one_time_key: str) -> vodozemac.Session:
        """Begin a session with somebody's one-time key (the bare public key)."""
        session = self.account.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(curve25519),
            vodozemac.Curve25519PublicKey.from_base64(one_time_key),
        )
        self.sessions[curve25519] = session
        return session

    def meet(self, server: Any, target: Any) -> None:
        """Claim a one-time key of ``target`` (anything with user_id, device_id, curve25519) and begin a session."""
        held = server.one_time_keys[target.user_id, target.device_id]
        if held:
            obj = held.pop(next(iter(held)))
        else:
            obj = next(iter(server.fallback_keys[target.user_id, target.device_id].values()))
            server.used_fallback.add((target.user_id, target.device_id))
        self.open_session(target.curve25519, obj["key"])

    def olm_payload(self, target: Any, event_type: str, content: Json, **changes: Any) -> Json:
        """What goes into an Olm message; a change to ``...`` leaves the field out."""
        payload: Json = {
            "type": event_type,
            "content": content,
            "sender": self.user_id,
            "keys": {"ed25519": self.ed25519},
            "recipient": target.user_id,
            "recipient_keys": {"ed25519": target.ed25519},
            "sender_device_keys": self.device_keys(),
            **changes,
        }
        return {name: value for name, value in payload.items() if value is not ...}

    def olm_event(
        self, target: Any, event_type: str, content: Json, *, sender: str | None = None, **changes: Any
    ) -> Json:
        """A whole to-device event; ``sender`` is what the server says, ``changes`` those of the payload."""
        return self.olm_raw(
            target, json.dumps(self.olm_payload(target, event_type, content, **changes)).encode(), sender
        )

    def olm_raw(self, target: Any, plaintext: bytes, sender: str | None = None) -> Json:
        """A to-device event with any bytes inside."""
        kind, ciphertext = self.sessions[target.curve25519].encrypt(plaintext).to_parts()
        return {
            "type": "m.room.encrypted",
            "sender": sender or self.user_id,
            "content": {
                "algorithm": OLM,
                "sender_key": self.curve25519,
                "ciphertext": {target.curve25519: {"type": kind, "body": unpadded(ciphertext)}},
                "org.matrix.msgid": uuid.uuid4().hex,
            },
        }

    def open_event(self, event: Json) -> Json:
        """Decrypt a to-device event for this device; gives the payload."""
        content = event["content"]
        message, peer = content["ciphertext"][self.curve25519], content["sender_key"]
        body = message["body"]
        if message["type"] == 0:
            pre_key = vodozemac.PreKeyMessage.from_base64(body)
            session = self.sessions.get(peer)
            if session is not None and session.session_id == pre_key.session_id():
                plaintext = session.decrypt(pre_key.to_any())
            else:
                key = vodozemac.Curve25519PublicKey.from_base64(peer)
                self.sessions[peer], plaintext = self.account.create_inbound_session(key, pre_key)
        else:
            raw = base64.b64decode(body + "=" * (-len(body) % 4))
            plaintext = self.sessions[peer].decrypt(vodozemac.AnyOlmMessage.from_parts(1, raw))
        payload: Json = json.loads(plaintext)
        return payload

    def inbox(self, server: Any) -> list[Json]:
        """All Olm payloads that wait on a ``KeyServer``, taken off; messages in clear are given as they are."""
        events = server.to_device.pop((self.user_id, self.device_id), [])
        return [self.open_event(event) if event["type"] == "m.room.encrypted" else event for event in events]

    # -- Megolm ------------------------------------------------------------------------------------------------------

    def group(self, room_id: str) -> vodozemac.GroupSession:
        return self.groups.setdefault(room_id, vodozemac.GroupSession())

    def room_key(self, room_id: str, /, **changes: Any) -> Json:
        """Content of ``m.room_key`` of the room's session, from its present position on."""
        group = self.group(room_id)
        return {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": group.session_id,
            "session_key": group.session_key.to_base64(),
            **changes,
        }

    def room_key_event(self, target: Any, room_id: str, **changes: Any) -> Json:
        """The to-device event with the room's key; ``changes`` as for ``olm_event``."""
        return self.olm_event(target, "m.room_key", self.room_key(room_id), **changes)

    def room_event(
        self,
        room_id: str,
        body: str = "",
        *,
        event_id: str | None = None,
        event_type: str = "m.room.message",
        content: Json | None = None,
        payload: Json | None = None,
        **changes: Any,
    ) -> Json:
        """An encrypted room event; ``payload`` replaces all that is encrypted, ``changes`` fields of the event."""
        inner = payload or {
            "room_id": room_id,
            "type": event_type,
            "content": content or {"msgtype": "m.text", "body": body},
        }
        group = self.group(room_id)
        return {
            "type": "m.room.encrypted",
            "sender": self.user_id,
            "event_id": event_id or f"${uuid.uuid4().hex}",
            "origin_server_ts": 1_750_000_001_000,
            "content": {
                "algorithm": MEGOLM,
                "ciphertext": group.encrypt(json.dumps(inner).encode()).to_base64(),
                "session_id": group.session_id,
            },
            **changes,
        }
