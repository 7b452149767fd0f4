# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names, places, and how tools are run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
BUILD = ROOT / ".dev" / "package"
DIST = ROOT / "dist"
PROGRAM = "bundesmessenger"
APP_ID = "de.bundesmessenger.Desktop"
TITLE = "BundesMessenger Desktop"
PUBLISHER = "BundesMessenger Desktop contributors"
HOMEPAGE = "https://gitlab.opencode.de/"

__all__ = ["APP_ID", "BUILD", "DIST", "PACKAGING", "PROGRAM", "PUBLISHER", "ROOT", "TITLE", "VERSION"]


class Failure(Exception):
    """Something the person at the terminal has to know."""


def say(text: str) -> None:
    print(text, flush=True)


def epoch() -> int:
    """Unix time that stands in all artefacts: SOURCE_DATE_EPOCH, else that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    answer = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return int(answer) if answer else 1_767_225_600


def run(command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Run a tool; gives what it printed. Raises Failure with the end of that."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environment |= {"SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", **(env or {})}
    try:
        result = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise Failure(f"{command[0]} is not installed") from None
    if result.returncode:
        end = "\n".join("    " + line for line in result.stdout.splitlines()[-20:])
        raise Failure(f"{' '.join(map(str, command[:3]))} … failed:\n{end}")
    return result.stdout


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def files(folder: Path) -> Iterator[Path]:
    """All files and links below, in a fixed order."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    path.chmod(mode)


def settle(folder: Path) -> None:
    """Modes and times that do not depend on who builds, when, and with which umask."""
    when = epoch()
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or bool(path.stat().st_mode & 0o100)
            path.chmod(0o755 if executable else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def megabytes(path: Path) -> str:
    size = path.stat().st_size if path.is_file() else sum(file.lstat().st_size for file in files(path))
    return f"{size / 1e6:.1f} MB"


def fill(template: Path, **values: str) -> str:
    """The text of a template; @NAME@ is replaced."""
    text = template.read_text("utf-8")
    for name, value in {"VERSION": VERSION, "APP_ID": APP_ID, "TITLE": TITLE, "PROGRAM": PROGRAM, **values}.items():
        text = text.replace(f"@{name}@", value)
    return text


def need_linux() -> None:
    if sys.platform != "linux":
        raise Failure("This is built on Linux.")
