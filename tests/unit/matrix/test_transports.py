# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Both transports on a real Synapse: the same stories, the same outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.discovery import discover
from app.matrix.login import sign_in
from app.matrix.sync.types import SyncBatch
from tests.support.synapse import Homeserver, RawUser, new_raw_user, new_user
from tests.unit.matrix.sync_driver import Follower

pytestmark = pytest.mark.synapse
TEXT = {"msgtype": "m.text"}


@dataclass
class Scene:
    """Anna, whose sync is under test, and Bert, who does things."""

    homeserver: Homeserver
    client: MatrixClient
    bert: RawUser
    classic: bool

    @property
    def anna(self) -> str:
        return self.client.user_id

    async def follow(self, tokens: dict[str, str] | None = None) -> Follower:
        return await Follower.start(self.client, classic=self.classic, tokens=tokens)

    def say(self, room_id: str, *bodies: str) -> None:
        for body in bodies:
            self.bert.send(room_id, {**TEXT, "body": body})

    async def shared_room(self, name: str = "Referat") -> str:
        room_id = self.bert.create_room(name=name, invite=[self.anna])
        await api.join(self.client, room_id)
        return room_id


@pytest.fixture(params=[False, True], ids=["sliding", "classic"])
async def scene(request: pytest.FixtureRequest, homeserver: Homeserver) -> AsyncIterator[Scene]:
    anna = new_user(homeserver, "anna")
    found = await discover(homeserver.url)
    client = (await sign_in(found, anna.localpart, anna.password, device_name="Test")).client()
    yield Scene(homeserver, client, new_raw_user(homeserver, "bert"), bool(request.param))
    await client.close()


