# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push buttons outside of dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


class PushButton(QPushButton):
    """Enter presses it too when it has the focus. In dialogs Qt sees to that; elsewhere only Space would."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(True)
