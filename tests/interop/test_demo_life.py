# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the newcomer finds in the demo beside plain messages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.account import Account
from app.demo import story
from app.demo.accounts import DemoAccount, MemoryKeyStore
from app.demo.life import MENTION, SPACE
from app.demo.seed import Puppets, beginning, seed
from app.types import TimelineItem
from tests.support.account_world import until
from tests.support.synapse import MakeHomeserver

pytestmark = pytest.mark.synapse


async def rows(account: Account, room_id: str) -> Sequence[TimelineItem]:
    timeline = await account.open_timeline(room_id)
    await timeline.load_older(100)
    return timeline.items


async def test_the_week_has_reactions_a_thread_a_poll_and_a_space(
    make_homeserver: MakeHomeserver, tmp_path: Path
) -> None:
    server = make_homeserver(server_name=story.SERVER_NAME, clock=beginning() - time.time())
    passwords = {user: f"correct horse {user}" for user in story.PEOPLE}
    puppets, store = Puppets(server, passwords), MemoryKeyStore()
    people = {
        user: DemoAccount(tmp_path / user, [store], user, passwords[user])
        for user in (story.ME, story.PARTNER, story.COLLEAGUE)
    }
    await asyncio.to_thread(puppets.register_all)
    try:
        opened = {user: await person.open(server.url) for user, person in people.items()}
        world = await seed(server, puppets, opened)
        account, rooms = opened[story.ME], world.rooms
        await until(lambda: any(room.is_space and room.name == SPACE for room in account.rooms.items), "the space")

        portal = await rows(account, rooms["portal"])
        assert any(item.thread is not None and item.thread.count == 2 for item in portal)
        assert any({each.key for each in item.reactions} == {"👍", "🎉"} for item in portal)
        (poll,) = [item.poll for item in await rows(account, rooms["ausflug"]) if item.poll is not None]
        assert [answer.votes for answer in poll.answers] == [2, 0, 1]
        summaries = {key: account.rooms.get(rooms[key]) for key in ("kantine", "fatma", "portal")}
        kantine, fatma, favourite = summaries.values()
        assert kantine is not None
        assert kantine.highlight == 1
        assert kantine.preview is not None
        assert kantine.preview.body == MENTION
        assert fatma is not None
        assert fatma.direct
        assert favourite is not None
        assert favourite.favourite
    finally:
        await asyncio.gather(*(person.close() for person in people.values()))
