# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Directories, spaces and previews of a homeserver that means ill."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms
from app.matrix import rooms_api
from app.matrix.client import MatrixClient
from app.matrix.rooms_api import _rooms
from app.types import Membership
from tests.support.evil_homeserver import EvilHomeserver

SPACE, ROOM = "!space:evil.test", "!room:evil.test"
JUNK: list[Any] = [
    None,
    7,
    "x",
    [],
    {},
    {"room_id": 7},
    {"room_id": "#alias:evil.test"},
    {"room_id": "!" + "x" * 400},
    {"room_id": None, "name": "Nichts"},
]
HOSTILE = {
    "room_id": ROOM,
    "name": "N" * 10_000,
    "topic": ["<img src=x>"],
    "canonical_alias": {"a": 1},
    "avatar_url": "https://evil.test/pixel.png",
    "num_joined_members": -5,
    "join_rule": {"public": True},
    "room_type": ["m.space"],
    "world_readable": "yes",
    "encryption": 1,
    "membership": "owner",
    "children_state": "many",
}


def say(hs: EvilHomeserver, part: str, body: Any, *, status: int = 200) -> None:
    """From now on; nothing else that was said before."""
    hs.honest()
    hs.answer(part, body, status=status)


async def test_c_public_rooms_that_make_no_sense(hs: EvilHomeserver, client: MatrixClient) -> None:
    say(hs, "/publicRooms", {"chunk": [*JUNK, HOSTILE, HOSTILE, {"room_id": "!gut:evil.test", "name": "Gut"}]})
    page = await rooms_api.public_rooms(client, "")
    assert [room.room_id for room in page.rooms] == [ROOM, "!gut:evil.test"]
    assert page.rooms[0] == FoundRoom(ROOM, "N" * 256, join_rule="invite")  # nothing of the rest is believed
    for body in (
        {},
        {"chunk": None},
        {"chunk": {"a": 1}},
        {"chunk": [], "next_batch": 7, "total_room_count_estimate": "x"},
    ):
        say(hs, "/publicRooms", body)
        assert await rooms_api.public_rooms(client, "") == FoundRooms()


async def test_l_more_rooms_than_anybody_asked_for(hs: EvilHomeserver, client: MatrixClient) -> None:
    say(hs, "/publicRooms", {"chunk": [{"room_id": f"!r{number}:evil.test"} for number in range(20_000)]})
    assert len((await rooms_api.public_rooms(client, "")).rooms) == 200


async def test_l_pages_that_go_round_in_circles_end(hs: EvilHomeserver, client: MatrixClient) -> None:
    say(hs, "/publicRooms", {"chunk": [], "next_batch": "again"})
    assert (await rooms_api.public_rooms(client, "")).following == "again"
    assert (await rooms_api.public_rooms(client, "", since="again")).following is None
    say(hs, "/hierarchy", {"rooms": [], "next_batch": "again"})
    assert (await rooms_api.hierarchy(client, SPACE, since="again"))[1].following is None


async def test_c_a_hierarchy_that_makes_no_sense(hs: EvilHomeserver, client: MatrixClient) -> None:
    child = {"type": "m.space.child", "state_key": ROOM, "content": {"via": ["a.example", "b c", 7], "suggested": True}}
    own = {"room_id": SPACE, "name": "Amt", "room_type": "m.space", "children_state": [*JUNK, child]}
    say(hs, "/hierarchy", {"rooms": [*JUNK, own, {"room_id": ROOM, "name": "Raum"}, HOSTILE]})
    space, page = await rooms_api.hierarchy(client, SPACE)
    assert space is not None
    assert (space.name, space.is_space) == ("Amt", True)
    [room] = page.rooms
    assert (room.room_id, room.via, room.suggested) == (ROOM, ("a.example",), True)
    say(hs, "/hierarchy", {"rooms": "none"})
    assert await rooms_api.hierarchy(client, SPACE) == (None, FoundRooms())


async def test_a_preview_asks_our_own_server_only(hs: EvilHomeserver, client: MatrixClient) -> None:
    say(hs, "/room_summary/", {"room_id": ROOM, "name": "Raum", "membership": "knock", "join_rule": "knock"})
    found = await rooms_api.room_summary(client, "#raum:anderswo.example", ("anderswo.example",))
    assert (found.membership, found.may_knock, found.via) == (Membership.KNOCK, True, ("anderswo.example",))
    [request] = hs.requests("/room_summary/")
    assert "%23raum%3Aanderswo.example" in request.path
    assert request.query["via"] == "anderswo.example"
    say(hs, "/room_summary/", [])
    with pytest.raises(UserError) as error:
        await rooms_api.room_summary(client, ROOM)
    assert error.value.code is ErrorCode.BAD_ANSWER
    say(hs, "/room_summary/", {"errcode": "M_UNRECOGNIZED", "error": "?"}, status=404)
    say(
        hs,
        "/im.nheko.summary/",
        {"room_id": ROOM, "name": "Alt", "im.nheko.summary.encryption": "m.megolm.v1.aes-sha2"},
    )
    old = await rooms_api.room_summary(client, ROOM)  # an older server
    assert (old.name, old.encrypted) == ("Alt", True)


async def test_c_people_that_make_no_sense(hs: EvilHomeserver, client: MatrixClient) -> None:
    good = {"user_id": "@anna:evil.test", "display_name": "A" * 5000, "avatar_url": "http://evil.test/pixel"}
    say(hs, "/user_directory/search", {"results": [*JUNK, {"user_id": "anna"}, good], "limited": "?"})
    [person] = await rooms_api.search_people(client, "a")
    assert (person.user_id, len(person.display_name), person.avatar) == ("@anna:evil.test", 256, None)
    say(hs, "/user_directory/search", {"results": 3})
    assert await rooms_api.search_people(client, "a") == []


async def test_a_knock_that_is_refused(hs: EvilHomeserver, client: MatrixClient) -> None:
    say(hs, "/knock/", {"errcode": "M_FORBIDDEN", "error": "no"}, status=403)
    with pytest.raises(UserError) as error:
        await rooms_api.knock(client, ROOM, "bitte")
    assert error.value.code is ErrorCode.FORBIDDEN
    say(hs, "/knock/", {"room_id": "//evil"})
    assert await rooms_api.knock(client, ROOM) == ROOM


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*HOSTILE, "content"]), inner, max_size=5)
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
def test_c_no_listing_trips_us_over(value: object) -> None:
    for chunk in (value, [value], [{"room_id": ROOM, **value}] if isinstance(value, dict) else []):
        for room in _rooms(chunk, {}, ()):
            assert room.room_id.startswith("!")
            assert room.joined >= 0
