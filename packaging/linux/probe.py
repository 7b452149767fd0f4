# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Runs a file with exactly what is in the package. Tests put it beside a copy of the program; it is no part of it."""

import runpy
import sys
from pathlib import Path

# Decoders are started with the program itself, as always (start.py).
folder = Path(sys.executable).parent
own = Path("/proc/self/exe").resolve().parent == folder / "glibc"
sys.executable = str(folder / "glibc" / "start" if own else folder / "bundesmessenger")
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
