# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What messages with files say: voice messages, captions, blurhashes; and what nobody may say."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.media.content import LOUDEST, attachment_of, placed, voice_message
from app.media.video import VideoFacts, video_facts

ELEMENT: dict[str, Any] = {
    "body": "Voice message",
    "msgtype": "m.audio",
    "url": "mxc://x.example/abc",
    "info": {"duration": 3456, "mimetype": "audio/ogg", "size": 9000},
    "org.matrix.msc1767.text": "Voice message",
    "org.matrix.msc1767.file": {"url": "mxc://x.example/abc", "name": "Voice message.ogg", "mimetype": "audio/ogg"},
    "org.matrix.msc1767.audio": {"duration": 3456, "waveform": [0, 512, 1024, 5000, -3, 7.5, "x"]},
    "org.matrix.msc3245.voice": {},
}


def test_a_voice_message_of_others() -> None:
    found = attachment_of(ELEMENT)
    assert found is not None
    assert found.voice
    assert found.duration == 3456
    assert found.waveform == (0, 512, 1024, 1024, 0, 7, 0)


def test_a_voice_message_of_ours_has_the_shape_that_others_know() -> None:
    content = placed(voice_message("n.ogg", "Voice message", 9000, 3456, [0, 99999]), "mxc://x.example/abc", None)
    assert set(ELEMENT) <= set(content)
    assert content["org.matrix.msc1767.audio"] == {"duration": 3456, "waveform": [0, LOUDEST]}
    assert content["org.matrix.msc1767.file"]["url"] == content["url"] == "mxc://x.example/abc"
    found = attachment_of(content)
    assert found is not None
    assert found.voice


def test_a_sound_file_is_no_voice_message() -> None:
    found = attachment_of({key: value for key, value in ELEMENT.items() if key != "org.matrix.msc3245.voice"})
    assert found is not None
    assert not found.voice


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(
    field=st.sampled_from(sorted(ELEMENT)),
    value=json,
    inner=st.booleans(),
    key=st.sampled_from(["duration", "waveform", "size", "xyz.amorgan.blurhash"]),
)
def test_reading_never_fails(field: str, value: Any, inner: bool, key: str) -> None:
    content = dict(ELEMENT)
    content[field] = {**content[field], key: value} if inner and isinstance(content[field], dict) else value
    found = attachment_of(content)
    if found is not None:
        assert all(0 <= each <= LOUDEST for each in found.waveform)


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), kind) + data


def movie(turned: bool = False) -> bytes:
    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 600, 6300) + bytes(80))
    matrix = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000) if turned else (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 1)
    tkhd = box(b"tkhd", bytes(40) + struct.pack(">9i", *matrix) + struct.pack(">II", 1920 << 16, 1080 << 16))
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(5000)) + box(b"moov", mvhd + box(b"trak", tkhd))


def test_size_and_duration_of_a_video(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(movie())
    assert video_facts(file) == VideoFacts(1920, 1080, 10_500)
    file.write_bytes(movie(turned=True))
    assert video_facts(file) == VideoFacts(1080, 1920, 10_500)


@given(at=st.integers(0, 200), value=st.integers(0, 255), cut=st.integers(0, 5300))
def test_a_broken_video_is_nothing_worse(tmp_path_factory: Any, at: int, value: int, cut: int) -> None:
    file = tmp_path_factory.mktemp("v") / "a.mp4"
    data = bytearray(movie())
    data[-at - 1] = value
    file.write_bytes(data[:cut])
    assert video_facts(file).duration >= 0
    file.write_bytes(data)
    assert video_facts(file).duration >= 0
