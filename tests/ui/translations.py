# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.ui.translations``: collect the texts of the window and compile the translations.

New texts appear as unfinished in ``resources/translations/*.ts``; translate them there (Qt Linguist or an editor), run
this again, and commit both files.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
TOOLS = Path(PySide6.__file__).parent


def sources() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*.py"))


def _tool(name: str) -> str:
    for place in (TOOLS / name, TOOLS / "Qt" / "libexec" / name, TOOLS / f"{name}.exe"):
        if place.is_file():
            return str(place)
    raise FileNotFoundError(name)


def update(ts: Path) -> None:
    """Bring a file of texts up to date with the sources."""
    command = [_tool("lupdate"), "-silent", "-locations", "none", "-no-obsolete", "-target-language", "de_DE"]
    subprocess.run([*command, *sources(), "-ts", str(ts)], cwd=ROOT, check=True, capture_output=True)


def compile_to(ts: Path, qm: Path) -> None:
    subprocess.run([_tool("lrelease"), "-silent", str(ts), "-qm", str(qm)], cwd=ROOT, check=True, capture_output=True)


def main() -> int:
    for ts in sorted(FOLDER.glob("*.ts")):
        update(ts)
        compile_to(ts, ts.with_suffix(".qm"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
