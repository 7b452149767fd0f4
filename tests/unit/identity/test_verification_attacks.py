# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification against a hostile peer or server: every deviation ends with the code the specification names.

In all cases nothing is verified, and only the flow concerned ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crypto import unpadded_base64 as base64
from crypto.types import Json
from crypto.verification.flow import TIMEOUT, Phase
from crypto.verification.messages import CancelCode
from tests.unit.identity.people import Device, World, compare, couple, key, ready

PREFIX = "m.key.verification."


def assert_refused(device: Device, code: CancelCode) -> None:
    """The flow ended here, the other side is told exactly this, and nothing was proven."""
    device.collect()
    assert (device.phase, device.view.cancel_code, device.view.cancelled_by_us) == (Phase.CANCELLED, code, True)
    told = [letter for sender, letter in device.world.letters if sender is device]
    codes = [c["code"] for name, kind, c in device.world.seen if (name, kind) == (device.device, PREFIX + "cancel")]
    codes += [letter.content["code"] for letter in told if letter.event_type == PREFIX + "cancel"]
    assert codes == [code]
    assert device.verified == []
    assert all(letter.content["reason"] for letter in told if letter.event_type == PREFIX + "cancel")


def rewrite(world: World, kind: str, change: Callable[[Json], Json | None]) -> None:
    """Let the server change every message of one kind."""
    world.change = lambda sender, event_type, content: change(content) if event_type == PREFIX + kind else content


def transaction(world: World) -> Json:
    return {"transaction_id": world.seen[0][2]["transaction_id"]}


def start_of(sender: Device, world: World, **changes: Any) -> Json:
    return {
        "from_device": sender.device,
        "method": "m.sas.v1",
        "key_agreement_protocols": ["curve25519-hkdf-sha256"],
        "hashes": ["sha256"],
        "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
        "short_authentication_string": ["decimal", "emoji"],
        **transaction(world),
        **changes,
    }


# -- P-18: what a start message offers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key_agreement_protocols": ["curve25519"]}, CancelCode.UNKNOWN_METHOD),
        ({"key_agreement_protocols": []}, CancelCode.UNKNOWN_METHOD),
        ({"message_authentication_codes": ["hkdf-hmac-sha256"]}, CancelCode.UNKNOWN_METHOD),
        ({"message_authentication_codes": ["hmac-sha256"]}, CancelCode.UNKNOWN_METHOD),
        ({"hashes": ["sha1"]}, CancelCode.UNKNOWN_METHOD),
        ({"short_authentication_string": ["colours"]}, CancelCode.UNKNOWN_METHOD),
        ({"method": "m.colours.v1"}, CancelCode.UNKNOWN_METHOD),
        ({"method": 5}, CancelCode.INVALID_MESSAGE),
        ({"hashes": "sha256"}, CancelCode.INVALID_MESSAGE),
        ({"hashes": [5]}, CancelCode.INVALID_MESSAGE),
        ({"key_agreement_protocols": None}, CancelCode.INVALID_MESSAGE),
        ({"short_authentication_string": {}}, CancelCode.INVALID_MESSAGE),
        ({"message_authentication_codes": ["x"] * 1000}, CancelCode.INVALID_MESSAGE),
        ({"extra": 1.5}, CancelCode.INVALID_MESSAGE),
        ({"from_device": "OTHER"}, CancelCode.INVALID_MESSAGE),
        ({"from_device": None}, CancelCode.INVALID_MESSAGE),
    ],
)
def test_p18_start_offers(changes: Json, code: CancelCode) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    bob.send(alice, PREFIX + "start", start_of(bob, world, **changes))
    assert_refused(alice, code)


def test_p18_the_best_of_an_offer_is_chosen_and_old_things_never() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    offer = {
        "key_agreement_protocols": ["curve25519", "curve25519-hkdf-sha256"],
        "message_authentication_codes": ["hkdf-hmac-sha256", "hmac-sha256", "hkdf-hmac-sha256.v2"],
        "hashes": ["sha256", "sha512"],
        "short_authentication_string": ["decimal", "colours"],
    }
    bob.send(alice, PREFIX + "start", start_of(bob, world, **offer))
    alice.collect()
    accept = world.letters[-1][1].content
    assert accept["key_agreement_protocol"] == "curve25519-hkdf-sha256"
    assert accept["message_authentication_code"] == "hkdf-hmac-sha256.v2"
    assert accept["hash"] == "sha256"
    assert accept["short_authentication_string"] == ["decimal"]


