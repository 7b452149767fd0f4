# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Threads beside the room: their list, and one of them with a field of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.interface import AccountView
from app.threads.interface import ThreadListView
from app.types import Membership, TimelineItem
from ui import names
from ui.channels import ThreadChannel
from ui.commands import Command, Group
from ui.conversation import Conversation
from ui.drop_target import DropTarget
from ui.i18n import plural, tr
from ui.message_list import MessageList, message_line
from ui.sentences import room_name
from ui.text import one_line, set_tooltip

if TYPE_CHECKING:
    from ui.window import MainWindow

LIST, THREAD = "threads", "thread"


def thread_line(item: TimelineItem) -> tuple[str, bool]:
    """How many answers, and what the last one says; whether something of it is unread."""
    info = item.thread
    if info is None:
        return "", False
    parts = [plural(info.count, tr("1 answer"), tr("{n} answers"))]
    if info.unread:
        parts.append(plural(info.unread, tr("1 new"), tr("{n} new")))
    text = " · ".join(parts)
    if info.last_kind is not None:
        last = TimelineItem(
            key="",
            event_id=None,
            sender=info.last_sender,
            sender_name=info.last_name,
            sender_avatar=None,
            ts=info.ts,
            kind=info.last_kind,
            type="",
            body=info.last_body,
            own=False,
            encrypted=False,
        )
        text += f" · {one_line(info.last_name or info.last_sender, 40)}: {message_line(last)}"
    return text, info.unread > 0


