# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-08, C-09, C-13, C-14: pictures and sound made to break decoders, players and players' memory."""

from __future__ import annotations

import ctypes
import io
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
from PIL import Image

from app.errors import ErrorCode, UserError
from app.media import decoder, windows_job
from app.media.content import attachment_of
from app.media.opening import opens_safely
from app.media.pictures import BadPicture, Pictures
from app.media.process import DecoderFailed, DecoderProcess
from app.media.sounds import BadSound, Sounds
from tests.attacks.app.scene import Scene
from tests.attacks.content.test_files import Files
from tests.support.sound_cards import FileDevices


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    pictures = Pictures()
    yield pictures
    await pictures.close()


@pytest.fixture
async def sounds() -> AsyncIterator[Sounds]:
    sounds = Sounds()
    yield sounds
    await sounds.close()


@pytest.fixture
async def files(scene: Scene, tmp_path: Path) -> Files:
    files = Files(scene, tmp_path / "Downloads")
    await files.begin()
    return files


def encoded(kind: str, count: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    images = [Image.effect_noise(size, 90).convert("RGB") for _ in range(count)]
    target = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": images[1:], "duration": 50} if count > 1 else {}
    images[0].save(target, kind, **more)
    return target.getvalue()


async def spoken(sounds: Sounds, seconds: float = 0.5) -> bytes:
    encoder = await sounds.encode()
    await encoder.write(os.urandom(int(96_000 * seconds)))
    return await encoder.finish()


# -- pictures


@pytest.mark.parametrize(("kind", "count"), [("GIF", 5), ("WEBP", 5), ("PNG", 1), ("JPEG", 1), ("WEBP", 1)])
async def test_c13_mutated_pictures_are_shown_or_refused(pictures: Pictures, kind: str, count: int) -> None:
    """Whatever comes of a mutant, the next good picture is shown, and our own memory does not grow."""
    pick = random.Random(f"{kind}{count}")
    good = encoded(kind, count)
    before = psutil.Process().memory_info().rss
    for _ in range(40):
        bad = bytearray(good)
        for _ in range(pick.choice((1, 3, 30))):
            bad[pick.randrange(len(bad))] = pick.randrange(256)
        if pick.random() < 0.3:
            del bad[pick.randrange(len(bad)) :]
        for ask in (
            lambda: pictures.show(bytes(bad), 300, 300),  # noqa: B023
            lambda: pictures.frames(bytes(bad), 100, 100),  # noqa: B023
            lambda: pictures.part(bytes(bad), (0, 0, 30, 30), 60, 60),  # noqa: B023
            lambda: pictures.blurhash(bytes(bad)),  # noqa: B023
        ):
            try:
                await ask()
            except BadPicture:
                continue
    assert (await pictures.show(good, 30, 30)).width == 30
    assert psutil.Process().memory_info().rss - before < 60 * 1024 * 1024


async def test_c13_a_gif_of_ten_thousand_frames_is_cut_off(pictures: Pictures) -> None:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(3) + b"\xff" * 3
    frame = b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    started = time.monotonic()
    moving = await pictures.frames(head + frame * 10_000 + b";", 60, 40)
    assert 1 < len(moving.frames) <= decoder.MAX_FRAMES
    assert len(moving.frames) == len(moving.durations)
    assert time.monotonic() - started < 8


async def test_c13_a_gif_that_claims_a_huge_screen_costs_nothing(pictures: Pictures) -> None:
    data = bytearray(encoded("GIF", 3))
    data[6:10] = struct.pack("<HH", 65_000, 65_000)
    with pytest.raises(BadPicture):
        await pictures.frames(bytes(data), 100, 100)
    data[6:10] = struct.pack("<HH", 7_000, 7_000)
    try:
        moving = await pictures.frames(bytes(data), 5_000, 5_000)
    except BadPicture:
        return
    assert sum(len(frame.pixels) for frame in moving.frames) <= 4 * decoder.FRAME_PIXELS + 4 * 5_000 * 5_000


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (-5, -5, 3, 3), (9999, 0, 5, 5), (0, 0, 2**40, 2**40)])
async def test_c13_parts_outside_of_a_picture(pictures: Pictures, box: tuple[int, int, int, int]) -> None:
    try:
        shown = await pictures.part(encoded("PNG"), box, 100, 100)
    except BadPicture:
        return
    assert (shown.width, shown.height) <= (60, 40)


