# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formatted text, mentions, threads and polls between our client and one built on matrix-js-sdk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.interop.test_messages_files import conversation
from tests.support.client import StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]
Json = dict[str, Any]


async def test_formatted_text_and_mentions_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    text = f"**Wichtig**: {jonas.user_id} bitte\n\n- lesen\n- `unterschreiben`"
    sent = (await anna.call("send", room=room, text=text, markdown=True))["event_id"]
    content = (await jonas.wait_text(room, "Wichtig"))["content"]
    assert content["body"] == text
    assert content["format"] == "org.matrix.custom.html"
    assert content["formatted_body"] == (
        f"<p><strong>Wichtig</strong>: {jonas.user_id} bitte</p>\n"
        "<ul>\n<li>lesen</li>\n<li><code>unterschreiben</code></li>\n</ul>"
    )
    assert content["m.mentions"] == {"user_ids": [jonas.user_id]}
    own = await anna.wait_row(room, lambda row: row["event_id"] == sent, what="our row")
    assert own["html"] == content["formatted_body"]

    await anna.call("send", room=room, text="ganz *schlicht*")
    assert "formatted_body" not in (await jonas.wait_text(room, "ganz *schlicht*"))["content"]

    html = "<script>x</script><b onclick='y()'>Ja</b> <img src='mxc://a/b'><a href='javascript:z'>gern</a>"
    answer = (await jonas.call("send", room=room, text="Ja gern", html=html, mentions={"user_ids": [anna.user_id]}))[
        "event_id"
    ]
    row = await anna.wait_text(room, "Ja gern")
    assert row["html"] == "<b>Ja</b> <a>gern</a>"
    room_row = await anna.room(room)
    assert room_row is not None
    assert room_row["highlight"] == 1

    await jonas.call("edit", room=room, event=answer, text="Doch nicht", html="<i>Doch</i> nicht")
    edited = await anna.wait_row(room, lambda row: row["body"] == "Doch nicht", what="the edit")
    assert edited["html"] == "<i>Doch</i> nicht"
    await anna.call("edit", room=room, event=sent, text="~~Wichtig~~", markdown=True)
    got = await jonas.call("wait_for", room=room, text="~~Wichtig~~")
    assert got["content"]["formatted_body"] in ("<del>Wichtig</del>", "* <del>Wichtig</del>")


async def test_threads_both_ways(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    root = await jonas.send(room, "Wer kommt zur Übung?")
    await anna.wait_text(room, "Wer kommt")
    first = (await anna.call("thread", room=room, root=root, text="Ich, *gern*", markdown=True))["event_id"]
    got = await jonas.wait_text(room, "Ich, *gern*")
    assert got["relates_to"] == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": root},
    }
    assert got["thread"] == root
    theirs = (await jonas.call("thread", room=room, root=root, text="Bis dann"))["event_id"]
    row = await anna.wait_text(room, "Bis dann")
    assert (row["thread_root"], row["in_reply_to"]) == (root, None)
    # Whatever message of a thread one answers, the answer goes into the thread, behind the newest one.
    await anna.call("thread", room=room, root=first, text="Halb zehn?")
    relates = (await jonas.wait_text(room, "Halb zehn?"))["relates_to"]
    assert (relates["event_id"], relates["m.in_reply_to"]) == (root, {"event_id": theirs})
    await anna.call("reply", room=room, event=theirs, text="Genau")
    relates = (await jonas.wait_text(room, "Genau"))["relates_to"]
    assert relates == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": theirs},
    }
    row = await anna.wait_row(room, lambda row: row["body"] == "Genau" and row["send_state"] is None, what="our reply")
    assert (row["thread_root"], row["in_reply_to"]) == (root, theirs)
    await anna.wait_row(room, lambda row: row["event_id"] == root and row["thread_count"] == 4, what="the count")


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_polls_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)
    ours = (await anna.call("poll_start", room=room, question="Wann?", answers=["Montag", "Dienstag"]))["event_id"]
    start = await jonas.call("wait_for", room=room, type="org.matrix.msc3381.poll.start")
    poll = start["content"]["org.matrix.msc3381.poll.start"]
    assert [each["org.matrix.msc1767.text"] for each in poll["answers"]] == ["Montag", "Dienstag"]
    await jonas.call("poll_vote", room=room, event=ours, answers=["Dienstag"])

    def votes(*wanted: int) -> Callable[[Json], bool]:
        return lambda row: row["event_id"] == ours and [each["votes"] for each in row["poll"]["answers"]] == [*wanted]

    row = await anna.wait_row(room, votes(0, 1), what="their vote")
    assert (row["kind"], row["body"], row["poll"]["voters"]) == ("poll", "Wann?", 1)
    await jonas.call("poll_vote", room=room, event=ours, answers=["Montag"])
    await anna.wait_row(room, votes(1, 0), what="their second vote")
    await anna.call("poll_vote", room=room, event=ours, answers=["Dienstag"])
    row = await anna.wait_row(room, votes(1, 1), what="our vote")
    assert [each["own"] for each in row["poll"]["answers"]] == [False, True]
    await jonas.call("wait_for", room=room, type="org.matrix.msc3381.poll.response", sender=anna.user_id)
    # Only its author (or a moderator) ends it.
    await jonas.call("poll_end", room=room, event=ours)
    await anna.call("poll_end", room=room, event=ours)
    end = await jonas.call("wait_for", room=room, type="org.matrix.msc3381.poll.end", sender=anna.user_id)
    assert end["content"]["m.relates_to"] == {"rel_type": "m.reference", "event_id": ours}
    await anna.wait_row(room, lambda row: row["event_id"] == ours and row["poll"]["ended"], what="the end")
    await jonas.call("poll_vote", room=room, event=ours, answers=["Dienstag"])

    theirs = await jonas.call(
        "poll_start",
        room=room,
        question="Kuchen?",
        answers=["Ja", "Nein"],
        kind="org.matrix.msc3381.poll.undisclosed",
        max=2,
    )
    row = await anna.wait_row(room, lambda row: row["body"] == "Kuchen?", what="their poll")
    assert row["poll"]["most"] == 2
    assert [each["votes"] for each in row["poll"]["answers"]] == [None, None]
    await anna.call("poll_vote", room=room, event=theirs["event_id"], answers=["Ja", "Nein"])
    await jonas.call("wait_for", room=room, type="org.matrix.msc3381.poll.response", after=theirs["event_id"])
    await jonas.call("poll_end", room=room, event=theirs["event_id"])
    row = await anna.wait_row(
        room, lambda row: row["event_id"] == theirs["event_id"] and row["poll"]["ended"], what="their end"
    )
    assert [(each["text"], each["votes"], each["own"]) for each in row["poll"]["answers"]] == [
        ("Ja", 1, True),
        ("Nein", 1, True),
    ]
    # What came after the end does not count.
    row = await anna.wait_row(room, lambda row: row["event_id"] == ours, what="our poll")
    assert [each["votes"] for each in row["poll"]["answers"]] == [1, 1]
    # The shape is that of the other side.
    assert {*theirs["content"]["org.matrix.msc3381.poll.start"]} == {*poll}
    assert theirs["content"]["org.matrix.msc3381.poll.start"]["question"].keys() == poll["question"].keys()
