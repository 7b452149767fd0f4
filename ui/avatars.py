# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Round pictures of people and rooms: initials on a colour of their own until (and unless) there is a picture."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPixmap

from app.interface import AccountView
from app.types import RoomSummary
from ui.pictures import decode_square
from ui.tasks import Tasks
from ui.text import one_line
from ui.theme import Theme

LIMIT = 600  # pictures kept
PARALLEL = 4  # fetched at the same time


def initials(name: str) -> str:
    """One or two letters; of ``@anna:server`` the A. A symbol if there is no letter."""
    words = [word.lstrip("@#!+\"'([{„“‚«»-–—.,") for word in one_line(name).split()]
    words = [word for word in words if word]
    if not words:
        return "?"
    first = words[0][0]
    if not first.isalnum():
        return first
    rest = [word[0] for word in words[1:] if word[0].isalpha()]
    return (first + (rest[-1] if rest else "")).upper()[:2]


def picture_key(room: RoomSummary) -> str:
    """What decides the colour of a room's picture: in a direct chat that of the person."""
    return room.hero_ids[0] if room.direct and len(room.hero_ids) == 1 and not room.others else room.room_id


class Avatars(QObject):
    """``changed`` says: some picture came, paint again."""

    changed = Signal()

    def __init__(self, theme: Theme, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tasks = tasks
        self._account: AccountView | None = None
        self._cache: OrderedDict[tuple[str, ...], QPixmap] = OrderedDict()
        self._images: OrderedDict[tuple[str, int], QImage | None] = OrderedDict()
        self._wanted: set[tuple[str, int]] = set()
        self._gate = asyncio.Semaphore(PARALLEL)
        theme.changed.connect(self._cache.clear)

    def set_account(self, account: AccountView | None) -> None:
        self._account = account
        self._images.clear()
        self._cache.clear()

    def pixmap(self, key: str, name: str, mxc: str | None, size: int, ratio: float) -> QPixmap:
        """A round picture of ``size`` logical pixels. ``key`` decides the colour: a user or room id."""
        side = max(8, round(size * ratio))
        image = self._image(mxc, side) if mxc else None
        letters = "" if image is not None else initials(name)
        cache_key = (key, letters, mxc or "" if image is not None else "", str(side))
        pixmap = self._cache.get(cache_key)
        if pixmap is None:
            pixmap = self._picture(image, side) if image is not None else self._letters(key, letters, side)
            pixmap.setDevicePixelRatio(ratio)
            self._cache[cache_key] = pixmap
            while len(self._cache) > LIMIT:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(cache_key)
        return pixmap

    def _image(self, mxc: str, side: int) -> QImage | None:
        wanted = (mxc, side)
        if wanted in self._images:
            return self._images[wanted]
        if wanted not in self._wanted and self._account is not None:
            self._wanted.add(wanted)
            if self._tasks.spawn(self._fetch(self._account, mxc, side), "avatar") is None:
                self._wanted.discard(wanted)
        return None

    async def _fetch(self, account: AccountView, mxc: str, side: int) -> None:
        image: QImage | None = None
        try:
            async with self._gate:
                data = await account.avatar(mxc, side)
                if data:
                    image = await asyncio.get_running_loop().run_in_executor(None, decode_square, data, side)
        finally:
            self._wanted.discard((mxc, side))
        if account is self._account:
            self._images[(mxc, side)] = image
            while len(self._images) > LIMIT:
                self._images.popitem(last=False)
            if image is not None:
                self.changed.emit()

    @staticmethod
    def _canvas(side: int) -> QPixmap:
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def _picture(self, image: QImage, side: int) -> QPixmap:
        pixmap = self._canvas(side)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addEllipse(QRectF(0, 0, side, side))
        painter.setClipPath(path)
        painter.drawImage(0, 0, image)
        painter.end()
        return pixmap

    def _letters(self, key: str, letters: str, side: int) -> QPixmap:
        back, front = self._theme.person(key)
        pixmap = self._canvas(side)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(back))
        painter.drawEllipse(QRectF(0, 0, side, side))
        font = QFont(self._theme.font("body"))
        font.setPixelSize(max(7, round(side * 0.38)))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QPen(QColor(front)))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, letters)
        painter.end()
        return pixmap
