# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The matrix-js-sdk peer works on our homeserver, so that a failing story with our client is about our client."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.support.peer import PEER, LaunchPeer, PeerError, find_node
from tests.support.synapse import Homeserver, MakeHomeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def test_two_peers_talk_encrypted(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await launch_peer(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    room = await anna.create_room(invite=[jonas.user_id], name="Vertraulich")
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await anna.send(room, "Guten Morgen, Jonas")
    got = await jonas.wait_text(room, "Guten Morgen")
    assert got["encrypted"]
    assert got["sender"] == anna.user_id
    await jonas.send(room, "Guten Morgen, Anna")
    assert (await anna.wait_text(room, "Morgen, Anna"))["encrypted"]


async def test_a_peer_goes_on_from_its_store(homeserver: Homeserver, launch_peer: LaunchPeer, tmp_path: Path) -> None:
    anna = await launch_peer(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user, store=tmp_path)
    room = await anna.create_room(invite=[jonas.user_id])
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    await anna.send(room, "eins")
    await jonas.wait_text(room, "eins")
    await jonas.close()
    await anna.send(room, "zwei")
    again = await launch_peer(user, store=tmp_path)
    assert again.device_id == jonas.device_id
    assert (await again.wait_text(room, "zwei"))["encrypted"]


async def test_errors_are_told(homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    with pytest.raises(PeerError) as refused:
        await jonas.call("raw", method="GET", path="/_matrix/client/v3/rooms/!none:test.local/state")
    assert refused.value.status == 403
    await jonas.kill()
    with pytest.raises(PeerError):
        await jonas.call("status")


@pytest.mark.skipif("PEER_SELF_TEST" not in os.environ, reason="of the peer alone, and heavy: PEER_SELF_TEST=1 runs it")
async def test_the_peers_own_test(make_homeserver: MakeHomeserver) -> None:
    """All its commands, peers against each other: verification, recovery, key sharing, withheld keys, and so on."""
    server = await asyncio.to_thread(make_homeserver, settings={"experimental_features": {"msc3814_enabled": True}})
    process = await asyncio.create_subprocess_exec(
        find_node(),
        str(PEER / "self-test.mjs"),
        env={**os.environ, "HS": server.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert output.decode().splitlines()[-1].endswith("passed, 0 failed")