def test_p18_we_offer_nothing_old() -> None:
    world, alice, bob = couple()
    compare(world, alice, bob)
    start = next(content for _, event_type, content in world.seen if event_type == PREFIX + "start")
    assert start["key_agreement_protocols"] == ["curve25519-hkdf-sha256"]
    assert start["message_authentication_codes"] == ["hkdf-hmac-sha256.v2"]


# -- P-18: each message of the way, changed by the server -------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key_agreement_protocol": "curve25519"}, CancelCode.UNKNOWN_METHOD),
        ({"message_authentication_code": "hkdf-hmac-sha256"}, CancelCode.UNKNOWN_METHOD),
        ({"hash": "sha1"}, CancelCode.UNKNOWN_METHOD),
        ({"short_authentication_string": []}, CancelCode.UNKNOWN_METHOD),
        ({"method": "m.reciprocate.v1"}, CancelCode.UNKNOWN_METHOD),
        ({"commitment": None}, CancelCode.INVALID_MESSAGE),
        ({"commitment": "AAAA"}, CancelCode.INVALID_MESSAGE),
        ({"hash": None}, CancelCode.INVALID_MESSAGE),
        ({"short_authentication_string": "emoji"}, CancelCode.INVALID_MESSAGE),
    ],
)
def test_p18_accept(changes: Json, code: CancelCode) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    rewrite(world, "accept", lambda content: content | changes)
    alice.flows.start_sas(alice.key)
    world.deliver()
    assert_refused(alice, code)
    assert (bob.phase, bob.view.cancel_code) == (Phase.CANCELLED, code)


@pytest.mark.parametrize("what", ["commitment", "key", "start"])
def test_p18_bad_commitment(what: str) -> None:
    """The commitment, the key it promises, or the start message it covers: the server changed one of them."""
    world, alice, bob = couple()
    ready(world, alice, bob)
    if what == "commitment":
        rewrite(world, "accept", lambda content: content | {"commitment": base64.encode(bytes(32))})
    elif what == "key":
        world.change = lambda sender, event_type, content: (
            content | {"key": key()} if (sender, event_type) == ("BOB1", PREFIX + "key") else content
        )
    else:
        rewrite(world, "start", lambda content: content | {"extra": "x"})
    alice.flows.start_sas(alice.key)
    world.deliver()
    assert_refused(alice, CancelCode.MISMATCHED_COMMITMENT)


def test_p18_a_key_changed_before_the_commitment_shows_in_the_strings() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    world.change = lambda sender, event_type, content: (
        content | {"key": key()} if (sender, event_type) == ("ALICE1", PREFIX + "key") else content
    )
    alice.flows.start_sas(alice.key)
    world.deliver()
    assert alice.view.emoji != bob.view.emoji
    alice.flows.mismatch(alice.key)
    assert_refused(alice, CancelCode.MISMATCHED_SAS)
    world.deliver()
    assert (bob.phase, bob.view.cancel_code) == (Phase.CANCELLED, "m.mismatched_sas")


@pytest.mark.parametrize("value", [None, "", "AAAA", 5, "!" * 43, base64.encode(bytes(32)), "A" * 100_000])
def test_p18_bad_key(value: Any) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    rewrite(world, "key", lambda content: content | {"key": value})
    alice.flows.start_sas(alice.key)
    world.deliver()
    assert_refused(bob, CancelCode.INVALID_MESSAGE)


