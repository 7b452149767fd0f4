# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies about where things lie and for how long: cache, log, autostart, and whom to ask."""

from __future__ import annotations

import configparser
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import autostart
from app import log as logs
from app.demo.homeserver import PROJECT
from app.diagnose import diagnose
from app.errors import ErrorCode, UserError
from app.migrations import cache_migrations, crypto_migrations
from app.policy.folder import log_folder
from app.policy.policy import Entry, Policy, Source
from app.profile.profile import Profile
from tests.support.account_world import PASSPHRASE, QUICK


def machine(**values: Any) -> Policy:
    policy = Policy(Entry(Source.MACHINE, "here", name, value) for name, value in values.items())
    assert policy.problems == []
    return policy


# -- the cache apart from the keys


def open_profile(folder: Path, policy: Policy) -> Profile:
    return Profile.open(
        folder,
        PASSPHRASE,
        crypto=crypto_migrations(),
        cache=cache_migrations(),
        stores=(),
        cost=QUICK,
        policy=policy,
    )


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_messages_lie_apart_from_the_keys(tmp_path: Path) -> None:
    policy = machine(CacheFolder=str(tmp_path / "cache"))
    profile = open_profile(tmp_path / "p", policy)
    profile.cache.execute("CREATE TABLE told (what TEXT)")
    profile.cache.execute("INSERT INTO told VALUES ('hallo')")
    reader = profile.reader()
    assert reader.execute("SELECT what FROM told").fetchall() == [("hallo",)]
    assert "crypto.db" in names(tmp_path / "p")
    assert "cache.db" not in names(tmp_path / "p")
    (home,) = (tmp_path / "cache").iterdir()
    assert profile.cache_folder == home
    assert "cache.db" in names(home)
    if os.name == "posix":
        assert home.stat().st_mode & 0o777 == 0o700
    profile.close()
    again = open_profile(tmp_path / "p", policy)
    assert again.cache.execute("SELECT what FROM told").fetchall() == [("hallo",)]
    again.rebuild_cache()
    assert "cache.db.damaged-1" in names(home)
    again.destroy()
    assert not home.exists()


def test_what_was_beside_the_keys_moves_along(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "p", Policy())
    profile.cache.execute("CREATE TABLE told (what TEXT)")
    (tmp_path / "p" / "media").mkdir()
    (tmp_path / "p" / "media" / "file").write_bytes(b"not sent yet")
    profile.close()
    moved = open_profile(tmp_path / "p", machine(CacheFolder=str(tmp_path / "cache")))
    moved.cache.execute("SELECT * FROM told")
    assert (moved.cache_folder / "media" / "file").read_bytes() == b"not sent yet"
    assert not [name for name in names(tmp_path / "p") if name.startswith(("cache.db", "media"))]
    moved.close()


def test_two_profiles_do_not_share_a_cache(tmp_path: Path) -> None:
    policy = machine(CacheFolder=str(tmp_path / "cache"))
    one, two = open_profile(tmp_path / "p", policy), open_profile(tmp_path / "q", policy)
    assert one.cache_folder != two.cache_folder
    one.close()
    two.close()


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_link_in_the_place_of_the_cache_is_refused(tmp_path: Path) -> None:
    open_profile(tmp_path / "p", Policy()).close()
    profile_id = json.loads((tmp_path / "p" / "profile.json").read_text("utf-8"))["id"]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"bundesmessenger-{profile_id}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError) as caught:
        open_profile(tmp_path / "p", machine(CacheFolder=str(tmp_path / "cache")))
    assert caught.value.code is ErrorCode.PROFILE_UNWRITABLE


def test_a_changed_id_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    open_profile(tmp_path / "p", Policy()).close()
    file = tmp_path / "p" / "profile.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"id": "../../x"}))
    with pytest.raises(UserError):
        open_profile(tmp_path / "p", machine(CacheFolder=str(tmp_path / "cache")))
    assert not (tmp_path / "cache").exists()


# -- the log


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in list(root.handlers):
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


def test_the_folder_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMT", str(tmp_path))
    assert log_folder(machine(LogFolder="${AMT}/log"), tmp_path / "p") == tmp_path / "log"
    assert log_folder(Policy(), tmp_path / "p") == tmp_path / "p" / "log"


def day(back: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(time.time() - back * 86_400))


