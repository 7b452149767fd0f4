# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages that a program built on matrix-js-sdk wrote while we were not there are found, shown, and read on from."""

from __future__ import annotations

import asyncio

import pytest

from app.errors import ErrorCode, UserError
from app.finder.filling import Filling
from app.finder.query import Hit, Hits, Query
from app.policy.categories.storage import SEARCH_HISTORY
from app.timeline import RoomTimeline
from app.types import Membership
from tests.support.account_world import People, Person, people, until
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, new_user

__all__ = ["people"]
pytestmark = [pytest.mark.synapse, pytest.mark.peer]
COUNT = 300


async def write(peer: Peer, room: str, count: int, first: int = 0) -> list[str]:
    return [await peer.send(room, f"Vorgang {number} im Haushaltsausschuss") for number in range(first, count)]


async def read_on(timeline: RoomTimeline) -> None:
    for _ in range(60):
        if timeline.at_newest:
            return
        await timeline.load_newer(40)
    raise AssertionError("the newest message is never reached")


def numbers(timeline: RoomTimeline) -> list[int]:
    return [int(item.body.split()[1]) for item in timeline.items if item.body.startswith("Vorgang ")]


async def every(person: Person, query: Query) -> list[Hit]:
    hits: list[Hit] = []
    page = Hits((), None)
    while True:
        page = await person.account.finder.find(query, page.more)
        hits += page.hits
        if page.more is None:
            return hits


async def filled(person: Person) -> None:
    filling = person.account.finder.filling
    filling.delay = filling.pause_between = filling.quiet = 0.0
    await filling.stop()
    filling.start()
    await until(lambda: filling.state.filling is Filling.DONE, "history to be fetched", 90)
    await person.account.search_ready()


async def test_far_back_in_an_encrypted_room(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)
    room = await anna.account.create_room(name="Ausschuss", invite=[jonas.user_id], encrypted=True)
    await jonas.join(room)
    await anna.send(room, "vor der Reise")
    await jonas.wait_text(room, "vor der Reise")
    await anna.account.pause()
    events = await write(jonas, room, COUNT)
    await anna.account.start()
    follower = await anna.timeline(room)
    timeline = follower.timeline
    await follower.wait(lambda item: item.body.startswith(f"Vorgang {COUNT - 1} "), "the newest", 30)

    # Nothing is loaded of what the link names: the server is asked, and what it tells is decrypted.
    key = await timeline.focus(events[20])
    rows = [item for item in timeline.items if item.key == key]
    assert [item.body for item in rows] == ["Vorgang 20 im Haushaltsausschuss"]
    assert rows[0].encrypted
    assert not timeline.at_newest
    seen = numbers(timeline)
    assert seen == list(range(seen[0], seen[-1] + 1))
    await timeline.load_older(50)
    await read_on(timeline)
    seen = numbers(timeline)
    assert seen == list(range(seen[0], COUNT))
    assert follower.mirror == list(timeline.items)
    await timeline.show_newest()
    await jonas.send(room, "und weiter")
    await anna.wait_text(room, "und weiter")
    assert numbers(timeline)[-1] == COUNT - 1

    with pytest.raises(UserError) as caught:
        await timeline.focus("$gibt-es-nicht")
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert numbers(timeline)[-1] == COUNT - 1  # it stays where it was

    await filled(anna)
    hit = (await every(anna, Query("Vorgang 7 haushalt", room_id=room)))[-1]
    assert hit.item.event_id == events[7]
    assert [hit.excerpt[first:last] for first, last in hit.parts] == ["Vorgang", "7", "Haushalt"]
    coverage = await anna.account.finder.coverage(room)
    assert (coverage.rooms, coverage.complete, coverage.since, coverage.pending) == (1, 1, None, 0)
    await timeline.focus(events[7])
    await read_on(timeline)
    assert numbers(timeline)[-1] == COUNT - 1
    link = await anna.account.links.to_message(room, events[7])
    understood = anna.account.links.understand(link)
    assert understood is not None
    assert (understood.target, understood.event, understood.via) == (room, events[7], (homeserver.server_name,))


async def test_what_was_written_before_we_came(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    room = await jonas.create_room(encrypted=False, preset="public_chat", name="Archiv")
    events = await write(jonas, room, COUNT)
    anna = await people.sign_in(new_user(homeserver, "anna"))
    finder = anna.account.finder
    await anna.account.join(room)
    await until(lambda: (summary := anna.room(room)) and summary.membership is Membership.JOIN, "to be in the room")
    assert not await every(anna, Query("„Vorgang 3 im“"))

    anna.account.prefs.choose(SEARCH_HISTORY, False)
    filling = finder.filling
    filling.delay = filling.pause_between = filling.quiet = 0.0
    await filling.stop()
    filling.start()
    await until(lambda: finder.state.filling is Filling.OFF, "to be off")
    anna.account.prefs.choose(SEARCH_HISTORY, True)  # and at once it begins
    await until(lambda: finder.state.filling is Filling.DONE, "history to be fetched", 90)
    assert (finder.state.done, finder.state.total) == (1, 1)
    await anna.account.search_ready()
    assert [hit.item.event_id for hit in await every(anna, Query("„Vorgang 3 im“"))] == [events[3]]
    assert len(await every(anna, Query(sender=jonas.user_id))) == COUNT

    # The place that was found is read on from, in the window's way, to the end; and from the end back to it.
    follower = await anna.timeline(room)
    await follower.timeline.focus(events[3])
    await read_on(follower.timeline)
    seen = numbers(follower.timeline)
    assert seen == list(range(seen[0], COUNT))
    await asyncio.gather(follower.timeline.show_newest(), follower.timeline.load_older(10))
    assert numbers(follower.timeline)[-1] == COUNT - 1
