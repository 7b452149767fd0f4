# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files between our client and one built on matrix-js-sdk, in encrypted and other rooms, and over a restart."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from tests.support.client import Client, ClientError, StartClient
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def conversation(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, *, encrypted: bool
) -> tuple[Client, Peer, str]:
    anna = await start_client(new_user(homeserver, "anna"))
    user = new_user(homeserver, "jonas")
    jonas = await launch_peer(user)
    await jonas.call("bootstrap", password=user.password)
    room = await anna.create_room(name="Akten", invite=[jonas.user_id], encrypted=encrypted)
    await jonas.join(room)
    await anna.wait_member(room, jonas.user_id)
    return anna, jonas, room


def photograph(path: Path, *, size: tuple[int, int] = (1600, 1200)) -> str:
    """A picture that says where it was taken; gives its hash."""
    image = Image.effect_noise(size, 60).convert("RGB")
    exif = image.getexif()
    exif[0x010E] = "Aufgenommen im Ministerium"
    exif[0x0112] = 6  # the camera was turned
    image.save(path, "JPEG", exif=exif, quality=70)
    return digest(path)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_a_document_goes_both_ways(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)
    ours = tmp_path / "Vermerk Übersicht.pdf"
    ours.write_bytes(b"%PDF-1.7\n" + os.urandom(700_000))
    sent = (await anna.call("send_file", room=room, path=str(ours), caption="Zur Kenntnis"))["event_id"]
    got = await jonas.wait_text(room, "Zur Kenntnis")
    assert got["event_id"] == sent
    content = got["content"]
    assert content["msgtype"] == "m.file"
    assert content["filename"] == "Vermerk Übersicht.pdf"
    assert content["info"] == {"mimetype": "application/pdf", "size": ours.stat().st_size}
    assert ("file" in content, "url" in content) == (encrypted, not encrypted)
    downloaded = await jonas.call("download", room=room, event=sent)
    assert downloaded["sha256"] == digest(ours)

    theirs = tmp_path / "Antwort.txt"
    theirs.write_text("Einverstanden.\n" * 5000, encoding="utf-8")
    answer = await jonas.call("send_file", room=room, path=str(theirs), caption="Meine Antwort")
    row = await anna.wait_text(room, "Meine Antwort")
    assert row["kind"] == "file"
    assert row["encrypted"] == encrypted
    assert row["attachment"]["name"] == "Antwort.txt"
    assert row["attachment"]["size"] == theirs.stat().st_size
    assert row["attachment"]["mimetype"] == "text/plain"
    folder = tmp_path / "Downloads"
    folder.mkdir()
    for name in ("Antwort.txt", "Antwort (1).txt"):
        saved = await anna.call("save_attachment", room=room, event=answer["event_id"], dir=str(folder))
        assert Path(saved["path"]) == folder / name
        assert saved["sha256"] == answer["sha256"] == digest(folder / name)
    # Our own file comes back from what is kept, and nothing on our disk is readable.
    assert (await anna.call("save_attachment", room=room, event=sent, dir=str(folder)))["sha256"] == digest(ours)
    kept = [file.read_bytes() for file in (anna.profile / "media").iterdir()]
    assert len(kept) == 2
    assert not any(b"%PDF" in data or b"Einverstanden" in data for data in kept)
    assert sorted(file.name for file in folder.iterdir()) == [
        "Antwort (1).txt",
        "Antwort.txt",
        "Vermerk Übersicht.pdf",
    ]


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "in clear"])
async def test_a_picture_with_its_thumbnail_and_without_its_place(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path, encrypted: bool
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=encrypted)
    ours = tmp_path / "Ortstermin.jpg"
    original = photograph(ours)
    sent = (await anna.call("send_file", room=room, path=str(ours), strip=True))["event_id"]
    got = await jonas.wait_text(room, "Ortstermin.jpg")
    content = got["content"]
    assert content["msgtype"] == "m.image"
    assert (content["body"], content["filename"]) == ("Ortstermin.jpg", "Ortstermin.jpg")
    info = content["info"]
    assert (info["w"], info["h"], info["mimetype"]) == (1200, 1600, "image/jpeg")
    assert (info["thumbnail_info"]["w"], info["thumbnail_info"]["h"]) == (450, 600)
    whole = tmp_path / "whole.jpg"
    downloaded = await jonas.call("download", room=room, event=sent, save=str(whole))
    assert downloaded["sha256"] != original
    assert downloaded["size"] == info["size"]
    assert b"Ministerium" not in whole.read_bytes()
    assert Image.open(whole).size == (1200, 1600)
    small = tmp_path / "small.jpg"
    assert (await jonas.call("download", room=room, event=sent, thumbnail=True, save=str(small)))["size"] == info[
        "thumbnail_info"
    ]["size"]
    assert Image.open(small).size == (450, 600)

    theirs, thumbnail = tmp_path / "plan.png", tmp_path / "thumb.png"
    Image.new("RGB", (640, 480), (10, 120, 200)).save(theirs)
    Image.new("RGB", (320, 240), (10, 120, 200)).save(thumbnail)
    answer = await jonas.call("send_image", room=room, path=str(theirs), thumbnail=str(thumbnail))
    row = await anna.wait_row(room, lambda row: row["event_id"] == answer["event_id"], what="their picture")
    attachment = row["attachment"]
    assert (attachment["msgtype"], attachment["width"], attachment["height"]) == ("m.image", 640, 480)
    assert attachment["thumbnail"]
    shown = await anna.call("picture", room=room, event=answer["event_id"], width=200, height=200)
    assert (shown["width"], shown["height"]) == (200, 150)
    assert shown["middle"] == [10, 120, 200, 255]


