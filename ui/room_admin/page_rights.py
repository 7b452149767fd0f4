# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a room, and who has which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from app.interface import AccountView
from app.power import CREATOR, MODERATOR
from app.room_admin.settings import RoomSettings
from app.types import Member, Membership
from ui.i18n import tr
from ui.room_admin.room_page import RoomPage, choose, fill, saved
from ui.room_admin.words import ROLES, rights, role_name, who, why_not
from ui.text import ElidedLabel, Label, one_line

if TYPE_CHECKING:
    from ui.window import MainWindow

_MOST = 100  # people with roles that are listed


class RightsPage(RoomPage):
    """Each right is a sentence that ends in a choice."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__(window, account, room_id, tr("Roles and rights"))
        self._why = Label(style="muted", wrap=True)
        self.add(self._why)
        self.add_section(tr("People with a role"), tr("Give other people a role in the list of members."))
        self._people = QVBoxLayout()
        self._people.setSpacing(self.theme.px(4))
        holder = QWidget()
        holder.setLayout(self._people)
        self._people.setContentsMargins(0, 0, 0, 0)
        self.add(holder)
        self.roles: dict[str, QComboBox] = {}
        self.add_section(tr("Who may …"))
        self.combos: dict[str, QComboBox] = {}
        for key, text in rights():
            self.combos[key] = self._right(key, text)
        stop = account.room_admin.people_changed.connect(lambda room: self._load() if room == room_id else None)
        self.destroyed.connect(lambda: stop())
        self.start()
        self._load()

    def _line(self, text: str, combo: QComboBox, *, remote: bool = False, below: str = "") -> QWidget:
        px = self.theme.px
        row = QWidget()
        beside = self.roomy
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        box = QBoxLayout(direction, row)
        box.setContentsMargins(0, px(2), 0, px(2))
        box.setSpacing(px(12 if beside else 2))
        label: Label = ElidedLabel(text) if remote else Label(text, wrap=True)
        label.setBuddy(combo)
        combo.setAccessibleName(f"{text} {below}".strip())
        combo.setSizePolicy(
            QSizePolicy.Policy.Fixed if beside else QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        if beside:
            combo.setFixedWidth(px(210))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label)
        if below:
            words.addWidget(ElidedLabel(below, style="small"))
        box.addLayout(words, 1)
        box.addWidget(combo)
        return row

    def _right(self, key: str, text: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"room-settings.right.{key}")
        self.add(self._line(text, combo))
        combo.currentIndexChanged.connect(lambda _index: self._right_chosen(key))
        return combo

    # -- showing

    def show_settings(self, settings: RoomSettings) -> None:
        powers, me = settings.powers, settings.user_id
        editable = settings.may_set("m.room.power_levels")
        needed = powers.needed_for_state("m.room.power_levels")
        mine = tr("Your role: {role}.").format(role=role_name(settings.level))
        self._why.setText(mine if editable else f"{mine} {why_not(settings, needed)}")
        for key, combo in self.combos.items():
            now = powers.right(key)
            levels = sorted({*ROLES, now})
            fill(combo, [(who(level), level) for level in levels])
            choose(combo, now)
            combo.setEnabled(editable and powers.may_change(me, now, now))
            model = combo.model()
            for row, level in enumerate(levels):
                item = model.item(row) if hasattr(model, "item") else None
                if item is not None:
                    item.setEnabled(powers.may_change(me, now, level))
        for user, combo in self.roles.items():
            self._show_role(combo, settings, user)

    def _show_role(self, combo: QComboBox, settings: RoomSettings, user: str) -> None:
        now = settings.powers.level(user)
        levels = [CREATOR] if now >= CREATOR else sorted({*ROLES, now}, reverse=True)
        fill(combo, [(role_name(level), level) for level in levels])
        choose(combo, now)
        combo.setEnabled(settings.joined and settings.powers.assignable(settings.user_id, user) is not None)
        model = combo.model()
        for row, level in enumerate(levels):
            item = model.item(row) if hasattr(model, "item") else None
            if item is not None:
                item.setEnabled(settings.powers.may_assign(settings.user_id, user, level))

    # -- people

    def _load(self) -> None:
        self.window_.tasks.spawn(self._read(), "people with roles")

    async def _read(self) -> None:
        people = await self.account.room_admin.people(self.room_id, refresh=False)
        default = self.settings.powers.needed("users_default")
        special = [
            member
            for member in people
            if member.membership in (Membership.JOIN, Membership.INVITE)
            and (member.power >= MODERATOR or member.power != default)
        ]
        self._show_people(special[:_MOST])

    def _show_people(self, people: list[Member]) -> None:
        if list(self.roles) == [member.user_id for member in people]:
            self.show_settings(self.settings)
            return
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.roles.clear()
        for member in people:
            combo = QComboBox()
            combo.setObjectName(f"room-settings.role.{member.user_id}")
            name = one_line(member.display_name or member.user_id, 80)
            below = one_line(member.user_id) if name != member.user_id else ""
            self._people.addWidget(self._line(name, combo, remote=True, below=below))
            self.roles[member.user_id] = combo
            combo.currentIndexChanged.connect(lambda _index, one=member: self._role_chosen(one))
        self.show_settings(self.settings)

    # -- choosing

    def _right_chosen(self, key: str) -> None:
        level = self.combos[key].currentData()
        settings = self.settings
        if level is None or level == settings.powers.right(key):
            return
        self.act(self.account.room_admin.set_rights(self.room_id, {key: int(level)}), saved())

    def _role_chosen(self, member: Member) -> None:
        level = self.roles[member.user_id].currentData()
        if level is None or level == self.settings.powers.level(member.user_id):
            return
        dialog = self.window_.room_admin.change_role(self.room_id, member, int(level))
        if dialog is not None:
            dialog.rejected.connect(lambda: self.show_settings(self.settings))
