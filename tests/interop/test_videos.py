# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos and sound files between our client and one built on matrix-js-sdk, watched and heard to their ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.interop.test_messages_files import conversation
from tests.support.client import StartClient
from tests.support.films import SOUNDS, film, sound
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]
_PLACE = "+52.5163+013.3777/"


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_videos_go_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)
    ours = tmp_path / "Rundgang.mp4"
    ours.write_bytes(film(1.5, size=(1280, 720), metadata={"comment": _PLACE}))
    assert _PLACE.encode() in ours.read_bytes()
    sent = (await anna.call("send_file", room=room, path=str(ours), caption="Der Umbau", strip=True))["event_id"]
    content = (await jonas.wait_text(room, "Der Umbau"))["content"]
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.video", "Der Umbau", "Rundgang.mp4")
    info = content["info"]
    assert (info["w"], info["h"], info["mimetype"]) == (1280, 720, "video/mp4")
    assert info["size"] == ours.stat().st_size
    assert info["duration"] == pytest.approx(1500, abs=80)
    assert len(info["xyz.amorgan.blurhash"]) == 28
    assert (info["thumbnail_info"]["w"], info["thumbnail_info"]["h"]) == (800, 450)
    assert info["thumbnail_info"]["mimetype"] == "image/jpeg"
    assert ("thumbnail_file" in info, "thumbnail_url" in info) == (encrypted, not encrypted)
    got, poster = tmp_path / "got.mp4", tmp_path / "poster.jpg"
    await jonas.call("download", room=room, event=sent, save=str(got))
    assert _PLACE.encode() not in got.read_bytes()
    await jonas.call("download", room=room, event=sent, thumbnail=True, save=str(poster))
    assert Image.open(poster).size == (800, 450)
    watched = await anna.call("watch", room=room, event=sent)  # our own, from what is kept
    assert (watched["width"], watched["height"], watched["error"]) == (1280, 720, None)

    theirs, thumbnail = tmp_path / "Antwort.webm", tmp_path / "thumb.png"
    theirs.write_bytes(film(2.0, kind="webm", codec="libvpx", sound="libopus"))
    Image.new("RGB", (320, 180), (10, 120, 200)).save(thumbnail)
    shape = {"w": 320, "h": 180, "duration": 2000}
    answer = await jonas.call(
        "send_video", room=room, path=str(theirs), mimetype="video/webm", thumbnail=str(thumbnail), info=shape
    )
    row = await anna.wait_row(room, lambda row: row["event_id"] == answer["event_id"], what="their video")
    attachment = row["attachment"]
    assert (attachment["msgtype"], attachment["width"], attachment["height"]) == ("m.video", 320, 180)
    assert (attachment["duration"], attachment["thumbnail"]) == (2000, True)
    shown = await anna.call("picture", room=room, event=answer["event_id"], width=160, height=160)
    assert (shown["width"], shown["height"], shown["middle"]) == (160, 90, [10, 120, 200, 255])
    watched = await anna.call("watch", room=room, event=answer["event_id"])
    assert (watched["width"], watched["height"], watched["error"]) == (320, 180, None)
    assert watched["duration"] == pytest.approx(2000, abs=80)
    assert watched["frames"] >= 3  # the sound card of this test is faster than a screen
    assert watched["last"] > 1_500
    assert watched["peak"] > 6_000
    kept = [file.read_bytes() for file in (anna.profile / "media").iterdir()]
    assert kept
    assert not any(b"ftyp" in data[:64] or data[:4] == b"\x1a\x45\xdf\xa3" for data in kept)


async def test_sound_files_of_all_kinds_are_heard(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    for ending, (kind, codec) in SOUNDS.items():
        file = tmp_path / f"Anhörung.{ending}"
        file.write_bytes(sound(1.0, kind=kind, codec=codec))
        answer = await jonas.call("send_file", room=room, path=str(file), msgtype="m.audio", mimetype=f"audio/{ending}")
        row = await anna.wait_text(room, file.name)
        assert (row["attachment"]["msgtype"], row["attachment"]["voice"]) == ("m.audio", False)
        heard = await anna.call("play", room=room, event=answer["event_id"])
        assert heard["heard"] == pytest.approx(1000, abs=120), ending
        assert heard["peak"] > 6_000
    ours = tmp_path / "Mitschnitt.m4a"
    ours.write_bytes(sound(2.0, kind="ipod", codec="aac"))
    await anna.call("send_file", room=room, path=str(ours))
    content = (await jonas.wait_text(room, "Mitschnitt.m4a"))["content"]
    assert content["msgtype"] == "m.audio"
    assert content["info"]["duration"] == pytest.approx(2000, abs=80)
