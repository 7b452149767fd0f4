# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""P-03, P-47, C-15, C-16, N-03: one malformed thing in a sync answer spoils itself and nothing else."""

from __future__ import annotations

import copy
import random
import time
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.sync.types import SyncBatch, SyncTransport
from app.matrix.wire import DEEPEST_EVENT, too_deep
from tests.support.evil_faults import Hang, Html, LoggedOut, RateLimit, Reset, Status
from tests.support.evil_homeserver import EvilHomeserver
from tests.support.evil_sync import Room
from tests.unit.matrix.sync_driver import Follower, Told

BOB = "@bob:evil.test"
DUMMY = {"type": "m.dummy", "sender": BOB, "content": {"n": 1}}
NONSENSE: list[Any] = [None, 5, 1.5, True, "x", "", [], {}, [[]], {"a": {}}, 10**400, "\x00", -(2**53)]


@pytest.fixture(params=[False, True], ids=["sliding", "classic"])
async def sync(request: pytest.FixtureRequest, hs: EvilHomeserver, client: MatrixClient) -> Follower:
    return await Follower.start(client, classic=bool(request.param))


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


async def all_of(sync: Follower, hs: EvilHomeserver) -> Told:
    """Everything up to a canary that is put at the end."""
    canary = f"!canary{hs.next_id()}:evil.test"
    hs.sync(to_device=[{**DUMMY, "content": {"canary": canary}}], rooms={canary: hs.say(BOB, "Kanarienvogel")})
    await sync.until(
        lambda told: told.bodies(canary) and any(event.get("content") == {"canary": canary} for event in told.to_device)
    )
    return sync.told


@pytest.mark.parametrize("sender", ["charlie", 5, None, [], {}, "", "@", "@x", "@x:", "x" * 1000], ids=repr)
async def test_p03_a_bad_sender_drops_only_its_event(sync: Follower, hs: EvilHomeserver, sender: Any) -> None:
    room_id = hs.create_room({BOB: "join"})
    bad = {**hs.message(BOB, "schlecht"), "sender": sender}
    missing = hs.message(BOB, "ohne")
    del missing["sender"]
    hs.sync(rooms={room_id: Room(timeline=[hs.message(BOB, "davor"), bad, missing, hs.message(BOB, "danach")])})
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == ["davor", "danach"]


@pytest.mark.parametrize("field", ["type", "content", "event_id"])
@pytest.mark.parametrize("value", [None, 5, [], True], ids=repr)
async def test_p03_events_without_the_needed_fields_are_dropped(
    sync: Follower, hs: EvilHomeserver, field: str, value: Any
) -> None:
    room_id = hs.create_room({BOB: "join"})
    bad = [{**hs.message(BOB, "schlecht"), field: value}, None, 5, "x", [], [hs.message(BOB, "x")]]
    hs.sync(
        to_device=[None, "x", [], DUMMY],
        rooms={room_id: Room(timeline=[*bad, hs.message(BOB, "gut")], state=[*bad], account_data=[*bad])},
        account_data=[*bad, {"type": "m.direct", "content": {}}],
    )
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == ["gut"]
    assert DUMMY in told.to_device
    batches = [batch.rooms for batch in told.batches if batch.rooms is not None]
    kinds = [event["type"] for batch in batches for event in batch.account_data]
    assert "m.direct" in kinds


@pytest.mark.parametrize("levels", [DEEPEST_EVENT, 500, 900])
async def test_c16_a_deeply_nested_event_drops_only_itself(sync: Follower, hs: EvilHomeserver, levels: int) -> None:
    room_id = hs.create_room({BOB: "join"})
    bad = hs.event("m.room.message", {"body": "tief", "x": deep(levels)}, BOB)
    hs.sync(
        to_device=[{**DUMMY, "content": deep(levels)}, DUMMY],
        rooms={room_id: Room(timeline=[bad, hs.message(BOB, "flach")])},
    )
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == ["flach"]
    assert [event for event in told.to_device if event == DUMMY] == [DUMMY]
    assert all(not too_deep(event) for event in told.to_device)


