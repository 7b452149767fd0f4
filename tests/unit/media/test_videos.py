# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos decoded by the real process: frames at their times, sound beside them, jumps, files that turn, posters."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.media.videos import BadVideo, OpenVideo, Scene, Videos
from app.video.types import Frame
from tests.support.films import SOUNDS, Memory, film, grey, sound
from tests.unit.media.test_sounds import pitch


@pytest.fixture
async def videos() -> AsyncIterator[Videos]:
    videos = Videos()
    yield videos
    await videos.close()


async def everything(video: OpenVideo, width: int = 320, height: int = 320) -> list[Scene]:
    scenes: list[Scene] = []
    while not scenes or not scenes[-1].ended:
        scenes.append(await video.next(100, 0, width, height, 0))
    return scenes


def frames(scenes: list[Scene]) -> list[Frame]:
    return [frame for scene in scenes for frame in scene.frames]


def brightness(frame: Frame) -> int:
    """Of the pixel in the middle, as the file has it (video range)."""
    at = (frame.height // 2 * frame.width + frame.width // 2) * 4
    return round(frame.pixels[at] * 219 / 255 + 16)


@pytest.mark.parametrize(
    ("kind", "codec", "tone"),
    [
        ("mp4", "libx264", "aac"),
        ("mov", "mpeg4", "aac"),
        ("webm", "libvpx", "libopus"),
        ("webm", "libvpx-vp9", "libopus"),
        ("matroska", "libx264", "libopus"),
        ("mp4", "libsvtav1", "aac"),
    ],
)
async def test_what_phones_and_browsers_send_is_decoded(videos: Videos, kind: str, codec: str, tone: str) -> None:
    video = await videos.open(Memory(film(1.0, kind=kind, codec=codec, sound=tone)))
    assert (video.width, video.height, video.rate, video.channels) == (320, 180, 48_000, 1)
    assert video.duration == pytest.approx(1000, abs=80)
    scenes = await everything(video)
    shown = frames(scenes)
    assert len(shown) == 30
    for number, frame in enumerate(shown):
        assert frame.at == pytest.approx(number * 1000 / 30, abs=2)
        assert brightness(frame) == pytest.approx(grey(number), abs=6)
    samples = b"".join(scene.samples for scene in scenes)
    assert len(samples) / 96 == pytest.approx(1000, abs=60)
    assert pitch(samples[9600:-19200]) == pytest.approx(440, rel=0.02)
    await video.close()


async def test_one_jumps_to_the_very_frame(videos: Videos) -> None:
    video = await videos.open(Memory(film(4.0)))
    for position in (3_210, 40, 1_999, 0, 2_500):
        await video.seek(position)
        scene = await video.next(1, 0, 320, 180, 0)
        number = position * 30 // 1000
        assert scene.frames[0].at == pytest.approx(number * 1000 / 30, abs=34)
        assert brightness(scene.frames[0]) in range(grey(number) - 6, grey(number + 1) + 7)
        sounding = [await video.next(200, 0, 320, 180, 0) for _ in range(2)]
        assert sounding[0].begin == pytest.approx(scene.end, abs=1)
    await video.close()


async def test_frames_come_as_large_as_they_are_shown(videos: Videos) -> None:
    video = await videos.open(Memory(film(0.5, size=(640, 360))))
    small = (await video.next(50, 0, 100, 100, 0)).frames[0]
    assert (small.width, small.height) == (100, 56)
    large = (await video.next(50, 0, 1900, 1200, 0)).frames[0]
    assert (large.width, large.height) == (640, 360)


async def test_frames_that_come_too_late_are_left_out(videos: Videos) -> None:
    video = await videos.open(Memory(film(2.0)))
    scene = await video.next(1000, 900, 320, 180, 0)
    assert scene.frames
    assert all(frame.at >= 900 for frame in scene.frames)
    scene = await video.next(900, 0, 320, 180, 100)
    assert all(b.at - a.at >= 100 for a, b in zip(scene.frames, scene.frames[1:], strict=False))


def turned(data: bytes) -> bytes:
    """The same file, held upright by the phone that took it: a quarter turn in the track's matrix."""
    changed = bytearray(data)
    at = changed.index(b"tkhd") + 4 + 40
    changed[at : at + 36] = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 180 << 16, 0, 0x40000000)
    return bytes(changed)


async def test_a_video_that_was_taken_upright_is_shown_upright(videos: Videos) -> None:
    video = await videos.open(Memory(turned(film(0.5))))
    assert (video.width, video.height) == (180, 320)
    frame = (await video.next(50, 0, 180, 320, 0)).frames[0]
    assert (frame.width, frame.height) == (180, 320)


async def test_a_silent_video_and_a_sound_without_video(videos: Videos) -> None:
    video = await videos.open(Memory(film(0.5, sound=None)))
    assert video.rate == 0
    assert len(frames(await everything(video))) == 15
    await video.close()
    for kind, codec in SOUNDS.values():
        with pytest.raises(BadVideo):
            await videos.open(Memory(sound(0.3, kind=kind, codec=codec)))


async def test_only_what_is_needed_of_a_large_file_is_read(videos: Videos) -> None:
    made = film(1.0)
    moov = made.index(b"moov") - 4
    hole = 600 * 1024 * 1024

    class Large(Memory):
        """The same video with 600 MB that nobody needs between its frames and its index."""

        def read(self, offset: int, size: int) -> bytes:
            self.asked += size
            head = made[:moov] + struct.pack(">I4s", hole, b"free")
            tail = made[moov:]
            result = bytearray(size)
            for start, piece in ((0, head), (moov + hole, tail)):
                for at in range(max(start, offset), min(start + len(piece), offset + size)):
                    result[at - offset] = piece[at - start]
            return bytes(result[: max(0, self.size - offset)])

    source = Large(b"")
    source.size = len(made) + hole
    video = await videos.open(source)
    assert video.duration == pytest.approx(1000, abs=80)
    assert len(frames(await everything(video))) == 30
    assert source.asked < 8 * 1024 * 1024


async def test_a_process_that_ended_is_started_again_where_it_was(videos: Videos) -> None:
    video = await videos.open(Memory(film(2.0)))
    await video.seek(1_000)
    before = await video.next(100, 0, 320, 180, 0)
    process = videos._playing._process
    assert process is not None
    process.kill()
    process.wait()
    after = await video.next(100, 0, 320, 180, 0)
    assert after.frames[0].at == pytest.approx(before.position, abs=40)


async def test_a_video_of_ours_has_a_poster(videos: Videos, tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(film(3.0, size=(1600, 900)))
    facts = await videos.look(file)
    assert (facts.width, facts.height) == (1600, 900)
    assert facts.duration == pytest.approx(3000, abs=80)
    assert facts.poster[:3] == b"\xff\xd8\xff"
    assert facts.poster_size == (800, 450)
    file.write_bytes(os.urandom(5000))
    assert (await videos.look(file)).poster == b""
    assert (await videos.look(tmp_path / "none.mp4")).poster == b""


async def test_closing_ends_what_is_being_decoded(videos: Videos) -> None:
    video = await videos.open(Memory(film(2.0)))
    work = asyncio.ensure_future(video.next(1000, 0, 320, 180, 0))
    await videos.close()
    await asyncio.gather(work, return_exceptions=True)
    with pytest.raises(BadVideo):
        await video.next(100, 0, 320, 180, 0)
