# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Playing videos with a sound card that the test turns by hand, with one that runs in real time, and with none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.errors import ErrorCode, UserError
from app.media.process import Readable
from app.media.videos import Videos
from app.video.player import Load, VideoPlayer
from app.video.types import Frame, Showing
from app.voice.devices import Devices
from tests.support.films import Memory, film
from tests.unit.media.test_sounds import pitch
from tests.unit.media.test_voice import HandDevices, until


def load(source: Readable) -> Load:
    async def give() -> Readable:
        return source

    return give


class Scene:
    """A player and what it showed."""

    def __init__(self, devices: Devices) -> None:
        self.videos = Videos()
        self.devices = devices
        self.player = VideoPlayer(self.videos, lambda: devices)
        self.frames: list[Frame] = []
        self.states: list[Showing] = []
        self.player.frame.connect(self.frames.append)
        self.player.changed.connect(self.states.append)

    @property
    def state(self) -> Showing:
        return self.player.state


@pytest.fixture
async def by_hand() -> AsyncIterator[tuple[Scene, HandDevices]]:
    devices = HandDevices()
    scene = Scene(devices)
    yield scene, devices
    await scene.player.stop()
    await scene.videos.close()


async def hear(devices: HandDevices, scene: Scene, ms: int) -> bytes:
    """The sound card asks for so much, in small pieces, as soon as it is there."""
    heard = b""
    while len(heard) < ms * 96:
        piece = devices.pull(min(1920, ms * 96 - len(heard)))
        heard += piece
        if not piece:
            if not scene.state.running:
                break
            await asyncio.sleep(0.005)
    return heard


async def test_the_sound_is_the_clock(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, devices = by_hand
    await scene.player.play("a", load(Memory(film(4.0))))
    assert scene.state.duration == pytest.approx(4000, abs=80)
    assert scene.state.sound
    heard = await hear(devices, scene, 1_000)
    assert pitch(heard[9600:]) == pytest.approx(440, rel=0.02)
    await until(lambda: scene.frames and scene.frames[-1].at >= 900)
    assert scene.frames[-1].at <= 1_010  # nothing is seen before it is heard
    assert [frame.at for frame in scene.frames] == sorted(frame.at for frame in scene.frames)


async def test_a_sound_card_that_stands_still_does_not_stop_the_picture(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, devices = by_hand
    await scene.player.play("a", load(Memory(film(3.0))))
    await hear(devices, scene, 300)
    await until(lambda: scene.frames and scene.frames[-1].at > 1_000)


async def test_pause_seek_and_end(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, devices = by_hand
    source = Memory(film(2.0))
    await scene.player.play("a", load(source))
    await hear(devices, scene, 400)
    await scene.player.pause()
    assert not scene.state.running
    assert devices.log == ["closed"]
    shown = len(scene.frames)
    await scene.player.seek(1_500)
    assert scene.state.position == 1_500
    assert len(scene.frames) == shown + 1  # the one that is seen there
    assert scene.frames[-1].at == pytest.approx(1_500, abs=34)
    await scene.player.play("a", load(source))
    await hear(devices, scene, 1_000)
    await until(lambda: not scene.state.running)
    assert scene.state.position == scene.state.duration
    assert scene.frames[-1].at >= 1_900
    await scene.player.play("a", load(source))  # once more, from the beginning
    await hear(devices, scene, 200)
    await until(lambda: scene.frames[-1].at < 300)
    await scene.player.stop()
    assert source.closed
    assert scene.state.key == ""


async def test_volume_and_silence(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, devices = by_hand
    await scene.player.play("a", load(Memory(film(3.0))))
    loud = max(await hear(devices, scene, 200))
    scene.player.set_volume(50)
    quiet = await hear(devices, scene, 200)
    assert max(abs(int.from_bytes(quiet[n : n + 2], "little", signed=True)) for n in range(0, len(quiet), 2)) < 3_000
    scene.player.set_muted(True)
    assert not any(await hear(devices, scene, 200))
    assert loud
    assert (scene.state.volume, scene.state.muted) == (50, True)
    await scene.player.stop()
    assert (scene.state.volume, scene.state.muted) == (50, True)  # for the next one, too


async def test_without_speakers_there_is_the_picture() -> None:
    devices = HandDevices()
    devices.broken = True
    scene = Scene(devices)
    await scene.player.play("a", load(Memory(film(0.7))))
    await until(lambda: scene.state.key and not scene.state.running)
    assert scene.frames[-1].at > 500
    assert scene.state.error is None
    await scene.videos.close()


async def test_a_silent_video_and_a_silent_device() -> None:
    for sound in (None, "aac"):
        scene = Scene(Devices(["NULL"]))
        await scene.player.play("a", load(Memory(film(0.7, sound=sound))))
        await until(lambda scene=scene: scene.state.key and not scene.state.running)
        assert scene.frames[-1].at > 500
        await scene.videos.close()


async def test_at_most_a_moment_is_decoded_ahead(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, _devices = by_hand
    await scene.player.play("a", load(Memory(film(30.0, rate=10))))
    buffer = scene.player._buffer
    assert buffer is not None
    await until(lambda: buffer.ahead > 300)
    await asyncio.sleep(0.2)
    assert buffer.ahead < 700
    assert len(scene.player._frames) <= 24


async def test_what_is_no_video_is_said(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, _devices = by_hand
    source = Memory(b"\x00\x00\x00\x18ftypisom" + bytes(5_000))
    with pytest.raises(UserError) as caught:
        await scene.player.play("a", load(source))
    assert caught.value.code is ErrorCode.NOT_SHOWABLE
    assert scene.state.key == ""
    assert source.closed


async def test_a_video_that_breaks_off_says_so(by_hand: tuple[Scene, HandDevices]) -> None:
    scene, devices = by_hand

    class Gone(Memory):
        gone = False

        def read(self, offset: int, size: int) -> bytes:
            if self.gone:
                raise OSError("gone")
            return super().read(offset, size)

    source = Gone(film(20.0, size=(640, 360), moving=True))
    await scene.player.play("a", load(source))
    source.gone = True
    await hear(devices, scene, 30_000)
    await until(lambda: not scene.state.running)
    assert scene.state.error is ErrorCode.NOT_SHOWABLE
