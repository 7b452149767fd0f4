# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Anna uses our client, Jonas one built on matrix-js-sdk: they write to each other, in all ways a room can begin."""

from __future__ import annotations

import pytest

from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer, pytest.mark.usefixtures("transport")]


async def both(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> tuple[Client, Peer]:
    """Anna and Jonas, signed in. Jonas has a digital identity, as everybody in Element has."""
    anna = await start_client(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)
    return anna, jonas


async def talk(anna: Client, jonas: Peer, room: str) -> None:
    """Text both ways, twice: encrypted, readable, and without a mark."""
    for number in (1, 2):
        sent = await anna.send(room, f"Frage {number} von Anna, mit Umlauten: äöüß 🌳")
        got = await jonas.wait_text(room, f"Frage {number} von Anna")
        assert got["event_id"] == sent
        assert got["encrypted"]
        assert got["content"]["body"] == f"Frage {number} von Anna, mit Umlauten: äöüß 🌳"
        answered = await jonas.send(room, f"Antwort {number} von Jonas")
        row = await anna.wait_text(room, f"Antwort {number} von Jonas")
        assert row["event_id"] == answered
        assert row["encrypted"]
        assert row["sender"] == jonas.user_id
        assert row["shield"] == {"color": "none", "code": None}
    rows = await anna.messages(room)
    assert [row["body"][:9] for row in rows] == ["Frage 1 v", "Antwort 1", "Frage 2 v", "Antwort 2"]
    assert all(row["utd"] is None for row in rows)


async def test_a_room_of_ours(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> None:
    anna, jonas = await both(homeserver, start_client, launch_peer)
    room = await anna.create_room(name="Von Anna", invite=[jonas.user_id])
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await talk(anna, jonas, room)


async def test_a_room_they_invite_us_to(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas = await both(homeserver, start_client, launch_peer)
    room = await jonas.create_room(name="Von Jonas", invite=[anna.user_id])
    invitation = await anna.wait_room(room, "invite")
    assert invitation["name"] == "Von Jonas"
    assert jonas.user_id in invitation["inviter"]
    await anna.join(room)
    await jonas.wait_member(room, anna.user_id)
    await talk(anna, jonas, room)


async def test_a_room_we_join(homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer) -> None:
    anna, jonas = await both(homeserver, start_client, launch_peer)
    room = await jonas.create_room(name="Offen", preset="public_chat")
    await jonas.send(room, "vor Annas Zeit")
    await anna.call("join", room=room)
    await jonas.wait_member(room, anna.user_id)
    await talk_after_joining(anna, jonas, room)


async def talk_after_joining(anna: Client, jonas: Peer, room: str) -> None:
    """What was written before we came stays closed, and says so; what comes then is readable."""
    await jonas.send(room, "Willkommen, Anna")
    assert (await anna.wait_text(room, "Willkommen"))["encrypted"]
    await anna.send(room, "Danke!")
    assert (await jonas.wait_text(room, "Danke!"))["encrypted"]
    before = [row for row in await anna.all_messages(room) if row["utd"] is not None]
    assert [row["utd"]["code"] for row in before] == ["SentBeforeWeJoined"]


async def test_an_invitation_to_a_conversation_that_goes_on(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """Jonas writes while Anna is only invited: with shared history she may read it after joining."""
    anna, jonas = await both(homeserver, start_client, launch_peer)
    room = await jonas.create_room(name="Schon im Gange")
    await jonas.call("invite", room=room, user=anna.user_id)
    await anna.wait_room(room, "invite")
    await jonas.send(room, "Während der Einladung")
    await anna.join(room)
    await jonas.wait_member(room, anna.user_id)
    await jonas.send(room, "Nach dem Beitritt")
    assert (await anna.wait_text(room, "Nach dem Beitritt"))["encrypted"]
    assert (await anna.wait_text(room, "Während der Einladung"))["encrypted"]


async def test_replies_edits_reactions_and_redactions_of_theirs(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas = await both(homeserver, start_client, launch_peer)
    room = await anna.create_room(invite=[jonas.user_id])
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    asked = await anna.send(room, "Passt Donnerstag?")
    await jonas.wait_text(room, "Passt Donnerstag?")
    answer = str((await jonas.call("reply", room=room, event=asked, text="Ja, um zehn."))["event_id"])
    assert (await anna.wait_text(room, "Ja, um zehn."))["in_reply_to"] == asked
    await jonas.call("edit", room=room, event=answer, text="Ja, um elf.")
    edited = await anna.wait_row(room, lambda row: row["body"] == "Ja, um elf.", what="the edit")
    assert edited["event_id"] == answer
    assert edited["edited"]
    await jonas.call("react", room=room, event=asked, key="👍")
    await anna.wait_row(
        room,
        lambda row: row["event_id"] == asked and row["reactions"] == [{"key": "👍", "count": 1, "own": False}],
        what="the reaction",
    )
    await jonas.call("redact", room=room, event=answer)
    await anna.wait_row(room, lambda row: row["event_id"] == answer and row["kind"] == "redacted", what="the redaction")


async def test_we_say_when_they_keep_the_key_from_us(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    """Jonas never sends to unverified devices: Anna sees why she cannot read it, and nobody loses the conversation."""
    anna, jonas = await both(homeserver, start_client, launch_peer)
    await jonas.call("set", blacklistUnverified=True)
    room = await jonas.create_room(invite=[anna.user_id])
    await anna.join(room)
    await jonas.wait_member(room, anna.user_id)
    sent = await jonas.send(room, "Nur für Verifizierte")
    row = await anna.wait_row(
        room,
        lambda row: row["event_id"] == sent and row["utd"] == {"code": "WithheldForUnverifiedOrInsecureDevice"},
        what="the reason",
    )
    assert "Verifizierte" not in row["body"]
    await jonas.call("set", blacklistUnverified=False)
    await jonas.call("discard_session", room=room)
    await jonas.send(room, "Jetzt für alle")
    assert (await anna.wait_text(room, "Jetzt für alle"))["encrypted"]
