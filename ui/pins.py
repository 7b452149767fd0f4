# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pinned messages: the newest one over the conversation, all of them in the side panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.interface import AccountView
from app.types import ItemKind, Membership, TimelineItem
from ui import names
from ui.commands import Command, Group
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.message_list import MessageList, message_line
from ui.text import one_line, set_tooltip

if TYPE_CHECKING:
    from ui.message_actions import Choice
    from ui.window import MainWindow

PAGE = "pinned"
STATE = "m.room.pinned_events"
_PINNED_KINDS = (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE, ItemKind.FILE, ItemKind.POLL)


class PinRow(QWidget):
    """One line: what was pinned last leads there; the number opens the list."""

    def __init__(self, pins: Pins) -> None:
        super().__init__()
        self.setObjectName("banner-row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pins = pins
        self.newest = QToolButton()
        self.newest.setObjectName(names.PIN_NEWEST)
        self.newest.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.newest.clicked.connect(pins.go_to_newest)
        self.all = QToolButton()
        self.all.setObjectName(names.PIN_ALL)
        self.all.setProperty("look", "chip")
        self.all.clicked.connect(pins.show_list)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.newest)
        self._row.addStretch(1)
        self._row.addWidget(self.all)
        self._text = ""
        theme = pins.window.theme
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        theme, window = self._pins.window.theme, self._pins.window
        px = theme.px
        self._row.setContentsMargins(px(16), px(2), px(12), px(2))
        self.newest.setIcon(window.icons.icon("pin", theme.scheme.muted, px(16), self.devicePixelRatioF()))
        self.newest.setIconSize(Icons.size(px(16)))
        self._elide()

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        self.setVisible(bool(items))
        if not items:
            return
        item = items[0]
        who = tr("You") if item.own else one_line(item.sender_name or item.sender, 60)
        self._text = f"{who}: {message_line(item)}"
        self.newest.setAccessibleName(tr("Pinned message: {text}").format(text=self._text))
        set_tooltip(self.newest, tr("Go to the pinned message"))
        text = plural(len(items), tr("1 pinned message"), tr("{n} pinned messages"))
        self.all.setText(text)
        self.all.setAccessibleName(text)
        self._elide()

    def _elide(self) -> None:
        theme = self._pins.window.theme
        room = max(theme.px(80), self.width() - self.all.sizeHint().width() - theme.px(100))
        elided = theme.metrics("body").elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.newest.setText(elided.replace("&", "&&"))

    def resizeEvent(self, event: object) -> None:
        self._elide()


class Pins:
    """``window.pins``."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.items: Sequence[TimelineItem] = ()
        self._page: MessageList | None = None
        self._disconnect: Callable[[], object] | None = None
        self.row = PinRow(self)
        window.chat.conversation.over_messages.addWidget(self.row)
        window.chat.room_changed.connect(lambda _room: self._look())
        window.panel.shown.connect(self._shown)
        window.panel.closed.connect(lambda _name: self._shown(""))
        window.messages.more.append(self._choices)
        window.commands.add(
            Command(
                "room.pins",
                tr("Pinned messages"),
                self.show_list,
                "pin",
                where="room",
                group=Group.OPEN,
                available=lambda: self._room() is not None and window.in_main(),
            )
        )

    def _room(self) -> tuple[AccountView, str] | None:
        room, account = self.window.chat.room(), self.window.account
        if room is None or account is None or room.membership is not Membership.JOIN:
            return None
        return account, room.room_id

    def follow(self, account: AccountView | None) -> None:
        """Another account, or none."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        if account is not None:
            self._disconnect = account.pins.changed_in.connect(self._changed)

    def _changed(self, room_id: str) -> None:
        here = self._room()
        if here is not None and here[1] == room_id:
            self._look(keep=True)

    def _look(self, *, keep: bool = False) -> None:
        if not keep:
            self._show(())
        if (here := self._room()) is not None:
            self.window.tasks.spawn(self._read(*here), "pinned messages")

    async def _read(self, account: AccountView, room_id: str) -> None:
        items = await account.pins.listing(room_id)
        here = self._room()
        if here is not None and here[1] == room_id:
            self._show(items)

    def _show(self, items: Sequence[TimelineItem]) -> None:
        self.items = items
        self.row.show_items(items)
        if self._page is not None:
            self._page.show_items(items)

    # -- going there ---------------------------------------------------------------------------------------------------

    def go_to_newest(self) -> None:
        if self.items and self.items[0].event_id is not None:
            self._go_to(self.items[0].event_id)

    def _go_to(self, event_id: str) -> None:
        here = self._room()
        item = next((item for item in self.items if item.event_id == event_id), None)
        if here is None or item is None:
            return
        if item.thread_root is not None:
            self.window.threads.open(item.thread_root)
        else:
            self.window.go_to(here[1], event_id)

    def show_list(self) -> None:
        window = self.window
        if self._room() is None:
            return
        if window.panel.page_name() == PAGE:
            window.panel.close_page()
            return
        page = MessageList(
            window.theme,
            window.avatars,
            names.PIN_LIST,
            tr("Nothing is pinned here. Pin a message from its menu, so that everybody in the room finds it at once."),
        )
        page.list.setAccessibleName(tr("Pinned messages"))
        page.show_items(self.items)
        page.chosen.connect(self._go_to)
        page.menu.connect(self._menu)
        window.panel.show_page(PAGE, tr("Pinned messages"), page)
        self._page = page

    def _shown(self, name: str) -> None:
        if name != PAGE:
            self._page = None

    def _menu(self, event_id: str, at: QPoint) -> None:
        menu = QMenu(self.window)
        menu.addAction(tr("Go to the message")).triggered.connect(lambda: self._go_to(event_id))
        if self.may_pin():
            menu.addAction(tr("Unpin")).triggered.connect(lambda: self.set_pinned(event_id, pinned=False))
        self.window.menus.popup(menu, at)

    # -- pinning -------------------------------------------------------------------------------------------------------

    def may_pin(self) -> bool:
        """Whether we may pin in the open room."""
        here = self._room()
        settings = here[0].room_admin.known(here[1]) if here is not None else None
        return settings is not None and settings.powers.may_set(settings.user_id, STATE)

    def _choices(self, item: TimelineItem) -> list[Choice]:
        from ui.message_actions import Choice

        event_id = item.event_id
        if event_id is None or item.kind not in _PINNED_KINDS or not self.may_pin():
            return []
        pinned = any(each.event_id == event_id for each in self.items)
        text = tr("Unpin") if pinned else tr("Pin")
        return [Choice(names.MENU_PIN, text, lambda: self.set_pinned(event_id, pinned=not pinned), "pin", "P")]

    def set_pinned(self, event_id: str, *, pinned: bool) -> None:
        if (here := self._room()) is not None:
            account, room_id = here
            work = account.pins.pin(room_id, event_id) if pinned else account.pins.unpin(room_id, event_id)
            self.window.tasks.spawn(work, "pin")
