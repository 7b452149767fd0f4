# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens the dialogs about the way to the server, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from app.network.interface import NetworkView

if TYPE_CHECKING:
    from ui.window import MainWindow


class NetworkController:
    """``window.network``."""

    def __init__(self, window: MainWindow, network: NetworkView) -> None:
        self._window = window
        self._network = network
        self._open: QDialog | None = None

    def answer(self, then: Callable[[], object] = lambda: None) -> bool:
        """Ask the user for what the way to the server wants to know; ``then`` afterwards. False if it wants nothing."""
        wanted = self._network.wanted()
        if wanted is None:
            return False
        if self._open is None:
            from ui.dialogs.network_answer import NetworkAnswerDialog

            dialog = NetworkAnswerDialog(self._window, self._network, wanted)
            dialog.accepted.connect(then)
            self._show(dialog)
        return True

    def check(self, parent: QWidget | None = None) -> None:
        if self._open is None:
            from ui.dialogs.network_check import NetworkCheckDialog

            self._show(NetworkCheckDialog(self._window, self._network, parent or self._window, self._server()))

    def _server(self) -> str:
        """What somebody is about to sign in to; empty: that of the account."""
        window = self._window
        return window.signin.server.text().strip() if window.account is None else ""

    def _show(self, dialog: QDialog) -> None:
        self._open = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self._open = None
