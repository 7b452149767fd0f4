# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The disk is full, or the cache is damaged, while messages come. Real errors of a real database."""

from __future__ import annotations

import pytest

from app.errors import ErrorCode
from app.types import Link
from crypto.store.database import Database
from tests.attacks.app.scene import CAROL, Scene
from tests.support.account_world import until


def fill(db: Database) -> None:
    """From now on every new page is one too many for the disk."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    pages = db.execute("PRAGMA page_count").fetchone()
    assert pages is not None
    db.execute(f"PRAGMA max_page_count = {int(pages[0])}").fetchall()


def empty(db: Database) -> None:
    db.execute("PRAGMA max_page_count = 1073741823").fetchall()


@pytest.mark.parametrize("which", ["cache", "crypto"])
async def test_s18_a_full_disk_stops_the_sync_before_anything_is_acknowledged(scene: Scene, which: str) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "vorher"))
    await scene.anna.wait_text(room, "vorher")
    account = scene.anna.account
    database = scene.anna.profile.cache if which == "cache" else scene.anna.profile.crypto
    worker = account._cache_worker if which == "cache" else account._crypto_worker
    await worker.call(fill, database)
    for number in range(40):
        scene.tell(room, carol.room_event(room, f"{number} " + "x" * 20_000))
    if which == "crypto":
        peers = [scene.peer(f"@user{number}:evil.test") for number in range(40)]
        for peer in peers:
            scene.share(peer, room)
    await until(lambda: account.connection.problem == ErrorCode.DISK_FULL.value, "told that the disk is full")
    assert account.connection.link is Link.OFFLINE
    assert account.connection.retry_at is not None
    await worker.call(empty, database)
    account.retry_now()
    await scene.anna.online()
    await scene.anna.wait_text(room, "39 " + "x" * 20_000)
    follower = await scene.timeline(room)
    bodies = [body.partition(" ")[0] for body in follower.bodies]
    assert bodies == ["vorher", *(str(number) for number in range(40))]
    if which == "crypto":
        scene.tell(room, *(peer.room_event(room, f"von {peer.user_id}") for peer in peers))
        for peer in peers:
            await scene.anna.wait_text(room, f"von {peer.user_id}")


async def test_s14_a_cache_damaged_while_running_is_made_anew(scene: Scene) -> None:
    carol = scene.peer(CAROL)
    room = await scene.room(carol)
    scene.share(carol, room)
    scene.tell(room, carol.room_event(room, "vorher"))
    await scene.anna.wait_text(room, "vorher")
    follower = await scene.timeline(room)
    account, profile = scene.anna.account, scene.anna.profile
    await account._cache_worker.call(damage, profile.cache)
    keys = account.keys
    scene.tell(room, carol.room_event(room, "nachher"))
    await follower.wait(lambda item: item.body == "nachher")
    assert "vorher" in follower.bodies
    assert account.keys == keys
    assert list(scene.anna.folder.glob("cache.db.damaged-1"))
    await scene.anna.send(room, "geht noch")


def damage(db: Database) -> None:
    """Overwrite all pages but the first, on the disk, and forget what is in memory."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with db.path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\x55" * (size - 4096))
    db.execute("PRAGMA shrink_memory").fetchall()
