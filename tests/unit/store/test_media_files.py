# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is kept of downloaded files: at most so many bytes, the least used going first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.migrations import cache_migrations
from app.store.media_files import Kept, MediaFiles
from crypto.store.database import Database


@pytest.fixture
def files(tmp_path: Path) -> Iterator[MediaFiles]:
    database = Database.open(tmp_path / "cache.db", bytes(32), cache_migrations())
    now = iter(range(1, 1000))
    files = MediaFiles(database, clock=lambda: next(now) * 4000.0)
    yield files
    database.close()


def test_the_least_used_go_first(files: MediaFiles) -> None:
    files.limit = 250
    assert files.add("mxc://x/a", Kept("a", None), 100) == []
    assert files.add("mxc://x/b", Kept("b", None), 100) == []
    assert files.get("mxc://x/a") is not None  # used again: b is older now
    assert files.add("mxc://x/c", Kept("c", None), 100) == ["b"]
    assert files.usage() == (2, 200)
    assert files.names() == {"a", "c"}


def test_a_file_larger_than_the_limit_is_kept_alone(files: MediaFiles) -> None:
    files.limit = 50
    files.add("mxc://x/a", Kept("a", None), 40)
    assert files.add("mxc://x/b", Kept("b", None), 4000) == ["a"]
    assert files.usage() == (1, 4000)


def test_a_lower_limit_and_clearing(files: MediaFiles) -> None:
    for name in "abcd":
        files.add(f"mxc://x/{name}", Kept(name, None), 100)
    assert files.shrink(250) == ["a", "b"]
    assert files.shrink(0) == ["c", "d"]
    assert files.usage() == (0, 0)
