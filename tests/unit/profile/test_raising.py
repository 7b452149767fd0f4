# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""S-05: a second start brings the first window to the front."""

from __future__ import annotations

import json
import os
import queue
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.profile.raising import RaiseServer, raise_first
from tests.support import processes

Asked = queue.SimpleQueue[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def asked() -> Asked:
    return queue.SimpleQueue()


@pytest.fixture
def server(folder: Path, asked: Asked) -> Iterator[RaiseServer]:
    server = RaiseServer(folder, asked.put)
    yield server
    server.close()


def test_s05_a_later_start_is_heard(server: RaiseServer, folder: Path, asked: Asked) -> None:
    program = """
        import sys
        from pathlib import Path
        from app.profile.raising import raise_first
        print(raise_first(Path(sys.argv[1])))
    """
    environment = os.environ | {"XDG_ACTIVATION_TOKEN": "desktop-token-1"}
    assert processes.run(program, folder, env=environment) == (0, "True\n")
    assert asked.get(timeout=5) == "desktop-token-1"
    environment = {name: value for name, value in os.environ.items() if name != "DESKTOP_STARTUP_ID"}
    assert processes.run(program, folder, env=environment) == (0, "True\n")
    assert asked.get(timeout=5) == ""


def test_s05_a_token_that_is_too_long_or_no_ascii_does_no_harm(
    server: RaiseServer, folder: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "ü" + "x" * 30_000)
    assert raise_first(folder)
    assert set(asked.get(timeout=5)) == {"x"}


def test_s05_whoever_does_not_know_the_secret_is_turned_away(server: RaiseServer, folder: Path, asked: Asked) -> None:
    instance = folder / "instance.json"
    right = instance.read_text("utf-8")
    instance.write_text(json.dumps(json.loads(right) | {"secret": "00" * 32}))
    assert not raise_first(folder)
    instance.write_text(right)
    assert raise_first(folder)  # and the server is still there
    assert asked.get(timeout=5) == ""
    assert asked.empty()


def test_a_listener_that_fails_does_not_end_the_server(folder: Path) -> None:
    asked: Asked = queue.SimpleQueue()

    def fail(token: str) -> None:
        asked.put(token)
        raise RuntimeError("no window")

    server = RaiseServer(folder, fail)
    for _ in range(3):
        assert raise_first(folder)
        asked.get(timeout=5)
    server.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows uses a named pipe")
def test_s05_a_path_that_is_too_long_for_a_socket(tmp_path: Path, asked: Asked) -> None:
    folder = tmp_path / ("a" * 100) / ("b" * 100)
    folder.mkdir(parents=True)
    server = RaiseServer(folder, asked.put)
    address = Path(json.loads((folder / "instance.json").read_bytes())["address"])
    assert len(str(address)) < 104
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
    assert raise_first(folder)
    asked.get(timeout=5)
    server.close()
    assert not address.parent.exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_secret_is_ours_alone(server: RaiseServer, folder: Path) -> None:
    assert stat.S_IMODE((folder / "instance.json").stat().st_mode) == 0o600
    assert set(json.loads((folder / "instance.json").read_bytes())) == {"address", "secret", "pid"}


def test_nothing_is_left_behind(server: RaiseServer, folder: Path) -> None:
    server.close()
    assert list(folder.iterdir()) == []
    assert not raise_first(folder)
    server.close()


def test_a_profile_removed_while_listening(server: RaiseServer, folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    begun = time.monotonic()
    server.close()
    assert time.monotonic() - begun < 1
    assert not folder.exists()


CRASHING = """
    import os, sys, time
    from pathlib import Path
    from app.profile.raising import RaiseServer
    server = RaiseServer(Path(sys.argv[1]), lambda token: None)
    print("up", flush=True)
    time.sleep(60)
"""


def test_s05_what_a_crash_left_behind_does_not_delay_or_hinder(folder: Path, asked: Asked) -> None:
    process = processes.start(CRASHING, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.kill()
    process.communicate()
    assert (folder / "instance.json").exists()
    assert not raise_first(folder, timeout=0.5)
    server = RaiseServer(folder, asked.put)
    assert raise_first(folder)
    server.close()


@pytest.mark.skipif(os.name != "posix", reason="no SIGSTOP on Windows")
def test_s05_a_first_process_that_hangs_is_not_waited_for_without_end(folder: Path) -> None:
    process = processes.start(CRASHING, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    assert not raise_first(folder, timeout=0.2)
    assert time.monotonic() - begun < 5
    process.kill()
    process.communicate()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"address": "x"}', b'{"address":"x","secret":"zz","pid":1}'])
def test_a_broken_note_about_the_first_process(folder: Path, content: bytes) -> None:
    (folder / "instance.json").write_bytes(content)
    assert not raise_first(folder)


def test_a_link_is_handed_to_the_first_one(folder: Path) -> None:
    raised: list[str] = []
    opened: list[str] = []
    server = RaiseServer(folder, raised.append, opened.append)
    try:
        assert raise_first(folder, "matrix:r/haushalt:amt.example")
        assert raise_first(folder, "matrix:r/a\nraise x")  # nothing that is more than a line
        assert raise_first(folder, "matrix:r/" + "x" * 10_000)
        assert raise_first(folder)
    finally:
        server.close()
    assert opened == ["matrix:r/haushalt:amt.example"]
    assert len(raised) == 4
