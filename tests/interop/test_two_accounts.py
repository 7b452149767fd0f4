# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two of our own accounts talk through a real Synapse, with each way of syncing."""

from __future__ import annotations

import asyncio

import pytest

from app.drafts import Draft
from app.errors import ErrorCode, UserError
from app.room_actions import RoomActions
from app.text.written import Written
from app.types import ItemKind, Link, Membership, SendState, TimelineItem
from tests.support.account_world import People, people, until
from tests.support.synapse import Homeserver, new_raw_user, new_user

__all__ = ["people"]
pytestmark = pytest.mark.synapse


async def test_two_people_talk_encrypted_in_a_room(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    assert await anna.account.is_encrypted(room)
    event_id = await anna.send(room, "hallo Bert")
    item = await bert.wait_text(room, "hallo Bert")
    assert (item.event_id, item.encrypted, item.own, item.sender_name) == (event_id, True, False, "Anna")
    await bert.send(room, "hallo Anna")
    answer = await anna.wait_text(room, "hallo Anna")
    assert answer.encrypted
    own = (await anna.timeline(room)).find(event_id)
    assert own is not None
    assert own.own
    assert own.encrypted
    assert own.shield.code is None
    summary = anna.room(room)
    assert summary is not None
    assert summary.preview is not None
    assert (summary.preview.body, summary.unread, summary.encrypted) == ("hallo Anna", 1, True)


async def test_what_the_server_has_is_only_ciphertext(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    spy = new_raw_user(homeserver, "spy")
    room = await anna.account.create_room(name="Raum", invite=[spy.user_id])
    spy.act(room, "join")
    await anna.send(room, "streng geheim")
    page = spy.request("GET", f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=50")
    types = [event["type"] for event in page["chunk"]]
    assert "m.room.encrypted" in types
    assert "m.room.message" not in types
    assert "geheim" not in str(page)


async def test_everything_is_there_again_after_a_restart(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    await anna.send(room, "eins")
    await bert.wait_text(room, "eins")
    await bert.stop()
    await anna.send(room, "zwei, waehrend Bert fort ist")
    await anna.reopen()
    await anna.send(room, "drei, nach Annas Neustart")
    await bert.reopen()
    await bert.wait_text(room, "drei, nach Annas Neustart")
    follower = await bert.timeline(room)
    assert follower.bodies == ["eins", "zwei, waehrend Bert fort ist", "drei, nach Annas Neustart"]
    await bert.send(room, "vier")
    await anna.wait_text(room, "vier")
    assert (await anna.timeline(room)).bodies[-2:] == ["drei, nach Annas Neustart", "vier"]


async def test_rooms_and_messages_are_there_without_a_network(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    room = await anna.create_room(name="Lagebesprechung")
    await anna.send(room, "fuer morgen")
    await anna.wait_text(room, "fuer morgen")
    await anna.reopen(online=False)
    assert [summary.name for summary in anna.account.rooms.items] == ["Lagebesprechung"]
    follower = await anna.timeline(room)
    assert follower.bodies == ["fuer morgen"]
    assert follower.items[-1].encrypted
    assert anna.account.connection.link is Link.STARTING
    await anna.account.writing.save_draft(room, Draft(Written("angefangen")))
    assert await anna.account.writing.draft(room) == Draft(Written("angefangen"))


async def test_a_message_shows_at_once_and_keeps_its_key(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    room = await anna.create_room()
    follower = await anna.timeline(room)
    states: list[tuple[str, SendState | None]] = []
    follower.timeline.changed.connect(
        lambda _diffs: states.extend((item.key, item.send_state) for item in follower.timeline.items if item.body)
    )
    await anna.account.send_text(room, "sofort da")
    assert (follower.items[-1].body, follower.items[-1].send_state) == ("sofort da", SendState.SENDING)
    key = follower.items[-1].key
    await follower.wait(lambda item: item.body == "sofort da" and item.send_state is None)
    assert {each for each, _ in states} == {key}
    order = [state for _, state in states]
    assert order == sorted(order, key=[SendState.SENDING, SendState.SENT, None].index)
    assert len([item for item in follower.items if item.body]) == 1


async def test_messages_written_offline_go_out_in_order_later(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    await anna.account.pause()
    for number in range(5):
        await anna.account.send_text(room, f"offline {number}")
    await anna.reopen(online=False)
    follower = await anna.timeline(room)
    assert [item.send_state for item in follower.items if item.body] == [SendState.SENDING] * 5
    await anna.start()
    await bert.wait_text(room, "offline 4")
    assert (await bert.timeline(room)).bodies == [f"offline {number}" for number in range(5)]


async def test_a_long_absence_leaves_a_gap_that_scrolling_back_fills(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "raw")
    room = await anna.account.create_room(name="Offen", invite=[raw.user_id], encrypted=False)
    raw.act(room, "join")
    raw.send(room, {"msgtype": "m.text", "body": "vorher"})
    await anna.wait_text(room, "vorher")
    await anna.stop()
    for number in range(130):
        await asyncio.to_thread(raw.send, room, {"msgtype": "m.text", "body": f"{number}"})
    await anna.reopen()
    follower = await anna.timeline(room)
    await follower.wait(lambda item: item.body == "129")
    while not follower.timeline.at_start:
        await follower.timeline.load_older(30)
    assert follower.bodies == ["vorher", *(str(number) for number in range(130))]
    await anna.reopen(online=False)
    follower = await anna.timeline(room)
    while not follower.timeline.at_start:
        await follower.timeline.load_older(30)
    assert follower.bodies == ["vorher", *(str(number) for number in range(130))]


async def test_a_burst_into_the_open_room_comes_whole_and_in_order(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "raw")
    room = await anna.account.create_room(name="Offen", invite=[raw.user_id], encrypted=False)
    raw.act(room, "join")
    follower = await anna.timeline(room)
    for number in range(150):
        await asyncio.to_thread(raw.send, room, {"msgtype": "m.text", "body": f"{number}"})
    await follower.wait(lambda item: item.body == "149")
    await until(lambda: follower.bodies == [str(number) for number in range(150)], f"all of {len(follower.bodies)}")


async def test_edits_reactions_replies_and_redactions(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    event_id = await anna.send(room, "Tipfehler")
    await bert.wait_text(room, "Tipfehler")
    await anna.account.edit(room, event_id, "Tippfehler")
    item = await bert.wait_text(room, "Tippfehler")
    assert item.event_id == event_id
    assert item.edited
    await bert.account.react(room, event_id, "👍")
    follower = await anna.timeline(room)
    item = await follower.wait(lambda item: bool(item.reactions))
    assert [(each.key, each.count, each.own) for each in item.reactions] == [("👍", 1, False)]
    await bert.account.reply(room, event_id, "stimmt")
    item = await anna.wait_text(room, "stimmt")
    assert item.in_reply_to is not None
    assert (item.in_reply_to.event_id, item.in_reply_to.body) == (event_id, "Tippfehler")
    await anna.account.redact(room, event_id)
    item = await (await bert.timeline(room)).wait(lambda item: item.kind is ItemKind.REDACTED)
    assert (item.event_id, item.body, item.reactions) == (event_id, "", ())
    follower = await bert.timeline(room)
    quoting = await follower.wait(lambda item: item.body == "stimmt")
    await until(lambda: _quotation(follower.find(quoting.event_id or "")) == "", "the quotation to go too")


def _quotation(item: TimelineItem | None) -> str | None:
    return item.in_reply_to.body if item is not None and item.in_reply_to is not None else None


async def test_an_invitation_can_be_declined_and_a_room_left(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert, join=False)
    await until(lambda: bert.room(room) is not None)
    summary = bert.room(room)
    assert summary is not None
    assert (summary.membership, summary.name) == (Membership.INVITE, "Raum")
    assert summary.inviter.startswith("Anna (@anna-")
    await bert.account.leave(room)
    await until(lambda: bert.room(room) is None)
    with pytest.raises(UserError) as refused:
        await bert.account.join(room)
    assert refused.value.code is ErrorCode.FORBIDDEN
    await anna.account.leave(room)
    await until(lambda: anna.room(room) is None)


async def test_a_refused_message_fails_and_the_next_one_goes(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "raw")
    room = raw.create_room(preset="public_chat")
    await anna.account.join(room)
    follower = await anna.timeline(room)
    await anna.account.send_text(room, "x" * 70_000)
    item = await follower.wait(lambda item: item.send_state is SendState.FAILED)
    assert item.send_error == ErrorCode.TOO_LARGE.value
    await anna.send(room, "kurz")
    await anna.account.discard(room, item.key)
    await until(lambda: follower.bodies == ["kurz"])
    raw.set_state(room, "m.room.power_levels", {"events_default": 50})
    await anna.account.send_text(room, "darf ich?")
    item = await follower.wait(lambda item: item.send_state is SendState.FAILED)
    assert item.send_error == ErrorCode.FORBIDDEN.value
    raw.set_state(room, "m.room.power_levels", {"events_default": 0})
    await anna.account.resend(room, item.key)
    await follower.wait(lambda item: item.body == "darf ich?" and item.send_state is None)


async def test_unread_counts_and_reading(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.create_room(bert)
    for number in range(3):
        await bert.send(room, f"neu {number}")
    await until(lambda: (summary := anna.room(room)) is not None and summary.unread == 3, "three unread")
    follower = await anna.timeline(room)
    await follower.timeline.mark_read()
    await until(lambda: (summary := anna.room(room)) is not None and summary.unread == 0, "none unread")
    await anna.reopen()
    summary = anna.room(room)
    assert summary is not None
    assert summary.unread == 0
    await bert.send(room, "noch eins")
    await until(lambda: (summary := anna.room(room)) is not None and summary.unread == 1, "one unread")


async def test_direct_rooms_are_known_as_such(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.account.create_room(invite=[bert.user_id], direct=True)
    await until(lambda: (summary := anna.room(room)) is not None and summary.direct, "direct for Anna")
    await until(lambda: (summary := anna.room(room)) is not None and summary.heroes == ("Bert",), "named after Bert")
    await bert.accept(room)
    await until(lambda: (summary := bert.room(room)) is not None and summary.direct, "direct for Bert")
    await bert.reopen()
    assert (summary := bert.room(room)) is not None
    assert (summary.direct, summary.name, summary.heroes) == (True, None, ("Anna",))


async def test_the_direct_room_of_an_invitation_is_found_before_it_is_listed(
    people: People, homeserver: Homeserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(self: RoomActions, room_id: str, users: object) -> None: ...

    monkeypatch.setattr(RoomActions, "_mark_direct", not_yet)
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    room = await anna.account.create_room(invite=[bert.user_id], direct=True)
    await until(lambda: bert.room(room) is not None, "the invitation")
    await bert.account.join(room)
    assert await bert.account._actions.direct_room(anna.user_id) == room


async def test_signing_out_removes_the_device_and_the_profile(people: People, homeserver: Homeserver) -> None:
    user = new_user(homeserver, "anna")
    anna = await people.sign_in(user)
    device = anna.account.device_id
    await anna.account.sign_out()
    assert not anna.folder.exists()
    token = str(homeserver.login(user.localpart, user.password)["access_token"])
    devices = homeserver.request("GET", "/_matrix/client/v3/devices", token=token)["devices"]
    assert device not in [entry["device_id"] for entry in devices]
