# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A window for one picture or video after the other: those of a room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.interface import AccountView
from app.scanner.types import Scan
from app.types import TimelineItem
from ui import names
from ui.classification import put_on_top
from ui.i18n import tr
from ui.icons import Icons
from ui.picture_area import PictureArea, image_of
from ui.scan_words import shown
from ui.sentences import error_sentence
from ui.text import ElidedLabel, Label, file_line, one_line, set_tooltip
from ui.timeline.accessible import announce
from ui.times import full_label
from ui.video_area import VideoArea

if TYPE_CHECKING:
    from app.media.gallery import Fetched
    from ui.window import MainWindow

_MOST = 4096
"""Pixels of a side that are fetched at once; more come in parts."""
_FRAMES = (1200, 900)
_PAN = 60  # pixels of an arrow key


def is_video(item: TimelineItem) -> bool:
    return item.attachment is not None and item.attachment.msgtype == "m.video"


class PictureViewer(QDialog):
    """``items``: rows with pictures and videos, oldest first. ``save``: what the button of that name does with one."""

    def __init__(
        self,
        window: MainWindow,
        account: AccountView,
        room_id: str,
        items: Sequence[TimelineItem],
        first: int,
        save: Callable[[TimelineItem], None],
    ) -> None:
        super().__init__(window)
        self.setObjectName(names.VIEWER)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._window, self._account, self._room = window, account, room_id
        self._items, self._at, self._save = list(items), first, save
        self._task: asyncio.Task[None] | None = None
        self._part_task: asyncio.Task[None] | None = None
        self._frames: list[tuple[QImage, int]] = []
        self._frame = 0
        self._runs = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next_frame)
        theme = window.theme
        self.area = PictureArea(theme)
        self.area.setObjectName(names.VIEWER_PICTURE)
        self.area.part_needed.connect(self._need)
        self.area.zoomed.connect(self._tell_zoom)
        self.film = VideoArea(theme, window.icons, window.tasks, account, room_id)
        self.film.hide()
        self.film.told.connect(self._say)
        self.film.full_screen.connect(self.toggle_full_screen)
        self.title = ElidedLabel(style="strong")
        self.about = Label(style="small")
        self.told = Label("", self, style="muted", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom = Label(style="small")
        self._buttons: list[tuple[QToolButton, str]] = []
        self.before = self._button(names.VIEWER_BEFORE, "chevron-left", tr("Previous"), lambda: self.step(-1))
        self.after = self._button(names.VIEWER_AFTER, "chevron-right", tr("Next"), lambda: self.step(1))
        self.play = self._button(names.VIEWER_PLAY, "play", tr("Play"), self.toggle_play)
        smaller = self._button(names.VIEWER_SMALLER, "zoom-out", tr("Smaller"), lambda: self.area.zoom_by(-1))
        larger = self._button(names.VIEWER_LARGER, "zoom-in", tr("Larger"), lambda: self.area.zoom_by(1))
        fit = self._button(names.VIEWER_FIT, "fit", tr("Fit into the window"), self.area.fit)
        turn = self._button(names.VIEWER_ROTATE, "rotate", tr("Turn"), self.area.rotate)
        copy = self._button(names.VIEWER_COPY, "copy", tr("Copy picture"), self.copy)
        keep = self._button(names.VIEWER_SAVE, "download", tr("Save …"), lambda: self._save(self.item()))
        close = self._button(names.VIEWER_CLOSE, "close", tr("Close"), self.close)
        self._still = (smaller, self.zoom, larger, fit, turn, copy)
        """What there is for pictures alone."""
        self._head, self._foot = QWidget(), QWidget()
        head = QHBoxLayout(self._head)
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        head.addWidget(close)
        foot = QHBoxLayout(self._foot)
        foot.addWidget(self.before)
        foot.addWidget(self.after)
        foot.addStretch(1)
        for part in (self.play, smaller, self.zoom, larger, fit, turn):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(copy)
        foot.addWidget(keep)
        self._may_save = window.files.rules.may_save
        keep.setVisible(self._may_save)
        box = QVBoxLayout(self)
        put_on_top(self, box, theme)
        px = theme.px
        for layout in (head, foot):
            layout.setContentsMargins(px(12), px(8), px(12), px(8))
            layout.setSpacing(px(4))
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addWidget(self.area, 1)
        box.addWidget(self.film, 1)
        box.addWidget(self._foot)
        self.zoom.setMinimumWidth(theme.metrics("small").horizontalAdvance("1000 %"))
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self.restyle)
        self.restyle()
        most = self.screen().availableSize().expandedTo(window.size())
        self.resize((QSize(window.size()) * 0.94).expandedTo(QSize(px(480), px(360))).boundedTo(most))
        self.finished.connect(lambda _result: self._leave())
        self._copy = copy
        self._stop_hearing = account.gallery.fetched.connect(self._fetched)
        self._show(play=True)

    def _button(self, name: str, icon: str, text: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(text)
        set_tooltip(button, text)
        button.clicked.connect(run)
        self._buttons.append((button, icon))
        return button

    def restyle(self) -> None:
        theme, icons = self._window.theme, self._window.icons
        px = theme.px
        for button, icon in self._buttons:
            button.setIcon(icons.icon(icon, theme.scheme.text, px(20), self.devicePixelRatioF()))
            button.setIconSize(Icons.size(px(20)))
            button.setFixedSize(px(40), px(40))
        self.film.restyle()

    # -- which picture

    def item(self) -> TimelineItem:
        return self._items[self._at]

    def step(self, by: int) -> None:
        """Another picture of the room."""
        if 0 <= self._at + by < len(self._items):
            self._at += by
            self._show()

    def _show(self, *, play: bool = False) -> None:
        """``play``: a video or moving picture begins by itself, because somebody clicked on it."""
        item = self.item()
        video = is_video(item)
        for part in self._still:
            part.setVisible(not video)
        self._copy.setVisible(not video and self._may_save)
        self.area.setVisible(not video)
        self.film.setVisible(video)
        self.film.leave()
        self._stop_playing()
        self._frames = []
        self.play.hide()
        self.area.clear()
        self._end_tasks()
        name = file_line(item.attachment.name, 200) if item.attachment is not None else ""
        sender = tr("You") if item.own else one_line(item.sender_name or item.sender, 80)
        number = tr("{n} of {count}") if video else tr("Picture {n} of {count}")
        number = number.format(n=self._at + 1, count=len(self._items))
        self.title.set_full(name)
        self.about.setText(f"{sender} · {full_label(item.ts)} · {number}")
        self.setWindowTitle(name)
        self.area.setAccessibleName(f"{name}, {number}")
        caption = one_line(item.attachment.caption, 1000) if item.attachment is not None else ""
        self.area.setAccessibleDescription(caption)
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at < len(self._items) - 1)
        if video:
            self._say("")
            self.film.screen_.setAccessibleDescription(caption)
            self.film.show_item(item, play=play)
            self.film.screen_.setFocus(Qt.FocusReason.OtherFocusReason)
            self._task = self._window.tasks.spawn(self._poster(item), "poster")
            announce(self, self.film.screen_.accessibleName())
            return
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)
        scan = self._account.scanner.state(self._room, item.event_id or item.key)
        waits = scan is not None and not scan.passes
        self._say(shown(Scan.CHECKING).text if waits else tr("Loading …"))
        self._task = self._window.tasks.spawn(self._load(item, play), "picture")

    async def _load(self, item: TimelineItem, play: bool) -> None:
        key, gallery = item.event_id or item.key, self._account.gallery
        try:
            facts = await gallery.look(self._room, key)
            picture = await gallery.show(self._room, key, _MOST, _MOST)
        except UserError as error:
            self._say(error_sentence(error))
            announce(self, error_sentence(error))
            return
        self._say("")
        if self._account.scanner.state(self._room, key) is Scan.CLEAN:
            self.about.setText(f"{self.about.text()} · {shown(Scan.CLEAN).text}")
        self.area.show_picture(image_of(picture), facts.width, facts.height)
        self.play.setVisible(facts.animated)
        if play and facts.animated and item.attachment is not None and item.attachment.animated:
            self.toggle_play()  # its row has the sign for that, and somebody clicked on it
        announce(self, self.area.accessibleName())

    async def _poster(self, item: TimelineItem) -> None:
        size = self.film.screen_.size() * self.devicePixelRatioF()
        picture = await self._account.picture(
            self._room, item.event_id or item.key, max(64, size.width()), max(64, size.height())
        )
        if picture is not None:
            self.film.show_poster(item, image_of(picture))

    def _fetched(self, news: Fetched) -> None:
        item = self.item()
        size = item.attachment.size if item.attachment is not None else None
        if news.event_id == item.event_id and is_video(item) and self.told.isVisible() and size:
            self._say(tr("Loading …") + f" {min(99, news.size * 100 // size)} %")

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self._place_told()

    def _place_told(self) -> None:
        over = self.film.screen_ if self.film.isVisible() else self.area
        width = min(over.width() - 40, self._window.theme.px(400))
        at = over.mapTo(self, QPoint((over.width() - width) // 2, over.height() // 2 - 40))
        self.told.setGeometry(at.x(), at.y(), max(1, width), 80)
        self.told.raise_()

    def _tell_zoom(self) -> None:
        self.zoom.setText(f"{round(self.area.scale() * 100)} %")
        self._place_told()

    def _need(self, left: int, top: int, width: int, height: int) -> None:
        if self._part_task is not None:
            self._part_task.cancel()
        item = self.item()
        ratio = self.devicePixelRatioF()
        size = round(self.area.width() * ratio), round(self.area.height() * ratio)
        most = max(size)

        async def work() -> None:
            key = item.event_id or item.key
            picture = await self._account.gallery.part(self._room, key, (left, top, width, height), most, most)
            self.area.show_part(left, top, width, height, image_of(picture))

        self._part_task = self._window.tasks.spawn(work(), "part of a picture")

    def _end_tasks(self) -> None:
        for task in (self._task, self._part_task):
            if task is not None:
                task.cancel()
        self._task = self._part_task = None

    # -- moving pictures

    def toggle_play(self) -> None:
        """They move only when somebody asks for it."""
        if self._timer.isActive():
            self._stop_playing()
        elif self._frames:
            self._next_frame()
        else:
            item = self.item()

            async def work() -> None:
                key = item.event_id or item.key
                moving = await self._account.gallery.animation(self._room, key, *_FRAMES)
                if item is self.item():
                    frames = zip(moving.frames, moving.durations, strict=True)
                    self._frames = [(image_of(frame), duration) for frame, duration in frames]
                    self._frame = -1
                    self._next_frame()

            self._window.tasks.spawn(work(), "moving picture")
        self._paint_play()

    def _next_frame(self) -> None:
        if not self._frames:
            return
        self._frame = (self._frame + 1) % len(self._frames)
        image, duration = self._frames[self._frame]
        self.area.show_frame(image)
        self._timer.start(duration)
        self._paint_play()

    def _stop_playing(self) -> None:
        self._timer.stop()
        self._paint_play()

    def _paint_play(self) -> None:
        running = self._timer.isActive()
        if running == self._runs:
            return
        self._runs = running
        self._buttons = [
            (button, ("pause" if running else "play") if button is self.play else icon)
            for button, icon in self._buttons
        ]
        text = tr("Pause") if running else tr("Play")
        self.play.setAccessibleName(text)
        set_tooltip(self.play, text)
        self.restyle()

    # -- what one can do

    def copy(self) -> None:
        image = self.area.image()
        if image is not None:
            QGuiApplication.clipboard().setImage(image)
            announce(self, tr("The picture was copied."))

    def toggle_full_screen(self) -> None:
        """A video fills the screen, with its bar alone."""
        full = not self.isFullScreen()
        if full and not is_video(self.item()):
            return
        self._head.setVisible(not full)
        self._foot.setVisible(not full)
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.film.name_full_screen(full)

    def _leave(self) -> None:
        self._stop_hearing()
        self.film.leave()
        self._end_tasks()
        self._stop_playing()
        self._account.gallery.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, area = event.key(), self.area
        moves = {
            Qt.Key.Key_Left: (_PAN, 0),
            Qt.Key.Key_Right: (-_PAN, 0),
            Qt.Key.Key_Up: (0, _PAN),
            Qt.Key.Key_Down: (0, -_PAN),
        }
        if is_video(self.item()):
            if key == Qt.Key.Key_Escape and self.isFullScreen():
                self.toggle_full_screen()
                return
            if self.film.take_key(event):
                return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key == Qt.Key.Key_C and self._may_save:
            self.copy()
        elif control and key == Qt.Key.Key_S and self._may_save:
            self._save(self.item())
        elif key in moves and not area.fits():
            area.pan(*moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp):
            self.step(-1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown):
            self.step(1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            area.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            area.zoom_by(-1)
        elif key == Qt.Key.Key_0:
            area.fit()
        elif key == Qt.Key.Key_1:
            area.zoom_to(1.0)
        elif key == Qt.Key.Key_R:
            area.rotate()
        elif key == Qt.Key.Key_Space and self.play.isVisible():
            self.toggle_play()
        elif key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
