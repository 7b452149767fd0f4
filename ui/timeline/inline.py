# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures in messages. They come decoded: no picture of others is ever decoded in this process."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from app.errors import UserError
from app.interface import AccountView
from app.types import Attachment, Picture, TimelineItem
from ui.tasks import Tasks

WIDEST, HIGHEST = 360, 280
"""Pixels at 100 %."""
_VIDEO = (320, 180)
"""Pixels of a video that does not say how large it is."""
LIMIT = 80  # pictures kept
PARALLEL = 2


@dataclass(frozen=True, slots=True)
class _Wanted:
    room_id: str
    key: str
    width: int
    height: int


def shows_picture(attachment: Attachment | None) -> bool:
    """Whether a row has room for a picture: its sender says how large it is. A video always has, to be played."""
    if attachment is None or not attachment.available:
        return False
    return attachment.msgtype == "m.video" or (
        attachment.msgtype == "m.image" and bool(attachment.width and attachment.height)
    )


def picture_size(attachment: Attachment, widest: int, highest: int) -> QSize:
    """The size on screen. What somebody says of a picture's shape is bounded, too."""
    size = QSize(attachment.width or _VIDEO[0], attachment.height or _VIDEO[1])
    if size.width() > widest or size.height() > highest:
        factor = min(widest / size.width(), highest / size.height())
        size = QSize(round(size.width() * factor), round(size.height() * factor))
    return size.expandedTo(QSize(48, 32))


class InlinePictures(QObject):
    """``changed``: a picture came, paint again."""

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._account: AccountView | None = None
        self._room = ""
        self._images: OrderedDict[_Wanted, QImage | None] = OrderedDict()
        self._running: set[_Wanted] = set()
        self._blurs: OrderedDict[str, QImage | None] = OrderedDict()
        self._gate = asyncio.Semaphore(PARALLEL)

    def show_room(self, account: AccountView | None, room_id: str) -> None:
        """Pictures of another room from now on."""
        self._account, self._room = account, room_id
        self._images.clear()

    def image(self, item: TimelineItem, size: QSize, ratio: float) -> QImage | None:
        """The picture for ``size`` logical pixels, if it is there by now; else it is fetched."""
        wanted = _Wanted(
            self._room, item.event_id or item.key, round(size.width() * ratio), round(size.height() * ratio)
        )
        if wanted in self._images:
            self._images.move_to_end(wanted)
            return self._images[wanted]
        if wanted not in self._running and self._account is not None:
            self._running.add(wanted)
            if self._tasks.spawn(self._fetch(self._account, wanted), "picture") is None:
                self._running.discard(wanted)
        return None

    def try_again(self, key: str) -> None:
        """What could not be shown may be shown now."""
        for wanted in [wanted for wanted, image in self._images.items() if wanted.key == key and image is None]:
            del self._images[wanted]
        self.changed.emit()

    def missing(self, item: TimelineItem, size: QSize, ratio: float) -> bool:
        """There is no picture, and none will come by itself: it is too large for that, or it cannot be shown."""
        key = _Wanted(self._room, item.event_id or item.key, round(size.width() * ratio), round(size.height() * ratio))
        return key in self._images and self._images[key] is None

    def blur(self, item: TimelineItem) -> QImage | None:
        """A few colours in its place, as its sender describes them."""
        text = item.attachment.blurhash if item.attachment is not None else ""
        if not text or self._account is None:
            return None
        if text not in self._blurs:
            self._blurs[text] = None
            while len(self._blurs) > 2 * LIMIT:
                self._blurs.popitem(last=False)
            self._tasks.spawn(self._unblur(self._account, text), "blurhash")
        return self._blurs[text]

    async def _unblur(self, account: AccountView, text: str) -> None:
        try:
            picture = await account.gallery.blur(text)
        except UserError:
            return
        if picture is not None:
            self._blurs[text] = _image(picture)
            self.changed.emit()

    async def _fetch(self, account: AccountView, wanted: _Wanted) -> None:
        image: QImage | None = None
        try:
            async with self._gate:
                picture = await account.picture(wanted.room_id, wanted.key, wanted.width, wanted.height)
            if picture is not None:
                image = _image(picture)
        except UserError:
            return  # the row says that there is a file; it can still be saved
        finally:
            self._running.discard(wanted)
            if account is self._account and wanted.room_id == self._room:
                self._images[wanted] = image
                while len(self._images) > LIMIT:
                    self._images.popitem(last=False)
        self.changed.emit()


def _image(picture: Picture) -> QImage:
    return QImage(
        picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888
    ).copy()
