# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""In the row of a file on its way: how far it is, and a way to stop it; or to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from app.types import SendState, TimelineItem
from ui import names
from ui.buttons import PushButton
from ui.i18n import tr
from ui.sizes import size_text
from ui.text import Label, file_line
from ui.timeline.inline_controls import RowWidget

if TYPE_CHECKING:
    from ui.timeline.view import TimelineView

WIDTH, HEIGHT = 300, 44
"""Pixels at 100 %."""


class UploadBar(RowWidget):
    """Progress with "Cancel", or "Send again" with "Discard"."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self.bar = QProgressBar()
        self.bar.setObjectName(names.UPLOAD_PROGRESS)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.told = Label(style="small")
        self.cancel = PushButton(tr("Cancel"))
        self.cancel.setObjectName(names.UPLOAD_CANCEL)
        self.again = PushButton(tr("Send again"))
        self.again.setObjectName(names.UPLOAD_AGAIN)
        self.discard = PushButton(tr("Discard"))
        self.discard.setObjectName(names.UPLOAD_DISCARD)
        for button in (self.cancel, self.again, self.discard):
            button.setProperty("look", "small")
        self.cancel.clicked.connect(lambda: view.activated.emit(self.key, "discard"))
        self.discard.clicked.connect(lambda: view.activated.emit(self.key, "discard"))
        self.again.clicked.connect(lambda: view.activated.emit(self.key, "resend"))
        self.use(self.cancel, self.again, self.discard)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.bar, 1)
        self._box.addWidget(self.told)
        self._box.addWidget(self.cancel)
        self._box.addWidget(self.again)
        self._box.addWidget(self.discard)
        self._box.addStretch(0)

    def restyle(self) -> None:
        self._box.setSpacing(self.view.theme.px(8))

    def show_item(self, item: TimelineItem) -> None:
        file = item.attachment
        failed = item.send_state is SendState.FAILED
        held = next((part for part in self.parts if part.hasFocus()), None)
        self.bar.setVisible(not failed)
        self.told.setVisible(not failed)
        self.cancel.setVisible(not failed)
        self.again.setVisible(failed)
        self.discard.setVisible(failed)
        if held is not None and not held.isVisible():
            self.enter()
        if file is None:
            return
        size, done = file.size or 0, file.uploaded or 0
        share = min(100, round(100 * done / size)) if size else 0
        waiting = done == 0
        self.bar.setValue(share)
        self.told.setText(tr("Waiting") if waiting else f"{share} %")
        name = file_line(file.name, 80)
        said = tr("{n} % of {size} sent").format(n=share, size=size_text(size))
        self.bar.setAccessibleName(f"{name}, {tr('Waiting') if waiting else said}")
        for button in (self.cancel, self.again, self.discard):
            button.setAccessibleName(f"{button.text()}: {name}")
