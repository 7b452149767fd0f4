# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The line under a file that says whether it was checked for malware; what is on screen is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter

from app.scanner.types import Scan
from app.types import TimelineItem
from ui.icons import Icons
from ui.scan_words import shown, told
from ui.theme import Theme

if TYPE_CHECKING:
    from app.interface import AccountView

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class InlineScans(QObject):
    """``changed``: (event id) has another result. ``switched``: files are checked now, or not any more."""

    changed = Signal(str)
    switched = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account: AccountView | None = None
        self._room = ""
        self._stops: list[Callable[[], None]] = []

    def show_room(self, account: AccountView | None, room_id: str) -> None:
        """Files of another room from now on."""
        for stop in self._stops:
            stop()
        self._account, self._room, self._stops = account, room_id, []
        if account is not None:
            self._stops = [
                account.scanner.changed_row.connect(self._row),
                account.scanner.news.connect(lambda _known: self.switched.emit()),
            ]

    def state(self, item: TimelineItem) -> Scan | None:
        """None: there is nothing to say of this row."""
        return told(item, self._account.scanner, self._room) if self._account is not None else None

    def seen(self, item: TimelineItem) -> None:
        """A row is on screen."""
        file = item.attachment
        if self._account is not None and file is not None and file.available and item.event_id is not None:
            self._account.scanner.look(self._room, item.event_id)

    def _row(self, row: tuple[str, str]) -> None:
        if row[0] == self._room:
            self.changed.emit(row[1])


def line_size(scan: Scan, theme: Theme) -> tuple[int, int]:
    """Width and height of the line."""
    metrics = theme.metrics("small")
    return theme.px(20) + metrics.horizontalAdvance(shown(scan).text) + 1, max(metrics.height(), theme.px(18))


def paint(p: QPainter, rect: QRect, scan: Scan, theme: Theme, icons: Icons, ratio: float) -> None:
    """Sign and words; what does not fit is cut with an ellipsis, and stands in the explanation."""
    what, side = shown(scan), theme.px(14)
    color = QColor(getattr(theme.scheme, what.color))
    at = QRect(rect.x(), rect.y() + (rect.height() - side) // 2, side, side)
    p.drawPixmap(at, icons.pixmap(what.icon, color, side, ratio))
    p.setFont(theme.font("small"))
    p.setPen(color)
    text = rect.adjusted(theme.px(20), 0, 0, 0)
    p.drawText(text, _LEFT, theme.metrics("small").elidedText(what.text, Qt.TextElideMode.ElideRight, text.width()))
