# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""An invitation or a request to join, in place of the conversation: who asks, for what, and what one can answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.room_admin.types import Invitation
from app.security.interface import Trust
from app.types import Membership, RoomSummary
from ui import names
from ui.avatars import Avatars, picture_key
from ui.buttons import PushButton
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.sentences import room_name
from ui.sidebar import Picture
from ui.text import Label, isolate, one_line
from ui.theme import Theme

_NAMED = 3  # rooms that are named


def facts(invitation: Invitation, trust: Trust | None, shared: Sequence[str]) -> list[str]:
    """What is known of who invites and of the room, each in a sentence. ``shared``: names of rooms, plain text."""
    lines = []
    if trust is Trust.VERIFIED:
        lines.append(tr("You have verified this person."))
    elif trust in (Trust.VIOLATION, Trust.CHANGED):
        lines.append(tr("The digital identity of this person has changed. Ask them another way."))
    elif trust is not None:
        lines.append(tr("You have not verified this person."))
    if invitation.external:
        server = one_line(invitation.user_id.partition(":")[2], 100)
        lines.append(tr("The person is external, of the server {server}.").format(server=isolate(server)))
    if shared:
        named = ", ".join(isolate(name, 60) for name in shared[:_NAMED])
        more = len(shared) - _NAMED
        if more > 0:
            named = plural(more, tr("{names} and one other"), tr("{names} and {n} others"), names=named)
        lines.append(tr("Rooms that you share: {rooms}").format(rooms=named))
    else:
        lines.append(tr("You share no room with this person."))
    if invitation.members is not None and not invitation.direct:
        lines.append(plural(invitation.members, tr("The room has 1 member."), tr("The room has {n} members.")))
    if not invitation.direct:
        lines.append(tr("The room is encrypted.") if invitation.encrypted else tr("The room is not encrypted."))
    if invitation.public:
        lines.append(tr("Everybody can join this room."))
    return lines


