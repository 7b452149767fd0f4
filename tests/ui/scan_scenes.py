# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenes with files that are checked for malware."""

from __future__ import annotations

from dataclasses import replace

from app.scanner.types import Scan, Scanning
from app.types import Attachment, ItemKind, TimelineItem
from tests.support.sample_account import ANNA, KATHARINA, MEHMET, SampleAccount, message, room, today_at
from tests.ui import media_screenshots as media
from tests.ui.stage import Stage

ROOM = media.ROOM
STATES = (Scan.CLEAN, Scan.CLEAN, Scan.CHECKING, Scan.INFECTED, Scan.FORBIDDEN_TYPE, Scan.FAILED, Scan.GONE)


def account() -> SampleAccount:
    """A room with a file in each state."""
    hour = iter(range(60))

    def row(sender: str, attachment: Attachment) -> TimelineItem:
        item = message(sender, attachment.caption or attachment.name, today_at(9, next(hour)), kind=ItemKind.FILE)
        return replace(item, attachment=attachment)

    photo = Attachment("Ortstermin.jpg", "m.image", "image/jpeg", 1_834_567, 800, 360)
    items = [
        row(KATHARINA, Attachment("Tagesordnung.pdf", "m.file", "application/pdf", 240_000)),
        row(ANNA, photo),
        row(MEHMET, media._VOICE),
        row(MEHMET, Attachment("Rechnung.docm", "m.file", "x/y", 81_000)),
        row(KATHARINA, Attachment("Einrichtung.msi", "m.file", "x/y", 9_100_000)),
        row(ANNA, Attachment("Haushaltsentwurf 2027 mit allen Anlagen.ods", "m.file", "x/y", 340_000)),
        row(ANNA, Attachment("Protokoll von 2024.pdf", "m.file", "application/pdf", 120_000)),
    ]
    made = media._Painted([room(ROOM, "Haushalt 2027", today_at(9, 30))], {ROOM: items})
    made.gallery.picture = media.landscape
    made.gallery.scale = 0.5
    made.scanner.known = Scanning(required=True, offered=True)
    for item, scan in zip(items, STATES, strict=True):
        made.scanner.rows[ROOM, str(item.event_id)] = scan
    return made


async def rows(stage: Stage) -> None:
    await stage.open(ROOM)
    await stage.settle(30)


async def offer(stage: Stage) -> None:
    stage.account.scanner.say(Scanning(ask=True, offered=True))
    await stage.open(ROOM)
    await stage.settle(20)


async def why(stage: Stage) -> None:
    await stage.open(ROOM)
    await stage.settle(20)
    item = stage.window.chat.model.item(3)
    stage.window.message_action(item.key, "scan")
    await stage.settle()


async def panel(stage: Stage) -> None:
    await stage.open(ROOM)
    stage.window.files.show_panel()
    await stage.settle(20)
    page = stage.window.panel.page()
    page.tabs.setCurrentIndex(1)  # type: ignore[union-attr]
    await stage.settle(30)
