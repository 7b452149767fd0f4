# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""For how long nobody touched the computer: from a real X server and over a real bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.locking.idle import Idle, since

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktops of Linux")


@pytest.fixture
def x_server(tmp_path: Path) -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        pytest.skip("no Xvfb")
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon")
    process = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:dir={tmp_path}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(10)


def test_x11_tells(x_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", x_server)
    idle = Idle()
    assert idle.known
    first = idle.seconds()
    assert first is not None
    time.sleep(0.1)
    second = idle.seconds()
    assert second is not None
    assert 0.09 <= second - first < 60


def serve(address: str, name: str, path: str, method: str, milliseconds: int, ready: threading.Event) -> None:
    """One desktop that answers one question; every other path is unknown."""
    from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    with open_dbus_connection(address) as bus:
        bus.send_and_get_reply(message_bus.RequestName(name), timeout=10)
        ready.set()
        while True:
            call = bus.receive(timeout=10)
            if call.header.message_type is not MessageType.method_call:
                continue
            fields = call.header.fields
            if fields[HeaderFields.member] == method and fields[HeaderFields.path] == path:
                bus.send(new_method_return(call, "t" if method == "GetIdletime" else "u", (milliseconds,)))
                return
            bus.send(new_error(call, "org.freedesktop.DBus.Error.UnknownObject"))


@pytest.mark.parametrize(
    ("name", "path", "method"),
    [
        ("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "GetIdletime"),
        ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "GetSessionIdleTime"),
        ("org.freedesktop.ScreenSaver", "/ScreenSaver", "GetSessionIdleTime"),
    ],
)
def test_wayland_desktops_tell(bus: str, monkeypatch: pytest.MonkeyPatch, name: str, path: str, method: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    ready = threading.Event()
    desktop = threading.Thread(target=serve, args=(bus, name, path, method, 125_500, ready))
    desktop.start()
    assert ready.wait(10)
    assert Idle().seconds() == 125.5
    desktop.join(10)


def test_where_nobody_knows_nothing_is_made_up(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    idle = Idle()
    assert idle.seconds() is None
    assert not idle.known
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not Idle().known
    monkeypatch.setenv("DISPLAY", ":9999")
    assert Idle().seconds() is None


def test_the_count_of_windows_begins_anew() -> None:
    assert since(5_000, 2_000) == 3.0
    assert since(1_000, 0xFFFFFFFF - 999) == 2.0
