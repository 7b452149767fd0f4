# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-16: polls of any shape, and votes of anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.store import polls
from app.types import Poll
from tests.attacks.app.scene import Scene, rows

Json = dict[str, Any]
ANSWERS = [("a", "Ja"), ("b", "Nein"), ("c", "Vielleicht")]
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["a", "b", "m.text", "id"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "m.id",
                    "answers",
                    "question",
                    "body",
                    "m.text",
                    "org.matrix.msc1767.text",
                    "kind",
                    "max_selections",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@dataclass
class Event:
    sender: str
    ts: int
    content: Json
    shown_type: str = polls.RESPONSES[0]
    event_id: str = field(default="$x")


def poll(*, disclosed: bool = True, most: int = 1) -> Poll:
    found = polls.poll_of(polls.start("Kommt ihr?", ANSWERS, disclosed=disclosed, most=most))
    assert found is not None
    return found


def vote(sender: str, ts: int, *answers: object) -> Event:
    return Event(sender, ts, {polls.RESPONSES[0]: {"answers": list(answers)}})


def votes(events: list[Event], *, most: int = 1, disclosed: bool = True) -> list[int | None]:
    asked = poll(most=most, disclosed=disclosed)
    counted = polls.with_votes(asked, "@author:x", events, "@me:x", lambda user: user == "@moderator:x")
    return [each.votes for each in counted.answers]


@given(odd, odd)
def test_c16_whatever_the_shape_reading_never_fails(start: object, answer: object) -> None:
    for name in (*polls.STARTS, "m.poll"):
        found = polls.poll_of({name: start})
        if found is not None:
            events = [Event("@x:y", 5, {polls.RESPONSES[0]: answer}), Event("@y:y", 5, {"m.selections": answer})]
            polls.with_votes(found, "@a:b", events, "@me:x", lambda _user: False)


def test_the_last_vote_of_each_counts_once() -> None:
    assert votes([vote("@a:x", 2, "b"), vote("@a:x", 1, "a"), vote("@b:x", 1, "a")]) == [1, 1, 0]
    assert votes([vote("@a:x", 1, "a", "b", "c")]) == [1, 0, 0]
    assert votes([vote("@a:x", 1, "a", "a", "b")], most=2) == [1, 1, 0]
    assert votes([vote("@a:x", 1, "a"), vote("@a:x", 2)]) == [0, 0, 0]
    assert votes([vote("@a:x", 1, "a"), vote("@a:x", 2, "nonsense")]) == [0, 0, 0]
    assert votes([vote("", 1, "a")]) == [0, 0, 0]


def test_only_the_author_and_moderators_end_a_poll() -> None:
    def end(sender: str) -> Event:
        return Event(sender, 5, {}, polls.ENDS[0])

    late = vote("@a:x", 6, "a")
    assert votes([end("@a:x"), late]) == [1, 0, 0]
    assert votes([end("@author:x"), late]) == [0, 0, 0]
    assert votes([end("@moderator:x"), late]) == [0, 0, 0]
    assert votes([vote("@a:x", 1, "a")], disclosed=False) == [None, None, None]
    assert votes([vote("@a:x", 1, "a"), end("@author:x")], disclosed=False) == [1, 0, 0]


def test_the_stable_shape_is_read() -> None:
    found = polls.poll_of(
        {
            "m.poll": {
                "question": {"m.text": [{"body": "Wann?"}]},
                "kind": "m.disclosed",
                "max_selections": 2,
                "answers": [{"m.id": "1", "m.text": [{"body": "Jetzt"}]}, {"m.id": "2", "m.text": [{"body": "Bald"}]}],
            }
        }
    )
    assert found is not None
    assert [(each.id, each.text) for each in found.answers] == [("1", "Jetzt"), ("2", "Bald")]


async def test_p29_a_vote_in_clear_does_not_count_in_an_encrypted_poll(scene: Scene) -> None:
    carol = scene.peer("@carol:evil.test")
    room = await scene.room(carol)
    scene.share(carol, room)
    start = carol.room_event(
        room, event_type=polls.STARTS[0], content=polls.start("Geheim?", ANSWERS, disclosed=True, most=1)
    )
    clear = scene.hs.event(polls.RESPONSES[0], polls.response(str(start["event_id"]), ["a"]), sender="@carol:evil.test")
    scene.tell(room, start, clear)
    await scene.canary(room, carol)
    follower = await scene.timeline(room)
    (row,) = rows(follower, event_id=start["event_id"])
    assert row.poll is not None
    assert [each.votes for each in row.poll.answers] == [0, 0, 0]
    sealed = carol.room_event(
        room, event_type=polls.RESPONSES[0], content=polls.response(str(start["event_id"]), ["b"])
    )
    scene.tell(room, sealed)
    await follower.wait(
        lambda item: item.poll is not None and [each.votes for each in item.poll.answers] == [0, 1, 0], "the vote"
    )
