# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The right side: the open room with its header, timeline and composer, or the invitation, or nothing yet."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.interface import AccountView, Timeline
from app.types import Membership, RoomSummary
from ui import names
from ui.avatars import Avatars
from ui.banner import ConnectionBanner
from ui.composer import Composer
from ui.empty import EmptyPane
from ui.header import RoomHeader
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.invitation import InvitationView
from ui.models.timeline import TimelineModel
from ui.sentences import room_name
from ui.tasks import Tasks
from ui.text import Label, one_line, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce
from ui.timeline.inline import InlinePictures
from ui.timeline.reader import Reader
from ui.timeline.spoken import spoken
from ui.timeline.view import TimelineView
from ui.times import midnight_in_ms

_log = logging.getLogger(__name__)
OLDER = 50  # rows asked for at once


@dataclass(frozen=True, slots=True)
class Intent:
    """What the next text will be: ``kind`` is reply, thread or edit."""

    kind: str
    event_id: str
    name: str
    body: str


class ChatPane(QWidget):
    """``room_closed``: the open room is no longer ours. Signals about messages carry (key, action)."""

    room_changed = Signal(str)  # the id of the room that is open now; empty: none, or one we are not in
    message_action = Signal(str, str)
    message_menu = Signal(str, str, QPoint)
    link = Signal(str)

    def __init__(
        self, theme: Theme, icons: Icons, avatars: Avatars, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chat")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icons = icons
        self._tasks = tasks
        self._account: AccountView | None = None
        self._timeline: Timeline | None = None
        self._room: RoomSummary | None = None
        self._opening: asyncio.Task[None] | None = None
        self._loading = False
        self._unseen = 0
        self._intent: Intent | None = None
        self._before_edit = ""  # what was in the field when an edit began
        self._warning = ""
        self.reader: Reader | None = None

        self.banner = ConnectionBanner(theme, icons)
        self.header = RoomHeader(theme, icons, avatars)
        self.model = TimelineModel(self)
        self.pictures = InlinePictures(tasks, self)
        self.view = TimelineView(self.model, theme, icons, avatars, pictures=self.pictures)
        self.composer = Composer(theme, icons)
        self.invitation = InvitationView(theme, icons, avatars)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        room = QWidget()
        box = QVBoxLayout(room)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(rule)
        self._over_messages = QVBoxLayout()
        box.addLayout(self._over_messages)
        box.addWidget(self.view, 1)
        box.addWidget(self.composer)
        self.empty = EmptyPane(theme, icons)
        self._pages = QStackedWidget()
        for page in (self.empty, room, self.invitation):
            self._pages.addWidget(page)
        self._room_page = room
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banner)
        self._over_everything = QVBoxLayout()
        outer.addLayout(self._over_everything)
        outer.addWidget(self._pages, 1)

        self._newest = QToolButton(self.view)
        self._newest.setObjectName(names.TIMELINE_NEWEST)
        self._newest.setProperty("look", "float")
        self._newest.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._newest.clicked.connect(self.jump_to_newest)
        self._newest.hide()
        self._busy = Label(tr("Loading earlier messages …"), self.view, style="small")
        self._busy.setObjectName(names.TIMELINE_LOADING)
        self._busy.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._busy.hide()

        self.view.older_needed.connect(self._older_needed)
        self.view.position_changed.connect(self._moved)
        self.view.activated.connect(self.message_action)
        self.view.menu.connect(self.message_menu)
        self.view.link.connect(self.link)
        self.model.appended.connect(self._appended)
        self.composer.send.connect(self._send)
        self.composer.draft_changed.connect(self._save_draft)
        self.composer.intent_cancel.clicked.connect(lambda: self.set_intent(None))
        self.composer.edit.escaped.connect(lambda: self.set_intent(None))
        self.composer.edit.up_when_empty.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        theme.changed.connect(self.restyle)
        self._midnight = QTimer(self, singleShot=True)
        self._midnight.timeout.connect(self._new_day)
        self._midnight.start(midnight_in_ms())
        self.restyle()
        self.show_nothing()

    # -- which room

    def set_account(self, account: AccountView | None) -> None:
        self.close_room()
        self._account = account

    def room(self) -> RoomSummary | None:
        return self._room

    def timeline(self) -> Timeline | None:
        return self._timeline

    def show_nothing(self) -> None:
        self._pages.setCurrentWidget(self.empty)

    def open_room(self, room: RoomSummary) -> None:
        """Show a room; the one shown before is left in order (draft saved, timeline closed)."""
        if self._room is not None and self._room.room_id == room.room_id and self._room.membership is room.membership:
            self.update_room(room)
            return
        self.close_room()
        self._room = room
        if room.membership is Membership.INVITE:
            self.invitation.show_room(room)
            self._pages.setCurrentWidget(self.invitation)
            return
        self._pages.setCurrentWidget(self._room_page)
        self.header.set_members(None)
        self.composer.set_text("")
        self._describe(room)
        self._opening = self._tasks.spawn(self._open(room.room_id), "open room")
        self.room_changed.emit(room.room_id)

    async def _open(self, room_id: str) -> None:
        account = self._account
        if account is None:
            return
        timeline = await account.open_timeline(room_id)
        if self._room is None or self._room.room_id != room_id:
            timeline.close()
            return
        self._timeline = timeline
        self.pictures.show_room(account, room_id)
        self.model.follow(timeline)
        self.view.scroll_bottom()
        draft = await account.draft(room_id)
        if self._room is None or self._room.room_id != room_id:
            return
        if draft and not self.composer.text():
            self.composer.set_text(draft)
        self._tasks.spawn(self._count_members(room_id), "members")
        self._mark_read()

    async def _count_members(self, room_id: str) -> None:
        if self._account is None:
            return
        try:
            members = await self._account.members(room_id)
        except UserError:
            return  # the number is a nicety; it comes with the next opening
        if self._room is not None and self._room.room_id == room_id:
            self.header.set_members(sum(1 for member in members if member.membership is Membership.JOIN))

    def close_room(self) -> None:
        self.set_intent(None)
        if self._room is not None and self._account is not None:
            draft = self.composer.pending_draft()
            if draft is not None:
                self._tasks.spawn(self._account.save_draft(self._room.room_id, draft), "draft")
        if self._opening is not None and not self._opening.done():
            self._opening.cancel()
        self._opening = None
        self.close_reader()
        self.model.follow(None)
        if self._timeline is not None:
            self._timeline.close()
            self._timeline = None
        self.pictures.show_room(None, "")
        self._room = None
        self._unseen = 0
        self._loading = False
        self._busy.hide()
        self._newest.hide()
        self.show_nothing()
        self.room_changed.emit("")

    def update_room(self, room: RoomSummary | None) -> None:
        """News of the open room; None: it is no longer ours."""
        if self._room is None:
            return
        if room is None:
            self.close_room()
        elif room.membership is not self._room.membership:
            self.open_room(room)
        elif room is not self._room:
            self._room = room
            if room.membership is Membership.INVITE:
                self.invitation.show_room(room)
            else:
                self._describe(room)

    def _describe(self, room: RoomSummary) -> None:
        name = room_name(room)
        self.header.show_room(room)
        self.composer.set_room(name, encrypted=room.encrypted)
        self._block()
        self.view.setAccessibleName(tr("Messages in {name}").format(name=name))

    def _block(self) -> None:
        if self._room is not None:
            joined = self._room.membership is Membership.JOIN
            self.composer.set_blocked(self._warning if joined else tr("You are not a member of this room."))

    def set_warning(self, reason: str) -> None:
        """Why one must not write into the open room now; empty: one may."""
        if reason != self._warning:
            self._warning = reason
            self._block()

    def add_rows(self, over_everything: QWidget, over_messages: QWidget) -> None:
        """Places for offers and warnings that are not the room's own."""
        self._over_everything.addWidget(over_everything)
        self._over_messages.addWidget(over_messages)

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
        self._loading = False

    def _appended(self, count: int) -> None:
        timeline = self._timeline
        if timeline is None:
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
            self._mark_read()
        if others and self.window().isActiveWindow():
            if len(others) <= 3:
                for item in others:
                    announce(self.view, spoken(item))
            else:
                announce(self.view, plural(len(others), tr("One new message"), tr("{n} new messages")))

    def _mark_read(self) -> None:
        if self._timeline is not None and self.window().isActiveWindow() and self.view.at_bottom():
            self._tasks.spawn(self._read(self._timeline), "mark read")

    @staticmethod
    async def _read(timeline: Timeline) -> None:
        try:
            await timeline.mark_read()
        except UserError:
            _log.info("could not mark as read")  # happens again with the next message

    def window_activated(self) -> None:
        self._mark_read()

    def _moved(self) -> None:
        away = not self.view.at_bottom() and len(self.model) > 0
        if not away and self._unseen:
            self._unseen = 0
            self._mark_read()
        if away:
            text = plural(self._unseen, tr("One new message"), tr("{n} new messages")) if self._unseen else tr("Newest")
            if text != self._newest.text():
                self._newest.setText(text)
                self._newest.setAccessibleName(tr("Go to the newest message") + (f", {text}" if self._unseen else ""))
        if away != self._newest.isVisible():
            self._newest.setVisible(away)
        self._place()

    def _place(self) -> None:
        px, area = self._theme.px, self.view.viewport().geometry()
        size = self._newest.sizeHint()
        self._newest.setGeometry(
            QRect(
                area.center().x() - size.width() // 2,
                area.bottom() - size.height() - px(12),
                size.width(),
                size.height(),
            )
        )
        width = self._busy.sizeHint().width() + px(24)
        self._busy.setGeometry(area.center().x() - width // 2, px(8), width, px(24))

    def jump_to_newest(self) -> None:
        self.view.scroll_bottom()
        if self._newest.hasFocus():
            self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

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
            self.composer.set_text(self._before_edit)
            self._before_edit = ""
        if intent is None:
            self.composer.set_intent("")
            return
        name = one_line(intent.name, 60)
        match intent.kind:
            case "edit":
                self._before_edit = self.composer.text()
                self.composer.set_text(intent.body)
                self.composer.set_intent(tr("Edit the message"))
            case "thread":
                self.composer.set_intent(
                    tr("In a thread with {name}").format(name=name) + f": {one_line(intent.body, 120)}"
                )
            case _:
                self.composer.set_intent(tr("Reply to {name}").format(name=name) + f": {one_line(intent.body, 120)}")
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self, text: str) -> None:
        if self._room is not None and self._account is not None:
            intent, self._intent = self._intent, None
            if intent is not None:
                self.composer.set_intent("")
                if intent.kind == "edit":
                    self.composer.set_text(self._before_edit)
                    self._before_edit = ""
            self._tasks.spawn(self._send_text(self._account, self._room.room_id, text, intent), "send")

    @staticmethod
    async def _deliver(account: AccountView, room_id: str, text: str, intent: Intent | None) -> None:
        match intent:
            case None:
                await account.send_text(room_id, text)
            case Intent(kind="edit"):
                await account.edit(room_id, intent.event_id, text, markdown=True)
            case Intent(kind="thread"):
                await account.thread(room_id, intent.event_id, text, markdown=True)
            case _:
                await account.reply(room_id, intent.event_id, text, markdown=True)

    async def _send_text(self, account: AccountView, room_id: str, text: str, intent: Intent | None) -> None:
        try:
            await self._deliver(account, room_id, text, intent)
            await account.save_draft(room_id, self.composer.text() if self._is_open(room_id) else "")
        except UserError:
            if self._is_open(room_id) and not self.composer.text():
                self.composer.set_text(text)  # nothing that was typed is lost
            raise
        if self._is_open(room_id):
            self.model.flush()
            self.view.scroll_bottom()

    def _is_open(self, room_id: str) -> bool:
        return self._room is not None and self._room.room_id == room_id

    def _save_draft(self, text: str) -> None:
        if self._room is not None and self._account is not None:
            self._tasks.spawn(self._account.save_draft(self._room.room_id, text), "draft")

    # -- looks

    def restyle(self) -> None:
        px, scheme = self._theme.px, self._theme.scheme
        self._newest.setIcon(self._icons.icon("arrow-down", scheme.text, px(16), self.devicePixelRatioF()))
        self._newest.setIconSize(Icons.size(px(16)))
        set_tooltip(self._newest, tr("Go to the newest message"))
        self._place()

    def title(self) -> str:
        return one_line(room_name(self._room), 80) if self._room is not None else ""
