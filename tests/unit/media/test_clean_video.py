# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos of ours without place, time and camera: the same pictures, not a word more, and nothing moves."""

from __future__ import annotations

import io
import struct
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.media.clean_video import CannotClean, Patched, patches
from app.media.videos import Videos
from tests.support.films import Memory, film

_PLACE = b"+52.5163+013.3777/"
_CAMERA = b"Dienstkamera 7"


def clean(data: bytes, piece: int = 1 << 18) -> bytes:
    file = io.BytesIO(data)
    reader = Patched(file, patches(file))
    return b"".join(iter(lambda: reader.read(piece), b""))


@pytest.fixture
async def videos() -> AsyncIterator[Videos]:
    videos = Videos()
    yield videos
    await videos.close()


async def seen(videos: Videos, data: bytes) -> list[tuple[int, bytes]]:
    video = await videos.open(Memory(data))
    frames: list[tuple[int, bytes]] = []
    while True:
        scene = await video.next(200, 0, 64, 64, 0)
        frames += [(frame.at, frame.pixels) for frame in scene.frames]
        if scene.ended:
            break
    await video.close()
    return frames


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def put_into(data: bytes, path: tuple[bytes, ...], added: bytes) -> bytes:
    """A box more at the end of the innermost one; only for files whose ``moov`` is the last."""
    result, at, places = bytearray(data), 0, []
    for kind in path:
        at = result.index(kind, at) - 4
        places.append(at)
        at += 8
    end = places[-1] + struct.unpack_from(">I", result, places[-1])[0]
    result[end:end] = added
    for place in places:
        struct.pack_into(">I", result, place, struct.unpack_from(">I", result, place)[0] + len(added))
    return bytes(result)


def phone_film() -> bytes:
    """As phones write: the place in several boxes, when it was taken, and a track with the place of each second."""
    data = film(1.0, size=(64, 48))
    udta = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(_PLACE), 0x15C7) + _PLACE) + box(b"\xa9mod", _CAMERA))
    data = put_into(data, (b"moov", b"trak"), udta)
    data = put_into(data, (b"moov",), udta + box(b"uuid", bytes(16) + b"<x:xmpmeta>" + _PLACE) + box(b"meta", _CAMERA))
    stamped = bytearray(data)
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        at = stamped.index(kind) + 8
        stamped[at : at + 8] = struct.pack(">II", 0xE1234567, 0xE1234567)
    samples = len(stamped) + 8
    track = _track_of_places(samples)
    stamped += box(b"mdat", _PLACE * 5)
    # its samples come before its table then: put the table into moov moves nothing before it
    whole = put_into(bytes(stamped), (b"moov",), track)
    moved = len(track)
    return whole.replace(
        struct.pack(">I", samples) + struct.pack(">I", samples + len(_PLACE) * 3),
        struct.pack(">I", samples + moved) + struct.pack(">I", samples + moved + len(_PLACE) * 3),
    )


def _track_of_places(samples: int) -> bytes:
    """Five samples of one size in two chunks."""
    stbl = (
        box(b"stsd", struct.pack(">II", 0, 1) + box(b"mebx", bytes(8)))
        + box(b"stts", struct.pack(">IIII", 0, 1, 5, 1))
        + box(b"stsc", struct.pack(">II", 0, 2) + struct.pack(">III", 1, 3, 1) + struct.pack(">III", 2, 2, 1))
        + box(b"stsz", struct.pack(">III", 0, len(_PLACE), 5))
        + box(b"stco", struct.pack(">II", 0, 2) + struct.pack(">II", samples, samples + len(_PLACE) * 3))
    )
    hdlr = box(b"hdlr", struct.pack(">II4s", 0, 0, b"meta") + bytes(13))
    mdhd = box(b"mdhd", bytes(24))
    tkhd = box(b"tkhd", bytes(84))
    return box(b"trak", tkhd + box(b"mdia", mdhd + hdlr + box(b"minf", box(b"stbl", stbl))))


async def test_a_video_of_a_phone_says_nothing_more_and_looks_the_same(videos: Videos) -> None:
    data = phone_film()
    assert data.count(_PLACE) == 8
    cleaned = clean(data)
    assert len(cleaned) == len(data)
    for word in (_PLACE, _PLACE[:8], _CAMERA, b"xmpmeta", b"\xa9xyz", struct.pack(">I", 0xE1234567), b"mebx"):
        assert word not in cleaned
    assert await seen(videos, cleaned) == await seen(videos, data)
    assert len(await seen(videos, cleaned)) == 30
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize("kind", ["mp4", "mov", "matroska", "webm"])
async def test_names_and_comments_go(videos: Videos, kind: str) -> None:
    codec, sound = ("libvpx", "libopus") if kind == "webm" else ("libx264", "aac")
    words = {"title": "Geheimer Titel", "comment": _PLACE.decode(), "artist": _CAMERA.decode()}
    data = film(0.5, size=(64, 48), kind=kind, codec=codec, sound=sound, metadata=words)
    assert b"Geheimer Titel" in data
    cleaned = clean(data)
    assert b"Geheim" not in cleaned
    assert _PLACE not in cleaned
    assert _CAMERA not in cleaned
    assert len(cleaned) == len(data)
    assert await seen(videos, cleaned) == await seen(videos, data)


@given(piece=st.integers(1, 3000))
@settings(max_examples=20)
def test_it_does_not_matter_in_which_pieces_it_is_read(piece: int) -> None:
    assert clean(_SAMPLE, piece) == clean(_SAMPLE)


_SAMPLE = phone_film()


@given(at=st.integers(0, 4000), value=st.integers(0, 255), cut=st.integers(1, len(_SAMPLE)))
@settings(max_examples=150)
def test_a_broken_video_is_cleaned_or_refused(at: int, value: int, cut: int) -> None:
    data = bytearray(_SAMPLE)
    data[-(at % len(data)) - 1] = value
    for broken in (bytes(data), bytes(data[:cut])):
        try:
            assert len(clean(broken)) == len(broken)
        except CannotClean:
            continue


@pytest.mark.parametrize(
    "data", [b"", b"RIFF\0\0\0\0AVI LIST", b"\x1a\x45\xdf\xa3", b"\0\0\0\x10ftypisom\0\0\0\0", bytes(99)]
)
def test_what_nobody_knows_how_to_clean_is_refused(data: bytes) -> None:
    with pytest.raises(CannotClean):
        clean(data)


def test_a_stream_recorded_live_is_refused() -> None:
    """Its parts have no lengths: what comes after the first cannot be found."""
    data = bytearray(film(0.3, kind="webm", codec="libvpx", sound=None))
    at = data.index(b"\x1f\x43\xb6\x75") + 4
    length = 9 - data[at].bit_length()
    data[at : at + length] = ((1 << (7 * length + 1)) - 1).to_bytes(length, "big")
    with pytest.raises(CannotClean):
        clean(bytes(data))