def test_older_lines_of_the_log_are_forgotten(tmp_path: Path, quiet_logging: None) -> None:
    old = f"{day(9)} 10:00:00.000 INFO    app.a old\n  in old.py:1\n"
    new = f"{day(6)} 10:00:00.000 INFO    app.a new\n  in new.py:1\n"
    (tmp_path / logs.FILE_NAME).write_text(old + new, "utf-8")
    (tmp_path / f"{logs.FILE_NAME}.1").write_text(old, "utf-8")
    crash = tmp_path / logs.CRASH_NAME
    crash.write_text("old", "utf-8")
    os.utime(crash, (time.time() - 9 * 86_400,) * 2)
    logs.log_to(tmp_path, 7)
    assert (tmp_path / logs.FILE_NAME).read_text("utf-8").startswith(new)
    assert "old" not in (tmp_path / logs.FILE_NAME).read_text("utf-8")
    assert (tmp_path / f"{logs.FILE_NAME}.1").read_text("utf-8") == ""
    assert crash.read_text("utf-8") == ""
    if os.name == "posix":
        assert (tmp_path / logs.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_program_that_runs_for_weeks_forgets_each_day(
    tmp_path: Path, quiet_logging: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.log_to(tmp_path, 7)
    (handler,) = (
        each
        for each in logging.getLogger().handlers
        if isinstance(each, logs.KeptLog) and Path(each.baseFilename).parent == tmp_path
    )
    assert handler.stream is not None
    handler.stream.write(f"{day(9)} 10:00:00.000 INFO    app.a old\n")
    handler.stream.flush()
    record = logging.LogRecord("app.a", logging.WARNING, __file__, 1, "new", None, None)
    handler.emit(record)
    assert "old" in (tmp_path / logs.FILE_NAME).read_text("utf-8")
    monkeypatch.setattr(logs, "_today", lambda: "2999-01-01")
    handler.emit(record)
    text = (tmp_path / logs.FILE_NAME).read_text("utf-8")
    assert "old" not in text
    assert text.count("new") == 2


# -- starting with the session


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows forbids")
def test_linux_starts_it_with_the_session_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strange = tmp_path / 'Ordner "x" $HOME 100 % \\ `y`'
    strange.mkdir()
    program = strange / "bundesmessenger"
    program.write_text('#!/bin/sh\necho "$0 $*" > "$0.called"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    folder = tmp_path / "autostart"
    autostart.apply(True, folder=folder)
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(folder / autostart.FILE_NAME, encoding="utf-8")
    line = entry["Desktop Entry"]["Exec"]
    text = line.replace("\\\\", "\\").replace("%%", "%")  # a string of the file, then a percent sign, then quoting
    subprocess.run(["sh", "-c", text], check=True)  # quotes mean the same to a shell
    assert (strange / "bundesmessenger.called").read_text("utf-8") == f"{program} --minimized\n"
    autostart.apply(False, folder=folder)
    assert list(folder.iterdir()) == []
    autostart.apply(False, folder=folder)  # nothing there


def test_an_appimage_is_started_and_not_what_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPIMAGE", "/opt/BundesMessenger.AppImage")
    assert autostart.command() == ["/opt/BundesMessenger.AppImage", "--minimized"]
    monkeypatch.delenv("APPIMAGE")
    monkeypatch.setattr(sys, "argv", ["x.py"])
    assert autostart.command() == [sys.executable, "-m", "app", "--minimized"]


class Run:
    """The key of the registry in a dictionary."""

    def __init__(self, **values: str) -> None:
        self.values = values
        self.written = 0

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.written += 1
        self.values[name] = value

    def delete(self, name: str) -> None:
        del self.values[name]


def test_windows_starts_it_with_the_session_and_leaves_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/Programme/BundesMessenger Desktop/bundesmessenger.exe")
    monkeypatch.setattr(sys, "argv", ["-m"])
    run = Run(Anderes="anderes.exe")
    autostart.apply(True, run=run)
    assert run.values[autostart.RUN_NAME] == ('"/Programme/BundesMessenger Desktop/bundesmessenger.exe" --minimized')
    autostart.apply(True, run=run)
    assert run.written == 1
    autostart.apply(False, run=run)
    autostart.apply(False, run=run)
    assert run.values == {"Anderes": "anderes.exe"}


# The names are those of winreg.
# ruff: noqa: N802


class FakeKey:
    def __enter__(self) -> FakeKey:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def test_the_real_run_key_is_asked_as_windows_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in the place of winreg, as strict about its arguments as the real one."""
    values: dict[str, str] = {}

    class Winreg:
        HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = 1, 2, 1

        @staticmethod
        def OpenKey(root: int, path: str, reserved: int = 0, access: int = 0) -> FakeKey:
            assert (root, path, reserved) == (1, autostart.RUN_KEY, 0)
            return FakeKey()

        @staticmethod
        def CreateKey(root: int, path: str) -> FakeKey:
            assert (root, path) == (1, autostart.RUN_KEY)
            return FakeKey()

        @staticmethod
        def QueryValueEx(_key: FakeKey, name: str) -> tuple[str, int]:
            if name not in values:
                raise FileNotFoundError
            return values[name], 1

        @staticmethod
        def SetValueEx(_key: FakeKey, name: str, _reserved: int, kind: int, value: str) -> None:
            assert kind == 1
            values[name] = value

        @staticmethod
        def DeleteValue(_key: FakeKey, name: str) -> None:
            del values[name]

    monkeypatch.setitem(sys.modules, "winreg", Winreg)
    monkeypatch.setattr(sys, "platform", "win32")
    run = autostart.WindowsRunKey()
    assert run.get("x") is None
    run.set("x", "y")
    assert run.get("x") == "y"
    run.delete("x")
    assert run.get("x") is None


def test_the_command_line_knows_it() -> None:
    program = "import sys; from app.command_line import parse; print(parse(sys.argv[1:]).minimized)"
    for arguments, expected in (([], "False"), (["--minimized"], "True")):
        ended = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, cwd=PROJECT
        )
        assert ended.stdout.strip() == expected


# -- whom to ask


def test_the_diagnosis_names_who_helps(tmp_path: Path) -> None:
    policy = machine(SupportText="Servicedesk, Telefon 4711", SupportUrl="https://hilfe.amt.example")
    text, _ = diagnose(tmp_path / "p", "", policy, "de")
    assert "Hilfe\n  Servicedesk, Telefon 4711\n  https://hilfe.amt.example\n" in text
    assert "Hilfe\n" not in diagnose(tmp_path / "p", "", Policy(), "de")[0]
