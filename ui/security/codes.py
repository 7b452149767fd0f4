# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""QR codes of verifications: the squares of one to show, and the bytes of one in a picture.

Pictures come from files, the clipboard or the screen; they are decoded with bounds and searched on another thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import segno
import zxingcpp
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader

from ui.pictures import ALLOCATION_LIMIT, MAX_PIXELS, MAX_SIDE, header_size, kind_of

MAX_FILE = 32 * 1024 * 1024  # bytes: a photo of a telephone has about 8 MiB
_MARK = b"MATRIX"  # every code of a verification begins with it (specification, "QR code format")
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_LARGEST = 4_096  # pixels: larger pictures are searched in this size


def squares(data: bytes) -> tuple[tuple[bool, ...], ...]:
    """The code of ``data`` row by row; True is dark. The quiet zone around it is not included."""
    code = segno.make(data, mode="byte", error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(value) for value in row) for row in code.matrix)


def load(path: Path) -> QImage | None:
    """A picture file, turned as its header says; None if it is none, or too large. Raises OSError."""
    if path.stat().st_size > MAX_FILE:
        return None
    data = path.read_bytes()
    kind, size = kind_of(data), header_size(data)
    if kind is None or size is None:
        return None
    width, height = size
    if not (0 < width <= 2 * MAX_SIDE and 0 < height <= 2 * MAX_SIDE and width * height <= 4 * MAX_PIXELS):
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(4 * ALLOCATION_LIMIT)
    try:
        reader = QImageReader(buffer, QByteArray(kind.encode()))
        reader.setDecideFormatFromContent(False)
        reader.setAutoTransform(True)
        image = reader.read()
    finally:
        QImageReader.setAllocationLimit(ALLOCATION_LIMIT)
    return None if image.isNull() else image


def find(images: Sequence[QImage]) -> bytes | None:
    """The bytes of the first verification code in any of the pictures; None if there is none. Any thread."""
    for image in images:
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        if max(grey.width(), grey.height()) > _LARGEST:
            keep = Qt.AspectRatioMode.KeepAspectRatio
            grey = grey.scaled(_LARGEST, _LARGEST, keep, Qt.TransformationMode.SmoothTransformation)
        if grey.isNull():
            continue
        view = zxingcpp.ImageView(
            grey.constBits(), grey.width(), grey.height(), zxingcpp.ImageFormat.Lum, grey.bytesPerLine()
        )
        for code in zxingcpp.read_barcodes(view, formats=_QR):
            if code.bytes.startswith(_MARK):
                return code.bytes
    return None
