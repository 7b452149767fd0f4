# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows over the conversation: something to do, which waits until one has time. They never take the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import PushButton
from ui.icons import Icons
from ui.security import names
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce

_BESIDE = 620  # pixels at 100 %: from this width on the buttons stand beside the text


@dataclass(frozen=True, slots=True)
class Offer:
    """``key`` names it: an offer with the same key replaces the old one. ``no`` empty: it cannot be put aside."""

    key: str
    icon: str
    tone: str  # calm, warn, danger
    title: str
    text: str
    yes: str
    on_yes: Callable[[], None]
    no: str = ""
    on_no: Callable[[], None] | None = None


class OfferRow(QFrame):
    """One offer."""

    def __init__(self, theme: Theme, icons: Icons, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        self._theme = theme
        self._icons = icons
        self.setObjectName(names.OFFER)
        self.setProperty("look", "offer")
        self.setProperty("tone", offer.tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(offer.title)
        self.setAccessibleDescription(offer.text)
        self._sign = Picture()
        self._title = Label(offer.title, style="strong", wrap=True)
        self._title.setObjectName(names.OFFER_TEXT)
        self._text = Label(offer.text, wrap=True)
        self._text.setVisible(bool(offer.text))
        self._words = QVBoxLayout()
        self._words.addWidget(self._title)
        self._words.addWidget(self._text)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        if offer.no:
            no = PushButton(offer.no)
            no.setObjectName(names.OFFER_NO)
            no.clicked.connect(lambda _=False: offer.on_no() if offer.on_no is not None else None)
            self._buttons.addWidget(no)
        self.yes = PushButton(offer.yes)
        self.yes.setObjectName(names.OFFER_YES)
        self.yes.setProperty("look", "primary" if offer.tone != "danger" else "danger")
        self.yes.setAccessibleDescription(offer.title)
        self.yes.clicked.connect(lambda _=False: offer.on_yes())
        self._buttons.addWidget(self.yes)
        self._right = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._right.addLayout(self._words, 1)
        self._right.addLayout(self._buttons)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._right, 1)
        self.restyle()

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        color = {"danger": scheme.danger, "warn": scheme.warn}.get(self.offer.tone, scheme.accent)
        self._sign.setPixmap(self._icons.pixmap(self.offer.icon, color, px(22), self.devicePixelRatioF()))
        self._sign.setFixedSize(px(22), px(22))
        self._row.setContentsMargins(px(24), px(10), px(16), px(10))
        self._row.setSpacing(px(12))
        self._words.setSpacing(px(2))
        self._right.setSpacing(px(8))
        self._buttons.setSpacing(px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= self._theme.px(_BESIDE)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._right.direction() != direction:
            self._right.setDirection(direction)


class Offers(QWidget):
    """All rows, the most important one first. Empty: it takes no room."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._rows: dict[str, OfferRow] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        theme.changed.connect(self._restyle)
        self.hide()

    def keys(self) -> list[str]:
        return list(self._rows)

    def row(self, key: str) -> OfferRow | None:
        return self._rows.get(key)

    def show_offer(self, offer: Offer, *, urgent: bool = False, first: bool = False) -> None:
        """Add a row, or put a newer one in its place."""
        old = self._rows.get(offer.key)
        if old is not None and (old.offer.title, old.offer.text, old.offer.tone) == (
            offer.title,
            offer.text,
            offer.tone,
        ):
            return
        row = OfferRow(self._theme, self._icons, offer)
        if old is not None:
            index = self._box.indexOf(old)
            self._drop(offer.key)
            self._box.insertWidget(index, row)
        else:
            self._box.insertWidget(0 if first else self._box.count(), row)
        self._rows[offer.key] = row
        self.show()
        announce(self, f"{offer.title}. {offer.text}", urgent=urgent)

    def withdraw(self, key: str) -> None:
        if key in self._rows:
            self._drop(key)
            self.setVisible(bool(self._rows))

    def clear(self) -> None:
        for key in self.keys():
            self.withdraw(key)

    def _drop(self, key: str) -> None:
        row = self._rows.pop(key)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _restyle(self) -> None:
        for row in self._rows.values():
            row.restyle()
