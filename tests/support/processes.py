# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Python programs that tests start, and kill, to see what is left behind."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
KILLED = 9 if sys.platform == "win32" else -9
"""The exit status of a program that killed itself with ``os.kill(os.getpid(), 9)``."""


def start(program: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Run ``program`` (Python source, may be indented) with our packages importable; its output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def run(program: str, *arguments: object, **options: Any) -> tuple[int, str]:
    """The same, to its end; gives exit status (negative: the signal that ended it) and output."""
    process = start(program, *arguments, **options)
    output, _ = process.communicate(timeout=60)
    return process.returncode, output
