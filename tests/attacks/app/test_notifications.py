# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people are told of, when server or peers mean them ill."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app.notifications import service
from app.notifications.notification import Notification, Occasion
from app.policy.categories.notifications import NOTIFICATION_CONTENT, NOTIFICATIONS
from app.types import RoomLevel
from tests.attacks.app.scene import CAROL, MALLORY, Scene
from tests.support.account_world import until
from tests.support.evil_sync import Room
from tests.support.raw_peer import RawPeer

Json = dict[str, Any]
DAVE = "@dave:evil.test"


class Seen:
    """What our account told of, with everything in it."""

    def __init__(self, scene: Scene) -> None:
        self.all: list[Notification] = []
        self.withdrawn: list[str] = []
        account = scene.anna.account
        account.prefs.choose(NOTIFICATION_CONTENT, "text")
        account.notifications.notified.connect(self.all.append)
        account.notifications.withdrawn.connect(self.withdrawn.append)

    async def count(self, number: int) -> list[Notification]:
        await until(lambda: len(self.all) >= number, f"{number} notifications, not {self.all}")
        assert len(self.all) == number, self.all
        return self.all


@pytest.fixture
def seen(scene: Scene) -> Seen:
    return Seen(scene)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PATIENCE", 0.3)


def text(body: str, *users: str, everybody: bool = False) -> Json:
    """The content of a message that mentions these users, or everybody."""
    mentions: Json = {"room": True} if everybody else {"user_ids": list(users)}
    return {"msgtype": "m.text", "body": body, "m.mentions": mentions}


def key_of(scene: Scene, peer: RawPeer, room: str) -> Json:
    """What ``scene.share`` would send now; to be sent later."""
    target = scene.target()
    held = scene.hs.keys.one_time[target.user_id, target.device_id]
    peer.open_session(target.curve25519, held.pop(next(iter(held)))["key"])
    return dict(peer.room_key_event(target, room))


async def test_p01_a_forged_sender_is_not_named(scene: Scene, seen: Seen, impatient: None) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    room = await scene.room(carol, mallory)
    scene.share(mallory, room)
    scene.tell(room, mallory.room_event(room, "ich kuendige", sender=CAROL))
    await scene.canary(room, carol)
    found = await seen.count(1)
    assert [one.body for one in found] == ["Kanarienvogel"]
    assert "kuendige" not in repr(found)


async def test_p28_what_comes_in_clear_into_an_encrypted_room_has_no_author_and_no_text(
    scene: Scene, seen: Seen
) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.tell(room, scene.hs.message(CAROL, "bitte ueberweisen"))
    (found,) = await seen.count(1)
    assert (found.sender, found.sender_name, found.body) == ("", "", "")
    # An edit tells of nothing, encrypted or not.
    scene.share(carol, room)
    honest = carol.room_event(room, "ehrlich")
    scene.tell(room, honest)
    await seen.count(2)
    replaced = {"rel_type": "m.replace", "event_id": honest["event_id"]}
    for edit in (
        scene.hs.message(CAROL, "* neu", **{"m.relates_to": replaced}),
        carol.room_event(room, content={**text("* neu"), "m.relates_to": replaced}),
    ):
        scene.tell(room, edit)
    await scene.canary(room, carol)
    found_all = await seen.count(3)
    assert [one.body for one in found_all] == ["", "ehrlich", "Kanarienvogel"]


