# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search and quick switcher of the window: their commands, and where what was found leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.types import Membership
from ui import names
from ui.commands import Command, Group
from ui.i18n import tr

if TYPE_CHECKING:
    from ui.search.panel import SearchPanel
    from ui.window import MainWindow

PAGE = "search"


class SearchController:
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._register()
        window.chat.header.add_tool(names.HEADER_SEARCH, "search", tr("Search in this room"), self.search_room)
        window.chat.room_changed.connect(self._room_changed)

    def _register(self) -> None:
        window = self._window

        def here() -> bool:
            return window.account is not None and window.in_main()

        def in_room() -> bool:
            room = window.chat.room()
            return here() and room is not None and room.membership is Membership.JOIN

        for command in (
            Command(
                "room.search",
                tr("Search in this room"),
                self.search_room,
                "search",
                "Ctrl+F",
                where="room",
                group=Group.NEW,
                available=in_room,
            ),
            Command(
                "search",
                tr("Search in all rooms"),
                self.search_all,
                "search",
                "Ctrl+Shift+F",
                where="app",
                group=Group.NEW,
                available=here,
            ),
            Command(
                "switch",
                tr("Jump to a room, a person or a command"),
                self.switch,
                "",
                "Ctrl+K",
                where="app",
                group=Group.NEW,
                available=here,
                listed=False,
            ),
            Command(
                "room.unread",
                tr("Go to the first new message"),
                lambda: window.chat.conversation.jump_to_unread(),
                shortcut="Ctrl+J",
                available=in_room,
            ),
        ):
            window.commands.add(command)

    def search_room(self) -> None:
        """Search in the open room."""
        room = self._window.chat.room()
        self._open(room.room_id if room is not None else "", everywhere=room is None)

    def search_all(self) -> None:
        room = self._window.chat.room()
        self._open(room.room_id if room is not None else "", everywhere=True)

    def _open(self, room_id: str, *, everywhere: bool) -> None:
        window = self._window
        if window.account is None:
            return
        from ui.search.panel import SearchPanel

        page = self._page()
        if page is not None:
            page.set_where(room_id, everywhere=everywhere)
            page.field.setFocus()
            page.field.selectAll()
            return
        panel = SearchPanel(window, window.account, room_id, everywhere=everywhere)
        panel.chosen.connect(self._go)
        window.panel.show_page(PAGE, tr("Search"), panel)
        panel.field.setFocus()

    def _page(self) -> SearchPanel | None:
        return cast("SearchPanel", self._window.panel.page()) if self._window.panel.page_name() == PAGE else None

    def _go(self, room_id: str, event_id: str) -> None:
        window = self._window
        window.go_to(room_id, event_id)
        if not window.chat.isVisible():  # the panel covers what was found
            window.panel.close_page()

    def _room_changed(self, room_id: str) -> None:
        """A search in all rooms stays open when one of its messages is shown."""
        page = self._page()
        if page is not None:
            if page.everywhere:
                if room_id:
                    page.room_left(room_id)
            else:
                self._window.panel.close_page()

    def switch(self) -> None:
        """Open the quick switcher."""
        if self._window.account is not None:
            from ui.search.switcher import Switcher

            Switcher(self._window, self._window.account).open()
