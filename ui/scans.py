# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check of files for malware: a question before it begins, what it has found in one message, and checking again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from app.scanner.types import Scan, Scanning
from app.types import TimelineItem
from ui import names
from ui.i18n import tr
from ui.message_actions import Choice
from ui.scan_words import meaning, shown, told
from ui.security.offers import Offer, Offers

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow

_ASK = "scanner"


class FileScans(QObject):
    """Belongs to the window. ``rows``: the question, over the conversation."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.rows = Offers(window.theme, window.icons)
        self._stop: Callable[[], None] | None = None
        window.messages.more.append(self._choices)

    def follow(self, account: AccountView | None) -> None:
        """Of this account; None: of nobody."""
        if self._stop is not None:
            self._stop()
            self._stop = None
        self.rows.clear()
        if account is not None:
            self._stop = account.scanner.news.connect(self._known)
            self._known(account.scanner.known)

    def _known(self, known: Scanning) -> None:
        account = self._window.account
        if not known.ask or account is None:
            self.rows.withdraw(_ASK)
            return
        scanner = account.scanner
        self.rows.show_offer(
            Offer(
                _ASK,
                "shield",
                "calm",
                tr("Your server can check files for malware"),
                meaning() + " " + tr("You can change this at any time in the settings under Privacy."),
                tr("Check files"),
                lambda: scanner.decide(True),
                tr("Do not check"),
                lambda: scanner.decide(False),
            )
        )

    # -- one message

    def state(self, item: TimelineItem) -> Scan | None:
        """Of a row of the open room; None: files are not checked, or it has none that could be."""
        account, room = self._window.account, self._window.chat.room()
        return told(item, account.scanner, room.room_id) if account is not None and room is not None else None

    def closed(self, item: TimelineItem, anchor: QRect) -> bool:
        """Say why a file is not opened, if the scanner has refused it."""
        scan = self.state(item)
        if scan is None or not scan.refused:
            return False
        self.explain(item, anchor)
        return True

    def explain(self, item: TimelineItem, anchor: QRect) -> None:
        """What was found, and a button to check again."""
        window, scan = self._window, self.state(item)
        if scan is None:
            return
        what = shown(scan)
        again = (tr("Check again"), "", lambda: self._again(item))
        window.explain(
            anchor,
            icon=what.icon,
            color=what.color,
            title=what.text,
            text=what.why if scan.refused or scan is Scan.GONE else f"{what.why} {meaning()}",
            choices=() if scan is Scan.CHECKING or not self._checked() else (again,),
        )

    def _checked(self) -> bool:
        """Files are checked at all."""
        return self._window.account is not None and self._window.account.scanner.known.required

    def _again(self, item: TimelineItem) -> None:
        account, room = self._window.account, self._window.chat.room()
        if account is not None and room is not None and item.event_id is not None:
            self._window.tasks.spawn(self._check(account, room.room_id, item.event_id), "check a file")

    async def _check(self, account: AccountView, room_id: str, event_id: str) -> None:
        self._window.toast.say(shown(await account.scanner.check_again(room_id, event_id)).text)

    def _choices(self, item: TimelineItem) -> list[Choice]:
        scan = self.state(item)
        if scan is None or scan is Scan.CHECKING or not self._checked():
            return []
        return [Choice(names.MENU_SCAN, tr("Check for malware again"), lambda: self._again(item), "shield-check")]