# -- sound


async def test_c13_a_sound_that_claims_to_last_for_years_is_refused(sounds: Sounds) -> None:
    good = bytearray(await spoken(sounds))
    last = good.rindex(b"OggS")
    good[last + 6 : last + 14] = struct.pack("<q", 2**62)
    with pytest.raises(BadSound):
        await sounds.open(bytes(good))
    head = b"RIFF\xff\xff\xff\x7fWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    with pytest.raises(BadSound):
        await sounds.open(head + b"data\xff\xff\xff\x7f")
    assert (await sounds.open(await spoken(sounds))).duration > 0


@pytest.mark.parametrize(("channels", "rate"), [(0, 48_000), (200, 48_000), (2, 0), (2, 4_000_000), (1, 2**31 - 1)])
async def test_c13_sounds_with_odd_numbers(sounds: Sounds, channels: int, rate: int) -> None:
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, 0, 2, 16)
    data = b"RIFF" + struct.pack("<I", 1000) + b"WAVEfmt " + form + b"data" + struct.pack("<I", 900) + bytes(900)
    try:
        sound = await sounds.open(data)
    except BadSound:
        return
    assert (sound.channels, sound.rate) != (channels, rate) or 8_000 <= rate <= 192_000


async def test_c13_formats_that_nobody_sends_are_not_even_tried(sounds: Sounds) -> None:
    """The library reads dozens of old formats; each is a door that stays shut."""
    for start in (
        b".snd",
        b"FORM\x00\x00\x00\x20AIFF",
        b"caff",
        b"Creative Voice File",
        b"RF64",
        b"NIST_1A",
        b"\x00\x00\x00",
    ):
        with pytest.raises(BadSound):
            await sounds.open(start + bytes(1000))


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
@pytest.mark.parametrize("role", ["pictures", "sound", "video"])
async def test_c14_the_decoder_can_neither_write_nor_start_anything(role: str, tmp_path: Path) -> None:
    process = DecoderProcess(role, time=20)
    try:
        with pytest.raises(DecoderFailed):
            await process.ask("look" if role == "pictures" else "open", b"x")
        running = process._process
        assert running is not None
        limits = {
            line[:26].strip(): line[26:].split()[0]
            for line in Path(f"/proc/{running.pid}/limits").read_text(encoding="utf-8").splitlines()
        }
        assert limits["Max file size"] == "0"
        assert limits["Max processes"] == "0"
        assert limits["Max open files"] == "3"
        assert int(limits["Max address space"]) == decoder.MEMORY
        environment = Path(f"/proc/{running.pid}/environ").read_bytes()
        assert b"HOME=" not in environment
        assert b"DBUS" not in environment
    finally:
        await process.close()
    assert running.poll() is not None


def test_c14_the_limits_of_windows_are_as_its_headers_say() -> None:
    """Sizes and places of JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits; one process, bounded, ended with us."""
    wanted = windows_job.limits(decoder.MEMORY)
    assert ctypes.sizeof(wanted) == 144
    kind: Any = type(wanted)
    assert kind.ProcessMemoryLimit.offset == 112
    assert kind.Io.offset == 64
    raw = bytes(wanted)
    assert struct.unpack_from("<I", raw, 16)[0] == 0x0008 | 0x0100 | 0x0400 | 0x2000
    assert struct.unpack_from("<Q", raw, 112)[0] == decoder.MEMORY
    assert struct.unpack_from("<I", raw, 40)[0] in (1, 2)


# -- what messages say


async def test_c08_a_voice_message_is_heard_only_if_it_is_the_one_that_was_sent(files: Files, sounds: Sounds) -> None:
    good = await spoken(sounds)
    voice = files.scene.anna.account.voice
    devices = voice.devices = FileDevices()
    more: dict[str, Any] = {"msgtype": "m.audio", "org.matrix.msc3245.voice": {}}
    right = files.upload(good)
    swapped = right | {"hashes": {"sha256": files.upload(good[:-1])["hashes"]["sha256"]}}
    event = await files.send(swapped, size=len(good), **more)
    with pytest.raises(UserError) as told:
        await voice.play(files.room, event)
    assert told.value.code is ErrorCode.BAD_ANSWER
    assert not devices.heard
    event = await files.send(files.upload(good), size=len(good), **more)
    await voice.play(files.room, event)
    assert voice.playing.duration > 0
    await voice.stop()


