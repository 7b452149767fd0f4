# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spaces in the window: the tree at the left follows the account; menus and dialogs of spaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS, ALLOW_ROOM_CREATION
from app.types import Membership, RoomSummary
from ui.commands import Command, Group
from ui.i18n import plural, tr
from ui.sentences import room_name
from ui.text import isolate

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class SpaceActions:
    """Belongs to the window. ``more``: other features put their entries into the menu of a space."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._disconnect: Callable[[], None] | None = None
        self.more: list[Callable[[QMenu, RoomSummary], None]] = []
        window.sidebar.spaces.menu.connect(self.popup)
        self._register()

    def follow(self, account: AccountView | None) -> None:
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        bar = self._window.sidebar.spaces
        if account is None:
            bar.choose("")
            return
        spaces = account.spaces
        bar.want(spaces.looked_at)
        stop = spaces.tree_changed.connect(bar.set_tree)
        bar.set_tree(spaces.tree)
        bar.chosen.connect(spaces.look_at)

        def disconnect() -> None:
            stop()
            bar.chosen.disconnect(spaces.look_at)

        self._disconnect = disconnect

    # -- menus

    def _register(self) -> None:
        window = self._window

        def here() -> bool:
            return window.account is not None and window.in_main()

        for command in (
            Command(
                "rooms.find",
                tr("Find rooms …"),
                self.find_rooms,
                "compass",
                "Ctrl+Shift+O",
                where="app",
                group=Group.NEW,
                available=lambda: here() and window.prefs.value(ALLOW_PUBLIC_ROOMS),
            ),
            Command(
                "space.new",
                tr("New space …"),
                self.create,
                "space",
                where="app",
                group=Group.NEW,
                available=lambda: here() and window.prefs.value(ALLOW_ROOM_CREATION),
            ),
            Command(
                "space.choose",
                tr("Choose a space"),
                window.sidebar.spaces.unfold,
                "space",
                "Ctrl+Shift+S",
                available=lambda: here() and window.sidebar.spaces.model.spaces() > 0,
            ),
        ):
            window.commands.add(command)

    def popup(self, space_id: str, at: QPoint) -> None:
        room = self._window.rooms.find(space_id)
        if room is None or self._window.account is None:
            return
        menu = QMenu(self._window)
        self._entry(menu, "look", "compass", tr("Look at all its rooms …"), lambda: self.look(room))
        may_create = self._window.prefs.value(ALLOW_ROOM_CREATION)
        if may_create:
            self._entry(menu, "room", "plus", tr("New room in it …"), lambda: self.new_room(room))
        self._entry(menu, "add", "plus", tr("Add rooms …"), lambda: self.add_rooms(room))
        if may_create:
            self._entry(menu, "new", "space", tr("New space in it …"), lambda: self.create(room))
        menu.addSeparator()
        invite = self._window.actions_of_rooms.invite
        self._entry(menu, "invite", "person-add", tr("Invite …"), lambda: invite(room.room_id))
        self._entry(menu, "members", "people", tr("Members"), lambda: self.members(room))
        self._entry(menu, "settings", "settings", tr("Space settings …"), lambda: self.settings(room))
        for fill in self.more:
            fill(menu, room)
        menu.addSeparator()
        self._entry(menu, "leave", "leave", tr("Leave space …"), lambda: self.leave(room))
        self._window.menus.popup(menu, at)

    def _entry(self, menu: QMenu, name: str, icon: str, text: str, run: Callable[[], object]) -> QAction:
        window = self._window
        px = window.theme.px(18)
        action = menu.addAction(window.icons.icon(icon, window.theme.scheme.text, px, window.devicePixelRatioF()), text)
        action.setObjectName(f"space.{name}")
        action.triggered.connect(lambda _=False: run())
        return action

    # -- what they do

    def enter(self, space: RoomSummary) -> None:
        """A space is no conversation: its rooms are shown at the left."""
        self._window.sidebar.spaces.want(space.room_id)

    def new_room(self, space: RoomSummary) -> None:
        self._window.actions_of_rooms.create(into=space.room_id)

    def members(self, space: RoomSummary) -> None:
        from ui.room_admin.members_panel import PAGE, MembersPanel

        window, account = self._window, self._window.account
        if account is not None:
            title = tr("Members of {name}").format(name=isolate(room_name(space), 80))
            window.panel.show_page(PAGE, title, MembersPanel(window, account, space.room_id))

    def settings(self, space: RoomSummary) -> None:
        window, account = self._window, self._window.account
        if account is None:
            return

        async def show() -> None:
            from ui.room_admin.settings_dialog import make

            await account.room_admin.follow(space.room_id)
            settings = account.room_admin.known(space.room_id)
            if settings is None:
                account.room_admin.unfollow(space.room_id)
                return
            dialog = make(window, account, settings)
            dialog.finished.connect(lambda _result: account.room_admin.unfollow(space.room_id))
            dialog.open()

        window.tasks.spawn(show(), "space settings")

    def find_rooms(self) -> None:
        from ui.explorer import Explorer

        if self._window.account is not None:
            Explorer(self._window, self._window.account).open_directory()

    def look(self, room: RoomSummary) -> None:
        from app.found import FoundRoom
        from ui.explorer import Explorer

        if self._window.account is not None:
            space = FoundRoom(room.room_id, room_name(room), is_space=True, membership=Membership.JOIN)
            Explorer(self._window, self._window.account).open_space(space)

    def create(self, parent: RoomSummary | None = None) -> None:
        from ui.dialogs.spaces import CreateSpaceDialog

        window, account = self._window, self._window.account
        if account is None:
            return
        dialog = CreateSpaceDialog(window, window.theme, room_name(parent) if parent is not None else "")
        dialog.public.setVisible(window.prefs.value(ALLOW_PUBLIC_ROOMS))

        def submit() -> None:
            wanted = dialog.wanted()
            if wanted is None:
                return
            name, topic, public = wanted

            async def work() -> None:
                above = parent.room_id if parent is not None else ""
                space = await account.spaces.create(name, topic=topic, public=public, parent=above)
                window.sidebar.spaces.choose(space)

            window.actions_of_rooms.run(dialog, work, "create space")

        dialog.submitted.connect(submit)
        dialog.open()

    def add_rooms(self, space: RoomSummary) -> None:
        from ui.dialogs.spaces import AddRoomsDialog

        window, account = self._window, self._window.account
        if account is None:
            return
        listed = {child.room_id for child in account.spaces.tree.children(space.room_id)}
        above = {each for each in account.spaces.tree.spaces if space.room_id in account.spaces.tree.below(each)}
        rooms = [
            room
            for room in window.rooms.all()
            if room.membership is Membership.JOIN
            and not room.direct
            and room.room_id not in listed
            and room.room_id not in above
        ]
        dialog = AddRoomsDialog(window, window.theme, window.avatars, room_name(space), rooms)

        def submit() -> None:
            chosen = dialog.wanted()
            if chosen is None:
                return

            async def work() -> None:
                for room_id in chosen:
                    await account.spaces.add(space.room_id, room_id)
                window.toast.say(plural(len(chosen), tr("One room was added."), tr("{n} rooms were added.")))

            window.actions_of_rooms.run(dialog, work, "add rooms to space")

        dialog.submitted.connect(submit)
        dialog.open()

    def leave(self, space: RoomSummary) -> None:
        from ui.dialogs.spaces import LeaveSpaceDialog

        window, account = self._window, self._window.account
        if account is None:
            return
        inside = account.spaces.tree.rooms(space.room_id)
        rooms = [room for room in window.rooms.all() if room.room_id in inside and room.membership is Membership.JOIN]
        dialog = LeaveSpaceDialog(window, window.theme, window.avatars, room_name(space), rooms)

        async def work() -> None:
            kept = await account.spaces.leave(space.room_id, dialog.rooms.ticked())
            if kept:
                window.toast.say(
                    plural(len(kept), tr("One room could not be left."), tr("{n} rooms could not be left."))
                )

        dialog.submitted.connect(lambda: window.actions_of_rooms.run(dialog, work, "leave space"))
        dialog.open()
