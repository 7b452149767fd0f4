# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A box with a text that takes as many lines as it needs; Qt's own keeps its text on one, however narrow the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ui.text import Label
from ui.theme import Theme


class WrappingSwitch(QWidget):
    """``box`` is the control: connect to it, focus it, name it."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self._text = Label(text, wrap=True)
        self._text.setBuddy(self.box)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        line.setSpacing(0)
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the text is one on the box."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.box.click()
