# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be done with a room from its row in the list, whether it is open or not."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.types import Membership, RoomSummary
from ui.commands import Command, Group
from ui.i18n import tr
from ui.models.rooms import is_unread

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class RoomMenu:
    """Belongs to the window. ``more``: other features put their entries between the marks and leaving."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.more: list[Callable[[QMenu, RoomSummary], None]] = []
        self._register()

    def popup(self, room_id: str, at: QPoint) -> None:
        menu = QMenu(self._window)
        room = self._window.rooms.find(room_id)
        if room is not None and self._window.account is not None:
            self.fill(menu, room)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            self._window.menus.popup(menu, at)

    def fill(self, menu: QMenu, room: RoomSummary) -> None:
        window = self._window
        if room.membership is Membership.KNOCK:
            self._entry(menu, "open", "eye", tr("Look at the request"), lambda: window.open_room(room.room_id))
            text, decline = tr("Take the request back"), window.actions_of_rooms.decline
            self._entry(menu, "decline", "close", text, lambda: decline(room.room_id))
            return
        if room.membership is not Membership.JOIN:
            self._entry(menu, "open", "eye", tr("Look at the invitation"), lambda: window.open_room(room.room_id))
            self._entry(menu, "accept", "check", tr("Accept"), lambda: window.actions_of_rooms.accept(room.room_id))
            self._entry(menu, "decline", "close", tr("Decline"), lambda: window.actions_of_rooms.decline(room.room_id))
            return
        self._entry(menu, "open", "chat", tr("Open"), lambda: window.open_room(room.room_id))
        if window.rooms.find(room.predecessor) is not None:
            older = tr("Older messages in the room before")
            self._entry(menu, "older", "clock", older, lambda: window.open_room(room.predecessor))
        self._marks(menu, room)
        for fill in self.more:
            fill(menu, room)
        menu.addSeparator()
        text = tr("Leave conversation …") if room.direct else tr("Leave room …")
        self._entry(menu, "leave", "leave", text, lambda: window.actions_of_rooms.leave(room.room_id))

    def _marks(self, menu: QMenu, room: RoomSummary) -> None:
        if is_unread(room):
            self._entry(menu, "read", "mark-read", tr("Mark as read"), lambda: self.mark_read(room.room_id))
        else:
            self._entry(menu, "unread", "unread", tr("Mark as unread"), lambda: self.mark_unread(room.room_id))
        menu.addSeparator()
        favourite = self._entry(menu, "favourite", "star", tr("Favourite"), lambda: self.favourite(room))
        low = self._entry(menu, "low", "low", tr("Low priority"), lambda: self.low_priority(room))
        for action, on in ((favourite, room.favourite), (low, room.low_priority)):
            action.setCheckable(True)
            action.setChecked(on)

    def _entry(self, menu: QMenu, name: str, icon: str, text: str, run: Callable[[], object]) -> QAction:
        window = self._window
        px = window.theme.px(18)
        shown = window.icons.icon(icon, window.theme.scheme.text, px, window.devicePixelRatioF())
        action = menu.addAction(shown, text)
        action.setObjectName(f"row.{name}")
        action.triggered.connect(lambda _=False: run())
        return action

    # -- what the entries do

    def _do(self, work: Callable[[AccountView], Coroutine[Any, Any, None]], name: str) -> None:
        account = self._window.account
        if account is not None:
            self._window.tasks.spawn(work(account), name)

    def mark_read(self, room_id: str) -> None:
        self._do(lambda account: account.read_room(room_id), "mark as read")

    def mark_unread(self, room_id: str) -> None:
        self._do(lambda account: account.marks.set_unread(room_id, True), "mark as unread")

    def favourite(self, room: RoomSummary) -> None:
        self._do(lambda account: account.marks.set_favourite(room.room_id, not room.favourite), "favourite")

    def low_priority(self, room: RoomSummary) -> None:
        self._do(lambda account: account.marks.set_low_priority(room.room_id, not room.low_priority), "low priority")

    # -- the same for the open room, and for all

    def _register(self) -> None:
        window = self._window

        def joined() -> RoomSummary | None:
            """As the list has it: newer than what the conversation was opened with."""
            room = window.chat.room()
            found = window.rooms.find(room.room_id) if room is not None and window.in_main() else None
            return found if found is not None and found.membership is Membership.JOIN else None

        def act(run: Callable[[RoomSummary], object]) -> Callable[[], None]:
            def on_open_room() -> None:
                room = joined()
                if room is not None:
                    run(room)

            return on_open_room

        def checked(name: str) -> Callable[[], bool]:
            return lambda: bool(getattr(joined(), name, False))

        for command in (
            Command(
                "room.favourite",
                tr("Favourite"),
                act(self.favourite),
                "star",
                where="room",
                available=lambda: joined() is not None,
                checked=checked("favourite"),
            ),
            Command(
                "room.low",
                tr("Low priority"),
                act(self.low_priority),
                "low",
                where="room",
                available=lambda: joined() is not None,
                checked=checked("low_priority"),
            ),
            Command(
                "room.mark-unread",
                tr("Mark as unread"),
                act(lambda room: self.mark_unread(room.room_id)),
                "unread",
                where="room",
                available=lambda: joined() is not None,
            ),
            Command(
                "room.older",
                tr("Older messages in the room before"),
                act(lambda room: window.open_room(room.predecessor)),
                "clock",
                where="room",
                available=lambda: (room := joined()) is not None and window.rooms.find(room.predecessor) is not None,
            ),
            Command(
                "rooms.read-all",
                tr("Mark all rooms as read"),
                self.read_all,
                "mark-read",
                where="app",
                group=Group.OPEN,
                available=lambda: window.in_main() and any(map(is_unread, window.rooms.all())),
            ),
            Command(
                "rooms.unread-only",
                tr("Unread only"),
                window.sidebar.unread.toggle,
                "unread",
                "Ctrl+Shift+U",
                available=window.in_main,
            ),
            Command(
                "room.next-unread",
                tr("Next unread room"),
                lambda: self._step_unread(1),
                shortcut="Alt+Shift+Down",
                available=window.in_main,
                listed=False,
            ),
            Command(
                "room.previous-unread",
                tr("Previous unread room"),
                lambda: self._step_unread(-1),
                shortcut="Alt+Shift+Up",
                available=window.in_main,
                listed=False,
            ),
        ):
            window.commands.add(command)

    def read_all(self) -> None:
        """Everything but invitations."""

        async def work(account: AccountView) -> None:
            for room in list(self._window.rooms.all()):
                if room.membership is Membership.JOIN and is_unread(room):
                    await account.read_room(room.room_id)

        self._do(work, "read all")

    def _step_unread(self, step: int) -> None:
        window = self._window
        shown = window.sidebar.sections.shown()
        room = window.chat.room()
        at = shown.index(room.room_id) if room is not None and room.room_id in shown else -1
        order = shown[at + 1 :] + shown[: at + 1] if step > 0 else shown[: max(at, 0)][::-1] + shown[max(at, 0) :][::-1]
        for room_id in order:
            found = window.rooms.find(room_id)
            if found is not None and is_unread(found) and (room is None or room_id != room.room_id):
                window.open_room(room_id)
                return
        window.toast.say(tr("No other room has unread messages."))
