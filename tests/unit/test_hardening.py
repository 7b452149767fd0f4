# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the process forbids itself."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.demo.homeserver import PROJECT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="about Linux")


def hardened(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from app.hardening import harden; harden()\n{code}"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_s12_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    result = hardened("import os; os.abort()", tmp_path)
    assert result.returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


def test_s12_the_kernel_says_so(tmp_path: Path) -> None:
    code = (
        "import ctypes, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    assert hardened(code, tmp_path).stdout == "(0, 0) 0\n"


def test_s20_new_files_are_ours_alone(tmp_path: Path) -> None:
    hardened("open('file', 'w').close(); import os; os.mkdir('folder')", tmp_path)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


def test_memory_is_wiped_but_not_locked(tmp_path: Path) -> None:
    """Locked memory would cost most of the time of every statement, also where the user may lock any amount."""
    code = (
        "import threading\n"
        "from pathlib import Path\n"
        "from crypto.store.database import Database, Migrations\n"
        "def use():\n"
        "    database = Database.open(Path('any.db'), bytes(32), Migrations(any=['CREATE TABLE t(x)']),"
        " memory_security=True)\n"
        "    database.execute('INSERT INTO t VALUES(1)')\n"
        "    print(database.execute('PRAGMA cipher_memory_security').fetchone()[0])\n"
        "    status = Path('/proc/thread-self/status').read_text()\n"
        "    print(*[line.split()[1] for line in status.splitlines() if line.startswith('VmLck')])\n"
        "thread = threading.Thread(target=use)\n"
        "thread.start()\n"
        "thread.join()"
    )
    assert hardened(code, tmp_path).stdout == "1\n0\n"
