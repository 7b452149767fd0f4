# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The icon in the tray, on a real display server and a real bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.keyring_session import KeyringSession, keyring_session
from tests.support.sample_account import usual_account

pytestmark = [
    pytest.mark.window,
    pytest.mark.timeout(120, method="thread"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="trays of Linux desktops"),
]
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def display() -> Iterator[str]:
    assert shutil.which("Xvfb"), "not installed: Xvfb"
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def bus() -> Iterator[KeyringSession]:
    with keyring_session(start=False) as session:
        yield session


def test_the_tray_shows_what_is_unread_and_keeps_the_program_running(display: str, bus: KeyringSession) -> None:
    from tests.support.tray_host import TrayHost

    host = TrayHost(bus.environment["DBUS_SESSION_BUS_ADDRESS"])
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.tray_process"],
        cwd=PROJECT,
        env=bus.environment | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:

        def said() -> str:
            assert process.stdout is not None
            return process.stdout.readline().strip()

        assert said() == "tray"
        host.wait(lambda: host.items, "an icon")
        icon = host.look()
        assert icon["IconPixmap"], "no picture"
        unread = sum(room.unread for room in usual_account().rooms.items)
        assert f"BundesMessenger, {unread} ungelesene Nachrichten" in icon["ToolTip"]
        assert said() == "hidden"
        host.click()
        assert said() == "shown"
        entries = host.menu()
        assert {"BundesMessenger öffnen", "Nicht stören", "Eine Stunde lang", "Bis morgen früh", "Beenden"} <= set(
            entries
        )
        before = icon["IconPixmap"]
        host.choose("Eine Stunde lang")
        assert said() == "quiet"
        icon = host.look()
        assert "nicht stören" in str(icon["ToolTip"])
        assert icon["IconPixmap"] != before
        assert "Eine Stunde lang" not in host.menu()
        host.choose("Benachrichtigungen wieder einschalten")
        assert said() == "loud"
        host.choose("Beenden")
        assert said() == "ended"
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
        process.stdout.close()
        host.close()
