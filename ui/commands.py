# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything the window can do, once: menus, shortcuts, the quick switcher and the page of keys are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from ui.window import MainWindow


class Group(IntEnum):
    """Where in a menu; a line stands between groups."""

    NEW = 0
    OPEN = 10
    PEOPLE = 20
    LOOKS = 30
    SECURITY = 40
    SETTINGS = 50
    HELP = 60
    END = 90


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """``where``: "app" stands in the main menu, "room" in the menu of the open room, empty in neither.

    ``shortcut``: as ``QKeySequence`` reads it; ``more`` are others for the same. ``checked``: the entry has a tick.
    ``fill``: puts its own entries into the menu instead of one. ``listed``: the quick switcher offers it.
    ``always``: also while the window is locked.
    """

    id: str
    text: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    more: Sequence[str] = ()
    where: str = ""
    group: Group = Group.OPEN
    available: Callable[[], bool] = _always
    checked: Callable[[], bool] | None = None
    fill: Callable[[QMenu], None] | None = None
    listed: bool = True
    always: bool = False


class Commands:
    """Belongs to the window. A later command with the id of an earlier one takes its place."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.closed = False
        """The window is locked."""
        self._commands: dict[str, Command] = {}
        self._shortcuts: dict[str, list[QShortcut]] = {}

    def add(self, command: Command) -> None:
        for old in self._shortcuts.pop(command.id, []):
            old.setParent(None)
            old.deleteLater()
        self._commands[command.id] = command
        keys = [key for key in (command.shortcut, *command.more) if key]
        made = [QShortcut(QKeySequence(key), self._window) for key in keys]
        for shortcut in made:
            shortcut.activated.connect(lambda id=command.id: self.run(id))
        self._shortcuts[command.id] = made

    def all(self) -> list[Command]:
        """In the order of menus."""
        return sorted(self._commands.values(), key=lambda command: command.group)

    def get(self, id: str) -> Command | None:
        return self._commands.get(id)

    def run(self, id: str) -> bool:
        """Do it, if it can be done now."""
        command = self._commands.get(id)
        if command is None or (self.closed and not command.always) or not command.available():
            return False
        command.run()
        return True

    def fill(self, menu: QMenu, where: str) -> None:
        """What can be done now, with lines between the groups."""
        group: Group | None = None
        for command in self.all():
            if command.where != where or not command.available():
                continue
            if group is not None and command.group is not group:
                menu.addSeparator()
            group = command.group
            if command.fill is not None:
                command.fill(menu)
            else:
                self._entry(menu, command)

    def _entry(self, menu: QMenu, command: Command) -> None:
        window = self._window
        action = menu.addAction(command.text)
        action.setObjectName(f"menu.{command.id}")
        if command.icon:
            px, color = window.theme.px(18), window.theme.scheme.text
            action.setIcon(window.icons.icon(command.icon, color, px, window.devicePixelRatioF()))
        if command.shortcut:
            # As text: a shortcut of the entry beside that of the window would be ambiguous.
            shown = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(f"{command.text}\t{shown}")
        if command.checked is not None:
            action.setCheckable(True)
            action.setChecked(command.checked())
        action.triggered.connect(lambda _=False: command.run())
