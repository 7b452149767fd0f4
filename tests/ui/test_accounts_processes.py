# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts as they really run: processes of the program, a real key store, and what is left of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.demo.homeserver import PROJECT
from app.profile.raising import ask_first
from tests.support.keyring_session import KeyringSession, keyring_session, missing_programs

pytestmark = [pytest.mark.window, pytest.mark.keyring]


def wait(condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


class Programs:
    """Starts the program on the profiles in ``first``."""

    def __init__(self, session: KeyringSession, first: Path) -> None:
        self.first = first
        self.environment = session.environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app", "--profile", str(self.first), "--lang", "de", *arguments]

    @contextmanager
    def window(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            self.command(*arguments), cwd=PROJECT, env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def keys(self) -> int:
        """How many entries of ours are in the key store."""
        code = (
            "import secretstorage; bus = secretstorage.dbus_init();"
            "print(sum(1 for item in secretstorage.get_default_collection(bus).get_all_items()"
            " if item.get_attributes().get('application') == 'BundesMessenger Desktop'))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        return int(done.stdout)


@pytest.mark.skipif(os.name != "posix" or bool(missing_programs()), reason="needs a key store of its own")
def test_two_accounts_run_side_by_side_and_leave_nothing(tmp_path: Path) -> None:
    first = tmp_path / "default"
    second = first / "accounts" / "account-2"
    with keyring_session() as session:
        programs = Programs(session, first)
        with programs.window() as one:
            wait(lambda: ask_first(first) is not None, "the first window")
            with programs.window("--profile-name", "account-2") as two:
                wait(lambda: ask_first(second) is not None, "the second window")
                assert ask_first(first) == {}  # nobody is signed in: there is nothing to tell
                assert one.poll() is None
                assert programs.keys() == 2
                # Starting it again only brings its window to the front.
                assert programs.run("--profile-name", "account-2").returncode == 0
                assert two.poll() is None
            # Nobody signed in there: the profile and its key are gone, the first one does not notice.
            assert not second.exists()
            assert programs.keys() == 1
            assert ask_first(first) == {}
            in_use = programs.run("--remove-user-data", "--yes")
            assert in_use.returncode == 1
            assert "profile_in_use" in in_use.stdout
        assert (first / "profile.json").exists()
        assert programs.run("--remove-user-data", "--yes").returncode == 0
        assert not first.exists()
        assert programs.keys() == 0
