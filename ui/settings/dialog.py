# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The settings window: subjects at the left, the page of one of them at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from ui import names
from ui.i18n import tr
from ui.settings.page import SettingsPage

if TYPE_CHECKING:
    from ui.window import MainWindow

LIST = 220  # pixels at 100 %


class SettingsDialog(QDialog):
    """Opened with ``open()``; what is chosen holds at once, so there is nothing to confirm."""

    def __init__(self, window: MainWindow, pages: list[SettingsPage], first: str = "") -> None:
        super().__init__(window)
        self.setObjectName(names.SETTINGS_DIALOG)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._window = window
        self._pages = sorted((page for page in pages if page.available()), key=lambda page: page.order)
        self._made: dict[str, QScrollArea] = {}
        self.list = QListWidget()
        self.list.setObjectName(names.SETTINGS_LIST)
        self.list.setProperty("look", "subjects")
        self.list.setAccessibleName(tr("Settings"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for page in self._pages:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.list.addItem(item)
        self.stack = QStackedWidget()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.list)
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedWidth(1)
        box.addWidget(rule)
        box.addWidget(self.stack, 1)
        self.list.currentRowChanged.connect(self._show)
        window.theme.changed.connect(self.restyle)
        self.restyle()
        self.list.setCurrentRow(0)
        if first:
            self.show_subject(first)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        theme, icons = self._window.theme, self._window.icons
        px = theme.px
        screen = self.screen().availableSize()
        width = min(px(820), screen.width() - 40)
        self.list.setFixedWidth(min(px(LIST), width // 3))
        self.list.setIconSize(QSize(px(18), px(18)))
        for n, page in enumerate(self._pages):
            item = self.list.item(n)
            item.setIcon(icons.icon(page.icon, theme.scheme.text, px(18), self.devicePixelRatioF()))
            item.setSizeHint(QSize(px(LIST) - px(16), px(40)))
        self.resize(width, min(px(640), screen.height() - 80))
        shown, focus = self.subject(), self.focusWidget()
        held = focus.objectName() if focus is not None else ""
        for area in self._made.values():  # rows keep the measures they were made with
            self.stack.removeWidget(area)
            area.setParent(None)
            area.deleteLater()
        self._made.clear()
        if shown:
            self.show_subject(shown)
        again = self.findChild(QWidget, held) if held else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def subject(self) -> str:
        """Name of the page that is shown."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def show_subject(self, name: str) -> None:
        for n, page in enumerate(self._pages):
            if page.name == name:
                if self.list.currentRow() == n:
                    self._show(n)
                else:
                    self.list.setCurrentRow(n)

    def page(self) -> QWidget | None:
        """The page that is shown."""
        area = self._made.get(self.subject())
        return area.widget() if area is not None else None

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._pages):
            return
        page = self._pages[row]
        area = self._made.get(page.name)
        if area is None:
            area = self._made[page.name] = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidget(page.make(self._window))
            self.stack.addWidget(area)
        self.stack.setCurrentWidget(area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field confirms the field, not the window."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
