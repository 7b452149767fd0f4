# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Buttons for Markdown over the field. It is shown when somebody wants it; the keys work without it, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.text import set_tooltip
from ui.theme import Theme

BAR_KEYS = "Ctrl+Shift+B"


@dataclass(frozen=True, slots=True)
class Format:
    """``kind``: see ``ui.composer.formatting.format_text``."""

    kind: str
    text: str
    icon: str
    keys: str


def formats() -> Sequence[Format]:
    return (
        Format("bold", tr("Bold"), "bold", "Ctrl+B"),
        Format("italic", tr("Italic"), "italic", "Ctrl+I"),
        Format("strike", tr("Strike through"), "strike", "Ctrl+Shift+X"),
        Format("code", tr("Code"), "code", "Ctrl+Shift+C"),
        Format("quote", tr("Quotation"), "quote", "Ctrl+Shift+9"),
        Format("list", tr("List"), "list", "Ctrl+Shift+8"),
        Format("link", tr("Link"), "link", "Ctrl+Shift+A"),
        Format("spoiler", tr("Hidden part"), "spoiler", "Ctrl+Shift+H"),
    )


class FormatBar(QWidget):
    """``chosen``: a kind of format. One stop for the tabulator key; arrows walk along the buttons."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.setObjectName(names.COMPOSER_BAR)
        self.setAccessibleName(tr("Formatting"))
        self._theme, self._icons = theme, icons
        self._buttons: list[tuple[QToolButton, Format]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for each in formats():
            button = QToolButton()
            button.setObjectName(f"{names.COMPOSER_BAR}.{each.kind}")
            button.setAccessibleName(each.text)
            keys = QKeySequence(each.keys).toString(QKeySequence.SequenceFormat.NativeText)
            set_tooltip(button, f"{each.text} ({keys})")
            button.clicked.connect(lambda _=False, kind=each.kind: self.chosen.emit(kind))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if not self._buttons else Qt.FocusPolicy.ClickFocus)
            self._buttons.append((button, each))
            self._row.addWidget(button)
        self._row.addStretch(1)
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        px, color = self._theme.px, self._theme.scheme.muted
        self._row.setSpacing(px(2))
        for button, each in self._buttons:
            button.setIcon(self._icons.icon(each.icon, color, px(18), self.devicePixelRatioF()))
            button.setIconSize(Icons.size(px(18)))
            button.setFixedSize(px(34), px(34))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        buttons = [button for button, _ in self._buttons]
        at = next((place for place, button in enumerate(buttons) if button.hasFocus()), -1)
        if step and at >= 0:
            buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
