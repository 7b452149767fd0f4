# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a profile may live."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.errors import ErrorCode, UserError
from app.profile.folder import locate, prepare


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        prepare(folder)
    assert caught.value.code is ErrorCode.PROFILE_UNWRITABLE
    assert caught.value.details["path"] == str(folder)
    return str(caught.value.details["reason"])


def test_without_a_name_it_is_in_the_local_data_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.name == "posix" and os.uname().sysname == "Linux":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert locate(None) == tmp_path / "bundesmessenger" / "default"
    assert locate(None).is_absolute()


def test_a_named_one_is_where_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert locate("work") == tmp_path / "work"
    assert locate(str(tmp_path / "x")) == tmp_path / "x"
    if os.name == "posix":
        assert locate("~/work") == tmp_path / "home" / "work"


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_it_is_made_with_its_parents_for_us_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        prepare(tmp_path / "a" / "b" / "profile")
    finally:
        os.umask(before)
    assert [mode(tmp_path / part) for part in ("a", "a/b", "a/b/profile")] == [0o700] * 3


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_an_existing_one_is_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o755)
    (folder / "profile.json").touch()
    prepare(folder)
    assert mode(folder) == 0o700


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    tmp_path.chmod(0o755)
    assert refused(tmp_path) == "holds other files"
    if os.name == "posix":
        assert mode(tmp_path) == 0o755


@pytest.mark.parametrize("others", [["settings.json", "main.py"], ["lock", "src"], ["log", "access.txt"]])
def test_names_that_many_programs_use_do_not_make_a_profile(tmp_path: Path, others: list[str]) -> None:
    for name in others:
        (tmp_path / name).touch()
    assert refused(tmp_path) == "holds other files"


def test_what_a_start_or_end_left_behind_is_taken_over(tmp_path: Path) -> None:
    for name in ("lock", "log", "settings.json", "instance.json"):
        (tmp_path / name).touch()
    prepare(tmp_path)


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profile").touch()
    assert refused(tmp_path / "profile") == "is not a folder"
    refused(tmp_path / "profile" / "below")


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_is_refused_whoever_owns_its_target(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    (tmp_path / "profile").symlink_to(target)
    assert refused(tmp_path / "profile") == "is not a folder"
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    refused(tmp_path / "dangling")
    # A link further up is how people move their data to another disk.
    (tmp_path / "data").symlink_to(target)
    prepare(tmp_path / "data" / "profile")
    assert mode(target / "profile") == 0o700


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o777)
    os.chown(folder, 12345, 12345)
    assert refused(folder) == "belongs to another user"


@pytest.mark.skipif(os.name != "posix", reason="/proc is Linux's")
def test_where_nothing_can_be_made_it_says_so() -> None:
    refused(Path("/proc/profile"))
