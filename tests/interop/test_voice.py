# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages, blurhashes and lists of files between our client and one built on matrix-js-sdk."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

import pytest
from PIL import Image

from tests.interop.test_messages_files import conversation, digest, photograph
from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


def speech(path: Path, seconds: float = 3.0) -> None:
    """A tone that swells and fades."""
    count = int(48_000 * seconds)
    samples = array("h", (int(12_000 * math.sin(n * math.pi / count) * math.sin(n / 20)) for n in range(count)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.tobytes())


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_voice_messages_go_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)
    speech(tmp_path / "spoken.wav")
    sent = (await anna.call("send_voice", room=room, path=str(tmp_path / "spoken.wav")))["event_id"]
    content = (await jonas.wait_text(room, "Voice message"))["content"]
    assert content["msgtype"] == "m.audio"
    assert content["org.matrix.msc3245.voice"] == {}
    assert content["info"]["mimetype"] == "audio/ogg"
    assert content["info"]["duration"] == content["org.matrix.msc1767.audio"]["duration"] == 3000
    waveform = content["org.matrix.msc1767.audio"]["waveform"]
    assert 20 <= len(waveform) <= 120
    assert max(waveform) == 1024
    assert waveform[0] < 300 > waveform[-1]
    where = content["org.matrix.msc1767.file"]
    assert where["size"] == content["info"]["size"]
    assert where.get("file") == content.get("file")
    assert ("file" in content, "url" in content) == (encrypted, not encrypted)
    theirs = tmp_path / "got.ogg"
    downloaded = await jonas.call("download", room=room, event=sent, save=str(theirs))
    assert theirs.read_bytes()[:4] == b"OggS"
    assert downloaded["size"] == content["info"]["size"]
    assert await heard(anna, room, sent, 1.0) == pytest.approx(3000, abs=60)
    assert await heard(anna, room, sent, 2.0) == pytest.approx(1500, abs=100)

    answer = await jonas.call("voice", room=room, path=str(theirs), duration=3000, waveform=[0, 512, 1024])
    row = await anna.wait_row(room, lambda row: row["event_id"] == answer["event_id"], what="their voice message")
    attachment = row["attachment"]
    assert attachment["voice"]
    assert attachment["waveform"] == [0, 512, 1024]
    assert attachment["duration"] == 3000
    assert await heard(anna, room, answer["event_id"], 1.0) == pytest.approx(3000, abs=60)
    sounds = (await anna.call("send_file", room=room, path=str(tmp_path / "spoken.wav")))["event_id"]
    content = (await jonas.wait_text(room, "spoken.wav"))["content"]
    assert (content["msgtype"], content["info"]["duration"]) == ("m.audio", 3000)
    assert "org.matrix.msc3245.voice" not in content
    saved = await anna.call("save_attachment", room=room, event=answer["event_id"], dir=str(tmp_path))
    assert saved["sha256"] == digest(theirs)
    kept = [file.read_bytes() for file in (anna.profile / "media").iterdir()]
    assert kept
    assert not any(b"OpusHead" in data for data in kept)
    listed = await anna.call("files", room=room)
    assert [file["event_id"] for file in listed["files"]] == [sounds, answer["event_id"], sent]


async def heard(client: Client, room: str, event: str, speed: float) -> int:
    """Milliseconds that came out of the speakers; it was no silence."""
    played = await client.call("play", room=room, event=event, speed=speed)
    assert played["duration"] == pytest.approx(3000, abs=60)
    assert played["peak"] > 8000
    return int(played["heard"])


async def test_blurhashes_captions_and_smaller_pictures(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    ours = tmp_path / "Ortstermin.jpg"
    photograph(ours, size=(3200, 2400))
    sent = (await anna.call("send_file", room=room, path=str(ours), caption="Vor Ort", scale=True))["event_id"]
    content = (await jonas.wait_text(room, "Vor Ort"))["content"]
    assert (content["body"], content["filename"]) == ("Vor Ort", "Ortstermin.jpg")
    assert (content["info"]["w"], content["info"]["h"]) == (1200, 1600)
    assert len(content["info"]["xyz.amorgan.blurhash"]) == 28
    whole = tmp_path / "whole.jpg"
    await jonas.call("download", room=room, event=sent, save=str(whole))
    assert b"Ministerium" not in whole.read_bytes()
    assert Image.open(whole).size == (1200, 1600)
    plan = tmp_path / "plan.png"
    Image.new("RGB", (640, 480), (10, 120, 200)).save(plan)
    text = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
    answer = await jonas.call("send_image", room=room, path=str(plan), info={"xyz.amorgan.blurhash": text})
    row = await anna.wait_row(room, lambda row: row["event_id"] == answer["event_id"], what="their picture")
    assert row["attachment"]["blurhash"] == text


async def test_a_voice_message_survives_a_crash_before_it_is_sent(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    speech(tmp_path / "spoken.wav", 1.0)
    await anna.call("sync_stop")
    queued = await anna.call("send_voice", room=room, path=str(tmp_path / "spoken.wav"), wait=False)
    (tmp_path / "spoken.wav").unlink()
    row = (await anna.timeline(room))[-1]
    assert (row["key"], row["send_state"], row["attachment"]["voice"]) == (queued["key"], "sending", True)
    assert (await anna.call("play", room=room, event=queued["key"]))["heard"] >= 900  # ours can be heard meanwhile
    await anna.kill()
    assert not any(b"OpusHead" in file.read_bytes() for file in (anna.profile / "media").iterdir())
    await anna.restore()
    got = await jonas.wait_text(room, "Voice message", timeout=60)
    assert got["content"]["org.matrix.msc1767.audio"]["duration"] == 1000
