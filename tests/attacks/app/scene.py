# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One of our accounts (anna) on a homeserver that lies, with hand-made peers in her rooms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.store.events import as_dict
from app.types import TimelineItem
from tests.support.account_world import Follower, People, Person, until
from tests.support.evil_homeserver import EvilHomeserver
from tests.support.evil_sync import Room
from tests.support.raw_peer import RawIdentity, RawPeer

Json = dict[str, Any]
CAROL = "@carol:evil.test"
MALLORY = "@mallory:evil.test"


class Target:
    """What a peer has to know of a device to write to it."""

    def __init__(self, user_id: str, device_id: str, keys: tuple[str, str]) -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.ed25519, self.curve25519 = keys


class Scene:
    """``hs`` the server, ``anna`` our account."""

    def __init__(self, hs: EvilHomeserver, people: People) -> None:
        self.hs = hs
        self.people = people
        self.anna: Person

    async def begin(self) -> None:
        self.anna = await self.people.on_evil(self.hs)

    def peer(self, user_id: str, device_id: str = "RAW") -> RawPeer:
        """A device of somebody, signed by its owner's identity, on the server."""
        peer = RawPeer(user_id, device_id)
        identity = RawIdentity(user_id)
        peer.identity = identity
        one_time: Json = {}
        for _ in range(5):
            one_time.update(peer.one_time_key())
        self.hs.keys.add_device(user_id, peer.device_keys(), one_time)
        self.hs.keys.cross_signing[user_id] = {
            f"{usage}_key": identity.key(usage) for usage in ("master", "self_signing", "user_signing")
        }
        return peer

    async def room(self, *members: RawPeer, encrypted: bool = True, **options: Any) -> str:
        """A room of anna and these peers, which anna has."""
        room_id = self.hs.create_room({peer.user_id: "join" for peer in members}, encrypted=encrypted, **options)
        await until(lambda: self.anna.room(room_id) is not None, "the room")
        return room_id

    def target(self) -> Target:
        account = self.anna.account
        return Target(account.user_id, account.device_id, account.keys)

    def share(self, peer: RawPeer, room_id: str) -> None:
        """Anna gets the key of the peer's session of the room."""
        target = self.target()
        if target.curve25519 not in peer.sessions:
            held = self.hs.keys.one_time[target.user_id, target.device_id]
            peer.open_session(target.curve25519, held.pop(next(iter(held)))["key"])
        self.hs.sync(to_device=[peer.room_key_event(target, room_id)], changed=[peer.user_id])

    def tell(self, room_id: str, *events: Any, **fields: Any) -> None:
        """The room's timeline goes on."""
        self.hs.sync(rooms={room_id: Room(timeline=list(events), **fields)})

    async def timeline(self, room_id: str) -> Follower:
        return await self.anna.timeline(room_id)

    async def canary(self, room_id: str, peer: RawPeer, text: str = "Kanarienvogel") -> TimelineItem:
        """An honest message after the attack still comes through: the sync is not stuck."""
        self.share(peer, room_id)
        self.tell(room_id, peer.room_event(room_id, text))
        return await self.anna.wait_text(room_id, text)

    async def state_of(self, room_id: str) -> tuple[str | None, list[str]]:
        """(name, recipients) of a room as we have them."""
        summary = self.anna.room(room_id)
        users = [member.user_id for member in await self.anna.account.members(room_id)]
        return (summary.name if summary else None), sorted(users)

    def keyed(self) -> list[str]:
        """Users to whose devices a room key (Olm message) was sent, each time again."""
        return sorted(message["user"] for message in self.hs.to_device_sent if message["type"] == "m.room.encrypted")

    def sessions_used(self, room_id: str) -> list[str]:
        """The Megolm sessions of the messages that we sent, in order."""
        return [
            str(as_dict(sent.content).get("session_id"))
            for sent in self.hs.sent
            if sent.room_id == room_id and sent.type == "m.room.encrypted"
        ]


def rows(follower: Follower, **wanted: Any) -> list[TimelineItem]:
    """Rows whose attributes are these."""
    return [item for item in follower.items if all(getattr(item, name) == value for name, value in wanted.items())]


def member_states(users: Mapping[str, str], hs: EvilHomeserver) -> list[Json]:
    return [hs.member(user, membership) for user, membership in users.items()]