async def test_c16_an_answer_nested_without_end_is_a_bad_answer(sync: Follower, hs: EvilHomeserver) -> None:
    room_id = hs.create_room({BOB: "join"})
    connection = sync.transport.connections[-1]
    hs.fail("/sync", Status(200, b'{"a":' * 200_000))
    with pytest.raises(UserError) as caught:
        await connection.poll(0)
    assert caught.value.code is ErrorCode.BAD_ANSWER
    batch = await connection.poll(0)
    assert batch.rooms is not None
    assert [room.room_id for room in batch.rooms.rooms] == [room_id]


TEXTS = ["__proto__", "__class__", "constructor", "x') OR 1=1--", "%s%n", "{0.__class__}", "a\x00b", "x" * 60_000]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12])
async def test_c15_odd_strings_arrive_as_they_are(sync: Follower, hs: EvilHomeserver, text: str) -> None:
    room_id = hs.create_room({BOB: "join"})
    event = hs.event(text, {text: text, "body": text}, BOB, state_key=text)
    hs.sync(rooms={room_id: Room(timeline=[event], state=[event])})
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == [text]
    assert told.state(room_id)[text, text] == {text: text, "body": text}


async def test_c18_unpaired_surrogates_do_not_hide_the_others(sync: Follower, hs: EvilHomeserver) -> None:
    room_id = hs.create_room({BOB: "join"})
    hs.sync(rooms={room_id: hs.say(BOB, "vorher", "halb \ud83d", "\udc00", "nachher")})
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == ["vorher", "halb \ufffd", "\ufffd", "nachher"]


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value)[:12])
async def test_c16_nonsense_in_every_section(sync: Follower, hs: EvilHomeserver, value: Any) -> None:
    """Each section of the answer in turn is nonsense; the canary arrives all the same."""
    room_id = hs.create_room({BOB: "join"})
    classic = sync.transport.connections[0].name == "sync"
    paths = _paths_of_classic(room_id) if classic else _paths_of_sliding(room_id)
    for path in paths:

        def spoil(_request: Any, answer: Any, path: tuple[str, ...] = path) -> Any:
            answer = copy.deepcopy(answer)
            place = answer
            for key in path[:-1]:
                place = place.setdefault(key, {})
                if not isinstance(place, dict):
                    return answer
            place[path[-1]] = value
            return answer

        hs.honest()
        hs.tamper("/sync", spoil)
        hs.sync(to_device=[DUMMY], rooms={room_id: hs.say(BOB, "verdorben")}, changed=[BOB])
        for connection in sync.transport.connections:
            sync.take(connection, await connection.poll(0))
    hs.honest()
    told = await all_of(sync, hs)
    for batch in told.batches:
        _well_formed(batch)


def _well_formed(batch: SyncBatch) -> None:
    if batch.encryption is not None:
        assert all(isinstance(event, dict) for event in batch.encryption.to_device)
        assert all(isinstance(user, str) for user in (*batch.encryption.changed_users, *batch.encryption.left_users))
        assert all(isinstance(token, str) and token for token in batch.encryption.tokens.values())
    if batch.rooms is None:
        return
    assert all(isinstance(token, str) and token for token in batch.rooms.tokens.values())
    for room in batch.rooms.rooms:
        assert room.room_id.startswith("!")
        assert room.membership in (None, "join", "invite", "knock", "leave", "ban")
        for event in (*room.timeline, *room.state, *room.stripped_state, *room.account_data):
            assert isinstance(event["type"], str)
            assert isinstance(event["content"], dict)
        for number in (room.joined_count, room.invited_count, room.unread, room.highlight, room.bump_stamp):
            assert number is None or 0 <= number < 2**53
        assert room.name is None or isinstance(room.name, str)
        assert room.prev_batch is None or isinstance(room.prev_batch, str)