class ThreadListPage(QWidget):
    """Follows the threads of a room while it is shown."""

    def __init__(self, threads: ThreadPanels, account: AccountView, room_id: str) -> None:
        super().__init__()
        window = threads.window
        self._tasks = window.tasks
        self._listing: ThreadListView | None = None
        self._disconnect: Callable[[], object] | None = None
        self.messages = MessageList(
            window.theme,
            window.avatars,
            names.THREAD_LIST,
            tr("No threads yet. Answer a message in a thread to keep what belongs together in one place."),
            thread_line,
        )
        self.messages.list.setAccessibleName(tr("Threads"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.messages)
        self.setFocusProxy(self.messages)
        self.messages.chosen.connect(lambda event_id: threads.open(event_id, back=True))
        self.messages.wanted.connect(self._more)
        self._alive = True
        self.destroyed.connect(self._end)
        self._tasks.spawn(self._open(account, room_id), "threads")

    async def _open(self, account: AccountView, room_id: str) -> None:
        listing = await account.threads.listing(room_id)
        if not self._alive:
            listing.close()
            return
        self._listing = listing
        self._disconnect = listing.changed.connect(lambda _diffs: self._show())
        self._show()

    def _show(self) -> None:
        if self._listing is not None:
            self.messages.show_items(self._listing.items)

    def _more(self) -> None:
        if self._listing is not None and not self._listing.at_end:
            self._tasks.spawn(self._listing.load_more(), "more threads")

    def leave(self) -> None:
        """The panel shows something else."""
        self._end()

    def _end(self) -> None:
        self._alive = False
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        if self._listing is not None:
            self._listing.close()
            self._listing = None


class ThreadPage(QWidget):
    """One thread with its own field. Escape first ends what was begun, then goes back."""

    def __init__(self, threads: ThreadPanels, conversation: Conversation, event_id: str) -> None:
        """``event_id``: the message that began the thread."""
        super().__init__()
        self._threads = threads
        self.conversation = conversation
        self.event_id = event_id
        self.drop_target = DropTarget(self, threads.window.theme, threads.window.icons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(conversation)
        self.setFocusProxy(conversation.composer.edit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._threads.back():
            return
        super().keyPressEvent(event)


class ThreadPanels:
    """``window.threads``: opens both; marks the button of the room when there is something new in a thread."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.page: ThreadPage | None = None
        self._list: ThreadListPage | None = None
        self._from_list = False
        self._disconnect: Callable[[], object] | None = None
        self.button: QToolButton = window.chat.header.add_tool(names.ROOM_THREADS, "thread", tr("Threads"), self.toggle)
        window.commands.add(
            Command(
                "room.threads",
                tr("Threads"),
                self.toggle,
                "thread",
                "Ctrl+Shift+T",
                where="room",
                group=Group.OPEN,
                available=self._in_room,
            )
        )
        window.panel.shown.connect(self._shown)
        window.panel.closed.connect(lambda _name: self._shown(""))
        window.panel.back.connect(self.back)
        window.chat.room_changed.connect(lambda _room: self._look())

    def _in_room(self) -> bool:
        room = self.window.chat.room()
        return (
            self.window.account is not None
            and self.window.in_main()
            and room is not None
            and room.membership is Membership.JOIN
        )

    # -- what is unread

    def follow(self, account: AccountView | None) -> None:
        """Another account, or none."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        if account is not None:
            self._disconnect = account.threads.changed_in.connect(self._changed)

    def _changed(self, room_id: str) -> None:
        room = self.window.chat.room()
        if room is not None and room.room_id == room_id:
            self._look()

    def _look(self) -> None:
        room, account = self.window.chat.room(), self.window.account
        self._mark(0, 0)
        if room is not None and account is not None and room.membership is Membership.JOIN:
            self.window.tasks.spawn(self._count(account, room.room_id), "unread threads")

    async def _count(self, account: AccountView, room_id: str) -> None:
        unread, highlight = await account.threads.unread(room_id)
        room = self.window.chat.room()
        if room is not None and room.room_id == room_id:
            self._mark(unread, highlight)

    def _mark(self, unread: int, highlight: int) -> None:
        text = tr("Threads")
        if unread:
            text += ": " + plural(unread, tr("1 new answer"), tr("{n} new answers"))
        self.button.setAccessibleName(text)
        set_tooltip(self.button, text)
        mark = "highlight" if highlight else "unread" if unread else ""
        self.window.chat.header.mark_tool(self.button, mark)

    # -- opening

    def toggle(self) -> None:
        """Show the list, or close it."""
        if self.window.panel.page_name() == LIST:
            self.window.panel.close_page()
        elif self._in_room():
            self.show_list()

    def show_list(self) -> None:
        window, room = self.window, self.window.chat.room()
        if window.account is None or room is None:
            return
        page = ThreadListPage(self, window.account, room.room_id)
        window.panel.show_page(LIST, tr("Threads"), page)
        self._list = page

    def open(self, event_id: str, *, back: bool = False) -> None:
        """Show the thread that a message of the open room began, or stands in. ``back``: opened from the list."""
        window, account, room = self.window, self.window.account, self.window.chat.room()
        if account is None or room is None or room.membership is not Membership.JOIN:
            return
        conversation = Conversation(window.theme, window.icons, window.avatars, window.tasks)
        conversation.message_action.connect(lambda key, action: window.message_action(key, action, conversation))
        conversation.message_menu.connect(lambda key, address, at: window.menus.message(key, address, at, conversation))
        conversation.link.connect(window.actions_of_rooms.open_link)
        conversation.composer.attach.clicked.connect(lambda: window.files.choose(event_id))
        edit = conversation.composer.edit
        edit.files.connect(lambda paths: window.files.confirm([Path(each) for each in paths], event_id))
        edit.picture.connect(lambda image: window.files.paste(image, event_id))
        conversation.composer.set_room(room_name(room), encrypted=room.encrypted)
        if room.encrypted:  # in clear, the field has to say so
            conversation.composer.edit.setPlaceholderText(tr("Answer"))
        conversation.composer.set_blocked(window.chat.blocked())
        conversation.view.setAccessibleName(tr("Thread in {name}").format(name=room_name(room)))
        window.writing.serve(conversation)
        window.messages.serve(conversation)
        page = ThreadPage(self, conversation, event_id)
        window.panel.show_page(THREAD, tr("Thread"), page, back=back)
        self.page, self._from_list = page, back
        conversation.follow(ThreadChannel(account, room.room_id, event_id))

    # -- files that are dragged onto it

    def offer_drop(self) -> None:
        """Files are over the window: say that they may be dropped here, too."""
        room = self.window.chat.room()
        if self.page is not None and room is not None:
            self.page.drop_target.offer(room_name(room), thread=True)

    def end_drop(self) -> None:
        """They are not there any more."""
        if self.page is not None:
            self.page.drop_target.hide()

    def thread_of(self, conversation: Conversation) -> str:
        """The message whose thread a conversation is; empty: it is the room's."""
        return self.page.event_id if self.page is not None and self.page.conversation is conversation else ""

    def thread_at(self, at: QPoint) -> str:
        """The message whose thread is shown at a place of the screen; empty: none."""
        page = self.page
        if page is None or not page.isVisible() or not page.rect().contains(page.mapFromGlobal(at)):
            return ""
        return page.event_id

    def back(self) -> bool:
        """From a thread to where it was opened from; gives whether there was one."""
        if self.page is None:
            return False
        if self._from_list:
            self.show_list()
        else:
            self.window.panel.close_page()
        return True

    def _shown(self, _name: str) -> None:
        """Whatever was shown before is gone: its timeline is closed and its draft kept."""
        if self.page is not None:
            page, self.page = self.page, None
            page.conversation.leave()
        if self._list is not None:
            listing, self._list = self._list, None
            listing.leave()
