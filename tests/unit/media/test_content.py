# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What messages with files say: voice messages, captions, blurhashes; and what nobody may say."""

from __future__ import annotations

import mimetypes
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.content import LOUDEST, attachment_of, guess, message, msgtype_for, placed, voice_message

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


def test_a_picture_says_whether_it_moves() -> None:
    still = message("a.png", "image/png", 5, msgtype="m.image")
    moving = message("a.png", "image/png", 5, msgtype="m.image", animated=True)
    assert moving["info"]["org.matrix.msc4230.is_animated"] is True
    for content, animated in ((still, False), (moving, True)):
        found = attachment_of(content)
        assert found is not None
        assert found.animated == animated
    gif = attachment_of(message("a.gif", "image/gif", 5, msgtype="m.image"))
    assert gif is not None
    assert gif.animated
    odd = attachment_of(still | {"info": {"org.matrix.msc4230.is_animated": "yes"}})
    assert odd is not None
    assert not odd.animated


@pytest.mark.parametrize(
    ("name", "mimetype", "msgtype"),
    [
        ("a.MP4", "video/mp4", "m.video"),
        ("a.mkv", "video/x-matroska", "m.video"),
        ("a.3gp", "video/3gpp", "m.video"),
        ("a.m4a", "audio/mp4", "m.audio"),
        ("a.flac", "audio/flac", "m.audio"),
        ("a.ogg", "audio/ogg", "m.audio"),
        ("a.webp", "image/webp", "m.image"),
        ("a.svg", "image/svg+xml", "m.file"),
        ("a", "application/octet-stream", "m.file"),
    ],
)
def test_kinds_do_not_depend_on_what_the_system_knows(
    name: str, mimetype: str, msgtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = mimetypes.MimeTypes()
    monkeypatch.setattr(mimetypes, "guess_type", bare.guess_type)
    assert guess(name) == mimetype
    assert msgtype_for(guess(name)) == msgtype
