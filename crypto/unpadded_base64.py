# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Unpadded base64 (specification, appendices, "Unpadded Base64"), written without and read with or without padding."""

from __future__ import annotations

import base64
import binascii
from typing import Any


class BadBase64(ValueError):
    """Not standard base64, or not as long as it has to be."""


def encode(data: bytes) -> str:
    """Return ``data`` as unpadded base64."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: Any, *, length: int | None = None, max_length: int | None = None) -> bytes:
    """Return the bytes of ``text``, which comes from outside and may be anything.

    ``length`` is the exact number of bytes expected, ``max_length`` the largest accepted. Padding may be there or not,
    because older clients write it; everything else outside the standard alphabet is refused.

    Raises:
        BadBase64: ``text`` is no string, has foreign characters, or the wrong length.
    """
    if not isinstance(text, str):
        raise BadBase64("not a string")
    limit = length if length is not None else max_length
    if limit is not None and len(text) > 4 * (limit // 3 + 1) + 2:
        raise BadBase64("too long")
    stripped = text.rstrip("=")
    if len(text) - len(stripped) > 2 or len(stripped) % 4 == 1:
        raise BadBase64("wrong padding")
    try:
        data = base64.b64decode(stripped + "=" * (-len(stripped) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadBase64("foreign characters") from error
    if length is not None and len(data) != length:
        raise BadBase64(f"{len(data)} bytes instead of {length}")
    if max_length is not None and len(data) > max_length:
        raise BadBase64("too long")
    return data
