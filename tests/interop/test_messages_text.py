# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formatted text, mentions, threads and polls between our client and one built on matrix-js-sdk."""

from __future__ import annotations

import pytest

from tests.interop.test_messages_files import conversation
from tests.support.client import StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


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
