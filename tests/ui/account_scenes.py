# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several accounts, and accounts that the server has signed out, for pictures."""

from __future__ import annotations

import time
from pathlib import Path

from app.accounts import Accounts, Card
from app.security.interface import Device
from app.types import ConnectionState, Link
from tests.ui.security_play import Play
from tests.ui.stage import Stage

BUDGET = "!budget:behoerde.example"
ME = Card("", "@j.sommer:behoerde.example", "Jana Sommer", running=True)
OTHERS = (
    Card("account-2", "@jana.sommer:landesamt.example", "Jana Sommer (Landesamt)", 12, 2, True),
    Card("account-3", "@personalrat:behoerde.example", "Personalrat", signed_out=True),
)


class SampleAccounts(Accounts):
    """The real thing without other processes and without a key store."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(Path("/nowhere"), "")
        self.shown_cards = list(cards)
        self.opened: list[str] = []
        self.used = False
        self.written: list[tuple[str, str, bool]] = []

    def profiles(self) -> list[str]:
        return [card.profile for card in self.shown_cards]

    def cards(self, link: str = "") -> list[Card]:
        return self.shown_cards

    def open(self, profile: str) -> None:
        self.opened.append(profile)

    def remember(self) -> None:
        self.used = True

    def write_card(self, user_id: str, name: str, *, signed_out: bool) -> None:
        self.written.append((user_id, name, signed_out))


async def several(stage: Stage) -> None:
    """The list of accounts."""
    await stage.open(BUDGET)
    stage.window.account_switch.use(SampleAccounts(ME, *OTHERS))
    stage.window.account_switch.open()
    await stage.settle(12)


async def signed_out(stage: Stage) -> None:
    """The server has deleted the device."""
    await stage.open(BUDGET)
    stage.account.link(ConnectionState(Link.SIGNED_OUT))
    await stage.settle()


async def copied(stage: Stage) -> None:
    """The profile is an older state of itself."""
    await stage.open(BUDGET)
    stage.account.link(ConnectionState(Link.SIGNED_OUT, problem="profile_copied"))
    await stage.settle()


async def unused(play: Play) -> None:
    """Devices to be signed out together."""
    long_ago = time.time() - 97 * 86_400
    play.security.devices = [
        *play.security.devices,
        Device("SCHULUNG", "Schulungsraum 2.014 (Windows)", False, True, long_ago, "10.9.1.1"),
    ]
    play.dialogs.devices()
    await play.settle()
    await play.press("devices.several")
