# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forward a message: choose one room or several; out of an encrypted room into one in clear only when asked twice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.types import RoomSummary
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.sentences import room_name
from ui.text import Label, isolate, one_line
from ui.theme import Theme

ROOM = Qt.ItemDataRole.UserRole
MOST = 20


class ForwardDialog(FormDialog):
    """``targets``: the rooms that were chosen."""

    def __init__(
        self, parent: QWidget, theme: Theme, text: str, rooms: Sequence[RoomSummary], *, encrypted: bool
    ) -> None:
        super().__init__(parent, theme, tr("Forward"), tr("Forward"))
        self.setObjectName(names.FORWARD_DIALOG)
        self._encrypted = encrypted
        self._sure = False
        preview = Label(one_line(text, 200), style="muted", wrap=True)
        self.form.addWidget(preview)
        self.search = QLineEdit()
        self.search.setObjectName(names.FORWARD_SEARCH)
        self.search.setClearButtonEnabled(True)
        self.add_field(tr("To"), self.search)
        self.search.setPlaceholderText(tr("Search rooms and people"))
        self.list = QListWidget()
        self.list.setObjectName(names.FORWARD_ROOMS)
        self.list.setAccessibleName(tr("Rooms"))
        self.list.setProperty("look", "choices")
        self.list.setMinimumHeight(theme.px(220))
        for room in rooms:
            name = one_line(room_name(room), 100)
            item = QListWidgetItem(name if room.encrypted else tr("{room} (not encrypted)").format(room=name))
            item.setData(ROOM, room)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.form.addWidget(self.list)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self._chosen())
        self.submit_button.setEnabled(False)

    def targets(self) -> list[RoomSummary]:
        rows = [self.list.item(row) for row in range(self.list.count())]
        return [row.data(ROOM) for row in rows if row.checkState() == Qt.CheckState.Checked]

    def confirmed(self) -> bool:
        """Whether it may be sent. What was encrypted goes into a room in clear only after being asked."""
        open_rooms = [room for room in self.targets() if not room.encrypted]
        if not self._encrypted or not open_rooms or self._sure:
            return True
        self._sure = True
        room = isolate(room_name(open_rooms[0]), 60)
        self.fail(
            tr(
                "The message comes from an encrypted room. In {room} the operators of the servers can read it. "
                "Press “Forward anyway” if that is intended."
            ).format(room=room)
        )
        self.submit_button.setText(tr("Forward anyway"))
        return False

    def _chosen(self) -> None:
        chosen = len(self.targets())
        self._sure = False
        self.error.hide()
        self.submit_button.setText(tr("Forward") if chosen < 2 else plural(chosen, "", tr("Forward to {n} rooms")))
        self.submit_button.setEnabled(0 < chosen <= MOST)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        first = -1
        for row in range(self.list.count()):
            item = self.list.item(row)
            name = item.text().casefold()
            item.setHidden(not all(word in name for word in words))
            if first < 0 and not item.isHidden():
                first = row
        self.list.setCurrentRow(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field: the arrows walk through the list, Enter chooses the room there."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self.list.currentItem()
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text() and row is not None:
                row.setCheckState(Qt.CheckState.Checked)
                self.search.clear()
                return True
        return super().eventFilter(watched, event)
