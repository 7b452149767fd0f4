# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The engine against libolm (python-olm), an independent implementation that clients in the field still use."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from olm.account import Account
from olm.group_session import InboundGroupSession, OutboundGroupSession
from olm.session import InboundSession, OlmMessage, OlmPreKeyMessage, OutboundSession
from olm.utility import ed25519_verify

from crypto.canonical_json import canonical_json
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt, deliver
from tests.support.key_server import Client

MEGOLM = "m.megolm.v1.aes-sha2"
OLM = "m.olm.v1.curve25519-aes-sha2"


class LibolmDevice:
    """A device of BOB on libolm."""

    user_id, device_id = BOB, "LIBOLM"

    def __init__(self, world: World) -> None:
        self.account = Account()
        self.ed25519: str = self.account.identity_keys["ed25519"]
        self.curve25519: str = self.account.identity_keys["curve25519"]
        keys: dict[str, Any] = {
            "user_id": BOB,
            "device_id": "LIBOLM",
            "algorithms": [OLM, MEGOLM],
            "keys": {"curve25519:LIBOLM": self.curve25519, "ed25519:LIBOLM": self.ed25519},
        }
        self.keys = self.sign(keys)
        world.server.device_keys[BOB] = {"LIBOLM": keys}
        self.account.generate_one_time_keys(3)
        one_time = self.account.one_time_keys["curve25519"]
        world.server.one_time_keys[BOB, "LIBOLM"] = {
            f"signed_curve25519:{name}": self.sign({"key": key}) for name, key in one_time.items()
        }
        self.account.generate_fallback_key()
        ((name, key),) = self.account.fallback_key["curve25519"].items()
        signed = self.sign({"key": key, "fallback": True})
        world.server.fallback_keys[BOB, "LIBOLM"] = {f"signed_curve25519:{name}": signed}
        self.account.mark_keys_as_published()
        self.session: Any = None

    def sign(self, obj: dict[str, Any]) -> dict[str, Any]:
        obj["signatures"] = {BOB: {"ed25519:LIBOLM": self.account.sign(canonical_json(obj).decode())}}
        return obj

    def seal(self, client: Client, event_type: str, content: Any) -> dict[str, Any]:
        payload = {
            "type": event_type,
            "content": content,
            "sender": BOB,
            "keys": {"ed25519": self.ed25519},
            "recipient": client.user_id,
            "recipient_keys": {"ed25519": client.machine.ed25519},
        }
        message = self.session.encrypt(json.dumps(payload))
        ciphertext = {client.machine.curve25519: {"type": message.message_type, "body": message.ciphertext}}
        content = {"algorithm": OLM, "sender_key": self.curve25519, "ciphertext": ciphertext}
        return {"type": "m.room.encrypted", "sender": BOB, "content": content}

    def open(self, event: dict[str, Any]) -> Any:
        part = event["content"]["ciphertext"][self.curve25519]
        if part["type"] == 0:
            message: Any = OlmPreKeyMessage(part["body"])
            if self.session is None or not self.session.matches(message):
                self.session = InboundSession(self.account, message, event["content"]["sender_key"])
                self.account.remove_one_time_keys(self.session)
        else:
            message = OlmMessage(part["body"])
        return json.loads(self.session.decrypt(message))


def room_event(session_id: str, ciphertext: str, event_id: str) -> dict[str, Any]:
    content = {"algorithm": MEGOLM, "session_id": session_id, "ciphertext": ciphertext}
    return {"type": "m.room.encrypted", "sender": BOB, "event_id": event_id, "content": content}


def test_libolm_reads_what_we_send(world: World) -> None:
    client = world.client(ALICE)
    device = LibolmDevice(world)
    event = client.send(ROOM, [BOB], "für libolm")
    (sealed,) = world.server.to_device.pop((BOB, "LIBOLM"))
    payload = device.open(sealed)
    assert payload["sender_device_keys"]["keys"]["curve25519:DEVICE"] == client.machine.curve25519
    group = InboundGroupSession(payload["content"]["session_key"])
    assert group.id == event["content"]["session_id"]
    plaintext, index = group.decrypt(event["content"]["ciphertext"])
    assert (json.loads(plaintext)["content"]["body"], index) == ("für libolm", 0)
    later = client.send(ROOM, [BOB], "noch einmal")
    assert group.decrypt(later["content"]["ciphertext"])[1] == 1


