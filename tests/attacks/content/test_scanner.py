# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files are used only after the scanner has found them clean, and no server gets their keys unasked."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image

from app.errors import ErrorCode, UserError
from app.policy.categories.privacy import CONTENT_SCANNER
from app.policy.policy import Entry, Policy, Source
from app.scanner import service
from app.scanner.types import Scan, Scanning
from tests.attacks.app.scene import Scene
from tests.attacks.content.test_files import DOWNLOAD, Files
from tests.support.account_world import until
from tests.support.evil_faults import Fault, Reset, Status
from tests.support.evil_scanner import EICAR, SCANNER, EvilScanner

Json = dict[str, Any]


@pytest.fixture
async def files(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Nobody has decided anything yet, and the server has no scanner."""
    monkeypatch.setattr(service, "_PAUSE", 0.0)
    files = Files(scene, tmp_path / "Downloads")
    await files.begin()
    return files


def scanner_of(files: Files) -> EvilScanner:
    """From now on the server has a scanner."""
    scanner = files.scene.hs.scanner = EvilScanner(files.scene.hs.media)
    return scanner


def impose(files: Files, mode: str) -> None:
    """The organisation decides."""
    person = files.scene.anna
    person.account.prefs.policy = Policy([Entry(Source.MACHINE, "here", CONTENT_SCANNER.name, mode)])
    person.account.prefs.changed.emit(CONTENT_SCANNER)


async def scanned(files: Files, mode: str = "always") -> EvilScanner:
    scanner = scanner_of(files)
    impose(files, mode)
    await files.scene.anna.account.scanner._learn()
    return scanner


async def closed(files: Files, event_id: str, code: ErrorCode) -> None:
    """It is not saved, and nothing new is in the folder."""
    before = set(files.folder.iterdir())
    with pytest.raises(UserError) as caught:
        await files.save(event_id)
    assert caught.value.code is code
    assert set(files.folder.iterdir()) == before


async def judged(files: Files, event_id: str) -> Scan:
    """What a row on screen says in the end."""
    scanner = files.scene.anna.account.scanner
    scanner.look(files.room, event_id)
    await until(
        lambda: scanner.state(files.room, event_id) not in (None, Scan.UNCHECKED, Scan.CHECKING), "the check of a row"
    )
    found = scanner.state(files.room, event_id)
    assert found is not None
    return found


async def test_a_server_that_suddenly_has_a_scanner_gets_no_key_until_somebody_agrees(files: Files) -> None:
    scanner, ours = scanner_of(files), files.scene.anna.account.scanner
    await ours._learn()
    assert ours.known == Scanning(required=False, ask=True, offered=True)
    data = os.urandom(5000)
    event = await files.send(files.upload(data))
    path, _ = await files.save(event)
    assert path.read_bytes() == data
    ours.look(files.room, event)
    assert scanner.asked == []
    assert ours.state(files.room, event) is None
    ours.decide(True)
    assert ours.known == Scanning(required=True, ask=False, offered=True)
    assert await judged(files, event) is Scan.CLEAN
    assert [asked["url"] for asked in scanner.asked] == ["mxc://evil.test/file1"]


async def test_no_means_no_and_nothing_is_asked_again(files: Files) -> None:
    scanner, ours = scanner_of(files), files.scene.anna.account.scanner
    await ours._learn()
    ours.decide(False)
    assert ours.known == Scanning(required=False, ask=False, offered=True)
    event = await files.send(files.upload(EICAR))
    await files.save(event)
    await files.scene.anna.reopen()
    ours = files.scene.anna.account.scanner
    assert not ours.required
    assert not ours.known.ask
    assert scanner.asked == []
    assert files.scene.hs.requests(SCANNER, "POST") == []


async def test_only_what_is_clean_is_saved(files: Files) -> None:
    scanner = await scanned(files)
    kinds = (b"Vermerk", b"dir " + EICAR, b"MZ\x90\x00")
    clean, bad, forbidden = [await files.send(files.upload(data)) for data in kinds]
    await closed(files, bad, ErrorCode.INFECTED)
    await closed(files, forbidden, ErrorCode.TYPE_FORBIDDEN)
    assert files.scene.hs.requests(DOWNLOAD) == []
    path, _ = await files.save(clean)
    assert path.read_bytes() == b"Vermerk"
    assert [await judged(files, event) for event in (clean, bad, forbidden)] == [
        Scan.CLEAN,
        Scan.INFECTED,
        Scan.FORBIDDEN_TYPE,
    ]
    assert len(scanner.asked) == 3


async def test_what_was_fetched_before_is_checked_all_the_same(files: Files) -> None:
    event = await files.send(files.upload(EICAR))
    path, _ = await files.save(event)
    path.unlink()
    await scanned(files)
    with pytest.raises(UserError) as caught:
        await files.save(event)
    assert caught.value.code is ErrorCode.INFECTED
    assert list(files.folder.iterdir()) == []


async def test_pictures_and_their_thumbnails_wait_for_the_scanner(files: Files) -> None:
    scanner = await scanned(files)
    image = io.BytesIO()
    Image.effect_noise((640, 480), 50).convert("RGB").save(image, "PNG")
    whole, small = files.upload(image.getvalue()), files.upload(image.getvalue())
    info = {"w": 640, "h": 480, "mimetype": "image/png", "thumbnail_file": small, "thumbnail_info": {"size": 9}}
    event = await files.send(whole, msgtype="m.image", info=info, size=len(image.getvalue()))
    scanner.said[small["url"]] = (200, {"clean": False, "info": "***VIRUS DETECTED***"})
    account = files.scene.anna.account
    with pytest.raises(UserError) as caught:
        await account.picture(files.room, event, 300, 200)
    assert caught.value.code is ErrorCode.INFECTED
    assert files.scene.hs.requests(DOWNLOAD) == []
    assert await judged(files, event) is Scan.INFECTED
    assert (await account.gallery.look(files.room, event)).width == 640  # the picture itself is clean


@pytest.mark.parametrize("fault", [Status(500), Status(502), Reset()], ids=["500", "502", "broken off"])
async def test_without_an_answer_nothing_is_opened(files: Files, fault: Any) -> None:
    scanner = await scanned(files)
    event = await files.send(files.upload(b"Vermerk"))
    files.scene.hs.fail(SCANNER + "/scan_encrypted", fault, times=0)
    await closed(files, event, ErrorCode.NOT_CHECKED)
    assert await judged(files, event) is Scan.FAILED
    files.scene.hs.honest()
    assert await files.scene.anna.account.scanner.check_again(files.room, event) is Scan.CLEAN
    await files.save(event)
    assert len(scanner.asked) == 1


@pytest.mark.parametrize("answer", [{}, {"clean": "true"}, {"clean": 1}, {"clean": None, "info": "File is clean"}])
async def test_only_a_true_answer_is_clean(files: Files, answer: Json) -> None:
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    scanner.said[file["url"]] = (200, answer)
    await closed(files, await files.send(file), ErrorCode.NOT_CHECKED)


async def test_where_a_scanner_is_demanded_and_there_is_none_files_stay_closed(files: Files) -> None:
    impose(files, "always")
    event = await files.send(files.upload(b"Vermerk"))
    await closed(files, event, ErrorCode.NOT_CHECKED)
    assert await judged(files, event) is Scan.FAILED
    impose(files, "offered")
    await files.scene.anna.account.scanner._learn()
    await files.save(event)


async def test_a_scanner_with_a_new_key_is_asked_once_more(files: Files) -> None:
    scanner = await scanned(files)
    await files.save(await files.send(files.upload(b"eins")))
    given = scanner.keys_given
    scanner.new_key()
    await files.save(await files.send(files.upload(b"zwei")))
    assert scanner.keys_given == given + 1
    file = files.upload(b"drei")
    scanner.said[file["url"]] = (403, {"reason": "MCS_BAD_DECRYPTION", "info": ""})
    await closed(files, await files.send(file), ErrorCode.NOT_CHECKED)
    assert scanner.keys_given == given + 2
    assert len(files.scene.hs.requests("/scan_encrypted", "POST")) == 5


@pytest.mark.parametrize("key", ["", "AAAA", "A" * 43, 7, None, [], "x" * 10_000])
async def test_a_scanner_without_a_usable_key_is_told_nothing(files: Files, key: Any) -> None:
    await scanned(files)
    files.scene.hs.tamper("/public_key", lambda _request, _answer: {"public_key": key})
    files.scene.anna.account.scanner.checks.retry()
    await closed(files, await files.send(files.upload(b"Vermerk")), ErrorCode.NOT_CHECKED)
    assert files.scene.hs.requests(SCANNER, "POST") == []


async def test_the_same_ciphertext_with_another_key_is_another_file(files: Files) -> None:
    """One made to be harmless with one key and harmful with another one is judged twice."""
    scanner = await scanned(files)
    first = files.upload(b"Vermerk")
    await files.save(await files.send(first))
    other = files.upload(b"anders")
    second = {**first, "key": other["key"]}
    scanner.said[first["url"]] = (200, {"clean": False, "info": "***VIRUS DETECTED***"})
    event = await files.send(second)
    with pytest.raises(UserError) as caught:
        await files.save(event)
    assert caught.value.code is ErrorCode.INFECTED
    assert len(scanner.asked) == 2


async def test_the_file_that_comes_has_to_be_the_one_that_was_judged(files: Files) -> None:
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    event = await files.send(file)
    assert await judged(files, event) is Scan.CLEAN
    scanner.media = dict(scanner.media)
    files.scene.hs.media[file["url"]] = os.urandom(7)
    await closed(files, event, ErrorCode.BAD_ANSWER)


async def test_a_file_in_clear_comes_as_the_scanner_gives_it(files: Files) -> None:
    await scanned(files)
    hs = files.scene.hs
    hs.media["mxc://evil.test/clear"] = b"offen"
    hs.media["mxc://evil.test/bad"] = EICAR
    carol, room = files.carol, await files.scene.room(files.carol, encrypted=False)
    events = []
    for name in ("clear", "bad"):
        content = {"msgtype": "m.file", "body": f"{name}.bin", "url": f"mxc://evil.test/{name}", "info": {}}
        hs.forget_requests()
        event = hs.event("m.room.message", content, sender=carol.user_id)
        files.scene.tell(room, event)
        row = await files.scene.anna.wait_text(room, f"{name}.bin")
        assert row.event_id is not None
        events.append(row.event_id)
    path, _ = await files.scene.anna.account.save_attachment(room, events[0], files.folder)
    assert path.read_bytes() == b"offen"
    assert hs.requests(DOWNLOAD) == []
    assert hs.requests(SCANNER + "/download/")[0].headers["Authorization"].startswith("Bearer ")
    with pytest.raises(UserError) as caught:
        await files.scene.anna.account.save_attachment(room, events[1], files.folder)
    assert caught.value.code is ErrorCode.INFECTED


async def test_where_the_server_gives_files_through_the_scanner_only(files: Files) -> None:
    await scanned(files)
    files.scene.hs.fail(DOWNLOAD, Status(403, {"errcode": "M_FORBIDDEN"}), times=0)
    data = os.urandom(300_000)
    path, _ = await files.save(await files.send(files.upload(data), size=len(data)))
    assert path.read_bytes() == data
    assert len(files.scene.hs.requests("/download_encrypted", "POST")) == 1


async def test_what_the_server_no_longer_has_is_said_to_be_gone(files: Files) -> None:
    await scanned(files)
    file = files.upload(b"Vermerk")
    event = await files.send(file)
    del files.scene.hs.media[file["url"]]
    await closed(files, event, ErrorCode.GONE)
    assert await judged(files, event) is Scan.GONE


async def test_a_scanner_that_finds_no_file_is_not_believed_that_it_is_gone(files: Files) -> None:
    """Scanners that know nothing of authenticated media find none."""
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    scanner.said[file["url"]] = (404, {"reason": "M_NOT_FOUND", "info": "File not found"})
    await closed(files, await files.send(file), ErrorCode.NOT_CHECKED)


async def test_results_are_kept_and_become_old(files: Files) -> None:
    scanner = await scanned(files)
    event = await files.send(files.upload(b"Vermerk"))
    assert await judged(files, event) is Scan.CLEAN
    await files.scene.anna.reopen()
    impose(files, "always")
    assert await judged(files, event) is Scan.CLEAN
    await files.save(event)
    assert len(scanner.asked) == 1
    checks = files.scene.anna.account.scanner.checks
    now = checks._clock()
    checks._clock = lambda: now + 31 * 86_400
    await files.save(event)
    assert len(scanner.asked) == 2
    # Old, and nobody can be asked: what is known counts on.
    files.scene.hs.fail(SCANNER, Status(500), times=0)
    checks._clock = lambda: now + 62 * 86_400 + 40
    await files.save(event)


async def test_a_refusal_can_be_checked_again_at_once_and_is_after_a_day(files: Files) -> None:
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    event = await files.send(file)
    scanner.said[file["url"]] = (200, {"clean": False, "info": "***VIRUS DETECTED***"})
    await closed(files, event, ErrorCode.INFECTED)
    await closed(files, event, ErrorCode.INFECTED)
    assert len(scanner.asked) == 1
    del scanner.said[file["url"]]  # it was an error of the scanner
    assert await files.scene.anna.account.scanner.check_again(files.room, event) is Scan.CLEAN
    await files.save(event)


async def test_own_files_are_not_asked_about(files: Files, tmp_path: Path) -> None:
    scanner = await scanned(files)
    account = files.scene.anna.account
    ours = tmp_path / "Eigenes.txt"
    ours.write_text("von hier", encoding="utf-8")
    event = await account.result(await account.send_file(files.room, ours))
    await files.scene.anna.wait_text(files.room, "Eigenes.txt")
    path, _ = await files.save(event)
    assert path.read_text(encoding="utf-8") == "von hier"
    assert await judged(files, event) is Scan.OWN
    assert scanner.asked == []


async def test_many_rows_on_screen_are_checked_one_after_the_other_the_newest_first(files: Files) -> None:
    scanner = await scanned(files)
    events = [await files.send(files.upload(f"Akte {n}".encode())) for n in range(6)]
    ours = files.scene.anna.account.scanner
    most = 0
    original = scanner.answer

    def counted(request: Any) -> Any:
        nonlocal most
        most = max(most, len(ours.checks._running))
        return original(request)

    scanner.answer = counted  # type: ignore[method-assign]
    for event in events:
        ours.look(files.room, event)
    await until(lambda: all(ours.state(files.room, event) is Scan.CLEAN for event in events), "all rows")
    assert most == 1
    assert [asked["url"] for asked in scanner.asked] == [f"mxc://evil.test/file{n}" for n in (11, 9, 7, 5, 3, 1)]


async def test_several_who_wait_for_one_file_ask_once(files: Files) -> None:
    scanner = await scanned(files)
    event = await files.send(files.upload(b"Vermerk"))
    await asyncio.gather(*(files.save(event) for _ in range(4)))
    assert len(scanner.asked) == 1


async def test_scanners_that_say_a_forbidden_kind_in_words_only(files: Files) -> None:
    """Those before 1.1."""
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    scanner.said[file["url"]] = (200, {"clean": False, "info": "File type not supported"})
    await closed(files, await files.send(file), ErrorCode.TYPE_FORBIDDEN)


async def test_a_scanner_on_another_server_is_never_asked(files: Files) -> None:
    """The address of the file names another server; the request goes to ours."""
    scanner = await scanned(files)
    file = files.upload(b"Vermerk", uri="mxc://other.test/x")
    await files.save(await files.send(file))
    assert scanner.asked[0]["url"] == "mxc://other.test/x"
    assert set(scanner.asked[0]) == {"v", "url", "key", "iv", "hashes"}


async def test_a_refusal_of_the_scanner_does_not_sign_anybody_out(files: Files) -> None:
    scanner = await scanned(files)
    file = files.upload(b"Vermerk")
    scanner.said[file["url"]] = (401, {"reason": "M_UNKNOWN_TOKEN", "errcode": "M_UNKNOWN_TOKEN", "info": ""})
    await closed(files, await files.send(file), ErrorCode.NOT_CHECKED)
    await files.scene.canary(files.room, files.carol)
    assert files.scene.anna.account.connection.link.value == "online"


async def test_files_go_as_before_where_there_is_no_scanner(files: Files) -> None:
    event = await files.send(files.upload(b"Vermerk"))
    await files.save(event)
    assert files.scene.anna.account.scanner.state(files.room, event) is None
    assert files.scene.hs.requests(SCANNER, "POST") == []


class Mislabelled(Fault):
    """Says that the file is packed, which it is not: what is passed on by scanners that unpack what they get."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    async def answer(self, http: web.Request) -> web.StreamResponse:
        return web.Response(body=self.data, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("data", [b"offen", gzip.compress(b"ein Archiv, das eines bleibt")], ids=["text", "archive"])
async def test_a_file_in_clear_comes_as_it_is_whatever_the_scanner_says_of_its_packing(
    files: Files, data: bytes
) -> None:
    await scanned(files)
    hs = files.scene.hs
    hs.media["mxc://evil.test/clear"] = data
    room = await files.scene.room(files.carol, encrypted=False)
    content = {"msgtype": "m.file", "body": "offen.bin", "url": "mxc://evil.test/clear", "info": {}}
    files.scene.tell(room, hs.event("m.room.message", content, sender=files.carol.user_id))
    row = await files.scene.anna.wait_text(room, "offen.bin")
    hs.fail(SCANNER + "/download/", Mislabelled(data), times=0)
    path, _ = await files.scene.anna.account.save_attachment(room, str(row.event_id), files.folder)
    assert path.read_bytes() == data
    assert hs.requests(SCANNER + "/download/")[0].headers["Accept-Encoding"] == "identity"
    hs.fail(SCANNER + "/thumbnail/", Mislabelled(b"\x89PNG"), times=0)
    assert await files.scene.anna.account.avatar("mxc://evil.test/face", 32) == b"\x89PNG"


async def test_pictures_of_people_come_through_the_scanner_too(files: Files) -> None:
    hs, account = files.scene.hs, files.scene.anna.account
    hs.media["mxc://evil.test/face"] = b"\x89PNG good"
    hs.media["mxc://evil.test/mask"] = b"\x89PNG " + EICAR
    await scanned(files)
    assert await account.avatar("mxc://evil.test/face", 32) == b"\x89PNG good"
    assert await account.avatar("mxc://evil.test/mask", 32) is None
    assert hs.requests("/client/v1/media/thumbnail") == []
    (first, _) = hs.requests(SCANNER + "/thumbnail/")
    assert first.query["method"] == "crop"
    impose(files, "never")
    assert await account.avatar("mxc://evil.test/face", 96) is not None
    assert len(hs.requests("/client/v1/media/thumbnail")) == 1


async def test_voice_messages_are_played_only_when_clean(files: Files) -> None:
    await scanned(files)
    event = await files.send(
        files.upload(b"OggS" + EICAR), msgtype="m.audio", **{"org.matrix.msc3245.voice": {}}, info={"duration": 900}
    )
    with pytest.raises(UserError) as caught:
        await files.scene.anna.account.voice.play(files.room, event)
    assert caught.value.code is ErrorCode.INFECTED


async def test_videos_are_played_only_when_clean(files: Files) -> None:
    scanner = await scanned(files)
    file = files.upload(b"\x00\x00\x00\x18ftypmp42" + EICAR)
    event = await files.send(file, msgtype="m.video", info={"w": 640, "h": 480, "mimetype": "video/mp4"})
    account = files.scene.anna.account
    with pytest.raises(UserError) as caught:
        await account._files.readable(files.room, event)
    assert caught.value.code is ErrorCode.INFECTED
    assert [asked["url"] for asked in scanner.asked] == [file["url"]]
    assert files.scene.hs.requests(DOWNLOAD) == []
