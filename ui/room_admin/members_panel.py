# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The members of the open room, in the panel at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.interface import AccountView
from app.types import Member
from ui import names
from ui.buttons import PushButton
from ui.i18n import plural, tr
from ui.room_admin.member_menu import fill
from ui.room_admin.members_model import MembersModel
from ui.room_admin.members_view import MembersView
from ui.sidebar import FilterField
from ui.text import Label
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from ui.window import MainWindow

PAGE = "members"
_PAUSE = 250  # milliseconds between two readings while people come and go


class MembersPanel(QWidget):
    """Belongs to the panel: it is deleted when another page takes its place."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__()
        self._window = window
        self._account = account
        self.room_id = room_id
        theme, px = window.theme, window.theme.px
        self.model = MembersModel(account.user_id.partition(":")[2], self)
        self.search = FilterField(theme, window.icons)
        self.search.setObjectName(names.MEMBERS_SEARCH)
        self.search.setProperty("look", "search")
        self.search.setPlaceholderText(tr("Search members"))
        self.search.setAccessibleName(tr("Search members"))
        self.search.setClearButtonEnabled(True)
        self.search.restyle()
        self.view = MembersView(self.model, theme, window.avatars)
        self.view.setObjectName(names.MEMBERS_LIST)
        self.note = Label(style="muted", wrap=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setObjectName(names.MEMBERS_NOTE)
        self.invite = PushButton(tr("Invite …"))
        self.invite.setObjectName(names.MEMBERS_INVITE)
        self.invite.clicked.connect(lambda _=False: window.actions_of_rooms.invite(room_id))
        top = QHBoxLayout()
        top.setContentsMargins(px(16), 0, px(16), px(8))
        top.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(12))
        foot.addWidget(self.invite, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.note)
        box.addWidget(self.view, 1)
        box.addLayout(foot)
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(self._searched)
        self.search.down.connect(self._into_list)
        self.search.returnPressed.connect(self._into_list)
        self.view.left_upwards.connect(lambda: self.search.setFocus(Qt.FocusReason.BacktabFocusReason))
        self.view.menu.connect(self._menu)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(lambda: self._read(refresh=True))
        stops: list[Callable[[], None]] = [
            account.room_admin.people_changed.connect(self._people_changed),
            account.room_admin.settings_changed.connect(self._settings_changed),
            account.ignored.news.connect(lambda _users: self._timer.start()),
            lambda: account.room_admin.unfollow(room_id),
        ]
        window.tasks.spawn(account.room_admin.follow(room_id), "settings of the members' room")
        self.destroyed.connect(lambda: [stop() for stop in stops])
        self._say()
        self._settings_changed(room_id)
        # What the store knows at once, then everybody.
        self._read(refresh=False)
        self._timer.start(0)

    # -- content

    def _read(self, *, refresh: bool) -> None:
        self._window.tasks.spawn(self._load(refresh=refresh), "members")

    async def _load(self, *, refresh: bool) -> None:
        panel = self._window.panel
        people = await self._account.room_admin.people(self.room_id, refresh=refresh)
        if panel.page() is not self:
            return
        self.model.set_people(people, self._account.ignored.users)
        self._say()
        count, room = self.model.joined(), self._window.chat.room()
        if room is None or room.room_id != self.room_id:
            return  # of a space: its name stands above
        panel.set_title(plural(count, tr("1 member"), tr("{n} members")))
        if refresh:
            self._window.chat.header.set_members(count)

    def _say(self) -> None:
        empty = self.model.shown() == 0
        searching = bool(self.search.text().strip())
        self.note.setText(tr("Nobody of this name is in the room.") if searching else tr("Loading members …"))
        self.note.setVisible(empty)

    def _people_changed(self, room_id: str) -> None:
        if room_id == self.room_id and not self._timer.isActive():
            self._timer.start(_PAUSE)

    def _settings_changed(self, room_id: str) -> None:
        if room_id == self.room_id:
            settings = self._account.room_admin.known(room_id)
            self.invite.setVisible(settings is None or settings.may("invite"))

    # -- searching

    def _searched(self, text: str) -> None:
        self.model.set_filter(text)
        self._say()
        if text.strip():
            count = self.model.shown()
            announce(self.view, plural(count, tr("One person found"), tr("{n} people found")))

    def _into_list(self) -> None:
        for row in range(self.model.rowCount()):
            if self.model.flags(self.model.index(row)) & Qt.ItemFlag.ItemIsSelectable:
                self.view.select(row)
                self.view.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # -- what can be done

    def menu_for(self, member: Member) -> QMenu:
        """The menu of a person."""
        return fill(self._window, self._account, self.room_id, member)

    def _menu(self, member: Member, at: QPoint) -> None:
        self._window.menus.popup(self.menu_for(member), at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.search.setFocus(event.reason())