def test_we_read_what_libolm_sends(world: World) -> None:
    client = world.client(ALICE)
    device = LibolmDevice(world)
    key = next(iter(world.server.one_time_keys[ALICE, "DEVICE"].values()))
    device.session = OutboundSession(device.account, client.machine.curve25519, key["key"])
    group = OutboundGroupSession()
    content = {"algorithm": MEGOLM, "room_id": ROOM, "session_id": group.id, "session_key": group.session_key}
    assert deliver(client, device.seal(client, "m.room_key", content)).new_keys
    payload = {"room_id": ROOM, "type": "m.room.message", "content": {"body": "von libolm"}}
    result = decrypt(client, room_event(group.id, group.encrypt(json.dumps(payload)), "$1"))
    assert (result.content["body"], result.message_index) == ("von libolm", 0)


def test_olm_goes_to_and_fro(world: World) -> None:
    """After both sides have spoken there are no pre-key messages any more, over many ratchet steps."""
    client = world.client(ALICE)
    device = LibolmDevice(world)
    rooms = [f"!{number}:x" for number in range(6)]
    for room in rooms:
        client.machine.set_room_encryption(room, {"algorithm": MEGOLM})
        client.prepare(room, [BOB])
        (sealed,) = world.server.to_device.pop((BOB, "LIBOLM"))
        assert device.open(sealed)["content"]["room_id"] == room
        group = OutboundGroupSession()
        content = {"algorithm": MEGOLM, "room_id": room, "session_id": group.id, "session_key": group.session_key}
        assert deliver(client, device.seal(client, "m.room_key", content)).new_keys
        client.crash()
    assert sealed["content"]["ciphertext"][device.curve25519]["type"] == 1


@pytest.mark.parametrize("used_up", [0, 3])
def test_libolm_one_time_and_fallback_keys(world: World, used_up: int) -> None:
    client = world.client(ALICE)
    device = LibolmDevice(world)
    for name in list(world.server.one_time_keys[BOB, "LIBOLM"])[:used_up]:
        del world.server.one_time_keys[BOB, "LIBOLM"][name]
    client.prepare(ROOM, [BOB])
    (sealed,) = world.server.to_device.pop((BOB, "LIBOLM"))
    assert device.open(sealed)["type"] == "m.room_key"
    assert ((BOB, "LIBOLM") in world.server.used_fallback) == bool(used_up)


def test_libolm_opens_a_session_with_our_fallback_key(world: World) -> None:
    client = world.client(ALICE)
    device = LibolmDevice(world)
    (key,) = world.server.fallback_keys[ALICE, "DEVICE"].values()
    for number in range(2):
        device.session = OutboundSession(device.account, client.machine.curve25519, key["key"])
        group = OutboundGroupSession()
        room = f"!{number}:x"
        content = {"algorithm": MEGOLM, "room_id": room, "session_id": group.id, "session_key": group.session_key}
        assert deliver(client, device.seal(client, "m.room_key", content)).new_keys


def test_libolm_verifies_our_signatures(world: World) -> None:
    client = Client(world.server, world.folder, ALICE, clock=world.clock)
    (request,) = [request for request in client.machine.outgoing_requests() if request.lane == "upload"]
    objects = [request.body["device_keys"], *request.body["one_time_keys"].values()]
    for obj in [*objects, *request.body["fallback_keys"].values()]:
        bare = {name: value for name, value in obj.items() if name != "signatures"}
        signature = obj["signatures"][ALICE]["ed25519:DEVICE"]
        ed25519_verify(client.machine.ed25519, orjson.dumps(bare, option=orjson.OPT_SORT_KEYS).decode(), signature)


def test_key_from_the_middle_of_a_libolm_session(world: World) -> None:
    client = world.client(ALICE)
    device = LibolmDevice(world)
    key = next(iter(world.server.one_time_keys[ALICE, "DEVICE"].values()))
    device.session = OutboundSession(device.account, client.machine.curve25519, key["key"])
    group = OutboundGroupSession()
    payload = json.dumps({"room_id": ROOM, "type": "m.room.message", "content": {"body": "x"}})
    first_key = group.session_key
    early = [room_event(group.id, group.encrypt(payload), f"$early{number}") for number in range(300)]
    content = {"algorithm": MEGOLM, "room_id": ROOM, "session_id": group.id, "session_key": group.session_key}
    deliver(client, device.seal(client, "m.room_key", content))
    assert decrypt(client, room_event(group.id, group.encrypt(payload), "$late")).message_index == 300
    deliver(client, device.seal(client, "m.room_key", {**content, "session_key": first_key}))
    results = client.machine.decrypt([(ROOM, event) for event in early])
    assert [result.message_index for result in results if not hasattr(result, "cause")] == list(range(300))
