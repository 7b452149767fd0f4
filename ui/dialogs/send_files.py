# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before files are sent: which ones, to whom, with what words, and whether pictures keep what they know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.sizes import size_text
from ui.text import Label, isolate, one_line
from ui.theme import Theme

_PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_LISTED = 6


class SendFilesDialog(FormDialog):
    """``caption()`` and ``strip(file)`` say what was chosen."""

    def __init__(self, parent: QWidget, theme: Theme, room: str, files: Sequence[Path]) -> None:
        one, many = tr("Send a file to {room}"), tr("Send {n} files to {room}")
        super().__init__(parent, theme, plural(len(files), one, many, room=isolate(room, 60)), tr("Send"))
        self.setObjectName(names.SEND_FILES)
        for file in files[:_LISTED]:
            try:
                size = size_text(file.stat().st_size)
            except OSError:
                size = ""
            self.form.addWidget(Label(f"{one_line(file.name, 80)}  {size}", wrap=True))
        if len(files) > _LISTED:
            self.form.addWidget(Label(tr("and {n} more").format(n=len(files) - _LISTED), style="muted"))
        self.form.addSpacing(theme.px(8))
        self._caption = QLineEdit()
        self._caption.setObjectName(names.SEND_FILES_CAPTION)
        self._caption.setMaxLength(4000)
        self.add_field(tr("Caption (optional)"), self._caption)
        self._strip = QCheckBox(tr("Remove place, time and camera from pictures"))
        self._strip.setObjectName(names.SEND_FILES_STRIP)
        self._strip.setChecked(True)
        self._strip.setVisible(any(file.suffix.lower() in _PICTURES for file in files))
        self.form.addWidget(self._strip)
        self._caption.setFocus()

    def caption(self) -> str:
        return self._caption.text().strip()

    def strip(self, file: Path) -> bool:
        """Whether this file is a picture that is to lose its metadata. Moving pictures (GIF) carry no place."""
        return self._strip.isChecked() and file.suffix.lower() in _PICTURES
