# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-05: one process for each profile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.profile.folder import prepare
from app.profile.lock import ProfileLock
from tests.support import processes

HOLDER = """
    import sys, time
    from pathlib import Path
    from app.profile.lock import ProfileLock
    lock = ProfileLock.acquire(Path(sys.argv[1]))
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prepare(tmp_path / "profile")
    return tmp_path / "profile"


def in_use(folder: Path) -> bool:
    try:
        ProfileLock.acquire(folder).release()
    except UserError as error:
        if error.code is not ErrorCode.PROFILE_IN_USE:
            raise
        return True
    return False


def hold(folder: Path) -> subprocess.Popen[str]:
    process = processes.start(HOLDER, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_s05_a_second_start_is_refused_until_the_first_ends(folder: Path) -> None:
    process = hold(folder)
    assert in_use(folder)
    process.terminate()
    process.communicate()
    assert not in_use(folder)


def test_s05_a_lock_left_by_a_killed_process_means_nothing(folder: Path) -> None:
    process = hold(folder)
    process.kill()
    process.communicate()
    assert (folder / "lock").exists()
    lock = ProfileLock.acquire(folder)
    assert in_use(folder)
    lock.release()
    assert not in_use(folder)


def test_s05_the_same_process_cannot_hold_it_twice(folder: Path) -> None:
    lock = ProfileLock.acquire(folder)
    assert in_use(folder)
    assert in_use(folder)
    lock.release()
    lock.release()
    assert not in_use(folder)


def test_s05_programs_we_started_do_not_hold_it_on(folder: Path) -> None:
    """A player or browser that was started from a message outlives us."""
    lock = ProfileLock.acquire(folder)
    program = "import time; print('up', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", program], close_fds=False, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"up"
    lock.release()
    try:
        assert not in_use(folder)
    finally:
        child.kill()
        child.communicate()


@pytest.mark.skipif(os.name != "posix", reason="there is no fork on Windows")
def test_s05_forked_workers_do_not_hold_it_on(folder: Path) -> None:
    status, output = processes.run(
        """
        import os, sys, time
        from pathlib import Path
        from app.profile.lock import ProfileLock
        lock = ProfileLock.acquire(Path(sys.argv[1]))
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, b"x")
            os.close(1)
            time.sleep(60)
        os.read(reading, 1)
        print(child, flush=True)
        try:
            ProfileLock.acquire(Path(sys.argv[1]))
        except Exception:
            print("still held by the first", flush=True)
        os.kill(os.getpid(), 9)
        """,
        folder,
    )
    child, held = output.splitlines()
    try:
        assert held == "still held by the first"
        assert status == processes.KILLED
        assert not in_use(folder)
    finally:
        os.kill(int(child), 9)


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be removed on Windows")
def test_s05_a_lock_file_that_was_removed_meanwhile_is_not_taken_for_the_lock(folder: Path) -> None:
    old = ProfileLock.acquire(folder)
    (folder / "lock").unlink()
    new = ProfileLock.acquire(folder)  # another file now
    assert in_use(folder)
    old.release()
    assert in_use(folder)
    new.release()


def test_the_lock_file_is_ours_alone_and_empty(folder: Path) -> None:
    lock = ProfileLock.acquire(folder)
    info = (folder / "lock").stat()
    assert info.st_size == 0
    if os.name == "posix":
        assert info.st_mode & 0o777 == 0o600
    lock.release()
