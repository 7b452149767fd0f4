# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The window: start pages, then room list and conversation side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSplitter, QStackedWidget, QWidget

from app.errors import ErrorCode, UserError
from app.interface import AccountView
from app.policy.policy import Policy
from app.policy.schema import THEME, ZOOM
from app.types import ConnectionState, ItemKind, Link, Membership
from ui import names
from ui.actions import RoomActions
from ui.avatars import Avatars
from ui.chat import ChatPane
from ui.composer import local_files
from ui.dialogs.about import AboutDialog
from ui.dialogs.policies import PoliciesDialog
from ui.files import RoomFiles
from ui.i18n import tr
from ui.icons import Icons
from ui.links import examine
from ui.message_actions import MessageActions
from ui.models.rooms import RoomSource
from ui.overlays import Popover, Toast
from ui.pages import TroublePage, UnlockPage, WaitPage
from ui.security.controller import SecurityController
from ui.sentences import code_sentence, error_sentence, shield_title, shield_why, undecryptable_line, undecryptable_why
from ui.sidebar import Sidebar
from ui.signin import SignInPage
from ui.stylesheet import style_sheet
from ui.tasks import Tasks
from ui.text import one_line
from ui.theme import Theme, ThemeChoice

SIDEBAR = 336  # pixels at 100 %


