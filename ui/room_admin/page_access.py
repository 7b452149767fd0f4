# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may join a room, and who reads what was written before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox

from app.errors import UserError
from app.interface import AccountView
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS
from app.room_admin.settings import RoomSettings
from app.types import Membership
from ui.dialogs.rooms import ConfirmDialog
from ui.i18n import tr
from ui.room_admin.room_page import RoomPage, check, choose, fill, saved
from ui.room_admin.words import join_rule, visibility
from ui.sentences import room_name

if TYPE_CHECKING:
    from ui.window import MainWindow

_RESTRICTED = ("restricted", "knock_restricted")
_NEEDS = {"knock": 7, "restricted": 8, "knock_restricted": 10}  # room versions that know these rules


class AccessPage(RoomPage):
    """What is chosen holds at once; what lets strangers in asks first."""

    def __init__(self, window: MainWindow, account: AccountView, room_id: str) -> None:
        super().__init__(window, account, room_id, tr("Access"))
        self.join = QComboBox()
        self.join.setObjectName("room-settings.join")
        self._join_line = self.add_row(tr("Who may join?"), self.join)
        self.space_boxes: dict[str, QCheckBox] = {}
        self._spaces()
        self.published = QCheckBox(tr("Show the room in the list of public rooms of your server"))
        self.published.setObjectName("room-settings.published")
        self._published_line = self.add_row("", self.published)
        self.published.setAccessibleName(self.published.text())
        self.add_section(tr("Earlier messages"))
        self.history = QComboBox()
        self.history.setObjectName("room-settings.history")
        fill(self.history, [(visibility(each), each) for each in ("shared", "invited", "joined", "world_readable")])
        self._history_line = self.add_row(tr("Who may read earlier messages?"), self.history)
        self.guests = QCheckBox(tr("Guests without an account may join"))
        self.guests.setObjectName("room-settings.guests")
        self._guests_line = self.add_row("", self.guests)
        self.guests.setAccessibleName(self.guests.text())
        self.join.currentIndexChanged.connect(lambda _index: self._join_chosen())
        self.history.currentIndexChanged.connect(lambda _index: self._history_chosen())
        self.guests.toggled.connect(lambda on: self.act(account.room_admin.set_guests(room_id, on), saved()))
        self.published.toggled.connect(lambda on: self._publish(on))
        self.start()
        self.window_.tasks.spawn(self._ask_published(), "public room")

    def _spaces(self) -> None:
        """The spaces that we are in: their members may be let in."""
        for room in self.window_.rooms.all():
            if room.is_space and room.membership is Membership.JOIN:
                self.space_boxes[room.room_id] = self._space_box(room.room_id, room_name(room))

    def _space_box(self, room_id: str, name: str) -> QCheckBox:
        box = QCheckBox(name)
        box.toggled.connect(lambda _on: self._allowed_chosen())
        self.add(box)
        return box

    def show_settings(self, settings: RoomSettings) -> None:
        version = int(settings.version) if settings.version.isdigit() else 99
        rules = ["invite"]
        rules += [rule for rule in ("knock",) if version >= _NEEDS[rule]]
        rules += [rule for rule in _RESTRICTED if version >= _NEEDS[rule] and self.space_boxes]
        may_publish = self.window_.prefs.value(ALLOW_PUBLIC_ROOMS)
        if may_publish:
            rules.append("public")
        if settings.join_rule not in rules:
            rules.append(settings.join_rule)
        fill(self.join, [(join_rule(rule), rule) for rule in rules])
        choose(self.join, settings.join_rule)
        hint = ""
        if settings.join_rule == "public" and settings.encrypted:
            hint = tr("Everybody can join and read from then on, although the room is encrypted.")
        elif settings.knocking:
            hint = tr("Whoever asks appears at the top of the list of members.")
        may_join = self.permit(self.join, self._join_line, "m.room.join_rules", hint)
        for room_id, box in self.space_boxes.items():
            box.setVisible(settings.join_rule in _RESTRICTED)
            box.setEnabled(may_join)
            check(box, room_id in settings.allowed_rooms)
        choose(self.history, settings.history_visibility)
        self.permit(
            self.history,
            self._history_line,
            "m.room.history_visibility",
            tr("Holds for messages from now on. Who may read the earlier ones stays as it was."),
        )
        check(self.guests, settings.guests)
        self.permit(self.guests, self._guests_line, "m.room.guest_access")
        self.permit(
            self.published,
            self._published_line,
            "m.room.canonical_alias",
            tr("Name and topic can be found by everybody."),
        )
        if not may_publish and not self.published.isChecked():
            self.published.setEnabled(False)
            self._published_line.setText(tr("Managed by your organisation"))

    # -- choosing

    def _join_chosen(self) -> None:
        rule = str(self.join.currentData())
        if rule == self.settings.join_rule:
            return
        allowed = self._allowed()
        work = self.account.room_admin.set_join_rule
        if rule != "public":
            self.act(work(self.room_id, rule, allowed), saved())
            return
        text = tr("Everybody who knows the address of the room can join without asking, and read from then on.")
        if self.settings.encrypted:
            text += " " + tr("Encryption does not keep anybody out who may join.")
        dialog = ConfirmDialog(self.window_, self.theme, tr("Let everybody join?"), text, tr("Let everybody join"))
        dialog.submitted.connect(
            lambda: self.window_.actions_of_rooms.run(dialog, lambda: work(self.room_id, rule), "join rule")
        )
        dialog.rejected.connect(lambda: choose(self.join, self.settings.join_rule))
        dialog.open()

    def _allowed(self) -> list[str]:
        """Allowed rooms that are not among our spaces stay allowed."""
        kept = [room for room in self.settings.allowed_rooms if room not in self.space_boxes]
        return kept + [room for room, box in self.space_boxes.items() if box.isChecked()]

    def _allowed_chosen(self) -> None:
        rule = self.settings.join_rule
        self.act(self.account.room_admin.set_join_rule(self.room_id, rule, self._allowed()), saved())

    def _history_chosen(self) -> None:
        value = str(self.history.currentData())
        if value == self.settings.history_visibility:
            return
        admin = self.account.room_admin
        if value != "world_readable":
            self.act(admin.set_history_visibility(self.room_id, value), saved())
            return
        text = tr("Also people who are not in the room can read what is written from now on, if it is not encrypted.")
        title = tr("Let everybody read?")
        dialog = ConfirmDialog(self.window_, self.theme, title, text, tr("Let everybody read"))
        dialog.submitted.connect(
            lambda: self.window_.actions_of_rooms.run(
                dialog, lambda: admin.set_history_visibility(self.room_id, value), "history"
            )
        )
        dialog.rejected.connect(lambda: choose(self.history, self.settings.history_visibility))
        dialog.open()

    async def _ask_published(self) -> None:
        try:
            check(self.published, await self.account.room_admin.published(self.room_id))
        except UserError:
            self.published.setEnabled(False)
            self.hint(self._published_line, self.published, tr("The server did not say whether it is in the list."))

    def _publish(self, on: bool) -> None:
        async def work() -> None:
            try:
                await self.account.room_admin.set_published(self.room_id, on)
            except UserError:
                check(self.published, not on)
                raise

        self.act(work(), saved())
