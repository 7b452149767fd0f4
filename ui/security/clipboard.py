# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Put a secret on the clipboard for a minute, marked so that clipboard histories leave it out."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS = 60
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_MARKS = (
    ("x-kde-passwordManagerHint", b"secret"),  # Klipper, GPaste and others
    (_WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"), b"\0\0\0\0"),
    (_WINDOWS.format("CanIncludeInClipboardHistory"), b"\0\0\0\0"),
    (_WINDOWS.format("CanUploadToCloudClipboard"), b"\0\0\0\0"),
    (_WINDOWS.format("Clipboard Viewer Ignore"), b"\0\0\0\0"),
)


class SensitiveClipboard(QObject):
    """Belongs to the window: the minute goes on after the dialog was closed, and ends with the program."""

    def __init__(self, parent: QObject | None = None, *, seconds: float = SECONDS) -> None:
        super().__init__(parent)
        self._digest = b""
        self._timer = QTimer(self, singleShot=True, interval=round(seconds * 1000))
        self._timer.timeout.connect(self.forget)
        app = QGuiApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.forget)

    def copy(self, secret: str) -> None:
        data = QMimeData()
        data.setText(secret)
        for kind, value in _MARKS:
            data.setData(kind, value)
        QGuiApplication.clipboard().setMimeData(data)
        self._digest = hashlib.sha256(secret.encode()).digest()
        self._timer.start()

    def forget(self) -> None:
        """Empty the clipboard, if it still holds what was copied."""
        self._timer.stop()
        digest, self._digest = self._digest, b""
        if QGuiApplication.instance() is None:
            return
        clipboard = QGuiApplication.clipboard()
        if digest and hashlib.sha256(clipboard.text().encode("utf-8", "replace")).digest() == digest:
            clipboard.clear()
