# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What downloaded files take on the disk, how much they may, and how to remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QProgressBar

from app.media.gallery import Gallery, Usage
from app.policy.categories.files import DOWNLOAD_FOLDER
from app.policy.categories.storage import (
    AUTO_DOWNLOAD,
    MEDIA_CACHE,
    SEARCH_DAYS,
    SEARCH_HISTORY,
    SEARCH_MESSAGES,
    SEARCH_SPACE,
)
from ui import names
from ui.i18n import plural, tr
from ui.settings.page import Page
from ui.settings.rows import ButtonRow, NumberRow, SwitchRow, TextRow
from ui.sizes import size_text
from ui.text import Label
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from ui.window import MainWindow


class StoragePage(Page):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, tr("Storage"))
        theme, prefs = window.theme, window.prefs
        self._window = window
        self.add_section(
            tr("Files and pictures on this computer"),
            tr("Files that were downloaded are kept encrypted, so that they need not be fetched again."),
        )
        self.used = Label(tr("Counting …"), wrap=True)
        self.used.setObjectName(names.STORAGE_USED)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.add(self.used)
        self.add(self.bar)
        self.clear = ButtonRow(
            theme,
            tr("Remove downloaded files"),
            self._clear,
            hint=tr("They are fetched again when you look at them, as long as the server still has them."),
        )
        self.clear.button.setObjectName(names.STORAGE_CLEAR)
        self.add(self.clear)
        self.add_section(tr("Saved files"))
        self.add(
            TextRow(
                theme,
                prefs,
                DOWNLOAD_FOLDER,
                hint=tr("Files that you save or open are kept there, without encryption."),
                placeholder=QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation),
            )
        )
        self.add_section(tr("Limits"))
        self.add(NumberRow(theme, prefs, MEDIA_CACHE, unit="MB", step=50))
        self.add(
            NumberRow(
                theme,
                prefs,
                AUTO_DOWNLOAD,
                unit="MB",
                hint=tr("Larger pictures are loaded when you open them. 0: none is loaded by itself."),
            )
        )
        self.add_section(
            tr("Search"), tr("Messages are searched on this computer only. Older ones are fetched in the background.")
        )
        self.add(SwitchRow(theme, prefs, SEARCH_HISTORY))
        self.add(NumberRow(theme, prefs, SEARCH_MESSAGES, step=500))
        self.add(NumberRow(theme, prefs, SEARCH_DAYS, step=30))
        self.add(NumberRow(theme, prefs, SEARCH_SPACE, unit="MB", step=100))
        stop = prefs.changed.connect(lambda key: self._count() if key.name == MEDIA_CACHE.name else None)
        self.destroyed.connect(lambda _=None: stop())
        self._count()

    def _gallery(self) -> Gallery | None:
        account = self._window.account
        return account.gallery if account is not None else None

    def _count(self) -> None:
        gallery = self._gallery()
        if gallery is not None:
            self._window.tasks.spawn(self._show(gallery), "usage")

    async def _show(self, gallery: Gallery) -> None:
        self._tell(await gallery.usage())

    def _tell(self, usage: Usage) -> None:
        text = plural(
            usage.files,
            tr("One file, {size} of at most {limit}"),
            tr("{n} files, {size} of at most {limit}"),
            size=size_text(usage.size),
            limit=size_text(usage.limit),
        )
        self.used.setText(text)
        self.bar.setAccessibleName(text)
        self.bar.setValue(min(1000, round(1000 * usage.size / max(1, usage.limit))))
        self.clear.button.setEnabled(usage.files > 0)

    def _clear(self) -> None:
        gallery = self._gallery()
        if gallery is None:
            return

        async def work() -> None:
            await gallery.clear()
            await self._show(gallery)
            announce(self, tr("The downloaded files were removed."))

        self._window.tasks.spawn(work(), "clear files")
