# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-08, C-09, C-13, C-14: videos made to break decoders, to fill memory, to last for ever, or to read other files."""

from __future__ import annotations

import os
import random
import struct
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.errors import ErrorCode, UserError
from app.media import decoder
from app.media.process import DecoderFailed, DecoderProcess
from app.media.sounds import BadSound, Sounds
from app.media.videos import BadVideo, Videos
from tests.attacks.app.scene import Scene
from tests.attacks.content.test_files import Files
from tests.support.films import SOUNDS, Memory, film, sound
from tests.support.sound_cards import FileDevices

KINDS = [("mp4", "libx264", "aac"), ("webm", "libvpx-vp9", "libopus"), ("mov", "mpeg4", "aac")]


@pytest.fixture
async def videos() -> AsyncIterator[Videos]:
    videos = Videos(time=10)
    yield videos
    await videos.close()


@pytest.fixture
async def files(scene: Scene, tmp_path: Path) -> Files:
    files = Files(scene, tmp_path / "Downloads")
    await files.begin()
    return files


async def watch(videos: Videos, data: bytes, scenes: int = 6) -> int:
    """How many frames are seen of it; -1: it is refused."""
    source = Memory(data)
    seen = 0
    try:
        video = await videos.open(source)
    except BadVideo:
        assert source.closed
        return -1
    try:
        for _ in range(scenes):
            scene = await video.next(200, 0, 200, 200, 0)
            seen += len(scene.frames)
            if scene.ended:
                break
        await video.seek(video.duration // 2)
        await video.next(50, 0, 200, 200, 0)
    except BadVideo:
        pass
    await video.close()
    return seen


@pytest.mark.parametrize(("kind", "codec", "tone"), KINDS)
async def test_c13_mutated_videos_are_shown_or_refused(videos: Videos, kind: str, codec: str, tone: str) -> None:
    """Whatever comes of a mutant, the next good video is shown, and our own memory does not grow."""
    pick = random.Random(kind)
    good = film(0.5, size=(96, 64), kind=kind, codec=codec, sound=tone)
    assert await watch(videos, good) == 15
    before = psutil.Process().memory_info().rss
    for _ in range(40):
        bad = bytearray(good)
        for _ in range(pick.choice((1, 3, 30, 300))):
            bad[pick.randrange(len(bad))] = pick.randrange(256)
        if pick.random() < 0.3:
            del bad[pick.randrange(len(bad)) :]
        bad[4:8] = good[4:8]
        await watch(videos, bytes(bad))
    assert await watch(videos, good) == 15
    assert psutil.Process().memory_info().rss - before < 60 * 1024 * 1024


@pytest.mark.parametrize("ending", sorted(SOUNDS))
async def test_c13_mutated_sounds_of_all_kinds_are_heard_or_refused(ending: str) -> None:
    sounds = Sounds(time=10)
    pick = random.Random(ending)
    kind, codec = SOUNDS[ending]
    good = sound(0.5, kind=kind, codec=codec)
    try:
        for _ in range(25):
            bad = bytearray(good)
            for _ in range(pick.choice((1, 3, 30))):
                bad[pick.randrange(len(bad))] = pick.randrange(256)
            try:
                opened = await sounds.open(bytes(bad))
                for _ in range(4):
                    await opened.next(200)
                opened.seek(300)
                await opened.next(200, 1.5)
            except BadSound:
                continue
        assert (await sounds.open(good)).duration == pytest.approx(500, abs=60)
    finally:
        await sounds.close()


def patched(data: bytes, box: bytes, offset: int, value: bytes, count: int = 1) -> bytes:
    """With ``value`` at so many bytes after the name of the first boxes of a kind."""
    result, at = bytearray(data), 0
    for _ in range(count):
        at = result.index(box, at) + 4
        result[at + offset : at + offset + len(value)] = value
    return bytes(result)


async def test_c13_a_video_that_claims_to_last_for_years_is_refused(videos: Videos) -> None:
    good = film(0.3)
    for seconds in (400_000_000, 90_000):
        long = patched(good, b"mvhd", 12, struct.pack(">II", 1, seconds))
        long = patched(long, b"mdhd", 16, struct.pack(">I", 2**32 - 1), 2)
        long = patched(long, b"tkhd", 20, struct.pack(">I", 2**32 - 1), 2)
        assert await watch(videos, long) in (-1, 9)
    assert await watch(videos, good) == 9


async def test_c13_a_video_that_claims_to_be_huge_costs_nothing(videos: Videos) -> None:
    """The box of the codec says 65535 x 65535; what counts is what would have to be in memory."""
    huge = patched(film(0.3), b"avc1", 24, struct.pack(">HH", 65_535, 65_535))
    await watch(videos, huge)
    process = videos._playing._process
    if process is not None and process.poll() is None:
        assert psutil.Process(process.pid).memory_info().rss < 400 * 1024 * 1024


async def test_c13_a_thousand_streams_are_too_many(videos: Videos) -> None:
    good = film(0.2, sound=None)
    at = good.index(b"moov") - 4
    size = struct.unpack_from(">I", good, at)[0]
    moov = good[at : at + size]
    start = moov.index(b"trak") - 4
    length = struct.unpack_from(">I", moov, start)[0]
    many = moov[8 : start + length] + moov[start : start + length] * 1000 + moov[start + length :]
    begun = time.monotonic()
    assert await watch(videos, good[:at] + struct.pack(">I4s", len(many) + 8, b"moov") + many) in (-1, 6)
    assert time.monotonic() - begun < 15
    assert await watch(videos, good) == 6


async def test_c13_a_decoder_that_hangs_is_ended(tmp_path: Path) -> None:
    """A file that never stops: the other side gives the same bytes for ever and says it is endless."""
    videos = Videos(time=4)

    class Endless(Memory):
        def read(self, offset: int, size: int) -> bytes:
            return (struct.pack(">I4s", 8, b"free") * (size // 8 + 1))[:size]

    source = Endless(b"")
    source.size = 2**50
    begun = time.monotonic()
    with pytest.raises(BadVideo):
        await videos.open(source)
    assert time.monotonic() - begun < 20
    assert await watch(videos, film(0.2)) == 6
    await videos.close()


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5000 RTP/AVP 96\n",
        b"RIFF\x00\x00\x01\x00AVI LIST",
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        b"FLV\x01\x05",
        b"\x47" + bytes(187),
        b"",
    ],
)
async def test_c13_formats_that_nobody_sends_are_not_even_tried(videos: Videos, data: bytes) -> None:
    """The library reads hundreds of formats, playlists that lead elsewhere among them; each door stays shut."""
    assert await watch(videos, data + bytes(3000)) == -1


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_c14_a_video_that_names_another_file_does_not_get_it(videos: Videos, tmp_path: Path) -> None:
    """A QuickTime file may say that its frames are in another file."""
    secret = tmp_path / "secret.mp4"
    good = film(0.3, sound=None)
    secret.write_bytes(good)
    alias = str(secret).encode()
    reference = struct.pack(">II", 12 + len(alias) + 1, 0)[:4] + b"url " + bytes(4) + alias + b"\0"
    dref = good.index(b"dref") - 4
    size = struct.unpack_from(">I", good, dref)[0]
    evil = bytearray(good)
    grown = struct.pack(">I4sII", 16 + len(reference), b"dref", 0, 1) + reference
    evil[dref : dref + size] = grown
    for name in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        at = evil.index(name) - 4
        struct.pack_into(">I", evil, at, struct.unpack_from(">I", evil, at)[0] + len(grown) - size)
    mdat = evil.index(b"mdat")
    evil[mdat + 4 : mdat + 300] = bytes(296)
    await watch(videos, bytes(evil))
    running = videos._playing._process
    assert running is not None
    if running.poll() is None:
        assert not any("secret" in os.readlink(entry) for entry in Path(f"/proc/{running.pid}/fd").iterdir())


@pytest.mark.parametrize(
    "need",
    [[0, 2**40], [-1, 10], [0, 0], [0], "x", [True, True], [0.5, 1], None, {"offset": 0}],
)
async def test_c14_a_decoder_in_the_hands_of_a_video_cannot_wish_for_anything(need: object) -> None:
    """What asks for parts of the file may be the file itself by then."""
    import io

    process = DecoderProcess("video", time=5)

    class Taken:
        """The process as the attacker would have it."""

        stdin = io.BytesIO()
        stdout = io.BytesIO()

        def kill(self) -> None: ...
        def poll(self) -> None: ...
        def wait(self) -> None: ...

    import json

    head = json.dumps({"need": need, "blobs": []}).encode()
    taken: Any = Taken()
    taken.stdout = io.BytesIO(struct.pack(">I", len(head)) + head)
    process._process = taken
    source = Memory(bytes(100))
    with pytest.raises(DecoderFailed):
        process._exchange({"op": "next", "size": 0}, b"", source)
    assert source.asked == 0
    await process.close()


async def test_c08_a_video_is_seen_only_if_it_is_the_one_that_was_sent(files: Files) -> None:
    account = files.scene.anna.account
    account.voice.devices = FileDevices()
    good = film(0.5)
    frames: list[object] = []
    account.videos.frame.connect(frames.append)
    right = files.upload(good)
    swapped = right | {"hashes": {"sha256": files.upload(good[:-1])["hashes"]["sha256"]}}
    event = await files.send(swapped, size=len(good), msgtype="m.video")
    with pytest.raises(UserError) as told:
        await account.videos.play(files.room, event)
    assert told.value.code is ErrorCode.BAD_ANSWER
    assert not frames
    event = await files.send(right, size=len(good), msgtype="m.video")
    await account.videos.play(files.room, event)
    assert account.videos.showing.duration == pytest.approx(500, abs=80)
    await account.videos.stop()


async def test_c08_a_file_that_is_changed_while_it_is_read_gives_nothing(files: Files) -> None:
    account = files.scene.anna.account
    good = os.urandom(600_000)
    event = await files.send(files.upload(good), size=len(good), msgtype="m.video")
    source, _ = await account._files.readable(files.room, event)
    assert source.read(262_100, 100) == good[262_100:262_200]
    (kept,) = (files.scene.anna.folder / "media").iterdir()
    with kept.open("r+b") as file:
        file.seek(300_000)
        file.write(b"\xff\xff\xff")
    from crypto.attachments import BadAttachment

    assert source.read(10, 100) == good[10:110]
    with pytest.raises(BadAttachment):
        source.read(500_000, 10)
    source.close()


async def test_c09_what_is_no_video_is_not_played(files: Files) -> None:
    account = files.scene.anna.account
    program = files.upload(b"MZ" + os.urandom(5000))
    event = await files.send(program, size=5002, msgtype="m.video", info={"mimetype": "video/mp4"})
    with pytest.raises(UserError) as told:
        await account.videos.play(files.room, event)
    assert told.value.code is ErrorCode.NOT_SHOWABLE
    assert account.videos.showing.key == ""
    event = await files.send(files.upload(film(0.2)), size=5002, msgtype="m.file", info={"mimetype": "video/mp4"})
    with pytest.raises(UserError):
        await account.videos.play(files.room, event)


async def test_c14_the_video_decoder_has_bounded_memory(videos: Videos) -> None:
    await watch(videos, film(0.2))
    process = videos._playing._process
    assert process is not None
    if sys.platform == "linux":
        limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="utf-8")
        assert str(decoder.MEMORY) in next(line for line in limits.splitlines() if line.startswith("Max address space"))


