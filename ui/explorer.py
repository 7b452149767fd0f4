# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding rooms: fills the dialog from directory and spaces, and does what it asks for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from app.errors import ErrorCode, UserError
from app.found import FoundRoom, FoundRooms
from app.types import Membership
from ui.dialogs.explore import ExploreDialog
from ui.i18n import tr
from ui.models.found import found_name
from ui.sentences import error_sentence
from ui.tasks import Tasks

if TYPE_CHECKING:
    import asyncio

    from app.interface import AccountView
    from ui.window import MainWindow

_ADDRESS = re.compile(r"[#!][^\s:]{1,230}(:[^\s:/]+(:\d{1,5})?)?")
_LINK = re.compile(r"https://matrix\.to/#/([^?\s]{1,400})(?:\?(\S{0,400}))?")


def address_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """(room id or alias, servers) if the text is one, or a link to one."""
    text, via = text.strip(), ()
    link = _LINK.fullmatch(text)
    if link is not None:
        text = unquote(link[1])
        via = tuple(parse_qs(link[2] or "").get("via", ())[:5])
    if not _ADDRESS.fullmatch(text) or (text.startswith("#") and ":" not in text):
        return None
    return text, via


class Explorer:
    """One opened dialog. ``path``: the spaces one looked into on the way, the last one is shown."""

    def __init__(self, window: MainWindow, account: AccountView) -> None:
        self._window = window
        self._account = account
        self._path: list[FoundRoom] = []
        self._from_directory = False
        self._query = ("", "")
        self._following: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._looked_at: set[str] = set()
        self._preview: asyncio.Task[None] | None = None
        self.dialog = ExploreDialog(
            window, window.theme, window.icons, window.avatars, tuple(account.directory.servers)
        )
        dialog = self.dialog
        dialog.wanted.connect(self._search)
        dialog.more.connect(self._load)
        dialog.act.connect(self._act)
        dialog.inside.connect(self.look_into)
        dialog.back.connect(self._back)
        dialog.taken_out.connect(self._take_out)
        dialog.chosen.connect(self._look_at)
        dialog.finished.connect(lambda _result: self._end())

    def open_directory(self) -> None:
        self._from_directory = True
        self.dialog.open()
        self.dialog.search.setFocus()
        self._search("", "")

    def open_address(self, address: str) -> None:
        """Look at one room, by its id, alias or link."""
        self._from_directory = True
        self.dialog.search.blockSignals(True)
        self.dialog.search.setText(address)
        self.dialog.search.blockSignals(False)
        self.dialog.open()
        self._search(address, "")

    def open_space(self, space: FoundRoom) -> None:
        self.dialog.open()
        self.look_into(space)

    def _end(self) -> None:
        for task in (self._task, self._preview):
            if task is not None:
                task.cancel()

    def _spawn(self, work: Callable[[], Awaitable[None]], name: str) -> asyncio.Task[None] | None:
        """Errors stand in the dialog."""

        async def attempt() -> None:
            try:
                await work()
            except UserError as error:
                self.dialog.stop(error_sentence(error))
            finally:
                self.dialog.set_busy(False)

        tasks: Tasks = self._window.tasks
        return tasks.spawn(attempt(), name)

    # -- pages

    def _search(self, text: str, server: str) -> None:
        self._query, self._following = (text, server), None
        self.dialog.clear()
        self._load()

    def look_into(self, space: FoundRoom) -> None:
        self._path.append(space)
        self._show_space()

    def _show_space(self) -> None:
        space = self._path[-1]
        self._following = None
        self.dialog.show_space(found_name(space), back=len(self._path) > 1 or self._from_directory, may_edit=False)
        self._load()

    def _back(self) -> None:
        self._path.pop()
        if self._path:
            self._show_space()
        else:
            self.dialog.show_directory()
            self.dialog.search.setFocus()
            self._search(*self._query)

    def _load(self) -> None:
        """The next page of what is shown."""
        if self._task is not None:
            self._task.cancel()
        self.dialog.loading()
        self._task = self._spawn(self._page, "rooms to find")

    async def _page(self) -> None:
        if self._path:
            await self._space_page()
            return
        text, server = self._query
        address = address_in(text)
        if address is not None:
            try:
                found = await self._account.directory.preview(*address)
            except UserError as error:
                if error.code not in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.REFUSED):
                    raise
                self.dialog.add((), last=True, nothing=tr("There is no such room, or it is not open to you."))
            else:
                self.dialog.add((replace(found, via=found.via or address[1]),), last=True, nothing="")
            return
        page = await self._account.directory.public_rooms(text, server=server, following=self._following)
        nothing = tr("No public room fits.") if text else tr("There are no public rooms on this server.")
        self._show(page, nothing)

    async def _space_page(self) -> None:
        space = self._path[-1]
        if self._following is None and space.membership is Membership.JOIN:
            may_edit = await self._account.spaces.may_edit(space.room_id)
            name = found_name(space)
            back = len(self._path) > 1 or self._from_directory
            self.dialog.show_space(name, back=back, may_edit=may_edit)
            self.dialog.loading()
        own, page = await self._account.spaces.hierarchy(space.room_id, self._following)
        if own is not None and own.name:
            self.dialog.set_title_of_space(own.name)
        self._show(page, tr("This space shows no rooms to you."))

    def _show(self, page: FoundRooms, nothing: str) -> None:
        self._following = page.following
        self.dialog.add(page.rooms, last=page.following is None, nothing=nothing)
        if not page.rooms and page.following is not None:
            self._task = None
            self._load()  # a page may be empty

    # -- one room

    def _look_at(self, room: FoundRoom) -> None:
        """Whether it is encrypted and how one gets in is not in every listing: ask once for each room."""
        if room.room_id in self._looked_at or room.membership is not None or room.encrypted is not None:
            return
        self._looked_at.add(room.room_id)

        async def work() -> None:
            try:
                self.dialog.refresh(await self._account.directory.preview(room.room_id, room.via))
            except UserError:
                return  # what the listing says is all there is

        self._preview = self._window.tasks.spawn(work(), "room preview")

    def _act(self, room: FoundRoom) -> None:
        window, account, dialog = self._window, self._account, self.dialog
        action = dialog.action(room)
        if action == "open":
            dialog.accept()
            if room.is_space and room.membership is Membership.JOIN:
                window.sidebar.spaces.choose(room.room_id)
            else:
                window.open_room(room.room_id)
            return

        async def work() -> None:
            if action == "join":
                try:
                    room_id = await account.join(room.room_id, room.via)
                except UserError as error:
                    if error.code is ErrorCode.FORBIDDEN and room.may_knock:
                        dialog.refresh(replace(room, join_rule="knock"))
                    raise
                if room.is_space:
                    dialog.refresh(replace(room, membership=Membership.JOIN))
                    window.toast.say(tr("You are in the space now."))
                else:
                    dialog.accept()
                    window.open_when_there(room_id)
            elif action == "knock":
                await account.directory.knock(room.room_id, dialog.reason.text(), room.via)
                dialog.reason.clear()
                dialog.refresh(replace(room, membership=Membership.KNOCK))
                window.toast.say(tr("Your request was sent. You are told when somebody lets you in."))
            elif action == "withdraw":
                await account.leave(room.room_id)
                dialog.refresh(replace(room, membership=Membership.LEAVE))

        dialog.set_busy(True)
        self._spawn(work, f"{action} room")

    def _take_out(self, room: FoundRoom) -> None:
        space = self._path[-1] if self._path else None
        if space is None:
            return

        async def work() -> None:
            await self._account.spaces.remove(space.room_id, room.room_id)
            self.dialog.model.remove(room.room_id)

        self._spawn(work, "take out of space")
