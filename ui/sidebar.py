# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The left side: who I am, filter, invitations, rooms."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.interface import AccountView
from ui import names
from ui.avatars import Avatars
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.models.rooms import RoomSource, Section
from ui.sections import RoomSections
from ui.space_bar import SpaceBar
from ui.text import ElidedLabel, Label, set_tooltip
from ui.theme import Theme
from ui.typing_line import typing_sentence


class Picture(Label):
    """A picture; screen readers skip it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class FilterField(QLineEdit):
    """Down goes to the list, Enter opens the first hit, Escape clears."""

    down = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self._lens = Picture(self)
        self._lens.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def restyle(self) -> None:
        px = self._theme.px
        self._lens.setPixmap(self._icons.pixmap("search", self._theme.scheme.muted, px(18), self.devicePixelRatioF()))
        self.setTextMargins(px(32), 0, 0, 0)
        self._place()

    def _place(self) -> None:
        px = self._theme.px
        self._lens.setGeometry(px(12), (self.height() - px(18)) // 2, px(18), px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Sidebar(QWidget):
    """``chosen(room)``, ``new_room``, ``menu(global position)``, ``room_menu(room, global position)``."""

    chosen = Signal(str)
    new_room = Signal()
    menu = Signal(QPoint)
    accounts = Signal()
    room_menu = Signal(str, QPoint)

    def __init__(
        self, source: RoomSource, theme: Theme, icons: Icons, avatars: Avatars, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._source = source
        self._theme = theme
        self._icons = icons
        self._avatars = avatars
        self._loading = False
        self._disconnect: Callable[[], None] | None = None
        self._user_id = ""
        self._name = ""
        self._mxc: str | None = None
        self._avatar = Picture(self)
        self._who = ElidedLabel(style="strong")
        self._accounts = QToolButton()
        self._accounts.setObjectName(names.ROOMS_ACCOUNTS)
        self._accounts.setAccessibleName(tr("Accounts"))
        set_tooltip(self._accounts, tr("Accounts"))
        self._accounts.clicked.connect(self.accounts)
        self._accounts.hide()
        self._menu = QToolButton()
        self._menu.setObjectName(names.ROOMS_MENU)
        self._menu.setAccessibleName(tr("Menu"))
        set_tooltip(self._menu, tr("Menu"))
        self._menu.clicked.connect(lambda: self.menu.emit(self._menu.mapToGlobal(QPoint(0, self._menu.height()))))
        self._new = QToolButton()
        self._new.setObjectName(names.ROOMS_NEW)
        self._new.setAccessibleName(tr("New conversation"))
        set_tooltip(self._new, tr("New conversation") + " (Ctrl+N)")
        self._new.clicked.connect(self.new_room)
        self.filter = FilterField(theme, icons)
        self.filter.setObjectName(names.ROOMS_FILTER)
        self.filter.setProperty("look", "search")
        self.filter.setPlaceholderText(tr("Filter rooms"))
        self.filter.setAccessibleName(tr("Filter rooms"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaxLength(100)
        set_tooltip(self.filter, "Ctrl+Shift+K")
        self.unread = QToolButton()
        self.unread.setObjectName(names.ROOMS_UNREAD)
        self.unread.setCheckable(True)
        self.unread.setAccessibleName(tr("Unread only"))
        set_tooltip(self.unread, tr("Unread only"))
        self.spaces = SpaceBar(source, theme, icons, avatars)
        self.sections = RoomSections(source, theme, icons, avatars)
        self.invitations = self.sections.views[Section.INVITATIONS]
        self.rooms = self.sections.views[Section.ROOMS]
        self._empty = Label(style="muted", wrap=True)
        self._empty.setObjectName(names.ROOMS_EMPTY)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

        self._more = Label(style="small")
        self._more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._top = QHBoxLayout()
        self._top.addWidget(self._avatar)
        self._top.addWidget(self._who, 1)
        self._top.addWidget(self._accounts)
        self._top.addWidget(self._new)
        self._top.addWidget(self._menu)
        self._field = QHBoxLayout()
        self._field.addWidget(self.filter, 1)
        self._field.addWidget(self.unread)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(self._top)
        self._box.addLayout(self._field)
        self._box.addWidget(self.spaces)
        self._box.addWidget(self.sections, 1)
        self._box.addWidget(self._empty, 1)
        self._box.addWidget(self._more)

        self.filter.textChanged.connect(source.set_filter)
        self.filter.returnPressed.connect(self._open_first)
        self.filter.down.connect(self.sections.enter)
        self.unread.toggled.connect(source.set_unread_only)
        self.unread.toggled.connect(lambda _on: self.restyle())
        self.sections.chosen.connect(self.chosen)
        self.sections.menu.connect(self.room_menu)
        self.sections.left_upwards.connect(lambda: self.filter.setFocus(Qt.FocusReason.OtherFocusReason))
        source.changed.connect(self._update)
        avatars.changed.connect(self._picture)
        theme.changed.connect(self.restyle)
        self.restyle()
        self._update()

    def follow(self, account: AccountView | None) -> None:
        """Who types stands in the rows of the list."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        if account is not None:
            live = account.live
            self._disconnect = live.typing_changed.connect(
                lambda room_id: self.sections.set_hint(room_id, typing_sentence(live.typing(room_id)))
            )

    def show_accounts(self, shown: bool) -> None:
        """Whether there is something to choose."""
        self._accounts.setVisible(shown)

    def set_loading(self, loading: bool) -> None:
        """The first answers of the server are still to come: an empty list says nothing yet."""
        if loading != self._loading:
            self._loading = loading
            self._update()

    def set_person(self, user_id: str, name: str, avatar: str | None = None) -> None:
        self._user_id, self._name, self._mxc = user_id, name, avatar
        self._who.set_full(name or user_id)
        set_tooltip(self._who, user_id)
        self._picture()

    def _picture(self) -> None:
        if self._user_id:
            side = self._theme.px(32)
            self._avatar.setFixedSize(side, side)
            self._avatar.setPixmap(
                self._avatars.pixmap(
                    self._user_id, self._name or self._user_id, self._mxc, side, self.devicePixelRatioF()
                )
            )

    def restyle(self) -> None:
        px, scheme, ratio = self._theme.px, self._theme.scheme, self.devicePixelRatioF()
        side = px(20)
        for button, icon in ((self._accounts, "chevron-down"), (self._new, "plus"), (self._menu, "more")):
            button.setIcon(self._icons.icon(icon, scheme.text, side, ratio))
            button.setIconSize(Icons.size(side))
            button.setFixedSize(px(36), px(36))
        self.filter.restyle()
        self._top.setContentsMargins(px(16), px(14), px(12), px(6))
        self._top.setSpacing(px(8))
        self._field.setContentsMargins(px(12), px(4), px(12), px(8))
        self._field.setSpacing(px(4))
        color = scheme.accent if self.unread.isChecked() else scheme.muted
        self.unread.setIcon(self._icons.icon("unread", color, side, ratio))
        self.unread.setIconSize(Icons.size(side))
        self.unread.setFixedSize(px(36), px(36))
        self.spaces.restyle()
        self.sections.restyle()
        self._empty.setContentsMargins(px(24), px(40), px(24), px(24))
        self._more.setContentsMargins(px(16), px(8), px(16), px(8))
        self._update()
        self._picture()

    def _update(self) -> None:
        rooms = self._source.shown()
        self.sections.refresh()
        self.sections.setVisible(rooms > 0)
        self._empty.setVisible(rooms == 0)
        left = self._source.expected() - self._source.count()
        self._more.setVisible(left > 0)
        self._more.setText(plural(max(left, 0), tr("One more room is loading …"), tr("{n} more rooms are loading …")))
        if rooms == 0:
            if self.filter.text().strip():
                text = tr("No room has this name.")
            elif self._source.unread_only() and self._source.count():
                text = tr("Everything is read.")
            elif self.spaces.current:
                text = tr("You are in no room of this space yet. The space menu shows what it offers.")
            elif self._source.count():
                text = ""
            elif self._loading:
                text = tr("Loading your conversations …")
            else:
                text = tr("No conversations yet. Start one with the plus sign, or wait until you are invited.")
            self._empty.setText(text)

    def _open_first(self) -> None:
        shown = [room_id for room_id in self.sections.shown() if self._source.invitations.row_of(room_id) < 0]
        for room_id in (*shown, *self.sections.shown()):
            self.chosen.emit(room_id)
            return

    def show_room(self, room_id: str) -> None:
        self._source.keep(room_id)
        self.sections.show_room(room_id)

    def neighbour(self, room_id: str, step: int) -> str | None:
        """The room above or below in the list as it is shown."""
        shown = self.sections.shown()
        if not shown:
            return None
        if room_id not in shown:
            return shown[0]
        return shown[max(0, min(len(shown) - 1, shown.index(room_id) + step))]
