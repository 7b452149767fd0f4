# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-18 with a real account: what cannot be stored is not acknowledged, the state says why, and nothing is lost."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.crash.test_incoming_keys import brings_messages
from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.raw_client import RawClient
from tests.support.small_disk import small_disk
from tests.support.synapse import Homeserver, User

pytestmark = [
    pytest.mark.synapse,
    pytest.mark.skipif(sys.platform != "linux", reason="limits and small disks are Linux's"),
]


@contextmanager
def no_file_grows(client: CrashClient) -> Iterator[None]:
    """The kernel refuses each write behind the first 64 bytes of a file (RLIMIT_FSIZE)."""
    import resource

    free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(client.pid, resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it may have been killed
            resource.prlimit(client.pid, resource.RLIMIT_FSIZE, free)


@contextmanager
def full(client: CrashClient) -> Iterator[None]:
    """Other files take all the room that is left on the disk."""
    other = client.profile.with_name("other files")
    with other.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        other.unlink()


TROUBLES = {"disk_full": full, "profile_unwritable": no_file_grows}


@pytest.fixture(params=list(TROUBLES))
async def cramped(
    request: pytest.FixtureRequest, tmp_path: Path, anna_user: User, transport: str
) -> AsyncIterator[tuple[CrashClient, str]]:
    """Anna with the trouble she will have; on a small disk of her own, where that is the trouble."""
    with small_disk(24 << 20) as disk:
        if request.param == "disk_full" and disk is None:
            pytest.skip("may not mount a small disk here; the limit on file sizes covers the same")
        folder = disk if request.param == "disk_full" and disk is not None else tmp_path
        client = CrashClient(folder / "profile", classic=transport == "classic")
        await client.launch()
        await client.sign_in(anna_user, sync=False)
        yield client, request.param
        await client.kill()


async def test_s18_no_room_for_what_comes(
    homeserver: Homeserver, proxy: FaultProxy, cramped: tuple[CrashClient, str]
) -> None:
    anna, problem = cramped
    trouble = TROUBLES[problem]
    await anna.call("sync_start")
    other = RawClient.new(homeserver, "jonas")
    room = await anna.create_room(invite=[other.user_id])
    other.api.act(room, "join")
    await anna.wait_member(room, other.user_id)
    target = await anna.target()
    await anna.close()  # the journals are empty now: whatever is written needs room
    texts = []
    for number in range(3):
        other.rotate(room)
        other.share(target, room)
        texts.append(f"Kein Platz {number}")
        other.say(room, texts[-1])
    await anna.restore(sync=False)
    before = len(proxy.exchanges)
    proxy.block("/sync")  # connecting needs room as well; see below
    await anna.call("sync_start", wait=False)
    while not any(exchange.path.endswith("/sync") for exchange in proxy.exchanges[before:]):
        await asyncio.sleep(0.02)
    with trouble(anna):
        proxy.unblock()
        await anna.link("offline", problem)
        assert [row["body"] for row in await anna.messages(room)] == []
    brought = [exchange for exchange in proxy.exchanges[before:] if brings_messages(exchange)]
    assert brought
    assert len({position(exchange) for exchange in brought}) == 1, "the position moved on without anything stored"
    await anna.link("online")
    await anna.wait_text(room, texts[-1])
    assert [(row["body"], row["utd"]) for row in await anna.messages(room)] == [(text, None) for text in texts]

    # Once more, from before it connects, and now the program is killed in its trouble.
    await anna.close()
    other.rotate(room)
    other.share(target, room)
    other.say(room, "Kein Platz 3")
    await anna.restore(sync=False)
    with trouble(anna):
        await anna.call("sync_start", wait=False)
        await anna.link("offline", problem)
        await anna.kill()
    await anna.restore()
    await anna.wait_text(room, "Kein Platz 3")
    rows = await anna.messages(room)
    assert [row["body"] for row in rows] == [*texts, "Kein Platz 3"]
    assert all(row["utd"] is None for row in rows)


def position(exchange: Exchange) -> str:
    """Up to where the request says that messages have arrived."""
    extension = exchange.body.get("extensions", {}).get("to_device", {})
    since = [part for part in exchange.query.split("&") if part.startswith("since=")]
    return str(extension.get("since", "")) + "".join(since)
