# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A picture one can enlarge, move and turn. Large ones come in parts, in the resolution that is seen."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.types import Picture
from ui.theme import Theme

MOST = 8.0
"""Screen pixels for one of the picture."""
_STEP = 1.25
_SETTLE = 150  # milliseconds after which a part is asked for


def image_of(picture: Picture) -> QImage:
    """Decoded pixels as an image of their own."""
    return QImage(
        picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888
    ).copy()


class PictureArea(QWidget):
    """``part_needed(left, top, width, height)`` in pixels of the picture; answer with ``show_part``.

    ``zoom`` is screen pixels for one pixel of the picture; 0: as large as fits.
    """

    part_needed = Signal(int, int, int, int)
    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._part: tuple[QRectF, QImage] | None = None
        self._size = QSizeF()
        self._zoom = 0.0
        self._middle = QPointF()  # of the picture, that stands in the middle of the area
        self._turns = 0  # quarters, clockwise
        self._dragged: QPointF | None = None
        self._settle = QTimer(self, interval=_SETTLE, singleShot=True)
        self._settle.timeout.connect(self._ask)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # -- what is shown

    def clear(self) -> None:
        self._image = self._part = None
        self._size = QSizeF()
        self._zoom, self._turns = 0.0, 0
        self.update()

    def show_picture(self, image: QImage, width: int, height: int) -> None:
        """``width`` and ``height``: of the whole picture; ``image`` may be smaller."""
        if self._image is None or self._size != QSizeF(width, height):
            self._size = QSizeF(width, height)
            self._middle = QPointF(width / 2, height / 2)
            self._zoom, self._turns = 0.0, 0
        self._image, self._part = image, None
        self._changed()

    def show_part(self, left: int, top: int, width: int, height: int, image: QImage) -> None:
        """A sharper piece of the picture."""
        self._part = (QRectF(left, top, width, height), image)
        self.update()

    def show_frame(self, image: QImage) -> None:
        """The next one of a moving picture; nothing else changes."""
        self._image, self._part = image, None
        self.update()

    def image(self) -> QImage | None:
        """What is there of it, turned as it is seen."""
        return self._image.transformed(QTransform().rotate(90 * self._turns)) if self._image is not None else None

    # -- looking closer

    def scale(self) -> float:
        """Screen pixels for one of the picture, as it is shown now."""
        return self._zoom or self._fitting()

    def fits(self) -> bool:
        return self._zoom == 0.0

    def _turned(self) -> QSizeF:
        return self._size.transposed() if self._turns % 2 else self._size

    def _fitting(self) -> float:
        size = self._turned()
        if size.isEmpty():
            return 1.0
        return min(1.0, self.width() / size.width(), self.height() / size.height())

    def fit(self) -> None:
        self._zoom = 0.0
        self._middle = QPointF(self._size.width() / 2, self._size.height() / 2)
        self._changed()

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """``at``: the point of the area that stays where it is."""
        before = self._to_picture(at) if at is not None else None
        self._zoom = max(min(self._fitting(), 1.0), min(scale, MOST))
        if self._zoom <= self._fitting():
            self.fit()
            return
        if before is not None and at is not None:
            self._middle += before - self._to_picture(at)
        self._changed()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        self.zoom_to(self.scale() * _STEP**steps, at)

    def rotate(self) -> None:
        """A quarter, clockwise."""
        self._turns = (self._turns + 1) % 4
        self._changed()

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by so many pixels of the screen."""
        back = QTransform().rotate(-90 * self._turns)
        self._middle -= back.map(QPointF(dx, dy)) / self.scale()
        self._changed()

    def _changed(self) -> None:
        box = self._visible()
        half = QPointF(box.width() / 2, box.height() / 2)
        self._middle = QPointF(
            _between(half.x(), self._middle.x(), self._size.width() - half.x()),
            _between(half.y(), self._middle.y(), self._size.height() - half.y()),
        )
        if self._image is not None and self._image.width() < self._size.width():
            self._settle.start()
        self.update()
        self.zoomed.emit()

    def _visible(self) -> QRectF:
        """The part of the picture that is on screen."""
        scale = self.scale()
        wide, high = self.width() / scale, self.height() / scale
        if self._turns % 2:
            wide, high = high, wide
        wide, high = min(wide, self._size.width()), min(high, self._size.height())
        return QRectF(self._middle.x() - wide / 2, self._middle.y() - high / 2, wide, high)

    def _ask(self) -> None:
        image = self._image
        if image is None or self.scale() * self.devicePixelRatioF() * self._size.width() <= image.width() * 1.05:
            return
        box = self._visible()
        left, top = max(0, math.floor(box.left())), max(0, math.floor(box.top()))
        self.part_needed.emit(left, top, math.ceil(box.right()) - left, math.ceil(box.bottom()) - top)

    def _transform(self) -> QTransform:
        """From the picture to the area."""
        to = QTransform()
        to.translate(self.width() / 2, self.height() / 2)
        to.rotate(90 * self._turns)
        to.scale(self.scale(), self.scale())
        to.translate(-self._middle.x(), -self._middle.y())
        return to

    def _to_picture(self, at: QPointF) -> QPointF:
        return self._transform().inverted()[0].map(at)

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), QColor(self._theme.scheme.panel))
        if self._image is not None:
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale() < 3)
            p.setTransform(self._transform())
            p.drawImage(QRectF(QPointF(0, 0), self._size), self._image)
            if self._part is not None:
                p.drawImage(self._part[0], self._part[1])
            p.resetTransform()
        if self.hasFocus():
            p.setPen(QColor(self._theme.scheme.accent))
            p.drawRect(self.rect().adjusted(0, 0, -1, -1))
            p.drawRect(self.rect().adjusted(1, 1, -2, -2))
        p.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if not self._size.isEmpty():
            self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(event.angleDelta().y() / 120, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            way = event.position() - self._dragged
            self._dragged = event.position()
            self.pan(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.fits():
            self.zoom_to(1.0 if self.scale() < 1.0 else 2.0, event.position())
        else:
            self.fit()


def _between(least: float, value: float, most: float) -> float:
    return (least + most) / 2 if most < least else max(least, min(value, most))
