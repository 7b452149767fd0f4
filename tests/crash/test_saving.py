# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-08: a program that is killed while it saves a decrypted file leaves nothing of it behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.media import saving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
_SECRET = b"Kanarienvogel " * 10_000
_KILLED = """
import os, signal, sys
from pathlib import Path
from app.media import saving
if sys.argv[2] == "hidden":
    saving._nameless = lambda _: None
def pieces():
    yield b"Kanarienvogel " * 10_000
    os.kill(os.getpid(), signal.SIGKILL)
    yield b"nie"
saving.save(pieces(), Path(sys.argv[1]), "Akte.pdf")
"""


def _kill_while_saving(folder: Path, way: str) -> None:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), way], check=False)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="Linux only")
def test_s08_a_killed_saving_leaves_nothing(tmp_path: Path) -> None:
    file = saving._nameless(tmp_path)
    if file is None:
        pytest.skip("not on this file system")
    file.close()
    _kill_while_saving(tmp_path, "nameless")
    assert list(tmp_path.iterdir()) == []


def test_s08_what_a_killed_saving_had_to_leave_goes_with_the_next_one(tmp_path: Path) -> None:
    _kill_while_saving(tmp_path, "hidden")
    (left,) = tmp_path.iterdir()
    mine = tmp_path / ".bundesmessenger-mein.part"
    mine.write_bytes(b"")
    for old in (left, mine):
        os.utime(old, (0, 0))
    path, _ = saving.save([b"neu"], tmp_path, "Akte.pdf")
    assert sorted(tmp_path.iterdir()) == sorted([mine, path])


@pytest.mark.parametrize("way", ["nameless", "hidden", "without links"])
def test_s08_every_way_of_saving_ends_with_the_file_alone(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way != "nameless":
        monkeypatch.setattr(saving, "_nameless", lambda _folder: None)
    if way == "without links":

        def refuse(*_args: object, **_options: object) -> None:
            raise OSError(saving._NO_LINKS[0], "no links here")

        monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "Akte.pdf").write_bytes(b"schon da")
    path, digest = saving.save([_SECRET, b"Ende"], tmp_path, "Akte.pdf")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["Akte (1).pdf", "Akte.pdf"]
    assert path.read_bytes() == _SECRET + b"Ende"
    assert len(digest) == 64
    assert path.stat().st_mode & 0o777 == 0o600
