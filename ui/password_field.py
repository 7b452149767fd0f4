# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A field for secrets, and the red edge of fields that are not right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from ui.i18n import tr
from ui.icons import Icons
from ui.text import set_tooltip
from ui.theme import Theme


class PasswordField(QLineEdit):
    """Hidden text, an eye to show it, and a hint while Caps Lock seems to be on."""

    caps_lock = Signal(bool)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = QToolButton(self)
        self.eye.setCheckable(True)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.eye.toggled.connect(self._show)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name = tr("Hide password") if shown else tr("Show password")
        self.eye.setAccessibleName(name)
        set_tooltip(self.eye, name)
        px = self._theme.px
        icon = "eye-off" if shown else "eye"
        self.eye.setIcon(self._icons.icon(icon, self._theme.scheme.muted, px(18), self.devicePixelRatioF()))
        self.eye.setIconSize(Icons.size(px(18)))

    def restyle(self) -> None:
        self._show(self.eye.isChecked())
        self.resizeEvent(None)

    def resizeEvent(self, event: object) -> None:
        px = self._theme.px
        side = px(32)
        self.eye.setGeometry(self.width() - side - px(4), (self.height() - side) // 2, side, side)
        self.setTextMargins(0, 0, side, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(text.isupper() != shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)
        super().keyPressEvent(event)


def mark_invalid(field: QLineEdit, invalid: bool) -> None:
    """Give a field the red edge, or take it away."""
    if bool(field.property("invalid")) != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)
