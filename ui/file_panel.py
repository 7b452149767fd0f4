# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The files of a room, in the side panel: pictures, files and voice messages, the newest first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.interface import AccountView
from app.scanner.types import Scan
from app.types import TimelineItem
from ui import names
from ui.buttons import PushButton
from ui.i18n import plural, tr
from ui.picture_area import image_of
from ui.scan_words import shown, told
from ui.sizes import duration_text, size_text
from ui.text import Label, file_line, isolate, one_line
from ui.times import full_label

if TYPE_CHECKING:
    from ui.window import MainWindow

_KEY = Qt.ItemDataRole.UserRole
_TILE = 104  # pixels at 100 %
_SOON = 60  # milliseconds after the last scrolling
_KINDS = ("pictures", "files", "voice")


def kind_of(item: TimelineItem) -> str:
    """Under which tab it stands."""
    file = item.attachment
    if file is not None and file.voice:
        return "voice"
    return "pictures" if file is not None and file.msgtype in ("m.image", "m.video") else "files"


class FilePanel(QWidget):
    """``activated(item)`` gets what was chosen, ``menu(item, global position)`` what was right-clicked."""

    def __init__(
        self,
        window: MainWindow,
        account: AccountView,
        room_id: str,
        activated: Callable[[TimelineItem, Sequence[TimelineItem]], None],
        menu: Callable[[TimelineItem, QPoint], None],
    ) -> None:
        super().__init__()
        self.setObjectName(names.FILES_PANEL)
        self._window, self._account, self._room = window, account, room_id
        self._activated, self._menu = activated, menu
        self._items: tuple[TimelineItem, ...] = ()
        self._complete = False
        self._loading = False
        self._again = False
        self._pictures: dict[str, QIcon] = {}
        self._fetching: set[str] = set()
        self._gate = asyncio.Semaphore(2)
        theme = window.theme
        self.tabs = QTabBar()
        self.tabs.setObjectName(names.FILES_TABS)
        self.tabs.setAccessibleName(tr("Kinds of files"))
        self.tabs.setDrawBase(False)
        for text in (tr("Pictures"), tr("Files"), tr("Voice")):
            self.tabs.addTab(text)
        self.list = QListWidget()
        self.list.setObjectName(names.FILES_LIST)
        self.list.setProperty("look", "files")
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._context)
        self.list.itemActivated.connect(lambda row: self._choose(row))
        self.list.itemClicked.connect(lambda row: self._choose(row))
        self.told = Label(style="muted", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more = PushButton(tr("Look further back"))
        self.more.setObjectName(names.FILES_MORE)
        self.more.clicked.connect(self._back_fill)
        box = QVBoxLayout(self)
        px = theme.px
        box.setContentsMargins(px(12), 0, px(12), px(12))
        box.setSpacing(px(8))
        box.addWidget(self.tabs)
        box.addWidget(self.list, 1)
        box.addWidget(self.told)
        box.addWidget(self.more)
        self.tabs.currentChanged.connect(lambda _n: self._fill())
        theme.changed.connect(self._fill)
        self._stop = account.gallery.files_changed.connect(self._changed)
        self.destroyed.connect(lambda _=None, stop=self._stop: stop())
        self._stops_scan = [
            account.scanner.changed_row.connect(self._scanned),
            account.scanner.news.connect(lambda _known: self._fill()),
        ]
        for stop in self._stops_scan:
            self.destroyed.connect(lambda _=None, stop=stop: stop())
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._look)
        self.list.verticalScrollBar().valueChanged.connect(lambda _value: self._soon.start())
        self.setFocusProxy(self.list)
        self._load()

    def items(self) -> list[TimelineItem]:
        """Of the tab that is shown."""
        kind = _KINDS[self.tabs.currentIndex()]
        return [item for item in self._items if kind_of(item) == kind]

    # -- reading

    def _changed(self, room_id: str) -> None:
        if room_id == self._room:
            self._load()

    def _load(self) -> None:
        if self._loading:
            self._again = True
            return
        self._loading = True
        self._window.tasks.spawn(self._read(), "files of a room")

    async def _read(self) -> None:
        try:
            found = await self._account.gallery.files(self._room)
        finally:
            self._loading = False
        if not shiboken6.isValid(self):
            return  # the panel was closed meanwhile
        if found.items != self._items or found.complete != self._complete or not self._items:
            self._items, self._complete = found.items, found.complete
            self._fill()
        if self._again:
            self._again = False
            self._load()

    def _back_fill(self) -> None:
        self.more.setEnabled(False)
        self.more.setText(tr("Looking …"))

        async def work() -> None:
            try:
                await self._account.gallery.back_fill(self._room)
                await self._read()
            finally:
                if shiboken6.isValid(self):
                    self.more.setText(tr("Look further back"))
                    self.more.setEnabled(True)

        self._window.tasks.spawn(work(), "older files")

    # -- showing

    def _fill(self) -> None:
        theme = self._window.theme
        px, items = theme.px, self.items()
        tiles = _KINDS[self.tabs.currentIndex()] == "pictures"
        current = self.list.currentItem()
        held = current.data(_KEY) if current is not None else None
        self.list.clear()
        self.list.setViewMode(QListView.ViewMode.IconMode if tiles else QListView.ViewMode.ListMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(px(_TILE), px(_TILE)) if tiles else QSize(px(20), px(20)))
        self.list.setGridSize(QSize(px(_TILE) + px(12), px(_TILE) + px(12)) if tiles else QSize())
        self.list.setAccessibleName(self.tabs.tabText(self.tabs.currentIndex()))
        for item in items:
            row = QListWidgetItem()
            self._describe(row, item, tiles)
            self.list.addItem(row)
            if item.key == held:
                self.list.setCurrentItem(row)
        if self.list.currentItem() is None and items:
            self.list.setCurrentRow(0)
        empty = (tr("No pictures here yet"), tr("No files here yet"), tr("No voice messages here yet"))
        count = plural(len(items), tr("1 entry"), tr("{n} entries"))
        text = count if items else empty[self.tabs.currentIndex()]
        if not self._complete:
            text += ". " + tr("Older ones may still be on the server.")
        self.told.setText(text)
        self.more.setVisible(not self._complete)
        self._soon.start()

    def _look(self) -> None:
        """What is on screen is fetched and checked, not all that the room has."""
        tiles, area = _KINDS[self.tabs.currentIndex()] == "pictures", self.list.viewport().rect()
        for n in range(self.list.count()):
            row = self.list.item(n)
            item = self._item_of(row) if area.intersects(self.list.visualItemRect(row)) else None
            if item is None:
                continue
            if item.event_id is not None and item.attachment is not None and item.attachment.available:
                self._account.scanner.look(self._room, item.event_id)
            if tiles and item.key not in self._pictures and item.key not in self._fetching:
                self._fetching.add(item.key)
                self._window.tasks.spawn(self._fetch(item), "small picture")

    def _scan(self, item: TimelineItem) -> Scan | None:
        return told(item, self._account.scanner, self._room)

    def _scanned(self, changed: tuple[str, str]) -> None:
        tiles = _KINDS[self.tabs.currentIndex()] == "pictures"
        for n in range(self.list.count() if changed[0] == self._room else 0):
            row = self.list.item(n)
            item = self._item_of(row)
            if item is not None and item.event_id == changed[1]:
                self._describe(row, item, tiles)
                self._fetching.discard(item.key)
                self._soon.start()

    def _describe(self, row: QListWidgetItem, item: TimelineItem, tile: bool) -> None:
        file = item.attachment
        assert file is not None
        name = tr("Voice message") if file.voice else file_line(file.name, 200)
        sender = tr("You") if item.own else one_line(item.sender_name or item.sender, 60)
        size = duration_text(file.duration) if file.voice and file.duration else size_text(file.size or 0)
        about = f"{isolate(sender)} · {full_label(item.ts)} · {size}"
        scan = self._scan(item)
        if scan is not None:
            about = f"{shown(scan).text}\n{about}"
        if not tile:
            row.setSizeHint(QSize(self._window.theme.px(100), self._window.theme.px(52 if scan is None else 72)))
        row.setIcon(self._icon(item, tile, scan))
        row.setData(_KEY, item.key)
        row.setText("" if tile else f"{name}\n{about}")
        row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {about}".replace("\n", ", "))

    def _icon(self, item: TimelineItem, tile: bool, scan: Scan | None) -> QIcon:
        """The picture as far as it is there, or a sign for the kind of file; another one for what stays closed."""
        theme, icons, ratio = self._window.theme, self._window.icons, self.devicePixelRatioF()
        side = theme.px(_TILE if tile else 20)
        if scan is not None and scan.refused:
            return icons.icon("alert", theme.scheme.danger, side, ratio)
        if tile:
            return self._pictures.get(item.key) or icons.icon("picture", theme.scheme.scroll, side, ratio)
        return icons.icon("microphone" if kind_of(item) == "voice" else "file", theme.scheme.muted, side, ratio)

    async def _fetch(self, item: TimelineItem) -> None:
        side = round(self._window.theme.px(_TILE) * self.devicePixelRatioF())
        try:
            async with self._gate:
                picture = await self._account.picture(self._room, item.event_id or item.key, side * 2, side * 2)
        except UserError:
            return
        if picture is None:
            return
        image = image_of(picture)
        edge = min(image.width(), image.height())
        square = image.copy((image.width() - edge) // 2, (image.height() - edge) // 2, edge, edge)
        square = square.scaled(side, side, mode=Qt.TransformationMode.SmoothTransformation)
        pixmap = QPixmap.fromImage(square)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        icon = self._pictures[item.key] = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints it
        for n in range(self.list.count()):
            row = self.list.item(n)
            if row.data(_KEY) == item.key:
                row.setIcon(self._icon(item, True, self._scan(item)))

    # -- choosing

    def _item_of(self, row: QListWidgetItem) -> TimelineItem | None:
        key = row.data(_KEY)
        return next((item for item in self._items if item.key == key), None)

    def _choose(self, row: QListWidgetItem) -> None:
        item = self._item_of(row)
        if item is not None:
            self._activated(item, self.items())

    def _context(self, at: QPoint) -> None:
        row = self.list.itemAt(at) or self.list.currentItem()
        item = self._item_of(row) if row is not None else None
        if item is not None:
            self._menu(item, self.list.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.list.setFocus(event.reason())