class MainWindow(QMainWindow):
    """``closing``: somebody closed it. ``settings_changed``: theme or zoom."""

    closing = Signal()
    settings_changed = Signal()
    signed_out = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.setObjectName(names.WINDOW)
        self.setWindowTitle("BundesMessenger")
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(QSize(480, 360))
        self.resize(1200, 800)
        self.theme = theme
        self.policy = Policy()
        """What the organisation settles."""
        self.icons = icons
        self.tasks = Tasks(self.show_error)
        self.avatars = Avatars(theme, self.tasks, self)
        self.rooms = RoomSource(self)
        self.account: AccountView | None = None
        self._disconnect: Callable[[], None] | None = None
        self._popover: Popover | None = None
        self._awaited = ""

        self.wait = WaitPage(theme, icons)
        self.unlock = UnlockPage(theme, icons)
        self.trouble = TroublePage(theme, icons)
        self.signin = SignInPage(theme, icons)
        self.sidebar = Sidebar(self.rooms, theme, icons, self.avatars)
        self.chat = ChatPane(theme, icons, self.avatars, self.tasks)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.chat)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.pages = QStackedWidget()
        for page in (self.wait, self.unlock, self.trouble, self.signin, self.splitter):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.toast = Toast(self, theme, icons)
        self.actions_of_rooms = RoomActions(self)
        self.security = SecurityController(self)
        self.chat.add_rows(self.security.offers, self.security.warnings.row)
        self.chat.room_changed.connect(self.security.warnings.show_room)

        self.sidebar.chosen.connect(self.open_room)
        self.sidebar.new_room.connect(self.actions_of_rooms.create)
        self.chat.empty.new_room.connect(self.actions_of_rooms.create)
        self.sidebar.menu.connect(self._main_menu)
        self.chat.header.menu.connect(self._room_menu)
        self.chat.header.members.connect(self.actions_of_rooms.members)
        self.chat.header.encryption.connect(self._explain_encryption)
        self.chat.invitation.accept.connect(self.actions_of_rooms.accept)
        self.chat.invitation.decline.connect(self.actions_of_rooms.decline)
        self.chat.message_action.connect(self.message_action)
        self.chat.message_menu.connect(self._message_menu)
        self.chat.link.connect(self.actions_of_rooms.open_link)
        self.files = RoomFiles(self)
        self.messages = MessageActions(self)
        self.chat.composer.attach.clicked.connect(self.files.choose)
        self.chat.composer.edit.files.connect(lambda paths: self.files.confirm([Path(each) for each in paths]))
        self.chat.composer.edit.picture.connect(self.files.paste)
        self.setAcceptDrops(True)
        self.rooms.changed.connect(self._rooms_changed)
        theme.changed.connect(self.restyle)
        self._shortcuts()
        self.restyle()

    # -- pages

    def show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)

    def page(self) -> QWidget | None:
        return self.pages.currentWidget()

    def show_account(self, account: AccountView | None) -> None:
        """Show the rooms of an account, or forget it."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None
        self.account = account
        self.avatars.set_account(account)
        self.chat.set_account(account)
        self.rooms.follow(account.rooms if account is not None else None)
        self.security.follow(account)
        if account is None:
            return
        self.sidebar.set_person(account.user_id, account.display_name)
        self._disconnect = account.connection_changed.connect(self._connection)
        self._connection(account.connection)
        self.show_page(self.splitter)
        self.chat.empty.show_state(rooms=self.rooms.count() > 0)
        if not self.rooms.count():
            self.sidebar.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_room(self, room_id: str, *, focus: bool = True) -> None:
        room = self.rooms.find(room_id)
        if room is None:
            return
        self.chat.open_room(room)
        self.sidebar.show_room(room_id)
        self._title()
        if focus:
            invited = room.membership is Membership.INVITE
            target = self.chat.invitation.accept_button if invited else self.chat.composer.edit
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
            self.chat.update_room(self.rooms.find(room.room_id))
            self.sidebar.show_room(room.room_id)
        self.chat.empty.show_state(rooms=self.rooms.count() > 0)
        self._title()

    def _title(self) -> None:
        unread, _mentions = self.rooms.unread()
        name = self.chat.title()
        parts = [f"({unread})" if unread else "", f"{name} – BundesMessenger" if name else "BundesMessenger"]
        title = " ".join(part for part in parts if part)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def _connection(self, state: ConnectionState) -> None:
        self.chat.banner.show_state(state)
        self.sidebar.set_loading(state.link in (Link.STARTING, Link.CONNECTING))
        if self.account is not None and state.link is Link.ONLINE:
            self.sidebar.set_person(self.account.user_id, self.account.display_name)

    # -- telling

    def show_error(self, error: UserError) -> None:
        if error.code is not ErrorCode.CANCELLED:
            self.toast.say(error_sentence(error))

    def explain(self, anchor: QRect, *, icon: str, color: str, title: str, text: str, choices: object = ()) -> None:
        """A popover beside a rectangle in global coordinates."""
        if self._popover is not None:
            self._popover.dismiss()
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

    def message_action(self, key: str, action: str) -> None:
        """Something was clicked (or Enter pressed) on a message."""
        chat = self.chat
        row, room = chat.model.row_of(key), chat.room()
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
            case vote if vote.startswith("vote:") and item.poll is not None:
                self.messages.vote(item, vote.removeprefix("vote:"))
            case "save":
                self.files.save(key)
            case "resend":
                self.tasks.spawn(self.account.resend(room.room_id, key), "resend")
            case "discard":
                self.tasks.spawn(self.account.discard(room.room_id, key), "discard")
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
            case "reply" if item.in_reply_to is not None:
                self._go_to(item.in_reply_to.event_id)

    def _go_to(self, event_id: str) -> None:
        model = self.chat.model
        for row in range(len(model) - 1, -1, -1):
            if model.item(row).event_id == event_id:
                self.chat.view.setFocus(Qt.FocusReason.OtherFocusReason)
                self.chat.view.select_row(row)
                return
        self.toast.say(tr("That message is not loaded. Scroll back to find it."))

    # -- menus

    def _action(self, menu: QMenu, icon: str, text: str, run: object, shortcut: str = "") -> QAction:
        px = self.theme.px(18)
        action = menu.addAction(self.icons.icon(icon, self.theme.scheme.text, px, self.devicePixelRatioF()), text)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(run)
        return action

    def _popup(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _main_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        self._action(menu, "plus", tr("New conversation"), self.actions_of_rooms.create, "Ctrl+N")
        if self.security.security is not None:
            self._action(menu, "laptop", tr("Your devices"), lambda: self.security.open_devices())
            self._action(menu, "shield", tr("Security"), lambda: self.security.open_key_storage())
        looks = menu.addMenu(self.icons.icon("sun", self.theme.scheme.text, self.theme.px(18)), tr("Appearance"))
        group = QActionGroup(menu)
        for choice, text in (
            (ThemeChoice.SYSTEM, tr("Like the system")),
            (ThemeChoice.LIGHT, tr("Light")),
            (ThemeChoice.DARK, tr("Dark")),
            (ThemeChoice.CONTRAST, tr("High contrast")),
        ):
            action = looks.addAction(text)
            action.setCheckable(True)
            action.setChecked(self.theme.choice is choice)
            action.setEnabled(not self.policy.locked(THEME))
            action.triggered.connect(lambda _=False, choice=choice: self._choose_theme(choice))
            group.addAction(action)
        looks.addSeparator()
        for text, keys, direction in (
            (tr("Larger"), "Ctrl++", 1),
            (tr("Smaller"), "Ctrl+-", -1),
            (tr("Normal size"), "Ctrl+0", 0),
        ):
            action = looks.addAction(f"{text}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}")
            action.setEnabled(not self.policy.locked(ZOOM))
            action.triggered.connect(lambda _=False, direction=direction: self.zoom(direction))
        if self.policy.locked(THEME) or self.policy.locked(ZOOM):
            looks.addSeparator()
            looks.addAction(tr("Managed by your organisation")).setEnabled(False)
        menu.addSeparator()
        if self.policy.managed or self.policy.problems:
            self._action(menu, "info", tr("Policies of your organisation"), self._show_policies)
        self._action(menu, "info", tr("About BundesMessenger"), self._about)
        self._action(menu, "leave", tr("Sign out …"), self.actions_of_rooms.sign_out)
        self._popup(menu, at)

    def _room_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        self._action(menu, "person-add", tr("Invite …"), self.actions_of_rooms.invite)
        self._action(menu, "people", tr("Members"), self.actions_of_rooms.members)
        room = self.chat.room()
        if room is not None and room.encrypted:
            self.security.fill_room_menu(menu, room.room_id)
        menu.addSeparator()
        self._action(menu, "leave", tr("Leave room …"), self.actions_of_rooms.leave)
        self._popup(menu, at)

    def _message_menu(self, key: str, address: str, at: QPoint) -> None:
        chat = self.chat
        row = chat.model.row_of(key)
        if row < 0:
            return
        item = chat.model.item(row)
        menu = QMenu(self)
        if chat.view.selection.bounds() is not None:
            self._action(menu, "copy", tr("Copy"), chat.view.copy)
        elif item.state is None:
            self._action(menu, "copy", tr("Copy message"), lambda: self._copy_message(key))
        if address:
            self._action(menu, "link", tr("Copy link"), lambda: QGuiApplication.clipboard().setText(address))
        self.messages.fill(menu, item)
        if item.kind in (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE):
            self._action(menu, "eye", tr("Read with the keyboard"), lambda: self.message_action(key, "reader"))
        if item.attachment is not None and item.attachment.available and item.event_id is not None:
            self._action(menu, "download", tr("Save …"), lambda: self.files.save(key))
        if item.kind is ItemKind.UNDECRYPTABLE:
            self._action(menu, "info", tr("Why?"), lambda: self.message_action(key, "why"))
        if item.shield.code is not None:
            self._action(menu, "shield", shield_title(item.shield.code), lambda: self.message_action(key, "shield"))
        if item.send_state == "failed":
            menu.addSeparator()
            self._action(menu, "refresh", tr("Send again"), lambda: self.message_action(key, "resend"))
            self._action(menu, "trash", tr("Discard"), lambda: self.message_action(key, "discard"))
        if menu.isEmpty():
            menu.deleteLater()
        else:
            self._popup(menu, at)

    def _copy_message(self, key: str) -> None:
        self.chat.view.selection.clear()
        self.chat.view.current = key
        self.chat.view.copy()

    def _about(self) -> None:
        user = self.account.user_id if self.account is not None else ""
        device = self.account.device_id if self.account is not None else ""
        AboutDialog(self, self.theme, self.icons, user, device).open()

    def _show_policies(self) -> None:
        PoliciesDialog(self, self.theme, self.policy).open()

    # -- looks and keys

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self.theme.set_choice(choice)
        self.settings_changed.emit()

    def zoom(self, direction: int) -> None:
        if self.policy.locked(ZOOM):
            return
        self.theme.zoom_step(direction)
        self.settings_changed.emit()

    def restyle(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self.theme.palette())
            app.setStyleSheet(style_sheet(self.theme))
        wide = self.theme.px(SIDEBAR)
        self.sidebar.setMinimumWidth(self.theme.px(240))
        self.splitter.setSizes([wide, max(self.width() - wide, self.theme.px(320))])

    def _shortcuts(self) -> None:
        for keys, run in (
            ("Ctrl+K", self._focus_filter),
            ("Ctrl+N", self.actions_of_rooms.create),
            ("Alt+Up", lambda: self._step_room(-1)),
            ("Alt+Down", lambda: self._step_room(1)),
            ("F6", lambda: self._cycle(1)),
            ("Shift+F6", lambda: self._cycle(-1)),
            ("Ctrl+0", lambda: self.zoom(0)),
            ("Ctrl+-", lambda: self.zoom(-1)),
            ("Ctrl++", lambda: self.zoom(1)),
            ("Ctrl+=", lambda: self.zoom(1)),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _in_main(self) -> bool:
        return self.page() is self.splitter

    def _focus_filter(self) -> None:
        if self._in_main():
            self.sidebar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.sidebar.filter.selectAll()

    def _step_room(self, step: int) -> None:
        if self._in_main():
            room = self.chat.room()
            target = self.sidebar.neighbour(room.room_id if room is not None else "", step)
            if target is not None:
                self.open_room(target)

    def _cycle(self, step: int) -> None:
        """F6: filter, rooms, timeline, composer."""
        if not self._in_main():
            return
        panes: list[QWidget] = [self.sidebar.filter]
        panes += [w for w in (self.sidebar.invitations, self.sidebar.rooms) if w.isVisible()]
        if self.chat.invitation.isVisible():
            panes.append(self.chat.invitation.accept_button)
        panes += [w for w in (self.chat.view, self.chat.composer.edit) if w.isVisible()]
        focus = QApplication.focusWidget()
        at = next((n for n, pane in enumerate(panes) if focus is pane or pane.isAncestorOf(focus)), -1)  # type: ignore[arg-type]
        panes[(at + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _escape(self) -> None:
        if not self._in_main():
            return
        if self.toast.isVisible():
            self.toast.hide()
        elif self.chat.room() is not None and self.chat.composer.edit.isVisible():
            if self.chat.composer.edit.hasFocus():
                self.chat.jump_to_newest()
            else:
                self.chat.composer.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_address(self, address: str) -> None:
        """Hand an address that was checked and confirmed to the desktop."""
        from PySide6.QtCore import QUrl

        if examine(address) is not None:
            QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that nobody below had a use for. Not a shortcut: that would keep it from dialogs and popovers."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()) and self.chat.room() is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files.confirm([Path(each) for each in local_files(event.mimeData())])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.chat.window_activated()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closing.emit()

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

    def geometry_text(self) -> tuple[str, str]:
        """Window geometry and splitter state, to keep."""
        return (
            bytes(self.saveGeometry().toBase64().data()).decode("ascii"),
            bytes(self.splitter.saveState().toBase64().data()).decode("ascii"),
        )

    def restore(self, geometry: str, splitter: str) -> None:
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))
        if splitter:
            self.splitter.restoreState(QByteArray.fromBase64(splitter.encode("ascii", "ignore")))