async def test_what_was_not_sent_goes_out_after_a_restart(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    """The original is gone by then; a text need not wait for the file."""
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    ours = tmp_path / "Haushalt.ods"
    ours.write_bytes(os.urandom(2_000_000))
    wanted = digest(ours)
    await anna.call("sync_stop")
    queued = await anna.call("send_file", room=room, path=str(ours), wait=False)
    ours.unlink()
    row = (await anna.timeline(room))[-1]
    assert (row["key"], row["send_state"], row["body"]) == (queued["key"], "sending", "Haushalt.ods")
    assert row["attachment"]["uploaded"] == 0
    await anna.kill()
    await anna.restore()
    got = await jonas.wait_text(room, "Haushalt.ods", timeout=60)
    assert (await jonas.call("download", room=room, event=got["event_id"]))["sha256"] == wanted
    await anna.wait_row(
        room, lambda row: row["event_id"] == got["event_id"] and row["send_state"] is None, what="our row", timeout=30
    )
    assert len([row for row in await anna.timeline(room) if row["body"] == "Haushalt.ods"]) == 1


async def test_a_file_that_was_discarded_leaves_nothing(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    ours = tmp_path / "Irrtum.bin"
    ours.write_bytes(os.urandom(1_000_000))
    await anna.call("sync_stop")
    queued = await anna.call("send_file", room=room, path=str(ours), wait=False)
    assert len(list((anna.profile / "media").iterdir())) == 1
    await anna.call("discard", room=room, key=queued["key"])
    assert list((anna.profile / "media").iterdir()) == []
    await anna.call("sync_start")
    await anna.send(room, "Danach")
    await jonas.wait_text(room, "Danach")
    assert not any(event["content"].get("msgtype") == "m.file" for event in await jonas.call("messages", room=room))


async def test_files_that_are_no_files(start_client: StartClient, homeserver: Homeserver, tmp_path: Path) -> None:
    anna = await start_client(new_user(homeserver, "anna"))
    room = await anna.create_room()
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "missing", tmp_path / "pipe"):
        with pytest.raises(ClientError, match="not_found"):
            await asyncio.wait_for(anna.call("send_file", room=room, path=str(path)), 10)
    fake = tmp_path / "program.png"
    fake.write_bytes(b"MZ" + os.urandom(1000))
    await anna.call("send_file", room=room, path=str(fake))
    row = await anna.wait_text(room, "program.png")
    assert row["attachment"]["msgtype"] == "m.file"  # only its name says that it is a picture
    assert row["attachment"]["mimetype"] == "application/octet-stream"


async def test_a_large_file_in_constant_memory(
    homeserver: Homeserver, start_client: StartClient, tmp_path: Path
) -> None:
    anna = await start_client(new_user(homeserver, "anna"))
    room = await anna.create_room()
    large = tmp_path / "Aufzeichnung.bin"
    with large.open("wb") as file:
        for _ in range(45):
            file.write(os.urandom(1 << 20))
    before = (await anna.call("stats", reset=True))["rss_mb"]
    sent = (await anna.call("send_file", room=room, path=str(large)))["event_id"]
    await anna.wait_text(room, "Aufzeichnung.bin")
    saved = await anna.call("save_attachment", room=room, event=sent, dir=str(tmp_path))
    assert saved["sha256"] == digest(large)
    after = await anna.call("stats")
    assert after["rss_mb"] - before < 30


def test_samples_are_what_they_seem(tmp_path: Path) -> None:
    """The photograph of these tests carries what has to be removed."""
    photograph(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    assert b"Ministerium" in data
    assert Image.open(io.BytesIO(data)).getexif()[0x0112] == 6
