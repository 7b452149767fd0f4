# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Make a space, put rooms into one, leave one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QRadioButton, QWidget

from app.types import RoomSummary
from ui import names
from ui.avatars import Avatars, picture_key
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.icons import Icons
from ui.sentences import room_name
from ui.text import Label, isolate, one_line
from ui.theme import Theme

_MAX_ROOMS = 5_000


class CreateSpaceDialog(FormDialog):
    """``parent_name``: of the space in which the new one is to be; empty: in none."""

    def __init__(self, parent: QWidget, theme: Theme, parent_name: str = "") -> None:
        title = tr("New space in {name}").format(name=isolate(parent_name, 80)) if parent_name else tr("New space")
        super().__init__(parent, theme, title, tr("Create"), scroll=True)
        self.setObjectName(names.SPACE_DIALOG)
        self.submit_button.setObjectName(names.SPACE_SUBMIT)
        self.error.setObjectName(names.SPACE_ERROR)
        self.form.addWidget(
            Label(tr("A space groups rooms, for example those of a department or a project."), style="muted", wrap=True)
        )
        self.name = QLineEdit()
        self.name.setObjectName(names.SPACE_NAME)
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(tr("For example: Department Z"))
        self.add_field(tr("Name of the space"), self.name)
        self.topic = QLineEdit()
        self.topic.setObjectName(names.SPACE_TOPIC)
        self.topic.setMaxLength(500)
        self.add_field(tr("What it is for (optional)"), self.topic)
        self.private = QRadioButton(tr("Private: people are invited"))
        self.public = QRadioButton(tr("Open: everyone on this server may enter"))
        self._kinds = QButtonGroup(self)
        for button in (self.private, self.public):
            self._kinds.addButton(button)
            self.form.addWidget(button)
        self.private.setChecked(True)

    def wanted(self) -> tuple[str, str, bool] | None:
        """(name, topic, public); None (and an error) without a name."""
        name = one_line(self.name.text())
        if not name:
            self.fail(tr("Give the space a name."))
            self.name.setFocus()
            return None
        return name, one_line(self.topic.text(), 500), self.public.isChecked()


class _RoomChecks(QListWidget):
    """Rooms with a tick each."""

    def __init__(self, theme: Theme, avatars: Avatars, rooms: Sequence[RoomSummary], ratio: float) -> None:
        super().__init__()
        side = theme.px(28)
        self.setIconSize(Icons.size(side))
        self.setSpacing(theme.px(1))
        self.setMinimumHeight(theme.px(240))
        for room in sorted(rooms, key=lambda room: room_name(room).casefold())[:_MAX_ROOMS]:
            name = room_name(room)
            entry = QListWidgetItem(name)
            entry.setIcon(avatars.pixmap(picture_key(room), name, room.avatar, side, ratio))
            entry.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            entry.setCheckState(Qt.CheckState.Unchecked)
            entry.setData(Qt.ItemDataRole.UserRole, room.room_id)
            self.addItem(entry)

    def _entries(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def ticked(self) -> list[str]:
        return [
            str(entry.data(Qt.ItemDataRole.UserRole))
            for entry in self._entries()
            if entry.checkState() is Qt.CheckState.Checked
        ]

    def tick_all(self, on: bool) -> None:
        for entry in self._entries():
            entry.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def narrow(self, text: str) -> None:
        """Show only names that contain all words."""
        words = text.casefold().split()
        for entry in self._entries():
            entry.setHidden(not all(word in entry.text().casefold() for word in words))


class AddRoomsDialog(FormDialog):
    """Choose rooms one is in, to list them in a space."""

    def __init__(
        self, parent: QWidget, theme: Theme, avatars: Avatars, space: str, rooms: Sequence[RoomSummary]
    ) -> None:
        super().__init__(
            parent, theme, tr("Add rooms to {name}").format(name=isolate(space, 80)), tr("Add"), scroll=True
        )
        self.setObjectName(names.SPACE_ADD_DIALOG)
        self.submit_button.setObjectName(names.SPACE_ADD_SUBMIT)
        self.form.addWidget(
            Label(
                tr("Members of the space then see these rooms. Who may enter is settled in each room."),
                style="muted",
                wrap=True,
            )
        )
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter rooms"))
        self.filter.setAccessibleName(tr("Filter rooms"))
        self.filter.setClearButtonEnabled(True)
        self.rooms = _RoomChecks(theme, avatars, rooms, parent.devicePixelRatioF())
        self.rooms.setAccessibleName(tr("Rooms"))
        self.filter.textChanged.connect(self.rooms.narrow)
        self.form.addWidget(self.filter)
        self.form.addWidget(self.rooms)

    def wanted(self) -> list[str] | None:
        chosen = self.rooms.ticked()
        if not chosen:
            self.fail(tr("Choose at least one room."))
            return None
        return chosen


class LeaveSpaceDialog(FormDialog):
    """Leave a space, and as many of its rooms as one likes."""

    def __init__(
        self, parent: QWidget, theme: Theme, avatars: Avatars, space: str, rooms: Sequence[RoomSummary]
    ) -> None:
        title = tr("Leave {room}?").format(room=isolate(space, 80))
        super().__init__(parent, theme, title, tr("Leave"), look="danger", scroll=True)
        self.setObjectName(names.SPACE_LEAVE_DIALOG)
        self.submit_button.setObjectName(names.SPACE_LEAVE_SUBMIT)
        text = tr("You stay in the rooms of the space, unless you choose to leave them as well.")
        self.form.addWidget(Label(text if rooms else tr("To come back you may need an invitation."), wrap=True))
        self.all = QCheckBox(tr("Leave all rooms of the space"))
        self.all.setObjectName(names.SPACE_LEAVE_ALL)
        self.rooms = _RoomChecks(theme, avatars, rooms, parent.devicePixelRatioF())
        self.rooms.setAccessibleName(tr("Rooms to leave"))
        self.all.toggled.connect(self.rooms.tick_all)
        self.form.addWidget(self.all)
        self.form.addWidget(self.rooms)
        self.all.setVisible(len(rooms) > 1)
        self.rooms.setVisible(bool(rooms))
        self.submit_button.setDefault(False)
        self.cancel_button.setDefault(True)