_AS_A_USER = """
import os, sys
sys.path.insert(0, {root!r})
from app.media import decoder
confine_more = decoder.confine_more
def confine_and_drop():
    confine_more()
    if os.getuid() == 0:  # the limit of processes and threads does not hold for the superuser
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
decoder.confine_more = confine_and_drop
decoder.main(sys.argv[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
async def test_c14_decoding_needs_no_thread_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As ordinary people run it: the process can really start nothing, and everything is still decoded."""
    alone = tmp_path / "decoder.py"
    alone.write_text(_AS_A_USER.format(root=str(Path(decoder.__file__).parents[2])))
    monkeypatch.setattr(decoder, "__file__", str(alone))
    videos, sounds = Videos(), Sounds()
    try:
        for kind, codec, tone in [*KINDS, ("mp4", "libsvtav1", "aac"), ("mp4", "libx265", "aac")]:
            assert await watch(videos, film(0.5, size=(320, 180), kind=kind, codec=codec, sound=tone)) == 15
        (tmp_path / "a.mp4").write_bytes(film(0.5, size=(1280, 720)))
        assert (await videos.look(tmp_path / "a.mp4")).poster_size == (800, 450)
        for kind, codec in SOUNDS.values():
            opened = await sounds.open(sound(0.5, kind=kind, codec=codec))
            assert len((await opened.next(200)).samples) == 19_200
        encoder = await sounds.encode()
        await encoder.write(bytes(9600))
        assert (await encoder.finish())[:4] == b"OggS"
        running = videos._playing._process
        assert running is not None
        uid = next(line for line in Path(f"/proc/{running.pid}/status").read_text().splitlines() if line[:4] == "Uid:")
        assert uid.split()[2] != "0"
    finally:
        await videos.close()
        await sounds.close()
