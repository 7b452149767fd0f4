# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation does not permit is refused where it would be done, before anything is asked of a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.account import Account
from app.errors import ErrorCode, UserError
from app.found import FoundRoom
from app.matrix import api, rooms_api
from app.media.rules import FileRules
from app.migrations import cache_migrations, crypto_migrations
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.profile.profile import Profile
from app.store.vault import Session, Vault
from app.types import Place
from app.voice.types import Recorded
from tests.support.account_world import PASSPHRASE, QUICK

ROOM = "!room:amt.example"
Call = Callable[[Account], Coroutine[Any, Any, object]]


def policy(source: Source = Source.MACHINE, **values: Any) -> Policy:
    made = Policy(Entry(source, "here", name, value) for name, value in values.items())
    assert made.problems == []
    return made


@asynccontextmanager
async def account(folder: Path, settled: Policy) -> AsyncIterator[Account]:
    """One that is not online."""
    profile = Profile.open(
        folder,
        PASSPHRASE,
        crypto=crypto_migrations(),
        cache=cache_migrations(),
        stores=(),
        cost=QUICK,
        policy=settled,
    )
    Vault(profile.crypto).save_session(Session("https://amt.example", "@a:amt.example", "D", "token", ""))
    profile.crypto.release()
    opened = await Account.open(profile)
    assert opened is not None
    yield opened
    await opened.stop()
    profile.close()


async def outcome(work: Coroutine[Any, Any, object]) -> tuple[str, str]:
    """(code, policy) of what went wrong."""
    try:
        await work
    except UserError as error:
        return error.code.value, str(error.details.get("policy", ""))
    return "", ""


PLACE = Place(52.5, 13.4, "Amt")
VOICE = Recorded(b"OggS", 1000, (1, 2, 3))
CALLS: list[tuple[str, Call]] = [
    ("AllowRoomCreation", lambda a: a.create_room(name="Neu")),
    ("AllowRoomCreation", lambda a: a.create_room(invite=["@b:amt.example", "@c:amt.example"], direct=True)),
    ("AllowRoomCreation", lambda a: a.spaces.create("Neu")),
    ("AllowRoomCreation", lambda a: a.room_admin.upgrade(ROOM, "11")),
    ("AllowPublicRooms", lambda a: a.create_room(name="Neu", preset="public_chat")),
    ("AllowPublicRooms", lambda a: a.spaces.create("Neu", public=True)),
    ("AllowPublicRooms", lambda a: a.directory.public_rooms("")),
    ("AllowPublicRooms", lambda a: a.room_admin.set_join_rule(ROOM, "public")),
    ("AllowPublicRooms", lambda a: a.room_admin.set_published(ROOM, True)),
    ("AllowPolls", lambda a: a.writing.poll(ROOM, "Wann?", ["Heute", "Morgen"])),
    ("AllowLocation", lambda a: a.writing.place(ROOM, PLACE)),
    ("AllowVoiceMessages", lambda a: a.voice.record()),
    ("AllowVoiceMessages", lambda a: a.voice.send(ROOM, VOICE, "Sprachnachricht")),
    ("AllowSaveFiles", lambda a: a.save_attachment(ROOM, "$file", Path("/nowhere"))),
]


@pytest.mark.parametrize(("key", "call"), CALLS, ids=lambda value: value if isinstance(value, str) else "")
async def test_what_is_not_permitted_is_refused_and_only_that(tmp_path: Path, key: str, call: Call) -> None:
    async with account(tmp_path / "p", policy(Source.MACHINE, **{key: False})) as opened:
        assert await outcome(call(opened)) == (ErrorCode.BY_POLICY.value, key)
    async with account(tmp_path / "q", Policy()) as opened:
        code, _ = await outcome(call(opened))
        assert code != ErrorCode.BY_POLICY.value


