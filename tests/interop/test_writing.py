# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is written here is what matrix-js-sdk understands: mentions that notify, /me, spoilers, places, polls."""

from __future__ import annotations

import pytest

from app.text.permalinks import link_to
from tests.interop.test_messages_files import conversation
from tests.support.client import StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_a_day_of_writing(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)

    # A mention: a name in the body, a link in the HTML, a highlight for the one who is meant, and for nobody else.
    text = "Hallo Jonas *M.*, **bitte** lesen"
    mention = [6, 16, jonas.user_id]
    event = (await anna.call("write", room=room, text=text, mentions=[mention]))["event_id"]
    got = await jonas.wait_text(room, "Hallo Jonas")
    assert got["content"]["body"] == text
    assert got["content"]["formatted_body"] == (
        f'Hallo <a href="{link_to(jonas.user_id)}">Jonas *M.*</a>, <strong>bitte</strong> lesen'
    )
    assert got["content"]["m.mentions"] == {"user_ids": [jonas.user_id]}
    assert (await jonas.call("push", room=room, event=event))["highlight"] is True
    plain = (await anna.call("write", room=room, text="Jonas ohne Erwähnung"))["event_id"]
    await jonas.wait_text(room, "ohne Erwähnung")
    assert (await jonas.call("push", room=room, event=plain))["highlight"] is False

    # An edit keeps the mention and does not notify again.
    await anna.call("write", room=room, text=text + "!", mentions=[mention], intent="edit", event=event)
    got = await jonas.call("wait_for", room=room, text="lesen!")
    assert got["content"].get("m.new_content", got["content"])["m.mentions"] == {"user_ids": [jonas.user_id]}

    # Everybody.
    event = (await anna.call("write", room=room, text="@room Sitzung", mentions=[[0, 5, "@room"]]))["event_id"]
    got = await jonas.wait_text(room, "@room Sitzung")
    assert got["content"]["m.mentions"] == {"room": True}
    assert (await jonas.call("push", room=room, event=event))["highlight"] is True

    # An answer mentions whom it answers.
    theirs = await jonas.send(room, "Wer kommt?")
    await anna.wait_text(room, "Wer kommt?")
    await anna.call("write", room=room, text="Ich", intent="reply", event=theirs)
    got = await jonas.call("wait_for", room=room, text="Ich")
    assert got["content"]["m.mentions"] == {"user_ids": [jonas.user_id]}
    assert "m.relates_to" in got["content"] or got["relates_to"]

    # Commands and spoilers.
    await anna.call("write", room=room, text="/me winkt")
    got = await jonas.wait_text(room, "winkt")
    assert (got["content"]["msgtype"], got["content"]["body"]) == ("m.emote", "winkt")
    await anna.call("write", room=room, text="/spoiler Das *Ende*")
    got = await jonas.wait_text(room, "Das *Ende*")
    assert got["content"]["formatted_body"] == '<span data-mx-spoiler="">Das <em>Ende</em></span>'

    # Places, both ways.
    event = (await anna.call("send_place", room=room, place="52,5163 13,3777", name="Tor"))["event_id"]
    await jonas.call("wait_for", room=room, event=event)
    place = await jonas.call("place", room=room, event=event)
    assert place["geo_uri"] == "geo:52.5163,13.3777"
    assert place["org.matrix.msc3488.location"] == {"uri": "geo:52.5163,13.3777", "description": "Tor"}
    assert place["org.matrix.msc3488.asset"] == {"type": "m.pin"}
    await jonas.call("location", room=room, uri="geo:48.1,11.5;u=20", description="Hof", asset="m.pin")
    row = await anna.wait_row(room, lambda row: row["kind"] == "location" and row["sender"] == jonas.user_id, what="it")
    assert row["place"] == {"latitude": 48.1, "longitude": 11.5, "text": "Hof", "accuracy": 20.0}

    # A poll that nobody has answered can be changed.
    poll = (await anna.call("poll_start", room=room, question="Wann?", answers=["Mo", "Di"]))["event_id"]
    await jonas.call("wait_for", room=room, type="org.matrix.msc3381.poll.start")
    await anna.call("poll_edit", room=room, event=poll, question="Wann denn?", answers=["Mo", "Di", "Mi"])

    def changed(row: dict[str, object]) -> bool:
        shown = row["poll"]
        return row["event_id"] == poll and isinstance(shown, dict) and shown["question"] == "Wann denn?"

    row = await anna.wait_row(room, changed, what="the changed poll")
    assert [each["text"] for each in row["poll"]["answers"]] == ["Mo", "Di", "Mi"]
    vote = await jonas.call("poll_vote", room=room, event=poll, answers=["Mi"])
    assert vote["content"]["org.matrix.msc3381.poll.response"]["answers"] == [row["poll"]["answers"][2]["id"]]
    await anna.wait_row(
        room, lambda row: row["event_id"] == poll and row["poll"]["answers"][2]["votes"] == 1, what="their vote"
    )