def _paths_of_classic(room_id: str) -> list[tuple[str, ...]]:
    room = ("rooms", "join", room_id)
    return [
        ("rooms",),
        ("to_device",),
        ("to_device", "events"),
        ("device_lists",),
        ("device_lists", "changed"),
        ("device_lists", "left"),
        ("device_one_time_keys_count",),
        ("device_unused_fallback_key_types",),
        ("account_data",),
        ("account_data", "events"),
        *(("rooms", section) for section in ("join", "invite", "leave", "knock")),
        *(("rooms", section, "!x:evil.test") for section in ("join", "invite", "leave", "knock")),
        *((*room, key) for key in ("timeline", "state", "state_after", "ephemeral", "account_data", "summary")),
        *((*room, "timeline", key) for key in ("events", "limited", "prev_batch")),
        (*room, "summary", "m.heroes"),
        (*room, "summary", "m.joined_member_count"),
        (*room, "ephemeral", "events"),
        (*room, "unread_notifications"),
        (*room, "unread_notifications", "notification_count"),
    ]


def _paths_of_sliding(room_id: str) -> list[tuple[str, ...]]:
    room = ("rooms", room_id)
    keys = ("initial", "name", "avatar", "heroes", "joined_count", "invited_count", "is_dm", "bump_stamp", "num_live")
    lists = ("required_state", "timeline", "limited", "prev_batch", "invite_state")
    return [
        ("rooms",),
        ("rooms", "!x:evil.test"),
        ("lists",),
        ("lists", "all"),
        ("lists", "all", "count"),
        ("lists", "all", "ops"),
        ("extensions",),
        *(("extensions", name) for name in ("e2ee", "to_device", "typing", "receipts", "account_data")),
        ("extensions", "e2ee", "device_lists"),
        ("extensions", "e2ee", "device_lists", "changed"),
        ("extensions", "e2ee", "device_one_time_keys_count"),
        ("extensions", "e2ee", "device_unused_fallback_key_types"),
        ("extensions", "to_device", "events"),
        *(("extensions", name, "rooms") for name in ("typing", "receipts", "account_data")),
        *(("extensions", name, "rooms", room_id) for name in ("typing", "receipts", "account_data")),
        *((*room, key) for key in (*keys, *lists)),
    ]


