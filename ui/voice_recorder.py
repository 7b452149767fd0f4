# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""In the place of the field: record a voice message, listen to it, then send or delete it.

A recording that was begun is kept, in memory only, for when one comes back to its room.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.errors import UserError
from app.interface import AccountView
from app.voice.types import DRAFT, LONGEST, Playing, Recorded
from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.sizes import duration_text
from ui.tasks import Tasks
from ui.text import Label, set_tooltip
from ui.theme import COLUMN, Theme
from ui.timeline.accessible import announce
from ui.timeline.inline_sound import WaveSlider

if TYPE_CHECKING:
    from app.voice.recorder import Recording

_PAINT = 0.05  # seconds between two pictures of the level


class LevelMeter(QWidget):
    """How loud the last seconds were; the newest at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._peaks: Sequence[int] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_peaks(self, peaks: Sequence[int]) -> None:
        self._peaks = peaks
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self._theme.px(4)
        count = max(1, self.width() // step)
        shown = list(self._peaks[-count:])
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(self._theme.scheme.accent))
        for n, loud in enumerate(reversed(shown)):
            height = max(self._theme.px(2), self.height() * min(1.0, (loud / 1024) ** 0.5))
            x = self.width() - (n + 1) * step
            p.drawRoundedRect(QRectF(x, (self.height() - height) / 2, step * 0.6, height), step * 0.3, step * 0.3)
        p.end()


class VoiceRecorder(QWidget):
    """``closed``: the field comes back. One room at a time."""

    closed = Signal()
    active = Signal(bool)  # it is shown instead of the field, or not any more

    def __init__(self, theme: Theme, icons: Icons, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(names.RECORDER)
        self.setAccessibleName(tr("Voice message"))
        self._theme, self._icons, self._tasks = theme, icons, tasks
        self._account: AccountView | None = None
        self._known: AccountView | None = None
        self._room = self._thread = ""
        self._recording: Recording | None = None
        self._recorded: Recorded | None = None
        self._drafts: dict[tuple[str, str], Recorded] = {}  # room and thread -> what was recorded and not sent
        self._stop: Callable[[], None] | None = None
        self._painted = 0.0
        self.cancel = self._button(names.RECORDER_CANCEL, tr("Delete the recording"), self._cancel)
        self.listen = self._button(names.RECORDER_LISTEN, tr("Listen"), self._listen)
        self.meter = LevelMeter(theme)
        self.wave = WaveSlider(theme)
        self.time = Label(style="strong")
        self.end = self._button(names.RECORDER_STOP, tr("Stop"), self._end)
        self.send = self._button(names.RECORDER_SEND, tr("Send the voice message"), self._send)
        for button in (self.end, self.send):
            button.setProperty("look", "send")
        self.wave.sought.connect(self._seek)
        self._box = QHBoxLayout(self)
        for part in (self.cancel, self.listen, self.meter, self.wave, self.time, self.end, self.send):
            self._box.addWidget(part, 1 if part in (self.meter, self.wave) else 0)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def _button(self, name: str, text: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(text)
        set_tooltip(button, text)
        button.clicked.connect(run)
        return button

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        pairs = (
            (self.cancel, "trash", scheme.danger),
            (self.listen, "play", scheme.text),
            (self.end, "stop", scheme.on_accent),
            (self.send, "send", scheme.on_accent),
        )
        for button, icon, color in pairs:
            self._icon(button, icon, color)
            button.setIconSize(Icons.size(px(20)))
            button.setFixedSize(px(40), px(40))
        self.time.setMinimumWidth(self._theme.metrics("strong").horizontalAdvance("00:00 / 00:00"))
        self.time.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._box.setSpacing(px(8))
        self._align()

    def _icon(self, button: QToolButton, icon: str, color: str) -> None:
        button.setIcon(self._icons.icon(icon, color, self._theme.px(20), self.devicePixelRatioF()))

    def _align(self) -> None:
        px = self._theme.px
        side = max(0, (self.width() - px(COLUMN)) // 2) + px(24)
        self._box.setContentsMargins(side, px(4), side, px(16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    # -- which room

    def _appear(self, on: bool) -> None:
        self.setVisible(on)
        self.active.emit(on)

    def follow(self, account: AccountView | None, room_id: str, thread: str = "") -> bool:
        """Another room, or the thread of a message in it; whether it has a recording that was not sent.

        What is being recorded ends, and is kept.
        """
        recording, self._recording = self._recording, None
        if recording is not None:
            self._tasks.spawn(self._keep((self._room, self._thread), recording), "keep recording")
        elif self._recorded is not None and self._room:
            self._drafts[self._room, self._thread] = self._recorded
        if self._stop is not None:
            self._stop()
            self._stop = None
        if account is not None and account is not self._known:
            self._drafts.clear()
            self._known = account
        self._account, self._room, self._thread = account, room_id, thread
        self._recorded = self._drafts.pop((room_id, thread), None)
        if account is not None:
            self._stop = account.voice.playing_changed.connect(self._played)
        if self._recorded is None:
            self._appear(False)
            return False
        self._show_recorded()
        return True

    async def _keep(self, place: tuple[str, str], recording: Recording) -> None:
        recorded = await recording.stop()
        if recorded is not None:
            self._drafts[place] = recorded

    # -- recording

    def begin(self) -> None:
        """Record, if there is a microphone; else say what is wrong."""
        if self._account is not None and self._recording is None:
            self._tasks.spawn(self._begin(self._account, self._room), "record")

    async def _begin(self, account: AccountView, room_id: str) -> None:
        try:
            recording = await account.voice.record()
        except UserError:
            self._close()
            raise
        if self._room != room_id or self._account is not account:
            await recording.cancel()
            return
        self._recording, self._recorded = recording, None
        recording.changed.connect(self._heard)
        recording.full.connect(lambda _recording: self._full())
        self.meter.show_peaks(())
        self._tell_time(0)
        self._arrange()
        self._appear(True)
        self.end.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, tr("Recording has begun."))

    def _heard(self, recording: Recording) -> None:
        now = time.monotonic()
        if recording is self._recording and now - self._painted > _PAINT:
            self._painted = now
            self.meter.show_peaks(recording.peaks)
            self._tell_time(recording.duration)

    def _tell_time(self, milliseconds: int) -> None:
        length, most = duration_text(milliseconds), duration_text(LONGEST * 1000)
        self.time.setText(length)
        self.meter.setAccessibleName(tr("Recording: {length} of at most {most}").format(length=length, most=most))

    def _full(self) -> None:
        announce(self, tr("The longest possible recording is reached."))
        self._end()

    def interrupt(self) -> None:
        """Nobody speaks any more: what was recorded is kept, to be sent later."""
        self._end()

    def _end(self) -> None:
        recording, self._recording = self._recording, None
        if recording is None:
            return

        async def work() -> None:
            recorded = await recording.stop()
            if recorded is None:
                announce(self, tr("The recording was too short."))
                self._close()
                return
            self._recorded = recorded
            self._show_recorded()
            self.send.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, tr("Recorded: {length}").format(length=duration_text(recorded.duration)))

        self._tasks.spawn(work(), "end recording")

    # -- recorded

    def _show_recorded(self) -> None:
        recorded = self._recorded
        if recorded is None:
            return
        self.wave.show_wave(recorded.waveform)
        self._played(Playing())
        self._arrange()
        self._appear(True)

    def _arrange(self) -> None:
        running = self._recording is not None
        for part in (self.meter, self.end):
            part.setVisible(running)
        for other in (self.listen, self.wave, self.send):
            other.setVisible(not running)

    def _listen(self) -> None:
        account, recorded = self._account, self._recorded
        if account is None or recorded is None:
            return
        now = account.voice.playing
        running = now.key == DRAFT and now.running
        self._tasks.spawn(account.voice.pause() if running else account.voice.listen(recorded), "listen")

    def _seek(self, position: int) -> None:
        if self._account is not None and self._account.voice.playing.key == DRAFT:
            self._tasks.spawn(self._account.voice.seek(position), "seek")

    def _played(self, now: Playing) -> None:
        recorded = self._recorded
        if recorded is None:
            return
        mine = now.key == DRAFT
        running, at = mine and now.running, now.position if mine else 0
        length = duration_text(recorded.duration)
        self._icon(self.listen, "pause" if running else "play", self._theme.scheme.text)
        text = tr("Pause") if running else tr("Listen")
        self.listen.setAccessibleName(text)
        set_tooltip(self.listen, text)
        self.wave.blockSignals(True)
        self.wave.setEnabled(mine)
        self.wave.setRange(0, recorded.duration)
        self.wave.setValue(at)
        self.wave.blockSignals(False)
        self.wave.update()
        where = tr("Position in the recording: {at} of {length}").format(at=duration_text(at), length=length)
        self.wave.setAccessibleName(where)
        self.time.setText(f"{duration_text(at)} / {length}" if mine else length)

    def _send(self) -> None:
        account, recorded, room_id, thread = self._account, self._recorded, self._room, self._thread
        if account is None or recorded is None:
            return
        self.send.setEnabled(False)

        async def work() -> None:
            try:
                await account.voice.stop()
                await account.voice.send(room_id, recorded, tr("Voice message"), thread=thread)
            finally:
                self.send.setEnabled(True)
            if self._recorded is recorded:
                self._recorded = None
                self._close()

        self._tasks.spawn(work(), "send voice message")

    def _cancel(self) -> None:
        recording, self._recording, self._recorded = self._recording, None, None
        account = self._account

        async def work() -> None:
            if recording is not None:
                await recording.cancel()
            elif account is not None:
                await account.voice.stop()

        self._tasks.spawn(work(), "delete recording")
        announce(self, tr("The recording was deleted."))
        self._close()

    def _close(self) -> None:
        self._appear(False)
        self.closed.emit()
