# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the program's own sources ask for: a library that nobody names need not be packed."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def program_names(module: str) -> bool:
    """Whether app, crypto or ui import this module, by whatever way of writing it."""
    package, _, name = module.rpartition(".")
    whole, outer = re.escape(module), re.escape(package)
    wanted = re.compile(
        rf"^\s*(import|from) {whole}\b|^\s*from {outer} import (\(\s*)?[^)#\n]*\b{name}\b", re.MULTILINE
    )
    folders = (_ROOT / folder for folder in ("app", "crypto", "ui"))
    return any(wanted.search(path.read_text("utf-8")) for folder in folders for path in sorted(folder.rglob("*.py")))