async def test_messages_arrive_in_order_and_once(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    scene.say(room_id, *(f"Nachricht {number}" for number in range(5)))
    await sync.until(lambda told: len(told.bodies(room_id)) == 5)
    scene.say(room_id, "danach")
    await sync.until(lambda told: "danach" in told.bodies(room_id))
    assert sync.told.bodies(room_id) == [*(f"Nachricht {number}" for number in range(5)), "danach"]
    state = sync.told.state(room_id)
    assert state["m.room.name", ""] == {"name": "Referat"}
    assert state["m.room.member", scene.anna]["membership"] == "join"
    assert ("m.room.create", "") in state
    first = sync.told.updates(room_id)[0]
    assert first.membership == "join"
    assert first.initial
    assert first.joined_count == 2


async def test_state_changes_arrive(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    scene.bert.set_state(room_id, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    scene.bert.set_state(room_id, "m.room.name", {"name": "Neuer Name"})
    scene.bert.set_state(room_id, "m.room.topic", {"topic": "Thema"})
    await sync.until(lambda told: ("m.room.topic", "") in told.state(room_id))
    state = sync.told.state(room_id)
    assert state["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"
    assert state["m.room.name", ""] == {"name": "Neuer Name"}


async def test_an_invitation_is_seen_and_accepted(scene: Scene) -> None:
    sync = await scene.follow()
    await sync.step()
    room_id = scene.bert.create_room(name="Einladung", invite=[scene.anna])
    await sync.until(lambda told: told.membership(room_id) == "invite")
    update = sync.told.updates(room_id)[-1]
    assert {event["type"] for event in update.stripped_state} >= {"m.room.name", "m.room.member"}
    assert update.timeline == () or not update.timeline
    await api.join(scene.client, room_id)
    await sync.until(lambda told: told.membership(room_id) == "join")
    assert sync.told.updates(room_id)[-1].initial
    assert sync.told.state(room_id)["m.room.member", scene.bert.user_id]["membership"] == "join"


async def test_an_invitation_is_declined(scene: Scene) -> None:
    sync = await scene.follow()
    await sync.step()
    room_id = scene.bert.create_room(invite=[scene.anna])
    await sync.until(lambda told: told.membership(room_id) == "invite")
    await api.leave(scene.client, room_id)
    await sync.until(lambda told: told.membership(room_id) == "leave")


@pytest.mark.parametrize(("action", "membership"), [("kick", "leave"), ("ban", "ban")])
async def test_being_thrown_out_is_seen(scene: Scene, action: str, membership: str) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    assert sync.told.membership(room_id) == "join"
    scene.bert.act(room_id, action, user_id=scene.anna)
    await sync.until(lambda told: told.membership(room_id) == membership)


async def test_leaving_elsewhere_is_seen_and_coming_back_too(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    await api.leave(scene.client, room_id)
    await sync.until(lambda told: told.membership(room_id) == "leave")
    scene.bert.act(room_id, "invite", user_id=scene.anna)
    await sync.until(lambda told: told.membership(room_id) == "invite")
    await api.join(scene.client, room_id)
    await sync.until(lambda told: told.membership(room_id) == "join")
    assert sync.told.updates(room_id)[-1].initial


async def test_others_come_and_go(scene: Scene) -> None:
    room_id = await scene.shared_room()
    carla = new_raw_user(scene.homeserver, "carla")
    sync = await scene.follow()
    await sync.step()
    scene.bert.act(room_id, "invite", user_id=carla.user_id)
    carla.act(room_id, "join")
    key = ("m.room.member", carla.user_id)
    await sync.until(lambda told: told.state(room_id).get(key, {}).get("membership") == "join")
    carla.act(room_id, "leave")
    await sync.until(lambda told: told.state(room_id)[key]["membership"] == "leave")


async def test_a_long_absence_leaves_a_gap_that_messages_fill(scene: Scene) -> None:
    room_id = await scene.shared_room()
    scene.say(room_id, "vorher")
    sync = await scene.follow()
    await sync.step()
    scene.say(room_id, *(f"N{number}" for number in range(70)))
    await sync.step()
    update = sync.told.updates(room_id)[-1]
    assert update.limited
    assert update.prev_batch is not None
    got = [event["content"]["body"] for event in update.timeline]
    place: str | None = update.prev_batch
    while place is not None and "vorher" not in got:
        page = await api.messages(scene.client, room_id, start=place, limit=30)
        got = [event["content"]["body"] for event in page.events if event["type"] == "m.room.message"][::-1] + got
        place = page.end
    assert got[got.index("vorher") :] == ["vorher", *(f"N{number}" for number in range(70))]


async def test_a_restart_goes_on_where_it_was(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    scene.say(room_id, "gestern")
    await sync.until(lambda told: "gestern" in told.bodies(room_id))
    for _ in range(3):
        await sync.step()
    scene.say(room_id, "heute Nacht")
    again = await scene.follow(sync.told.tokens)
    await again.until(lambda told: told.bodies(room_id))
    assert again.told.bodies(room_id) == ["heute Nacht"]
    assert not again.told.updates(room_id)[0].initial
    assert again.told.gaps == 0


async def test_what_was_not_committed_comes_again(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    scene.say(room_id, "nur nicht verlieren")
    connection = sync.transport.connections[-1]

    def bodies(batch: SyncBatch) -> list[str]:
        assert batch.rooms is not None
        return [
            event["content"]["body"]
            for room in batch.rooms.rooms
            for event in room.timeline
            if event["type"] == "m.room.message"
        ]

    first = await connection.poll(2000)
    second = await connection.poll(2000)
    assert bodies(first) == bodies(second) == ["nur nicht verlieren"]
    connection.commit(second)
    connection.commit(first)  # an old batch changes nothing
    assert bodies(await connection.poll(100)) == []


async def test_to_device_messages_stay_until_they_are_committed(scene: Scene) -> None:
    sync = await scene.follow()
    await sync.step()
    content = {"messages": {scene.anna: {scene.client.device_id: {"n": 1}}}}
    scene.bert.request("PUT", "/_matrix/client/v3/sendToDevice/m.dummy/t1", content)
    connection = sync.transport.connections[0]
    for _ in range(2):
        batch = await connection.poll(2000)
        assert batch.encryption is not None
        assert [event["content"] for event in batch.encryption.to_device] == [{"n": 1}]
    again = await scene.follow(sync.told.tokens)  # a crash before the commit
    await again.until(lambda told: told.to_device)
    assert [event["content"] for event in again.told.to_device] == [{"n": 1}]
    for _ in range(2):
        await again.step()
    third = await scene.follow(again.told.tokens)
    await third.step(timeout_ms=100)
    assert third.told.to_device == []


async def test_many_to_device_messages_come_in_order(scene: Scene) -> None:
    sync = await scene.follow()
    await sync.step()
    for number in range(230):
        content = {"messages": {scene.anna: {scene.client.device_id: {"n": number}}}}
        scene.bert.request("PUT", f"/_matrix/client/v3/sendToDevice/m.dummy/m{number}", content)
    await sync.until(lambda told: len(told.to_device) >= 230)
    assert [event["content"]["n"] for event in sync.told.to_device] == list(range(230))


async def test_device_lists_and_key_counts(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    await sync.step()
    assert sync.told.gaps == 1  # the first answer cannot say what changed before
    assert sync.told.otk_counts.get("signed_curve25519", 0) == 0
    keys = {
        "user_id": scene.bert.user_id,
        "device_id": scene.bert.device_id,
        "algorithms": [],
        "keys": {f"ed25519:{scene.bert.device_id}": "x", f"curve25519:{scene.bert.device_id}": "y"},
        "signatures": {scene.bert.user_id: {f"ed25519:{scene.bert.device_id}": "z"}},
    }
    scene.bert.request("POST", "/_matrix/client/v3/keys/upload", {"device_keys": keys})
    await sync.until(lambda told: scene.bert.user_id in told.changed)
    scene.bert.act(room_id, "leave")
    await sync.until(lambda told: scene.bert.user_id in told.left)
    assert sync.told.gaps == 1


@pytest.mark.parametrize("expired", [True, False], ids=["expired", "nonsense"])
async def test_a_position_that_the_server_does_not_know_starts_over(scene: Scene, expired: bool) -> None:
    room_id = await scene.shared_room()
    other = await scene.shared_room("Verlassen")
    await api.leave(scene.client, other)
    sync = await scene.follow()
    for _ in range(2):
        await sync.step()
    tokens = {name: _forgotten(value) if expired else "nonsense" for name, value in sync.told.tokens.items()}
    again = await scene.follow(tokens)
    await again.until(lambda told: told.complete is not None)
    assert again.told.updates(room_id)[0].initial
    assert again.told.complete == [room_id]  # whoever knew the other room learns that it is gone
    assert again.told.gaps == (1 if scene.classic or not expired else 0)
    scene.say(room_id, "weiter")
    await again.until(lambda told: "weiter" in told.bodies(room_id))


def _forgotten(token: str) -> str:
    """A position that Synapse does not know (any more), but could have given out."""
    connection, slash, stream = token.partition("/")
    if slash:
        return f"{connection if connection == '0' else 987654321}/{stream}"
    return "s_not_a_token" if token.startswith("s") else token


async def test_the_open_room_is_told_at_once_with_more_history(scene: Scene) -> None:
    room_id = await scene.shared_room()
    scene.say(room_id, *(f"N{number}" for number in range(20)))
    sync = await scene.follow()
    for _ in range(2):
        await sync.step()
    connection = sync.transport.connections[-1]
    waiting = asyncio.ensure_future(connection.poll(20_000))
    await asyncio.sleep(0.1)
    sync.transport.open_room(room_id)
    if scene.classic:
        scene.say(room_id, "weckt auf")
    batch = await asyncio.wait_for(waiting, 5)
    sync.take(connection, batch)
    if not scene.classic:
        assert batch.rooms is not None
        [update] = batch.rooms.rooms
        assert len(update.timeline) > 20
        assert not update.limited
    sync.transport.open_room(None)
    scene.say(room_id, "weiter")
    await sync.until(lambda told: "weiter" in told.bodies(room_id))


async def test_receipts_typing_and_account_data(scene: Scene) -> None:
    room_id = await scene.shared_room()
    sync = await scene.follow()
    for _ in range(2):
        await sync.step()
    event_id = scene.bert.send(room_id, {**TEXT, "body": "gelesen?"})
    own = await api.send_event(scene.client, room_id, "m.room.message", {**TEXT, "body": "ja"}, "txn-read")
    scene.bert.request("POST", api.path("rooms", room_id, "receipt", "m.read", own), {})
    scene.bert.request(
        "PUT", api.path("rooms", room_id, "typing", scene.bert.user_id), {"typing": True, "timeout": 10000}
    )
    await api.put_account_data(scene.client, "m.direct", {scene.bert.user_id: [room_id]})
    await api.mark_read(scene.client, room_id, fully_read=event_id, read=event_id)

    def got(kind: str) -> list[object]:
        values = [getattr(update, kind) for update in sync.told.updates(room_id)]
        return [value for value in values if value]

    await sync.until(lambda _told: got("typing") and got("account_data"))
    await sync.until(lambda _told: any(own in receipts for receipts in got("receipts")))  # type: ignore[operator]
    assert got("typing")[-1] == [scene.bert.user_id]
    kinds = {
        event["type"]: event["content"]
        for batch in sync.told.batches
        if batch.rooms
        for event in batch.rooms.account_data
    }
    assert kinds["m.direct"] == {scene.bert.user_id: [room_id]}
    mine = [update for update in sync.told.updates(room_id) if update.timeline]
    echo = next(event for update in mine for event in update.timeline if event["event_id"] == own)
    assert echo["unsigned"]["transaction_id"] == "txn-read"


async def test_signed_out_elsewhere(scene: Scene) -> None:
    from app.errors import ErrorCode, UserError

    sync = await scene.follow()
    await sync.step()
    await api.logout(scene.client)
    with pytest.raises(UserError) as caught:
        await sync.step()
    assert caught.value.code is ErrorCode.SIGNED_OUT
    await api.logout(scene.client)  # already gone is fine
