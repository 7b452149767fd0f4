# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client that is killed, and a proxy between it and the homeserver."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import FaultProxy
from tests.support.synapse import Homeserver, User, new_user


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(homeserver.url) as proxy:
        yield proxy


@pytest.fixture
def anna_user(homeserver: Homeserver, proxy: FaultProxy) -> User:
    """Anna reaches the homeserver through the proxy."""
    return replace(new_user(homeserver, "anna"), homeserver=proxy.url)


@pytest.fixture
async def anna(request: pytest.FixtureRequest, tmp_path: Path, anna_user: User) -> AsyncIterator[CrashClient]:
    """Signed in, and not yet in sync; with the transport of the test, if it asks for one."""
    classic = "transport" in request.fixturenames and request.getfixturevalue("transport") == "classic"
    client = CrashClient(tmp_path / "profile", classic=classic)
    await client.launch()
    await client.sign_in(anna_user, sync=False)
    yield client
    await client.kill()
