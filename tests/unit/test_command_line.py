# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the command line understands and how it answers."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.command_line import _ENGLISH, _GERMAN, Options, parse, system_language
from app.demo.homeserver import PROJECT
from app.version import VERSION


def run(*arguments: str, code: str = "", language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    command = ["-c", code] if code else ["-m", "app"]
    return subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=PROJECT,
        env={**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_given_is_the_usual_window() -> None:
    assert parse([]) == Options()


def test_everything_given() -> None:
    arguments = ["--profile", "/tmp/x", "--homeserver", "amt.example", "--lang", "de", "--log-level", "debug"]
    assert parse(arguments) == Options(profile="/tmp/x", homeserver="amt.example", language="de", log_level="debug")


def test_options_may_stand_before_and_behind_the_command() -> None:
    before = parse(["--lang", "de", "--log-level", "error", "demo"])
    behind = parse(["demo", "--lang", "de", "--log-level", "error"])
    assert before == behind == Options(language="de", log_level="error", demo=True)
    assert parse(["demo", "--picture", "x.png"]).picture == Path("x.png")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "wrong", [["--lang", "fr"], ["--bogus"], ["--profile"], ["demox"], ["demo", "--bogus"], ["--log-level", "loud"]]
)
def test_mistakes_are_told_in_one_line(language: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--lang", language, *wrong])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.splitlines()[0].startswith("Aufruf: " if language == "de" else "usage: ")
    assert len(told.splitlines()) == 2
    for english in ("argument", "invalid choice", "unrecognized", "expected"):
        assert english not in told


def test_help_is_complete_in_both_languages() -> None:
    english, german = run("--help"), run("--help", language="de_DE.UTF-8")
    assert english.returncode == german.returncode == 0
    for option in ("--profile", "--homeserver", "--lang", "--log-level", "--version", "demo"):
        assert option in english.stdout
        assert option in german.stdout
    assert "Beispiele:" in german.stdout
    assert "examples:" in english.stdout
    assert _ENGLISH.keys() == _GERMAN.keys()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT"}, "de"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "de_DE.UTF-8"}, "de"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_version_is_the_one_of_the_project() -> None:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
    assert run("--version").stdout == f"BundesMessenger Desktop {VERSION}\n"


def test_version_and_help_load_nothing_heavy() -> None:
    code = (
        "import sys, contextlib\n"
        "from app.__main__ import main\n"
        "with contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
        "heavy = [n for n in sys.modules if n.split('.')[0] in "
        "('PySide6', 'nio', 'aiohttp', 'ui', 'vodozemac', 'sqlcipher3', 'asyncio', 'cryptography')]\n"
        "print('loaded', heavy)"
    )
    for argument in ("--version", "--help"):
        assert run(argument, code=code).stdout.endswith("loaded []\n")


def test_a_package_has_no_demo_to_offer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("app.command_line.find_spec", lambda _name: None)
    with pytest.raises(SystemExit):
        parse(["--lang", "en", "--help"])
    told = capsys.readouterr().out
    assert told.startswith("usage: bundesmessenger [options]\n")
    assert "demo" not in told
    with pytest.raises(SystemExit) as ended:
        parse(["demo"])
    assert ended.value.code == 2
    assert parse(["--diagnose"]).diagnose


def test_an_address_of_the_desktop_is_opened() -> None:
    assert parse(["matrix:r/haushalt:amt.example"]).link == "matrix:r/haushalt:amt.example"
    assert parse(["--open", "https://matrix.to/#/@a:b.example"]).link == "https://matrix.to/#/@a:b.example"
    assert parse([]).link == ""


def test_what_windows_hands_over_with_an_address_is_no_option() -> None:
    """A page may hold matrix:x" --profile "\\\\host\\share: Windows puts it into the command line unchanged."""
    assert parse(["--handle", "matrix:r/haushalt:amt.example"]).link == "matrix:r/haushalt:amt.example"
    for arguments in (
        ["--handle", "matrix:x", "--profile", r"\\host\share"],
        ["--handle", "matrix:x", "matrix:y"],
        ["--handle", "--profile=x"],
        ["--handle", "https://matrix.to/#/@a:b.example"],
        ["--handle"],
    ):
        assert parse(arguments) == parse([])
