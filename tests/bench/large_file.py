# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.bench.large_file [--megabytes 1000]``: a large encrypted file from one account to another.

Prints how long each way took and how much memory both programs used at most more than before. Fails if the file is not
the same, or if memory follows the size of the file. Needs four times the file's size on the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from app.demo.homeserver import Homeserver
from tests.support.client import Client
from tests.support.synapse import new_user

MEGABYTE = 1_000_000
MOST = 60.0
"""Megabytes of memory that a file of any size may cost."""
_WAIT = 3600.0


def make(path: Path, megabytes: int) -> str:
    """A file that cannot be made smaller; gives its hash."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(megabytes):
            piece = os.urandom(MEGABYTE)
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


@contextlib.asynccontextmanager
async def peak(client: Client) -> AsyncIterator[list[float]]:
    """Collects the resident memory (MB) ten times a second; the first value is from before."""
    process = psutil.Process(client.pid)
    seen = [process.memory_info().rss / MEGABYTE]

    async def watch() -> None:
        while True:
            seen.append(process.memory_info().rss / MEGABYTE)
            await asyncio.sleep(0.1)

    task = asyncio.get_running_loop().create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def run(megabytes: int, folder: Path) -> bool:
    """Whether everything was as it has to be."""
    large = folder / "large.bin"
    digest = make(large, megabytes)
    with Homeserver(settings={"max_upload_size": f"{megabytes + 100}M"}) as homeserver:
        anna, bert = Client(folder / "anna"), Client(folder / "bert")
        try:
            for client, name in ((anna, "anna"), (bert, "bert")):
                await client.launch()
                await client.sign_in(new_user(homeserver, name))
            room = await anna.create_room(name="Large", invite=[bert.user_id], encrypted=True)
            await bert.join(room)
            await anna.wait_member(room, bert.user_id)
            began = time.monotonic()
            async with peak(anna) as sending:
                sent = await anna.call("send_file", room=room, path=str(large), call_timeout=_WAIT)
            told("sent", began, sending, megabytes)
            large.unlink()
            await bert.wait_row(room, lambda row: row["event_id"] == sent["event_id"], what="the file", timeout=120)
            target = folder / "saved"
            target.mkdir()
            began = time.monotonic()
            async with peak(bert) as receiving:
                saved = await bert.call(
                    "save_attachment", room=room, event=sent["event_id"], dir=str(target), call_timeout=_WAIT
                )
            told("received and saved", began, receiving, megabytes)
        finally:
            for client in (anna, bert):
                await client.close()
    same = saved["sha256"] == digest
    flat = all(max(values) - values[0] <= MOST for values in (sending, receiving))
    print(f"the same file: {'yes' if same else 'NO'}; memory at most {MOST:.0f} MB more: {'yes' if flat else 'NO'}")
    return same and flat


def told(what: str, began: float, memory: list[float], megabytes: int) -> None:
    seconds = time.monotonic() - began
    rate, more = megabytes / seconds, max(memory) - memory[0]
    print(f"{what}: {megabytes} MB in {seconds:.1f} s ({rate:.0f} MB/s), memory {memory[0]:.0f} MB + {more:.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large_file")
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="where the files are made (the system's temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-large-", dir=options.folder) as folder:
        return 0 if asyncio.run(run(options.megabytes, Path(folder))) else 1


if __name__ == "__main__":
    sys.exit(main())
