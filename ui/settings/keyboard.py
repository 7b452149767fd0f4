# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""All keys, as they are: those of commands from the commands themselves, and what widgets do on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem

from ui.i18n import tr
from ui.settings.page import Page

if TYPE_CHECKING:
    from ui.window import MainWindow


def own_keys() -> list[tuple[str, str]]:
    """(keys, what they do) of places that have no command."""
    return [
        ("Return", tr("In the message field: send")),
        ("Shift+Return", tr("In the message field: new line")),
        ("Up", tr("In the empty message field: change your last message")),
        ("Ctrl+Up", tr("From the message field to the messages")),
        ("Tab", tr("In the message field: take the suggestion")),
        ("Escape", tr("Close what is open, go to the newest message")),
        ("Up", tr("In the message list: previous message")),
        ("Down", tr("In the message list: next message")),
        ("Home", tr("In the message list: oldest loaded message")),
        ("End", tr("In the message list: newest message")),
        ("Menu", tr("Menu of the selected message or room")),
        ("Ctrl+C", tr("Copy the selection or the selected message")),
    ]


class KeyboardPage(Page):
    """A table that can be searched."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Keyboard"))
        px = window.theme.px
        self.filter = QLineEdit()
        self.filter.setObjectName("settings.keyboard.filter")
        self.filter.setPlaceholderText(tr("Search keys"))
        self.filter.setAccessibleName(tr("Search keys"))
        self.filter.setClearButtonEnabled(True)
        self.add_gap()
        self.add(self.filter)
        self.add_gap()
        commands = window.commands.all()
        lines = [(command.text, key) for command in commands for key in (command.shortcut,) if key]
        lines += [(text, keys) for keys, text in own_keys()]
        self.table = QTableWidget(len(lines), 2)
        self.table.setObjectName("settings.keyboard.table")
        self.table.setAccessibleName(tr("Keyboard"))
        self.table.setHorizontalHeaderLabels([tr("What it does"), tr("Keys")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for row, (text, keys) in enumerate(sorted(lines, key=lambda line: line[0].casefold())):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            self.table.setItem(row, 0, QTableWidgetItem(text.rstrip(" …")))
            self.table.setItem(row, 1, QTableWidgetItem(shown))
            self.table.setRowHeight(row, px(32))
        self.table.setFixedHeight(px(32) * len(lines) + px(48))
        self.add(self.table)
        self.filter.textChanged.connect(self._find)

    def _find(self, text: str) -> None:
        wanted = text.casefold().split()
        for row in range(self.table.rowCount()):
            items = (self.table.item(row, column) for column in (0, 1))
            said = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(row, not all(word in said for word in wanted))
