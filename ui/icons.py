# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Line icons from ``resources/icons``, in the colour and size in which they are needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"


class Icons:
    """Reads each file once; keeps the pictures drawn from it. Only our own files are ever read."""

    def __init__(self) -> None:
        self._source: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def _renderer(self, name: str, color: QColor) -> QSvgRenderer:
        source = self._source.get(name)
        if source is None:
            source = self._source[name] = (FOLDER / f"{name}.svg").read_text("utf-8")
        return QSvgRenderer(QByteArray(source.replace("currentColor", color.name()).encode()))

    def pixmap(self, name: str, color: QColor | str, size: int, ratio: float = 1.0) -> QPixmap:
        """A square picture of ``size`` logical pixels."""
        color = QColor(color)
        key = (name, color.name(), size, ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            side = max(1, round(size * ratio))
            pixmap = QPixmap(side, side)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._renderer(name, color).render(painter, QRectF(0, 0, side, side))
            painter.end()
            pixmap.setDevicePixelRatio(ratio)
            self._pixmaps[key] = pixmap
        return pixmap

    def icon(self, name: str, color: QColor | str, size: int, ratio: float = 1.0) -> QIcon:
        """For buttons and menus, sharp on this and on a doubled screen."""
        icon = QIcon()
        for factor in {ratio, 1.0, 2.0}:
            icon.addPixmap(self.pixmap(name, color, size, factor))
        return icon

    def app_icon(self) -> QIcon:
        icon = QIcon()
        for side in (16, 24, 32, 48, 64, 128, 256):
            icon.addPixmap(self.pixmap("bundesmessenger", "#000000", side))
        return icon

    @staticmethod
    def size(px: int) -> QSize:
        return QSize(px, px)
