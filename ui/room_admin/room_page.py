# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a room's settings share: they follow the room, act, and tell what went wrong."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.interface import AccountView
from app.room_admin.settings import RoomSettings
from ui.i18n import tr
from ui.room_admin.words import why_not
from ui.sentences import error_sentence
from ui.settings.dialog import LIST
from ui.settings.page import Page
from ui.text import Label
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from ui.window import MainWindow


class Said(Exception):
    """Something went wrong that has a sentence of its own."""


class RoomPage(Page):
    """``show_settings`` is called with the settings as they are, now and after each change."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str, title: str) -> None:
        super().__init__(window.theme, title)
        self.window_ = window
        self.account = account
        self.room_id = room_id
        px = window.theme.px
        self._notice = QFrame()
        self._notice.setObjectName("notice")
        self._said = Label(wrap=True)
        box = QHBoxLayout(self._notice)
        box.setContentsMargins(px(12), px(10), px(12), px(10))
        box.addWidget(self._said)
        self._notice.hide()
        self.add(self._notice)
        stop = account.room_admin.settings_changed.connect(self._changed)
        self.destroyed.connect(lambda: stop())

    @property
    def settings(self) -> RoomSettings:
        known = self.account.room_admin.known(self.room_id)
        assert known is not None
        return known

    def start(self) -> None:
        """Call at the end of ``__init__``."""
        self.show_settings(self.settings)

    def _changed(self, room_id: str) -> None:
        if room_id == self.room_id and self.account.room_admin.known(room_id) is not None:
            self.show_settings(self.settings)

    def show_settings(self, settings: RoomSettings) -> None:
        raise NotImplementedError

    # -- acting

    def act(self, work: Coroutine[Any, Any, Any], done: str = "") -> None:
        """Do it beside; what went wrong stands at the top of the page, and the page shows the room as it is."""

        async def attempt() -> None:
            try:
                await work
            except (UserError, Said) as error:
                self.tell(error_sentence(error) if isinstance(error, UserError) else str(error))
                self.show_settings(self.settings)
            else:
                self.tell("")
                if done:
                    self.window_.toast.say(done)

        self.window_.tasks.spawn(attempt(), "room settings")

    def tell(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._notice.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)

    # -- rows

    def add_row(self, title: str, control: QWidget, hint: str = "") -> Label:
        """A control under its title; gives the line below it."""
        row = QWidget()
        px = self.theme.px
        box = QVBoxLayout(row)
        box.setContentsMargins(0, px(4), 0, px(6))
        box.setSpacing(px(3))
        if title:
            head = Label(title, style="field", wrap=True)
            head.setBuddy(control)
            control.setAccessibleName(title)
            box.addWidget(head)
        box.addWidget(control)
        line = Label(hint, style="small", wrap=True)
        line.setVisible(bool(hint))
        box.addWidget(line)
        self.add(row)
        return line

    @property
    def roomy(self) -> bool:
        """There is room for a control beside its text."""
        px, screen = self.theme.px, self.window_.screen().availableSize()
        return min(px(820), screen.width() - 40) - px(LIST) >= px(500)

    @staticmethod
    def hint(line: Label, control: QWidget, text: str) -> None:
        """What stands below a control, also for those who hear it."""
        line.setText(text)
        line.setVisible(bool(text))
        control.setAccessibleDescription(text)

    def permit(self, control: QWidget, line: Label, type_: str, hint: str = "") -> bool:
        """Let it be changed if we may send this state, else say why not; gives whether we may."""
        settings = self.settings
        allowed = settings.may_set(type_)
        if isinstance(control, QLineEdit):
            control.setReadOnly(not allowed)
        else:
            control.setEnabled(allowed)
        self.hint(line, control, hint if allowed else why_not(settings, settings.powers.needed_for_state(type_)))
        return allowed


def choose(combo: QComboBox, value: object) -> None:
    """Select the entry with this value, without telling anybody."""
    combo.blockSignals(True)
    index = combo.findData(value)
    combo.setCurrentIndex(index)
    combo.blockSignals(False)


def check(box: QCheckBox, on: bool) -> None:
    """Tick or not, without telling anybody."""
    box.blockSignals(True)
    box.setChecked(on)
    box.blockSignals(False)


def fill(combo: QComboBox, entries: Sequence[tuple[str, object]]) -> None:
    combo.blockSignals(True)
    combo.clear()
    for text, value in entries:
        combo.addItem(text, value)
    combo.blockSignals(False)


def own_server(account: AccountView) -> str:
    return account.user_id.partition(":")[2]


def saved() -> str:
    return tr("Saved.")
