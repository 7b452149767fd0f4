# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator announces, in the window."""

from __future__ import annotations

import time

import pytest

from app.maintenance import Announcement
from tests.support.sample_account import SampleSession, usual_account
from tests.ui.stage import Stage, perform
from ui.security.offers import OfferRow

pytestmark = pytest.mark.window
HOUR = 3600.0
BUDGET = "!budget:behoerde.example"


def announcement(start: float, *, blocking: bool = False, maintenance: bool = True, text: str = "") -> Announcement:
    now = time.time()
    return Announcement(now + start, now + start + HOUR, now - HOUR, maintenance, text, blocking)


def rows(stage: Stage) -> list[OfferRow]:
    offers = stage.window.announcements.rows
    keys = offers.keys()
    return [row for row in map(offers.row, keys) if row is not None]


def test_maintenance_to_come_is_told_and_can_be_put_aside() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        coming = announcement(HOUR, text="Wir tauschen Platten.")
        message = announcement(-60, maintenance=False, text="<b>Neue Anleitung</b> im Intranet")
        stage.account.maintenance.announce(coming, message)
        await stage.settle()
        first, second = rows(stage)
        assert first.offer.title.startswith("Wartung von ")
        assert first.offer.text == "Der Messenger kann dann unterbrochen sein. Wir tauschen Platten."
        assert (second.offer.title, second.offer.text) == (
            "Nachricht des Betreibers",
            "<b>Neue Anleitung</b> im Intranet",
        )
        assert stage.window.chat.blocked() == ""
        first.yes.click()
        await stage.settle()
        assert [row.offer.title for row in rows(stage)] == ["Nachricht des Betreibers"]
        stage.account.maintenance.announce()
        await stage.settle()
        assert rows(stage) == []

    perform(scene, SampleSession(usual_account()))


def test_while_the_server_is_closed_nobody_writes() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        stage.account.maintenance.announce(announcement(-60, blocking=True))
        await stage.settle()
        (row,) = rows(stage)
        assert row.offer.tone == "danger"
        assert row.offer.title.startswith("Wartung bis ")
        assert stage.window.chat.blocked().startswith("Wartung bis ")
        assert not stage.window.chat.composer.edit.isVisible()
        retried: list[None] = []
        stage.window.chat.banner.retry.connect(lambda: retried.append(None))
        row.yes.click()
        assert len(retried) == 1
        stage.account.maintenance.announce()
        await stage.settle()
        assert stage.window.chat.composer.edit.isVisible()

    perform(scene, SampleSession(usual_account()))
