# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long packages take to start, beside the program as it lies in the source tree.

``python -m tests.packaging.start_up`` after ``dev.py package test``, on an X server (xvfb-run). In turns, medians; CPU
is that of all processes until the first window is there; ratios are what counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7


def commands() -> dict[str, list[str]]:
    image = next((ROOT / "dist").glob("*.AppImage"))
    tree = ROOT / ".dev" / "package" / "linux" / "bundesmessenger" / "bundesmessenger"
    own = ROOT / ".dev" / "package" / "AppDir" / "usr" / "lib" / "bundesmessenger" / "glibc" / "start"
    return {
        "source tree": [sys.executable, "-m", "app"],
        "folder of the .deb": [str(tree)],
        "the same with its own C library": [str(own)],
        "AppImage, mounted": [str(image)],
        "AppImage, unpacked": [str(image), "--appimage-extract-and-run"],
    }


def start(command: list[str]) -> tuple[float, float]:
    """Seconds until the window is there: by the clock, and of CPU."""
    home = Path(tempfile.mkdtemp(prefix="start-up-"))
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "DISPLAY": os.environ["DISPLAY"]}
    environment |= {"PYTHONPATH": str(ROOT), "TMPDIR": str(home)}
    begun = time.monotonic()
    program = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    find = ["xdotool", "search", "--onlyvisible", "--name", "BundesMessenger"]
    try:
        while subprocess.run(find, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            if program.poll() is not None or time.monotonic() > begun + 60:
                raise SystemExit(f"no window: {command}")
            time.sleep(0.02)
        wall = time.monotonic() - begun
        cpu = 0.0
        whole = psutil.Process(program.pid)
        for process in (whole, *whole.children(recursive=True)):
            times = process.cpu_times()
            cpu += times.user + times.system + times.children_user + times.children_system
        return wall, cpu
    finally:
        program.terminate()
        program.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    kinds = commands()
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for command in kinds.values():
        start(command)  # the first one warms up
    for _ in range(ROUNDS):
        for name, command in kinds.items():
            measured[name].append(start(command))
    floor = [statistics.median(values) for values in zip(*measured["source tree"], strict=True)]
    for name, values in measured.items():
        wall, cpu = (statistics.median(column) for column in zip(*values, strict=True))
        print(f"| {name} | {wall:.2f} s | {wall / floor[0]:.2f} × | {cpu:.2f} s | {cpu / floor[1]:.2f} × |")


if __name__ == "__main__":
    main()
