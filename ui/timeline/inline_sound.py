# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""In the row of a voice message or sound file: play, pause, where it is, how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton

from app.interface import AccountView
from app.types import Attachment, ItemKind, TimelineItem
from app.voice.types import SPEEDS, Playing
from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.sizes import duration_text
from ui.tasks import Tasks
from ui.text import Label, file_line, one_line, set_tooltip
from ui.theme import Theme
from ui.timeline.inline_controls import RowWidget

if TYPE_CHECKING:
    from ui.models.timeline import TimelineModel
    from ui.timeline.view import TimelineView

WIDTH, HEIGHT = 320, 44
"""Pixels at 100 %."""
_STEP = 5_000  # milliseconds of an arrow key


def shows_sound(attachment: Attachment | None) -> bool:
    return attachment is not None and attachment.msgtype == "m.audio" and attachment.available


class WaveSlider(QSlider):
    """A slider that draws the waveform; without one, a line. Milliseconds."""

    sought = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._bars: Sequence[int] = ()
        self.setSingleStep(_STEP)
        self.setPageStep(3 * _STEP)
        self.setTracking(False)
        self.setMinimumHeight(theme.px(28))
        self.actionTriggered.connect(lambda _action: self.sought.emit(self.sliderPosition()))

    def show_wave(self, bars: Sequence[int]) -> None:
        if bars != self._bars:
            self._bars = bars
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(32))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.maximum() > 0:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            share = max(0.0, min(1.0, event.position().x() / max(1, self.width())))
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                share = 1 - share
            value = round(share * self.maximum())
            self.setValue(value)
            self.sought.emit(value)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(
                QMouseEvent(
                    QMouseEvent.Type.MouseButtonPress,
                    event.position(),
                    event.globalPosition(),
                    Qt.MouseButton.LeftButton,
                    event.buttons(),
                    event.modifiers(),
                )
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme, px = self._theme.scheme, self._theme.px
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        done, rest = QColor(scheme.accent), QColor(scheme.field_border)
        area = QRectF(self.rect()).adjusted(px(3), px(3), -px(3), -px(3))
        share = self.value() / self.maximum() if self.maximum() else 0.0
        step = px(4)
        count = max(1, int(area.width() // step))
        if self._bars:
            for n in range(count):
                first = len(self._bars) * n // count
                last = max(first + 1, len(self._bars) * (n + 1) // count)
                loud = max(self._bars[first:last], default=0) / 1024
                height = max(px(3), area.height() * loud)
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(done if (n + 0.5) / count <= share else rest)
                at = QRectF(area.left() + n * step, area.center().y() - height / 2, step * 0.6, height)
                p.drawRoundedRect(at, step * 0.3, step * 0.3)
        else:
            middle = area.center().y()
            area.adjust(px(4), 0, -px(4), 0)  # room for half of the knob
            p.setPen(QPen(rest, px(3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            p.drawLine(round(area.left()), round(middle), round(area.right()), round(middle))
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(done)
            x = area.left() + share * area.width()
            p.drawRoundedRect(QRectF(area.left(), middle - px(2), x - area.left(), px(4)), px(2), px(2))
            p.drawEllipse(QRectF(x - px(5), middle - px(5), px(10), px(10)))
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(done, 2))
            p.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        p.end()


class SoundControl(QObject):
    """What is played of one conversation, and what one does with it. ``changed``: look again."""

    changed = Signal()

    def __init__(self, tasks: Tasks, model: TimelineModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._model = model
        self._account: AccountView | None = None
        self._room = ""
        self._stop: list[Callable[[], None]] = []

    def show_room(self, account: AccountView | None, room_id: str) -> None:
        """Sounds of another room from now on; what is played goes on."""
        for stop in self._stop:
            stop()
        self._stop = []
        self._account, self._room = account, room_id
        if account is not None:
            voice = account.voice
            self._stop = [
                voice.playing_changed.connect(lambda _now: self.changed.emit()),
                voice.finished.connect(self._play_on),
            ]

    @property
    def playing(self) -> Playing:
        return self._account.voice.playing if self._account is not None else Playing()

    def state(self, item: TimelineItem) -> Playing:
        """What is played, if it is this row; else nothing with its speed."""
        now = self.playing
        return now if now.key and now.key in (item.event_id, item.key) else Playing(speed=now.speed)

    def toggle(self, item: TimelineItem) -> None:
        """Play, or pause."""
        if self._account is None:
            return
        voice, key = self._account.voice, item.event_id or item.key
        now = self.state(item)
        if now.loading:
            return
        work = voice.pause() if now.running else voice.play(self._room, now.key or key)
        self._tasks.spawn(work, "play")

    def seek(self, item: TimelineItem, position: int) -> None:
        if self._account is not None and self.state(item).key:
            self._tasks.spawn(self._account.voice.seek(position), "seek")

    def faster(self) -> None:
        """The next speed."""
        if self._account is not None:
            speed = self.playing.speed
            following = SPEEDS[(SPEEDS.index(speed) + 1) % len(SPEEDS)] if speed in SPEEDS else SPEEDS[0]
            self._tasks.spawn(self._account.voice.set_speed(following), "speed")

    def _play_on(self, key: str) -> None:
        """The voice message right after one that was heard is played, too."""
        model, account = self._model, self._account
        row = model.row_of(key)
        if row < 0:
            row = next((n for n in range(len(model)) if model.item(n).event_id == key), -1)
        if row < 0 or account is None:
            return
        before = model.item(row)
        if before.attachment is None or not before.attachment.voice:
            return
        for following in range(row + 1, len(model)):
            item = model.item(following)
            if item.kind is ItemKind.STATE:
                continue
            if item.attachment is not None and item.attachment.voice and item.attachment.available:
                self._tasks.spawn(account.voice.play(self._room, item.event_id or item.key), "play on")
            return


class SoundBar(RowWidget):
    """Play or pause, waveform with the position, time, speed."""

    def __init__(self, view: TimelineView, icons: Icons, sounds: SoundControl) -> None:
        super().__init__(view)
        self._icons = icons
        self._sounds = sounds
        self._item: TimelineItem | None = None
        self.button = QToolButton()
        self.button.setObjectName(names.SOUND_PLAY)
        self.button.setProperty("look", "send")
        self.wave = WaveSlider(view.theme)
        self.wave.setObjectName(names.SOUND_POSITION)
        self.time = Label(style="small")
        self.speed = QToolButton()
        self.speed.setObjectName(names.SOUND_SPEED)
        self.speed.setProperty("look", "chip")
        self.button.clicked.connect(self._toggle)
        self.wave.sought.connect(self._seek)
        self.speed.clicked.connect(sounds.faster)
        self.use(self.button, self.wave, self.speed)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for part in (self.button, self.wave, self.time, self.speed):
            self._box.addWidget(part, 1 if part is self.wave else 0)
        sounds.changed.connect(self._refresh)

    def restyle(self) -> None:
        px = self.view.theme.px
        self._box.setSpacing(px(8))
        self.button.setFixedSize(px(36), px(36))
        self.button.setIconSize(Icons.size(px(18)))
        self._icon = ""
        self._fit()
        self._refresh()

    def _fit(self) -> None:
        """Where there is little room, only one of both times is shown."""
        self._narrow = self.width() < self.view.theme.px(280)
        text = "00:00" if self._narrow else "00:00 / 00:00"
        self.time.setMinimumWidth(self.view.theme.metrics("small").horizontalAdvance(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._refresh()

    def show_item(self, item: TimelineItem) -> None:
        if item is not self._item:
            self._item = item
            file = item.attachment
            self.wave.show_wave(file.waveform if file is not None else ())
            self._refresh()

    def _toggle(self) -> None:
        if self._item is not None:
            self._sounds.toggle(self._item)

    def _seek(self, position: int) -> None:
        if self._item is None:
            return
        if self._sounds.state(self._item).key:
            self._sounds.seek(self._item, position)
        else:
            self.wave.setValue(0)

    _icon = ""
    _narrow = False

    def _refresh(self) -> None:
        item, theme = self._item, self.view.theme
        if item is None or item.attachment is None:
            return
        now, file = self._sounds.state(item), item.attachment
        length = now.duration or file.duration or 0
        who = tr("You") if item.own else one_line(item.sender_name or item.sender, 60)
        what = tr("Voice message") if file.voice else file_line(file.name, 60)
        icon = "clock" if now.loading else "pause" if now.running else "play"
        if icon != self._icon:
            self._icon = icon
            px = theme.px(18)
            self.button.setIcon(self._icons.icon(icon, theme.scheme.on_accent, px, self.devicePixelRatioF()))
            verb = tr("Pause") if now.running else tr("Play")
            self.button.setAccessibleName(f"{verb}: {what}, {who}, {duration_text(length)}")
            set_tooltip(self.button, verb)
        self.wave.blockSignals(True)
        self.wave.setEnabled(bool(now.key))
        self.wave.setRange(0, length)
        self.wave.setValue(now.position)
        self.wave.blockSignals(False)
        self.wave.update()
        at = duration_text(now.position)
        self.wave.setAccessibleName(tr("Position: {at} of {length}").format(at=at, length=duration_text(length)))
        both = at if self._narrow else f"{at} / {duration_text(length)}"
        self.time.setText(both if now.key else duration_text(length))
        speed = QLocale().toString(now.speed, "g", 2) + "×"
        self.speed.setText(speed)
        self.speed.setAccessibleName(tr("Speed: {speed}").format(speed=speed))
        set_tooltip(self.speed, tr("Speed"))
