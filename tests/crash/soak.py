# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.crash.soak [--minutes 10] [--seed N] [--classic]``: kill -9 at random moments.

Anna (our client) and Jonas (matrix-js-sdk) write to each other through a proxy. Anna's process is killed again and
again: after a random time, at a random point of its own code, or with a random request in the air. In the end every
message that was accepted is on both sides once and readable, and no position of a ratchet was used for two texts.
The seed repeats the choices, not the timing. Exit status 1 and the reason on standard error if something is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tests.crash.crashing import POINTS
from tests.support.client import ClientError
from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.peer import Peer
from tests.support.synapse import Homeserver, new_user

PATHS = ("/sync", "/sync", "/send/", "/sendToDevice/", "/keys/")
MOMENTS = ("request", "answer", "half", "whole")
_PATIENCE = 3.0  # seconds until a kill that did not come by itself is done by us


class Soak:
    """Two people, and what they have written."""

    def __init__(self, proxy: FaultProxy, anna: CrashClient, jonas: Peer, room: str, chance: random.Random) -> None:
        self.proxy = proxy
        self.anna = anna
        self.jonas = jonas
        self.room = room
        self.chance = chance
        self.accepted: list[str] = []  # by our client: the command was answered
        self.uncertain: list[str] = []  # the process died while it was asked
        self.theirs: list[str] = []
        self.kills: Counter[str] = Counter()

    async def round(self, number: int) -> None:
        """One life of our client: it starts, both write, it dies."""
        chance = self.chance
        way = chance.choice(("time", "point", "request"))
        point = chance.choice(list(POINTS)[1:]) if way == "point" else None  # the first is before the sign-in
        hold = None
        if way == "request":
            hold = self.proxy.hold(chance.choice(MOMENTS), path=chance.choice(PATHS))
        if chance.random() < 0.3:
            await self.jonas.call("discard_session", room=self.room)
        jonas_writes = asyncio.create_task(self._jonas_writes(number, chance.randrange(4)))
        self.anna.crash_at(point)
        await self.anna.go_online()
        anna_writes = asyncio.create_task(self._anna_writes(number, chance.randrange(4)))
        with suppress(TimeoutError, AssertionError):
            if hold is not None:
                await hold.reached(_PATIENCE)
            elif point is not None:
                await self.anna.died(_PATIENCE)
            else:
                await asyncio.sleep(chance.random() * 1.5)
        self.kills[point or (f"{hold.moment} {hold.taken}" if hold is not None else way)] += 1
        await self.anna.kill()
        if hold is not None:
            hold.drop()
            self.proxy.forget(hold)
        await asyncio.gather(anna_writes, jonas_writes)

    async def _anna_writes(self, number: int, count: int) -> None:
        for index in range(count):
            text = f"Anna {number}.{index}"
            try:
                await self.anna.call("send", room=self.room, text=text, wait=False)
                self.accepted.append(text)
            except (ClientError, OSError):
                self.uncertain.append(text)
                return

    async def _jonas_writes(self, number: int, count: int) -> None:
        for index in range(count):
            text = f"Jonas {number}.{index}"
            await self.jonas.send(self.room, text)
            self.theirs.append(text)

    async def settle(self) -> None:
        """Start once more, let everything come and go; raises AssertionError if something is missing."""
        self.anna.crash_at(None)
        await self.anna.restore()
        await self.jonas.send(self.room, f"Ende {len(self.theirs)}")
        self.theirs.append(f"Ende {len(self.theirs)}")
        await self.anna.wait_text(self.room, self.theirs[-1], timeout=60)
        async with asyncio.timeout(120):
            while any(not row["event_id"] for row in await self.anna.messages(self.room)):
                await asyncio.sleep(0.2)
        rows = await self.anna.all_messages(self.room)
        unreadable = [row for row in rows if row["utd"] is not None]
        assert not unreadable, f"cannot be read: {unreadable}"
        self._compare("our client", Counter(row["body"] for row in rows))
        for text in self.accepted[-1:]:
            await self.jonas.wait_text(self.room, text, timeout=60)
        limit = 10 * (len(self.accepted) + len(self.uncertain) + len(self.theirs)) + 100
        events = await self.jonas.call("messages", room=self.room, limit=limit)
        texts = Counter(event["content"]["body"] for event in events if event["type"] == "m.room.message")
        self._compare("the peer", texts)
        ratchet_positions(self.proxy.seen("/send/m.room.encrypted/", method="PUT"))
        await self.anna.kill()

    def _compare(self, where: str, found: Counter[str]) -> None:
        expected = [*self.accepted, *self.theirs]
        missing = [text for text in expected if found[text] == 0]
        twice = [text for text, count in found.items() if count > 1]
        foreign = set(found) - set(expected) - set(self.uncertain)
        wrong = missing or twice or foreign
        assert not wrong, f"{where}: missing {missing}, twice {twice}, foreign {foreign}"


def ratchet_positions(sends: Sequence[Exchange]) -> int:
    """How many positions of Megolm ratchets were used; raises AssertionError if one was for two ciphertexts."""
    used: dict[tuple[str, int], str] = {}
    for exchange in sends:
        ciphertext = str(exchange.body["ciphertext"])
        place = (str(exchange.body["session_id"]), message_index(ciphertext))
        assert used.setdefault(place, ciphertext) == ciphertext, f"{place} was used twice"
    return len(used)


def message_index(ciphertext: str) -> int:
    """Of a Megolm message: the field with tag 8 behind the version byte (Megolm specification, "Message format")."""
    raw = base64.b64decode(ciphertext + "=" * (-len(ciphertext) % 4))
    assert raw[:2] == b"\x03\x08"
    value = shift = 0
    for byte in raw[2:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    return value


async def run(minutes: float, seed: int, *, classic: bool) -> None:
    """Raises AssertionError with what is wrong."""
    chance = random.Random(seed)
    with Homeserver() as homeserver, tempfile.TemporaryDirectory(prefix="soak-") as folder:
        async with FaultProxy(homeserver.url) as proxy:
            anna = CrashClient(Path(folder) / "profile", classic=classic)
            await anna.launch()
            await anna.sign_in(replace(new_user(homeserver, "anna"), homeserver=proxy.url))
            user = new_user(homeserver, "jonas")
            jonas = await Peer.launch()
            try:
                await jonas.start(user)
                await jonas.call("bootstrap", password=user.password)
                room = await anna.create_room(invite=[jonas.user_id])
                await jonas.join(room)
                await anna.wait_member(room, jonas.user_id)
                await anna.kill()
                soak = Soak(proxy, anna, jonas, room, chance)
                end = time.monotonic() + minutes * 60
                number = 0
                while time.monotonic() < end:
                    for _ in range(10):
                        await soak.round(number)
                        number += 1
                    await soak.settle()
                    print(
                        f"{number} kills, {len(soak.accepted)} + {len(soak.theirs)} messages: nothing lost", flush=True
                    )
                for way, count in sorted(soak.kills.items()):
                    print(f"  {count:4} {way}")
            finally:
                await anna.kill()
                await jonas.kill()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--classic", action="store_true", help="GET /sync instead of sliding sync")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    try:
        asyncio.run(run(options.minutes, options.seed, classic=options.classic))
    except AssertionError as error:
        print(f"seed {options.seed}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
