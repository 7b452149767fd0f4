# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verification stories that go well, from both sides, in rooms and between devices, through restarts and collisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crypto.verification.flow import PROMPT, TIMEOUT, Phase
from crypto.verification.flows import CannotVerify
from crypto.verification.messages import Verified
from crypto.verification.qr import BadQrCode
from tests.unit.identity.people import ROOM, Device, World, compare, couple, ready


def assert_both_done(alice: Device, other: Device) -> None:
    assert (alice.phase, other.phase) == (Phase.DONE, Phase.DONE)
    assert len(alice.verified) == len(other.verified) == 1


def outcome(of: Device) -> Verified:
    (verified,) = of.verified
    return verified


@pytest.mark.parametrize("in_room", [True, False])
@pytest.mark.parametrize("bob_starts", [True, False])
@pytest.mark.parametrize("bob_confirms_first", [True, False])
def test_two_people_compare_emoji(in_room: bool, bob_starts: bool, bob_confirms_first: bool) -> None:
    world, alice, bob = couple()
    ready(world, alice, bob, in_room=in_room)
    starter = bob if bob_starts else alice
    starter.flows.start_sas(starter.key)
    world.deliver()
    assert alice.view.emoji == bob.view.emoji
    assert alice.view.emoji is not None
    assert alice.view.decimals == bob.view.decimals
    for device in (bob, alice) if bob_confirms_first else (alice, bob):
        assert not alice.verified + bob.verified
        device.flows.confirm(device.key)
        world.deliver()
    assert_both_done(alice, bob)
    assert outcome(alice) == Verified(alice.key, "@bob:x", None, None, world.sides["@bob:x", "BOB1"].master_key)
    assert outcome(bob).master_key == world.sides["@alice:x", "ALICE1"].master_key
    assert world.cancel_codes() == []


def test_messages_in_a_room_refer_to_the_request_and_name_no_transaction() -> None:
    world, alice, bob = couple()
    compare(world, alice, bob, in_room=True)
    request, *rest = world.seen
    assert request[1] == "m.room.message"
    assert (request[2]["msgtype"], request[2]["to"], request[2]["from_device"]) == (
        "m.key.verification.request",
        "@bob:x",
        "ALICE1",
    )
    for _, event_type, content in rest:
        assert event_type.startswith("m.key.verification.")
        assert content["m.relates_to"] == {"rel_type": "m.reference", "event_id": "$event1"}
        assert "transaction_id" not in content


@pytest.mark.parametrize("new_device_asks", [True, False])
def test_own_devices_compare_emoji(new_device_asks: bool) -> None:
    world, old, new = couple(same_user=True)
    first, second = (new, old) if new_device_asks else (old, new)
    compare(world, first, second)
    old.flows.confirm(old.key)
    new.flows.confirm(new.key)
    world.deliver()
    assert_both_done(old, new)
    # The old device learns which device to sign; the new one learns that the identity is the right one.
    assert (outcome(old).device_id, outcome(old).device_key) == ("ALICE2", world.sides["@alice:x", "ALICE2"].ed25519)
    assert outcome(old).master_key is None
    assert outcome(new).master_key == world.sides["@alice:x", "ALICE1"].master_key
    assert outcome(new).device_key == world.sides["@alice:x", "ALICE1"].ed25519


def test_everything_survives_a_restart_after_each_step() -> None:
    world, alice, bob = couple()
    steps: list[Callable[[], object]] = [
        lambda: alice.flows.request_in_room(ROOM, "@bob:x", "Verify?"),
        lambda: bob.flows.accept(bob.key),
        lambda: alice.flows.start_sas(alice.key),
        lambda: bob.flows.confirm(bob.key),
        lambda: alice.flows.confirm(alice.key),
    ]
    for step in steps:
        step()
        world.deliver()
        alice.restart()
        bob.restart()
    assert_both_done(alice, bob)


