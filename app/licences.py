# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The licences of what the program is made of."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_ROOTS = (
    "PySide6-Essentials",
    "matrix-nio",
    "vodozemac",
    "keyring",
    "aiohttp",
    "qasync",
    "pillow",
    "sqlcipher3",
    "av",
    "miniaudio",
)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_FIELDS = ("License-Expression", "License")
NOTICES = "NOTICES.txt"


def notices() -> str:
    """The notices of the package the program came in, or a list of what is installed. Blocks for a moment."""
    folder = Path(sys.executable).resolve().parent
    for place in (folder, folder.parent):
        file = place / NOTICES
        if file.is_file():
            return file.read_text("utf-8", "replace")
    return _installed()


def _installed() -> str:
    lines: list[str] = []
    waiting, seen = list(_ROOTS), set[str]()
    while waiting:
        name = waiting.pop()
        key = name.lower().replace("_", "-")
        if key in seen:
            continue
        seen.add(key)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        said = next((text for name in _FIELDS for text in found.metadata.get_all(name) or []), "")
        if not said or len(said) > 80:
            classes = found.metadata.get_all("Classifier") or []
            said = ", ".join(each.rpartition(" :: ")[2] for each in classes if each.startswith("License"))
        lines.append(f"{found.metadata['Name']} {found.version}: {said or '?'}")
        for requirement in found.requires or []:
            match = _NAME.match(requirement)
            if match is not None and "extra ==" not in requirement:
                waiting.append(match[0])
    return "\n".join(sorted(lines, key=str.casefold))
