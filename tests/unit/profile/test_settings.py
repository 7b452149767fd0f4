# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The user's settings: kept, under policies, and never in the way of starting."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.policy.categories.security import ONLY_SIGNED_DEVICES
from app.policy.categories.window import LANGUAGE, THEME, ZOOM
from app.policy.keys import Key, WrongValue
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.profile.settings import SettingsFile


def preferences(folder: Path, *entries: Entry) -> Preferences:
    return Preferences(Policy(entries), SettingsFile(folder))


def test_defaults_without_a_file(tmp_path: Path) -> None:
    prefs = preferences(tmp_path)
    assert (prefs.value(THEME), prefs.value(ZOOM), prefs.value(LANGUAGE)) == ("system", 100, "")
    prefs.save()
    assert list(tmp_path.iterdir()) == []


def test_what_was_chosen_is_kept(tmp_path: Path) -> None:
    prefs = preferences(tmp_path)
    prefs.choose(THEME, "dark")
    prefs.choose(ZOOM, 175)
    prefs.remember("geometry", "AdnQywADAAA=")
    prefs.save()
    again = preferences(tmp_path)
    assert (again.value(THEME), again.value(ZOOM)) == ("dark", 175)
    assert again.remembered("geometry", "") == "AdnQywADAAA="
    if os.name == "posix":
        assert (tmp_path / "settings.json").stat().st_mode & 0o077 == 0


def test_what_a_newer_version_saved_is_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"Zoom": 150, "FromTheFuture": {"a": [1, 2]}, "window": {"new": 1}}')
    preferences(tmp_path).choose(THEME, "light")
    values = json.loads((tmp_path / "settings.json").read_bytes())
    assert values["FromTheFuture"] == {"a": [1, 2]}
    assert (values["Zoom"], values["Theme"], values["window"]) == (150, "light", {"new": 1})


def test_the_default_can_be_chosen_against_a_recommendation(tmp_path: Path) -> None:
    recommended = Entry(Source.RECOMMENDED, "there", "Theme", "dark")
    prefs = preferences(tmp_path, recommended)
    assert prefs.value(THEME) == "dark"
    prefs.choose(THEME, "system")
    assert preferences(tmp_path, recommended).value(THEME) == "system"
    prefs.choose(THEME, None)
    assert preferences(tmp_path, recommended).value(THEME) == "dark"


def test_what_is_locked_or_not_for_users_cannot_be_chosen(tmp_path: Path) -> None:
    prefs = preferences(tmp_path, Entry(Source.MACHINE, "there", "Theme", "dark"))
    heard: list[Key[Any]] = []
    prefs.changed.connect(heard.append)
    prefs.choose(THEME, "light")
    prefs.choose(ONLY_SIGNED_DEVICES, True)
    assert prefs.locked(THEME)
    assert (prefs.value(THEME), prefs.value(ONLY_SIGNED_DEVICES), heard) == ("dark", False, [])
    assert list(tmp_path.iterdir()) == []


def test_changes_are_told_once(tmp_path: Path) -> None:
    prefs = preferences(tmp_path)
    heard: list[Key[Any]] = []
    prefs.changed.connect(heard.append)
    prefs.choose(ZOOM, 110)
    prefs.choose(ZOOM, 110)
    assert heard == [ZOOM]
    with pytest.raises(WrongValue):
        prefs.choose(ZOOM, 10_000)
    assert prefs.value(ZOOM) == 110


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Zoom", 10_000),
        ("Zoom", "150"),
        ("Zoom", 1.5),
        ("Theme", "pink"),
        ("Theme", []),
        ("Language", None),
        ("window", 5),
        ("window", {"geometry": 5}),
        ("window", {"geometry": "x" * 100_000}),
    ],
)
def test_one_value_that_makes_no_sense_spoils_only_itself(tmp_path: Path, name: str, value: Any) -> None:
    kept: dict[str, Any] = {"Theme": "dark"} if name != "Theme" else {"Zoom": 120}
    (tmp_path / "settings.json").write_text(json.dumps({name: value, **kept}))
    prefs = preferences(tmp_path)
    keys: tuple[Key[Any], ...] = (THEME, ZOOM, LANGUAGE)
    for key in keys:
        assert prefs.effective(key).value == kept.get(key.name, key.default)
    assert prefs.remembered("geometry", "") == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'"' + b"x" * (2 << 20)])
def test_a_broken_file_is_put_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    prefs = preferences(tmp_path)
    assert prefs.value(ZOOM) == 100
    assert (tmp_path / "settings.json.broken").read_bytes() == content
    prefs.choose(ZOOM, 120)
    assert preferences(tmp_path).value(ZOOM) == 120


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_content_keeps_the_program_from_starting(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    assert preferences(tmp_path).value(ZOOM) in range(80, 201)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefs = preferences(tmp_path)
    prefs.choose(ZOOM, 120)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        prefs.choose(ZOOM, 130)
        assert prefs.value(ZOOM) == 130
    assert preferences(tmp_path).value(ZOOM) == 120
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    prefs.save()
    assert preferences(tmp_path).value(ZOOM) == 130
