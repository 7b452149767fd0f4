# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What other stories leave out of the kinds of messages and of what happens to them, from and to matrix-js-sdk: each in
an encrypted room and in one that is not, with both ways of syncing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.drafts import Intent
from app.text.written import Written
from app.types import ItemKind, Place, TimelineItem
from tests.support.account_world import Follower, People, Person, until
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]
Json = dict[str, Any]
_PATIENCE = 30.0


@pytest.fixture(params=["encrypted, sliding", "in clear, classic"])
async def room(
    request: pytest.FixtureRequest, tmp_path: Path, homeserver: Homeserver, launch_peer: LaunchPeer
) -> AsyncIterator[tuple[Person, Peer, str]]:
    """Anna with our client, Jonas with matrix-js-sdk, and a room of both."""
    async with People(tmp_path / "people", classic="classic" in request.param) as people:
        anna = await people.sign_in(new_user(homeserver, "anna"))
        user = new_user(homeserver, "jonas")
        jonas = await launch_peer(user)
        await jonas.call("bootstrap", password=user.password)
        encrypted = "encrypted" in request.param
        shared = await anna.account.create_room(name="Alltag", invite=[jonas.user_id], encrypted=encrypted)
        await jonas.join(shared)
        await becomes(lambda: _joined(anna, shared, jonas.user_id), "them in the room")
        yield anna, jonas, shared


async def _joined(person: Person, room: str, user_id: str) -> bool:
    members = await person.account.members(room)
    return any(each.user_id == user_id and each.membership == "join" for each in members)


async def becomes(condition: Callable[[], Awaitable[object]], what: str) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"did not happen: {what}") from None


async def row(follower: Follower, event_id: str, fits: Callable[[TimelineItem], object], what: str) -> TimelineItem:
    return await follower.wait(lambda item: item.event_id == event_id and bool(fits(item)), what, _PATIENCE)


async def sent(anna: Person, key: str) -> str:
    async with asyncio.timeout(_PATIENCE):
        return await anna.account.result(key)


async def theirs(jonas: Peer, command: str, **arguments: Any) -> str:
    return str((await jonas.call(command, **arguments))["event_id"])


async def test_texts_of_all_kinds_and_what_becomes_of_them(room: tuple[Person, Peer, str]) -> None:
    anna, jonas, shared = room
    follower = await anna.timeline(shared)
    encrypted = await anna.account.is_encrypted(shared)
    writing = anna.account.writing

    # Emotes, notices and stickers of theirs are shown as what they are.
    kinds = {"m.emote": ItemKind.EMOTE, "m.notice": ItemKind.NOTICE, "m.text": ItemKind.MESSAGE}
    for msgtype, kind in kinds.items():
        event = await theirs(jonas, "send", room=shared, text=f"als {msgtype}", msgtype=msgtype)
        item = await row(follower, event, lambda item: item.body, msgtype)
        assert (item.kind, item.body, item.encrypted, item.utd) == (kind, f"als {msgtype}", encrypted, None)
    content = {"body": "Daumen", "url": "mxc://test.local/sticker", "info": {"w": 64, "h": 64}}
    event = await theirs(jonas, "send_event", room=shared, type="m.sticker", content=content)
    item = await row(follower, event, lambda item: item.attachment is not None, "a sticker")
    assert item.attachment is not None
    assert (item.attachment.name, item.attachment.msgtype) == ("Daumen", "m.image")
    event = await theirs(jonas, "send", room=shared, text="@room Bitte lesen", mentions={"room": True})
    item = await row(follower, event, lambda item: item.body, "@room")
    assert (item.mentioned, item.calls_room) == (False, False)  # they have no right to
    # Something of tomorrow is told as such.
    event = await theirs(jonas, "send", room=shared, text="Text für alte Programme", msgtype="de.bund.neu")
    item = await row(follower, event, lambda item: item.body, "an unknown kind")
    assert item.body == "Text für alte Programme"

    # Our answer is one with them, and theirs to it; our change and our deletion reach them.
    question = await jonas.send(shared, "Wer führt Protokoll?")
    await anna.wait_text(shared, "Wer führt Protokoll?", _PATIENCE)
    answer = await sent(anna, await writing.send(shared, Written("Ich"), Intent("reply", question)))
    got = await jonas.call("wait_for", room=shared, event=answer)
    assert got["relates_to"]["m.in_reply_to"] == {"event_id": question}
    assert got["encrypted"] == encrypted
    await sent(anna, await writing.send(shared, Written("Ich, **gern**"), Intent("edit", answer)))
    await becomes(lambda: _says(jonas, shared, answer, "Ich, **gern**"), "our change")
    again = await theirs(jonas, "reply", room=shared, event=answer, text="Danke")
    item = await row(follower, again, lambda item: item.in_reply_to, "their answer")
    assert item.in_reply_to is not None
    assert item.in_reply_to.event_id == answer
    # Two changes of theirs: the second holds, and what an answer quotes follows.
    for text in ("Vielen Dank", "Vielen lieben Dank"):
        await jonas.call("edit", room=shared, event=again, text=text)
    item = await row(follower, again, lambda item: item.body == "Vielen lieben Dank", "their second change")
    assert item.edited
    assert item.in_reply_to is not None
    await sent(anna, await anna.account.redact(shared, answer, "Doppelt"))
    await becomes(lambda: _redacted(jonas, shared, answer), "our deletion")

    # A reaction of theirs comes and goes, beside ours, which stays; they see ours.
    ours = await anna.send(shared, "Einverstanden?")
    await jonas.call("wait_for", room=shared, event=ours)
    await sent(anna, await anna.account.react(shared, ours, "👍"))
    await jonas.call("wait_for", room=shared, type="m.reaction", sender=anna.user_id)
    reaction = await theirs(jonas, "react", room=shared, event=ours, key="👍")
    other = await theirs(jonas, "react", room=shared, event=ours, key="🌳")
    await row(follower, ours, lambda item: _reactions(item) == {"👍": (2, True), "🌳": (1, False)}, "both")
    await jonas.call("redact", room=shared, event=reaction)
    await row(follower, ours, lambda item: _reactions(item) == {"👍": (1, True), "🌳": (1, False)}, "one of them")
    await jonas.call("redact", room=shared, event=other)
    await row(follower, ours, lambda item: _reactions(item) == {"👍": (1, True)}, "ours alone")
    await anna.reopen()
    follower = await anna.timeline(shared)
    item = await row(follower, ours, lambda item: item.reactions, "ours after a restart")
    assert _reactions(item) == {"👍": (1, True)}
    assert follower.find(answer) is None or follower.find(answer).kind is ItemKind.REDACTED  # type: ignore[union-attr]


