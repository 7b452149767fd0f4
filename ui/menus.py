# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The window's own commands, and its menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from app.policy.categories.window import THEME, ZOOM
from app.types import ItemKind, Membership
from ui.commands import Command, Group
from ui.conversation import Conversation
from ui.dialogs.about import AboutDialog
from ui.dialogs.policies import PoliciesDialog
from ui.i18n import tr
from ui.sentences import shield_title
from ui.theme import ThemeChoice

if TYPE_CHECKING:
    from ui.window import MainWindow


class Menus:
    """Belongs to the window. Features add their own commands to ``window.commands``."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._register()

    # -- what can be done

    def _register(self) -> None:
        window, rooms = self._window, self._window.actions_of_rooms

        def here() -> bool:
            return window.account is not None and window.in_main()

        def in_room() -> bool:
            room = window.chat.room()
            return here() and room is not None and room.membership is Membership.JOIN

        def secured() -> bool:
            return here() and window.security.security is not None

        def encrypted() -> bool:
            room = window.chat.room()
            return in_room() and room is not None and room.encrypted

        for command in (
            Command(
                "room.new",
                tr("New conversation"),
                rooms.create,
                "plus",
                "Ctrl+N",
                where="app",
                group=Group.NEW,
                available=here,
            ),
            Command(
                "devices",
                tr("Your devices"),
                lambda: window.security.open_devices(),
                "laptop",
                where="app",
                group=Group.SECURITY,
                available=secured,
            ),
            Command(
                "security",
                tr("Security"),
                lambda: window.security.open_key_storage(),
                "shield",
                where="app",
                group=Group.SECURITY,
                available=secured,
            ),
            Command(
                "settings",
                tr("Settings"),
                window.open_settings,
                "settings",
                "Ctrl+,",
                where="app",
                group=Group.SETTINGS,
                available=here,
            ),
            Command(
                "looks",
                tr("Appearance"),
                lambda: None,
                where="app",
                group=Group.LOOKS,
                fill=self._looks,
                listed=False,
            ),
            Command(
                "policies",
                tr("Policies of your organisation"),
                self.show_policies,
                "info",
                where="app",
                group=Group.HELP,
                available=lambda: bool(window.policy.managed or window.policy.problems),
            ),
            Command(
                "check-connection",
                tr("Check the connection"),
                self.check_connection,
                "offline",
                where="app",
                group=Group.HELP,
                available=lambda: window.network is not None,
            ),
            Command("about", tr("About BundesMessenger"), self.about, "info", where="app", group=Group.HELP),
            Command(
                "sign-out",
                tr("Sign out …"),
                rooms.sign_out,
                "leave",
                where="app",
                group=Group.END,
                available=lambda: window.account is not None,
            ),
            Command(
                "room.invite",
                tr("Invite …"),
                rooms.invite,
                "person-add",
                where="room",
                group=Group.PEOPLE,
                available=lambda: in_room() and window.room_admin.may("invite"),
            ),
            Command(
                "room.verified-only",
                tr("Send to verified people only"),
                lambda: None,
                where="room",
                group=Group.SECURITY,
                available=encrypted,
                fill=self._verified_only,
                listed=False,
            ),
            Command(
                "room.leave",
                tr("Leave room …"),
                rooms.leave,
                "leave",
                where="room",
                group=Group.END,
                available=in_room,
            ),
            Command(
                "filter", tr("Filter rooms"), window.focus_filter, shortcut="Ctrl+Shift+K", available=here, listed=False
            ),
            Command(
                "room.previous",
                tr("Previous room"),
                lambda: window.step_room(-1),
                shortcut="Alt+Up",
                available=here,
                listed=False,
            ),
            Command(
                "room.next",
                tr("Next room"),
                lambda: window.step_room(1),
                shortcut="Alt+Down",
                available=here,
                listed=False,
            ),
            Command("pane.next", tr("Next area"), lambda: window.cycle(1), shortcut="F6", available=here, listed=False),
            Command(
                "pane.previous",
                tr("Previous area"),
                lambda: window.cycle(-1),
                shortcut="Shift+F6",
                available=here,
                listed=False,
            ),
            Command("zoom.normal", tr("Normal size"), lambda: window.zoom(0), shortcut="Ctrl+0", always=True),
            Command("zoom.smaller", tr("Smaller"), lambda: window.zoom(-1), shortcut="Ctrl+-", always=True),
            Command(
                "zoom.larger", tr("Larger"), lambda: window.zoom(1), shortcut="Ctrl++", more=("Ctrl+=",), always=True
            ),
            Command("quit", tr("Quit"), window.quit, shortcut="Ctrl+Q", always=True),
        ):
            window.commands.add(command)

    # -- menus

    def popup(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def main(self, at: QPoint) -> None:
        menu = QMenu(self._window)
        self._window.commands.fill(menu, "app")
        self.popup(menu, at)

    def room(self, at: QPoint) -> None:
        menu = QMenu(self._window)
        self._window.commands.fill(menu, "room")
        self.popup(menu, at)

    def _looks(self, menu: QMenu) -> None:
        window = self._window
        theme, policy = window.theme, window.policy
        looks = menu.addMenu(window.icons.icon("sun", theme.scheme.text, theme.px(18)), tr("Appearance"))
        group = QActionGroup(menu)
        for choice, text in (
            (ThemeChoice.SYSTEM, tr("Like the system")),
            (ThemeChoice.LIGHT, tr("Light")),
            (ThemeChoice.DARK, tr("Dark")),
            (ThemeChoice.CONTRAST, tr("High contrast")),
        ):
            action = looks.addAction(text)
            action.setCheckable(True)
            action.setChecked(theme.choice is choice)
            action.setEnabled(not policy.locked(THEME))
            action.triggered.connect(lambda _=False, choice=choice: window.choose_theme(choice))
            group.addAction(action)
        looks.addSeparator()
        for text, keys, direction in (
            (tr("Larger"), "Ctrl++", 1),
            (tr("Smaller"), "Ctrl+-", -1),
            (tr("Normal size"), "Ctrl+0", 0),
        ):
            action = looks.addAction(f"{text}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}")
            action.setEnabled(not policy.locked(ZOOM))
            action.triggered.connect(lambda _=False, direction=direction: window.zoom(direction))
        if policy.locked(THEME) or policy.locked(ZOOM):
            looks.addSeparator()
            looks.addAction(tr("Managed by your organisation")).setEnabled(False)

    def _verified_only(self, menu: QMenu) -> None:
        room = self._window.chat.room()
        if room is not None:
            self._window.security.fill_room_menu(menu, room.room_id)

    def _action(self, menu: QMenu, icon: str, text: str, run: object) -> QAction:
        window = self._window
        px = window.theme.px(18)
        shown = window.icons.icon(icon, window.theme.scheme.text, px, window.devicePixelRatioF())
        action = menu.addAction(shown, text)
        action.triggered.connect(run)
        return action

    def message(self, key: str, address: str, at: QPoint, conversation: Conversation | None = None) -> None:
        """What can be done with a message; ``address``: of the link under the pointer."""
        window = self._window
        chat = conversation if conversation is not None else window.chat.conversation

        def act(action: str) -> Callable[[], None]:
            return lambda: window.message_action(key, action, chat)

        row = chat.model.row_of(key)
        if row < 0:
            return
        item = chat.model.item(row)
        menu = QMenu(window)
        if chat.view.selection.bounds() is not None:
            self._action(menu, "copy", tr("Copy"), chat.view.copy)
        elif item.state is None:
            self._action(menu, "copy", tr("Copy message"), lambda: self._copy_message(key, chat))
        if address:
            self._action(menu, "link", tr("Copy link"), lambda: QGuiApplication.clipboard().setText(address))
        event_id = item.event_id
        if event_id is not None:
            self._action(menu, "link", tr("Copy link to message"), lambda: window.links.copy_message(event_id))
        window.messages.fill(menu, item, chat)
        if item.kind in (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE):
            self._action(menu, "eye", tr("Read with the keyboard"), act("reader"))
        if item.attachment is not None and item.attachment.available and item.event_id is not None:
            rules = window.files.rules
            if rules.may_save:
                self._action(menu, "download", tr("Save …"), act("save"))
            kind = item.attachment.msgtype
            if kind == "m.image":
                self._action(menu, "eye", tr("Look at the picture"), lambda: window.files.view(item, chat))
            elif kind == "m.video":
                self._action(menu, "play", tr("Play the video"), lambda: window.files.view(item, chat))
            if kind != "m.image" and rules.may_open(item.attachment.name):
                self._action(menu, "file", tr("Open …"), lambda: window.files.open(item))
        if item.kind is ItemKind.UNDECRYPTABLE:
            self._action(menu, "info", tr("Why?"), act("why"))
        if item.shield.code is not None:
            shield = shield_title(item.shield.code)
            self._action(menu, "shield", shield, act("shield"))
        if item.send_state == "failed":
            menu.addSeparator()
            self._action(menu, "refresh", tr("Send again"), act("resend"))
            self._action(menu, "trash", tr("Discard"), act("discard"))
        if menu.isEmpty():
            menu.deleteLater()
        else:
            self.popup(menu, at)

    @staticmethod
    def _copy_message(key: str, conversation: Conversation) -> None:
        view = conversation.view
        view.selection.clear()
        view.current = key
        view.copy()

    # -- small dialogs

    def about(self) -> None:
        window, account = self._window, self._window.account
        user = account.user_id if account is not None else ""
        device = account.device_id if account is not None else ""
        AboutDialog(window, window.theme, window.icons, user, device).open()

    def check_connection(self) -> None:
        if self._window.network is not None:
            self._window.network.check()

    def show_policies(self) -> None:
        PoliciesDialog(self._window, self._window.theme, self._window.prefs).open()
