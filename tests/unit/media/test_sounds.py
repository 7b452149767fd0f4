# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages are made and played by the real encoder and decoder, in their process; nothing needs a sound card."""

from __future__ import annotations

import io
import math
import random
import wave
from array import array
from collections.abc import AsyncIterator

import pytest

from app.media.sounds import BadSound, OpenSound, Sounds


def tone(seconds: float, hertz: float = 440.0, rate: int = 48_000) -> bytes:
    return array(
        "h", (int(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(seconds * rate)))
    ).tobytes()


def wav(samples: bytes, rate: int = 48_000, channels: int = 1) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return target.getvalue()


def pitch(samples: bytes, rate: int = 48_000) -> float:
    """Hertz of a tone, by counting where it goes up through zero."""
    values = array("h", samples)
    ups = [n for n in range(1, len(values)) if values[n - 1] < 0 <= values[n]]
    return (len(ups) - 1) * rate / (ups[-1] - ups[0])


@pytest.fixture
async def sounds() -> AsyncIterator[Sounds]:
    sounds = Sounds()
    yield sounds
    await sounds.close()


async def recorded(sounds: Sounds, seconds: float = 2.0) -> bytes:
    encoder = await sounds.encode()
    samples = tone(seconds)
    for at in range(0, len(samples), 9600):
        await encoder.write(samples[at : at + 9600])
    return await encoder.finish()


async def everything(sound: OpenSound, speed: float = 1.0) -> bytes:
    samples = b""
    while True:
        piece = await sound.next(200, speed)
        samples += piece.samples
        if piece.ended:
            return samples


async def test_what_was_recorded_is_ogg_opus_and_sounds_the_same(sounds: Sounds) -> None:
    data = await recorded(sounds)
    assert data.startswith(b"OggS")
    assert data[28:36] == b"OpusHead"
    assert len(data) < 2 * 24_000 / 8 * 2
    sound = await sounds.open(data)
    assert (sound.rate, sound.channels) == (48_000, 1)
    assert 1_950 <= sound.duration <= 2_050
    samples = await everything(sound)
    assert abs(len(samples) // 96 - sound.duration) <= 20  # the container counts what the codec needs to begin
    assert pitch(samples[20_000:-20_000]) == pytest.approx(440, rel=0.01)


@pytest.mark.parametrize("speed", [0.75, 1.5, 2.0])
async def test_faster_speech_keeps_its_pitch(sounds: Sounds, speed: float) -> None:
    sound = await sounds.open(wav(tone(4.0)))
    samples = await everything(sound, speed)
    assert len(samples) / 96 == pytest.approx(4000 / speed, rel=0.05)
    assert pitch(samples[9600:-9600]) == pytest.approx(440, rel=0.03)


async def test_one_can_jump_and_the_position_follows(sounds: Sounds) -> None:
    sound = await sounds.open(wav(tone(1.0, 300) + tone(1.0, 900)))
    sound.seek(1_200)
    piece = await sound.next(500)
    assert piece.position == 1_700
    assert pitch(piece.samples) == pytest.approx(900, rel=0.02)
    sound.seek(0)
    assert pitch((await sound.next(500)).samples) == pytest.approx(300, rel=0.02)
    assert not piece.ended


async def test_a_process_that_ended_is_started_again_where_it_was(sounds: Sounds) -> None:
    sound = await sounds.open(wav(tone(2.0)))
    sound.seek(500)
    assert (await sound.next(100)).position == 600
    process = sounds._playing._process
    assert process is not None
    process.kill()
    process.wait()
    assert (await sound.next(100)).position == 700


async def test_the_length_of_another_file_does_not_disturb_what_is_played(sounds: Sounds) -> None:
    sound = await sounds.open(wav(tone(2.0, 300)))
    assert (await sound.next(500)).position == 500
    assert await sounds.length(wav(tone(0.7, 900))) == 700
    piece = await sound.next(500)
    assert piece.position == 1_000
    assert pitch(piece.samples) == pytest.approx(300, rel=0.02)
    with pytest.raises(BadSound):
        await sounds.length(b"nothing")


async def test_stereo_and_several_channels(sounds: Sounds) -> None:
    left, right = array("h", tone(0.5, 300)), array("h", tone(0.5, 900))
    both = array("h", bytes(4 * len(left)))
    both[0::2], both[1::2] = left, right
    sound = await sounds.open(wav(both.tobytes(), channels=2))
    assert sound.channels == 2
    samples = array("h", await everything(sound))
    assert pitch(samples[1::2].tobytes()) == pytest.approx(900, rel=0.02)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OggS",
        b"OggS" + bytes(100_000),
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
        b"ID3" + bytes(50),
        b"<svg/>",
        b"caff" + bytes(99),
    ],
)
async def test_what_is_no_sound_is_refused(sounds: Sounds, data: bytes) -> None:
    with pytest.raises(BadSound):
        await sounds.open(data)


async def test_a_wav_that_lies_about_its_length_gives_what_is_there(sounds: Sounds) -> None:
    data = bytearray(wav(tone(0.2)))
    data[40:44] = (0x7FFFFFF0).to_bytes(4, "little")
    try:
        sound = await sounds.open(bytes(data))
    except BadSound:
        return
    assert len(await everything(sound)) <= 0.3 * 96_000


async def test_mutated_voice_messages_never_hurt(sounds: Sounds) -> None:
    """Every mutant is played or refused, and the next good one is played."""
    pick = random.Random(7)
    good = await recorded(sounds, 0.5)
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(pick.choice((1, 4, 40))):
            bad[pick.randrange(len(bad))] = pick.randrange(256)
        if pick.random() < 0.3:
            del bad[pick.randrange(len(bad)) :]
        try:
            sound = await sounds.open(bytes(bad))
            for _ in range(20):
                if (await sound.next(500, pick.choice((1.0, 1.5)))).ended:
                    break
        except BadSound:
            continue
    assert len(await everything(await sounds.open(good))) > 40_000
