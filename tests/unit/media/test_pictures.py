# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-13: pictures that are bombs cost the decoder's process something, and us nothing."""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import AsyncIterator

import psutil
import pytest
from PIL import Image, PngImagePlugin

from app.media.pictures import MAX_FILE, BadPicture, Pictures


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    pictures = Pictures()
    yield pictures
    await pictures.close()


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """Says that it is that large; the rows are zeros, well packed."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_what_it_is_and_shows(pictures: Pictures, kind: str) -> None:
    data = encoded(Image.new("RGB", (300, 200), (255, 0, 0)), kind)
    facts = await pictures.look(data)
    assert (facts.mimetype, facts.width, facts.height) == (f"image/{kind.lower()}", 300, 200)
    shown = await pictures.show(data, 150, 150)
    assert (shown.width, shown.height) == (150, 100)
    assert shown.pixels[0] > 250
    assert shown.pixels[3] == 255


async def test_turned_pictures_stand_upright(pictures: Pictures) -> None:
    image = Image.new("RGB", (400, 200))
    exif = image.getexif()
    exif[0x0112] = 6
    data = encoded(image, "JPEG", exif=exif)
    facts, shown, stripped = await pictures.look(data), await pictures.show(data, 99, 99), await pictures.strip(data)
    assert (facts.width, facts.height) == (200, 400)
    assert shown.width < shown.height
    assert (stripped.width, stripped.height) == (200, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_metadata_is_removed(pictures: Pictures, kind: str) -> None:
    image = Image.effect_noise((64, 64), 50).convert("RGB")
    exif = image.getexif()
    exif[0x010E] = "Ministerium"
    exif.get_ifd(0x8825)[1] = "N"
    options: dict[str, object] = {"exif": exif}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "Ministerium")
        options["pnginfo"] = text
    if kind == "JPEG":
        options["comment"] = b"Ministerium"
    data = encoded(image, kind, **options)
    assert b"Ministerium" in data
    stripped = await pictures.strip(data)
    assert b"Ministerium" not in stripped.data
    again = Image.open(io.BytesIO(stripped.data))
    assert not dict(again.getexif())
    if kind == "PNG":
        assert again.convert("RGB").tobytes() == image.tobytes()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
async def test_moving_pictures_of_all_kinds_move(pictures: Pictures, kind: str) -> None:
    images = [Image.new("RGB", (40, 30), color) for color in ("red", "green", "blue")]
    data = encoded(images[0], kind, save_all=True, append_images=images[1:], duration=80)
    facts = await pictures.look(data)
    assert (facts.animated, facts.width, facts.height) == (True, 40, 30)
    moving = await pictures.frames(data, 20, 20)
    assert moving.durations == (80, 80, 80)
    assert [frame.pixels[0] > 200 for frame in moving.frames] == [True, False, False]
    assert [frame.pixels[2] > 200 for frame in moving.frames] == [False, False, True]
    assert not (await pictures.look(encoded(images[0], kind))).animated


async def test_c13_bombs(pictures: Pictures) -> None:
    await pictures.look(encoded(Image.new("RGB", (5, 5)), "PNG"))
    before = psutil.Process().memory_info().rss
    frames = [Image.new("P", (8, 8), number % 250) for number in range(2000)]
    many = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=20)
    truncated = encoded(Image.effect_noise((2000, 2000), 50), "JPEG")[:50_000]
    broken = {
        "wide": png_bomb(50_000, 50_000),
        "line": png_bomb(1, 1_000_000_000),
        "truncated": truncated,
        "nothing": b"",
    }
    for data in broken.values():
        begun = time.monotonic()
        with pytest.raises(BadPicture):
            await pictures.show(data, 400, 300)
        assert time.monotonic() - begun < 5  # a machine that does other things; alone it is some milliseconds
    assert (await pictures.show(many, 400, 300)).width == 8
    with pytest.raises(BadPicture):
        await pictures.show(bytes(MAX_FILE + 1), 4, 4)
    assert psutil.Process().memory_info().rss - before < 150 * 1024 * 1024


async def test_c13_a_decoder_that_hangs_is_ended_and_the_next_picture_is_shown() -> None:
    pictures = Pictures(time=0.0)
    good = encoded(Image.new("RGB", (5, 5)), "PNG")
    try:
        with pytest.raises(BadPicture):
            await pictures.show(good, 5, 5)
        pictures._process._time = 30.0
        assert (await pictures.show(good, 5, 5)).width == 5
    finally:
        await pictures.close()
