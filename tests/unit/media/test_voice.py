# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recording and playing with a silent device that runs in real time, and with one that the test turns by hand."""

from __future__ import annotations

import asyncio
import math
from array import array
from collections.abc import AsyncIterator

import pytest

from app.errors import ErrorCode, UserError
from app.media.sounds import Sounds
from app.voice.devices import Devices, OpenDevice, Pull, Push
from app.voice.player import Player
from app.voice.recorder import Recording, waveform
from app.voice.types import Playing
from tests.unit.media.test_sounds import pitch, tone, wav


class _Hand(OpenDevice):
    async def close(self) -> None:
        self._device.append("closed")


class HandDevices(Devices):
    """The test is the sound card."""

    def __init__(self) -> None:
        super().__init__()
        self.pull: Pull = lambda _size: b""
        self.push: Push = lambda _samples: None
        self.log: list[str] = []
        self.broken = False

    async def play(self, rate: int, channels: int, pull: Pull) -> OpenDevice:
        if self.broken:
            raise UserError(ErrorCode.NO_SPEAKERS)
        self.pull = pull
        return _Hand(self.log)

    async def record(self, rate: int, push: Push) -> OpenDevice:
        if self.broken:
            raise UserError(ErrorCode.NO_MICROPHONE)
        self.push = push
        return _Hand(self.log)


@pytest.fixture
async def sounds() -> AsyncIterator[Sounds]:
    sounds = Sounds()
    yield sounds
    await sounds.close()


async def until(condition: object) -> None:
    for _ in range(1000):
        if condition():  # type: ignore[operator]
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen")


def loader(data: bytes) -> object:
    async def load() -> bytes:
        return data

    return load


async def test_a_message_is_spoken_heard_and_sent(sounds: Sounds) -> None:
    devices = HandDevices()
    recording = Recording(sounds, devices)
    levels: list[int] = []
    recording.changed.connect(lambda now: levels.append(now.level))
    await recording.start()
    loud = array("h", tone(1.0))
    for at in range(0, len(loud), 4800):
        devices.push(loud[at : at + 4800].tobytes())
    for _ in range(10):
        devices.push(bytes(9600))
    await until(lambda: recording.duration == 2000)
    done = await recording.stop()
    assert done is not None
    assert devices.log == ["closed"]
    assert done.duration == 2000
    assert max(done.waveform) == 1024
    assert done.waveform[0] > 1000
    assert done.waveform[-1] == 0
    assert levels[0] == pytest.approx(9000 / 32, abs=8)
    assert await recording.stop() is None
    heard = b""
    player = Player(sounds, lambda: devices)
    await player.play("draft", loader(done.data))  # type: ignore[arg-type]
    while len(heard) < 96_000:
        heard += devices.pull(9600)
        await asyncio.sleep(0.01)
    assert pitch(heard[20_000:80_000]) == pytest.approx(440, rel=0.02)
    await player.stop()


async def test_a_recording_ends_when_it_is_full_and_too_short_ones_are_nothing(sounds: Sounds) -> None:
    devices = HandDevices()
    recording = Recording(sounds, devices, longest=0.5)
    full: list[object] = []
    recording.full.connect(full.append)
    await recording.start()
    for _ in range(12):
        devices.push(tone(0.1))
    await until(lambda: full)
    done = await recording.stop()
    assert done is not None
    assert done.duration == 500
    slip = Recording(sounds, devices)
    await slip.start()
    devices.push(tone(0.1))
    assert await slip.stop() is None


async def test_no_microphone_and_no_speakers_are_told(sounds: Sounds) -> None:
    devices = HandDevices()
    devices.broken = True
    with pytest.raises(UserError) as told:
        await Recording(sounds, devices).start()
    assert told.value.code is ErrorCode.NO_MICROPHONE
    player = Player(sounds, lambda: devices)
    with pytest.raises(UserError) as told:
        await player.play("k", loader(wav(tone(0.5))))  # type: ignore[arg-type]
    assert told.value.code is ErrorCode.NO_SPEAKERS
    assert player.state == Playing()


async def test_pause_seek_speed_and_the_end(sounds: Sounds) -> None:
    devices = HandDevices()
    player = Player(sounds, lambda: devices)
    ended: list[str] = []
    player.finished.connect(ended.append)
    data = wav(tone(1.0, 300) + tone(1.0, 900))
    await player.play("a", loader(data))  # type: ignore[arg-type]
    assert (player.state.duration, player.state.running) == (2000, True)
    await until(lambda: player._buffer.pieces >= 4)
    devices.pull(28_800)
    await until(lambda: player.state.position >= 290)
    await player.pause()
    paused = player.state.position
    assert not player.state.running
    await player.play("a", loader(b""))  # type: ignore[arg-type]
    await until(lambda: player._buffer.pieces >= 4)
    assert player.state.position == pytest.approx(paused, abs=1)
    await player.seek(1_500)
    await player.set_speed(2.0)
    await until(lambda: player._buffer.pieces)
    heard = b""
    while not ended:
        heard += bytes(devices.pull(9600))
        await asyncio.sleep(0.01)
    assert len(heard) / 96 == pytest.approx(250, abs=70)
    assert pitch(heard[4800:-4800]) == pytest.approx(900, rel=0.05)
    assert ended == ["a"]
    assert (player.state.position, player.state.running) == (0, False)
    await player.play("b", loader(wav(tone(0.2))))  # type: ignore[arg-type]
    assert player.state.speed == 2.0
    await player.stop()


async def test_another_message_takes_the_place_of_the_one_that_plays(sounds: Sounds) -> None:
    devices = HandDevices()
    player = Player(sounds, lambda: devices)
    await player.play("a", loader(wav(tone(1.0))))  # type: ignore[arg-type]
    with pytest.raises(UserError) as told:
        await player.play("b", loader(b"<html>"))  # type: ignore[arg-type]
    assert told.value.code is ErrorCode.NOT_PLAYABLE
    assert player.state.key == ""
    await player.play("c", loader(wav(tone(0.3))))  # type: ignore[arg-type]
    assert player.state.key == "c"
    await player.stop()


async def test_the_real_library_runs_without_a_sound_card(sounds: Sounds) -> None:
    """miniaudio's silent backend calls in real time, as a sound card would."""
    devices = Devices(["NULL"])
    player = Player(sounds, lambda: devices)
    ended: list[str] = []
    player.finished.connect(ended.append)
    await player.play("a", loader(wav(tone(0.4))))  # type: ignore[arg-type]
    recording = Recording(sounds, devices)
    await recording.start()
    await until(lambda: ended and recording.duration >= 400)
    done = await recording.stop()
    assert done is not None
    assert set(done.waveform) == {0}
    await player.stop()


def test_a_waveform_has_the_loudest_at_full_height() -> None:
    assert waveform([]) == ()
    assert waveform([0, 512, 256]) == (0, 1024, 512)
    assert len(waveform([math.floor(500 * (1 + math.sin(n))) for n in range(1234)])) == 100
    assert waveform([3, 2]) == (0, 0)
