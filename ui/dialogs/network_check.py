# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the way to the server, step by step, and gives a text to hand to the help desk."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from app.errors import ErrorCode
from app.network.interface import NetworkView, State, Step, report
from ui import names
from ui.dialogs.base import MOST, FormDialog
from ui.i18n import plural, tr
from ui.sentences import code_sentence
from ui.sidebar import Picture
from ui.text import Label, one_line
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from ui.window import MainWindow


class NetworkCheckDialog(FormDialog):
    """Begins by itself. ``server``: empty for the one of the account; without either it asks which."""

    def __init__(self, window: MainWindow, network: NetworkView, parent: QWidget, server: str) -> None:
        super().__init__(parent, window.theme, tr("Check the connection"), tr("Close"), cancel=tr("Copy"), scroll=True)
        self.setObjectName(names.NETWORK_CHECK_DIALOG)
        self._window = window
        self._network = network
        self._steps: list[Step] = []
        self._here = True
        self._language = "de" if QLocale().language() == QLocale.Language.German else "en"
        self.submitted.connect(self.accept)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(self._copy)
        self.server = QLineEdit(server)
        if window.account is None:
            self.add_field(tr("Server"), self.server)
        self.again = QPushButton(tr("Check again"))
        self.again.clicked.connect(self._begin)
        self.summary = Label(style="field", wrap=True)
        self.form.addWidget(self.summary)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(window.theme.px(10))
        self._grid.setVerticalSpacing(window.theme.px(4))
        self.form.addLayout(self._grid)
        self.form.addSpacing(window.theme.px(8))
        self.form.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addStretch(1)
        self.finished.connect(self._gone)
        self._begin()

    def _gone(self, _result: int) -> None:
        self._here = False

    def fit(self) -> None:
        """One size from the beginning: it does not grow under the pointer while steps arrive."""
        px, room = self.theme.px, self.screen().availableSize()
        assert self._form_area is not None
        self._form_area.setFixedHeight(min(px(440), max(px(120), room.height() - px(190))))
        self.setFixedWidth(min(px(MOST), room.width()))
        self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(report(self._steps, self._language))
        announce(self, tr("Copied"))
        self._window.toast.say(tr("Copied"))

    def _begin(self) -> None:
        self._steps.clear()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.again.setEnabled(False)
        self.cancel_button.setEnabled(False)
        self._tell(tr("Looking at the way to the server …"))
        self._window.tasks.spawn(self._look(), "check the connection")

    async def _look(self) -> None:
        steps = self._network.check(self.server.text().strip() if self._window.account is None else "")
        try:
            async for step in steps:
                if not self._here:
                    return
                self._add(step)
        finally:
            with suppress(AttributeError):
                await steps.aclose()  # type: ignore[attr-defined]
        if self._here:
            self._end()

    def _end(self) -> None:
        self.again.setEnabled(True)
        self.cancel_button.setEnabled(bool(self._steps))
        wrong = [step for step in self._steps if step.state is State.TROUBLE]
        notices = sum(step.state is State.NOTICE for step in self._steps)
        if not self._steps:
            self._tell(tr("Enter the name of the server."))
        elif wrong:
            unknown = tr("Something is wrong on the way to the server.")
            self._tell(code_sentence(wrong[0].code) if wrong[0].code else unknown)
        elif notices:
            one, many = (
                tr("The connection works. One thing to look at."),
                tr("The connection works. {n} things to look at."),
            )
            self._tell(plural(notices, one, many))
        else:
            self._tell(tr("The connection works."))

    def _tell(self, text: str) -> None:
        self.summary.setText(text)
        announce(self, text)

    def _add(self, step: Step) -> None:
        self._steps.append(step)
        scheme, px = self.theme.scheme, self.theme.px
        icon, color, said = {
            State.FINE: ("check", scheme.ok, tr("In order")),
            State.NOTICE: ("info", scheme.warn, tr("To look at")),
            State.TROUBLE: ("alert", scheme.danger, tr("Wrong")),
        }[step.state]
        row = self._grid.rowCount()
        mark = Picture(self)
        mark.setPixmap(self._window.icons.pixmap(icon, color, px(18), self.devicePixelRatioF()))
        title = one_line(step.title.of(self._language), 200)
        code = f" ({step.code})" if step.code in set(ErrorCode) else ""
        head = Label(title + code, style="field", wrap=True)
        head.setAccessibleName(f"{said}: {title}{code}")
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(head, row, 1)
        if step.lines:
            text = "\n".join(one_line(line.of(self._language), 300) for line in step.lines)
            lines = Label(text, style="muted", wrap=True)
            lines.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._grid.addWidget(lines, row + 1, 1)
