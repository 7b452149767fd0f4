# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator announces, as rows over the conversation; while nothing works, nobody can write."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.maintenance import Announcement
from ui.i18n import tr
from ui.security.offers import Offer, Offers
from ui.text import clip_body
from ui.times import full_label

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


def moment(seconds: float) -> str:
    return full_label(int(seconds * 1000))


def sentence(announced: Announcement, now: float) -> tuple[str, str]:
    """(title, text) of an announcement."""
    text = clip_body(announced.text)[0]
    if not announced.maintenance:
        return tr("Message of the operator"), text
    if announced.running(now):
        title = tr("Maintenance until {time}").format(time=moment(announced.end))
        usual = (
            tr("The messenger cannot be used meanwhile.")
            if announced.blocking
            else tr("The messenger may be interrupted meanwhile.")
        )
    else:
        title = tr("Maintenance from {start} to {end}").format(start=moment(announced.start), end=moment(announced.end))
        usual = (
            tr("The messenger cannot be used then.")
            if announced.blocking
            else tr("The messenger may be interrupted then.")
        )
    return title, f"{usual} {text}".strip()


class Announcements(QObject):
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.rows = Offers(window.theme, window.icons)
        self._read: set[Announcement] = set()
        self._stop: Callable[[], None] | None = None

    def follow(self, account: AccountView | None) -> None:
        """Show what is announced to this account; None: nothing."""
        if self._stop is not None:
            self._stop()
            self._stop = None
        if account is None:
            self.show([])
            return
        self._stop = account.maintenance.news.connect(self.show)
        self.show(account.maintenance.current)

    def show(self, announced: Sequence[Announcement]) -> None:
        now = time.time()
        self.rows.clear()
        for each in announced:
            if each not in self._read:
                self._show(each, now)
        closed = next((each for each in announced if each.blocking and each.running(now)), None)
        reason = sentence(closed, now)[0] + "." if closed is not None else ""
        self._window.chat.set_warning(reason, "maintenance")

    def _show(self, each: Announcement, now: float) -> None:
        title, text = sentence(each, now)
        closed = each.blocking and each.running(now)
        tone = "danger" if closed else "warn" if each.maintenance else "calm"
        run = self._window.chat.banner.retry.emit if closed else lambda: self._put_aside(each)
        button = tr("Check again") if closed else tr("OK")
        key = f"{each.start} {each.end} {each.text}"
        self.rows.show_offer(Offer(key, "clock" if each.maintenance else "info", tone, title, text, button, run))

    def _put_aside(self, each: Announcement) -> None:
        self._read.add(each)
        if self._window.account is not None:
            self.show(self._window.account.maintenance.current)
