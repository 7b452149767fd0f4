# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parts of encrypted files: the same bytes as the whole, and nothing of a file that is not the one that was sent."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.attachments import CHUNK, BadAttachment, Ranges, encrypt

_PLAIN = os.urandom(3 * CHUNK + 12_345)
_TARGET = io.BytesIO()
_KEY = encrypt(io.BytesIO(_PLAIN), _TARGET)
_SEALED = _TARGET.getvalue()


@given(offset=st.integers(0, len(_PLAIN) + 100), size=st.integers(0, 2 * CHUNK))
def test_any_part_is_that_part_of_the_plain_file(offset: int, size: int) -> None:
    ranges = Ranges(io.BytesIO(_SEALED), _KEY)
    assert ranges.size == len(_PLAIN)
    assert ranges.read(offset, size) == _PLAIN[offset : offset + size]


def test_an_empty_file_and_odd_wishes() -> None:
    target = io.BytesIO()
    key = encrypt(io.BytesIO(b""), target)
    assert Ranges(target, key).read(0, 100) == b""
    ranges = Ranges(io.BytesIO(_SEALED), _KEY)
    assert ranges.read(-5, 10) == b""
    assert ranges.read(0, -1) == b""


@pytest.mark.parametrize("at", [0, CHUNK, len(_SEALED) - 1])
def test_c08_not_a_byte_of_another_file(at: int) -> None:
    changed = bytearray(_SEALED)
    changed[at] ^= 1
    for data in (bytes(changed), _SEALED[:-1], _SEALED + b"\0", b""):
        with pytest.raises(BadAttachment):
            Ranges(io.BytesIO(data), _KEY)


def test_c08_nor_of_one_that_was_changed_after_it_was_checked() -> None:
    file = io.BytesIO(_SEALED)
    ranges = Ranges(file, _KEY)
    file.seek(CHUNK + 7)
    file.write(b"\xff" if _SEALED[CHUNK + 7 : CHUNK + 8] != b"\xff" else b"\x00")
    assert ranges.read(0, CHUNK) == _PLAIN[:CHUNK]
    assert ranges.read(2 * CHUNK, 100) == _PLAIN[2 * CHUNK : 2 * CHUNK + 100]
    for offset, size in ((CHUNK, 1), (2 * CHUNK - 1, 1), (CHUNK - 1, 2)):
        with pytest.raises(BadAttachment):
            ranges.read(offset, size)
    file.truncate(2 * CHUNK + 5)
    with pytest.raises(BadAttachment):
        ranges.read(2 * CHUNK, 1)
    ranges.close()
    assert file.closed
