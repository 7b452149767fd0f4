# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is writing a message now: one line over the field, always there so that nothing moves when it speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.interface import AccountView
from app.types import Typist
from ui import names
from ui.i18n import plural, tr
from ui.text import ElidedLabel, isolate
from ui.theme import COLUMN, Theme

NAMED = 2  # people who are named; of more there is the number


def typing_sentence(typists: Sequence[Typist]) -> str:
    """Empty if nobody types. Names are isolated plain text."""
    people = [isolate(typist.name, 60) for typist in typists]
    match people:
        case []:
            return ""
        case [one]:
            return tr("{name} is typing …").format(name=one)
        case [one, two]:
            return tr("{name} and {other} are typing …").format(name=one, other=two)
    return plural(
        len(people) - NAMED,
        tr("{names} and one other are typing …"),
        tr("{names} and {n} others are typing …"),
        names=", ".join(people[:NAMED]),
    )


class TypingLine(QWidget):
    """Follows one room at a time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._account: AccountView | None = None
        self._room = ""
        self._disconnect: Callable[[], None] | None = None
        self.label = ElidedLabel(style="small")
        self.label.setObjectName(names.TYPING)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.label, 1)
        theme.changed.connect(self.restyle)
        self.restyle()

    def follow(self, account: AccountView | None, room_id: str) -> None:
        """Show who types in a room; None: nobody."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self._account, self._room = account, room_id
        if account is not None:
            self._disconnect = account.live.typing_changed.connect(self._changed)
        self._changed(room_id)

    def _changed(self, room_id: str) -> None:
        if room_id == self._room:
            typists = self._account.live.typing(room_id) if self._account is not None else ()
            self.label.set_full(typing_sentence(typists))

    def restyle(self) -> None:
        self.setFixedHeight(self._theme.metrics("small").height() + self._theme.px(4))
        self._align()

    def _align(self) -> None:
        """In the column of the messages."""
        px = self._theme.px
        side = max(0, (self.width() - px(COLUMN)) // 2) + px(28)
        self._box.setContentsMargins(side, px(2), side, px(2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()
