# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo, as a newcomer starts it: without a display it draws the window, and nothing of it stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image

from app.demo import story
from app.demo.homeserver import PROJECT
from app.demo.life import SPACE

pytestmark = [pytest.mark.synapse, pytest.mark.window]


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path / "tmp"), "PYTHONUTF8": "1"}
    (tmp_path / "tmp").mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_s10_without_a_display_it_draws_the_window_and_logs_no_content(tmp_path: Path) -> None:
    process = start(tmp_path, "--lang", "de", "--log-level", "debug", "demo")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, output + errors
    assert "keinen Bildschirm" in output
    lines = output.splitlines()
    said = [line for line in lines if "Anna Schneider" in line or "Jonas Weber" in line]
    assert re.search(r"\d\d:\d\d  Jonas Weber     \S", said[-1]), output  # he answered
    assert "Hallo Jonas" in said[-2]
    assert "Ende-zu-Ende-verschlüsselt" in output
    assert SPACE not in output, "a space is no room to talk in"
    picture = Image.open(tmp_path / "demo.png")
    assert picture.width >= 900
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 24) or []) > 500  # text and colours, not an empty page
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "Traceback" not in errors
    assert " WARNING " not in errors
    assert " INFO " in errors or " DEBUG " in errors
    check_s10(errors)


def check_s10(log: str) -> None:
    """Nothing of what was said, of the people or of the rooms is in the log of a whole session at its loudest."""
    secrets = [line.text for room in story.ROOMS.values() for line in room.lines]
    secrets += [room.name for room in story.ROOMS.values() if room.name]
    secrets += [*story.PEOPLE, *story.PEOPLE.values(), story.OPENING, story.INVITATION_NAME, story.SERVER_NAME, "syt_"]
    assert [secret for secret in secrets if secret in log] == []


def test_it_ends_cleanly_when_told_to(tmp_path: Path) -> None:
    process = start(tmp_path, "--lang", "en", "demo", "--picture", "window.png")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready"):
            break
    children = psutil.Process(process.pid).children(recursive=True)
    assert children  # Synapse
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_killed_demo_takes_its_homeserver_along(tmp_path: Path) -> None:
    process = start(tmp_path, "demo", "--picture", "window.png")
    assert process.stdout is not None
    while not (children := psutil.Process(process.pid).children(recursive=True)):
        time.sleep(0.02)
        assert process.poll() is None
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
