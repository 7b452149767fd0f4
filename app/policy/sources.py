# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading policies: JSON files on Linux, the registry on Windows. Nothing in them can stop the program."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.policy.policy import Entry, Fault, Policy, Problem, Source
from app.policy.schema import PRODUCT, VENDOR

LINUX_ROOT = Path("/etc/opt/bundesmessenger/policies")
FOLDERS = {"managed": Source.MACHINE, "recommended": Source.RECOMMENDED}
POLICIES_KEY = rf"Software\Policies\{VENDOR}\{PRODUCT}"
RECOMMENDED_KEY = rf"{POLICIES_KEY}\Recommended"
INSTALLER_KEY = rf"Software\{VENDOR}\{PRODUCT}\Defaults"
_MAX_FILE = 1 << 20


def read_policies() -> Policy:
    """What is in force for this user on this computer."""
    if sys.platform == "win32":
        return from_registry(WindowsRegistry())
    return from_files(LINUX_ROOT)


def from_files(root: Path, *, owner: int = 0) -> Policy:
    """``managed/*.json`` and ``recommended/*.json`` below ``root``, in the order of their names.

    A file counts only if it belongs to ``owner`` (the administrator) and nobody else may write it.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for folder, source in FOLDERS.items():
        try:
            files = sorted(path for path in (root / folder).iterdir() if path.suffix == ".json")
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(Problem(Fault.UNREADABLE, str(root / folder), detail=error.strerror or ""))
            continue
        for file in files:
            found = _read_file(file, owner)
            if isinstance(found, Problem):
                problems.append(found)
                continue
            entries += [Entry(source, str(file), name, value) for name, value in found.items()]
    return Policy(entries, problems)


def _read_file(file: Path, owner: int) -> dict[str, Any] | Problem:
    try:
        with file.open("rb") as opened:
            info = os.fstat(opened.fileno())
            data = opened.read(_MAX_FILE + 1)
    except OSError as error:
        return Problem(Fault.UNREADABLE, str(file), detail=error.strerror or "")
    if os.name == "posix" and (info.st_uid != owner or info.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return Problem(Fault.UNSAFE_FILE, str(file), detail="owner root, mode 0644")
    if len(data) > _MAX_FILE:
        return Problem(Fault.UNREADABLE, str(file), detail=f"at most {_MAX_FILE} bytes")
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Problem(Fault.UNREADABLE, str(file), detail=_where(error))
    if not isinstance(values, dict):
        return Problem(Fault.UNREADABLE, str(file), detail="a JSON object")
    return {name: value for name, value in values.items() if name != "$schema"}


def _where(error: Exception) -> str:
    return f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "JSON in UTF-8"


@dataclass(frozen=True, slots=True)
class RegistryKey:
    """The values of a key by name, and the keys below it that hold values."""

    values: dict[str, Any]
    below: dict[str, dict[str, Any]]


class Registry(Protocol):
    """The part of the Windows registry that policies need. ``hive``: HKLM or HKCU."""

    def read(self, hive: str, path: str) -> RegistryKey | None:
        """None if there is no such key. Raises OSError if it may not be read."""
        ...


def from_registry(registry: Registry) -> Policy:
    """HKLM before HKCU; recommendations likewise; then what a property of the installation left."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source, hive, path in (
        (Source.MACHINE, "HKLM", POLICIES_KEY),
        (Source.USER, "HKCU", POLICIES_KEY),
        (Source.RECOMMENDED, "HKCU", RECOMMENDED_KEY),
        (Source.RECOMMENDED, "HKLM", RECOMMENDED_KEY),  # the later one counts
        (Source.INSTALLER, "HKLM", INSTALLER_KEY),
    ):
        place = f"{hive}\\{path}"
        try:
            key = registry.read(hive, path)
        except OSError as error:
            problems.append(Problem(Fault.UNREADABLE, place, detail=error.strerror or ""))
            continue
        if key is not None:
            entries += [Entry(source, place, name, value) for name, value in _values(key)]
    return Policy(entries, problems)


def _values(key: RegistryKey) -> Iterator[tuple[str, Any]]:
    """Lists are keys below: their values in the order of their numbers."""
    for name, value in key.values.items():
        if name:  # not the key's default value
            yield name, value
    for name, values in key.below.items():
        if name != "Recommended":
            yield name, [values[number] for number in sorted(values, key=_number) if number]


def _number(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdecimal() else (sys.maxsize, name)


class WindowsRegistry:
    """The real one, always the 64-bit view."""

    def read(self, hive: str, path: str) -> RegistryKey | None:
        if sys.platform != "win32":
            return None
        import winreg

        root = winreg.HKEY_LOCAL_MACHINE if hive == "HKLM" else winreg.HKEY_CURRENT_USER
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY

        def values(key: Any) -> dict[str, Any]:
            found = (winreg.EnumValue(key, number) for number in range(winreg.QueryInfoKey(key)[1]))
            return {name: value for name, value, _kind in found}

        try:
            with winreg.OpenKey(root, path, 0, access) as key:
                names = [winreg.EnumKey(key, number) for number in range(winreg.QueryInfoKey(key)[0])]
                below: dict[str, dict[str, Any]] = {}
                for name in names:
                    with winreg.OpenKey(key, name, 0, access) as inner:
                        below[name] = values(inner)
                return RegistryKey(values(key), below)
        except FileNotFoundError:
            return None
