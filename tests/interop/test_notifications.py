# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person is told of, and what the room list counts, on a real homeserver and with a peer on matrix-js-sdk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.interop.test_driver import Driver
from tests.interop.test_messages_files import conversation
from tests.support.client import Client, StartClient
from tests.support.keyring_session import keyring_session
from tests.support.notification_server import NotificationServer
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]
Json = dict[str, Any]


async def shown(client: Client, found: Callable[[list[Json]], bool], what: str, timeout: float = 20) -> list[Json]:
    """Wait until what was shown so far is as it should be."""
    async with asyncio.timeout(timeout):
        while True:
            seen: list[Json] = await client.call("notifications")
            if found(seen):
                return seen
            await asyncio.sleep(0.05)
    raise AssertionError(what)


async def counts(client: Client, room: str, unread: int, highlight: int, timeout: float = 20) -> Json:
    """Wait until the room list counts like that."""
    row: Json | None = None
    try:
        async with asyncio.timeout(timeout):
            while True:
                row = await client.room(room)
                if row is not None and (row["unread"], row["highlight"]) == (unread, highlight):
                    return row
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"{row and (row['unread'], row['highlight'])} instead of {(unread, highlight)}") from None


async def test_messages_mentions_levels_and_other_devices(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, transport: str
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    await anna.call("mark_read", room=room)
    await counts(anna, room, 0, 0)
    seen = await anna.call("notifications")

    # Without content at first: nothing but that there is something.
    await jonas.send(room, "Das Kennwort lautet Tulpe")
    seen = await shown(anna, lambda all: len(all) > len(seen), "the message")
    assert seen[-1]["key"] == room
    assert (seen[-1]["occasion"], seen[-1]["count"], seen[-1]["highlight"]) == ("message", 1, False)
    assert (seen[-1]["room"], seen[-1]["sender"], seen[-1]["sender_name"], seen[-1]["body"]) == (None, "", "", "")
    await counts(anna, room, 1, 0)
    before = len(seen)
    await anna.call("mark_read", room=room)
    await shown(anna, lambda all: all[-1]["withdrawn"], "it is read here")

    # Whoever wants the text gets that of the decrypted message.
    await anna.call("notification_content", value="text")
    text = "bitte einmal lesen"
    await jonas.call("send", room=room, text=text, mentions={"user_ids": [anna.user_id]})
    seen = await shown(anna, lambda all: len(all) > before, "the mention")
    assert (seen[-1]["body"], seen[-1]["sender"], seen[-1]["highlight"]) == (text, jonas.user_id, True)
    assert seen[-1]["sound"] is True
    await counts(anna, room, 1, 1)
    await anna.call("mark_read", room=room)
    await counts(anna, room, 0, 0)

    # Mentions only: what the server's rule says, whoever wrote it.
    await anna.call("notification_level", room=room, level="mentions")
    assert (await counts(anna, room, 0, 0))["level"] == "mentions"
    before = len(await anna.call("notifications"))
    await jonas.send(room, "nicht weiter wichtig")
    await jonas.call("send", room=room, text="aber dies", mentions={"user_ids": [anna.user_id]})
    seen = await shown(anna, lambda all: len(all) > before, "the second mention")
    assert [one["body"] for one in seen[before:]] == ["aber dies"]
    await counts(anna, room, 1, 1)
    await anna.call("keyword_add", word="wichtig")  # what is unread is judged anew
    await counts(anna, room, 2, 2)
    await anna.call("keyword_remove", word="wichtig")
    await counts(anna, room, 1, 1)
    await anna.call("notification_level", room=room, level="default")
    await counts(anna, room, 2, 1)

    # Muted: silent, and nothing counts.
    await anna.call("notification_level", room=room, level="mute")
    assert (await counts(anna, room, 0, 0))["level"] == "mute"
    before = len(await anna.call("notifications"))
    await jonas.call("send", room=room, text="hört mich jemand", mentions={"user_ids": [anna.user_id]})
    await anna.wait_text(room, "hört mich jemand")
    assert len(await anna.call("notifications")) == before
    await anna.call("notification_level", room=room, level="default")
    await counts(anna, room, 3, 2)
    assert len(await anna.call("notifications")) == before
    await anna.call("mark_read", room=room)
    await counts(anna, room, 0, 0)

    # Not what is before one's eyes, not what oneself wrote, not while one wants to be left alone.
    await anna.call("look_at", room=room)
    await jonas.send(room, "vor deinen Augen")
    await counts(anna, room, 1, 0)
    assert len(await anna.call("notifications")) == before
    await anna.call("look_at")
    await anna.call("send", room=room, text="von mir selbst")
    await anna.call("pause", how="hour")
    await jonas.send(room, "in der Pause")
    await anna.wait_text(room, "in der Pause")
    await counts(anna, room, 1, 0)
    assert len(await anna.call("notifications")) == before
    await anna.call("pause")
    assert len(await anna.call("notifications")) == before
    await jonas.send(room, "nach der Pause")
    seen = await shown(anna, lambda all: len(all) > before, "after the pause")
    assert [one["body"] for one in seen[before:]] == ["nach der Pause"]
    await anna.call("mark_read", room=room)


async def test_another_device_reads_and_changes_rules(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    other = await start_client(user, classic=True)
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    room = await jonas.create_room(invite=[user.user_id], encrypted=False, name="Lage")
    seen = await shown(anna, lambda all: len(all) == 1, "the invitation")
    assert (seen[0]["occasion"], seen[0]["key"], seen[0]["room"]) == ("invitation", room, None)
    await other.wait_room(room, "invite")
    await other.call("join", room=room)
    await shown(anna, lambda all: all[0]["withdrawn"], "accepted elsewhere")
    await anna.wait_room(room, "join")
    await jonas.send(room, "guten Morgen")
    await shown(anna, lambda all: len(all) == 2, "the message")
    await counts(anna, room, 1, 0)
    await other.wait_text(room, "guten Morgen")
    await other.call("mark_read", room=room)
    await shown(anna, lambda all: all[1]["withdrawn"], "read elsewhere")
    await counts(anna, room, 0, 0)

    await other.call("notification_level", room=room, level="mute")
    await counts_level(anna, room, "mute")
    await other.call("notification_level", room=room, level="mentions")
    await counts_level(anna, room, "mentions")
    await other.call("keyword_add", word="Hochwasser")
    await other.call("notification_default", switch="room_mentions", on=False)
    async with asyncio.timeout(20):
        while True:
            settings = await anna.call("notification_settings")
            if settings["keywords"] == ["Hochwasser"] and not settings["room_mentions"]:
                break
            await asyncio.sleep(0.05)
    await jonas.send(room, "Alle an Bord")
    await jonas.call("send", room=room, text="an alle", mentions={"room": True})
    await jonas.send(room, "das HOCHWASSER steigt")
    seen = await shown(anna, lambda all: len(all) == 3, "the keyword")
    await anna.wait_text(room, "HOCHWASSER")
    assert (seen[2]["highlight"], seen[2]["count"]) == (True, 1)
    await counts(anna, room, 1, 1)
    await other.call("notification_default", switch="everything", on=False)
    async with asyncio.timeout(20):
        while (await anna.call("notification_settings"))["everything"]:
            await asyncio.sleep(0.05)
    await jonas.send(room, "Hochwasser und niemand hört es")
    await counts(anna, room, 2, 2)
    assert len(await anna.call("notifications")) == 3
    await other.call("notification_default", switch="everything", on=True)

    # What came while the program was not running is told in one line.
    await anna.call("sync_stop")
    await anna.close()
    await other.call("notification_level", room=room, level="all")
    for text in ("eins", "zwei", "drei"):
        await jonas.send(room, text)
    await anna.restore()
    seen = await shown(anna, lambda all: len(all) == 1, "what was missed")
    assert (seen[0]["key"], seen[0]["occasion"], seen[0]["rooms"]) == ("catch-up", "catch_up", 1)
    await counts(anna, room, 7, 2)


async def counts_level(client: Client, room: str, level: str) -> None:
    async with asyncio.timeout(20):
        while (await client.room(room) or {}).get("level") != level:
            await asyncio.sleep(0.05)


async def test_from_the_peer_to_the_desktop(
    homeserver: Homeserver, launch_peer: LaunchPeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = new_user(homeserver, "anna")
    other = new_user(homeserver, "jonas")
    jonas = await launch_peer(other)
    await jonas.call("bootstrap", password=other.password)
    with keyring_session(start=False) as session:
        address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        server = NotificationServer(address)
        try:
            async with Driver(tmp_path / "anna", "--ui") as anna:
                await anna.ask("login", homeserver=user.homeserver, user=user.localpart, password=user.password)
                await anna.ask("sync_start")
                room = await jonas.create_room(invite=[user.user_id], encrypted=True, name="Krisenstab")
                await asyncio.to_thread(server.wait, lambda: server.shown, 30)
                invited = server.shown[1]
                assert invited.title == "BundesMessenger"
                await anna.ask("join", room=room)
                await asyncio.to_thread(server.wait, lambda: invited.closed)
                await jonas.send(room, "Das Kennwort lautet Tulpe")
                await asyncio.to_thread(server.wait, lambda: len(server.shown) == 2)
                told = server.shown[2]
                assert told.title == "BundesMessenger"
                # S-13: neither content nor sender, unless somebody wants them.
                for secret in ("Tulpe", "jonas", "Jonas", "Krisenstab", room):
                    assert secret not in repr(told)
                assert "sound-file" in told.hints or told.hints["suppress-sound"]
                await asyncio.to_thread(server.wait, lambda: 1 in server.counts)
                server.click(2, "read")
                await asyncio.to_thread(server.wait, lambda: told.closed)
                await asyncio.to_thread(server.wait, lambda: server.counts[-1] == 0)
                await anna.ask("notification_content", value="text")
                await jonas.call("send", room=room, text="<b>kommst</b> du?", mentions={"user_ids": [user.user_id]})
                await asyncio.to_thread(server.wait, lambda: len(server.shown) == 3)
                told = server.shown[3]
                assert (told.title, told.body.partition(": ")[2]) == ("Krisenstab", "&lt;b&gt;kommst&lt;/b&gt; du?")
                server.answer(3, "Bin *gleich* da")
                answer = await jonas.wait_text(room, "Bin *gleich* da")
                assert answer["content"]["body"] == "Bin *gleich* da"
                assert "formatted_body" not in answer["content"]
                await asyncio.to_thread(server.wait, lambda: told.closed)
                assert server.wrong == []
        finally:
            server.close()
