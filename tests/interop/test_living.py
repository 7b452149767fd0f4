# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading, typing and reacting with a peer built on matrix-js-sdk, both ways, in one long conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from app.policy.categories.privacy import READ_RECEIPTS
from app.types import TimelineItem
from tests.support.account_world import People, until
from tests.support.account_world import people as people
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def test_reading_typing_and_reacting_both_ways(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)
    room = await anna.account.create_room(name="Raum", invite=[jonas.user_id])
    await jonas.join(room)
    follower = await anna.timeline(room)
    live = anna.account.live

    # They read what we wrote: publicly, then in a thread's way of counting, never privately.
    first = await anna.send(room, "Erste Nachricht")
    await jonas.wait_text(room, "Erste Nachricht")
    await jonas.call("receipt", room=room, event=first)

    def read_by_jonas(event_id: str) -> Callable[[TimelineItem], bool]:
        return lambda item: (
            item.event_id == event_id
            and item.read_by is not None
            and [seen.user_id for seen in item.read_by.people] == [jonas.user_id]
        )

    await follower.wait(read_by_jonas(first), "their receipt", 30)
    second = await anna.send(room, "Zweite Nachricht")
    await jonas.wait_text(room, "Zweite Nachricht")
    await jonas.call("receipt", room=room, event=second, type="m.read.private")
    theirs = await jonas.send(room, "Antwort")
    await anna.wait_text(room, "Antwort")
    assert [seen.user_id for seen in await live.readers(room, first)] == [jonas.user_id]
    for event, device_id, user_id in (
        (theirs, jonas.device_id, jonas.user_id),
        (first, anna.account.device_id, anna.user_id),
    ):  # which device sent it, by the keys of both
        known = await anna.account.details.read(room, event)
        assert known is not None
        assert known.device is not None
        assert (known.device.device_id, known.device.known) == (device_id, True), user_id
    await jonas.call("receipt", room=room, event=second, unthreaded=True)
    await until(lambda: anna.account.connection.link == "online")
    async with asyncio.timeout(30):
        while [seen.user_id for seen in await live.readers(room, second)] != [jonas.user_id]:
            await asyncio.sleep(0.05)

    # We read: publicly first, then only for ourselves.
    await follower.timeline.mark_read()
    async with asyncio.timeout(30):
        while not any(
            receipt["userId"] == anna.user_id for receipt in await jonas.call("receipts", room=room, event=theirs)
        ):
            await asyncio.sleep(0.05)
    anna.account.prefs.choose(READ_RECEIPTS, "private")
    secret = await jonas.send(room, "Wer liest mit?")
    await anna.wait_text(room, "Wer liest mit?")
    await follower.timeline.mark_read()
    after = await jonas.send(room, "Und noch eine")  # the sync that brings it would bring the receipt as well
    await anna.wait_text(room, "Und noch eine")
    await jonas.wait_text(room, "Und noch eine")
    for event in (secret, after):
        receipts = await jonas.call("receipts", room=room, event=event)
        assert not any(receipt["userId"] == anna.user_id for receipt in receipts)

    # They type, we type.
    await jonas.call("typing", room=room, on=True)
    await until(lambda: [each.user_id for each in live.typing(room)] == [jonas.user_id], "their typing", 30)
    await jonas.call("typing", room=room, on=False)
    await until(lambda: not live.typing(room), "the end of their typing", 30)
    seen_so_far = len(jonas.events)
    live.wrote(room)
    await jonas.event("typing", users=[anna.user_id], since=seen_so_far)
    live.paused(room)
    await jonas.event("typing", users=[], since=seen_so_far + 1)

    # Reactions: ours appear at the peer and go again, theirs with us.
    assert await live.toggle_reaction(room, theirs, "🎉")
    reaction = await jonas.call("wait_for", room=room, type="m.reaction", sender=anna.user_id)
    assert reaction["content"]["m.relates_to"] == {"rel_type": "m.annotation", "event_id": theirs, "key": "🎉"}
    mine = (await jonas.call("react", room=room, event=theirs, key="🎉"))["event_id"]
    both = await follower.wait(
        lambda item: [(each.key, each.count, each.own) for each in item.reactions] == [("🎉", 2, True)], "both", 30
    )
    assert both.event_id == theirs
    assert jonas.user_id not in both.reactions[0].names  # named as the room names them
    assert not await live.toggle_reaction(room, theirs, "🎉")
    async with asyncio.timeout(30):
        while not (await jonas.call("event", room=room, event=reaction["event_id"]))["redacted"]:
            await asyncio.sleep(0.05)
    await jonas.call("redact", room=room, event=mine)
    await follower.wait(lambda item: item.event_id == theirs and item.reactions == (), "none", 30)
    await anna.reopen()
    follower = await anna.timeline(room)
    row = follower.find(theirs)
    assert row is not None
    assert row.reactions == ()
