# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The driver with the real window: signing in goes through its pages, everything else through its account."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, TextIO, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.account import Account
from tests.driver.commands import Commands, Json, NotAvailable
from tests.driver.lines import Lines, own_output, read_input
from ui.main import run
from ui.timeline.spoken import spoken
from ui.timeline.view import TimelineView
from ui.window import MainWindow

_PATIENCE = 60.0
_MAX_TEXTS = 5000


class WindowCommands(Commands):
    """``window`` belongs to the program; the account is the window's."""

    def __init__(self, profile: Path, passphrase: str, window: MainWindow, *, classic: bool) -> None:
        super().__init__(profile, passphrase, classic=classic)
        self._window = window
        self._known: Account | None = None

    async def run(self, name: str, arguments: Json) -> Any:
        self._look()
        return await super().run(name, arguments)

    def _look(self) -> None:
        """Take the account that the window has now."""
        account = cast("Account | None", self._window.account)
        if account is not self._known:
            self._known = account
            self._timelines.clear()
            self.account = None
            if account is not None:
                self._take(account)

    async def close(self) -> None:
        self._heartbeat.stop()
        for timeline in self._timelines.values():
            timeline.close()
        self._window.close()

    async def _wait(self, condition: Any, what: str) -> None:
        async with asyncio.timeout(_PATIENCE):
            while not condition():
                await asyncio.sleep(0.02)
                self._look()
        if not condition():
            raise TimeoutError(what)

    async def _unlocked(self) -> None:
        """Past the passphrase page, with this driver's passphrase."""
        window = self._window
        pages = (window.unlock, window.signin, window.trouble)
        await self._wait(lambda: window.account is not None or window.page() in pages, "a page")
        if window.page() is window.unlock:
            window.unlock.submitted.emit(self._passphrase)
            await self._wait(lambda: window.account is not None or window.page() in pages[1:], "to be unlocked")

    async def cmd_login(self, homeserver: str, user: str, password: str, device_name: str = "driver") -> Json:
        await self._unlocked()
        if self.account is not None:
            raise NotAvailable("somebody is signed in")
        signin = self._window.signin
        failures: list[str] = []
        fail = signin.fail

        def told(error: Any) -> None:
            failures.append(error.code.value)
            fail(error)

        signin.fail = told  # type: ignore[method-assign]
        try:
            signin.submitted.emit(homeserver, user, password, device_name)
            await self._wait(lambda: self.account is not None or failures, "to be signed in")
        finally:
            signin.fail = fail  # type: ignore[method-assign]
        if failures:
            raise NotAvailable(failures[0])
        return self._whoami(self._here())

    async def cmd_login_browser(self, homeserver: str, way: str = "oauth", device_name: str = "driver") -> Json:
        raise NotAvailable("login_browser: not with a window; its page has a button for it")

    async def cmd_restore(self) -> Json:
        await self._unlocked()
        self._look()
        return self._whoami(self._here())

    async def cmd_logout(self) -> None:
        await self._here().sign_out()
        self._window.signed_out.emit()

    async def cmd_wipe(self) -> None:
        raise NotAvailable("wipe: not with a window; log out")

    async def cmd_stop(self) -> None:
        return None

    # -- the window ----------------------------------------------------------------------------------------------------

    async def cmd_ui_open_room(self, room: str) -> None:
        await self._wait(lambda: self._window.rooms.find(room) is not None, "the room in the list")
        self._window.open_room(room)

    async def cmd_ui_screenshot(self, path: str) -> Json:
        self._window.picture(Path(path))
        return {"path": path, "bytes": Path(path).stat().st_size}

    async def cmd_ui_text(self) -> list[str]:
        """What can be read in the window now."""
        texts: list[str] = []
        for widget in self._window.findChildren(QWidget):
            if widget.isVisible():
                texts += [text for text in _texts_of(widget) if text]
        return texts[:_MAX_TEXTS]

    async def cmd_ui_click(self, name: str) -> None:
        widget = self._find(name)
        if widget is not None:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
            return
        for view in self._window.findChildren(QAbstractItemView):
            model = view.model()
            for row in range(model.rowCount() if model is not None else 0):
                index = model.index(row, 0)
                texts = (index.data(Qt.ItemDataRole.DisplayRole), index.data(Qt.ItemDataRole.AccessibleTextRole))
                if view.isVisible() and any(isinstance(text, str) and name in text for text in texts):
                    view.scrollTo(index)
                    at: QPoint = view.visualRect(index).center()
                    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
                    return
        raise NotAvailable(f"nothing visible is called {name!r}")

    async def cmd_ui_type(self, name: str, text: str) -> None:
        """Type into a field; a line feed at the end is the Enter key."""
        widget = self._find(name)
        if widget is None:
            raise NotAvailable(f"nothing visible is called {name!r}")
        widget.setFocus()
        lines = text.split("\n")
        for number, line in enumerate(lines):
            QTest.keyClicks(widget, line)
            if number < len(lines) - 1:
                QTest.keyClick(widget, Qt.Key.Key_Return)

    def _find(self, name: str) -> QWidget | None:
        visible = [widget for widget in self._window.findChildren(QWidget) if widget.isVisible()]
        for widget in visible:
            if widget.objectName() == name:
                return widget
        for widget in visible:
            button = widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""
            if name in (widget.accessibleName(), button):
                return widget
        return None


def _texts_of(widget: QWidget) -> list[str]:
    """What one widget says, in clear or to a screen reader.

    Not through the accessibility interfaces: those that are made in Python are freed twice if Python asks for them.
    """
    if isinstance(widget, TimelineView):
        rows = range(len(widget.model))
        return [spoken(widget.model.item(row)) for row in rows if widget.row_rect(row) is not None]
    if isinstance(widget, QAbstractItemView):
        model = widget.model()
        indexes = [model.index(row, 0) for row in range(model.rowCount())] if model is not None else []
        roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
        return [next((str(text) for role in roles if (text := index.data(role))), "") for index in indexes]
    texts = [widget.accessibleName()]
    if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
        texts.append(widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else widget.text())
    elif isinstance(widget, QPlainTextEdit):
        texts.append(widget.toPlainText())
    return texts


def serve_with_window(profile: Path, passphrase: str, *, classic: bool) -> int:
    """Run the window until ``stop`` or the end of the input."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out: TextIO = own_output()

    async def beside(window: MainWindow) -> None:
        commands = WindowCommands(profile, passphrase, window, classic=classic)
        lines = Lines(commands, out)
        commands.tell = lines.write
        read_input(asyncio.get_running_loop(), lines)
        await lines.stopped.wait()
        await lines.finish()

    return run(profile, stores=(), beside=beside)