class InvitationView(QScrollArea):
    """Signals carry the room. ``more`` (ignore or report) carries what was chosen as well."""

    accept = Signal(str)
    decline = Signal(str)
    ignore = Signal(str)
    report = Signal(str)
    wanted = Signal(str)
    """Somebody looks at the invitation to this room: ``show_details`` may follow."""

    def __init__(self, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._avatars = avatars
        self._room: RoomSummary | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setObjectName("page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(page)
        self._card = QFrame()
        self._picture = Picture()
        self._name = Label(style="headline", wrap=True)
        self._text = Label(wrap=True)
        self._text.setObjectName(names.INVITATION_TEXT)
        self._reason = Label(wrap=True)
        self._facts = Label(wrap=True)
        self._facts.setObjectName(names.INVITATION_FACTS)
        self._hint = Label(style="muted", wrap=True)
        for label in (self._name, self._text, self._reason, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._note = QFrame()
        self._note.setProperty("look", "note")
        note = QVBoxLayout(self._note)
        note.addWidget(self._facts)
        self._note_box = note
        self.accept_button = PushButton(tr("Accept"))
        self.accept_button.setObjectName(names.INVITATION_ACCEPT)
        self.accept_button.setProperty("look", "primary")
        self.decline_button = PushButton(tr("Decline"))
        self.decline_button.setObjectName(names.INVITATION_DECLINE)
        self.ignore_button = PushButton(tr("Decline and ignore …"))
        self.ignore_button.setObjectName(names.INVITATION_IGNORE)
        self.report_button = PushButton(tr("Report …"))
        self.report_button.setObjectName(names.INVITATION_REPORT)
        for button, signal in (
            (self.accept_button, self.accept),
            (self.decline_button, self.decline),
        ):
            button.clicked.connect(lambda _=False, signal=signal: self._answer(signal))
        for button, signal in ((self.ignore_button, self.ignore), (self.report_button, self.report)):
            button.setProperty("look", "link")
            button.clicked.connect(lambda _=False, signal=signal: self._tell(signal))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.decline_button)
        buttons.addSpacing(theme.px(8))
        buttons.addWidget(self.accept_button)
        buttons.addStretch(1)
        links = self._links = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        links.addStretch(1)
        links.addWidget(self.ignore_button, 0, Qt.AlignmentFlag.AlignHCenter)
        links.addSpacing(theme.px(16))
        links.addWidget(self.report_button, 0, Qt.AlignmentFlag.AlignHCenter)
        links.addStretch(1)
        box = QVBoxLayout(self._card)
        box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self._name, self._text, self._reason, self._note, self._hint):
            box.addWidget(widget)
        box.addSpacing(theme.px(12))
        box.addLayout(buttons)
        box.addLayout(links)
        self._box = box
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        theme.changed.connect(self.restyle)
        avatars.changed.connect(self._paint)
        self.restyle()

    def restyle(self) -> None:
        px = self._theme.px
        self._fit()
        self._box.setSpacing(px(12))
        self._note_box.setContentsMargins(px(16), px(12), px(16), px(12))
        self._paint()

    def _fit(self) -> None:
        """Not wider than there is room for."""
        px = self._theme.px
        width = max(px(200), min(px(460), self.viewport().width() - px(32)))
        self._card.setFixedWidth(width)
        direction = QBoxLayout.Direction.LeftToRight if width >= px(380) else QBoxLayout.Direction.TopToBottom
        self._links.setDirection(direction)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _paint(self) -> None:
        if self._room is not None:
            side = self._theme.px(72)
            self._picture.setFixedSize(side, side)
            name = room_name(self._room)
            self._picture.setPixmap(
                self._avatars.pixmap(picture_key(self._room), name, self._room.avatar, side, self.devicePixelRatioF())
            )

    def show_room(self, room: RoomSummary) -> None:
        other = self._room is None or self._room.room_id != room.room_id
        self._room = room
        knocking = room.membership is Membership.KNOCK
        self._name.setText(room_name(room))
        inviter = isolate(one_line(room.inviter, 300) or tr("Somebody"), 300)
        if knocking:
            text = tr("You have asked to join this room. Somebody has to let you in.")
        elif room.direct:
            text = tr("{name} would like to write to you.").format(name=inviter)
        else:
            text = tr("{name} invites you to this room.").format(name=inviter)
        self._text.setText(text)
        hint = tr("Whoever invites you sees whether you accept. Accept only if you know the person.")
        if knocking:
            hint = tr("You get an invitation when you are let in.")
        topic = one_line(room.topic, 300)
        self._hint.setText(f"{topic}\n\n{hint}" if topic else hint)
        self.accept_button.setVisible(not knocking)
        self.decline_button.setText(tr("Take the request back") if knocking else tr("Decline"))
        for widget in (self.ignore_button, self.report_button):
            widget.setVisible(not knocking)
        if other or knocking:
            self._note.hide()
            self._reason.hide()
        self.set_busy(False)
        self._paint()
        if not knocking:
            self.wanted.emit(room.room_id)

    def show_details(self, invitation: Invitation, trust: Trust | None, shared: Sequence[str]) -> None:
        """What else is known. ``trust`` None: not asked for; ``shared``: names of rooms we share with the person."""
        if self._room is None or self._room.room_id != invitation.room_id:
            return
        self._facts.setText("\n".join(facts(invitation, trust, shared)))
        self._note.show()
        reason = one_line(invitation.reason, 500)
        self._reason.setText(tr("Reason given: {reason}").format(reason=isolate(reason, 500)) if reason else "")
        self._reason.setVisible(bool(reason))

    def set_busy(self, busy: bool) -> None:
        for button in (self.accept_button, self.decline_button, self.ignore_button, self.report_button):
            button.setEnabled(not busy)

    def _answer(self, signal: object) -> None:
        if self._room is not None:
            self.set_busy(True)
            self._tell(signal)

    def _tell(self, signal: object) -> None:
        if self._room is not None:
            signal.emit(self._room.room_id)  # type: ignore[attr-defined]
