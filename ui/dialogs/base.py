# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all dialogs share: title, fields, a line for errors, buttons. Opened with ``open()``."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.classification import put_on_top
from ui.i18n import tr
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce

LEAST, MOST, SIDE = 420, 560, 24  # pixels at 100 %: how wide it is, and its margins


class FormDialog(QDialog):
    """``submitted`` when the main button is pressed; the owner closes it or calls ``fail``.

    ``scroll``: the form may be taller than the screen; then it scrolls above the buttons.
    """

    submitted = Signal()

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        title: str,
        submit: str,
        *,
        look: str = "primary",
        cancel: str = "",
        scroll: bool = False,
    ) -> None:
        super().__init__(parent)
        px = theme.px
        self.theme = theme
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(px(LEAST))
        self.setMaximumWidth(px(MOST))
        self.form = QVBoxLayout()
        self.form.setSpacing(px(6))
        self.error = Label(style="error", wrap=True)
        self.error.hide()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.hide()
        self.cancel_button = QPushButton(cancel or tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.submit_button = QPushButton(submit)
        self.submit_button.setProperty("look", look)
        self.submit_button.setDefault(True)
        self.submit_button.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.submit_button)
        head = self._head = Label(title, style="title", wrap=True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        put_on_top(self, outer, theme)
        box = QVBoxLayout()
        outer.addLayout(box)
        box.setContentsMargins(px(SIDE), px(24), px(SIDE), px(20))
        box.setSpacing(px(8))
        box.addWidget(head)
        box.addSpacing(px(4))
        self._form_area: QScrollArea | None = None
        if scroll:
            holder = QWidget()
            holder.setLayout(self.form)
            self.form.setContentsMargins(0, 0, px(4), 0)
            self._form_area = QScrollArea()
            self._form_area.setWidgetResizable(True)
            self._form_area.setFrameShape(QFrame.Shape.NoFrame)
            self._form_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._form_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._form_area.setWidget(holder)
            box.addWidget(self._form_area)
        else:
            box.addLayout(self.form)
        box.addWidget(self.error)
        box.addWidget(self._progress)
        box.addSpacing(px(12))
        box.addLayout(buttons)

    def set_title(self, title: str) -> None:
        self.setWindowTitle(title)
        self._head.setText(title)

    def add_field(self, label: str, field: QWidget, hint: str = "") -> Label:
        """A field under its label, with an optional line of help; gives the label."""
        title = Label(label, style="field")
        title.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self.form.addWidget(title)
        self.form.addWidget(field)
        if hint:
            line = Label(hint, style="small", wrap=True)
            field.setAccessibleDescription(hint)
            self.form.addWidget(line)
        self.form.addSpacing(self.theme.px(8))
        return title

    def _submit(self) -> None:
        self.error.hide()
        self.submitted.emit()

    def set_busy(self, busy: bool) -> None:
        self._progress.setVisible(busy)
        self.submit_button.setEnabled(not busy)

    def fail(self, sentence: str) -> None:
        self.set_busy(False)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self, sentence, urgent=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Wrapped labels know their height only at a width: fit once it is known."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """As tall as what is in it, but not taller than the screen."""
        if self._form_area is not None:
            px = self.theme.px
            self.form.activate()
            inner = min(self.form.minimumSize().width() + px(16), px(MOST) - 2 * px(SIDE))
            self._form_area.setMinimumWidth(inner)
            self.setMinimumWidth(min(max(px(LEAST), inner + 2 * px(SIDE)), self.screen().availableSize().width()))
            width = max(self._form_area.viewport().width(), px(370))
            wanted = self.form.heightForWidth(width) if self.form.hasHeightForWidth() else self.form.sizeHint().height()
            rest = px(190)  # title, a line for errors, buttons, margins, the frame of the window
            self._form_area.setFixedHeight(min(wanted, max(px(120), self.screen().availableSize().height() - rest)))
        self.adjustSize()
