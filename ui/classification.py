# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A line that the organisation wants on top of everything that shows contents. It says what the organisation says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QWidget

from app.policy.categories.security import BANNER_COLOUR, BANNER_TEXT
from app.preferences import Preferences
from ui import names
from ui.i18n import tr
from ui.text import Label
from ui.theme import Theme

COLOURS = {
    "grey": ("#4d5562", "#ffffff"),
    "green": ("#176b41", "#ffffff"),
    "blue": ("#0b57a8", "#ffffff"),
    "orange": ("#ffb13d", "#14181f"),
    "red": ("#b3221b", "#ffffff"),
}
"""Background and text."""


class ClassificationBanner(QWidget):
    """Hidden where the organisation wants none."""

    def __init__(self, theme: Theme, prefs: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(names.CLASSIFICATION)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._colour = prefs.value(BANNER_COLOUR)
        text = prefs.value(BANNER_TEXT)
        self.label = Label(text, wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setAccessibleName(tr("Notice of your organisation: {text}").format(text=text))
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.label)
        self.setVisible(bool(text))
        theme.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        back, text = (scheme.text, scheme.bg) if scheme.name == "contrast" else COLOURS[self._colour]
        self._box.setContentsMargins(px(12), px(4), px(12), px(4))
        self.setStyleSheet(
            f"#{names.CLASSIFICATION} {{ background: {back}; }}"
            f"#{names.CLASSIFICATION} QLabel {{ color: {text}; font-size: {px(13)}px; font-weight: 600; }}"
        )


def put_on_top(dialog: QDialog, box: QBoxLayout, theme: Theme) -> ClassificationBanner | None:
    """The line of the window above a dialog of it, over its whole width; None if there is none."""
    window: QWidget = dialog
    while isinstance(window, QDialog):
        above = window.parentWidget()
        if above is None:
            break
        window = above.window()
    prefs = getattr(window, "prefs", None)
    if not isinstance(prefs, Preferences) or not prefs.value(BANNER_TEXT):
        return None
    banner = ClassificationBanner(theme, prefs)
    box.insertWidget(0, banner)
    return banner
