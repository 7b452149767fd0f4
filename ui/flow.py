# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lays widgets out like words: side by side, on as many lines as it takes; the last one takes the rest of its line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """``least``: pixels that the last widget needs, else it gets a line of its own."""

    def __init__(self, parent: QWidget | None = None, *, least: int = 120) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._least = least

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before another one."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(QSize(min(item.minimumSize().width(), self._least), item.minimumSize().height()))
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Gives the height that it takes."""
        margins, gap = self.contentsMargins(), self.spacing()
        inside = rect.marginsRemoved(margins)
        x, y, line = inside.left(), inside.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            last = item is self._items[-1]
            width = min(self._least if last else hint.width(), inside.width())
            if x > inside.left() and x + width > inside.right() + 1:
                x, y, line = inside.left(), y + line + gap, 0
            if last:
                width = max(width, inside.right() + 1 - x)
            if move:
                item.setGeometry(QRect(x, y, width, hint.height()))
            x += width + gap
            line = max(line, hint.height())
        return y + line - rect.top() + margins.bottom()
