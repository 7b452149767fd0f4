# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Look for the QR code of a verification on the screen, in a file, on the clipboard, or in what is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.errors import UserError
from ui.dialogs.step_body import Step
from ui.dialogs.steps import StepDialog
from ui.i18n import tr
from ui.security import codes


class CodeScanner(StepDialog):
    """A dialog that can scan. Subclasses say when (``may_scan``) and what happens then (``found``)."""

    def may_scan(self) -> bool:
        """Whether a code is wanted now."""
        return False

    async def found(self, data: bytes) -> None:
        """A code was read. Raises UserError."""

    def scan_failed(self, error: UserError) -> bool:
        """See ``StepDialog.work``."""
        del error
        return False

    def add_ways(self, step: Step) -> None:
        """The choices of a step that asks for a picture of the code."""
        wayland = QGuiApplication.platformName().startswith("wayland")
        if not wayland:  # there, no program may look at the screen
            step.choice(
                "search",
                tr("Search the screen"),
                tr("If the code is in another window, for example in a video conference."),
                self._search_screen,
            )
        step.choice(
            "file", tr("Open a picture"), tr("A photo or screenshot. You can also drop the file here."), self._open_file
        )
        step.choice("copy", tr("Take it from the clipboard"), tr("A picture that you have copied."), self._paste)

    def _search_screen(self) -> None:
        """The dialog steps aside for the moment in which the screens are photographed."""
        self.setWindowOpacity(0.0)
        QTimer.singleShot(200, self._grab_screens)

    def _grab_screens(self) -> None:
        images = [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]
        self.setWindowOpacity(1.0)
        self.take(images)

    def _paste(self) -> None:
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.fail(tr("There is no picture on the clipboard."))
        else:
            self.take([image])

    def _open_file(self) -> None:
        dialog = QFileDialog(self, tr("Open a picture"), "", "*.png *.jpg *.jpeg *.webp *.gif")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Look for the code in a picture file."""

        def read() -> bytes | None:
            image = codes.load(path)
            return codes.find([image]) if image is not None else None

        self._search(read)

    def take(self, images: list[QImage]) -> None:
        """Look for the code in pictures."""
        self._search(lambda: codes.find(images))

    def _search(self, look: Callable[[], bytes | None]) -> None:
        if not self.may_scan() or self.busy:
            return

        async def work() -> None:
            try:
                data = await asyncio.to_thread(look)
            except OSError:
                data = None
            if not shiboken6.isValid(self):
                return
            if data is None:
                self.fail(tr("No QR code of a verification was found. Show the whole code, sharp and straight."))
                return
            await self.found(data)
            self.set_busy(False)

        self.work(work(), "scan code", failed=self.scan_failed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.may_scan() and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        data = event.mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.take_file(paths[0])
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage):
                self.take([image])
