# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading, typing and reacting on a homeserver that lies: shown truthfully, bounded, never told to the wrong ones."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import quote

import pytest

from app.errors import ErrorCode, UserError
from app.live import MAX_TYPING
from app.own_typing import OwnTyping
from app.policy.categories.privacy import READ_RECEIPTS, SEND_TYPING
from app.types import Reaction, Refused, SendState
from tests.attacks.app.scene import CAROL, MALLORY, Scene
from tests.support.account_world import until


async def test_typing_of_others_is_shown_without_ourselves_and_bounded(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    live = scene.anna.account.live
    heard: list[str] = []
    live.typing_changed.connect(heard.append)
    scene.tell(room, typing=[CAROL, scene.anna.user_id, CAROL])
    await until(lambda: [each.user_id for each in live.typing(room)] == [CAROL], "one who types")
    assert live.typing(room)[0].name
    scene.tell(room, typing=[f"@u{n}:evil.test" for n in range(5000)])
    await until(lambda: len(live.typing(room)) == MAX_TYPING, "many who type")
    scene.tell(room, typing=[])
    await until(lambda: not live.typing(room), "nobody")
    assert heard == [room] * 3
    scene.tell(room, typing=[CAROL])
    await until(lambda: live.typing(room), "somebody")
    await scene.anna.account.pause()
    assert not live.typing(room)


async def test_our_typing_is_told_seldom_and_ended(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    account, hs = scene.anna.account, scene.hs
    for _ in range(50):
        account.live.wrote(room)
    await hs.arrived("/typing/")
    account.live.paused(room)
    told = await hs.arrived("/typing/", 2)
    assert [request.body["typing"] for request in told] == [True, False]
    assert 5_000 <= told[0].body["timeout"] <= 30_000
    hs.forget_requests()
    account.prefs.choose(SEND_TYPING, False)
    account.live.wrote(room)
    account.live.paused(room)
    await asyncio.sleep(0.1)
    assert hs.requests("/typing/") == []
    # A server that does not want to hear of it is not asked with every key.
    account.prefs.choose(SEND_TYPING, True)
    hs.answer("/typing/", {"errcode": "M_FORBIDDEN"}, status=403)
    account.live.wrote(room)
    await hs.arrived("/typing/")
    account.live.paused(room)
    await hs.arrived("/typing/", 2)
    await asyncio.sleep(0.05)
    account.live.wrote(room)
    await asyncio.sleep(0.1)
    assert len(hs.requests("/typing/")) == 2


async def test_typing_is_renewed_while_it_lasts_and_ends_with_silence() -> None:
    told: list[tuple[str, bool]] = []
    now = [0.0]

    async def put(room: str, on: bool, _ms: int) -> bool:
        told.append((room, on))
        return True

    own = OwnTyping(put, clock=lambda: now[0])
    for now[0] in (0.0, 3.0, 11.0, 13.0, 14.0, 26.0):
        own.wrote("!a")
    own.wrote("!b")  # in another room: no longer in the first
    await asyncio.sleep(0)
    own.paused("!a")  # is not typing there
    own.paused("!b")
    own.paused("!b")
    while own._tasks:
        await asyncio.sleep(0)
    assert told == [("!a", True), ("!a", True), ("!a", True), ("!a", False), ("!b", True), ("!b", False)]
    await own.close()


@pytest.mark.parametrize("private", [False, True])
async def test_receipts_are_public_or_private_as_the_user_likes(scene: Scene, private: bool) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    account = scene.anna.account
    account.prefs.choose(READ_RECEIPTS, "private" if private else "public")
    scene.tell(room, scene.hs.message(CAROL, "eins"))
    item = await scene.anna.wait_text(room, "eins")
    await (await scene.timeline(room)).timeline.mark_read()
    marked = (await scene.hs.arrived("/read_markers"))[0].body
    assert marked == {"m.fully_read": item.event_id}
    sent = (await scene.hs.arrived("/receipt/"))[0]
    kind = "m.read.private" if private else "m.read"
    assert sent.path.endswith(f"/receipt/{kind}/{quote(item.event_id or '', safe='')}")
    assert sent.body == {"thread_id": "main"}


async def test_c_receipts_for_what_there_is_not_do_no_harm(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    event = scene.hs.message(scene.anna.user_id, "gelesen?")
    nonsense = {"$nowhere": {"m.read": {CAROL: {"ts": 1}}}, "": {"m.read": {CAROL: {}}}, "$x": {"m.read": [1]}}
    scene.tell(room, event, receipts={**nonsense, event["event_id"]: {"m.read.private": {CAROL: {"ts": 5}}}})
    await scene.anna.wait_text(room, "gelesen?")
    assert await scene.anna.account.live.readers(room, event["event_id"]) == []
    assert await scene.anna.account.live.readers(room, "$nowhere") == []
    scene.tell(room, receipts={event["event_id"]: {"m.read": {CAROL: {"ts": 6}, MALLORY: {"ts": 7}}}})
    follower = await scene.timeline(room)
    row = await follower.wait(lambda item: item.read_by is not None and item.read_by.count == 2)
    assert row.event_id == event["event_id"]
    await scene.anna.reopen()
    follower = await scene.timeline(room)
    await follower.wait(lambda item: item.read_by is not None, "the receipts after a restart")


async def test_l_ten_thousand_reactions_are_counted_quickly(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    target = scene.hs.message(CAROL, "Ziel")
    scene.tell(room, target)
    await scene.anna.wait_text(room, "Ziel")

    def reaction(n: int) -> object:
        relation = {"rel_type": "m.annotation", "event_id": target["event_id"], "key": f"k{n % 300}"}
        return scene.hs.event("m.reaction", {"m.relates_to": relation}, f"@u{n}:evil.test")

    scene.tell(room, *(reaction(n) for n in range(10_000)), limited=False)
    follower = await scene.timeline(room)
    row = await follower.wait(lambda item: sum(each.count for each in item.reactions) > 3000, timeout=40)
    assert len(row.reactions) == 100
    assert all(len(each.names) <= 12 for each in row.reactions)
    storage = scene.anna.account.context.storage
    begun = time.monotonic()
    rows, _ = await storage.reading.call(storage.reader.rows, room, {target["event_id"]})
    assert rows[0].item.reactions == row.reactions
    assert time.monotonic() - begun < 5


async def test_a_reaction_shows_at_once_and_is_taken_back_by_a_second_click(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs, live = scene.hs, scene.anna.account.live
    target = hs.message(CAROL, "Ziel")
    relation = {"rel_type": "m.annotation", "event_id": target["event_id"], "key": "👍"}
    scene.tell(room, target, hs.event("m.reaction", {"m.relates_to": relation}, CAROL))
    await scene.anna.wait_text(room, "Ziel")
    follower = await scene.timeline(room)

    def shown() -> list[tuple[str, int, bool]]:
        item = follower.find(target["event_id"])
        assert item is not None
        return [(each.key, each.count, each.own) for each in item.reactions]

    await until(lambda: shown() == [("👍", 1, False)])
    hs.answer("/send/m.reaction", {"errcode": "M_UNKNOWN"}, status=500)  # it does not arrive for now
    assert await live.toggle_reaction(room, target["event_id"], "👍")
    assert shown() == [("👍", 2, True)]
    assert not await live.toggle_reaction(room, target["event_id"], "👍")
    assert shown() == [("👍", 1, False)]
    hs.honest()
    assert await live.toggle_reaction(room, target["event_id"], "👍")
    await until(lambda: not scene.anna.account.pending(room) or scene.anna.account.pending(room)[0].event_id)
    assert shown() == [("👍", 2, True)]
    # ... and back, whether or not the reaction has come down again by now.
    assert not await live.toggle_reaction(room, target["event_id"], "👍")
    assert shown() == [("👍", 1, False)]
    assert (await hs.arrived("/redact/"))[0].body is not None
    assert shown() == [("👍", 1, False)]


async def test_what_is_done_offline_is_shown_and_survives_a_restart(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs
    theirs, ours = hs.message(CAROL, "Ziel"), hs.message(scene.anna.user_id, "Unseres")
    scene.tell(room, theirs, ours)
    await scene.anna.wait_text(room, "Unseres")
    await scene.anna.reopen(online=False)
    account = scene.anna.account
    assert await account.live.toggle_reaction(room, theirs["event_id"], "🎉")
    await account.edit(room, ours["event_id"], "Unser **neues**", markdown=True)
    await scene.anna.reopen(online=False)
    follower = await scene.timeline(room)
    item = follower.find(theirs["event_id"])
    assert item is not None
    assert [(each.key, each.count, each.own) for each in item.reactions] == [("🎉", 1, True)]
    edited = follower.find(ours["event_id"])
    assert edited is not None
    assert (edited.body, edited.edited, edited.send_state) == ("Unser **neues**", True, SendState.SENDING)
    assert edited.html == "Unser <strong>neues</strong>"
    await scene.anna.account.redact(room, ours["event_id"])
    deleted = follower.find(ours["event_id"])
    assert deleted is not None
    assert (deleted.kind.value, deleted.body, deleted.html) == ("redacted", "", None)
    assert await scene.anna.account.live.toggle_reaction(room, theirs["event_id"], "🎉") is False
    item = follower.find(theirs["event_id"])
    assert item is not None
    assert item.reactions == ()


async def test_a_reaction_that_the_server_refuses_goes_and_is_told(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs, account = scene.hs, scene.anna.account
    target = hs.message(CAROL, "Ziel")
    scene.tell(room, target)
    await scene.anna.wait_text(room, "Ziel")
    follower = await scene.timeline(room)
    refused: list[Refused] = []
    account.live.refused.connect(refused.append)
    hs.answer("/send/m.reaction", {"errcode": "M_FORBIDDEN"}, status=403)
    await account.live.toggle_reaction(room, target["event_id"], "👎")
    await until(lambda: refused, "the refusal")
    assert refused == [Refused(room, "reaction", ErrorCode.FORBIDDEN.value, target["event_id"])]
    await until(lambda: (follower.find(target["event_id"]) or follower.items[-1]).reactions == ())
    assert not account.pending(room)


async def test_c_keys_of_reactions_are_bounded(scene: Scene) -> None:
    room = await scene.room(scene.peer(CAROL), encrypted=False)
    for key in ("", "x" * 256, "€" * 100):
        with pytest.raises(UserError):
            await scene.anna.account.live.toggle_reaction(room, "$x", key)


async def test_one_person_reacts_once_with_a_key(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol, encrypted=False)
    hs = scene.hs
    target = hs.message(CAROL, "Ziel")
    relation = {"rel_type": "m.annotation", "event_id": target["event_id"], "key": "👍"}
    one, two = (hs.event("m.reaction", {"m.relates_to": relation}, CAROL) for _ in range(2))
    gone = hs.event("m.reaction", {"m.relates_to": {**relation, "key": "💥"}}, MALLORY)
    redaction = hs.event("m.room.redaction", {"redacts": gone["event_id"]}, MALLORY) | {"redacts": gone["event_id"]}
    # Reactions and a redaction before what they belong to.
    scene.tell(room, one, redaction, gone, two, target)
    await scene.anna.wait_text(room, "Ziel")
    follower = await scene.timeline(room)
    row = await follower.wait(lambda item: bool(item.reactions))
    assert [(each.key, each.count, each.own) for each in row.reactions] == [("👍", 1, False)]
    assert row.reactions[0] == Reaction("👍", 1, False, None, row.reactions[0].names)
    assert len(row.reactions[0].names) == 1
