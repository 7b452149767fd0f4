# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The window: start pages, then room list and conversation side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.errors import ErrorCode, UserError
from app.interface import AccountView
from app.policy.categories.support import SUPPORT_TEXT
from app.policy.categories.window import DENSITY, THEME, ZOOM
from app.policy.keys import Key
from app.policy.policy import Policy
from app.preferences import Preferences
from app.types import ConnectionState, Link, Membership
from ui import names
from ui.account_switch import AccountSwitch
from ui.actions import RoomActions
from ui.announcements import Announcements
from ui.avatars import Avatars
from ui.chat import ChatPane
from ui.classification import ClassificationBanner
from ui.commands import Commands
from ui.composer import local_files
from ui.conversation import Conversation
from ui.drop_target import DropTarget
from ui.files import RoomFiles
from ui.i18n import tr
from ui.icons import Icons
from ui.links import examine
from ui.locking import ScreenLocking
from ui.matrix_links import MatrixLinks
from ui.menus import Menus
from ui.message_actions import MessageActions
from ui.message_extras import MessageExtras
from ui.models.rooms import RoomSource
from ui.network.controller import NetworkController
from ui.notifications.controller import NotificationController
from ui.overlays import Popover, Toast
from ui.pages import TroublePage, UnlockPage, WaitPage
from ui.panel import BESIDE, WIDE, SidePanel
from ui.pins import Pins
from ui.room_admin.controller import RoomAdminController
from ui.room_menu import RoomMenu
from ui.scans import FileScans
from ui.search.controller import PAGE as SEARCH_PAGE
from ui.search.controller import SearchController
from ui.security.controller import SecurityController
from ui.sentences import (
    code_sentence,
    error_sentence,
    room_name,
    shield_title,
    shield_why,
    undecryptable_line,
    undecryptable_why,
)
from ui.settings.own import own_pages
from ui.settings.page import SettingsPage
from ui.sidebar import Sidebar
from ui.signin import SignInPage
from ui.spaces import SpaceActions
from ui.stylesheet import style_sheet
from ui.tasks import Tasks
from ui.text import one_line
from ui.theme import Theme, ThemeChoice
from ui.threads import ThreadPanels
from ui.writing import Writing

SIDEBAR = 336  # pixels at 100 %
NARROW = 600  # below it, list and conversation take turns
FOLDED = "rooms.folded"  # among what the window remembers


def _stacked(*parts: QWidget) -> QWidget:
    """One under the other; the last one takes the room there is."""
    whole = QWidget()
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for part in parts:
        box.addWidget(part, 1 if part is parts[-1] else 0)
    return whole


