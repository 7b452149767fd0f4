# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""resources/sounds/message.wav: two soft tones, a fourth apart, each fading like a struck bar.

PYTHONPATH=packaging python -m artefacts.sounds
"""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RATE = 44_100
LENGTH = 0.55  # seconds
LOUDNESS = 0.32  # of what is possible
TONES = ((0.0, 659.26), (0.11, 880.0))  # seconds, hertz: e'' and a''
PARTIALS = ((1.0, 1.0, 7.0), (2.0, 0.22, 11.0), (3.01, 0.08, 16.0))  # multiple, strength, how fast it fades


def samples() -> list[int]:
    """16 bits each, one channel."""
    result: list[int] = []
    for n in range(int(RATE * LENGTH)):
        now, value = n / RATE, 0.0
        for start, pitch in TONES:
            since = now - start
            if since < 0:
                continue
            attack = min(1.0, since / 0.006)
            for multiple, strength, fading in PARTIALS:
                tone = math.sin(2 * math.pi * pitch * multiple * since)
                value += attack * strength * math.exp(-fading * since) * tone
        value *= min(1.0, (LENGTH - now) / 0.05)  # no click at the end
        result.append(round(max(-1.0, min(1.0, value * LOUDNESS)) * 32_767))
    return result


def sound() -> bytes:
    """The whole file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        data = samples()
        file.writeframes(struct.pack(f"<{len(data)}h", *data))
    return buffer.getvalue()


def main() -> None:
    target = ROOT / "resources" / "sounds" / "message.wav"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(sound())


if __name__ == "__main__":
    main()
