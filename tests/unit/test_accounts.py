# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts of one person: profiles beside each other, what they tell each other, and their removal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import pytest

from app.accounts import Accounts, Card, choose, own_command, valid_name
from app.demo.homeserver import PROJECT
from app.migrations import cache_migrations, crypto_migrations
from app.policy.policy import Entry, Policy, Source
from app.profile.folder import prepare
from app.profile.lock import ProfileLock
from app.profile.profile import Profile
from app.profile.raising import RaiseServer, ask_first
from app.removal import remove_user_data, run
from tests.support.memory_keys import MemoryKeys


def made(folder: Path, keys: MemoryKeys) -> None:
    profile = Profile.open(
        folder, crypto=crypto_migrations(), cache=cache_migrations(), stores=(keys,), memory_security=False
    )
    profile.close()


@pytest.fixture
def two(tmp_path: Path) -> tuple[Accounts, Accounts, MemoryKeys]:
    """The first account and another one."""
    keys, first = MemoryKeys(), tmp_path / "default"
    made(first, keys)
    made(first / "accounts" / "account-2", keys)
    return Accounts(first, "", (keys,)), Accounts(first, "account-2", (keys,)), keys


def test_a_single_profile_stays_as_it_was(tmp_path: Path) -> None:
    keys, first = MemoryKeys(), tmp_path / "default"
    made(first, keys)
    before = sorted(path.name for path in first.iterdir())
    accounts = Accounts(first, "", (keys,))
    assert accounts.profiles() == [""]
    assert not accounts.several()
    assert accounts.folder(accounts.last()) == first
    accounts.remember()
    assert accounts.cards() == [Card("")]
    assert sorted(path.name for path in first.iterdir()) == before
    assert len(keys.held) == 1