def bad_macs(world: World) -> dict[str, tuple[Callable[[Json], Json], CancelCode]]:
    wrong = base64.encode(bytes(32))
    return {
        "bad code of the device": (
            lambda c: c | {"mac": c["mac"] | {"ed25519:ALICE1": wrong}},
            CancelCode.KEY_MISMATCH,
        ),
        "bad code of the identity": (
            lambda c: c | {"mac": {k: v if k == "ed25519:ALICE1" else wrong for k, v in c["mac"].items()}},
            CancelCode.KEY_MISMATCH,
        ),
        "bad KEY_IDS": (lambda c: c | {"keys": wrong}, CancelCode.KEY_MISMATCH),
        "key added": (lambda c: c | {"mac": c["mac"] | {"ed25519:EVIL": wrong}}, CancelCode.KEY_MISMATCH),
        "key left out": (lambda c: c | {"mac": dict(list(c["mac"].items())[:1])}, CancelCode.KEY_MISMATCH),
        "codes swapped": (
            lambda c: c | {"mac": dict(zip(c["mac"], reversed(c["mac"].values()), strict=True))},
            CancelCode.KEY_MISMATCH,
        ),
        "empty": (lambda c: c | {"mac": {}}, CancelCode.INVALID_MESSAGE),
        "no codes": (lambda c: c | {"mac": None}, CancelCode.INVALID_MESSAGE),
        "no KEY_IDS": (lambda c: c | {"keys": None}, CancelCode.INVALID_MESSAGE),
        "numbers": (lambda c: c | {"mac": dict.fromkeys(c["mac"], 5)}, CancelCode.INVALID_MESSAGE),
        "too many": (lambda c: c | {"mac": {f"ed25519:{n}": wrong for n in range(1000)}}, CancelCode.INVALID_MESSAGE),
        "half a character": (lambda c: c | {"mac": {"\ud800": wrong}}, CancelCode.INVALID_MESSAGE),
    }


@pytest.mark.parametrize("case", list(bad_macs(World())))
@pytest.mark.parametrize("confirmed_before", [True, False])
def test_p18_bad_mac(case: str, confirmed_before: bool) -> None:
    world, alice, bob = couple()
    compare(world, alice, bob)
    if confirmed_before:
        bob.flows.confirm(bob.key)
        world.deliver()
    change, code = bad_macs(world)[case]
    world.change = lambda sender, event_type, content: (
        change(content) if (sender, event_type) == ("ALICE1", PREFIX + "mac") else content
    )
    alice.flows.confirm(alice.key)
    world.deliver()
    assert_refused(bob, code)
    assert (alice.phase, alice.verified) == (Phase.CANCELLED, [])


def test_p18_unknown_key_ids_are_passed_over_but_prove_nothing() -> None:
    """A code for a key we do not know is right for all we can tell; if it is the only one, nothing was proven."""
    world, alice, bob = couple()
    compare(world, alice, bob)
    stranger = replace(world.sides["@alice:x", "ALICE1"], master_key=key())
    flow = alice.flows._flows[alice.key]
    assert flow.sas is not None
    flow.sas.own = stranger  # what Alice vouches for is not the identity that Bob knows
    alice.flows.confirm(alice.key)
    world.deliver()
    assert_refused(bob, CancelCode.KEY_MISMATCH)


# -- P-18: out of order -----------------------------------------------------------------------------------------------


EXPECTED = {("ready", "start"), ("started", "start"), ("started", "accept"), ("compare", "mac"), ("waiting", "mac")}
UNEXPECTED = [
    (phase, kind)
    for phase in ("requested", "incoming", "ready", "started", "compare", "waiting")
    for kind in ("start", "accept", "key", "mac", "done", "something")
    if (phase, kind) not in EXPECTED
]


@pytest.mark.parametrize(("phase", "kind"), UNEXPECTED)
def test_p18_out_of_order(phase: str, kind: str) -> None:
    """Every message at every moment at which it is not expected."""
    world, alice, bob = couple()
    victim, sender = (bob, alice) if phase == "incoming" else (alice, bob)
    if phase in ("requested", "incoming"):
        alice.flows.request("@bob:x", ["BOB1"])
        world.deliver()
    elif phase == "ready":
        ready(world, alice, bob)
    elif phase == "started":
        ready(world, alice, bob)
        world.change = lambda sender, event_type, content: None
        alice.flows.start_sas(alice.key)
        world.deliver()
    else:
        compare(world, alice, bob)
        if phase == "waiting":
            world.change = lambda sender, event_type, content: None
            alice.flows.confirm(alice.key)
            world.deliver()
    content = start_of(sender, world, key=key(), mac={}, keys="")
    sender.send(victim, PREFIX + kind, content)
    assert_refused(victim, CancelCode.UNEXPECTED_MESSAGE)


