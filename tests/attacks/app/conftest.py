# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the attacks on a running account."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.attacks.app.scene import Scene
from tests.support.account_world import People, people
from tests.support.evil_homeserver import EvilHomeserver

__all__ = ["people"]


@pytest.fixture
async def scene(people: People) -> AsyncIterator[Scene]:
    """anna is online on an evil homeserver; once with each way of syncing."""
    with EvilHomeserver() as hs:
        scene = Scene(hs, people)
        await scene.begin()
        yield scene
        await people.close()
