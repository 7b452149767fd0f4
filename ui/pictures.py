# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decode small pictures of other people without trusting them.

Only PNG, JPEG, GIF and WebP, told by their first bytes; dimensions and lengths are read from the header and checked
before a decoder sees the file. Only the first frame is used.
"""

from __future__ import annotations

import struct

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MAX_BYTES = 8 * 1024 * 1024
MAX_SIDE = 8_192  # pixels
MAX_PIXELS = 16 * 1024 * 1024  # 64 MiB at 4 bytes
ALLOCATION_LIMIT = 64  # MiB


def kind_of(data: bytes) -> str | None:
    """The format that the first bytes say: png, jpeg, gif, webp or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif marker in (0xD9, 0xDA):
            return None
        else:
            (length,) = struct.unpack(">H", data[at + 2 : at + 4])
            if length < 2:
                return None
            at += 2 + length
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    chunk = data[12:16]
    if chunk == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L" and len(data) >= 25 and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if chunk == b"VP8 " and len(data) >= 30 and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def header_size(data: bytes) -> tuple[int, int] | None:
    """Width and height that the file claims; None if it is not one of the four formats or its header is broken."""
    match kind_of(data):
        case "png" if len(data) >= 33 and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        case "gif" if len(data) >= 13:
            width, height = struct.unpack("<HH", data[6:10])
            return width, height
        case "jpeg":
            return _jpeg_size(data)
        case "webp":
            return _webp_size(data)
    return None


def decode_square(data: bytes, side: int) -> QImage | None:
    """The middle square of the picture, ``side`` pixels wide; None if it is refused. May run on any thread."""
    kind, size = kind_of(data), header_size(data)
    if kind is None or size is None or len(data) > MAX_BYTES:
        return None
    width, height = size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(ALLOCATION_LIMIT)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    if reader.size() != QSize(width, height):
        return None
    shortest = min(width, height)
    if shortest > 2 * side:  # lets the JPEG decoder skip most of the work
        factor = side / shortest
        reader.setScaledSize(QSize(max(1, round(width * factor)), max(1, round(height * factor))))
    image = reader.read()
    if image.isNull():
        return None
    edge = min(image.width(), image.height())
    square = image.copy((image.width() - edge) // 2, (image.height() - edge) // 2, edge, edge)
    return square.scaled(
        side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
