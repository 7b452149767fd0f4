# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies that reach a running account: what they change there. And the registry as Windows hands it out."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import pytest

from app import log as logs
from app.locking.means import Means
from app.notifications import service as notifications
from app.policy.policy import Fault, Policy, Source
from app.policy.schema import BY_NAME
from app.policy.sources import POLICIES_KEY, RECOMMENDED_KEY, WindowsRegistry, from_registry
from tests.unit.policy.test_permissions import account, policy


async def test_room_directories_and_pictures_that_come_by_themselves(tmp_path: Path) -> None:
    settled = policy(RoomDirectories=["land.example"], AutomaticDownloadMegabytes=5)
    async with account(tmp_path / "p", settled) as opened:
        assert list(opened.directory.servers) == ["amt.example", "land.example"]
        assert opened._files.automatic() == 5_000_000
    async with account(tmp_path / "q", Policy()) as opened:
        assert list(opened.directory.servers) == ["amt.example"]
        assert opened._files.automatic() == 20_000_000


@pytest.mark.parametrize(("hour", "quiet"), [(17, False), (19, True), (3, True), (8, False)])
async def test_quiet_hours_of_the_organisation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hour: int, quiet: bool
) -> None:
    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Clock:
            return cls(2026, 11, 23, hour, 0, tzinfo=tz)  # a Monday

    class Module:
        datetime = Clock

    settled = policy(QuietHours=True, QuietFrom="18:30", QuietTo="07:00", QuietDays=["su", "mo"])
    async with account(tmp_path / "p", settled) as opened:
        monkeypatch.setattr(notifications, "datetime", Module)
        assert opened.notifications.quiet is quiet
    async with account(tmp_path / "q", policy(QuietHours=False)) as opened:
        assert not opened.notifications.quiet


async def test_the_account_knows_what_opens_a_locked_window(tmp_path: Path) -> None:
    async with account(tmp_path / "p", Policy()) as opened:
        assert opened.screen_lock.means is Means.PASSPHRASE
        assert not opened.screen_lock.at_start


def test_the_session_keeps_the_log_where_and_as_long_as_the_organisation_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.demo.accounts import MemoryKeyStore
    from app.preferences import Preferences
    from ui.session import ProfileSession

    asked: list[tuple[Path, int]] = []
    monkeypatch.setattr(logs, "log_to", lambda folder, days=0: asked.append((folder, days)))
    for name, settled in (("p", policy(LogFolder=str(tmp_path / "log"), LogRetentionDays=7)), ("q", Policy())):
        session = ProfileSession(tmp_path / name, [MemoryKeyStore()], lambda: None, Preferences(settled))
        session._open_profile(None).close()
    assert asked == [(tmp_path / "log", 7), (tmp_path / "q" / "log", 30)]


# -- the registry of Windows, with a module in the place of winreg that is as strict


