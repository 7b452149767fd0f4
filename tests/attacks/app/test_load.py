# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Floods that reach a running account: the last state counts, nothing piles up."""

from __future__ import annotations

from crypto.store.database import Database
from tests.attacks.app.scene import CAROL, Scene
from tests.driver.measure import Heartbeat
from tests.support.account_world import People, until
from tests.support.evil_homeserver import EvilHomeserver
from tests.support.evil_sync import Room

_STEPS = 150
_PEOPLE = [f"@u{n}:evil.test" for n in range(40)]


async def test_l05_a_flood_of_typing_and_receipts_ends_in_the_last_state(scene: Scene) -> None:
    peer = scene.peer(CAROL)
    room = await scene.room(peer, encrypted=False)
    text = scene.hs.message(CAROL, "eins")
    newest = scene.hs.message(CAROL, "zwei")
    scene.tell(room, text, newest)
    await scene.anna.wait_text(room, "zwei")
    for step in range(_STEPS):
        event = (text, newest)[step % 2]["event_id"]
        readers = {user: {"ts": 1_000 + step} for user in _PEOPLE}
        scene.tell(room, typing=_PEOPLE if step % 2 else [], receipts={event: {"m.read": readers}})
    scene.tell(room, scene.hs.message(CAROL, "Ende"), typing=[])
    await scene.anna.wait_text(room, "Ende")
    live, storage = scene.anna.account.live, scene.anna.account.context.storage
    await until(lambda: not live.typing(room), "nobody types")
    kept = await storage.reading.call(_receipts, storage.reader.db)
    assert kept <= 2 * (len(_PEOPLE) + 2)


def _receipts(db: Database) -> int:
    row = db.execute("SELECT count(*) FROM receipts").fetchone()
    return int(row[0]) if row is not None else 0


_ROOMS, _EACH, _BUDGET = 500, 12, 90.0


async def test_l03_the_first_sync_of_five_hundred_rooms_is_usable_at_once(people: People) -> None:
    """Six thousand events in the first answer, each room with more behind it. Rooms can be listed and read, and
    nothing blocks the loop. How long it takes on a quiet machine: ``tests/bench/first_sync.py``."""
    with EvilHomeserver() as hs:
        anna = await people.on_evil(hs, online=False)
        rooms: dict[str, Room] = {}
        for number in range(_ROOMS):
            room_id = hs.create_room({CAROL: "join"}, name=f"Raum {number}", announce=False)
            texts = [hs.message(CAROL, f"Nachricht {number}.{n}") for n in range(_EACH)]
            state = list(hs.rooms[room_id].state.values())
            rooms[room_id] = Room(timeline=texts, state=state, name=f"Raum {number}", joined_count=2, limited=True)
        hs.sync(rooms=rooms)
        heartbeat = Heartbeat()
        heartbeat.start()
        await anna.start()
        await until(lambda: len(anna.account.rooms.items) == _ROOMS, "all rooms", _BUDGET)
        for room_id in (next(iter(rooms)), list(rooms)[-1]):
            last = rooms[room_id].timeline[-1]["content"]["body"]
            await anna.wait_text(room_id, last)
        heartbeat.stop()
        assert heartbeat.busiest_turn_ms < 500  # of CPU time; the bench is stricter
        names = {summary.name for summary in anna.account.rooms.items}
        assert names == {f"Raum {number}" for number in range(_ROOMS)}
        await people.close()
