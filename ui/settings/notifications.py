# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Of what one is told, on all devices; and how this computer does it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.errors import UserError
from app.notifications.levels import Defaults
from app.notifications.quiet import DAYS, FOREVER, Pause
from app.notifications.service import MAX_KEYWORD
from app.policy.categories.notifications import (
    CLOSE_TO_TRAY,
    NOTIFICATION_CONTENT,
    NOTIFICATION_SOUNDS,
    NOTIFICATIONS,
    QUIET_DAYS,
    QUIET_FROM,
    QUIET_HOURS,
    QUIET_TO,
)
from app.policy.categories.support import AUTOSTART
from ui.i18n import tr
from ui.notifications.tray import pauses
from ui.sentences import error_sentence
from ui.settings.page import Page
from ui.settings.rows import ButtonRow, ChoiceRow, Row, SwitchRow, TimeRow
from ui.settings.switch import WrappingSwitch
from ui.text import ElidedLabel, Label, set_tooltip

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class DaysRow(Row):
    """Days of the week, one box each."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, window.prefs, QUIET_DAYS)
        self._box.addWidget(Label(self.title, style="field", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(window.theme.px(8))
        columns = 7 if window.theme.zoom <= 110 else 4 if window.theme.zoom <= 150 else 2
        grid.setColumnStretch(columns, 1)
        self.boxes: dict[str, QCheckBox] = {}
        locale = QLocale()
        for number, day in enumerate(DAYS, 1):
            box = self.boxes[day] = QCheckBox(locale.dayName(number, QLocale.FormatType.ShortFormat))
            box.setObjectName(f"settings.QuietDays.{day}")
            box.toggled.connect(self._choose)
            grid.addWidget(box, (number - 1) // columns, (number - 1) % columns)
        self._box.addLayout(grid)
        self._finish(*self.boxes.values())
        for number, box in enumerate(self.boxes.values(), 1):
            box.setAccessibleName(locale.dayName(number, QLocale.FormatType.LongFormat))
        self.refresh()

    def _choose(self) -> None:
        self.prefs.choose(QUIET_DAYS, tuple(day for day, box in self.boxes.items() if box.isChecked()))

    def refresh(self) -> None:
        chosen = self.prefs.value(QUIET_DAYS)
        for day, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(day in chosen)
            box.blockSignals(False)


class Keywords(QWidget):
    """The words, a field for another one."""

    def __init__(self, page: NotificationsPage) -> None:
        super().__init__()
        self._page = page
        px = page.theme.px
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, px(4), 0, px(6))
        self._box.setSpacing(px(6))
        self._words = QVBoxLayout()
        self._words.setSpacing(px(2))
        self._box.addLayout(self._words)
        line = QHBoxLayout()
        self.edit = QLineEdit()
        self.edit.setObjectName("settings.keywords.edit")
        self.edit.setMaxLength(MAX_KEYWORD)
        self.edit.setPlaceholderText(tr("New keyword"))
        self.edit.setAccessibleName(tr("New keyword"))
        self.edit.returnPressed.connect(self._add)
        self.button = QPushButton(tr("Add"))
        self.button.setObjectName("settings.keywords.add")
        self.button.setEnabled(False)
        self.button.clicked.connect(self._add)
        self.edit.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        line.addWidget(self.edit, 1)
        line.addWidget(self.button)
        self._box.addLayout(line)

    def show_words(self, words: list[str]) -> None:
        while self._words.count():
            item = self._words.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for word in words:
            self._words.addWidget(self._row(word))

    def _row(self, word: str) -> QWidget:
        px, window = self._page.theme.px, self._page.window_
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(ElidedLabel(word), 1)
        button = QToolButton()
        button.setObjectName(f"settings.keywords.remove.{word}")
        button.setIcon(window.icons.icon("close", window.theme.scheme.text, px(16), self.devicePixelRatioF()))
        text = tr("Remove the keyword {word}").format(word=word)
        button.setAccessibleName(text)
        set_tooltip(button, text)
        button.clicked.connect(lambda: self._page.change(lambda account: account.notifications.remove_keyword(word)))
        box.addWidget(button)
        return row

    def _add(self) -> None:
        word = self.edit.text().strip()
        if word:
            self.edit.clear()
            self._page.change(lambda account: account.notifications.add_keyword(word))


class NotificationsPage(Page):
    """What holds for all devices needs the server; until it has answered, nothing of it can be changed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Notifications"))
        self.window_ = window
        self._busy = False
        theme, prefs = window.theme, window.prefs
        self.add_section(tr("On this computer"))
        self.add(SwitchRow(theme, prefs, NOTIFICATIONS))
        self.add(
            ChoiceRow(
                theme,
                prefs,
                NOTIFICATION_CONTENT,
                hint=tr("Others may read notifications on the lock screen or over your shoulder."),
            )
        )
        self.add(SwitchRow(theme, prefs, NOTIFICATION_SOUNDS))
        window.notifications.find_tray()
        if window.notifications.tray is not None:
            self.add(SwitchRow(theme, prefs, CLOSE_TO_TRAY))
        self.add(SwitchRow(theme, prefs, AUTOSTART, hint=tr("It starts without showing its window.")))
        self.add(ButtonRow(theme, tr("Show a test"), self._test))
        self._quiet_section()
        self._account_section()
        account = window.account
        if account is not None:
            stop = account.notifications.settings_changed.connect(lambda _: self.refresh())
            self.destroyed.connect(lambda _=None: stop())
        self.refresh()

    def _quiet_section(self) -> None:
        window = self.window_
        theme, prefs = window.theme, window.prefs
        self.add_section(tr("Do not disturb"), tr("Nothing is shown and nothing is heard. Messages arrive as usual."))
        self.pause = QComboBox()
        self.pause.setObjectName("settings.quiet")
        self.pause.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.pause.setAccessibleName(tr("Do not disturb"))
        self.pause.addItem(tr("Off"), "")
        for pause, text in pauses():
            self.pause.addItem(text, pause.value)
        self.pause.activated.connect(lambda _n: self._pause(self.pause.currentData()))
        self.add(self.pause)
        self.until = Label(style="small", wrap=True)
        self.add(self.until)
        self.add(SwitchRow(theme, prefs, QUIET_HOURS))
        self.add(TimeRow(theme, prefs, QUIET_FROM))
        self.add(TimeRow(theme, prefs, QUIET_TO))
        self.add(DaysRow(window))

    def _account_section(self) -> None:
        theme = self.theme
        self.add_section(
            tr("On all your devices"),
            tr("Kept on the server. Each room can have its own setting: right-click it in the list."),
        )
        self.error = Label(style="error", wrap=True)
        self.error.hide()
        self.add(self.error)
        self.switches: dict[str, WrappingSwitch] = {}
        for name, text in (
            ("everything", tr("Notifications for this account")),
            ("direct", tr("Messages in direct conversations")),
            ("groups", tr("Messages in rooms")),
            ("mentions", tr("When somebody mentions me")),
            ("room_mentions", tr("When somebody mentions everybody (@room)")),
            ("invitations", tr("Invitations")),
        ):
            switch = self.switches[name] = WrappingSwitch(theme, text)
            switch.box.setObjectName(f"settings.push.{name}")
            switch.setEnabled(False)
            switch.box.clicked.connect(lambda on, name=name: self._switch(name, on))
            self.add(switch)
        self.add_section(tr("Keywords"), tr("You are also told of messages that contain one of these words."))
        self.keywords = Keywords(self)
        self.add(self.keywords)

    # -- what is kept on the server

    def refresh(self) -> None:
        """Show what holds now."""
        account = self.window_.account
        if account is None:
            return
        until = account.notifications.paused_until
        if not until:
            self.pause.setCurrentIndex(0)
        elif self.pause.currentIndex() == 0:
            self.pause.setCurrentIndex(self.pause.count() - 1 if until >= FOREVER else 1)
        self.until.setVisible(0 < until < FOREVER)
        if 0 < until < FOREVER:
            when = QLocale().toString(QDateTime.fromSecsSinceEpoch(until), "ddd HH:mm")
            self.until.setText(tr("Until {when}").format(when=when))
        if not self._busy:
            self.window_.tasks.spawn(self._load(account), "push rules")

    async def _load(self, account: AccountView) -> None:
        defaults, words = await account.notifications.defaults(), await account.notifications.keywords()
        if isValid(self):  # the page may be gone by now
            self._show(defaults, words)

    def _show(self, defaults: Defaults, words: list[str]) -> None:
        for name, switch in self.switches.items():
            switch.box.setChecked(bool(getattr(defaults, name)))
            switch.setEnabled(defaults.everything or name == "everything")
        self.keywords.show_words(words)

    def _switch(self, name: str, on: bool) -> None:
        self.change(lambda account: account.notifications.set_default(name, on))

    def change(self, work: Any) -> None:
        """Ask the server; what it then has is shown, and what went wrong."""
        account = self.window_.account
        if account is not None:
            self.window_.tasks.spawn(self._change(account, work(account)), "change push rules")

    async def _change(self, account: AccountView, work: Coroutine[Any, Any, None]) -> None:
        self._busy = True
        if isValid(self):
            self.error.hide()
        try:
            await work
        except UserError as error:
            if not isValid(self):
                raise
            self.error.setText(error_sentence(error))
            self.error.show()
        finally:
            self._busy = False
        if isValid(self):
            await self._load(account)

    def _pause(self, chosen: str) -> None:
        self.window_.notifications.pause(Pause(chosen) if chosen else None)

    def _test(self) -> None:
        if self.window_.account is not None:
            self.window_.account.notifications.test()
