# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sound is the one that its script makes, it is short, and playing it never fails."""

from __future__ import annotations

import subprocess
import sys
import time
import wave

from app.demo.homeserver import PROJECT
from app.voice.devices import Devices
from ui.notifications.sound import FILE, Sounds


def test_the_file_is_what_its_script_makes() -> None:
    made = subprocess.run(
        [sys.executable, "-c", "import sys; from artefacts.sounds import sound; sys.stdout.buffer.write(sound())"],
        cwd=PROJECT / "packaging",
        capture_output=True,
        check=True,
    )
    assert made.stdout == FILE.read_bytes()
    with wave.open(str(FILE), "rb") as sound:
        assert sound.getnframes() / sound.getframerate() < 1
        samples = sound.readframes(sound.getnframes())
    assert max(abs(int.from_bytes(samples[n : n + 2], "little", signed=True)) for n in range(0, 40_000, 2)) > 2_000
    assert samples[-2:] == b"\0\0"


async def test_it_is_played_where_there_is_no_sound_card_and_nowhere_at_all() -> None:
    began = time.monotonic()
    await Sounds(Devices(["NULL"])).play()
    assert time.monotonic() - began > 0.5
    await Sounds(Devices([])).play()


def test_many_at_once_are_one() -> None:
    sounds = Sounds()
    assert [sounds.due() for _ in range(50)] == [True] + [False] * 49
