# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of the window."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.profile.settings import Settings, SettingsFile


def test_defaults_without_a_file(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path).load() == Settings()
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    wanted = Settings(theme="dark", zoom=175, language="de", geometry="AdnQywADAAA=", splitter="x")
    SettingsFile(tmp_path).save(wanted)
    assert SettingsFile(tmp_path).load() == wanted
    assert (tmp_path / "settings.json").stat().st_mode & 0o077 == 0


def test_what_a_newer_version_saved_is_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"zoom": 150, "from_the_future": {"a": [1, 2]}}')
    file = SettingsFile(tmp_path)
    file.save(replace(file.load(), theme="light"))
    values = json.loads((tmp_path / "settings.json").read_bytes())
    assert values["from_the_future"] == {"a": [1, 2]}
    assert (values["zoom"], values["theme"]) == (150, "light")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("zoom", 10_000),
        ("zoom", 0),
        ("zoom", "150"),
        ("zoom", True),
        ("zoom", 1.5),
        ("theme", "pink"),
        ("theme", []),
        ("language", None),
        ("geometry", 5),
        ("geometry", "x" * 100_000),
    ],
)
def test_one_value_that_makes_no_sense_spoils_only_itself(tmp_path: Path, name: str, value: Any) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"splitter": "kept", name: value}))
    loaded = SettingsFile(tmp_path).load()
    assert loaded == Settings(splitter="kept")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'"' + b"x" * (2 << 20)])
def test_a_broken_file_is_put_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    file = SettingsFile(tmp_path)
    assert file.load() == Settings()
    assert (tmp_path / "settings.json.broken").read_bytes() == content
    file.save(Settings(zoom=120))
    assert SettingsFile(tmp_path).load() == Settings(zoom=120)


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_content_keeps_the_program_from_starting(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    assert isinstance(SettingsFile(tmp_path).load(), Settings)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SettingsFile(tmp_path).save(Settings(zoom=120))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        SettingsFile(tmp_path).save(Settings(zoom=130))
    assert SettingsFile(tmp_path).load() == Settings(zoom=120)
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