def test_a_restart_between_any_two_messages_loses_nothing() -> None:
    world, alice, bob = couple()

    def restart_all(sender: str, event_type: str, content: object) -> object:
        alice.restart()
        bob.restart()
        return content

    world.change = restart_all  # type: ignore[assignment]
    compare(world, alice, bob)
    alice.flows.confirm(alice.key)
    bob.flows.confirm(bob.key)
    world.deliver()
    assert_both_done(alice, bob)


# -- QR codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("same_user", [True, False])
@pytest.mark.parametrize("first_shows", [True, False])
def test_one_shows_a_code_and_the_other_scans_it(same_user: bool, first_shows: bool) -> None:
    world, alice, other = couple(same_user=same_user)
    ready(world, alice, other, in_room=not same_user)
    shows, scans = (alice, other) if first_shows else (other, alice)
    code = shows.flows.show_qr(shows.key)
    assert code is not None
    assert shows.flows.show_qr(shows.key) == code
    shows.restart()
    scans.flows.scan_qr(scans.key, code)
    world.deliver()
    assert (shows.phase, scans.phase) == (Phase.SCANNED, Phase.WAITING)
    shows.restart()
    scans.restart()
    assert not shows.verified + scans.verified
    shows.flows.confirm(shows.key)
    world.deliver()
    assert_both_done(alice, other)
    if same_user:
        assert (outcome(alice).device_id, outcome(alice).master_key) == ("ALICE2", None)
        assert (outcome(other).device_id, outcome(other).master_key) == (
            None,
            world.sides["@alice:x", "ALICE1"].master_key,
        )
    else:
        assert outcome(alice).master_key == world.sides["@bob:x", "BOB1"].master_key
        assert outcome(other).master_key == world.sides["@alice:x", "ALICE1"].master_key


def test_a_code_is_shown_but_emoji_are_chosen() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    assert alice.flows.show_qr(alice.key)
    bob.flows.start_sas(bob.key)
    world.deliver()
    assert alice.phase is Phase.COMPARE
    assert alice.flows.show_qr(alice.key) is None


def test_both_scan_each_others_code_at_once() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    codes = alice.flows.show_qr(alice.key), bob.flows.show_qr(bob.key)
    alice.flows.scan_qr(alice.key, codes[1] or b"")
    bob.flows.scan_qr(bob.key, codes[0] or b"")
    world.deliver()
    assert (alice.phase, bob.phase) == (Phase.WAITING, Phase.SCANNED)
    bob.flows.confirm(bob.key)
    world.deliver()
    assert_both_done(alice, bob)


def test_the_one_who_scanned_may_be_done_at_once() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    code = alice.flows.show_qr(alice.key)
    bob.flows.scan_qr(bob.key, code or b"")
    world.deliver()
    transaction = world.seen[0][2]["transaction_id"]
    bob.send(alice, "m.key.verification.done", {"transaction_id": transaction})
    assert alice.flows.views()[-1].phase is Phase.SCANNED
    assert not alice.verified
    world.change = lambda sender, event_type, content: None  # Bob has said all he has to say
    alice.flows.confirm(alice.key)
    world.deliver()
    assert outcome(alice).master_key == world.sides["@bob:x", "BOB1"].master_key
    assert alice.view.phase is Phase.DONE


def test_scanning_something_else_changes_nothing() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    with pytest.raises(BadQrCode):
        alice.flows.scan_qr(alice.key, b"https://example.org")
    assert (alice.phase, bob.phase) == (Phase.READY, Phase.READY)


def test_a_program_that_cannot_scan_sees_no_code() -> None:
    world, alice, bob = couple()
    world.change = lambda sender, event_type, content: (
        content | {"methods": ["m.sas.v1", "m.qr_code.show.v1", "m.reciprocate.v1"]}
        if event_type.endswith("request")
        else content
    )
    ready(world, alice, bob)
    assert (bob.view.can_sas, bob.view.can_show_qr, bob.view.can_scan_qr) == (True, False, True)
    assert (alice.view.can_show_qr, alice.view.can_scan_qr) == (True, False)
    assert bob.flows.show_qr(bob.key) is None


