# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Starting with the user's session: an entry of this user, made and removed by the program itself.

Linux: a desktop entry in ``~/.config/autostart`` (XDG autostart). Windows: a value in ``HKCU\\...\\Run``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
RUN_NAME = "BundesMessenger Desktop"
FILE_NAME = "de.bundesmessenger.Desktop.desktop"
MINIMIZED = "--minimized"


class RunKey(Protocol):
    """The values of the key, as text."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


def command() -> list[str]:
    """How this program is started: the package it came in, not the interpreter inside."""
    image = os.environ.get("APPIMAGE")
    if image:
        return [image, MINIMIZED]
    started = Path(sys.argv[0]) if sys.argv and sys.argv[0] else Path()
    if started.stem.lower() == "bundesmessenger" and started.is_absolute():
        return [str(started), MINIMIZED]
    if started.stem.lower() == "bundesmessenger" and (found := shutil.which("bundesmessenger")):
        return [found, MINIMIZED]
    if Path(sys.executable).stem.lower() == "bundesmessenger":
        return [sys.executable, MINIMIZED]
    return [sys.executable, "-m", "app", MINIMIZED]


def apply(on: bool, *, folder: Path | None = None, run: RunKey | None = None) -> None:
    """Make it so. ``folder``: of autostart entries, ``run``: the key; None: those of this user. Raises OSError."""
    if sys.platform == "win32" or run is not None:
        _apply_windows(on, run or WindowsRunKey())
    elif sys.platform.startswith("linux"):
        _apply_linux(on, folder or autostart_folder())


def autostart_folder() -> Path:
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(configured) if configured.startswith("/") else Path.home() / ".config") / "autostart"


def _apply_linux(on: bool, folder: Path) -> None:
    file = folder / FILE_NAME
    if not on:
        file.unlink(missing_ok=True)
        return
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=BundesMessenger Desktop",
        "Icon=de.bundesmessenger.Desktop",
        f"Exec={desktop_quoted(command())}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    text = "\n".join(lines) + "\n"
    if file.is_file() and file.read_text("utf-8", errors="replace") == text:
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = file.with_suffix(".new")
    made.write_text(text, "utf-8")
    made.replace(file)


def desktop_quoted(arguments: Sequence[str]) -> str:
    """As the Desktop Entry Specification wants the key Exec: quoted, with doubled percent signs."""

    def quoted(argument: str) -> str:
        for sign in '\\"`$':
            argument = argument.replace(sign, "\\" + sign)
        return '"' + argument.replace("\\", "\\\\").replace("%", "%%") + '"'

    return " ".join(quoted(each) for each in arguments)


def _apply_windows(on: bool, run: RunKey) -> None:
    wanted = subprocess.list2cmdline(command())
    found = run.get(RUN_NAME)
    if on and found != wanted:
        run.set(RUN_NAME, wanted)
    elif not on and found is not None:
        run.delete(RUN_NAME)


class WindowsRunKey:
    """The real one."""

    def get(self, name: str) -> str | None:
        if sys.platform != "win32":
            return None
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                value = winreg.QueryValueEx(key, name)[0]
        except FileNotFoundError:
            return None
        return value if isinstance(value, str) else None

    def set(self, name: str, value: str) -> None:
        if sys.platform != "win32":
            return
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

    def delete(self, name: str) -> None:
        if sys.platform != "win32":
            return
        import winreg

        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, winreg.KEY_SET_VALUE) as key:
            winreg.DeleteValue(key, name)
