# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links to rooms, messages and people are opened here, and copied for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.text.permalinks import MatrixLink, link_to
from app.types import Membership
from ui.commands import Command, Group
from ui.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from app.interface import AccountView
    from ui.window import MainWindow


class MatrixLinks:
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._waiting = ""
        window.commands.add(
            Command(
                "room.copy-link",
                tr("Copy link to this room"),
                self.copy_room,
                "link",
                where="room",
                group=Group.PEOPLE,
                available=self._in_room,
            )
        )

    def _in_room(self) -> bool:
        room = self._window.chat.room()
        return self._window.account is not None and room is not None and room.membership is Membership.JOIN

    # -- opening

    def open(self, address: str) -> bool:
        """Open an address if it leads to a room, a message or a person; False: it does not."""
        account = self._window.account
        link = account.links.understand(address) if account is not None else None
        if account is None or link is None:
            return False
        self._window.tasks.spawn(self._follow(account, link), "open a link")
        return True

    def open_later(self, address: str) -> None:
        """Open an address that came from outside, as soon as somebody is signed in."""
        if self._window.account is None or self._window.locking.locked:
            self._waiting = address
        else:
            self.open(address)

    def ready(self) -> None:
        """Somebody is signed in."""
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self.open(waiting)

    async def _follow(self, account: AccountView, link: MatrixLink) -> None:
        window = self._window
        if link.user:
            window.security.open_person(link.target)
            return
        room_id = await account.links.room_of(link)
        if room_id is None and link.target.startswith("#"):
            found = await account.directory.preview(link.target, link.via)
            if window.rooms.find(found.room_id) is not None:
                room_id = found.room_id
        if account is not window.account:
            return
        if room_id is None or window.rooms.find(room_id) is None:
            self._look(account, link)
        elif link.event:
            window.go_to(room_id, link.event)
        else:
            window.open_room(room_id)

    def _look(self, account: AccountView, link: MatrixLink) -> None:
        """A room that is not ours: what may be known of it, and how one gets in."""
        from ui.explorer import Explorer

        Explorer(self._window, account).open_address(link_to(link.target, "", link.via))

    # -- copying

    def copy_room(self) -> None:
        account, room = self._window.account, self._window.chat.room()
        if account is not None and room is not None:
            self._copy(account.links.to_room(room.room_id))

    def copy_message(self, event_id: str) -> None:
        """A link to a message of the open room."""
        account, room = self._window.account, self._window.chat.room()
        if account is not None and room is not None:
            self._copy(account.links.to_message(room.room_id, event_id))

    def _copy(self, made: Coroutine[Any, Any, str]) -> None:
        async def work() -> None:
            self._put(await made)

        self._window.tasks.spawn(work(), "copy a link")

    def _put(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self._window.toast.say(tr("Link copied."))