class Winreg:
    """Keys as nested dictionaries: values by name, keys below under ``/name``. Raises what the real one raises."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = 1, 2
    KEY_READ, KEY_WOW64_64KEY = 0x20019, 0x0100

    class Handle:
        def __init__(self, node: dict[str, Any]) -> None:
            self.node, self.closed = node, False

        def __enter__(self) -> Winreg.Handle:
            return self

        def __exit__(self, *_error: object) -> None:
            self.closed = True

    def __init__(self, machine: dict[str, Any], user: dict[str, Any], *, forbidden: str = "") -> None:
        self.roots = {self.HKEY_LOCAL_MACHINE: machine, self.HKEY_CURRENT_USER: user}
        self.forbidden = forbidden
        self.handles: list[Winreg.Handle] = []

    def OpenKey(self, root: int | Handle, path: str, reserved: int, access: int) -> Handle:  # noqa: N802
        assert reserved == 0
        assert access == self.KEY_READ | self.KEY_WOW64_64KEY  # also from a 32-bit process
        node = self.roots[root] if isinstance(root, int) else root.node
        if isinstance(root, Winreg.Handle):
            assert not root.closed
        if path == self.forbidden:
            raise PermissionError(5, "Access is denied")
        for part in path.split("\\"):
            found = next((key for key in node if key.lower() == f"/{part}".lower()), None)  # as Windows: any case
            if found is None:
                raise FileNotFoundError(2, "The system cannot find the file specified")
            node = node[found]
        self.handles.append(Winreg.Handle(node))
        return self.handles[-1]

    def QueryInfoKey(self, key: Handle) -> tuple[int, int, int]:  # noqa: N802
        below = [name for name in key.node if name.startswith("/")]
        return len(below), len(key.node) - len(below), 0

    def EnumKey(self, key: Handle, number: int) -> str:  # noqa: N802
        return [name[1:] for name in key.node if name.startswith("/")][number]

    def EnumValue(self, key: Handle, number: int) -> tuple[str, Any, int]:  # noqa: N802
        name = [name for name in key.node if not name.startswith("/")][number]
        value = key.node[name]
        return name, value, 4 if isinstance(value, int) else 7 if isinstance(value, list) else 1


def tree(path: str, values: dict[str, Any]) -> dict[str, Any]:
    for part in reversed(path.split("\\")):
        values = {f"/{part}": values}
    return values


def read(monkeypatch: pytest.MonkeyPatch, winreg: Winreg) -> Policy:
    monkeypatch.setitem(sys.modules, "winreg", winreg)
    monkeypatch.setattr(sys, "platform", "win32")
    found = from_registry(WindowsRegistry())
    assert all(handle.closed for handle in winreg.handles)
    return found


def test_everything_that_group_policy_writes_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = tree(
        POLICIES_KEY,
        {
            "": "the default value of the key",
            "Homeserver": "amt.example",
            "AllowSaveFiles": 0,
            "LockAfterMinutes": 10,
            "/AllowedHomeservers": {"2": "*.bund.example", "1": "amt.example", "10": "land.example"},
            "RoomDirectories": ["a.example", "b.example"],  # REG_MULTI_SZ
            "/Recommended": {"Theme": "dark", "/QuietDays": {"1": "mo"}},
            "Bogus": 1,
            "Zoom": b"\x01",  # REG_BINARY
        },
    )
    user = tree(POLICIES_KEY, {"Homeserver": "other.example", "Language": "de", "/Recommended": {"Zoom": 125}})
    found = read(monkeypatch, Winreg(machine, user))
    values = {name: found.value(BY_NAME[name]) for name in ("Homeserver", "AllowSaveFiles", "LockAfterMinutes")}
    assert values == {"Homeserver": "amt.example", "AllowSaveFiles": False, "LockAfterMinutes": 10}
    assert found.value(BY_NAME["AllowedHomeservers"]) == ("amt.example", "*.bund.example", "land.example")
    assert found.value(BY_NAME["RoomDirectories"]) == ("a.example", "b.example")
    assert found.effective(BY_NAME["Language"]).source is Source.USER
    assert found.effective(BY_NAME["Theme"]).source is Source.RECOMMENDED
    assert found.effective(BY_NAME["Zoom"]).value == 125  # what is wrong above does not hide what is right below
    assert {(problem.fault, problem.key) for problem in found.problems} == {
        (Fault.UNKNOWN_KEY, "Bogus"),
        (Fault.WRONG_VALUE, "Zoom"),
    }


def test_a_computer_without_policies_and_one_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read(monkeypatch, Winreg({}, {})).managed
    user = tree(POLICIES_KEY, {"Homeserver": "amt.example"})
    found = read(monkeypatch, Winreg(tree(RECOMMENDED_KEY, {"Theme": "dark"}), user, forbidden=RECOMMENDED_KEY))
    assert found.value(BY_NAME["Homeserver"]) == "amt.example"
    assert {problem.fault for problem in found.problems} == {Fault.UNREADABLE}
