# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows over the messages for files that are being fetched: how far they are, and a way to stop. Not for short ones."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.interface import AccountView
from ui import names
from ui.buttons import PushButton
from ui.i18n import tr
from ui.sizes import size_text
from ui.text import ElidedLabel, Label, file_line, one_line
from ui.theme import Theme

if TYPE_CHECKING:
    from app.media.gallery import Fetched
    from ui.window import MainWindow

_PATIENCE = 700  # milliseconds before a row appears


class _Row(QFrame):
    def __init__(self, theme: Theme, name: str, size: int | None, task: asyncio.Task[Any]) -> None:
        super().__init__()
        px = theme.px
        self._size = size
        self.setProperty("look", "offer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = ElidedLabel(tr("Fetching {name}").format(name=file_line(name, 120)))
        self.told = Label(style="small")
        self.bar = QProgressBar()
        self.bar.setObjectName(names.DOWNLOAD_PROGRESS)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000 if size else 0)
        self.bar.setAccessibleName(self.name.full())
        self.cancel = PushButton(tr("Cancel"))
        self.cancel.setObjectName(names.DOWNLOAD_CANCEL)
        self.cancel.setProperty("look", "small")
        self.cancel.setAccessibleName(f"{self.cancel.text()}: {one_line(name, 80)}")
        self.cancel.clicked.connect(lambda: task.cancel())
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(self.name)
        words.addWidget(self.bar)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(24), px(8), px(24), px(8))
        box.setSpacing(px(12))
        box.addLayout(words, 1)
        box.addWidget(self.told)
        box.addWidget(self.cancel)
        self.hide()

    def show_size(self, size: int) -> None:
        if self._size:
            self.bar.setValue(min(1000, round(1000 * size / self._size)))
            self.told.setText(tr("{part} of {whole}").format(part=size_text(size), whole=size_text(self._size)))
        else:
            self.told.setText(size_text(size))


class Transfers(QWidget):
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def run(
        self,
        account: AccountView,
        room_id: str,
        event_id: str,
        name: str,
        size: int | None,
        work: Coroutine[Any, Any, Any],
    ) -> None:
        """Do something that fetches the file of an event, and show how far it is."""
        task = self._window.tasks.spawn(work, "save file")
        if task is None:
            return
        row = _Row(self._window.theme, name, size, task)
        self._box.addWidget(row)

        def fetched(now: Fetched) -> None:
            if (now.room_id, now.event_id) == (room_id, event_id):
                row.show_size(now.size)

        stop = account.gallery.fetched.connect(fetched)
        patience = QTimer(row, singleShot=True)
        patience.timeout.connect(row.show)
        patience.start(_PATIENCE)

        def ended(_task: asyncio.Task[Any]) -> None:
            stop()
            patience.stop()
            if row.cancel.hasFocus():
                self._window.chat.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()

        task.add_done_callback(ended)
