# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A scripted homeserver and a client signed in to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from app.matrix.client import MatrixClient
from tests.support.evil_homeserver import EvilHomeserver


@pytest.fixture
def hs() -> Iterator[EvilHomeserver]:
    with EvilHomeserver() as server:
        yield server


@pytest.fixture
async def client(hs: EvilHomeserver) -> AsyncIterator[MatrixClient]:
    made = hs.credentials().client()
    yield made
    await made.close()
