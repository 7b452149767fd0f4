# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens beside the lines of the story: reactions, an answer in a thread, a poll, something pinned."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.demo import story
from app.demo.homeserver import Homeserver, Json
from app.store import polls

if TYPE_CHECKING:
    from app.account import Account
    from app.demo.seed import Puppets

SPACE = "Referat Digitales"
MENTION = "Anna, kommst du auch mit?"


@dataclass(slots=True)
class Moment:
    """Right after a line was said: the event, and those who may do something about it."""

    room_id: str
    event_id: str
    puppets: Puppets
    accounts: Mapping[str, Account]
    homeserver: Homeserver

    async def plain(self, user: str, method: str, path: str, body: Json) -> Json:
        """A request of somebody who writes in clear."""
        return await asyncio.to_thread(self.puppets.request, user, method, path, body)

    async def send(self, user: str, kind: str, content: Json) -> str:
        path = f"/v3/rooms/{quote(self.room_id, safe='')}/send/{kind}/{user}-{abs(hash(str(content)))}"
        return str((await self.plain(user, "PUT", path, content))["event_id"])


async def _thread(moment: Moment) -> None:
    """The colleague's news are discussed beside the conversation."""
    for user, text in (
        (story.PARTNER, "Was war es denn?"),
        (story.COLLEAGUE, "Ein Kontrast und eine fehlende Beschriftung."),
    ):
        account = moment.accounts[user]
        await account.result(await account.thread(moment.room_id, moment.event_id, text))


async def _applause(moment: Moment) -> None:
    for user, key in ((story.ME, "👍"), (story.COLLEAGUE, "🎉")):
        account = moment.accounts[user]
        await account.result(await account.react(moment.room_id, moment.event_id, key))


async def _agreed(moment: Moment) -> None:
    account = moment.accounts[story.PARTNER]
    await account.result(await account.react(moment.room_id, moment.event_id, "👍"))


async def _poll(moment: Moment) -> None:
    answers = [("1", "Spreewald"), ("2", "Harz"), ("3", "Ostsee")]
    event_id = await moment.send(
        "maria.lindner", polls.STARTS[0], polls.start("Wohin geht es 2027?", answers, disclosed=True, most=1)
    )
    for user, answer in (("maria.lindner", "1"), ("thomas.krueger", "1"), (story.PARTNER, "3")):
        await moment.send(user, polls.RESPONSES[0], polls.response(event_id, [answer]))


async def _pin(moment: Moment) -> None:
    path = f"/v3/rooms/{quote(moment.room_id, safe='')}/state/m.room.pinned_events/"
    await moment.plain("it-service", "PUT", path, {"pinned": [moment.event_id]})


async def _mention(moment: Moment) -> None:
    """Last of all that is new: it stays unread."""
    mentions = {"user_ids": [moment.homeserver.user_id(story.ME)]}
    await moment.send("maria.lindner", "m.room.message", {"msgtype": "m.text", "body": MENTION, "m.mentions": mentions})


Act = Callable[[Moment], Awaitable[None]]
ACTS: dict[tuple[str, int], Act] = {
    (story.LIVE, 7): _agreed,
    ("portal", 3): _thread,
    ("portal", 5): _applause,
    ("ausflug", 2): _poll,
    ("haus", 1): _pin,
    ("kantine", 4): _mention,
}
"""By room and number of the line that they follow."""


async def tidy(rooms: Mapping[str, str], puppets: Puppets, homeserver: Homeserver) -> None:
    """How the reader keeps order: a favourite room, and a space."""

    def work() -> None:
        me = quote(homeserver.user_id(story.ME), safe="")
        tag = f"/v3/user/{me}/rooms/{quote(rooms['portal'], safe='')}/tags/m.favourite"
        puppets.request(story.ME, "PUT", tag, {"order": 0.1})
        content = {"type": "m.space"}
        body = {"name": SPACE, "creation_content": content, "preset": "private_chat"}
        space = quote(str(puppets.request(story.ME, "POST", "/v3/createRoom", body)["room_id"]), safe="")
        for key in ("portal", "eu", "ausflug"):
            path = f"/v3/rooms/{space}/state/m.space.child/{quote(rooms[key], safe='')}"
            puppets.request(story.ME, "PUT", path, {"via": [story.SERVER_NAME]})

    await asyncio.to_thread(work)
