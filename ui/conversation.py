# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages with a field to answer them: of a room, or of one of its threads."""

from __future__ import annotations

import asyncio
import logging

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.drafts import Draft, Intent
from app.errors import UserError
from app.interface import Timeline
from app.text.mentions import spans
from app.text.written import Written
from app.types import ItemKind
from ui import names
from ui.avatars import Avatars
from ui.channels import Channel, RoomChannel
from ui.composer import Composer
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.models.timeline import TimelineModel
from ui.tasks import Tasks
from ui.text import Label, one_line, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce
from ui.timeline.inline import InlinePictures
from ui.timeline.inline_scan import InlineScans
from ui.timeline.inline_sound import SoundBar, SoundControl
from ui.timeline.reader import Reader
from ui.timeline.spoken import spoken
from ui.timeline.view import TimelineView
from ui.times import midnight_in_ms
from ui.typing_line import TypingLine
from ui.voice_recorder import VoiceRecorder

_log = logging.getLogger(__name__)
OLDER = 50  # rows asked for at once


class Conversation(QWidget):
    """Follows one channel at a time. Signals about messages carry (key, action); ``opened``: the rows are there."""

    opened = Signal()
    message_action = Signal(str, str)
    message_menu = Signal(str, str, QPoint)
    link = Signal(str)

    def __init__(
        self, theme: Theme, icons: Icons, avatars: Avatars, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self._tasks = tasks
        self._channel: Channel | None = None
        self._timeline: Timeline | None = None
        self._opening: asyncio.Task[None] | None = None
        self._loading = False
        self._loading_newer = False
        self._unseen = 0
        self._unread_sought = True  # somebody has seen where the new messages begin
        self._intent: Intent | None = None
        self._before_edit = Written("")  # what was in the field when an edit began
        self.reader: Reader | None = None

        self.model = TimelineModel(self)
        self.pictures = InlinePictures(tasks, self)
        self.scans = InlineScans(self)
        self.scans.changed.connect(self.pictures.try_again)
        self.view = TimelineView(self.model, theme, icons, avatars, pictures=self.pictures, scans=self.scans)
        self.sounds = SoundControl(tasks, self.model, self)
        self.view.widgets.factories["sound"] = lambda view: SoundBar(view, icons, self.sounds)
        self.composer = Composer(theme, icons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.over_messages = QVBoxLayout()
        box.addLayout(self.over_messages)
        box.addWidget(self.view, 1)
        self.typing = TypingLine(theme)
        box.addWidget(self.typing)
        box.addWidget(self.composer)
        self.recorder = VoiceRecorder(theme, icons, tasks)
        box.addWidget(self.recorder)

        self.newest = QToolButton(self.view)
        self.newest.setObjectName(names.TIMELINE_NEWEST)
        self.newest.setProperty("look", "float")
        self.newest.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.newest.clicked.connect(self.jump_to_newest)
        self.newest.hide()
        self.unread = QToolButton(self.view)
        self.unread.setObjectName(names.TIMELINE_UNREAD)
        self.unread.setProperty("look", "float")
        self.unread.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.unread.setText(tr("First new message"))
        self.unread.setAccessibleName(tr("Go to the first new message"))
        self.unread.clicked.connect(self.jump_to_unread)
        self.unread.hide()
        self._busy = Label(tr("Loading earlier messages …"), self.view, style="small")
        self._busy.setObjectName(names.TIMELINE_LOADING)
        self._busy.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._busy.hide()

        self.view.older_needed.connect(self._older_needed)
        self.view.newer_needed.connect(self._newer_needed)
        self.view.position_changed.connect(self._moved)
        self.view.activated.connect(self.message_action)
        self.view.menu.connect(self.message_menu)
        self.view.link.connect(self.link)
        self.model.appended.connect(self._appended)
        self.composer.send.connect(self._send)
        self.composer.draft_changed.connect(self._save_draft)
        self.composer.typed.connect(self._typed)
        self.composer.intent_cancel.clicked.connect(lambda: self.set_intent(None))
        self.composer.edit.escaped.connect(lambda: self.set_intent(None))
        self.composer.edit.up_when_empty.connect(self.edit_last)
        self.composer.edit.to_messages.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        self.composer.record.clicked.connect(self.recorder.begin)
        self.recorder.closed.connect(self._recorder_closed)
        self.recorder.active.connect(self.composer.setHidden)
        theme.changed.connect(self.restyle)
        self._midnight = QTimer(self, singleShot=True)
        self._midnight.timeout.connect(self._new_day)
        self._midnight.start(midnight_in_ms())
        self.restyle()

    # -- which conversation

    def channel(self) -> Channel | None:
        return self._channel

    def timeline(self) -> Timeline | None:
        return self._timeline

    def follow(self, channel: Channel) -> None:
        """Show a conversation; the one shown before is left in order (draft saved, timeline closed)."""
        self.leave()
        self._channel = channel
        whole_room = isinstance(channel, RoomChannel)  # who types in a thread cannot be told apart
        self.typing.setVisible(whole_room)
        self.typing.follow(channel.account if whole_room else None, channel.room_id)
        self.composer.set_text("")
        self._opening = self._tasks.spawn(self._open(channel), "open conversation")

    async def _open(self, channel: Channel) -> None:
        timeline = await channel.open()
        if self._channel is not channel:
            timeline.close()
            return
        self._timeline = timeline
        self.pictures.show_room(channel.account, channel.room_id)
        self.scans.show_room(channel.account, channel.room_id)
        self.view.set_live(timeline.at_newest)
        self.sounds.show_room(channel.account, channel.room_id)
        self.recorder.follow(channel.account, channel.room_id, str(getattr(channel, "root", "")))
        self.model.follow(timeline)
        self.view.scroll_bottom()
        self._unread_sought = False
        self._moved()
        self.opened.emit()
        draft = await channel.draft()
        if self._channel is not channel:
            return
        if draft and not self.composer.text() and self._intent is None:
            self._show_draft(draft)
        self.mark_read()

    def leave(self) -> None:
        """Nothing is shown any more."""
        if self._channel is not None:
            if self.composer.pending_draft() is not None:
                self._save_draft()
            self._channel.account.live.paused(self._channel.room_id)
        self._channel = None
        self.typing.follow(None, "")
        self.set_intent(None)
        if self._opening is not None and not self._opening.done():
            self._opening.cancel()
        self._opening = None
        self.close_reader()
        self.model.follow(None)
        if self._timeline is not None:
            self._timeline.close()
            self._timeline = None
        self.pictures.show_room(None, "")
        self.scans.show_room(None, "")
        self.sounds.show_room(None, "")
        self.recorder.follow(None, "")
        self._unseen = 0
        self._loading = self._loading_newer = False
        self._busy.hide()
        self.newest.hide()
        self.unread.hide()

    def _recorder_closed(self) -> None:
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- reading

    def _older_needed(self) -> None:
        timeline = self._timeline
        if timeline is None or timeline.at_start or self._loading:
            return
        self._loading = True
        self._tasks.spawn(self._load_older(timeline), "older messages")

    async def _load_older(self, timeline: Timeline) -> None:
        show_busy = QTimer(self, singleShot=True, interval=400)
        show_busy.timeout.connect(lambda: self._busy.show() if self._timeline is timeline else None)
        show_busy.start()
        failed = False
        try:
            await timeline.load_older(OLDER)
        except UserError:
            failed = True
            raise
        finally:
            show_busy.stop()
            show_busy.deleteLater()
            if self._timeline is timeline:
                self._busy.hide()
                self.model.flush()
                self._loading = False
                if failed:  # not again on every scroll, only after a while
                    self._loading = True
                    QTimer.singleShot(5_000, self._may_load_again)

    def _may_load_again(self) -> None:
        self._loading = self._loading_newer = False

    def _newer_needed(self) -> None:
        timeline = self._timeline
        if timeline is None or timeline.at_newest or self._loading_newer:
            return
        self._loading_newer = True
        self._tasks.spawn(self._load_newer(timeline), "newer messages")

    async def _load_newer(self, timeline: Timeline) -> None:
        failed = False
        try:
            failed = not await timeline.load_newer(OLDER) and not timeline.at_newest
        except UserError:
            failed = True
            raise
        finally:
            if self._timeline is timeline:
                self.model.flush()  # while ``_loading_newer`` says that these are no news
                self.view.set_live(timeline.at_newest)
                self._loading_newer = failed
                if failed:
                    QTimer.singleShot(5_000, self._may_load_again)
                self._moved()

    async def go_to(self, event_id: str) -> str:
        """Show a message, wherever in the past it is, and mark it; gives the event of the row that is shown.

        That is another one where it stands in a thread, or is a part of another row. Raises UserError if it cannot be
        had.
        """
        if self._opening is not None:
            await asyncio.wait([self._opening])
        timeline = self._timeline
        if timeline is not None and not self.show_loaded(event_id):
            self._loading = self._loading_newer = True
            try:
                key = await timeline.focus(event_id)
                if self._timeline is not timeline:
                    return event_id
                self.view.set_live(timeline.at_newest)
                self.model.flush()
                row = self.model.row_of(key)
            finally:
                if self._timeline is timeline:
                    self._loading = self._loading_newer = False
            if row >= 0:
                self._show_found(row)
                return self.model.item(row).event_id or event_id
        return event_id

    def show_loaded(self, event_id: str) -> bool:
        """Show a message and mark it, if it is loaded."""
        self.model.flush()
        row = next((n for n in range(len(self.model) - 1, -1, -1) if self.model.item(n).event_id == event_id), -1)
        if row >= 0:
            self._show_found(row)
        return row >= 0

    def _show_found(self, row: int) -> None:
        self.close_reader()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.show_found(row)
        announce(self.view, spoken(self.model.item(row)))

    def jump_to_unread(self) -> None:
        """Show where the new messages begin."""
        timeline = self._timeline
        self._unread_sought = True
        self.unread.hide()
        if timeline is None:
            return
        row = self.model.row_of(timeline.unread_key) if timeline.unread_key is not None else -1
        if row >= 0:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.view.show_found(row)
        elif timeline.read_up_to is not None:
            self._tasks.spawn(self._go_to_unread(timeline, timeline.read_up_to), "first new message")

    async def _go_to_unread(self, timeline: Timeline, read_up_to: str) -> None:
        await self.go_to(read_up_to)
        if self._timeline is timeline and timeline.unread_key is None and not timeline.at_newest:
            await self._load_newer(timeline)
        row = self.model.row_of(timeline.unread_key) if timeline.unread_key is not None else -1
        if self._timeline is timeline and row >= 0:
            self.view.show_found(row)

    def _appended(self, count: int) -> None:
        if self._timeline is None or self._loading_newer:
            return
        first = max(0, len(self.model) - count)
        news = [self.model.item(row) for row in range(first, len(self.model))]
        others = [item for item in news if not item.own]
        if any(item.own for item in news):
            self.view.scroll_bottom()
        if not self.view.at_bottom():
            self._unseen += len([item for item in others if item.state is None])
            self._moved()
        elif others:
            self.mark_read()
        if others and self.window().isActiveWindow():
            if len(others) <= 3:
                for item in others:
                    announce(self.view, spoken(item))
            else:
                announce(self.view, plural(len(others), tr("One new message"), tr("{n} new messages")))

    def mark_read(self) -> None:
        """Everything is read, if somebody sees it."""
        if self._timeline is not None and self.window().isActiveWindow() and self.view.at_bottom():
            self._tasks.spawn(self._read(self._timeline), "mark read")

    @staticmethod
    async def _read(timeline: Timeline) -> None:
        try:
            await timeline.mark_read()
        except UserError:
            _log.info("could not mark as read")  # happens again with the next message

    def _moved(self) -> None:
        away = not self.view.at_bottom() and len(self.model) > 0
        if not away and self._unseen:
            self._unseen = 0
            self.mark_read()
        if away:
            text = plural(self._unseen, tr("One new message"), tr("{n} new messages")) if self._unseen else tr("Newest")
            if text != self.newest.text():
                self.newest.setText(text)
                self.newest.setAccessibleName(tr("Go to the newest message") + (f", {text}" if self._unseen else ""))
        if away != self.newest.isVisible():
            self.newest.setVisible(away)
        self._seek_unread()
        self._place()

    def _seek_unread(self) -> None:
        timeline = self._timeline
        if timeline is None or self._unread_sought:
            return
        row = self.model.row_of(timeline.unread_key) if timeline.unread_key is not None else -1
        top = self.view.geometry_of_rows.row
        if row >= top > 0 or (row >= 0 and self.view.row_rect(row) is not None):
            self._unread_sought = True  # it is on screen, or below
        above = not self._unread_sought and (0 <= row < top or (row < 0 and timeline.unread_above))
        if above != self.unread.isVisible():
            self.unread.setVisible(above)

    def _place(self) -> None:
        px, area = self._theme.px, self.view.viewport().geometry()
        size = self.newest.sizeHint()
        self.newest.setGeometry(
            QRect(
                area.center().x() - size.width() // 2,
                area.bottom() - size.height() - px(12),
                size.width(),
                size.height(),
            )
        )
        size = self.unread.sizeHint()
        self.unread.setGeometry(
            QRect(area.center().x() - size.width() // 2, area.top() + px(12), size.width(), size.height())
        )
        width = self._busy.sizeHint().width() + px(24)
        self._busy.setGeometry(area.center().x() - width // 2, px(8), width, px(24))

    def jump_to_newest(self) -> None:
        timeline = self._timeline
        if timeline is not None and not timeline.at_newest:
            self._tasks.spawn(self._back_to_newest(timeline), "newest messages")
            return
        self.view.scroll_bottom()
        if self.newest.hasFocus():
            self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _back_to_newest(self, timeline: Timeline) -> None:
        self._loading_newer = True
        try:
            await timeline.show_newest()
        finally:
            if self._timeline is timeline:
                self.model.flush()
                self._loading_newer = False
        if self._timeline is timeline:
            self.view.set_live(timeline.at_newest)
            self.jump_to_newest() if timeline.at_newest else None

    def open_reader(self, key: str) -> None:
        """Read one message with a caret."""
        row = self.model.row_of(key)
        if row < 0 or self.model.item(row).state is not None:
            return
        self.close_reader()
        self.view.show_row(row)
        self.reader = Reader(self.view, row)
        self.reader.link.connect(self.link)
        self.reader.destroyed.connect(self._reader_gone)

    def _reader_gone(self) -> None:
        self.reader = None

    def close_reader(self) -> None:
        if self.reader is not None:
            reader, self.reader = self.reader, None
            reader.close_later()

    def _new_day(self) -> None:
        self.view.relabel()
        self._midnight.start(midnight_in_ms())

    # -- writing

    def set_intent(self, intent: Intent | None) -> None:
        """What the text in the field will be. An edit brings the old text, and afterwards what was there before."""
        before, self._intent = self._intent, intent
        if before is not None and before.kind == "edit":
            self.composer.set_written(self._before_edit)
            self._before_edit = Written("")
        if intent is not None and intent.kind == "edit":
            self._before_edit = self.composer.written()
            self.composer.set_written(self._source(intent))
        self._tell_intent()
        if intent is not None:
            self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if before is not intent:
            self._save_draft()

    def _tell_intent(self) -> None:
        intent = self._intent
        if intent is None:
            self.composer.set_intent("")
            return
        name, body = one_line(intent.name, 60), one_line(intent.body, 120)
        match intent.kind:
            case "edit":
                self.composer.set_intent(tr("Edit the message"))
            case "thread":
                self.composer.set_intent(tr("In a thread with {name}").format(name=name) + f": {body}")
            case _:
                self.composer.set_intent(tr("Reply to {name}").format(name=name) + f": {body}")

    def _source(self, intent: Intent) -> Written:
        """The text of a message, to be changed, with its mentions."""
        for row in range(len(self.model) - 1, -1, -1):
            item = self.model.item(row)
            if item.event_id == intent.event_id:
                return Written(intent.body, spans(intent.body, item.html))
        return Written(intent.body)

    def intent(self) -> Intent | None:
        """What the next text will be."""
        return self._intent

    def speakers(self, most: int = 50) -> list[str]:
        """Who wrote last, newest first."""
        found: dict[str, None] = {}
        for row in range(len(self.model) - 1, max(-1, len(self.model) - 300), -1):
            item = self.model.item(row)
            if not item.own and item.state is None:
                found.setdefault(item.sender)
                if len(found) >= most:
                    break
        return list(found)

    def edit_last(self) -> None:
        """Change the newest own message that is loaded."""
        for row in range(len(self.model) - 1, -1, -1):
            item = self.model.item(row)
            changeable = item.kind in (ItemKind.MESSAGE, ItemKind.EMOTE, ItemKind.NOTICE)
            if item.own and changeable and item.event_id is not None and item.send_state != "failed":
                self.set_intent(Intent("edit", item.event_id, item.sender_name or item.sender, item.body))
                return

    def _send(self, written: Written) -> None:
        if self._channel is not None:
            intent, self._intent = self._intent, None
            before, self._before_edit = self._before_edit, Written("")
            self._tell_intent()
            if intent is not None and intent.kind == "edit":
                self.composer.set_written(before)
            self._channel.account.live.paused(self._channel.room_id)
            self._tasks.spawn(self._deliver(self._channel, written, intent), "send")

    def _typed(self, something: bool) -> None:
        if self._channel is not None:
            live = self._channel.account.live
            (live.wrote if something else live.paused)(self._channel.room_id)

    async def _deliver(self, channel: Channel, written: Written, intent: Intent | None) -> None:
        try:
            await channel.deliver(written, intent)
            await channel.save_draft(self._draft() if self._channel is channel else Draft())
        except UserError:
            if self._channel is channel and not self.composer.text() and self._intent is None:
                self._show_draft(Draft(written, intent))  # nothing that was typed is lost
            raise
        if self._channel is channel:
            self.model.flush()
            if self._timeline is not None and not self._timeline.at_newest:
                await self._back_to_newest(self._timeline)
            self.view.scroll_bottom()

    def _draft(self) -> Draft:
        before = self._before_edit if self._intent is not None and self._intent.kind == "edit" else None
        return Draft(self.composer.written(), self._intent, before)

    def _show_draft(self, draft: Draft) -> None:
        self._intent = draft.intent
        self._before_edit = draft.before or Written("")
        self.composer.set_written(draft.written)
        self._tell_intent()

    def _save_draft(self, _written: Written | None = None) -> None:
        if self._channel is not None:
            self._tasks.spawn(self._channel.save_draft(self._draft()), "draft")

    # -- looks

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        self.newest.setIcon(self._icons.icon("arrow-down", scheme.text, px(16), self.devicePixelRatioF()))
        self.newest.setIconSize(Icons.size(px(16)))
        self.unread.setIcon(self._icons.icon("arrow-up", scheme.text, px(16), self.devicePixelRatioF()))
        self.unread.setIconSize(Icons.size(px(16)))
        set_tooltip(self.newest, tr("Go to the newest message"))
        self._place()
