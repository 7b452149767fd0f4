# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The right side: the open room with its header and conversation, or the invitation, or nothing yet."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.drafts import Intent
from app.errors import UserError
from app.interface import AccountView, Timeline
from app.types import Membership, RoomSummary
from ui import names
from ui.avatars import Avatars
from ui.banner import ConnectionBanner
from ui.channels import RoomChannel
from ui.conversation import Conversation
from ui.empty import EmptyPane
from ui.header import RoomHeader
from ui.i18n import tr
from ui.icons import Icons
from ui.invitation import InvitationView
from ui.sentences import room_name
from ui.tasks import Tasks
from ui.text import one_line
from ui.theme import Theme
from ui.timeline.reader import Reader


class ChatPane(QWidget):
    """Signals about messages carry (key, action)."""

    room_changed = Signal(str)  # the id of the room that is open now; empty: none, or one we are not in
    message_action = Signal(str, str)
    message_menu = Signal(str, str, QPoint)
    link = Signal(str)

    def __init__(
        self, theme: Theme, icons: Icons, avatars: Avatars, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tasks = tasks
        self._account: AccountView | None = None
        self._room: RoomSummary | None = None
        self._warnings: dict[str, str] = {}  # by who warns

        self.banner = ConnectionBanner(theme, icons)
        self.header = RoomHeader(theme, icons, avatars)
        self.conversation = Conversation(theme, icons, avatars, tasks)
        self.model = self.conversation.model
        self.view = self.conversation.view
        self.pictures = self.conversation.pictures
        self.composer = self.conversation.composer
        self.invitation = InvitationView(theme, icons, avatars)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        room = QWidget()
        box = QVBoxLayout(room)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(rule)
        box.addWidget(self.conversation, 1)
        self.empty = EmptyPane(theme, icons)
        self._pages = QStackedWidget()
        for page in (self.empty, room, self.invitation):
            self._pages.addWidget(page)
        self._room_page = room
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.back = QToolButton()
        self.back.setObjectName(names.ROOM_BACK)
        self.back.setText(tr("Rooms"))
        self.back.setAccessibleName(tr("Back to the rooms"))
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.back.hide()

        def paint_back() -> None:
            side = theme.px(18)
            self.back.setIcon(icons.icon("back", theme.scheme.text, side, self.devicePixelRatioF()))
            self.back.setIconSize(Icons.size(side))

        theme.changed.connect(paint_back)
        paint_back()
        outer.addWidget(self.back)
        outer.addWidget(self.banner)
        self._over_everything = QVBoxLayout()
        outer.addLayout(self._over_everything)
        outer.addWidget(self._pages, 1)

        self.conversation.message_action.connect(self.message_action)
        self.conversation.message_menu.connect(self.message_menu)
        self.conversation.link.connect(self.link)
        self.conversation.opened.connect(self._opened)
        self.show_nothing()

    # -- which room

    def set_account(self, account: AccountView | None) -> None:
        self.close_room()
        self._account = account

    def room(self) -> RoomSummary | None:
        return self._room

    def timeline(self) -> Timeline | None:
        return self.conversation.timeline()

    def show_nothing(self) -> None:
        self._pages.setCurrentWidget(self.empty)

    def open_room(self, room: RoomSummary) -> None:
        """Show a room; the one shown before is left in order (draft saved, timeline closed)."""
        if self._room is not None and self._room.room_id == room.room_id and self._room.membership is room.membership:
            self.update_room(room)
            return
        self.close_room()
        self._room = room
        if room.membership in (Membership.INVITE, Membership.KNOCK):
            self.invitation.show_room(room)
            self._pages.setCurrentWidget(self.invitation)
            return
        self._pages.setCurrentWidget(self._room_page)
        self.header.set_members(None)
        self._describe(room)
        if self._account is not None:
            self.conversation.follow(RoomChannel(self._account, room.room_id))
        self.room_changed.emit(room.room_id)

    def _opened(self) -> None:
        if self._room is not None:
            self._tasks.spawn(self._count_members(self._room.room_id), "members")

    async def _count_members(self, room_id: str) -> None:
        if self._account is None:
            return
        try:
            members = await self._account.members(room_id)
        except UserError:
            return  # the number is a nicety; it comes with the next opening
        if self._room is not None and self._room.room_id == room_id:
            self.header.set_members(sum(1 for member in members if member.membership is Membership.JOIN))

    def close_room(self) -> None:
        self.conversation.leave()
        self._room = None
        self.show_nothing()
        self.room_changed.emit("")

    def update_room(self, room: RoomSummary | None) -> None:
        """News of the open room; None: it is no longer ours."""
        if self._room is None:
            return
        if room is None:
            self.close_room()
        elif room.membership is not self._room.membership:
            self.open_room(room)
        elif room is not self._room:
            self._room = room
            if room.membership in (Membership.INVITE, Membership.KNOCK):
                self.invitation.show_room(room)
            else:
                self._describe(room)

    def _describe(self, room: RoomSummary) -> None:
        name = room_name(room)
        self.header.show_room(room)
        self.composer.set_room(name, encrypted=room.encrypted)
        self._block()
        self.view.setAccessibleName(tr("Messages in {name}").format(name=name))

    def blocked(self) -> str:
        """Why one must not write into the open room now; empty: one may."""
        joined = self._room is not None and self._room.membership is Membership.JOIN
        warning = next((reason for reason in self._warnings.values() if reason), "")
        return warning if joined else tr("You are not a member of this room.")

    def _block(self) -> None:
        if self._room is not None:
            self.composer.set_blocked(self.blocked())

    def set_warning(self, reason: str, source: str = "identity") -> None:
        """Why one must not write into the open room now, as far as ``source`` knows; empty: one may."""
        if reason != self._warnings.get(source, ""):
            self._warnings[source] = reason
            self._block()

    def add_rows(self, over_everything: QWidget, over_messages: QWidget | None = None) -> None:
        """Places for offers and warnings that are not the room's own."""
        self._over_everything.addWidget(over_everything)
        if over_messages is not None:
            self.conversation.over_messages.addWidget(over_messages)

    # -- the conversation

    @property
    def reader(self) -> Reader | None:
        return self.conversation.reader

    def window_activated(self) -> None:
        self.conversation.mark_read()

    def jump_to_newest(self) -> None:
        self.conversation.jump_to_newest()

    def open_reader(self, key: str) -> None:
        self.conversation.open_reader(key)

    def set_intent(self, intent: Intent | None) -> None:
        self.conversation.set_intent(intent)

    def title(self) -> str:
        return one_line(room_name(self._room), 80) if self._room is not None else ""
