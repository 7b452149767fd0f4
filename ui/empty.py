# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""In place of a conversation while none is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import PushButton
from ui.i18n import tr
from ui.icons import Icons
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme


class EmptyPane(QWidget):
    """``new_room``: somebody wants to begin a conversation."""

    new_room = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._picture = Picture()
        self._title = Label(style="title", wrap=True)
        self._text = Label(style="muted", wrap=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = PushButton(tr("New conversation"))
        self._button.setProperty("look", "primary")
        self._button.clicked.connect(self.new_room)
        self._card = QFrame()
        self._box = QVBoxLayout(self._card)
        self._box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(self._title)
        self._box.addWidget(self._text)
        self._box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.show_state(rooms=True)

    def show_state(self, *, rooms: bool) -> None:
        """Whether there are rooms to choose from."""
        if rooms:
            self._title.setText(tr("No conversation is open"))
            self._text.setText(tr("Choose one from the list, or press Ctrl+K and type a name."))
        else:
            self._title.setText(tr("Your conversations will appear here"))
            self._text.setText(tr("Write to a colleague or create a room. Messages are end-to-end encrypted."))
        self._button.setVisible(not rooms)

    def restyle(self) -> None:
        px = self._theme.px
        side = px(48)
        self._picture.setFixedSize(side, side)
        self._picture.setPixmap(self._icons.pixmap("chat", self._theme.scheme.muted, side, self.devicePixelRatioF()))
        self._card.setFixedWidth(px(400))
        self._box.setSpacing(px(12))