@pytest.mark.parametrize("kind", ["accept", "key", "mac", "start", "ready"])
def test_p18_duplicates(kind: str) -> None:
    world, alice, bob = couple()
    compare(world, alice, bob)
    if kind == "mac":
        bob.flows.confirm(bob.key)
        world.deliver()
    if kind == "start":
        alice, bob = bob, alice  # Alice started
    content = next(c for name, event_type, c in world.seen if (name, event_type) == (bob.device, PREFIX + kind))
    bob.send(alice, PREFIX + kind, content)
    assert_refused(alice, CancelCode.UNEXPECTED_MESSAGE)


def test_p18_a_second_request_of_the_same_device_ends_both() -> None:
    world, alice, bob = couple()
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    assert [view.phase for view in bob.flows.views()] == [Phase.CANCELLED] * 2
    assert world.cancel_codes() == ["m.unexpected_message"] * 2


def test_p18_start_with_another_method_than_ours() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    alice.flows.show_qr(alice.key)
    world.change = lambda sender, event_type, content: None
    alice.flows.start_sas(alice.key)
    world.deliver()
    content = {**transaction(world), "from_device": "BOB1", "method": "m.reciprocate.v1", "secret": "AAAA"}
    bob.send(alice, PREFIX + "start", content)
    assert_refused(alice, CancelCode.UNEXPECTED_MESSAGE)


# -- P-18: unknown transactions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ready", "accept", "key", "mac", "done"])
def test_p18_unknown_transaction(kind: str) -> None:
    world, alice, bob = couple()
    for _ in range(3):
        bob.send(alice, PREFIX + kind, {"transaction_id": "never", "from_device": "BOB1"})
    alice.collect()
    ((_, letter),) = world.letters
    assert (letter.event_type, letter.user_id, letter.devices) == (PREFIX + "cancel", "@bob:x", ("BOB1",))
    assert letter.content["code"] == "m.unknown_transaction"
    assert letter.content["transaction_id"] == "never"
    assert alice.flows.views() == []


@pytest.mark.parametrize("kind", ["cancel", "something", "request"])
def test_p18_unknown_transaction_that_needs_no_answer(kind: str) -> None:
    world, alice, bob = couple()
    bob.send(alice, PREFIX + kind, {"transaction_id": "never", "code": "m.user"})
    alice.collect()
    assert world.letters == []


def test_p18_unknown_transactions_are_not_answered_without_end() -> None:
    world, alice, bob = couple()
    for number in range(1000):
        bob.send(alice, PREFIX + "key", {"transaction_id": f"t{number}"})
    alice.collect()
    assert len(world.letters) <= 20


def test_p18_nobody_else_can_speak_in_a_flow() -> None:
    world, alice, bob = couple()
    mallory = world.add("@mallory:x", "BOB1")
    compare(world, alice, bob)
    mallory.send(alice, PREFIX + "cancel", {**transaction(world), "code": "m.user", "reason": ""})
    mallory.send(alice, PREFIX + "mac", {**transaction(world), "mac": {}, "keys": ""})
    assert alice.phase is Phase.COMPARE


def test_p18_an_olm_message_of_another_device_is_ignored() -> None:
    world, alice, bob = couple()
    compare(world, alice, bob)
    content = {**transaction(world), "code": "m.user", "reason": ""}
    phases = []
    for device in ("BOB2", "BOB1"):
        alice.flows.receive_to_device("@bob:x", PREFIX + "cancel", content, device)
        phases.append(alice.phase)
    assert phases == [Phase.COMPARE, Phase.CANCELLED]


def test_p18_a_cancellation_is_never_answered() -> None:
    world, alice, bob = couple()
    compare(world, alice, bob)
    for code in ("m.user", None, 5, "x" * 10_000):
        bob.send(alice, PREFIX + "cancel", {**transaction(world), "code": code})
    for kind in ("key", "mac", "done", "start", "ready"):
        bob.send(alice, PREFIX + kind, transaction(world))
    alice.collect()
    assert world.letters == []
    assert (alice.phase, alice.view.cancel_code, alice.view.cancelled_by_us) == (Phase.CANCELLED, "m.user", False)


# -- P-18: cancelling and time-out in each phase ----------------------------------------------------------------------

PHASES = ["requested", "incoming", "ready", "started", "compare", "waiting", "scanned"]


