# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What comes in an unlucky order: secrets asked for too early, events of rooms twice, requests that were encrypted."""

from __future__ import annotations

from typing import Any

from crypto.exported_session import ExportedSession
from crypto.key_backup import BackupKey, BackupReader, BackupVersion
from crypto.types import Json, Undecryptable
from crypto.verification.flow import Phase
from tests.support.engine import ALICE, BOB, ROOM, World, decrypt
from tests.support.identity_world import flow_of, hear, own_device, pass_on, two_devices, verify, with_identity
from tests.support.key_server import Client


def secret_request(device_id: str) -> Json:
    return {
        "action": "request",
        "name": "m.cross_signing.self_signing",
        "requesting_device_id": device_id,
        "request_id": "early",
    }


def test_a_secret_asked_for_a_moment_too_early_is_given(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    second = own_device(world, first, "SECOND")
    hear(first, ALICE, "m.secret.request", secret_request("SECOND"))
    first.flush()
    assert not world.server.to_device.get((ALICE, "SECOND"))
    verify(second, first)
    sent = [request for _, request in world.server.log if request.path.find("sendToDevice/m.room.encrypted") > 0]
    assert len(sent) >= 4, "three keys that were asked for in order, and the early one"


def test_an_early_request_that_was_withdrawn_is_not_answered(world: World) -> None:
    first, second = two_devices(world, ALICE)
    third = own_device(world, first, "THIRD")
    hear(first, ALICE, "m.secret.request", secret_request("THIRD"))
    hear(first, ALICE, "m.secret.request", secret_request("THIRD") | {"action": "request_cancellation"})
    before = len(world.server.log)
    world.know(first, ALICE)
    first.flush()
    assert not [r for _, r in world.server.log[before:] if "m.room.encrypted" in r.path]
    assert third.device_id
    assert second.device_id


def room_request(asking: Client, to: str) -> tuple[str, str, Json, Json]:
    content = {
        "msgtype": "m.key.verification.request",
        "body": "",
        "from_device": asking.device_id,
        "methods": ["m.sas.v1"],
        "to": to,
    }
    event = {
        "sender": asking.user_id,
        "event_id": "$request",
        "type": "m.room.encrypted",
        "origin_server_ts": int(asking.clock() * 1000),
    }
    return ROOM, "m.room.message", event, content


def test_an_encrypted_request_counts_once_and_is_answered_in_clear(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    world.know(bob, ALICE)
    request = room_request(bob, ALICE)
    assert alice.machine.security.receive_room_events([request, request]).verifications
    alice.crash()
    assert not alice.machine.security.receive_room_events([request]).verifications
    assert [view.phase for view in alice.machine.security.verifications()] == [Phase.INCOMING]
    alice.machine.security.verify(lambda flows: flows.accept(flow_of(alice).key))
    (ready,) = [r for r in alice.machine.outgoing_requests() if r.lane == "room_sends"]
    assert "/send/m.key.verification.ready/" in ready.path
    alice.crash()
    assert [r.path for r in alice.machine.outgoing_requests() if r.lane == "room_sends"] == [ready.path]


def test_a_request_the_room_refuses_is_over(world: World) -> None:
    alice, bob = with_identity(world, ALICE), with_identity(world, BOB)
    world.know(alice, BOB)
    assert bob.device_id
    alice.machine.security.verify(lambda flows: flows.request_in_room(ROOM, BOB, ""))
    (request,) = [r for r in alice.machine.outgoing_requests() if r.lane == "room_sends"]
    alice.machine.mark_failed(request.id, permanent=True)
    assert flow_of(alice).phase is Phase.CANCELLED
    assert not [r for r in alice.machine.outgoing_requests() if r.lane == "room_sends"]


def test_what_one_client_puts_into_the_storage_another_one_reads(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    key = BackupKey.create()
    body = first.machine.security.backup_body(key)
    first.machine.security.judge_backup(BackupVersion("1", key.public_key, body["auth_data"]), key)
    events: list[Json] = []
    for number in range(3):
        room = f"!{number}:example.org"
        first.machine.set_room_encryption(room, {"algorithm": "m.megolm.v1.aes-sha2"})
        events.append(first.send(room, [], f"Nachricht {number}"))
    upload = first.machine.security.next_upload()
    assert upload is not None
    first.machine.security.uploaded(upload[1].stamps)
    assert first.machine.security.next_upload() is None
    second = own_device(world, first, "SECOND")
    assert isinstance(decrypt(second, events[0], "!0:example.org"), Undecryptable)
    second.machine.security.judge_backup(BackupVersion("1", key.public_key, body["auth_data"]), key)
    found = sessions(key, upload[1].body)
    count, changes = second.machine.security.import_keys(found, from_backup=True)
    assert count == len(changes.new_keys) == 3
    assert second.machine.security.import_keys(found, from_backup=True)[0] == 0
    assert second.machine.security.backup().remaining == 0, "what came from there does not go there again"
    for number, event in enumerate(events):
        result: Any = decrypt(second, event, f"!{number}:example.org")
        assert result.content["body"] == f"Nachricht {number}"
        assert result.shield.color == "grey"


def sessions(key: BackupKey, body: Json) -> list[ExportedSession]:
    import orjson

    reader = BackupReader(key)
    found = list(reader.feed(orjson.dumps(body)))
    reader.finish()
    return [session for session in found if isinstance(session, ExportedSession)]


def test_verifying_ends_when_nobody_answers(world: World) -> None:
    first = with_identity(world, ALICE, "FIRST")
    second = own_device(world, first, "SECOND")
    second.machine.security.verify(lambda flows: flows.request(ALICE, ["FIRST"]))
    pass_on(first, second)
    deadline = second.machine.security.next_deadline()
    assert deadline is not None
    world.clock.advance(deadline - world.clock() + 1)
    second.machine.security.verify(lambda flows: flows.tick())
    assert flow_of(second).phase is Phase.CANCELLED
    assert flow_of(second).cancel_code == "m.timeout"
