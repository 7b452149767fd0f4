# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Floods that reach a running account: the last state counts, nothing piles up."""

from __future__ import annotations

from crypto.store.database import Database
from tests.attacks.app.scene import CAROL, Scene
from tests.support.account_world import until

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