async def test_p04_an_encrypted_event_is_no_state_for_push_rules_either(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    me = scene.anna.user_id
    fakes = [
        carol.room_event(room, "", event_type="m.room.tombstone", content={"body": "x"}, state_key=""),
        carol.room_event(room, "", event_type="m.room.member", content={"membership": "invite"}, state_key=me),
        carol.room_event(
            room, "", event_type="m.room.power_levels", content={"users": {CAROL: 100}, "notifications": {"room": 0}}
        ),
        carol.room_event(room, content=text("an alle", everybody=True)),
    ]
    scene.tell(room, *fakes)
    await scene.canary(room, carol)
    await until(lambda: any(one.body == "Kanarienvogel" for one in seen.all), "the canary")
    # Carol has no right to call everybody: it is a message like others.
    assert not any(one.highlight for one in seen.all)
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.highlight == 0


async def test_c12_everybody_is_only_called_by_who_may(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    many = [f"@p{n}:evil.test" for n in range(500)]
    scene.tell(
        room,
        carol.room_event(room, content=text("@room hallo", everybody=True)),
        carol.room_event(room, "@room hallo"),
        carol.room_event(room, content=text("fuenfhundert", *many)),
    )
    await until(lambda: bool(seen.all) and seen.all[-1].body == "fuenfhundert", "all of them")
    assert not any(one.highlight for one in seen.all)
    await scene.anna.account.read_room(room)
    scene.tell(room, carol.room_event(room, content=text("du", *many, scene.anna.user_id)))
    await until(lambda: seen.all[-1].body == "du", "the mention")
    assert seen.all[-1].highlight
    summary = scene.anna.room(room)
    assert summary is not None
    assert summary.highlight == 1


RULES: list[Any] = [
    None,
    [],
    {},
    {"global": 5},
    {"global": {"override": "x", "content": [None, 5, [], {}], "underride": {"0": {}}}},
    {"global": {"override": [{"rule_id": "x", "actions": ["notify"], "conditions": [{"kind": []}], "enabled": 1}]}},
    {"global": {"override": [{"rule_id": ".m.rule.message", "actions": None}] * 20_000}},
    {"global": {"content": [{"rule_id": "c", "pattern": "*a" * 50_000, "actions": ["notify"]}]}},
    {"global": {"room": [{"rule_id": {"a": 1}, "actions": []}], "sender": [{"rule_id": 5, "actions": []}]}},
    {"global": {"underride": [{"rule_id": "u\ud800", "conditions": [{"kind": "event_match", "key": "\ud800"}]}]}},
]


async def test_c16_malformed_push_rules_never_stop_the_sync(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    for number, rules in enumerate(RULES):
        scene.hs.sync(account_data=[{"type": "m.push_rules", "content": rules}])
        text = f"Nachricht {number}"
        scene.tell(room, scene.hs.message(CAROL, text))
        await scene.anna.wait_text(room, text)
        await until(lambda text=text: bool(seen.all) and seen.all[-1].body == text, text)  # type: ignore[misc]
        await scene.anna.account.notifications.defaults()
    assert await scene.anna.account.notifications.level(room) is RoomLevel.DEFAULT


async def test_ignored_people_are_never_told_of(scene: Scene, seen: Seen) -> None:
    carol, mallory = scene.peer(CAROL), scene.peer(MALLORY)
    room = await scene.room(carol, mallory)
    scene.hs.sync(account_data=[{"type": "m.ignored_user_list", "content": {"ignored_users": {MALLORY: {}}}}])
    scene.share(mallory, room)
    scene.tell(room, mallory.room_event(room, content=text("hallo", scene.anna.user_id)))
    invited = "!einladung:evil.test"
    stripped = [scene.hs.member(scene.anna.user_id, "invite", MALLORY)]
    scene.hs.sync(rooms={invited: Room(membership="invite", stripped=stripped)})
    await scene.canary(room, carol)
    found = await seen.count(1)
    assert found[0].body == "Kanarienvogel"


async def test_l_a_flood_is_one_line(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    rooms = [await scene.room(carol, encrypted=False) for _ in range(8)]
    await scene.anna.online()
    burst = {room: Room(timeline=[scene.hs.message(CAROL, f"Nr. {n}") for n in range(60)]) for room in rooms}
    scene.hs.sync(rooms=burst)
    (found,) = await seen.count(1)
    assert (found.occasion, found.rooms, found.count) == (Occasion.CATCH_UP, 8, 480)
    scene.hs.sync(
        rooms={
            f"!e{n}:evil.test": Room(
                membership="invite", stripped=[scene.hs.member(scene.anna.user_id, "invite", MALLORY)]
            )
            for n in range(50)
        }
    )
    await seen.count(2)
    assert (seen.all[1].occasion, seen.all[1].count, seen.all[1].sender) == (Occasion.INVITATION, 50, "")
    scene.tell(rooms[0], scene.hs.message(CAROL, "danach"))
    await seen.count(3)
    scene.anna.account.notifications.looking_at(rooms[0])
    await until(lambda: {"catch-up", "invitations", rooms[0]} <= set(seen.withdrawn), "seen")


async def test_a_late_key_tells_of_a_message_once(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    key = key_of(scene, carol, room)
    scene.tell(room, carol.room_event(room, "verspaetet", origin_server_ts=int(time.time() * 1000)))
    follower = await scene.timeline(room)
    await follower.wait(lambda item: item.utd is not None)
    scene.hs.sync(to_device=[key], changed=[CAROL])
    await scene.anna.wait_text(room, "verspaetet")
    (found,) = await seen.count(1)
    assert (found.body, found.sender) == ("verspaetet", CAROL)
    await scene.canary(room, carol)
    await seen.count(2)


async def test_a_key_that_does_not_come_is_not_waited_for_for_ever(scene: Scene, seen: Seen, impatient: None) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    key = key_of(scene, carol, room)
    scene.tell(room, carol.room_event(room, "ohne Schluessel", origin_server_ts=int(time.time() * 1000)))
    (found,) = await seen.count(1)
    assert (found.kind, found.sender, found.body) == ("undecryptable", "", "")
    scene.hs.sync(to_device=[key], changed=[CAROL])
    await scene.anna.wait_text(room, "ohne Schluessel")
    await scene.canary(room, carol)
    found_all = await seen.count(2)  # nobody is told twice
    assert found_all[1].body == "Kanarienvogel"


async def test_what_is_redacted_is_taken_back(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    message = scene.hs.message(CAROL, "versehentlich geheim")
    scene.tell(room, message)
    await seen.count(1)
    gone = message["event_id"]
    redaction = scene.hs.event("m.room.redaction", {"redacts": gone}, CAROL, redacts=gone)
    scene.tell(room, redaction)
    await until(lambda: seen.withdrawn == [room], "taken back")


async def test_history_is_no_news_and_neither_is_a_room_that_comes_anew(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    scene.hs.answer(
        f"/rooms/{room}/messages".replace("!", "%21").replace(":", "%3A"),
        {"chunk": [scene.hs.message(CAROL, f"alt {n}") for n in range(3)], "start": "t0", "end": "t9"},
    )
    follower = await scene.timeline(room)
    await follower.timeline.load_older(3)
    scene.tell(room, scene.hs.message(CAROL, "neu"))
    found = await seen.count(1)
    assert found[0].body == "neu"


async def test_nothing_is_told_of_where_the_organisation_or_the_user_wants_nothing(scene: Scene, seen: Seen) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    scene.anna.account.prefs.choose(NOTIFICATIONS, False)
    scene.tell(room, scene.hs.message(CAROL, "still"))
    await scene.anna.wait_text(room, "still")
    centre = scene.anna.account.notifications
    await until(lambda: room in centre._shown, "that it was judged")
    scene.anna.account.prefs.choose(NOTIFICATIONS, True)
    scene.tell(room, scene.hs.message(CAROL, "laut"))
    found = await seen.count(1)
    assert (found[0].body, found[0].count) == ("laut", 2)