def test_each_has_a_key_a_store_and_a_lock_of_its_own(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    here, there, keys = two
    assert here.profiles() == ["", "account-2"]
    assert len(keys.held) == 2
    assert len(set(keys.held.values())) == 2
    with ExitStack() as held:
        for accounts in (here, there):
            lock = ProfileLock.acquire(accounts.folder(accounts.current))
            held.callback(lock.release)
    made(here.first, keys)  # the folder with the others in it is still a profile
    prepare(here.first)
    assert here.new_name() == "account-3"


def test_cards_say_whose_an_account_is_and_are_encrypted(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    here, there, keys = two
    there.write_card("@anna.kanarienvogel:amt.example", "Anna Kanarienvogel", signed_out=True)
    assert here.cards()[1] == Card(
        "account-2", "@anna.kanarienvogel:amt.example", "Anna Kanarienvogel", signed_out=True
    )
    for path in here.first.rglob("*"):
        assert not path.is_file() or b"anarienvogel" not in path.read_bytes()
    card = there.folder("account-2") / "card"
    assert os.name != "posix" or card.stat().st_mode & 0o777 == 0o600
    # One profile's card does not pass for that of another, nor does a broken one.
    (here.first / "card").write_bytes(card.read_bytes())
    assert here.cards()[0] == Card("")
    card.write_bytes(card.read_bytes()[:-1] + b"x")
    assert here.cards()[1] == Card("account-2")
    keys.broken = True
    there.write_card("@anna:amt.example", "Anna", signed_out=False)
    assert here.cards()[1] == Card("account-2")


def test_the_one_used_last_is_opened_again(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    here, there, _keys = two
    assert here.last() == ""
    there.remember()
    assert here.last() == "account-2"
    assert choose(here, Policy(), None)
    assert here.current == "account-2"
    assert choose(here, Policy(), "")
    assert here.current == ""
    for nonsense in ("../..", "gone", "\x00", "a" * 300):
        (here.first / "accounts" / "last").write_text(nonsense, encoding="ascii")
        assert here.last() == ""


def test_one_account_only_if_the_organisation_wants_that(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    here, there, _keys = two
    there.remember()
    policy = Policy([Entry(Source.MACHINE, "there", "MultipleAccounts", False)])
    assert choose(here, policy, "account-2")
    assert here.current == ""


def test_a_running_account_answers_and_gets_the_links_into_its_rooms(
    two: tuple[Accounts, Accounts, MemoryKeys],
) -> None:
    here, there, _keys = two
    opened: Queue[str] = Queue()

    def about(link: str) -> dict[str, object]:
        return {"user_id": "@anna:amt.example", "name": "Anna", "unread": 3, "mentions": 1, "knows": "!r:" in link}

    server = RaiseServer(there.folder("account-2"), lambda _token: None, opened.put, about)
    try:
        card = here.cards()[1]
        assert card == Card("account-2", "@anna:amt.example", "Anna", 3, 1, running=True)
        link = "matrix:roomid/r:amt.example?x=!r:"
        assert here.knowing(link) == "account-2"
        assert here.knowing("matrix:roomid/other:amt.example") is None
        assert not choose(here, Policy(), None, link)  # it was handed over: nothing is started
        assert opened.get(timeout=5) == link
    finally:
        server.close()
    assert here.cards()[1] == Card("account-2")
    assert here.knowing("matrix:r/x:amt.example") is None


def test_whoever_does_not_know_the_secret_gets_no_answer(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    _here, there, _keys = two
    folder = there.folder("account-2")
    server = RaiseServer(folder, lambda _token: None, about=lambda _link: {"user_id": "@anna:amt.example"})
    try:
        instance = json.loads((folder / "instance.json").read_text())
        (folder / "instance.json").write_text(json.dumps(instance | {"secret": "00" * 32}))
        assert ask_first(folder, timeout=1.0) is None
    finally:
        server.close()


@pytest.mark.parametrize("about", [lambda _link: {"a": "x" * 10_000}, lambda _link: 1 / 0])
def test_an_answer_that_fails_is_an_account_without_a_name(
    two: tuple[Accounts, Accounts, MemoryKeys], about: object
) -> None:
    here, there, _keys = two
    server = RaiseServer(there.folder("account-2"), lambda _token: None, about=about)  # type: ignore[arg-type]
    try:
        assert here.cards()[1] == Card("account-2", running=True)
    finally:
        server.close()


@pytest.mark.parametrize("name", ["", "account-2", "Dienst", "a_b"])
def test_names_of_profiles(name: str) -> None:
    assert valid_name(name)


@pytest.mark.parametrize("name", ["..", "a/b", "a\\b", ".hidden", "-x", "ä", "a" * 33, "a b", "con:"])
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    assert not valid_name(name)


def test_another_account_is_opened_in_a_process_of_its_own(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    command = [*own_command(), "--profile-name", "../x"]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 2
    assert "--profile-name" in found.stderr
    assert command[0] == sys.executable


def test_with_the_computer_all_accounts_are_started_unseen(
    two: tuple[Accounts, Accounts, MemoryKeys], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, keys = two
    made(here.folder("account-3"), keys)
    started: list[list[str]] = []
    monkeypatch.setattr("app.accounts.subprocess.Popen", lambda command, **_options: started.append(command))
    server = RaiseServer(there.folder("account-2"), lambda _token: None)  # this one runs already
    try:
        here.open_others()
    finally:
        server.close()
    assert [command[-4:] for command in started] == [[str(here.first), "--profile-name", "account-3", "--minimized"]]


# -- removal -----------------------------------------------------------------------------------------------------------


def test_everything_of_the_user_is_removed_keys_first(
    two: tuple[Accounts, Accounts, MemoryKeys], capsys: pytest.CaptureFixture[str]
) -> None:
    here, there, keys = two
    there.write_card("@anna:amt.example", "Anna", signed_out=False)
    there.remember()
    assert len(keys.held) == 3
    assert run(here.first, sure=False, language="de", stores=(keys,), answer=lambda: "nein\n") == 2
    assert here.profiles() == ["", "account-2"]
    assert run(here.first, sure=False, language="de", stores=(keys,), answer=lambda: "ja\n") == 0
    assert not here.first.exists()
    assert not keys.held
    assert "entfernt" in capsys.readouterr().out
    assert run(here.first, sure=True, language="en", stores=(keys,)) == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_what_is_in_use_or_not_ours_stays(two: tuple[Accounts, Accounts, MemoryKeys]) -> None:
    here, there, keys = two
    (here.first / "notes.txt").write_text("mine")
    lock = ProfileLock.acquire(there.folder("account-2"))
    result = remove_user_data(here.first, (keys,))
    assert not result.complete
    assert {path for path, _why in result.kept} == {here.first, there.folder("account-2")}
    assert here.profiles() == ["", "account-2"]
    lock.release()
    assert remove_user_data(here.first, (keys,)).complete
    assert [path.name for path in here.first.iterdir()] == ["notes.txt"]


def test_what_the_organisation_keeps_apart_is_removed_too(tmp_path: Path) -> None:
    keys, first = MemoryKeys(), tmp_path / "default"
    policy = Policy([Entry(Source.MACHINE, "there", "CacheFolder", str(tmp_path / "cache"))])
    profile = Profile.open(
        first,
        crypto=crypto_migrations(),
        cache=cache_migrations(),
        stores=(keys,),
        memory_security=False,
        policy=policy,
    )
    profile.close()
    assert list((tmp_path / "cache").iterdir())
    assert remove_user_data(first, (keys,), policy).complete
    assert not list((tmp_path / "cache").iterdir())
    assert not first.exists()


def test_the_command_removes_without_asking(tmp_path: Path) -> None:
    keys, first = MemoryKeys(), tmp_path / "default"
    made(first, keys)
    command = [sys.executable, "-m", "app", "--profile", str(first), "--remove-user-data", "--yes", "--lang", "en"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    # The key lies in a store that this process does not know: the files are gone, and the command says what is left.
    assert done.returncode == 1
    assert "could not be removed from the key store" in done.stdout
    assert not first.exists()
