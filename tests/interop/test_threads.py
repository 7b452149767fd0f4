# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads, pinned and forwarded messages with a peer built on matrix-js-sdk, in one long conversation."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from app.drafts import Intent
from app.text.written import Written
from app.threads.timeline import ThreadTimeline
from app.types import ItemKind
from tests.support.account_world import People, until
from tests.support.account_world import people as people
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def becomes(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    try:
        async with asyncio.timeout(30):
            while not await condition():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"did not happen: {what}") from None


def bodies(timeline: ThreadTimeline) -> list[str]:
    return [item.body for item in timeline.items]


async def test_threads_pins_and_forwarding_both_ways(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)
    room = await anna.account.create_room(name="Akten", invite=[jonas.user_id])
    await jonas.join(room)
    follower = await anna.timeline(room)
    account, threads = anna.account, anna.account.threads

    # They begin a thread with our message; it does not stand in the room, but the root tells of it.
    root = await anna.send(room, "Wer kommt zur Sitzung?")
    await jonas.wait_text(room, "Wer kommt")
    await jonas.call("receipt", room=room, event=root)
    theirs = (await jonas.call("thread", room=room, root=root, text="Ich"))["event_id"]
    item = await follower.wait(
        lambda item: item.thread is not None and item.thread.last_body == "Ich", "the thread", 30
    )
    assert item.event_id == root
    assert "Ich" not in follower.bodies
    await becomes(lambda: _is(threads.unread(room), (1, 0)), "one unread answer")
    summary = anna.room(room)
    assert summary is not None
    assert summary.unread == 1

    # We read it, and they see that; our receipt names the thread.
    opened = await threads.open(room, root)
    assert bodies(opened) == ["Wer kommt zur Sitzung?", "Ich"]
    await opened.mark_read()
    assert await threads.unread(room) == (0, 0)

    count = itertools.count(1)

    async def seen() -> bool:
        # Another filter each time: the server answers the same question with what it said before.
        words = quote(json.dumps({"room": {"timeline": {"limit": next(count)}}}))
        news = await jonas.call("raw", method="GET", path=f"/_matrix/client/v3/sync?timeout=0&filter={words}")
        for event in news["rooms"]["join"][room]["ephemeral"]["events"]:
            receipt = event["content"].get(theirs, {}).get("m.read", {}).get(anna.user_id)
            if receipt is not None:
                return bool(receipt["thread_id"] == root)
        return False

    await becomes(seen, "our receipt for the thread")

    # We answer, also one of the answers; they find both in the thread.
    key = await account.writing.send(room, Written("Ich auch"), thread=root)
    first = await account.result(key)
    got = await jonas.wait_text(room, "Ich auch")
    assert got["thread"] == root
    assert got["relates_to"]["is_falling_back"] is True
    key = await account.writing.send(room, Written("Schön"), Intent("reply", theirs), thread=root)
    await account.result(key)
    got = await jonas.wait_text(room, "Schön")
    assert (got["thread"], got["relates_to"]["is_falling_back"]) == (root, False)
    assert got["relates_to"]["m.in_reply_to"] == {"event_id": theirs}
    await until(lambda: bodies(opened) == ["Wer kommt zur Sitzung?", "Ich", "Ich auch", "Schön"], "all of the thread")

    # What they change, react to and delete in it.
    await jonas.call("edit", room=room, event=theirs, text="Ich komme")
    await until(lambda: bodies(opened)[1] == "Ich komme", "their change", 30)
    await jonas.call("react", room=room, event=first, key="👍")
    await until(lambda: any(each.reactions for each in opened.items if each.event_id == first), "their reaction", 30)
    await jonas.call("redact", room=room, event=theirs, reason="Irrtum")
    await until(lambda: opened.items[1].kind is ItemKind.REDACTED, "their deletion", 30)
    await follower.wait(lambda item: item.thread is not None and item.thread.count == 2, "two answers", 30)
    opened.close()

    # The list of threads, with what the server says of it.
    listing = await threads.listing(room)
    assert [item.event_id for item in listing.items] == [root]
    await until(lambda: listing.at_end, "the end of the list", 30)
    listing.close()

    # Pins, both ways.
    await account.pins.pin(room, root)
    state = f"/_matrix/client/v3/rooms/{room}/state/m.room.pinned_events/"

    async def pinned() -> bool:
        answer = await jonas.call("raw", method="GET", path=state)
        return bool(root in str(answer))

    await becomes(pinned, "what we pinned")
    note = await anna.send(room, "Einwahl: 0800 123")
    await account.pins.pin(room, note)

    async def both() -> bool:
        return [item.event_id for item in await account.pins.listing(room)] == [note, root]

    await becomes(both, "both pinned messages")
    await account.pins.unpin(room, root)

    async def one() -> bool:
        return [item.event_id for item in await account.pins.listing(room)] == [note]

    await becomes(one, "one pinned message")

    # A file they sent goes to another room with a key of its own, and is the same there.
    file = tmp_path / "Vermerk.pdf"
    file.write_bytes(b"%PDF-1.7\n" + os.urandom(300_000))
    sent = (await jonas.call("send_file", room=room, path=str(file), caption="Zur Kenntnis"))["event_id"]
    await anna.wait_text(room, "Zur Kenntnis")
    before = (await jonas.call("event", room=room, event=sent))["content"]["file"]
    other = await account.create_room(name="Weiter", invite=[jonas.user_id])
    clear = await account.create_room(name="Offen", invite=[jonas.user_id], encrypted=False)
    for target in (other, clear):
        await jonas.join(target)

        async def joined(target: str = target) -> bool:
            members = await account.members(target)
            return any(each.user_id == jonas.user_id and each.membership == "join" for each in members)

        await becomes(joined, "them in the room")
    [key_other, key_clear] = await account.forwarding.forward(room, sent, [other, clear])
    events = await asyncio.gather(account.result(key_other), account.result(key_clear))
    for target, event in zip((other, clear), events, strict=True):
        content = (await jonas.call("event", room=target, event=event))["content"]
        assert (content["body"], content["filename"]) == ("Zur Kenntnis", "Vermerk.pdf")
        assert ("file" in content) == (target == other)
        if "file" in content:
            assert content["file"]["key"]["k"] != before["key"]["k"]
            assert content["file"]["url"] != before["url"]
        else:
            assert "key" not in str(content)
        downloaded = await jonas.call("download", room=target, event=event)
        assert downloaded["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


async def _is(call: Awaitable[object], wanted: object) -> bool:
    return await call == wanted
