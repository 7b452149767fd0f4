# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real GNOME Keyring on a D-Bus session bus of its own, with a home of its own.

``environment`` is what a process needs to find it. Nothing of the user's session is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("dbus-daemon", "gnome-keyring-daemon")


def missing_programs() -> list[str]:
    """What has to be installed before a session can start; [] if nothing."""
    return [program for program in NEEDED if shutil.which(program) is None]


@dataclass(slots=True)
class KeyringSession:
    """``unlocked`` tells how the default collection was started. ``environment`` replaces os.environ."""

    home: Path
    environment: dict[str, str]
    bus: subprocess.Popen[str]
    daemon: subprocess.Popen[bytes] | None = None

    def start_daemon(self, password: str) -> None:
        """Start the keyring and unlock (the first time: create) its login collection."""
        self.daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(password.encode())
        self.daemon.stdin.close()
        self._wait_for_service()

    def stop_daemon(self) -> None:
        """The keyring goes away; the bus stays."""
        if self.daemon is not None:
            self.daemon.terminate()
            self.daemon.wait(10)
            self.daemon = None

    def _wait_for_service(self) -> None:
        import time

        from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]
        from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

        deadline = time.monotonic() + 20
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        with open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            while time.monotonic() < deadline:
                call = new_method_call(bus, "NameHasOwner", "s", ("org.freedesktop.secrets",))
                if connection.send_and_get_reply(call).body[0]:
                    return
                time.sleep(0.02)
        raise TimeoutError("the keyring did not come up")


@contextmanager
def keyring_session(password: str = "keyring password", *, start: bool = True) -> Iterator[KeyringSession]:
    """A bus and, with ``start``, an unlocked keyring on it."""
    home = Path(tempfile.mkdtemp(prefix="keyring-"))
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBUS_", "XDG_", "GNOME_", "DISPLAY", "WAYLAND_"))
    }
    environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_DATA_HOME": str(home / "data")}
    # A configuration without service folders: nothing else can be activated on this bus.
    configuration = home / "bus.conf"
    configuration.write_text(
        "<busconfig><type>session</type><keep_umask/>"
        f"<listen>unix:path={runtime}/bus</listen><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    bus = subprocess.Popen(
        ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    session = KeyringSession(home, environment, bus)
    try:
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        if start:
            session.start_daemon(password)
        yield session
    finally:
        session.stop_daemon()
        bus.terminate()
        bus.wait(10)
        if bus.stdout is not None:
            bus.stdout.close()
        shutil.rmtree(home, ignore_errors=True)
