# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""C-05, C-08, C-09, C-10: what others send as a file is the file they described, or it is nothing."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import ErrorCode, UserError
from app.scanner.types import Scan
from crypto import attachments
from tests.attacks.app.scene import Scene
from tests.support.evil_faults import Endless, Truncated
from tests.support.raw_peer import RawPeer

Json = dict[str, Any]
DOWNLOAD = "/_matrix/client/v1/media/download"


class Files:
    """Carol sends anna files, with whatever description."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self.folder = folder
        self.carol: RawPeer
        self.room = ""
        self._count = 0

    async def begin(self) -> None:
        self.carol = self.scene.peer("@carol:evil.test")
        self.room = await self.scene.room(self.carol)
        self.scene.share(self.carol, self.room)
        self.folder.mkdir()

    def upload(self, data: bytes, *, uri: str | None = None) -> Json:
        """Encrypted on the server; gives the ``file`` of a message."""
        target = io.BytesIO()
        key = attachments.encrypt(io.BytesIO(data), target)
        self._count += 1
        mxc = uri or f"mxc://evil.test/file{self._count}"
        self.scene.hs.media[mxc] = target.getvalue()
        return key.to_file(mxc)

    async def send(self, file: object, *, size: object = None, **more: Any) -> str:
        self._count += 1
        info: Json = {"size": size, **more.pop("info", {})}
        name = f"Akte {self._count}.bin"
        content = {"msgtype": "m.file", "body": name, "filename": name, "info": info, "file": file, **more}
        self.scene.tell(self.room, self.carol.room_event(self.room, content=content))
        row = await self.scene.anna.wait_text(self.room, content["body"])
        assert row.event_id is not None
        return row.event_id

    async def save(self, event_id: str) -> tuple[Path, str]:
        return await self.scene.anna.account.save_attachment(self.room, event_id, self.folder)

    async def refused(self, event_id: str, *codes: ErrorCode) -> None:
        """And nothing of it is on the disk, under any name."""
        with pytest.raises(UserError) as caught:
            await self.save(event_id)
        assert caught.value.code in codes
        assert list(self.folder.iterdir()) == []
        media = self.scene.anna.folder / "media"
        assert not media.exists() or list(media.iterdir()) == []


@pytest.fixture
async def files(scene: Scene, tmp_path: Path) -> Files:
    files = Files(scene, tmp_path / "Downloads")
    await files.begin()
    return files


async def test_c08_a_file_is_saved_only_if_it_is_the_one_that_was_sent(files: Files) -> None:
    data = os.urandom(100_000)
    good = files.upload(data)
    other = files.upload(b"etwas anderes")
    no_hash = {name: value for name, value in good.items() if name != "hashes"}
    wrong_hash = {**good, "hashes": other["hashes"]}
    swapped = {**good, "url": other["url"]}
    short_key = {**good, "key": {**good["key"], "k": "AAAA"}}
    odd: list[object] = [no_hash, short_key, {**good, "v": "v1"}, {**good, "iv": "//////////////////////"}, [], "x", 5]
    for file in odd:
        await files.refused(await files.send(file), ErrorCode.NOT_FOUND)
    for file in (wrong_hash, swapped):
        await files.refused(await files.send(file), ErrorCode.BAD_ANSWER)
    path, _ = await files.save(await files.send(good, size=len(data)))
    assert path.read_bytes() == data


async def test_c08_an_encrypted_description_that_is_broken_is_not_one_in_clear(files: Files) -> None:
    files.scene.hs.media["mxc://evil.test/clear"] = b"<html>"
    await files.refused(
        await files.send({"url": "mxc://evil.test/clear"}, url="mxc://evil.test/clear"), ErrorCode.NOT_FOUND
    )


async def test_c08_lies_about_the_size_end_the_download(files: Files) -> None:
    large = files.upload(os.urandom(2_000_000))
    await files.refused(await files.send(large, size=1), ErrorCode.TOO_LARGE)
    for odd in (-1, "5", 10**30, 1.5, None, True):
        path, _ = await files.save(await files.send(large, size=odd))
        assert path.stat().st_size == 2_000_000
        path.unlink()
        files.scene.hs.media[str(large["url"])] = files.scene.hs.media[str(large["url"])]


async def test_c08_downloads_that_break_off_or_never_end_leave_nothing(files: Files) -> None:
    file = files.upload(b"x" * 5000)
    event = await files.send(file, size=5000)
    files.scene.hs.fail(DOWNLOAD, Endless(), times=1)
    await files.refused(event, ErrorCode.TOO_LARGE)
    files.scene.hs.fail(DOWNLOAD, Truncated(), times=1)
    await files.refused(event, ErrorCode.NO_NETWORK, ErrorCode.BAD_ANSWER)
    path, _ = await files.save(event)
    assert path.read_bytes() == b"x" * 5000


async def test_c05_odd_addresses_are_not_asked_for(files: Files) -> None:
    file = files.upload(b"x")
    for uri in (
        "mxc://evil.test/../../x",
        "mxc://evil.test/%2e%2e",
        "mxc://evil.test/a/b",
        "https://evil.test/x",
        None,
    ):
        await files.refused(await files.send({**file, "url": uri}), ErrorCode.NOT_FOUND)
    assert not [request for request in files.scene.hs.requests() if "/media/download" in request.path]


async def test_c10_names_stay_in_the_folder(files: Files) -> None:
    data = b"harmlos"
    for name, saved in (
        ("../../.bashrc", "_.._.bashrc"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ("CON", "_CON"),
        ("a.txt:böse", "a.txt_böse"),
    ):
        event = await files.send(files.upload(data), size=len(data), body="Anlage " + name, filename=name)
        path, _ = await files.save(event)
        assert path == files.folder / saved
        assert path.read_bytes() == data


async def test_c10_a_file_of_the_user_is_never_overwritten(files: Files) -> None:
    (files.folder / "plan.txt").write_text("meins")
    (files.folder / "plan (1).txt").symlink_to("/etc/hostname")
    event = await files.send(files.upload(b"neu"), size=3, filename="plan.txt")
    path, _ = await files.save(event)
    assert path == files.folder / "plan (2).txt"
    assert (files.folder / "plan.txt").read_text("utf-8") == "meins"


async def test_c09_only_what_is_a_picture_is_shown_as_one(files: Files) -> None:
    account = files.scene.anna.account
    target = io.BytesIO()
    Image.new("RGB", (50, 40), (200, 10, 10)).save(target, "PNG")
    for data in (
        b"MZ" + bytes(500),
        b"<html><script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
        target.getvalue()[:60],
    ):
        event = await files.send(
            files.upload(data), size=len(data), msgtype="m.image", info={"mimetype": "image/png", "w": 10, "h": 10}
        )
        assert await account.picture(files.room, event, 100, 100) is None
    event = await files.send(files.upload(target.getvalue()), msgtype="m.image", info={"mimetype": "text/html"})
    picture = await account.picture(files.room, event, 100, 100)
    assert picture is not None
    assert (picture.width, picture.height, picture.pixels[:4]) == (50, 40, bytes((200, 10, 10, 255)))


async def test_c09_a_picture_of_which_the_hash_is_wrong_is_not_decoded(files: Files) -> None:
    target = io.BytesIO()
    Image.new("RGB", (50, 40)).save(target, "PNG")
    file = files.upload(target.getvalue())
    file["hashes"] = files.upload(b"x")["hashes"]
    event = await files.send(file, msgtype="m.image")
    with pytest.raises(UserError):
        await files.scene.anna.account.picture(files.room, event, 100, 100)


async def test_a_file_that_the_server_has_removed_is_a_normal_thing(files: Files) -> None:
    """Rows, viewers and saving say so; a file that is here stays usable, and one that comes back is usable again."""
    account = files.scene.anna.account
    image = io.BytesIO()
    Image.new("RGB", (64, 64), "blue").save(image, "PNG")
    picture = files.upload(image.getvalue())
    info = {"w": 64, "h": 64, "mimetype": "image/png"}
    shown = await files.send(picture, msgtype="m.image", info=info, size=len(image.getvalue()))
    kept = files.upload(b"hier")
    here = await files.send(kept)
    await files.save(here)
    media = dict(files.scene.hs.media)
    files.scene.hs.media.clear()
    rows: list[tuple[str, str]] = []
    account.scanner.changed_row.connect(rows.append)
    for look in (
        lambda: account.picture(files.room, shown, 64, 64),
        lambda: account.gallery.look(files.room, shown),
        lambda: files.save(shown),
    ):
        with pytest.raises(UserError) as caught:
            await look()
        assert caught.value.code is ErrorCode.GONE
    assert account.scanner.state(files.room, shown) is Scan.GONE
    assert rows == [(files.room, shown)]
    await files.save(here)
    assert account.scanner.state(files.room, here) is None
    assert await account.avatar("mxc://evil.test/face", 32) is None
    files.scene.hs.media.update(media)
    assert await account.picture(files.room, shown, 64, 64) is not None
    assert account.scanner.state(files.room, shown) is None