async def test_c09_what_is_no_sound_is_not_played_and_what_is_no_picture_not_shown(files: Files) -> None:
    account = files.scene.anna.account
    account.voice.devices = FileDevices()
    program = files.upload(b"MZ" + os.urandom(5000))
    event = await files.send(program, size=5002, msgtype="m.audio", info={"mimetype": "audio/ogg"})
    with pytest.raises(UserError) as told:
        await account.voice.play(files.room, event)
    assert told.value.code is ErrorCode.NOT_PLAYABLE
    assert account.voice.playing.key == ""
    event = await files.send(program, size=5002, msgtype="m.image", info={"mimetype": "image/png", "w": 10, "h": 10})
    for work in (account.gallery.look, account.gallery.show, account.gallery.animation):
        more = () if work == account.gallery.look else (100, 100)
        with pytest.raises(UserError) as told:
            await work(files.room, event, *more)
        assert told.value.code is ErrorCode.NOT_SHOWABLE
    assert await account.picture(files.room, event, 100, 100) is None


async def test_c13_large_pictures_are_not_fetched_without_being_asked_for(files: Files) -> None:
    """The size is the sender's word: one that lies is cut off at the limit."""
    account = files.scene.anna.account
    account._files.automatic = lambda: 20_000
    target = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(target, "PNG")
    data = target.getvalue()
    assert len(data) > 100_000
    shown = {"msgtype": "m.image"}
    honest = await files.send(files.upload(data), size=len(data), info={"mimetype": "image/png"}, **shown)
    assert await account.picture(files.room, honest, 100, 100) is None
    media = files.scene.anna.folder / "media"
    assert not media.exists() or not list(media.iterdir())
    liar = await files.send(files.upload(data), size=1_000, **shown)
    with pytest.raises(UserError) as told:
        await account.picture(files.room, liar, 100, 100)
    assert told.value.code is ErrorCode.TOO_LARGE
    assert (await account.gallery.show(files.room, honest, 100, 100)).width == 100
    assert await account.picture(files.room, honest, 100, 100) is not None  # it is here now


@pytest.mark.parametrize(
    "waveform",
    [
        None,
        "x",
        {},
        [None] * 10,
        [[1]],
        ["9" * 5000],
        [10**400, -(10**400)],
        [float("nan"), float("inf")],
        [1] * 100_000,
    ],
)
def test_c16_odd_waveforms(waveform: object) -> None:
    content = {
        "msgtype": "m.audio",
        "body": "x",
        "org.matrix.msc3245.voice": {},
        "org.matrix.msc1767.audio": {"waveform": waveform, "duration": waveform},
    }
    found = attachment_of(content)
    assert found is not None
    assert len(found.waveform) <= 1000
    assert all(isinstance(value, int) and 0 <= value <= 1024 for value in found.waveform)


@pytest.mark.parametrize(
    ("name", "data", "opens"),
    [
        ("a.pdf", b"%PDF-1.4", True),
        ("a.PDF", b"%PDF-1.4", True),
        ("a.pdf", b"MZ\x90", False),
        ("a.pdf.exe", b"%PDF-1.4", False),
        ("a.exe", b"MZ", False),
        ("a.mp4", b"\x00\x00\x00\x20ftypisom", True),
        ("a.mp4", b"\x00\x00\x00\x20xxxx", False),
        ("a.html", b"<html>", False),
        ("a.svg", b"<svg>", False),
        ("a.lnk", b"L\x00", False),
        ("a.url", b"[InternetShortcut]", False),
        ("a.docm", b"PK\x03\x04", False),
        ("a.desktop", b"[Desktop Entry]", False),
        ("a.scr", b"MZ", False),
        ("a.hta", b"<hta>", False),
        ("a.iso", b"CD001", False),
        ("a", b"#!/bin/sh", False),
        ("a.txt", b"hallo", True),
        ("a.jpg", b"", False),
    ],
)
def test_c09_only_files_that_are_no_programs_are_handed_to_the_system(
    tmp_path: Path, name: str, data: bytes, opens: bool
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert opens_safely(file) == opens
    assert not opens_safely(tmp_path / "missing.pdf")
