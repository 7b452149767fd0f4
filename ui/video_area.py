# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A video as it is played: its frames, which come decoded, and below them play, position, volume and full screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.interface import AccountView
from app.types import TimelineItem
from app.video.types import LOUDEST, Frame, Showing
from ui import names
from ui.i18n import tr
from ui.icons import Icons
from ui.sizes import duration_text
from ui.tasks import Tasks
from ui.text import Label, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce
from ui.timeline.inline_sound import WaveSlider

STEP = 5_000
"""Milliseconds of an arrow key."""
_LOUDER = 10
_FASTEST, _REMOTE = 30, 12
"""Frames a second, on this computer's own screen and over the network."""
_SM_REMOTESESSION = 0x1000


def remote_session() -> bool:
    """Whether the screen is on another computer: each frame goes over the network."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetSystemMetrics(_SM_REMOTESESSION))
    return any(name in os.environ for name in ("XRDP_SESSION", "SSH_CONNECTION", "X2GO_SESSION", "NXSESSIONID"))


class Screen(QWidget):
    """The frame that is seen now, or the poster with a sign that it can be played. ``clicked``, ``doubled``."""

    clicked = Signal()
    doubled = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self._image: QImage | None = None
        self._pixels = b""  # what the image is made of
        self.waits = False
        """Nothing is played yet."""
        self.setObjectName(names.VIEWER_SCREEN)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def image(self) -> QImage | None:
        return self._image

    def show_image(self, image: QImage | None) -> None:
        self._image, self._pixels = image, b""
        self.update()

    def show_frame(self, frame: Frame) -> None:
        self._pixels = frame.pixels
        form = QImage.Format.Format_RGB32
        self._image = QImage(self._pixels, frame.width, frame.height, frame.width * 4, form)
        self.update()

    def place(self, size: QSize) -> QRect:
        """Where an image of that shape is, as large as fits."""
        fitted = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, fitted.width(), fitted.height())
        place.moveCenter(self.rect().center())
        return place

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), QColor(self._theme.scheme.panel))
        ratio = self.devicePixelRatioF()
        if self._image is not None:
            place = self.place(self._image.size())
            same = abs(place.width() * ratio - self._image.width()) < 3
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not same)
            if same:  # pixel for pixel
                place.setSize(self._image.size() / ratio)
            p.drawImage(place, self._image)
        if self.waits:
            px, middle = self._theme.px, self.rect().center()
            round_ = QRect(0, 0, px(64), px(64))
            round_.moveCenter(middle)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(QColor(self._theme.scheme.field_border), 1))
            p.setBrush(QColor(self._theme.scheme.bg))
            p.drawEllipse(round_)
            sign = QRect(0, 0, px(32), px(32))
            sign.moveCenter(middle)
            p.drawPixmap(sign, self._icons.pixmap("play", self._theme.scheme.text, px(32), ratio))
        if self.hasFocus():
            p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(QColor(self._theme.scheme.accent), 2))
            p.drawRect(self.rect().adjusted(1, 1, -1, -1))
        p.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()  # takes the first click back
        self.doubled.emit()


class VideoArea(QWidget):
    """``told``: a sentence over the picture, empty: none. ``full_screen``: somebody wants it, or no more."""

    told = Signal(str)
    full_screen = Signal()

    def __init__(self, theme: Theme, icons: Icons, tasks: Tasks, account: AccountView, room_id: str) -> None:
        super().__init__()
        self._theme, self._icons, self._tasks = theme, icons, tasks
        self._account, self._room = account, room_id
        self._item: TimelineItem | None = None
        self._state = Showing()
        self._error = ""
        self._buttons: list[tuple[QToolButton, str]] = []
        self._remote = remote_session()
        self.screen_ = Screen(theme, icons)
        self.play = self._button(names.VIDEO_PLAY, "play", tr("Play"), self.toggle)
        self.position = WaveSlider(theme)
        self.position.setObjectName(names.VIDEO_POSITION)
        self.time = Label(style="small")
        self.mute = self._button(names.VIDEO_MUTE, "speaker", tr("Sound off"), self.toggle_sound)
        self.volume = WaveSlider(theme)
        self.volume.setObjectName(names.VIDEO_VOLUME)
        self.volume.setRange(0, LOUDEST)
        self.volume.setSingleStep(_LOUDER)
        self.volume.setPageStep(2 * _LOUDER)
        self.whole = self._button(names.VIDEO_FULL, "full-screen", tr("Full screen"), self.full_screen.emit)
        self._bar = QHBoxLayout()
        for part in (self.play, self.position, self.time, self.mute, self.volume, self.whole):
            self._bar.addWidget(part, 1 if part is self.position else 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.screen_, 1)
        box.addLayout(self._bar)
        self.screen_.clicked.connect(self.toggle)
        self.screen_.doubled.connect(self.full_screen)
        self.position.sought.connect(self.seek)
        self.volume.sought.connect(self.set_volume)
        videos = account.videos
        stops = [videos.frame.connect(self._frame), videos.showing_changed.connect(self._changed)]
        self.destroyed.connect(lambda _=None: [stop() for stop in stops])
        self.restyle()

    def _button(self, name: str, icon: str, text: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: run())
        self._buttons.append((button, icon))
        self._name(button, text)
        return button

    @staticmethod
    def _name(button: QToolButton, text: str) -> None:
        if button.accessibleName() != text:
            button.setAccessibleName(text)
            set_tooltip(button, text)

    def restyle(self) -> None:
        px = self._theme.px
        self._bar.setContentsMargins(px(12), px(6), px(12), 0)
        self._bar.setSpacing(px(6))
        self.volume.setFixedWidth(px(80))
        for button, icon in self._buttons:
            self._paint(button, icon)
            button.setIconSize(Icons.size(px(20)))
            button.setFixedSize(px(40), px(40))

    def _paint(self, button: QToolButton, icon: str) -> None:
        color = self._theme.scheme.text
        button.setIcon(self._icons.icon(icon, color, self._theme.px(20), self.devicePixelRatioF()))

    # -- which one

    def show_item(self, item: TimelineItem, *, play: bool) -> None:
        """Another video. ``play``: somebody asked for that already."""
        self.leave()
        self._item, self._error = item, ""
        self.screen_.show_image(None)
        name = item.attachment.name if item.attachment is not None else ""
        self.screen_.setAccessibleName(tr("Video: {name}").format(name=name[:200]))
        self.screen_.waits = not play
        self._changed(Showing())
        if play:
            self.toggle()

    def show_poster(self, item: TimelineItem, image: QImage) -> None:
        """What stands for it until it is played."""
        if item is self._item and self.screen_.image() is None:
            self.screen_.show_image(image)

    def leave(self) -> None:
        """Nobody looks at it any more."""
        if self._item is not None and self._account.videos.showing.key:
            self._tasks.spawn(self._account.videos.stop(), "stop the video")
        self._item = None

    def _key(self) -> str:
        return (self._item.event_id or self._item.key) if self._item is not None else ""

    # -- what one does with it

    def toggle(self) -> None:
        """Play, or pause."""
        videos, key = self._account.videos, self._key()
        if not key or self._state.loading:
            return
        if self._state.running:
            self._tasks.spawn(videos.pause(), "pause the video")
            return
        self._error = ""
        self._fit()
        self._tasks.spawn(self._play(key), "play the video")

    async def _play(self, key: str) -> None:
        from app.errors import UserError
        from ui.sentences import error_sentence

        try:
            await self._account.videos.play(self._room, key)
        except UserError as error:
            if key == self._key() and shiboken6.isValid(self):
                self._error = error_sentence(error)
                self.screen_.waits = False
                self.told.emit(self._error)
                announce(self, self._error)

    def seek(self, position: int) -> None:
        """Milliseconds."""
        if self._state.key:
            most = self._state.duration or position
            self._tasks.spawn(self._account.videos.seek(max(0, min(position, most))), "seek")

    def jump(self, by: int) -> None:
        """So many milliseconds."""
        self.seek(self._state.position + by)

    def set_volume(self, volume: int) -> None:
        self._account.videos.set_volume(max(0, min(volume, LOUDEST)))
        self._changed(self._account.videos.showing)

    def toggle_sound(self) -> None:
        videos = self._account.videos
        videos.set_muted(not videos.showing.muted)
        self._changed(videos.showing)

    def name_full_screen(self, full: bool) -> None:
        """What the button does now."""
        self._name(self.whole, tr("Leave full screen") if full else tr("Full screen"))

    # -- what comes

    def _frame(self, frame: Frame) -> None:
        if shiboken6.isValid(self) and self._state.key and self._state.key == self._key():
            self.screen_.waits = False
            self.screen_.show_frame(frame)

    def _changed(self, state: Showing) -> None:
        if not shiboken6.isValid(self):
            return
        mine = bool(state.key) and state.key == self._key()
        before = self._state
        self._state = state if mine else Showing(volume=state.volume, muted=state.muted)
        state = self._state
        if mine and state.loading:
            self.screen_.waits = False
            self.told.emit(tr("Loading …"))
        elif mine and state.error is not None and before.error is None:
            self.told.emit(tr("The video broke off. You can save the file and open it with another program."))
            announce(self, tr("The video broke off. You can save the file and open it with another program."))
        elif (before.loading or not before.key) and not self._error:
            self.told.emit("")
        self._paint(self.play, "clock" if state.loading else "pause" if state.running else "play")
        self._name(self.play, tr("Pause") if state.running else tr("Play"))
        file = self._item.attachment if self._item is not None else None
        length = state.duration or (file.duration if file is not None and file.duration else 0)
        self.position.blockSignals(True)
        self.position.setEnabled(bool(state.key))
        self.position.setRange(0, length)
        self.position.setValue(state.position)
        self.position.blockSignals(False)
        self.position.update()
        at, whole = duration_text(state.position), duration_text(length)
        self.position.setAccessibleName(tr("Position: {at} of {length}").format(at=at, length=whole))
        self.time.setText(f"{at} / {whole}")
        widest = "0" * len(whole)
        self.time.setMinimumWidth(self._theme.metrics("small").horizontalAdvance(f"{widest} / {widest}"))
        silent = state.muted or state.volume == 0
        self._paint(self.mute, "speaker-off" if silent else "speaker")
        self._name(self.mute, tr("Sound on") if silent else tr("Sound off"))
        for part in (self.mute, self.volume):
            part.setEnabled(state.sound or not state.key)
        self.volume.blockSignals(True)
        self.volume.setValue(0 if state.muted else state.volume)
        self.volume.blockSignals(False)
        self.volume.setAccessibleName(tr("Volume: {n} %").format(n=0 if state.muted else state.volume))
        self.volume.update()

    def _fit(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.screen_.size() * ratio
        self._account.videos.fit(size.width(), size.height(), _REMOTE if self._remote else _FASTEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.volume.setVisible(self.width() >= self._theme.px(440))  # there is a key for it, too
        if self._item is not None:
            self._fit()

    def take_key(self, event: QKeyEvent) -> bool:
        """A key of the viewer; gives whether it means something here."""
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_K, Qt.Key.Key_MediaPlay, Qt.Key.Key_MediaTogglePlayPause):
            self.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._state.key:
            self.jump(STEP if key == Qt.Key.Key_Right else -STEP)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.set_volume(self._state.volume + (_LOUDER if key == Qt.Key.Key_Up else -_LOUDER))
        elif key == Qt.Key.Key_Home and self._state.key:
            self.seek(0)
        elif key == Qt.Key.Key_M:
            self.toggle_sound()
        elif key in (Qt.Key.Key_F, Qt.Key.Key_F11):
            self.full_screen.emit()
        else:
            return False
        return True