def _reactions(item: TimelineItem) -> dict[str, tuple[int, bool]]:
    return {each.key: (each.count, each.own) for each in item.reactions}


async def _says(jonas: Peer, shared: str, event: str, body: str) -> bool:
    return bool((await jonas.call("event", room=shared, event=event))["content"].get("body") == body)


async def _redacted(jonas: Peer, shared: str, event: str) -> bool:
    return bool((await jonas.call("event", room=shared, event=event))["redacted"])


def votes(item: TimelineItem) -> list[int | None]:
    return [each.votes for each in item.poll.answers] if item.poll is not None else []


async def test_captions_polls_and_places(room: tuple[Person, Peer, str], tmp_path: Path) -> None:
    anna, jonas, shared = room
    follower = await anna.timeline(shared)
    encrypted = await anna.account.is_encrypted(shared)
    picture = tmp_path / "Lageplan.png"
    Image.new("RGB", (320, 200), (0, 90, 60)).save(picture)

    # We change the caption of our picture: it stays that picture, here and there.
    event = await sent(anna, await anna.account.send_file(shared, picture, "Entwurf"))
    got = await jonas.wait_text(shared, "Entwurf")
    before = got["content"]
    await row(follower, event, lambda item: item.attachment is not None and item.send_state is None, "our picture")
    edit = await anna.account.writing.send(shared, Written("Endfassung"), Intent("edit", event))
    await sent(anna, edit)
    await becomes(lambda: _says(jonas, shared, event, "Endfassung"), "our new caption")
    after = (await jonas.call("event", room=shared, event=event))["content"]
    assert {key: after[key] for key in ("msgtype", "filename", "info")} == {
        key: before[key] for key in ("msgtype", "filename", "info")
    }
    assert after.get("file") == before.get("file")
    assert after.get("url") == before.get("url")
    assert ("file" in after) == encrypted
    assert (await jonas.call("download", room=shared, event=event))["size"] == before["info"]["size"]
    item = await row(follower, event, lambda item: item.edited, "our changed row")
    assert item.attachment is not None
    assert (item.kind, item.attachment.caption, item.attachment.name) == (ItemKind.FILE, "Endfassung", "Lageplan.png")
    assert await anna.account.picture(shared, event, 100, 100) is not None

    # They change theirs, as Element X does: the whole content again with other words.
    event = await theirs(jonas, "send_image", room=shared, path=str(picture), caption="Erster Plan")
    item = await row(follower, event, lambda item: item.attachment is not None, "their picture")
    content = (await jonas.call("event", room=shared, event=event))["content"]
    new = {**content, "body": "Zweiter Plan"}
    relation = {"rel_type": "m.replace", "event_id": event}
    whole = {**new, "body": "* Zweiter Plan", "m.new_content": new, "m.relates_to": relation}
    await jonas.call("send_event", room=shared, type="m.room.message", content=whole)
    item = await row(follower, event, lambda item: item.edited, "their new caption")
    assert item.attachment is not None
    assert (item.attachment.caption, item.attachment.name) == ("Zweiter Plan", "Lageplan.png")
    folder = tmp_path / "Gesichert"
    folder.mkdir()
    saved, _ = await anna.account.save_attachment(shared, event, folder)
    assert saved.read_bytes() == picture.read_bytes()

    # Their poll is changed, answered, taken back, ended, deleted.
    poll = await theirs(jonas, "poll_start", room=shared, question="Wann?", answers=["Mo", "Di"])
    await row(follower, poll, lambda item: item.poll is not None, "their poll")
    start = (await jonas.call("event", room=shared, event=poll))["content"]["org.matrix.msc3381.poll.start"]
    start = {**start, "question": {**start["question"], "org.matrix.msc1767.text": "Wann denn?", "body": "Wann denn?"}}
    change = {
        "m.new_content": {"org.matrix.msc3381.poll.start": start, "org.matrix.msc1767.text": "Wann denn?"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": poll},
    }
    await jonas.call("send_event", room=shared, type="org.matrix.msc3381.poll.start", content=change)
    item = await row(follower, poll, lambda item: item.poll and item.poll.question == "Wann denn?", "their change")
    assert item.poll is not None
    await sent(anna, await anna.account.poll_vote(shared, poll, [item.poll.answers[1].id]))
    vote = await jonas.call("wait_for", room=shared, type="org.matrix.msc3381.poll.response", sender=anna.user_id)
    assert vote["content"]["org.matrix.msc3381.poll.response"]["answers"] == [item.poll.answers[1].id]
    taken = await theirs(jonas, "poll_vote", room=shared, event=poll, answers=["Mo"])
    await row(follower, poll, lambda item: votes(item) == [1, 1], "both votes")
    await jonas.call("redact", room=shared, event=taken)
    await row(follower, poll, lambda item: votes(item) == [0, 1], "their vote taken back")
    await jonas.call("poll_end", room=shared, event=poll)
    item = await row(follower, poll, lambda item: item.poll is not None and item.poll.ended, "their end")
    assert votes(item) == [0, 1]
    await jonas.call("redact", room=shared, event=poll)
    await row(follower, poll, lambda item: item.kind is ItemKind.REDACTED, "their deletion")

    # Places: the pin of theirs and where they are, ours with a name.
    for asset in ("m.pin", "m.self"):
        event = await theirs(jonas, "location", room=shared, uri="geo:50.7,7.1;u=35", description=asset, asset=asset)
        item = await row(follower, event, lambda item: item.place is not None, "their place")
        assert item.place == Place(50.7, 7.1, asset, 35.0)
    key = await anna.account.writing.place(shared, Place(52.5163, 13.3777, "Tor"))
    event = await sent(anna, key)
    got = await jonas.call("wait_for", room=shared, event=event)
    assert got["content"]["msgtype"] == "m.location"
    assert (await jonas.call("place", room=shared, event=event))["geo_uri"] == "geo:52.5163,13.3777"
    assert got["encrypted"] == encrypted


async def test_threads_receipts_mentions_and_pins(room: tuple[Person, Peer, str]) -> None:
    anna, jonas, shared = room
    follower = await anna.timeline(shared)
    account, threads, live = anna.account, anna.account.threads, anna.account.live

    # A mention of us in a thread is told, counted, and marked.
    told: list[Any] = []
    account.notifications.notified.connect(told.append)
    root = await anna.send(shared, "Tagesordnung")
    await jonas.call("wait_for", room=shared, event=root)
    mention = await theirs(
        jonas,
        "thread",
        room=shared,
        root=root,
        text="Anna, fehlt etwas?",
        mentions={"user_ids": [anna.user_id]},
    )
    await row(follower, root, lambda item: item.thread is not None and item.thread.count == 1, "the thread")
    await becomes(lambda: _is(threads.unread(shared), (1, 1)), "one unread answer that mentions us")
    await until(lambda: any(each.room == shared or each.key == shared for each in told), "a notification", _PATIENCE)
    assert any(each.highlight for each in told)
    opened = await threads.open(shared, root)
    assert [item.mentioned for item in opened.items] == [False, True]

    # Their receipts: of the thread, and of the main timeline, each for itself.
    key = await account.writing.send(shared, Written("Nein"), thread=root)
    inside = await sent(anna, key)
    await jonas.call("wait_for", room=shared, event=inside)
    await jonas.call("receipt", room=shared, event=inside)
    await becomes(lambda: _read_by(live, shared, inside, jonas.user_id), "their receipt in the thread")
    main = await anna.send(shared, "Bis morgen")
    await jonas.call("wait_for", room=shared, event=main)
    assert not await _read_by(live, shared, main, jonas.user_id)
    await jonas.call("receipt", room=shared, event=main)
    await becomes(lambda: _read_by(live, shared, main, jonas.user_id), "their receipt in the room")
    await until(
        lambda: any(
            item.event_id == inside and item.read_by is not None and item.read_by.people[0].user_id == jonas.user_id
            for item in opened.items
        ),
        "their receipt at the row in the thread",
        _PATIENCE,
    )

    # Ours: reading the room does not read the thread; reading the thread does.
    news = await jonas.send(shared, "Und noch etwas")
    await anna.wait_text(shared, "Und noch etwas", _PATIENCE)
    await follower.timeline.mark_read()
    await becomes(lambda: _receipt(jonas, shared, news, anna.user_id), "our receipt in the room")
    later = await theirs(jonas, "thread", room=shared, root=root, text="Noch eine Frage")
    await becomes(lambda: _is(threads.unread(shared), (1, 0)), "one unread answer")
    await follower.timeline.mark_read()
    assert await threads.unread(shared) == (1, 0)
    await until(lambda: opened.items[-1].event_id == later, "the answer in the panel", _PATIENCE)
    await opened.mark_read()
    await becomes(lambda: _receipt(jonas, shared, later, anna.user_id), "our receipt in the thread")
    assert await threads.unread(shared) == (0, 0)
    assert mention != later

    # What they pin and unpin is pinned here; what both pin at once is there.
    # In a room of ours they need the right to.
    await anna.account.room_admin.set_role(shared, jonas.user_id, 50)
    await becomes(lambda: _power(jonas, shared, 50), "their right to pin")

    async def pins() -> list[str | None]:
        return [item.event_id for item in await anna.account.pins.listing(shared)]

    async def they_pin(*events: str) -> None:
        content = {"pinned": list(events)}
        await jonas.call("set_state", room=shared, type="m.room.pinned_events", content=content)

    heard: list[str] = []
    account.pins.changed_in.connect(heard.append)
    assert await pins() == []
    await they_pin(main, news)
    await becomes(lambda: _is(pins(), [news, main]), "what they pinned")
    assert shared in heard
    await account.pins.pin(shared, root)
    await becomes(lambda: _is(pins(), [root, news, main]), "and ours")
    await they_pin(root)
    await becomes(lambda: _is(pins(), [root]), "what they unpinned")
    await jonas.call("redact", room=shared, event=news)

    # The root is deleted by its author, then by them the answers stay readable.
    await sent(anna, await account.redact(shared, root))
    await becomes(lambda: _redacted(jonas, shared, root), "our deleted root")
    await until(lambda: opened.items[0].kind is ItemKind.REDACTED, "the deleted root", _PATIENCE)
    assert [item.body for item in opened.items[1:]] == ["Anna, fehlt etwas?", "Nein", "Noch eine Frage"]
    opened.close()

    # A thread of theirs on their own message, whose root they delete.
    begun = await jonas.send(shared, "Kantine?")
    await anna.wait_text(shared, "Kantine?", _PATIENCE)
    await jonas.call("thread", room=shared, root=begun, text="Ich gehe um zwölf")
    await row(follower, begun, lambda item: item.thread is not None, "their thread")
    await jonas.call("redact", room=shared, event=begun)
    await row(follower, begun, lambda item: item.kind is ItemKind.REDACTED, "their deleted root")
    opened = await threads.open(shared, begun)
    await until(lambda: len(opened.items) == 2, "root and answer", _PATIENCE)
    assert [item.kind for item in opened.items] == [ItemKind.REDACTED, ItemKind.MESSAGE]
    key = await account.writing.send(shared, Written("Ich komme mit"), thread=begun)
    late = await sent(anna, key)
    got = await jonas.call("wait_for", room=shared, event=late)
    assert got["relates_to"]["event_id"] == begun
    opened.close()


async def _is(call: Awaitable[object], wanted: object) -> bool:
    return await call == wanted


async def _read_by(live: Any, room: str, event: str, user_id: str) -> bool:
    return any(seen.user_id == user_id for seen in await live.readers(room, event))


async def _receipt(jonas: Peer, room: str, event: str, user_id: str) -> bool:
    return any(each["userId"] == user_id for each in await jonas.call("receipts", room=room, event=event))


async def _power(jonas: Peer, room: str, level: int) -> bool:
    members: list[Json] = await jonas.call("members", room=room)
    return any(each["user"] == jonas.user_id and each["power"] == level for each in members)