# -- several devices, several wishes ----------------------------------------------------------------------------------


def test_the_other_devices_of_a_person_stop_asking() -> None:
    world, alice, new = couple(same_user=True)
    third = world.add("@alice:x", "ALICE3")
    new.flows.request("@alice:x", ["ALICE1", "ALICE2", "ALICE3"])
    world.deliver()
    assert (alice.phase, third.phase) == (Phase.INCOMING, Phase.INCOMING)
    alice.flows.accept(alice.key)
    world.deliver()
    assert (new.phase, alice.phase, third.phase) == (Phase.READY, Phase.READY, Phase.ELSEWHERE)
    assert world.cancel_codes() == ["m.accepted"]


def test_declining_on_one_device_ends_it_on_all() -> None:
    world, alice, new = couple(same_user=True)
    third = world.add("@alice:x", "ALICE3")
    new.flows.request("@alice:x", ["ALICE1", "ALICE3"])
    world.deliver()
    third.flows.cancel(third.key)
    world.deliver()
    assert [device.phase for device in (new, alice, third)] == [Phase.CANCELLED] * 3
    assert (new.view.cancel_code, new.view.cancelled_by_us) == ("m.user", False)


def test_in_a_room_the_first_device_that_answers_counts() -> None:
    world, alice, bob = couple()
    second = world.add("@bob:x", "BOB2")
    alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    world.deliver()
    bob.flows.accept(bob.key)
    second.flows.accept(second.key)
    world.deliver()
    assert (alice.phase, bob.phase, second.phase) == (Phase.READY, Phase.READY, Phase.ELSEWHERE)
    assert alice.view.device_id == "BOB1"


def test_a_request_to_somebody_else_in_the_room_is_none_of_ours() -> None:
    world, alice, bob = couple()
    carol = world.add("@carol:x", "CAROL1")
    alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    world.deliver()
    assert carol.flows.views() == []
    bob.flows.accept(bob.key)
    world.deliver()
    # Nor can she speak in it.
    event = {"sender": "@carol:x", "event_id": "$c", "origin_server_ts": 0}
    content = {"code": "m.user", "reason": "", "m.relates_to": {"rel_type": "m.reference", "event_id": "$event1"}}
    alice.flows.receive_in_room(ROOM, "m.key.verification.cancel", event, content)
    assert alice.phase is Phase.READY


def test_both_ask_at_once_and_one_request_is_given_up() -> None:
    world, alice, bob = couple()
    mine = alice.flows.request("@bob:x", ["BOB1"])
    bob.flows.request("@alice:x", ["ALICE1"])
    world.deliver()
    incoming = next(view.key for view in alice.flows.views() if view.phase is Phase.INCOMING)
    alice.flows.accept(incoming)
    world.deliver()
    gone = alice.flows.view(mine)
    assert gone is not None
    assert gone.phase is Phase.CANCELLED
    assert sorted(view.phase for view in bob.flows.views()) == [Phase.CANCELLED, Phase.READY]


@pytest.mark.parametrize("same_user", [True, False])
def test_both_start_at_once_and_the_smaller_name_counts(same_user: bool) -> None:
    world, alice, other = couple(same_user=same_user)
    ready(world, alice, other)
    alice.flows.start_sas(alice.key)
    other.flows.start_sas(other.key)
    world.deliver()
    assert (alice.phase, other.phase) == (Phase.COMPARE, Phase.COMPARE)
    assert alice.view.emoji == other.view.emoji
    accepts = [device for device, kind in world.types() if kind == "accept"]
    assert accepts == [other.device]


def test_several_verifications_at_once_do_not_mix() -> None:
    world, alice, bob = couple()
    carol = world.add("@carol:x", "CAROL1")
    to_bob = alice.flows.request("@bob:x", ["BOB1"])
    to_carol = alice.flows.request("@carol:x", ["CAROL1"])
    world.deliver()
    for other, flow in ((carol, to_carol), (bob, to_bob)):
        other.flows.accept(other.key)
        world.deliver()
        alice.flows.start_sas(flow)
        world.deliver()
    for other, flow in ((bob, to_bob), (carol, to_carol)):
        view = alice.flows.view(flow)
        assert view is not None
        assert view.emoji == other.view.emoji
        other.flows.confirm(other.key)
        alice.flows.confirm(flow)
        world.deliver()
    assert sorted(verified.user_id for verified in alice.verified) == ["@bob:x", "@carol:x"]