class MainWindow(QMainWindow):
    """``closing``: somebody closed it. ``prefs``: the user's settings; without them nothing outlives the window."""

    closing = Signal()
    signed_out = Signal()

    menus: Menus
    room_admin: RoomAdminController

    def __init__(self, theme: Theme, icons: Icons, prefs: Preferences | None = None) -> None:
        super().__init__()
        self.setObjectName(names.WINDOW)
        self.setWindowTitle("BundesMessenger")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(QSize(480, 360))
        self.resize(1200, 800)
        self.theme = theme
        self.prefs = prefs if prefs is not None else Preferences()
        theme.set_dense(self.prefs.value(DENSITY) == "compact")
        self.icons = icons
        self.tasks = Tasks(self.show_error)
        self.avatars = Avatars(theme, self.tasks, self)
        self.rooms = RoomSource(self)
        self.account: AccountView | None = None
        self._disconnect: Callable[[], object] | None = None
        self._popover: Popover | None = None
        self._awaited = ""
        self._list_wanted = False  # in a narrow window, though a room is open

        self.wait = WaitPage(theme, icons)
        self.unlock = UnlockPage(theme, icons)
        self.trouble = TroublePage(theme, icons)
        self.trouble.offer_help(self.prefs.policy.value(SUPPORT_TEXT))
        self.signin = SignInPage(theme, icons)
        self.sidebar = Sidebar(self.rooms, theme, icons, self.avatars)
        self.chat = ChatPane(theme, icons, self.avatars, self.tasks)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.chat)
        self.panel = SidePanel(theme, icons)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setStretchFactor(2, 0)
        self.pages = QStackedWidget()
        for page in (self.wait, self.unlock, self.trouble, self.signin, self.splitter):
            self.pages.addWidget(page)
        self.classification = ClassificationBanner(theme, self.prefs)
        self.setCentralWidget(_stacked(self.classification, self.pages))
        self.toast = Toast(self, theme, icons)
        self.commands = Commands(self)
        self.actions_of_rooms = RoomActions(self)
        self.security = SecurityController(self)
        self.chat.add_rows(self.security.offers, self.security.warnings.row)
        self.announcements = Announcements(self)
        self.chat.add_rows(self.announcements.rows)
        self.chat.room_changed.connect(self.security.warnings.show_room)

        self.sidebar.chosen.connect(self.open_room)
        self.sidebar.new_room.connect(self.actions_of_rooms.create)
        self.chat.empty.new_room.connect(self.actions_of_rooms.create)
        self.sidebar.menu.connect(lambda at: self.menus.main(at))
        self.chat.header.menu.connect(lambda at: self.menus.room(at))
        self.chat.header.members.connect(lambda: self.room_admin.show_members())
        self.chat.header.encryption.connect(self._explain_encryption)
        self.chat.invitation.accept.connect(self.actions_of_rooms.accept)
        self.chat.invitation.decline.connect(self.actions_of_rooms.decline)
        self.chat.message_action.connect(self.message_action)
        self.chat.message_menu.connect(lambda *what: self.menus.message(*what))
        self.chat.link.connect(self.actions_of_rooms.open_link)
        self.files = RoomFiles(self)
        self.files.register()
        self.drop_target = DropTarget(self.chat, theme, icons)
        self.messages = MessageActions(self)
        self.scans = FileScans(self)
        self.chat.add_rows(self.scans.rows)
        self.menus = Menus(self)
        self.account_switch = AccountSwitch(self)
        self.room_admin = RoomAdminController(self)
        self.chat.add_rows(self.room_admin.rows)
        self.room_menu = RoomMenu(self)
        self.spaces = SpaceActions(self)
        self.sidebar.room_menu.connect(self.room_menu.popup)
        self.notifications = NotificationController(self)
        self.sidebar.sections.fold(self.prefs.remembered(FOLDED, ["low"]))
        self.sidebar.sections.folded_changed.connect(
            lambda: self.prefs.remember(FOLDED, self.sidebar.sections.folded())
        )
        self.locking = ScreenLocking(self)
        self.threads = ThreadPanels(self)
        self.pins = Pins(self)
        self.extras = MessageExtras(self)
        self.settings_pages: list[SettingsPage] = own_pages(self)
        """Features add theirs."""
        self.writing = Writing(self)
        self.writing.serve(self.chat.conversation)
        self.chat.composer.attach.clicked.connect(lambda: self.files.choose())
        self.chat.composer.edit.files.connect(lambda paths: self.files.confirm([Path(each) for each in paths]))
        self.chat.composer.edit.picture.connect(lambda image: self.files.paste(image))
        self.setAcceptDrops(True)
        self.rooms.changed.connect(self._rooms_changed)
        theme.changed.connect(self.restyle)
        self.prefs.changed.connect(self._preference_changed)
        self.panel.shown.connect(self._arrange)
        self.panel.closed.connect(self._arrange)
        self.chat.back.clicked.connect(self.back_to_rooms)
        self.search = SearchController(self)
        self.links = MatrixLinks(self)
        self.network: NetworkController | None = None
        """The way to the server; there once the window has a session."""
        self.chat.room_changed.connect(self._leave_panel)
        self.restyle()

    # -- pages

    def show_page(self, page: QWidget) -> None:
        if self.locking.holds(page):
            return
        self.pages.setCurrentWidget(page)

    def page(self) -> QWidget | None:
        return self.pages.currentWidget()

    def show_account(self, account: AccountView | None) -> None:
        """Show the rooms of an account, or forget it."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self.account = account
        self.locking.follow(account)
        self.avatars.set_account(account)
        self.chat.set_account(account)
        self.rooms.follow(account.rooms if account is not None else None)
        self.security.follow(account)
        self.spaces.follow(account)
        self.sidebar.follow(account)
        self.notifications.follow(account)
        self.threads.follow(account)
        self.pins.follow(account)
        self.announcements.follow(account)
        self.scans.follow(account)
        self.account_switch.follow(account)
        self.room_admin.follow(account)
        if account is None:
            return
        stops = [
            account.connection_changed.connect(self._connection),
            account.own_profile.news.connect(lambda _profile: self._show_person()),
            account.live.refused.connect(self.messages.refused),
        ]
        self._disconnect = lambda: [stop() for stop in stops]
        self._show_person()
        self._connection(account.connection)
        self.show_page(self.splitter)
        self.links.ready()
        self.chat.empty.show_state(rooms=self.rooms.count() > 0)
        if not self.rooms.count():
            self.sidebar.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_room(self, room_id: str, *, focus: bool = True) -> None:
        room = self.rooms.find(room_id)
        if room is None:
            return
        if room.is_space and room.membership is Membership.JOIN:
            self.spaces.enter(room)
            return
        self.chat.open_room(room)
        self._list_wanted = False
        self._arrange()
        self.sidebar.show_room(room_id)
        self._title()
        if focus:
            target: QWidget = self.chat.composer.edit
            if room.membership is Membership.INVITE:
                target = self.chat.invitation.accept_button
            elif room.membership is Membership.KNOCK:
                target = self.chat.invitation.decline_button
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_when_there(self, room_id: str) -> None:
        """Open a room that was just created or joined, as soon as it is in the list."""
        self._awaited = room_id
        self._rooms_changed()

    def _rooms_changed(self) -> None:
        found = self.rooms.find(self._awaited) if self._awaited else None
        if found is not None and found.membership is Membership.JOIN:
            self._awaited = ""
            self.open_room(found.room_id)
        room = self.chat.room()
        if room is not None:
            now = self.rooms.find(room.room_id)
            if now is not None and now.is_space and now.membership is Membership.JOIN:
                now = None  # we are in the space now, and it is no conversation
            self.chat.update_room(now)
            self.sidebar.show_room(room.room_id)
        self.chat.empty.show_state(rooms=self.rooms.count() > 0)
        self._title()

    def title_changed(self) -> None:
        self._title()

    def _title(self) -> None:
        if self.locking.locked:
            self.setWindowTitle("BundesMessenger")
            return
        unread, _mentions = self.rooms.unread()
        name = self.chat.title()
        parts = [f"({unread})" if unread else "", f"{name} – BundesMessenger" if name else "BundesMessenger"]
        label = self.account_switch.label
        parts.append(f"({label})" if label else "")
        title = " ".join(part for part in parts if part)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _connection(self, state: ConnectionState) -> None:
        self.chat.banner.show_state(state)
        self.sidebar.set_loading(state.link in (Link.STARTING, Link.CONNECTING))

    def _show_person(self) -> None:
        if self.account is not None:
            own = self.account.own_profile.known
            self.sidebar.set_person(self.account.user_id, own.name, own.avatar)

    # -- telling

    def show_error(self, error: UserError) -> None:
        if error.code is not ErrorCode.CANCELLED:
            self.toast.say(error_sentence(error))

    def explain(self, anchor: QRect, *, icon: str, color: str, title: str, text: str, choices: object = ()) -> None:
        """A popover beside a rectangle in global coordinates."""
        self.dismiss_popover()
        if self.locking.locked:
            return
        popover = Popover(
            self,
            self.theme,
            self.icons,
            icon=icon,
            color=getattr(self.theme.scheme, color),
            title=title,
            text=text,
            choices=choices,  # type: ignore[arg-type]
        )
        self._popover = popover
        popover.destroyed.connect(lambda: self._popover_gone(popover))
        popover.open_at(anchor)

    def dismiss_popover(self) -> None:
        if self._popover is not None:
            self._popover.dismiss()

    def _popover_gone(self, popover: Popover) -> None:
        if self._popover is popover:
            self._popover = None

    def _explain_encryption(self) -> None:
        room = self.chat.room()
        if room is None:
            return
        widget = self.chat.header.lock
        anchor = QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
        if room.encrypted:
            self.explain(
                anchor,
                icon="lock",
                color="ok",
                title=tr("End-to-end encrypted"),
                text=tr("Only the members of this room can read the messages. The server cannot."),
            )
        else:
            self.explain(
                anchor,
                icon="lock-open",
                color="danger",
                title=tr("Not encrypted"),
                text=tr("The operators of the servers of all members can read the messages of this room."),
            )

    def message_action(self, key: str, action: str, conversation: Conversation | None = None) -> None:
        """Something was clicked (or Enter pressed) on a message, of the room or of the conversation given."""
        chat = conversation if conversation is not None else self.chat.conversation
        row, room = chat.model.row_of(key), self.chat.room()
        if row < 0 or room is None or self.account is None:
            return
        item = chat.model.item(row)
        rect = chat.view.row_rect(row)
        lay = chat.view.layout_of(row)
        box = lay.bubble.translated(rect.topLeft()) if rect is not None and lay.bubble is not None else rect or QRect()
        anchor = QRect(chat.view.viewport().mapToGlobal(box.topLeft()), box.size())
        match action:
            case "why":
                self.explain(
                    anchor,
                    icon="key-off",
                    color="muted",
                    title=undecryptable_line(item.utd),
                    text=undecryptable_why(item.utd),
                )
            case "shield":
                self.explain(
                    anchor,
                    icon="shield",
                    color="danger" if item.shield.color == "red" else "muted",
                    title=shield_title(item.shield.code),
                    text=shield_why(item.shield.code),
                )
            case "failed":
                account, room_id = self.account, room.room_id
                self.explain(
                    anchor,
                    icon="alert",
                    color="danger",
                    title=tr("Not sent."),
                    text=code_sentence(item.send_error or ""),
                    choices=(
                        (tr("Discard"), "", lambda: self.tasks.spawn(account.discard(room_id, key), "discard")),
                        (tr("Send again"), "primary", lambda: self.tasks.spawn(account.resend(room_id, key), "resend")),
                    ),
                )
            case "scan":
                self.scans.explain(item, anchor)
            case "view" | "play" | "open" | "save" if self.scans.closed(item, anchor):
                pass
            case "view" | "play" | "open":
                self.files.act(item, action, chat)
            case "map" if item.place is not None:
                self.writing.show_map(item.place)
            case "save":
                self.files.save(key, chat)
            case "resend":
                self.tasks.spawn(self.account.resend(room.room_id, key), "resend")
            case "discard":
                self.tasks.spawn(self.account.discard(room.room_id, key), "discard")
            case "thread" if item.event_id is not None:
                self.threads.open(item.event_id)
            case "reader":
                chat.open_reader(key)
            case "person" if self.security.security is not None:
                self.security.open_person(item.sender, item.sender_name, item.sender_avatar)
            case "person":
                self.explain(
                    anchor,
                    icon="info",
                    color="muted",
                    title=one_line(item.sender_name or item.sender),
                    text=item.sender,
                )
            case "reply" if item.in_reply_to is not None and chat.show_loaded(item.in_reply_to.event_id):
                pass
            case "reply" if item.in_reply_to is not None:
                self.go_to(room.room_id, item.in_reply_to.event_id)
            case _:
                self.messages.act(item, action, anchor)

    def go_to(self, room_id: str, event_id: str) -> None:
        """Show a message of one of our rooms, wherever in the past it is."""
        if self.rooms.find(room_id) is None:
            return
        room = self.chat.room()
        if room is not None and room.room_id == room_id and self.chat.conversation.show_loaded(event_id):
            return
        self.open_room(room_id, focus=False)
        room = self.chat.room()
        if room is not None and room.membership is Membership.JOIN:
            self.tasks.spawn(self._go_to(event_id), "go to a message")

    async def _go_to(self, event_id: str) -> None:
        try:
            shown = await self.chat.conversation.go_to(event_id)
            row = self.chat.model.row_of(self.chat.view.marked)
            if shown != event_id and row >= 0 and self.chat.model.item(row).thread is not None:
                self.threads.open(shown)
                page = self.threads.page
                if page is not None:
                    await page.conversation.go_to(event_id)
        except UserError as error:
            if error.code in (ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.BAD_ANSWER):
                self.toast.say(tr("That message cannot be found, or you may not read it."))
            elif error.code is ErrorCode.NO_NETWORK:
                self.toast.say(tr("That message is not on this device yet. Try again with a connection to the server."))
            else:
                raise

    def open_settings(self, subject: str = "") -> None:
        """The settings window, at the page of a subject."""
        from ui.settings.dialog import SettingsDialog

        SettingsDialog(self, self.settings_pages, subject).open()

    # -- looks and keys

    @property
    def policy(self) -> Policy:
        """What the organisation settles."""
        return self.prefs.policy

    def choose_theme(self, choice: ThemeChoice) -> None:
        if not self.prefs.locked(THEME):
            self.theme.set_choice(choice)
            self.prefs.choose(THEME, choice.value)

    def zoom(self, direction: int) -> None:
        """The next larger (1) or smaller (-1) size; 0: the usual one."""
        if not self.prefs.locked(ZOOM):
            self.theme.zoom_step(direction)
            self.prefs.choose(ZOOM, self.theme.zoom)

    def _preference_changed(self, key: Key[object]) -> None:
        if key.name == THEME.name and self.theme.choice.value != self.prefs.value(THEME):
            self.theme.set_choice(ThemeChoice(self.prefs.value(THEME)))
        elif key.name == DENSITY.name:
            self.theme.set_dense(self.prefs.value(DENSITY) == "compact")
        elif key.name == ZOOM.name:
            self.theme.set_zoom(self.prefs.value(ZOOM))

    def restyle(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self.theme.palette())
            app.setStyleSheet(style_sheet(self.theme))
        wide = self.theme.px(SIDEBAR)
        self.sidebar.setMinimumWidth(self.theme.px(240))
        panel = self.theme.px(WIDE) if self.panel.isVisible() else 0
        self.splitter.setSizes([wide, max(self.width() - wide - panel, self.theme.px(320)), panel])
        self._arrange()

    def _leave_panel(self, _room: str) -> None:
        """What the panel shows belongs to the room before, but for a search, which knows better."""
        if self.panel.page_name() != SEARCH_PAGE:
            self.panel.close_page()

    def _arrange(self, _name: str = "") -> None:
        """List, conversation and panel side by side where there is room, else one in the place of the other."""
        px = self.theme.px
        narrow = self.width() < px(NARROW)
        self.chat.back.setVisible(narrow)
        if narrow:
            panel = bool(self.panel.page_name())
            listed = not panel and (self._list_wanted or self.chat.room() is None)
            self.sidebar.setVisible(listed)
            self.chat.setVisible(not panel and not listed)
            return
        self.sidebar.show()
        sizes = self.splitter.sizes()
        both = sizes[1] + sizes[2] if len(sizes) == 3 else self.width()
        shown = bool(self.panel.page_name())
        self.chat.setVisible(not shown or both >= px(BESIDE) + px(WIDE) * 3 // 4)
        if shown and self.chat.isVisible() and sizes[2] < px(WIDE) // 2:
            self.splitter.setSizes([sizes[0], both - px(WIDE), px(WIDE)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def back_to_rooms(self) -> None:
        """In a narrow window: the list in the place of the conversation."""
        self._list_wanted = True
        self._arrange()
        self.sidebar.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def in_main(self) -> bool:
        return self.page() is self.splitter

    def focus_filter(self) -> None:
        if self.in_main():
            self._list_wanted = True
            self._arrange()
            self.sidebar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.sidebar.filter.selectAll()

    def step_room(self, step: int) -> None:
        if self.in_main():
            room = self.chat.room()
            target = self.sidebar.neighbour(room.room_id if room is not None else "", step)
            if target is not None:
                self.open_room(target)

    def cycle(self, step: int) -> None:
        """F6: filter, rooms, timeline, composer."""
        if not self.in_main():
            return
        panes: list[QWidget] = [self.sidebar.filter]
        panes += [w for w in (self.sidebar.spaces.button,) if w.isVisible()]
        panes += self.sidebar.sections.open_views()
        if self.chat.invitation.isVisible():
            panes.append(self.chat.invitation.accept_button)
        panes += [w for w in (self.chat.view, self.chat.composer.edit) if w.isVisible()]
        page = self.panel.page()
        if page is not None:
            panes.append(page)
        focus = QApplication.focusWidget()
        at = next((n for n, pane in enumerate(panes) if focus is pane or pane.isAncestorOf(focus)), -1)  # type: ignore[arg-type]
        panes[(at + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _escape(self) -> None:
        if not self.in_main():
            return
        if self.toast.isVisible():
            self.toast.hide()
        elif self.panel.page_name():
            self.panel.close_page()
        elif self.chat.room() is not None and self.chat.composer.edit.isVisible():
            if self.chat.composer.edit.hasFocus():
                self.chat.jump_to_newest()
            else:
                self.chat.composer.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_address(self, address: str) -> bool:
        """Hand an address that was checked and confirmed to the desktop; False: nothing opens it."""
        return examine(address) is not None and QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that nobody below had a use for. Not a shortcut: that would keep it from dialogs and popovers."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def open_file(self, path: Path) -> None:
        """Hand a saved file that was checked and confirmed to the desktop."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        room = self.chat.room() if not self.locking.locked else None
        if local_files(event.mimeData()) and room is not None and room.membership is Membership.JOIN:
            event.acceptProposedAction()
            self.drop_target.offer(room_name(room))
            self.threads.offer_drop()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_target.hide()
        self.threads.end_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.drop_target.hide()
        self.threads.end_drop()
        thread = self.threads.thread_at(self.mapToGlobal(event.position().toPoint()))
        self.files.confirm([Path(each) for each in local_files(event.mimeData())], thread)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.chat.window_activated()
            self.account_switch.used()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.notifications.stays():
            event.ignore()
            self.hide()
            return
        event.accept()
        self.closing.emit()

    def quit(self) -> None:
        """End the program, whatever closing the window does."""
        self.closing.emit()

    def close_dialogs(self) -> None:
        """Whatever is open over the window is closed, as by Escape."""
        for dialog in self.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)

    def come_to_front(self) -> None:
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def picture(self, path: Path) -> None:
        """Draw the whole window into a PNG file. Raises OSError."""
        self.chat.model.flush()
        if not self.grab().save(str(path), "PNG"):
            raise OSError(f"cannot write {path}")

    def remember(self) -> None:
        """Where the window was and how its space was divided."""
        self.prefs.remember("geometry", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        if not self.panel.isVisible():
            self.prefs.remember("splitter", bytes(self.splitter.saveState().toBase64().data()).decode("ascii"))

    def restore(self) -> None:
        """As it was when the window was closed."""
        geometry, splitter = self.prefs.remembered("geometry", ""), self.prefs.remembered("splitter", "")
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))
        if splitter:
            self.splitter.restoreState(QByteArray.fromBase64(splitter.encode("ascii", "ignore")))