async def test_c16_two_thousand_mutants(sync: Follower, hs: EvilHomeserver, caplog: pytest.LogCaptureFixture) -> None:
    """Wrong types at random places of events of many kinds; every honest neighbour is there afterwards."""
    chance = random.Random(4186)
    room_id = hs.create_room({BOB: "join"})
    kinds = [
        hs.message(BOB, "m"),
        hs.member(BOB),
        hs.member(hs.user_id),
        hs.event("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "session_id": "y"}, BOB),
        hs.event(
            "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2", "rotation_period_ms": 1}, BOB, state_key=""
        ),
        hs.event("m.room.power_levels", {"users": {BOB: 50}, "users_default": 0}, BOB, state_key=""),
        hs.event("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "+"}}, BOB),
        hs.event("m.room.redaction", {"redacts": "$x"}, BOB, redacts="$x"),
        hs.event("m.room.create", {"room_version": "12", "additional_creators": [BOB]}, BOB, state_key=""),
    ]
    honest = 0
    for _ in range(100):
        timeline: list[Any] = []
        for _ in range(20):
            timeline.append(_mutant(chance, chance.choice(kinds)))
        timeline.insert(chance.randrange(20), hs.message(BOB, f"ehrlich {honest}"))
        honest += 1
        hs.sync(rooms={room_id: Room(timeline=timeline, state=timeline[:5])}, to_device=timeline[:3])
    told = await all_of(sync, hs)
    assert [body for body in told.bodies(room_id) if str(body).startswith("ehrlich")] == [
        f"ehrlich {number}" for number in range(honest)
    ]
    assert "malformed" not in caplog.text  # the guard around whole rooms was not needed
    for batch in told.batches:
        _well_formed(batch)


def _mutant(chance: random.Random, event: Any) -> Any:
    mutant = copy.deepcopy(event)
    for _ in range(chance.randint(1, 3)):
        place = mutant
        while True:
            if not isinstance(place, dict) or not place:
                break
            key = chance.choice(sorted(place))
            if chance.random() < 0.5 or not isinstance(place[key], dict):
                place[key] = chance.choice(NONSENSE) if chance.random() < 0.8 else deep(chance.choice([5, 150]))
                break
            place = place[key]
    return mutant


@pytest.mark.parametrize(
    "room",
    [
        {"type": "m.room.power_levels", "content": {"users": {BOB: -(2**53)}, "events_default": "50", "ban": 1.5}},
        {"type": "m.room.join_rules", "content": {"join_rule": "org.x"}},
        {"type": "m.room.member", "content": {"membership": "zzz"}},
        {"type": "m.room.history_visibility", "content": {"history_visibility": 5}},
    ],
    ids=lambda event: event["type"],
)
async def test_p47_odd_state_leaves_the_room_usable(sync: Follower, hs: EvilHomeserver, room: Any) -> None:
    room_id = hs.create_room({BOB: "join"})
    key = hs.user_id if room["type"] == "m.room.member" else ""
    event = hs.event(room["type"], room["content"], BOB, state_key=key)
    hs.sync(rooms={room_id: Room(state=[event], timeline=[event, hs.message(BOB, "benutzbar")])})
    told = await all_of(sync, hs)
    assert told.membership(room_id) == "join"
    assert told.bodies(room_id) == ["benutzbar"]


@pytest.mark.parametrize("room_id", ["", "!", "x", "#a:evil.test", "!" + "x" * 300, "../..", "!x\x00:evil.test"])
async def test_c16_room_ids_that_are_none(sync: Follower, hs: EvilHomeserver, room_id: str) -> None:
    hs.sync(rooms={room_id: hs.say(BOB, "hier nicht")})
    told = await all_of(sync, hs)
    assert told.updates(room_id) == [] or room_id == "!x\x00:evil.test"


# -- N-01, N-03, N-07: the polls themselves ----------------------------------------------------------------------------


async def test_n01_a_poll_that_fails_loses_nothing(sync: Follower, hs: EvilHomeserver) -> None:
    room_id = hs.create_room({BOB: "join"})
    await sync.step()
    hs.sync(to_device=[DUMMY], rooms={room_id: hs.say(BOB, "eins")})
    for fault in (Status(500), Html(502), Reset(), Html(200), RateLimit(1000), Status(200, [])):
        for connection in sync.transport.connections:
            hs.honest()
            hs.fail("/sync", fault, times=2)  # a connection that breaks while it is reused is tried anew below us
            with pytest.raises(UserError):
                await connection.poll(0)
    hs.honest()
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == ["eins"]
    assert told.to_device.count(DUMMY) == 1


async def test_n03_the_same_position_again_does_not_spin(sync: Follower, hs: EvilHomeserver) -> None:
    """A server that answers at once with nothing and never moves on is asked less and less often."""
    hs.create_room()
    await sync.step()
    await sync.step()
    connection = sync.transport.connections[-1]
    hs.answer("/sync", {"pos": "p1", "next_batch": "s1"})
    before = len(hs.requests("/sync"))
    started = time.monotonic()
    for _ in range(7):
        connection.commit(await connection.poll(30_000))
    assert time.monotonic() - started > 1.0
    assert len(hs.requests("/sync")) - before == 7


async def test_n03_positions_that_go_back_lose_nothing(sync: Follower, hs: EvilHomeserver) -> None:
    """What was told before comes again (others drop it by its id), and what is new comes as well."""
    room_id = hs.create_room({BOB: "join"})
    for number in range(5):
        hs.sync(rooms={room_id: hs.say(BOB, f"N{number}")}, to_device=[{**DUMMY, "content": {"n": number}}])
    went_back: set[str] = set()

    def back_once(request: Any, answer: Any) -> Any:
        key = "pos" if "pos" in answer else "next_batch"
        kind = f"{request.path}{'lists' in (request.body or {})}"
        if answer[key].endswith("4") and kind not in went_back:
            went_back.add(kind)
            answer[key] = answer[key][0] + "2"
        return answer

    hs.tamper("/sync", back_once)
    told = await all_of(sync, hs)
    assert told.bodies(room_id) == [f"N{number}" for number in range(5)]
    assert went_back


async def test_n07_a_poll_says_signed_out_and_how(sync: Follower, hs: EvilHomeserver) -> None:
    await sync.step()
    for soft in (False, True):
        hs.fail("/sync", LoggedOut(soft=soft))
        with pytest.raises(UserError) as caught:
            await sync.transport.connections[0].poll(0)
        assert caught.value.code is ErrorCode.SIGNED_OUT
        assert getattr(caught.value, "soft_logout", None) is soft


async def test_an_expired_position_is_no_loop(sync: Follower, hs: EvilHomeserver) -> None:
    """A server that calls every position unknown is asked twice per poll, not for ever."""
    hs.create_room()
    await sync.step()
    hs.fail("/sync", Status(400, {"errcode": "M_UNKNOWN_POS"}), times=0)
    for connection in sync.transport.connections:
        before = len(hs.requests("/sync"))
        with pytest.raises(UserError):
            await connection.poll(0)
        assert len(hs.requests("/sync")) - before <= 2


@pytest.mark.parametrize("connection", [0, 1])
async def test_a_position_that_the_server_fails_with_for_ever_is_given_up(
    hs: EvilHomeserver, client: MatrixClient, connection: int
) -> None:
    """Servers fail for good with positions from before a room was forgotten. Once or twice is only trouble."""
    sync = await Follower.start(client, classic=False)
    room_id = hs.create_room({BOB: "join"})
    await sync.step()
    polled = sync.transport.connections[connection]
    for _ in range(2):
        hs.fail("/sync", Status(500, {}), times=1)
        with pytest.raises(UserError) as caught:
            await polled.poll(0)
        assert caught.value.code is ErrorCode.SERVER_ERROR
    polled.commit(await polled.poll(0))
    assert "pos" in hs.requests("/sync")[-1].query
    hs.fail("/sync", Status(500, {}), times=3)
    for _ in range(2):
        with pytest.raises(UserError):
            await polled.poll(0)
    batch = await polled.poll(0)
    polled.commit(batch)
    assert "pos" not in hs.requests("/sync")[-1].query
    if batch.rooms is not None:
        assert [update.room_id for update in batch.rooms.rooms] == [room_id]


async def test_cancelled_polls_leave_nothing_behind(hs: EvilHomeserver, client: MatrixClient) -> None:
    import asyncio

    sync = await Follower.start(client, classic=False)
    room_id = hs.create_room({BOB: "join"})
    await sync.step()
    hs.fail("/sync", Hang())
    connection = sync.transport.connections[-1]
    task = asyncio.ensure_future(connection.poll(30_000))
    await hs.arrived("/sync", 3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(asyncio.all_tasks()) == 1
    hs.sync(rooms={room_id: hs.say(BOB, "weiter")})
    await sync.until(lambda told: told.bodies(room_id) == ["weiter"])


def test_the_transports_are_what_they_promise() -> None:
    from app.matrix.sync.classic import ClassicTransport
    from app.matrix.sync.sliding import SlidingTransport

    client = MatrixClient("http://127.0.0.1:1")
    transports: list[SyncTransport] = [ClassicTransport(client, {}), SlidingTransport(client, "/_matrix/x", {})]
    assert [connection.name for made in transports for connection in made.connections] == [
        "sync",
        "encryption",
        "rooms",
    ]


async def test_members_and_messages_are_guarded_as_well(hs: EvilHomeserver, client: MatrixClient) -> None:
    good = hs.member(BOB)
    hs.answer("/members", {"chunk": [None, 5, good, {**good, "sender": 5}, {**good, "content": deep(200)}]})
    assert await api.members(client, "!r:evil.test") == [good]
    bodies: list[Any] = [{}, {"chunk": None}, {"chunk": {}}]
    for body in bodies:
        hs.honest()
        hs.answer("/members", body)
        with pytest.raises(UserError) as caught:  # never "nobody is in this room"
            await api.members(client, "!r:evil.test")
        assert caught.value.code is ErrorCode.BAD_ANSWER
    hs.answer("/messages", {"chunk": [5, hs.message(BOB, "x")], "start": 5, "end": "t5", "state": "x"})
    page = await api.messages(client, "!r:evil.test", start="t5")
    assert [event["content"]["body"] for event in page.events] == ["x"]
    assert page.end is None  # the same place again would be an endless walk
