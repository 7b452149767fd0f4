# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Before files are sent: which ones, to whom, with what words, and what pictures give away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.sizes import size_text
from ui.text import ElidedLabel, Label, file_line, isolate, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce

_PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_VIDEOS = {".mp4", ".m4v", ".mov", ".3gp", ".webm", ".mkv", ".avi", ".mpg", ".mpeg", ".wmv"}
_PREVIEW = 44
"""Pixels at 100 %."""
_SHOWN = 4  # rows without scrolling


@dataclass(frozen=True, slots=True)
class Choice:
    """One file and what was chosen for it."""

    file: Path
    caption: str
    strip: bool
    scale: bool


class _Row(QFrame):
    """Name, size, what is wrong with it; a caption; a way to leave it out."""

    def __init__(self, theme: Theme, icons: Icons, file: Path) -> None:
        super().__init__()
        px = theme.px
        self.file = file
        self.bytes = _size(file)
        self.picture = file.suffix.lower() in _PICTURES
        self.video = file.suffix.lower() in _VIDEOS
        self.setProperty("look", "note")
        icon = self._icon = Label()
        kind = "picture" if self.picture else "film" if self.video else "file"
        icon.setPixmap(icons.pixmap(kind, theme.scheme.muted, px(20), self.devicePixelRatioF()))
        name = file_line(file.name, 200)
        self.name = ElidedLabel(name)
        self.told = Label(size_text(self.bytes), style="small")
        self.leave = QToolButton()
        self.leave.setObjectName(names.SEND_FILES_LEAVE)
        self.leave.setIcon(icons.icon("close", theme.scheme.muted, px(16), self.devicePixelRatioF()))
        self.leave.setIconSize(Icons.size(px(16)))
        self.leave.setAccessibleName(tr("Do not send {name}").format(name=isolate(name, 80)))
        set_tooltip(self.leave, tr("Do not send this file"))
        self.caption = QLineEdit()
        self.caption.setObjectName(names.SEND_FILES_CAPTION)
        self.caption.setMaxLength(4000)
        self.caption.setPlaceholderText(tr("Caption (optional)"))
        self.caption.setAccessibleName(tr("Caption for {name}").format(name=isolate(name, 80)))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(icon)
        head.addWidget(self.name, 1)
        head.addWidget(self.told)
        head.addWidget(self.leave)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), px(6), px(6), px(8))
        box.setSpacing(px(4))
        self.refused = Label(tr("Your organisation does not permit this kind of file."), style="error", wrap=True)
        self.refused.hide()
        box.addLayout(head)
        box.addWidget(self.refused)
        box.addWidget(self.caption)

    def show_preview(self, image: QImage, side: int) -> None:
        """A square of what is sent."""
        ratio, edge = self.devicePixelRatioF(), min(image.width(), image.height())
        square = image.copy((image.width() - edge) // 2, (image.height() - edge) // 2, edge, edge)
        pixels = round(side * ratio)
        pixmap = QPixmap.fromImage(square.scaled(pixels, pixels, mode=Qt.TransformationMode.SmoothTransformation))
        pixmap.setDevicePixelRatio(ratio)
        self._icon.setPixmap(pixmap)

    def check(self, limit: int | None, permitted: Callable[[str], bool]) -> bool:
        """Say so if server or organisation would not take it."""
        fits = limit is None or self.bytes <= limit
        text = size_text(self.bytes)
        if not fits and limit is not None:
            text += " · " + tr("too large, at most {size}").format(size=size_text(limit))
        refused = not permitted(self.file.name)
        self.refused.setVisible(refused)
        fits = fits and not refused
        self.told.setText(text)
        self.told.setProperty("kind", "small" if fits else "error")
        self.told.style().polish(self.told)
        return fits


class SendFilesDialog(FormDialog):
    """``choices()`` says what is left, with what was chosen."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        icons: Icons,
        room: str,
        files: Sequence[Path],
        permitted: Callable[[str], bool] = lambda _name: True,
    ) -> None:
        """``permitted``: whether files of this name may be sent."""
        super().__init__(parent, theme, "", tr("Send"))
        self.setObjectName(names.SEND_FILES)
        self._room = room
        self._permitted = permitted
        self._limit: int | None = None
        px = theme.px
        self._rows = [_Row(theme, icons, file) for file in files]
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, px(4), 0)
        self._list.setSpacing(px(6))
        for row in self._rows:
            row.leave.clicked.connect(lambda _=False, row=row: self.leave_out(row.file))
            self._list.addWidget(row)
        self._list.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form.addWidget(self._area)
        self.total = Label(style="muted", wrap=True)
        self.form.addWidget(self.total)
        self._strip = QCheckBox(tr("Remove place, time and camera from pictures and videos"))
        self._strip.setObjectName(names.SEND_FILES_STRIP)
        self._strip.setChecked(True)
        self._scale = QCheckBox(tr("Make large pictures smaller"))
        self._scale.setObjectName(names.SEND_FILES_SCALE)
        self._scale.setAccessibleDescription(tr("At most 1600 pixels wide and high"))
        self.form.addWidget(self._strip)
        self.form.addWidget(self._scale)
        self._refresh()
        if self._rows:
            self._rows[0].caption.setFocus()

    def choices(self) -> list[Choice]:
        """In order."""
        return [
            Choice(
                row.file,
                row.caption.text().strip(),
                (row.picture or row.video) and self._strip.isChecked(),
                row.picture and self._scale.isChecked(),
            )
            for row in self._rows
        ]

    def preview_side(self) -> int:
        """Pixels of the pictures that ``show_preview`` takes."""
        return round(self.theme.px(_PREVIEW) * self.devicePixelRatioF()) * 2

    def show_preview(self, file: Path, image: QImage) -> None:
        """What a file looks like."""
        for row in self._rows:
            if row.file == file:
                row.show_preview(image, self.theme.px(_PREVIEW))
        self._refresh()

    def leave_out(self, file: Path) -> None:
        """Do not send this one; without any the dialog closes."""
        row = next((row for row in self._rows if row.file == file), None)
        if row is None:
            return
        at = self._rows.index(row)
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.deleteLater()
        if not self._rows:
            self.reject()
            return
        self._rows[min(at, len(self._rows) - 1)].leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh()
        announce(self, self.total.text())

    def sent(self, file: Path) -> None:
        """It is in the queue."""
        if len(self._rows) > 1:
            self.leave_out(file)

    def set_limit(self, limit: int | None) -> None:
        """Bytes of the largest file that the server takes."""
        self._limit = limit
        self._refresh()

    def _refresh(self) -> None:
        px, count = self.theme.px, len(self._rows)
        title = plural(count, tr("Send a file to {room}"), tr("Send {n} files to {room}"), room=isolate(self._room, 60))
        self.set_title(title)
        fits = [row.check(self._limit, self._permitted) for row in self._rows]
        size = size_text(sum(row.bytes for row in self._rows))
        text = plural(count, tr("One file, {size}"), tr("{n} files, {size} altogether"), size=size)
        if self._limit is not None:
            text += " · " + tr("at most {size} for each file").format(size=size_text(self._limit))
        self.total.setText(text)
        self.submit_button.setEnabled(all(fits))
        self._strip.setVisible(any(row.picture or row.video for row in self._rows))
        self._scale.setVisible(any(row.picture for row in self._rows))
        heights = [row.sizeHint().height() + px(6) for row in self._rows[:_SHOWN]]
        self._area.setFixedHeight(sum(heights) + px(2))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
