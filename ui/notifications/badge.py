# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program's icon with a number in its corner, and the number alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from ui.icons import Icons

RED, GREY, ON = "#c0182b", "#5f6b7a", "#ffffff"  # readable on any taskbar: 6.0:1 and 5.4:1
SIDES = (16, 22, 24, 32, 48, 64)


def number(count: int) -> str:
    return "99+" if count > 99 else str(count)


def paint(painter: QPainter, rect: QRectF, text: str, color: str) -> None:
    """A disc with a number in it; without a text, only the disc."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    if text:
        font = QFont()
        font.setBold(True)
        font.setPixelSize(max(6, round(rect.height() * (0.78 if len(text) < 3 else 0.55))))
        painter.setFont(font)
        painter.setPen(QColor(ON))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def tray_icon(icons: Icons, count: int, *, mentioned: bool, quiet: bool) -> QIcon:
    """For the tray: red if somebody speaks to us, else grey; nothing if nothing is unread. Quiet: paler."""
    icon = QIcon()
    for side in SIDES:
        pixmap = QPixmap(icons.pixmap("bundesmessenger", "#000000", side))
        painter = QPainter(pixmap)
        if quiet:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            painter.fillRect(pixmap.rect(), QColor(0, 0, 0, 120))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if count:
            text = number(count) if side >= 22 else ""
            height = side * (0.6 if text else 0.5)
            width = min(side, height * (1.0 if len(text) < 2 else 1.3 if len(text) == 2 else 1.6))
            paint(painter, QRectF(side - width, side - height, width, height), text, RED if mentioned else GREY)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def overlay(count: int, *, mentioned: bool, side: int = 32) -> QPixmap:
    """The number alone, for the corner of a taskbar button."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter, QRectF(0, 0, side, side), number(count), RED if mentioned else GREY)
    painter.end()
    return pixmap