def bring_to(phase: str) -> tuple[World, Device, Device]:
    """Bring the first device to a phase; nothing more is delivered to it."""
    world, alice, bob = couple()
    if phase == "requested":
        alice.flows.request("@bob:x", ["BOB1"])
        world.deliver()
    elif phase == "incoming":
        bob.flows.request("@alice:x", ["ALICE1"])
        world.deliver()
    elif phase in ("ready", "started", "scanned"):
        ready(world, alice, bob)
    else:
        compare(world, alice, bob)
    if phase == "started":
        world.change = lambda sender, event_type, content: None
        alice.flows.start_sas(alice.key)
        world.deliver()
        world.change = lambda sender, event_type, content: content
    elif phase == "scanned":
        bob.flows.scan_qr(bob.key, alice.flows.show_qr(alice.key) or b"")
        world.deliver()
    elif phase == "waiting":
        alice.flows.confirm(alice.key)
        world.deliver()
    assert alice.phase == phase
    return world, alice, bob


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("who", ["we", "they"])
def test_p18_cancel_in_each_phase(phase: str, who: str) -> None:
    world, alice, bob = bring_to(phase)
    canceller, other = (alice, bob) if who == "we" else (bob, alice)
    canceller.flows.cancel(canceller.key)
    world.deliver()
    assert world.cancel_codes() == ["m.user"]
    assert (canceller.phase, canceller.view.cancelled_by_us) == (Phase.CANCELLED, True)
    assert (other.phase, other.view.cancel_code, other.view.cancelled_by_us) == (Phase.CANCELLED, "m.user", False)
    assert alice.verified + bob.verified == []
    # Nothing the person still presses does anything.
    for action in (
        alice.flows.accept,
        alice.flows.start_sas,
        alice.flows.confirm,
        alice.flows.mismatch,
        alice.flows.cancel,
    ):
        action(alice.key)
    alice.collect()
    assert world.letters == []


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "incoming"])
@pytest.mark.parametrize("noticed_by", ["tick", "message", "person"])
def test_p18_timeout_in_each_phase(phase: str, noticed_by: str) -> None:
    world, alice, bob = bring_to(phase)
    world.clock.now += TIMEOUT - 1
    alice.flows.tick()
    assert alice.phase == phase
    world.clock.now += 1
    if noticed_by == "tick":
        alice.restart()
        alice.flows.tick()
    elif noticed_by == "message":
        bob.send(alice, PREFIX + "key", {**transaction(world), "key": key()})
    else:
        alice.flows.confirm(alice.key)
    assert_refused(alice, CancelCode.TIMEOUT)


# -- P-16: keys and names that are mixed up ---------------------------------------------------------------------------


@pytest.mark.parametrize("in_room", [True, False])
@pytest.mark.parametrize("whose", ["bob", "alice"])
@pytest.mark.parametrize("asks", ["alice", "bob"])
def test_p16_a_device_named_like_a_master_key(in_room: bool, whose: str, asks: str) -> None:
    world, alice, bob = couple()
    owner = bob if whose == "bob" else alice
    name = world.sides[owner.user, owner.device].master_key or ""
    evil = world.add("@bob:x", name)
    world.devices.pop(("@bob:x", name))
    first, second = (alice, bob) if asks == "alice" else (bob, alice)
    if in_room:
        first.flows.request_in_room("!r:x", second.user, "Verify?")
    else:
        first.flows.request(second.user, [second.device])
    world.deliver()
    second.flows.accept(second.key)
    world.deliver()
    assert alice.phase is Phase.CANCELLED
    assert "m.key_mismatch" in world.cancel_codes()
    assert alice.verified + bob.verified + evil.verified == []


@pytest.mark.parametrize("what", ["their device key", "their identity", "their device is gone", "our identity"])
@pytest.mark.parametrize("phase", ["ready", "compare", "waiting"])
def test_p16_keys_that_change_on_the_way(what: str, phase: str) -> None:
    world, alice, _ = bring_to(phase)
    user, device = ("@alice:x", "ALICE1") if what == "our identity" else ("@bob:x", "BOB1")
    if what == "their device is gone":
        del world.sides[user, device]
    elif what == "their device key":
        world.sides[user, device] = replace(world.sides[user, device], ed25519=key())
    else:
        world.sides[user, device] = replace(world.sides[user, device], master_key=key())
    alice.restart()
    alice.flows.devices_updated(user)
    assert_refused(alice, CancelCode.KEY_MISMATCH)


