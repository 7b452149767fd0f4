# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for all tests: real homeservers, and an environment without the person who runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, MakeHomeserver, User

# Before anything of ours is imported: windows are drawn in memory, the keyring and the folders of whoever runs
# the tests are out of reach. Tests that need a real keyring start one of their own.
_home = tempfile.TemporaryDirectory(prefix="bundesmessenger-home-")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = str(Path(_home.name) / _name.lower())


# Busy machines are slow; that is no fault of what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """One Synapse for the whole run. Make your own users; do not stop it."""
    with Homeserver() as server:
        yield server


@pytest.fixture
def make_homeserver() -> Iterator[MakeHomeserver]:
    """Start a Synapse of your own; the arguments are those of ``Homeserver``. It is closed after the test."""
    with ExitStack() as stack:

        def make(**arguments: Any) -> Homeserver:
            return stack.enter_context(Homeserver(**arguments))

        yield make


@pytest.fixture
async def launch_peer() -> AsyncIterator[LaunchPeer]:
    """Start a matrix-js-sdk client, signed in as the given user; the arguments are those of ``Peer.start``."""
    peers: list[Peer] = []

    async def launch(user: User, **arguments: Any) -> Peer:
        peer = await Peer.launch()
        peers.append(peer)
        await peer.start(user, **arguments)
        return peer

    yield launch
    for peer in peers:
        await peer.close()


@pytest.fixture(params=["sliding", "classic"])
def transport(request: pytest.FixtureRequest) -> str:
    """How our client syncs. A test that asks for it runs once with each."""
    return str(request.param)


@pytest.fixture
async def start_client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StartClient]:
    """Start our client, signed in as the given user and in sync; with the transport of the test, if it asks for one."""
    wanted = "transport" in request.fixturenames and request.getfixturevalue("transport") == "classic"
    clients: list[Client] = []

    async def start(user: User, *, sync: bool = True, classic: bool = wanted) -> Client:
        client = Client(tmp_path / f"profile-{len(clients)}", classic=classic)
        clients.append(client)
        await client.launch()
        await client.sign_in(user, sync=sync)
        return client

    yield start
    for client in clients:
        await client.close()
