# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Blurhashes in both directions; the expected values are those of the reference implementation."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.media.decoder import answer
from app.media.pictures import BadPicture, Pictures


def hashed(image: Image.Image) -> str:
    target = io.BytesIO()
    image.save(target, "PNG")
    return str(answer({"op": "blurhash"}, target.getvalue())[0]["hash"])


def test_a_hash_describes_its_picture() -> None:
    image = Image.new("RGB", (320, 320), (200, 30, 30))
    image.paste((20, 20, 220), (160, 0, 320, 320))
    text = hashed(image)
    assert len(text) == 4 + 2 * 12
    head, (pixels,) = answer({"op": "unblur", "width": 8, "height": 8}, text.encode())
    assert (head["width"], head["height"]) == (8, 8)
    left, right = pixels[4 * 32 : 4 * 32 + 4], pixels[4 * 39 : 4 * 39 + 4]
    assert left[0] > 150 > left[2]
    assert right[2] > 150 > right[0]


def test_the_reference_hash_is_read() -> None:
    """LEHV6nWB2yk8pyo0adR*.7kCMdnj is the example of https://blurha.sh: its mean colour is known."""
    text = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
    head, (pixels,) = answer({"op": "unblur", "width": 32, "height": 32}, text.encode())
    assert "error" not in head
    mean = [sum(pixels[part::4]) / 1024 for part in range(3)]
    assert mean == pytest.approx([150, 138, 138], abs=25)


def test_one_colour() -> None:
    text = hashed(Image.new("RGB", (64, 64), (10, 100, 200)))
    _, (pixels,) = answer({"op": "unblur", "width": 3, "height": 3}, text.encode())
    for at in range(0, len(pixels), 4):
        assert tuple(pixels[at : at + 3]) == pytest.approx((10, 100, 200), abs=20)


@pytest.mark.parametrize(
    "text", ["", "L", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "\x00" * 28, "~" * 166, "LEHV6nWB2yk8pyo0adR*.7kCMdnjXX"]
)
async def test_odd_hashes_are_refused(text: str) -> None:
    pictures = Pictures()
    try:
        with pytest.raises(BadPicture):
            await pictures.unblur(text, 32, 32)
    finally:
        await pictures.close()