# -- old programs, late keys, late answers ----------------------------------------------------------------------------


def test_an_old_program_starts_without_a_request() -> None:
    world, alice, bob = couple()
    ready(world, alice, bob)
    alice.flows.start_sas(alice.key)
    alice.collect()
    start = next(letter.content for _, letter in world.letters if letter.event_type.endswith("start"))
    carol = world.add("@carol:x", "CAROL1")
    alice.send(carol, "m.key.verification.start", start)
    assert carol.phase is Phase.INCOMING
    carol.restart()
    carol.flows.accept(carol.key)
    carol.collect()
    assert world.letters[-1][1].event_type == "m.key.verification.accept"
    assert world.letters[-1][1].devices == ("ALICE1",)


def test_a_request_of_a_device_not_known_yet_waits_for_its_keys() -> None:
    world, alice, bob = couple()
    world.hidden.add(("@alice:x", "ALICE1"))
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    assert bob.flows.views() == []
    assert bob.queries == {"@alice:x"}
    bob.flows.devices_updated("@alice:x")  # an answer that was under way before: still not there
    world.hidden.clear()
    bob.flows.devices_updated("@alice:x")
    assert bob.phase is Phase.INCOMING


def test_a_request_that_is_withdrawn_while_it_waits_is_gone() -> None:
    world, alice, bob = couple()
    world.hidden.add(("@alice:x", "ALICE1"))
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    alice.flows.cancel(alice.key)
    world.deliver()
    world.hidden.clear()
    bob.flows.devices_updated("@alice:x")
    assert bob.flows.views() == []


def test_an_answer_of_a_device_not_known_yet_and_what_follows_it_wait() -> None:
    world, alice, bob = couple()
    world.hidden.add(("@bob:x", "BOB1"))
    alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    world.deliver()
    bob.flows.accept(bob.key)
    bob.flows.start_sas(bob.key)
    world.deliver()
    assert alice.phase is Phase.REQUESTED
    world.hidden.clear()
    alice.flows.devices_updated("@bob:x")
    world.deliver()
    assert (alice.phase, bob.phase) == (Phase.COMPARE, Phase.COMPARE)


def test_an_answer_in_a_room_may_overtake_the_event_id_of_the_request() -> None:
    world, alice, bob = couple()
    flow = alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    alice.collect()
    (_, request), world.letters = world.letters[0], []
    now = int(world.clock.now * 1000)
    event = {"sender": "@alice:x", "event_id": "$late", "origin_server_ts": now}
    bob.flows.receive_in_room(ROOM, "m.room.message", event, request.content)
    bob.flows.accept(bob.key)
    bob.flows.start_sas(bob.key)
    bob.collect()
    for number, (_, letter) in enumerate(world.letters):
        event = {"sender": "@bob:x", "event_id": f"$b{number}", "origin_server_ts": now}
        alice.flows.receive_in_room(ROOM, letter.event_type, event, letter.content)
    world.letters.clear()
    assert alice.phase is Phase.REQUESTED
    alice.flows.request_sent(flow, "$late")
    world.deliver()
    assert (alice.phase, bob.phase) == (Phase.COMPARE, Phase.COMPARE)


def test_a_request_given_up_before_it_was_sent_is_withdrawn() -> None:
    world, alice, bob = couple()
    flow = alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    alice.flows.cancel(flow)
    world.deliver()
    assert bob.phase is Phase.CANCELLED
    assert world.cancel_codes() == ["m.user"]


# -- limits of time and number ----------------------------------------------------------------------------------------


