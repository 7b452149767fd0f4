# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What organisations settle, to look at: a locked window, their notice, the page of policies."""

from __future__ import annotations

from typing import Any

from app.policy.policy import Entry, Policy, Source
from tests.support.sample_account import SampleAccount, SampleSession, usual_account
from tests.ui.stage import Stage

FILE = "/etc/opt/bundesmessenger/policies/managed/10-amt.json"
SETTLED: dict[str, Any] = {
    "Homeserver": "amt.example",
    "AllowedHomeservers": ["amt.example", "*.bund.example"],
    "LockAfterMinutes": 0,
    "AllowRoomCreation": False,
    "SupportText": "Servicedesk, Telefon 030 12345-4711",
    "Zoom": 999,
}


def policy(**values: Any) -> Policy:
    return Policy(Entry(Source.MACHINE, FILE, name, value) for name, value in values.items())


NOTICE = policy(ClassificationBanner="Nicht für Verschlusssachen", ClassificationColour="orange")


def locked_account() -> SampleAccount:
    account = usual_account()
    account.screen_lock.secret = "Kuckuck-47"
    return account


def locked_session() -> SampleSession:
    return SampleSession(locked_account())


async def locked(stage: Stage) -> None:
    await stage.settle()


async def forgotten(stage: Stage) -> None:
    stage.window.locking.page.forgotten.click()
    await stage.settle()


async def policies(stage: Stage) -> None:
    stage.window.prefs.policy = policy(**SETTLED)
    stage.window.menus.show_policies()
    await stage.settle()
