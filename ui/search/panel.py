# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search for messages, in the side panel: what is looked for, where, what may be found, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QEvent, QObject, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.errors import UserError
from app.finder.filling import Filling
from app.finder.query import Cursor, Hits, Kind, Query
from app.finder.service import Coverage
from app.interface import AccountView
from ui import names
from ui.buttons import PushButton
from ui.i18n import plural, tr
from ui.search.hits import HitsModel, HitsView
from ui.search.person import PersonField
from ui.sentences import room_name
from ui.text import Label
from ui.timeline.accessible import announce
from ui.times import long_date

if TYPE_CHECKING:
    from ui.window import MainWindow

TYPING_MS = 200  # nothing is looked for while somebody types faster than this
_DAYS = {"week": 7, "month": 30, "year": 365}
_DAY_MS = 86_400_000


class SearchPanel(QWidget):
    """``chosen(room, event)``: go there. ``room_id`` is the room of "this room"; empty: there is none."""

    chosen = Signal(str, str)

    def __init__(self, window: MainWindow, account: AccountView, room_id: str, *, everywhere: bool) -> None:
        super().__init__()
        self.setObjectName(names.SEARCH_PANEL)
        self._window, self._account, self.room_id = window, account, room_id
        self._run = 0
        self._more: Cursor | None = None
        self._fetching = False
        self._covered = ""
        px = window.theme.px
        self.field = QLineEdit()
        self.field.setObjectName(names.SEARCH_FIELD)
        self.field.setPlaceholderText(tr("Search messages"))
        self.field.setAccessibleName(tr("Search messages"))
        self.field.setMaxLength(500)
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.where = self._combo(names.SEARCH_WHERE, tr("Where"))
        self._fill_where(everywhere=everywhere)
        self.kind = self._combo(names.SEARCH_KIND, tr("Kind"))
        for text, kind in (
            (tr("All messages"), Kind.ANY),
            (tr("With files"), Kind.FILE),
            (tr("Pictures"), Kind.PICTURE),
            (tr("With links"), Kind.LINK),
            (tr("Polls"), Kind.POLL),
        ):
            self.kind.addItem(text, kind)
        self.period = self._combo(names.SEARCH_PERIOD, tr("Period"))
        for text, period in (
            (tr("Any time"), ""),
            (tr("Last 7 days"), "week"),
            (tr("Last 30 days"), "month"),
            (tr("Last 12 months"), "year"),
            (tr("From … until …"), "dates"),
        ):
            self.period.addItem(text, period)
        self.person = PersonField(window, account)
        self.since, self.until = QDateEdit(), QDateEdit()
        today = QDate.currentDate()
        for edit, name, label, date in (
            (self.since, names.SEARCH_SINCE, tr("From"), today.addDays(-30)),
            (self.until, names.SEARCH_UNTIL, tr("Until"), today),
        ):
            edit.setObjectName(name)
            edit.setAccessibleName(label)
            edit.setDate(date)
            edit.setMaximumDate(today)
            edit.dateChanged.connect(self._changed)
        self.dates = QWidget()
        dates = QHBoxLayout(self.dates)
        dates.setContentsMargins(0, 0, 0, 0)
        dates.setSpacing(px(8))
        dates.addWidget(self.since, 1)
        dates.addWidget(Label("–"))
        dates.addWidget(self.until, 1)
        self.dates.hide()
        self.statement = Label(style="small", wrap=True)
        self.statement.setObjectName(names.SEARCH_STATEMENT)
        self.filling = PushButton()
        self.filling.setObjectName(names.SEARCH_FILLING)
        self.filling.setProperty("look", "link")
        self.filling.clicked.connect(self._pause_or_resume)
        self.model = HitsModel(self._room_name)
        self.hits = HitsView(self.model, window.theme)
        self.told = Label(style="muted", wrap=True)
        self.told.setObjectName(names.SEARCH_TOLD)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        filters = QGridLayout()
        filters.setSpacing(px(8))
        filters.addWidget(self.where, 0, 0)
        filters.addWidget(self.kind, 0, 1)
        filters.addWidget(self.period, 1, 0)
        filters.addWidget(self.person, 1, 1)
        filters.addWidget(self.dates, 2, 0, 1, 2)
        for column in (0, 1):
            filters.setColumnStretch(column, 1)
        top = QVBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        top.setSpacing(px(8))
        top.addWidget(self.field)
        top.addLayout(filters)
        top.addWidget(self.told)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(px(16), px(6), px(16), px(10))
        bottom.setSpacing(px(2))
        bottom.addWidget(self.statement)
        bottom.addWidget(self.filling)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addLayout(top)
        box.addWidget(self.hits, 1)
        box.addLayout(bottom)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.look)
        self._telling = QTimer(self, singleShot=True, interval=500)
        self._telling.timeout.connect(self._tell_coverage)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.person.chosen.connect(self._changed)
        for combo in (self.where, self.kind, self.period):
            combo.currentIndexChanged.connect(self._changed)
        self.hits.chosen.connect(self._go)
        self.hits.more_needed.connect(self._next_page)
        self.hits.left.connect(lambda: self.field.setFocus(Qt.FocusReason.BacktabFocusReason))
        stop = account.finder.state_changed.connect(lambda _state: self._filling_changed())
        self.destroyed.connect(lambda _=None, stop=stop: stop())
        self.setFocusProxy(self.field)
        self._show_told("")
        self._tell_coverage()

    @staticmethod
    def _combo(name: str, label: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(label)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        return combo

    def _fill_where(self, *, everywhere: bool) -> None:
        self.where.clear()
        if self.room_id:
            self.where.addItem(tr("In this room"), "room")
        self.where.addItem(tr("In all rooms"), "all")
        self.where.setCurrentIndex(self.where.findData("all" if everywhere or not self.room_id else "room"))

    def set_where(self, room_id: str, *, everywhere: bool) -> None:
        """Another room is open now, or the whole of them is meant."""
        self.where.blockSignals(True)
        self.room_id = room_id
        self._fill_where(everywhere=everywhere)
        self.where.blockSignals(False)
        self._changed()

    def room_left(self, room_id: str) -> None:
        """Another room is open; what was found in all of them stays."""
        self.room_id = room_id
        if self.where.findData("room") < 0:
            self.where.insertItem(0, tr("In this room"), "room")

    @property
    def everywhere(self) -> bool:
        return bool(self.where.currentData() == "all")

    def _room_name(self, room_id: str) -> str:
        room = self._window.rooms.find(room_id)
        return room_name(room) if room is not None else tr("A room you have left")

    # -- looking

    def query(self) -> Query:
        """What is asked for now."""
        since = before = None
        period = self.period.currentData()
        if period in _DAYS:
            since = QDateTime.currentMSecsSinceEpoch() - _DAYS[period] * _DAY_MS
        elif period == "dates":
            since = QDateTime(self.since.date(), QTime(0, 0)).toMSecsSinceEpoch()
            before = QDateTime(self.until.date().addDays(1), QTime(0, 0)).toMSecsSinceEpoch()
        return Query(
            self.field.text(),
            None if self.everywhere else self.room_id,
            self.person.user_id or None,
            since,
            before,
            Kind(self.kind.currentData()),
        )

    def _changed(self) -> None:
        self.dates.setVisible(self.period.currentData() == "dates")
        self.person.room_id = None if self.everywhere else self.room_id
        self._tell_coverage()
        self.look()

    def look(self) -> None:
        """Look for what is asked for now; what was asked for before is forgotten."""
        self._typing.stop()
        self._run += 1
        query = self.query()
        self._more = None
        if query.empty:
            self.model.show((), rooms=self.everywhere)
            self._show_told("")
            return
        self._window.tasks.spawn(self._find(query, self._run), "search")

    async def _find(self, query: Query, run: int) -> None:
        after: Cursor | None = None
        first = True
        while True:
            try:
                page = await self._account.finder.find(query, after)
            except UserError:
                if self._asks(run):
                    self._show_told(tr("The search is not possible now."))
                raise
            if not self._asks(run):
                return
            self._show(page, first=first)
            first = False
            after = page.more
            if after is None or page.hits:
                return

    def _asks(self, run: int) -> bool:
        """Whether somebody still waits for this answer."""
        return isValid(self) and run == self._run

    def _show(self, page: Hits, *, first: bool) -> None:
        if first:
            self.model.show(page.hits, rooms=self.everywhere)
            self.hits.scrollToTop()
        else:
            self.model.append(page.hits)
        self._more = page.more
        count = self.model.rowCount()
        if not count and page.more is None:
            self._show_told(tr("Nothing was found."))
        elif count:
            found = plural(count, tr("One message found"), tr("{n} messages found"))
            self._show_told(tr("More than {n} messages found").format(n=count) if page.more is not None else found)

    def _show_told(self, text: str) -> None:
        text = text or tr("Parts of words are found too. Put exact text into “quotation marks”.")
        if text != self.told.text():
            self.told.setText(text)
            announce(self.field, text)

    def _next_page(self) -> None:
        if self._more is not None and not self._fetching:
            self._fetching = True
            self._window.tasks.spawn(self._fetch_more(self._run, self._more), "more found messages")

    async def _fetch_more(self, run: int, after: Cursor) -> None:
        try:
            page = await self._account.finder.find(self.query(), after)
        finally:
            self._fetching = False
        if self._asks(run):
            self._show(page, first=False)

    def _go(self, row: int) -> None:
        hit = self.model.hit(row)
        if hit.item.event_id is not None:
            self.chosen.emit(hit.room_id, hit.item.event_id)

    # -- what can be found

    def _tell_coverage(self) -> None:
        self._window.tasks.spawn(self._read_coverage(), "what can be found")

    async def _read_coverage(self) -> None:
        if not isValid(self):
            return
        room = None if self.everywhere else self.room_id
        coverage = await self._account.finder.coverage(room)
        if isValid(self) and room == (None if self.everywhere else self.room_id):
            self._covered = statement(coverage, one=room is not None)
            self._show_filling()

    def _filling_changed(self) -> None:
        self._show_filling()
        if not self._telling.isActive():
            self._telling.start()

    def _show_filling(self) -> None:
        state = self._account.finder.state
        text = {
            Filling.RUNNING: tr("Older messages are being fetched: {done} of {total} rooms."),
            Filling.PAUSED: tr("Fetching older messages is paused."),
            Filling.FULL: tr("The space for messages is used up."),
        }.get(state.filling, "")
        if state.filling is Filling.WAITING and state.done < state.total:
            text = tr("Older messages are fetched while there is nothing else to do: {done} of {total} rooms.")
        told = text.format(done=state.done, total=state.total)
        self.statement.setText(f"{self._covered} {told}".strip())
        self._fit_statement()
        self.filling.setText(tr("Go on") if state.filling is Filling.PAUSED else tr("Pause"))
        self.filling.setVisible(state.filling in (Filling.RUNNING, Filling.PAUSED))

    def _fit_statement(self) -> None:
        """A wrapped label gives up its lines when the list wants the place."""
        width = self.width() - 2 * self._window.theme.px(16)
        self.statement.setMinimumHeight(max(0, self.statement.heightForWidth(max(width, 1))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_statement()

    def _pause_or_resume(self) -> None:
        finder = self._account.finder
        if finder.state.filling is Filling.PAUSED:
            finder.resume()
        else:
            finder.pause()
        self._show_filling()

    # -- the keyboard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.hits.enter()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self._typing.isActive() or not self.model.rowCount():
                    self.look()
                else:
                    self.hits.enter()
                return True
        return super().eventFilter(watched, event)


def statement(coverage: Coverage, *, one: bool) -> str:
    """What can be found, in a sentence or two."""
    date = ""
    if coverage.since is not None:
        date = long_date(coverage.since)
    if one:
        text = (
            tr("Messages of this room since {date} are searchable.").format(date=date)
            if date
            else tr("All messages of this room are searchable.")
        )
    elif date:
        text = plural(
            coverage.rooms,
            tr("Messages since {date} of one room are searchable."),
            tr("Messages since {date} of {n} rooms are searchable, {m} rooms completely."),
            date=date,
            m=str(coverage.complete),
        )
    else:
        text = plural(
            coverage.rooms,
            tr("All messages of one room are searchable."),
            tr("All messages of {n} rooms are searchable."),
        )
    if coverage.pending:
        text += " " + plural(
            coverage.pending, tr("One message is still being read in."), tr("{n} messages are still being read in.")
        )
    return text