def test_an_offer_nobody_answers_goes_away_quietly() -> None:
    world, alice, bob = couple()
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    world.clock.now += PROMPT
    bob.flows.tick()
    bob.flows.accept(bob.key)
    world.deliver()
    assert (bob.phase, bob.view.cancel_code) == (Phase.CANCELLED, "m.timeout")
    assert world.cancel_codes() == []
    assert alice.phase is Phase.REQUESTED


@pytest.mark.parametrize(
    ("age", "offered"), [(0, True), (500, True), (599, True), (601, False), (-299, True), (-301, False)]
)
def test_old_and_future_requests_are_not_offered(age: int, offered: bool) -> None:
    world, alice, bob = couple()
    alice.flows.request("@bob:x", ["BOB1"])
    world.clock.now += age
    world.deliver()
    assert bool(bob.flows.views()) is offered


def test_an_offer_ends_ten_minutes_after_it_was_made() -> None:
    world, alice, bob = couple()
    alice.flows.request("@bob:x", ["BOB1"])
    world.clock.now += TIMEOUT - 30
    world.deliver()
    assert bob.flows.next_deadline() == pytest.approx(world.clock.now + 30)


def test_ended_flows_are_forgotten() -> None:
    world, alice, bob = couple()
    alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    alice.flows.cancel(alice.key)
    world.deliver()
    assert alice.stored
    world.clock.now += 3 * TIMEOUT
    for device in (alice, bob):
        device.flows.tick()
        device.collect()
        assert device.flows.views() == []
        assert device.stored == {}
        assert device.flows.next_deadline() is None


def test_a_flood_of_requests_is_bounded() -> None:
    world, alice, bob = couple()
    for _ in range(500):
        alice.flows.request("@bob:x", ["BOB1"])
    world.deliver()
    assert len(bob.flows.views()) <= 10
    assert len([device for device, kind in world.types() if (device, kind) == ("BOB1", "cancel")]) <= 20


def test_we_do_not_ask_without_an_identity_of_our_own() -> None:
    world = World()
    alice, bob = world.add("@alice:x", "A", trusted=False), world.add("@bob:x", "B")
    with pytest.raises(CannotVerify):
        alice.flows.request_in_room(ROOM, "@bob:x", "Verify?")
    with pytest.raises(CannotVerify):
        alice.flows.request("@bob:x", ["B"])
    with pytest.raises(CannotVerify):
        alice.flows.request("@alice:x", ["A"])
    with pytest.raises(CannotVerify):
        bob.flows.request_in_room(ROOM, "@bob:x", "Verify?")


def test_an_answer_of_a_device_we_did_not_ask_is_passed_over() -> None:
    world, alice, new = couple(same_user=True)
    world.add("@alice:x", "ALICE3")
    new.flows.request("@alice:x", ["ALICE1"])
    world.deliver()
    transaction = world.seen[0][2]["transaction_id"]
    content = {"transaction_id": transaction, "from_device": "ALICE3", "methods": ["m.sas.v1"]}
    alice.send(new, "m.key.verification.ready", content)
    assert new.phase is Phase.REQUESTED
    alice.send(new, "m.key.verification.ready", content | {"from_device": "ALICE1"})
    assert new.view.device_id == "ALICE1"


@pytest.mark.parametrize("who", ["we are not verified", "they have no identity"])
def test_what_cannot_lead_anywhere_can_only_be_declined(who: str) -> None:
    world = World()
    alice = world.add("@alice:x", "A", trusted=who != "we are not verified")
    bob = world.add("@bob:x", "B", master=who != "they have no identity")
    content = {
        "from_device": "B",
        "methods": ["m.sas.v1"],
        "transaction_id": "t",
        "timestamp": int(world.clock.now * 1000),
    }
    bob.send(alice, "m.key.verification.request", content)
    assert (alice.phase, alice.view.possible) == (Phase.INCOMING, False)
    alice.flows.accept(alice.key)
    assert alice.phase is Phase.INCOMING
    alice.flows.cancel(alice.key)
    world.deliver()
    assert world.cancel_codes() == ["m.user"]
