# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be done with a person in a room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from app.interface import AccountView
from app.power import CREATOR
from app.types import Member, Membership
from ui import names
from ui.i18n import tr
from ui.room_admin.words import ROLES, role_name
from ui.text import one_line

if TYPE_CHECKING:
    from app.room_admin.settings import RoomSettings
    from ui.window import MainWindow


def fill(window: MainWindow, account: AccountView, room_id: str, member: Member) -> QMenu:
    """A menu with what we may do; what the server would refuse is not in it."""
    admin, settings = window.room_admin, account.room_admin.known(room_id)
    own = member.user_id == account.user_id
    menu = QMenu(window)
    menu.setAccessibleName(one_line(member.display_name or member.user_id, 80))

    def entry(name: str, icon: str, text: str, run: Callable[[], object]) -> None:
        px = window.theme.px(18)
        shown = window.icons.icon(icon, window.theme.scheme.text, px, window.devicePixelRatioF())
        action = menu.addAction(shown, text)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: run())

    entry(names.MEMBER_PROFILE, "people", tr("Profile"), lambda: admin.open_person(member))
    if not own:
        entry(names.MEMBER_WRITE, "chat", tr("Send a message"), lambda: admin.write_to(member.user_id))
    if settings is not None and settings.joined:
        _rights(menu, settings, member, own, entry, window)
    if not own:
        menu.addSeparator()
        if member.user_id in account.ignored.users:
            entry(names.MEMBER_UNIGNORE, "eye", tr("Stop ignoring"), lambda: admin.unignore(member.user_id))
        else:
            entry(names.MEMBER_IGNORE, "eye-off", tr("Ignore …"), lambda: admin.ignore(member))
        entry(names.MEMBER_REPORT, "alert", tr("Report …"), lambda: admin.report_person(member))
    return menu


def _rights(
    menu: QMenu,
    settings: RoomSettings,
    member: Member,
    own: bool,
    entry: Callable[[str, str, str, Callable[[], object]], None],
    window: MainWindow,
) -> None:
    admin, powers, me, room = window.room_admin, settings.powers, settings.user_id, settings.room_id
    if member.membership is Membership.KNOCK:
        menu.addSeparator()
        if settings.may("invite"):
            entry(names.MEMBER_LET_IN, "check", tr("Let in"), lambda: admin.let_in(room, member))
        if powers.may_kick(me, member.user_id):
            entry(names.MEMBER_REFUSE, "close", tr("Refuse"), lambda: admin.remove(room, member))
        return
    if member.membership is Membership.BAN:
        if powers.may_unban(me, member.user_id):
            menu.addSeparator()
            entry(names.MEMBER_UNBAN, "check", tr("Lift the ban"), lambda: admin.unban(room, member))
        return
    if member.membership is Membership.JOIN and powers.assignable(me, member.user_id) is not None:
        _roles(menu, settings, member, window)
    if own:
        return
    if powers.may_kick(me, member.user_id):
        invited = member.membership is Membership.INVITE
        text = tr("Withdraw the invitation …") if invited else tr("Remove from the room …")
        entry(names.MEMBER_REMOVE, "leave", text, lambda: admin.remove(room, member))
    if powers.may_ban(me, member.user_id):
        entry(names.MEMBER_BAN, "trash", tr("Ban from the room …"), lambda: admin.ban(room, member))


def _roles(menu: QMenu, settings: RoomSettings, member: Member, window: MainWindow) -> None:
    roles = menu.addMenu(tr("Role"))
    roles.menuAction().setObjectName(names.MEMBER_ROLE)
    group = QActionGroup(roles)
    now = settings.powers.level(member.user_id)
    levels = sorted({*ROLES, now}, reverse=True)
    for level in levels:
        if level >= CREATOR:
            continue
        action = roles.addAction(role_name(level))
        action.setObjectName(f"{names.MEMBER_ROLE}.{level}")
        action.setCheckable(True)
        action.setChecked(level == now)
        action.setEnabled(settings.powers.may_assign(settings.user_id, member.user_id, level))
        action.triggered.connect(
            lambda _=False, level=level: window.room_admin.change_role(settings.room_id, member, level)
        )
        group.addAction(action)