def test_p16_keys_that_change_unnoticed_still_do_not_count() -> None:
    """The keys fixed at the beginning are proven, not those the server shows when all is done."""
    world, alice, bob = couple()
    compare(world, alice, bob)
    fixed = world.sides["@bob:x", "BOB1"].master_key
    bob.flows.confirm(bob.key)
    alice.flows.confirm(alice.key)
    world.sides["@bob:x", "BOB1"] = replace(world.sides["@bob:x", "BOB1"], master_key=key())
    world.deliver()
    assert [verified.master_key for verified in alice.verified] == [fixed]


# -- QR codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1])
def test_p16_a_qr_code_with_foreign_keys(place: int) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    code = bytearray(bob.flows.show_qr(bob.key) or b"")
    begin = 10 + int.from_bytes(code[8:10], "big") + 32 * place
    code[begin : begin + 32] = base64.decode(key())
    alice.flows.scan_qr(alice.key, bytes(code))
    assert_refused(alice, CancelCode.KEY_MISMATCH)


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (base64.encode(bytes(16)), CancelCode.KEY_MISMATCH),
        ("", CancelCode.KEY_MISMATCH),
        (None, CancelCode.INVALID_MESSAGE),
        ("!", CancelCode.INVALID_MESSAGE),
    ],
)
def test_a_wrong_qr_secret(secret: Any, code: CancelCode) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    alice.flows.show_qr(alice.key)
    content = {**transaction(world), "from_device": "BOB1", "method": "m.reciprocate.v1", "secret": secret}
    bob.send(alice, PREFIX + "start", content)
    assert_refused(alice, code)


def test_a_scan_of_a_code_we_never_showed() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    content = {**transaction(world), "from_device": "BOB1", "method": "m.reciprocate.v1", "secret": "AAAA"}
    bob.send(alice, PREFIX + "start", content)
    assert_refused(alice, CancelCode.UNEXPECTED_MESSAGE)


def test_the_other_device_did_not_scan() -> None:
    _, alice, _ = bring_to("scanned")
    alice.flows.mismatch(alice.key)
    assert_refused(alice, CancelCode.KEY_MISMATCH)


def test_being_done_does_not_replace_our_confirmation() -> None:
    world, alice, bob = bring_to("scanned")
    for _ in range(2):
        bob.send(alice, PREFIX + "done", transaction(world))
    assert_refused(alice, CancelCode.UNEXPECTED_MESSAGE)


# -- anything at all --------------------------------------------------------------------------------------------------

RUBBISH: list[Any] = [None, 5, 1.5, True, "", "x" * 300, "\ud800", [], {}, [[]], {"a": 1}, -(2**70), float("nan")]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", ["request", "ready", "start", "accept", "key", "mac", "done", "cancel", "x"])
def test_nothing_raises_whatever_comes(phase: str, kind: str) -> None:
    fields = (
        "from_device",
        "methods",
        "timestamp",
        "method",
        "secret",
        "hashes",
        "commitment",
        "key",
        "mac",
        "keys",
        "code",
    )
    world, alice, bob = bring_to(phase)
    good = start_of(
        bob, world, methods=["m.sas.v1"], timestamp=int(world.clock.now * 1000), key=key(), mac={"a": "b"}, keys=""
    )
    for field in (*fields, "transaction_id"):
        for value in RUBBISH:
            alice.flows.receive_to_device("@bob:x", PREFIX + kind, good | {field: value})
    for value in RUBBISH:
        alice.flows.receive_to_device(value, PREFIX + kind, good)
        alice.flows.receive_to_device("@bob:x", PREFIX + kind, value)
        alice.flows.receive_in_room("!r:x", PREFIX + kind, value, good)
        alice.flows.receive_in_room("!r:x", PREFIX + kind, {"sender": value, "event_id": value}, value)
        event = {"sender": "@bob:x", "event_id": "$x", "origin_server_ts": value}
        alice.flows.receive_in_room("!r:x", PREFIX + kind, event, {"m.relates_to": value})
        request = {"msgtype": PREFIX + "request", "to": "@alice:x", "from_device": value, "methods": value}
        alice.flows.receive_in_room("!r:x", "m.room.message", event, request)
    alice.collect()
    assert alice.verified == []
    alice.restart()
