# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses under which a room is found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import ErrorCode, UserError
from app.interface import AccountView
from app.room_admin.settings import RoomSettings
from ui.i18n import tr
from ui.room_admin.room_page import RoomPage, Said, choose, fill, own_server, saved
from ui.text import ElidedLabel, Label

if TYPE_CHECKING:
    from ui.window import MainWindow

_LOCAL = re.compile(r"[a-z0-9][a-z0-9._=/-]{0,99}")


class AddressesPage(RoomPage):
    """The server's addresses are asked for when the page is shown."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__(window, account, room_id, tr("Addresses"))
        px = window.theme.px
        self._server = own_server(account)
        self._local: list[str] = []
        text = tr("With an address like #name:{server} others find the room.").format(server=self._server)
        self.add(Label(text, style="muted", wrap=True))
        self.main = QComboBox()
        self.main.setObjectName("room-settings.main-address")
        self._main_line = self.add_row(tr("Main address"), self.main)
        self.add_section(tr("Addresses on your server"))
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(px(4))
        holder = QWidget()
        holder.setLayout(self._list)
        self.add(holder)
        self._empty = Label(tr("None yet."), style="muted")
        self.add(self._empty)
        self.new = QLineEdit()
        self.new.setObjectName("room-settings.address")
        self.new.setMaxLength(100)
        self.new.setPlaceholderText(tr("for example: personalrat"))
        self._new_line = self.add_row(tr("New address"), self.new)
        self.add_button = QPushButton(tr("Add"))
        self.add_button.setObjectName("room-settings.address.add")
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.add(foot)
        self.others = Label(style="small", wrap=True)
        self.add(self.others)
        self.new.returnPressed.connect(self._add)
        self.add_button.clicked.connect(lambda _=False: self._add())
        self.main.currentIndexChanged.connect(lambda _index: self._main_chosen())
        self.start()
        self.window_.tasks.spawn(self._ask(), "addresses")

    async def _ask(self) -> None:
        try:
            self._local = list(await self.account.room_admin.local_aliases(self.room_id))
        except UserError:
            self.tell(tr("The addresses cannot be asked for now."))
        self.show_settings(self.settings)

    def show_settings(self, settings: RoomSettings) -> None:
        known = [*self._local, *([settings.alias] if settings.alias else [])]
        entries: list[tuple[str, object]] = [(tr("None"), "")]
        entries += [(alias, alias) for alias in dict.fromkeys(known)]
        fill(self.main, entries)
        choose(self.main, settings.alias or "")
        self.permit(self.main, self._main_line, "m.room.canonical_alias")
        foreign = [alias for alias in settings.alternatives if alias not in self._local]
        self.others.setText(tr("Other addresses: {list}").format(list=", ".join(foreign)) if foreign else "")
        self.others.setVisible(bool(foreign))
        self._show_list()

    def _show_list(self) -> None:
        px = self.theme.px
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for alias in self._local:
            row = QWidget()
            box = QHBoxLayout(row)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(px(8))
            box.addWidget(ElidedLabel(alias), 1)
            remove = QPushButton(tr("Remove"))
            remove.setObjectName(f"room-settings.address.remove.{alias}")
            remove.setAccessibleName(tr("Remove {name}").format(name=alias))
            remove.clicked.connect(lambda _=False, alias=alias: self._remove(alias))
            box.addWidget(remove)
            self._list.addWidget(row)
        self._empty.setVisible(not self._local)

    def _add(self) -> None:
        local = self.new.text().strip().lstrip("#").partition(":")[0].casefold()
        if not _LOCAL.fullmatch(local):
            self.tell(tr("An address has small letters, digits, dots and hyphens only."))
            self.new.setFocus()
            return
        alias = f"#{local}:{self._server}"

        async def work() -> None:
            try:
                await self.account.room_admin.add_alias(self.room_id, alias)
            except UserError as error:
                if error.code is ErrorCode.FORBIDDEN:
                    raise Said(tr("Your server does not let you make this address.")) from error
                raise
            self.new.clear()
            self._local.append(alias)
            if self.settings.alias is None and self.settings.may_set("m.room.canonical_alias"):
                await self.account.room_admin.set_aliases(self.room_id, alias, self.settings.alternatives)
            self.show_settings(self.settings)

        self.act(work())

    def _remove(self, alias: str) -> None:
        async def work() -> None:
            await self.account.room_admin.remove_alias(self.room_id, alias)
            self._local = [each for each in self._local if each != alias]
            self.show_settings(self.settings)

        self.act(work(), saved())

    def _main_chosen(self) -> None:
        chosen = str(self.main.currentData() or "")
        settings = self.settings
        if chosen == (settings.alias or ""):
            return
        others = [alias for alias in settings.alternatives if alias != chosen]
        self.act(self.account.room_admin.set_aliases(self.room_id, chosen or None, others), saved())