async def test_what_takes_permission_away_does_not_stand_in_the_way_of_the_rest(tmp_path: Path) -> None:
    """Direct chats, rooms by invitation, and making a public room private stay possible."""
    settled = policy(AllowRoomCreation=False, AllowPublicRooms=False)
    async with account(tmp_path / "p", settled) as opened:
        for work in (
            opened.create_room(invite=["@b:amt.example"], direct=True),
            opened.room_admin.set_join_rule(ROOM, "invite"),
            opened.room_admin.set_published(ROOM, False),
        ):
            assert (await outcome(work))[0] == ErrorCode.NO_NETWORK.value


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("public", "by_policy"), ("", "by_policy"), ("restricted", "joined"), ("knock", "joined"), (None, "by_policy")],
)
async def test_a_public_room_is_not_entered_without_an_invitation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str | None, expected: str
) -> None:
    joined: list[str] = []

    async def summary(_client: object, room: str, _via: object = ()) -> FoundRoom:
        if rule is None:
            raise UserError(ErrorCode.NOT_FOUND)
        return FoundRoom(room, join_rule=rule)

    async def join(_client: object, room: str, via: object = ()) -> str:
        del via
        joined.append(room)
        return room

    monkeypatch.setattr(rooms_api, "room_summary", summary)
    monkeypatch.setattr(api, "join", join)
    async with account(tmp_path / "p", policy(AllowPublicRooms=False)) as opened:
        monkeypatch.setattr(opened._actions, "_online", object)
        code, key = await outcome(opened.join(ROOM))
        assert (code or "joined") == expected
        assert joined == ([ROOM] if expected == "joined" else [])
        assert key == ("AllowPublicRooms" if code else "")


# -- files


def rules(source: Source = Source.MACHINE, **values: Any) -> FileRules:
    return FileRules(Preferences(policy(source, **values)))


@pytest.mark.parametrize(
    ("name", "permitted"),
    [
        ("Vermerk.pdf", True),
        ("VERMERK.PDF", True),
        ("Vermerk.pdf. ", True),  # as Windows reads it
        ("Foto.JPG", True),
        ("Vermerk.pdf.exe", False),
        ("pdf", False),
        ("Vermerk.docm", False),
        ("Ton.ogg", False),
    ],
)
def test_the_name_decides_what_may_be_sent_and_opened(name: str, permitted: bool) -> None:
    types = [".pdf", "image/*"]
    assert rules(AllowedFileTypes=types).may_send(name) is permitted
    assert rules(AllowedFileTypesToOpen=types).may_open(name) is permitted
    assert rules().may_send(name)
    assert not rules(AllowedFileTypesToOpen=types, AllowSaveFiles=False).may_open(name)


@pytest.mark.parametrize(
    ("own", "of_server", "limit"),
    [(0, None, None), (0, 50, 50), (25, None, 25_000_000), (25, 50_000_000, 25_000_000), (25, 10, 10)],
)
def test_the_smaller_limit_counts(own: int, of_server: int | None, limit: int | None) -> None:
    assert rules(MaximumUploadMegabytes=own).limit(of_server) == limit


async def test_files_of_other_kinds_and_sizes_are_not_prepared(tmp_path: Path) -> None:
    fine, wrong, large = tmp_path / "a.pdf", tmp_path / "a.exe", tmp_path / "b.pdf"
    fine.write_bytes(b"%PDF")
    wrong.write_bytes(b"MZ")
    large.write_bytes(bytes(1_000_001))
    settled = policy(AllowedFileTypes=[".pdf"], MaximumUploadMegabytes=1)
    async with account(tmp_path / "p", settled) as opened:
        assert await outcome(opened.send_file(ROOM, wrong)) == ("by_policy", "AllowedFileTypes")
        assert await outcome(opened.send_file(ROOM, large)) == ("by_policy", "MaximumUploadMegabytes")
        assert await outcome(opened.send_file(ROOM, fine)) == ("", "")
        assert await opened.gallery.upload_limit() == 1_000_000


async def test_forwarded_files_are_under_the_same_rules(tmp_path: Path) -> None:
    content = {"msgtype": "m.file", "body": "a.exe", "url": "mxc://amt.example/x", "info": {"size": 10}}
    async with account(tmp_path / "p", policy(AllowedFileTypes=[".pdf"])) as opened:
        assert await outcome(opened._files.prepare_copy(content, "m.room.message")) == ("by_policy", "AllowedFileTypes")


def test_the_folder_of_saved_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMT", str(tmp_path))
    imposed = rules(DownloadFolder="${AMT}/akten")
    assert (imposed.folder(), imposed.folder_fixed) == (tmp_path / "akten", True)
    suggested = rules(Source.RECOMMENDED, DownloadFolder="~/akten")
    assert (suggested.folder(), suggested.folder_fixed) == (Path.home() / "akten", False)
    assert rules().folder() is None
