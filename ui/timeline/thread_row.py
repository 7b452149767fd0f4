# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Below a message that began a thread: how many answers there are, what is new, and what the last one says."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.types import ThreadInfo
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.text import one_line
from ui.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WIDEST = 420  # pixels at 100 %


@dataclass(slots=True)
class ThreadRow:
    """``count`` and ``last`` are painted beside each other; ``unread``: with a dot."""

    rect: QRect
    count: str
    last: str
    unread: bool
    highlight: bool


def count_text(info: ThreadInfo) -> str:
    """How many answers, and how many are new."""
    text = plural(info.count, tr("1 answer"), tr("{n} answers"))
    if info.unread:
        text += ", " + plural(info.unread, tr("1 new"), tr("{n} new"))
    return text


def place(info: ThreadInfo, theme: Theme, x: int, y: int, room: int, *, right: bool) -> ThreadRow:
    """Where it stands: at ``x`` (its right end if ``right``), below ``y``, at most ``room`` wide."""
    px, strong, small = theme.px, theme.metrics("small_strong"), theme.metrics("small")
    count = count_text(info)
    last = ""
    if info.last_body:
        last = f"{one_line(info.last_name or info.last_sender, 40)}: {one_line(info.last_body, 120)}"
    width = px(36) + strong.horizontalAdvance(count) + (px(8) if info.unread else 0)
    if last:
        width += px(8) + small.horizontalAdvance(last)
    width = min(width + px(10), room, px(WIDEST))
    height = strong.height() + px(10)
    return ThreadRow(
        QRect(x - width if right else x, y + px(4), width, height), count, last, info.unread > 0, info.highlight > 0
    )


def paint(p: QPainter, row: ThreadRow, theme: Theme, icons: Icons, ratio: float) -> None:
    px, scheme, rect = theme.px, theme.scheme, row.rect
    p.setPen(QPen(QColor(scheme.border), 1))
    p.setBrush(QColor(scheme.bg))
    p.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
    side = px(16)
    p.drawPixmap(
        QRect(rect.x() + px(10), rect.center().y() - side // 2 + 1, side, side),
        icons.pixmap("thread", QColor(scheme.accent), side, ratio),
    )
    strong, small = theme.metrics("small_strong"), theme.metrics("small")
    x = rect.x() + px(32)
    if row.unread:
        dot = px(8)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(scheme.danger if row.highlight else scheme.accent))
        p.drawEllipse(QRectF(x, rect.center().y() - dot / 2 + 0.5, dot, dot))
        x += px(12)
    room = rect.right() - px(8) - x
    p.setFont(theme.font("small_strong"))
    p.setPen(QColor(scheme.text))
    count = strong.elidedText(row.count, Qt.TextElideMode.ElideRight, room)
    p.drawText(QRect(x, rect.y(), room, rect.height()), LEFT, count)
    used = strong.horizontalAdvance(count) + px(8)
    if row.last and room - used > px(24):
        p.setFont(theme.font("small"))
        p.setPen(QColor(scheme.muted))
        last = small.elidedText(row.last, Qt.TextElideMode.ElideRight, room - used)
        p.drawText(QRect(x + used, rect.y(), room - used, rect.height()), LEFT, last)
