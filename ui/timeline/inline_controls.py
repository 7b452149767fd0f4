# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Real widgets in rows of the timeline: only for rows on screen, moved with them, reached with the tabulator key.

From the list, Tab enters the controls of the row that has the keyboard; at their ends it leaves them again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.types import TimelineItem

if TYPE_CHECKING:
    from ui.timeline.view import TimelineView

KEPT = 6
"""Widgets of rows that left the screen, for when they come back."""


class RowWidget(QWidget):
    """What stands in one row. ``parts``: what can have the focus, in order."""

    parts: Sequence[QWidget] = ()

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view.viewport())
        self.view = view
        self.key = ""

    def show_item(self, item: TimelineItem) -> None:
        """The row as it is now."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Colours and measures of the theme."""

    def use(self, *parts: QWidget) -> None:
        """Controls in the order of the tabulator key. Qt's own chain leaves them out."""
        self.parts = parts
        for part in parts:
            part.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            part.installEventFilter(self)

    def enter(self, *, last: bool = False) -> bool:
        """Give the first (or last) control the focus; False if none can have it."""
        usable = [part for part in self.parts if part.isEnabled() and part.isVisible()]
        if usable:
            usable[-1 if last else 0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(usable)

    def focusNextPrevChild(self, next: bool) -> bool:
        if not self.isVisible():
            return False
        usable = [part for part in self.parts if part.isEnabled() and part.isVisible()]
        at = next_at = -1
        for n, part in enumerate(usable):
            if part.hasFocus():
                at, next_at = n, n + (1 if next else -1)
        if at >= 0 and 0 <= next_at < len(usable):
            usable[next_at].setFocus(Qt.FocusReason.TabFocusReason)
        elif next:
            self.view.leave_rows()
        else:
            self.view.setFocus(Qt.FocusReason.BacktabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Escape lead back to the list; the row with a focused control is the current one."""
        if event.type() == QEvent.Type.FocusIn:
            self.view.take_row(self.key)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
                self.view.keyPressEvent(event)
                return True
        return False


Factory = Callable[["TimelineView"], RowWidget]


class RowWidgets(QObject):
    """Places the widgets of the rows on screen. ``factories``: by the kind that a row's layout names."""

    def __init__(self, view: TimelineView) -> None:
        super().__init__(view)
        self._view = view
        self.factories: dict[str, Factory] = {}
        self._shown: dict[tuple[str, str], RowWidget] = {}
        self._kept: list[tuple[tuple[str, str], RowWidget]] = []

    def widgets(self) -> list[RowWidget]:
        """Those on screen, in the order of their rows."""
        return list(self._shown.values())

    def of(self, key: str) -> RowWidget | None:
        return next((widget for (row, _kind), widget in self._shown.items() if row == key), None)

    def place(self) -> None:
        """Rows moved or changed."""
        view, before = self._view, self._shown
        self._shown = {}
        for row, y in view.geometry_of_rows.visible():
            lay = view.layout_of(row)
            if lay.control is None or lay.control_kind not in self.factories:
                continue
            name = (lay.item.key, lay.control_kind)
            widget = before.pop(name, None) or self._again(name) or self._made(name)
            self._shown[name] = widget
            widget.show_item(lay.item)
            widget.setGeometry(lay.control.translated(0, y))
            widget.show()
        for name, widget in before.items():
            self._hide(widget)
            self._kept.append((name, widget))
        while len(self._kept) > KEPT:
            self._kept.pop(0)[1].deleteLater()

    def clear(self) -> None:
        """Other rows from now on."""
        for widget in (*self._shown.values(), *(widget for _name, widget in self._kept)):
            self._hide(widget)
            widget.deleteLater()
        self._shown, self._kept = {}, []

    def _hide(self, widget: RowWidget) -> None:
        if any(part.hasFocus() for part in widget.parts):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt looks for the next one, from nowhere
        widget.hide()

    def restyle(self) -> None:
        for widget in (*self._shown.values(), *(widget for _name, widget in self._kept)):
            widget.restyle()

    def _again(self, name: tuple[str, str]) -> RowWidget | None:
        for n, (kept, widget) in enumerate(self._kept):
            if kept == name:
                del self._kept[n]
                return widget
        return None

    def _made(self, name: tuple[str, str]) -> RowWidget:
        widget = self.factories[name[1]](self._view)
        widget.key = name[0]
        widget.restyle()
        return widget
