# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The recovery key on paper, and in a file that only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QDate, QLocale, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPagedPaintDevice, QPainter

from ui.i18n import tr

_POINT = 1 / 72  # inch


def key_lines(key: str) -> list[str]:
    """The groups of a recovery key, three in a line."""
    groups = key.split()
    return [" ".join(groups[at : at + 3]) for at in range(0, len(groups), 3)]


def _today() -> str:
    return QLocale().toString(QDate.currentDate(), QLocale.FormatType.ShortFormat)


def file_text(user_id: str, key: str) -> str:
    """What is saved: the key, whose it is, and what it is for."""
    return "\n".join(
        (
            tr("Recovery key of BundesMessenger"),
            "",
            key,
            "",
            tr("Account: {user}").format(user=user_id),
            tr("Created on: {date}").format(date=_today()),
            "",
            tr("Keep it safe and secret. Whoever has it and your password can read your messages."),
            "",
        )
    )


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read. Raises OSError."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def print_key(device: QPagedPaintDevice, user_id: str, key: str) -> bool:
    """One page with the key in large letters; False if the printer refuses."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    dots = device.logicalDpiY()
    page = QRectF(device.pageLayout().paintRectPixels(dots))
    page.moveTo(0, 0)
    top = 0.0

    def line(text: str, points: float, *, bold: bool = False, mono: bool = False, space: float = 0.0) -> None:
        nonlocal top
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font = QFont(system if mono else QGuiApplication.font())
        font.setPointSizeF(points)
        font.setBold(bold)
        painter.setFont(font)
        area = QRectF(0, top, page.width(), page.height() - top)
        used = painter.drawText(area, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, text)
        top += (used.height() if hasattr(used, "height") else 0) + space * _POINT * dots

    painter.setPen(Qt.GlobalColor.black)
    line(tr("Recovery key of BundesMessenger"), 18, bold=True, space=10)
    line(tr("Account: {user}").format(user=user_id), 11)
    line(tr("Created on: {date}").format(date=_today()), 11, space=18)
    for text in key_lines(key):
        line(text, 20, mono=True, space=4)
    line("", 11, space=6)
    line(tr("Keep it safe and secret. Whoever has it and your password can read your messages."), 11, space=6)
    line(tr("You need it when you sign in on a new device and no other device is at hand."), 11)
    return painter.end()
