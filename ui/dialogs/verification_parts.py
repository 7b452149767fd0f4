# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What two people compare or scan: seven symbols, three numbers, a QR code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.security import names
from ui.security.codes import squares
from ui.text import Label
from ui.theme import Theme

QUIET = 4  # squares of white around a code


#: Where the longest German names may be divided.
_PARTS = {
    "Schraubenschlüssel": "Schrauben\u00adschlüssel",
    "Schmetterling": "Schmetter\u00adling",
    "Weihnachtsmann": "Weihnachts\u00admann",
}


def symbol_names(emoji: Sequence[tuple[str, str, str]]) -> list[str]:
    """The names of the symbols in the window's language."""
    german = QLocale().language() == QLocale.Language.German
    return [names_[1] if german else names_[2] for names_ in emoji]


class Symbols(QWidget):
    """Four symbols above three, each with its name. One stop of the keyboard, read as one sentence."""

    def __init__(self, theme: Theme, emoji: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName(names.VERIFY_EMOJI)
        self.setProperty("look", "note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        px = theme.px
        called = symbol_names(emoji)
        self.setAccessibleName(tr("Symbols: {names}").format(names=", ".join(called)))
        grid = QGridLayout(self)
        grid.setContentsMargins(px(8), px(16), px(8), px(16))
        grid.setHorizontalSpacing(px(4))
        grid.setVerticalSpacing(px(16))
        for index, ((symbol, _german, _english), name) in enumerate(zip(emoji, called, strict=True)):
            picture = Label(symbol, style="emoji")
            picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            word = Label(_PARTS.get(name, name), style="strong", wrap=True)
            word.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            cell = QVBoxLayout()
            cell.setSpacing(px(4))
            cell.addWidget(picture)
            cell.addWidget(word)
            row, place = divmod(index, 4)
            grid.addLayout(cell, row, place * 2 + row, 1, 2)  # the second row stands between those of the first
        for column in range(8):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, px(52))


class Numbers(QWidget):
    """The same as three numbers."""

    def __init__(self, theme: Theme, decimals: tuple[int, int, int]) -> None:
        super().__init__()
        self.setObjectName(names.VERIFY_EMOJI)
        self.setProperty("look", "note")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        text = "   ".join(str(number) for number in decimals)
        self.setAccessibleName(tr("Numbers: {names}").format(names=", ".join(" ".join(str(n)) for n in decimals)))
        label = Label(text, style="numbers")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(24), theme.px(8), theme.px(24))
        box.addWidget(label)


class QrView(QWidget):
    """A code, black on white in every theme: cameras want it so."""

    def __init__(self, theme: Theme, data: bytes, side: int = 232) -> None:
        super().__init__()
        self.setObjectName(names.VERIFY_QR)
        self.setAccessibleName(tr("QR code for the other device"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._rows = squares(data)
        self._side = theme.px(side)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Squares of whole device pixels, so that none is blurred."""
        del event
        count = len(self._rows) + 2 * QUIET
        ratio = self.devicePixelRatioF()
        each = max(1, int(self._side * ratio) // count)
        start = (int(self._side * ratio) - each * len(self._rows)) // 2
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.scale(1 / ratio, 1 / ratio)
        black = QColor("#000000")
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(start + x * each, start + y * each, each, each), black)
        painter.end()
