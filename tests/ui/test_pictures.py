# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of other people are decoded only if their header is harmless."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from ui import pictures
from ui.main import make_application

pytestmark = pytest.mark.window


def encoded(kind: str, size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_the_four_formats(kind: str) -> None:
    make_application("en")
    data = encoded(kind)
    assert pictures.header_size(data) == (60, 40)
    image = pictures.decode_square(data, 32)
    assert image is not None
    assert (image.width(), image.height()) == (32, 32)
    assert image.pixelColor(16, 16).red() > 150


def test_webp_lossless_and_progressive_jpeg() -> None:
    make_application("en")
    out = io.BytesIO()
    Image.new("RGBA", (50, 70), (0, 200, 0, 128)).save(out, "WEBP", lossless=True)
    assert pictures.header_size(out.getvalue()) == (50, 70)
    assert pictures.decode_square(out.getvalue(), 16) is not None
    out = io.BytesIO()
    Image.new("RGB", (500, 700)).save(out, "JPEG", progressive=True)
    assert pictures.header_size(out.getvalue()) == (500, 700)
    assert pictures.decode_square(out.getvalue(), 16) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        encoded("BMP"),
        encoded("TIFF"),
        encoded("ICO"),
        encoded("JPEG")[:200],
        b"\xff\xd8\xff" + b"\xff" * 1000,
        b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 100,
        b"RIFF\x00\x00\x00\x00WEBPVP8X",
    ],
    ids=range(11),
)
def test_c09_everything_else_is_refused(data: bytes) -> None:
    make_application("en")
    assert pictures.decode_square(data, 32) is None


@pytest.mark.parametrize("size", [(50_000, 50_000), (1, 1_000_000_000), (8_193, 1), (8_000, 8_000), (0, 5)])
def test_c13_bombs_are_refused_by_their_header(size: tuple[int, int]) -> None:
    make_application("en")
    begin = time.perf_counter()
    assert pictures.decode_square(png_claiming(*size), 32) is None
    assert time.perf_counter() - begin < 0.2


def test_c13_a_gif_with_a_huge_screen_is_refused() -> None:
    make_application("en")
    data = bytearray(encoded("GIF"))
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    assert pictures.decode_square(bytes(data), 32) is None


def test_c13_a_header_that_lies_is_refused() -> None:
    make_application("en")
    assert pictures.decode_square(encoded("JPEG") + b"x" * pictures.MAX_BYTES, 32) is None
