# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timeline for assistive technology: a list with one item per loaded message.

``interface_cast`` is not overridden on purpose: a Python text or action interface crashes PySide6. The text of a
message is read through its name, or as text in the reader.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QColor,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ui import names
from ui.i18n import tr
from ui.timeline.spoken import spoken
from ui.timeline.view import TimelineView


class MessageItem(QAccessibleInterface):
    """One row, known by its key so that inserts do not change what it is."""

    def __init__(self, view: TimelineView, key: str) -> None:
        super().__init__()
        self._view = view
        self.key = key

    def row(self) -> int:
        return self._view.model.row_of(self.key) if shiboken6.isValid(self._view) else -1

    def isValid(self) -> bool:
        return self.row() >= 0

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._view.window().windowHandle() if shiboken6.isValid(self._view) else None

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._view)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        row = self.row()
        rect = self._view.row_rect(row) if row >= 0 else None
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size()) if rect is not None else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        row = self.row()
        state.focusable = state.selectable = state.readOnly = 1
        if row >= 0 and self.key == self._view.current:
            state.selected = 1
            state.focused = int(self._view.hasFocus())
        if row < 0 or self._view.row_rect(row) is None:
            state.offscreen = 1
        return state

    def text(self, t: QAccessible.Text) -> str:
        row = self.row()
        if t == QAccessible.Text.Name and row >= 0:
            item, layouts = self._view.model.item(row), self._view.layouts
            text = spoken(item, layouts.revealed(self.key), layouts.scan(item))
            return tr("New messages") + f": {text}" if self._view.model.unread_key == self.key else text
        return ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Messages are not editable here."""

    def foregroundColor(self) -> QColor:
        return QColor(self._view.theme.scheme.text)

    def backgroundColor(self) -> QColor:
        return QColor(self._view.theme.scheme.bg)


class TimelineAccessible(QAccessibleWidget):
    """The list: all rows, then the controls of those on screen. Children are made when asked for and kept."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view, QAccessible.Role.List, "")
        self._view = view
        self._items: dict[str, tuple[MessageItem, int]] = {}
        view.current_changed.connect(self._current_changed)
        view.model.reset.connect(self.release)
        view.destroyed.connect(self.release)

    def release(self) -> None:
        """Give up the rows. Qt owns what was registered: it has to delete them before Python lets go."""
        items, self._items = self._items, {}
        for _item, number in items.values():
            QAccessible.deleteAccessibleInterface(number)

    def text(self, t: QAccessible.Text) -> str:
        return self._view.accessibleName() if t == QAccessible.Text.Name else ""

    def item(self, row: int) -> MessageItem:
        key = self._view.model.item(row).key
        found = self._items.get(key)
        if found is None:
            item = MessageItem(self._view, key)
            found = self._items[key] = (item, QAccessible.registerAccessibleInterface(item))
        return found[0]

    def childCount(self) -> int:
        return len(self._view.model) + len(self._view.widgets.widgets()) if shiboken6.isValid(self._view) else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        rows = len(self._view.model)
        if 0 <= index < rows:
            return self.item(index)
        widgets = self._view.widgets.widgets()
        return QAccessible.queryAccessibleInterface(widgets[index - rows]) if 0 <= index - rows < len(widgets) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, MessageItem):
            return child.row()
        widgets: list[QObject] = list(self._view.widgets.widgets())
        thing = child.object()
        return len(self._view.model) + widgets.index(thing) if thing in widgets else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        found = self._view.hit(self._view.viewport().mapFromGlobal(QPoint(x, y)))
        return self.item(found[0]) if found is not None else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        row = self._view.model.row_of(self._view.current)
        return self.item(row) if row >= 0 else None

    def _current_changed(self) -> None:
        row = self._view.model.row_of(self._view.current)
        if row >= 0 and self._view.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.item(row), QAccessible.Event.Focus))


class AccessibleFactory:
    """Answers Qt's question for the interface of a timeline.

    What it made is never let go: Qt deletes it with its widget, and would do so twice if Python did it as well.
    """

    def __init__(self) -> None:
        self._made: list[TimelineAccessible] = []

    def install(self) -> None:
        QAccessible.installFactory(self._make)

    def _make(self, _class_name: str, thing: QObject) -> QAccessibleInterface | None:
        if not isinstance(thing, TimelineView):
            return None
        made = TimelineAccessible(thing)
        self._made.append(made)
        return made

    def release(self) -> None:
        """At the end of the program, while there still is an application."""
        for made in self._made:
            made.release()


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let a screen reader say something that happened, without moving the focus; nothing of a locked window."""
    if text and QAccessible.isActive() and widget.window().objectName() != names.ASIDE:
        event = QAccessibleAnnouncementEvent(widget, text)
        if urgent:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)
