# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""An invitation, in place of the conversation: who asks, for what, accept or decline."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.types import RoomSummary
from ui import names
from ui.avatars import Avatars, picture_key
from ui.i18n import tr
from ui.icons import Icons
from ui.sentences import room_name
from ui.sidebar import Picture
from ui.text import Label, isolate, one_line
from ui.theme import Theme


class InvitationView(QWidget):
    accept = Signal(str)
    decline = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._avatars = avatars
        self._room: RoomSummary | None = None
        self._card = QFrame()
        self._picture = Picture()
        self._name = Label(style="headline", wrap=True)
        self._text = Label(wrap=True)
        self._text.setObjectName(names.INVITATION_TEXT)
        self._hint = Label(style="muted", wrap=True)
        for label in (self._name, self._text, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.accept_button = QPushButton(tr("Accept"))
        self.accept_button.setObjectName(names.INVITATION_ACCEPT)
        self.accept_button.setProperty("look", "primary")
        self.decline_button = QPushButton(tr("Decline"))
        self.decline_button.setObjectName(names.INVITATION_DECLINE)
        self.accept_button.clicked.connect(lambda: self._answer(self.accept))
        self.decline_button.clicked.connect(lambda: self._answer(self.decline))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.decline_button)
        buttons.addSpacing(theme.px(8))
        buttons.addWidget(self.accept_button)
        buttons.addStretch(1)
        box = QVBoxLayout(self._card)
        box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._name)
        box.addWidget(self._text)
        box.addWidget(self._hint)
        box.addSpacing(theme.px(16))
        box.addLayout(buttons)
        self._box = box
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        theme.changed.connect(self.restyle)
        avatars.changed.connect(self._paint)
        self.restyle()

    def restyle(self) -> None:
        self._card.setFixedWidth(self._theme.px(440))
        self._box.setSpacing(self._theme.px(12))
        self._paint()

    def _paint(self) -> None:
        if self._room is not None:
            side = self._theme.px(72)
            self._picture.setFixedSize(side, side)
            name = room_name(self._room)
            self._picture.setPixmap(
                self._avatars.pixmap(picture_key(self._room), name, self._room.avatar, side, self.devicePixelRatioF())
            )

    def show_room(self, room: RoomSummary) -> None:
        self._room = room
        name, inviter = room_name(room), one_line(room.inviter, 300)
        self._name.setText(name)
        if room.direct:
            text = tr("{name} would like to write to you.").format(name=isolate(inviter or tr("Somebody"), 300))
        else:
            text = tr("{name} invites you to this room.").format(name=isolate(inviter or tr("Somebody"), 300))
        self._text.setText(text)
        hint = tr("Whoever invites you sees whether you accept. Accept only if you know the person.")
        topic = one_line(room.topic, 300)
        self._hint.setText(f"{topic}\n\n{hint}" if topic else hint)
        self.set_busy(False)
        self._paint()

    def set_busy(self, busy: bool) -> None:
        self.accept_button.setEnabled(not busy)
        self.decline_button.setEnabled(not busy)

    def _answer(self, signal: object) -> None:
        if self._room is not None:
            self.set_busy(True)
            signal.emit(self._room.room_id)  # type: ignore[attr-defined]
