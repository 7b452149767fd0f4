# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The content scanner of the sample account: off, until a test tells what it says of which row."""

from __future__ import annotations

from app.scanner.types import Scan, Scanning
from app.signal import Signal


class SampleScanner:
    """``app.scanner.service.Scanner``."""

    def __init__(self, calls: list[tuple[object, ...]]) -> None:
        self.known = Scanning()
        self.news: Signal[Scanning] = Signal()
        self.changed_row: Signal[tuple[str, str]] = Signal()
        self.calls = calls
        self.rows: dict[tuple[str, str], Scan] = {}
        self.looked: list[tuple[str, str]] = []
        self.next = Scan.CLEAN  # what a check that somebody asks for finds

    def say(self, known: Scanning) -> None:
        self.known = known
        self.news.emit(known)

    def find(self, room_id: str, key: str, scan: Scan) -> None:
        self.rows[room_id, key] = scan
        self.changed_row.emit((room_id, key))

    def decide(self, check: bool) -> None:
        self.calls.append(("decide", check))
        self.say(Scanning(required=check, offered=True))

    def refresh(self) -> None:
        self.calls.append(("refresh",))

    def state(self, room_id: str, key: str) -> Scan | None:
        scan = self.rows.get((room_id, key), Scan.UNCHECKED)
        return scan if self.known.required or scan is Scan.GONE else None

    def look(self, room_id: str, key: str) -> None:
        self.looked.append((room_id, key))

    async def check_again(self, room_id: str, key: str) -> Scan:
        self.calls.append(("check_again", room_id, key))
        self.find(room_id, key, self.next)
        return self.next
