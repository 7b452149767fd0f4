# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A dialog of several steps: title, body and buttons change, the dialog stays. Scrolls where the screen is too low.

Each step is announced to screen readers, and the focus goes to what one does next.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import ErrorCode, UserError
from ui.dialogs.step_body import Step
from ui.i18n import tr
from ui.security import names
from ui.security.context import Context
from ui.security.words import problem_sentence
from ui.sidebar import Picture
from ui.text import Label
from ui.timeline.accessible import announce


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a step. ``leave``: it stays enabled while the dialog is busy."""

    text: str
    action: Callable[[], object]
    look: str = ""
    name: str = ""
    default: bool = False
    leave: bool = False


class StepDialog(QDialog):
    """``begin`` a step, fill it, ``finish`` it. ``work`` runs a coroutine and tells its error in the dialog."""

    def __init__(self, context: Context, title: str, name: str, *, width: int = 500) -> None:
        super().__init__(context.window)
        px = context.theme.px
        self.context = context
        self.theme = context.theme
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wanted_width = width
        self._icon = Picture()
        self._head = Label(style="title", wrap=True)
        self._head.setObjectName(names.STEP_TITLE)
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._head, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self.error = Label(style="error", wrap=True)
        self.error.setObjectName(names.STEP_ERROR)
        self.error.hide()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 0)
        self._progress.hide()
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(px(8))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(24), px(24), px(24), px(20))
        self._box.setSpacing(px(8))
        self._box.addLayout(top)
        self._box.addWidget(self._scroll, 1)
        self._box.addWidget(self.error)
        self._box.addWidget(self._progress)
        self._box.addSpacing(px(8))
        self._box.addLayout(self._buttons)
        self._step: Step | None = None
        self._made: list[tuple[QPushButton, Choice]] = []
        self.busy = False

    # -- steps

    def begin(self, title: str, *, icon: str = "", color: str = "accent") -> Step:
        """Take the old step away; gives the new, empty one. ``icon`` in a colour of the scheme."""
        self.set_busy(False)
        self.error.hide()
        self._head.setText(title)
        px = self.theme.px
        self._icon.setVisible(bool(icon))
        if icon:
            paint = getattr(self.theme.scheme, color)
            self._icon.setPixmap(self.context.icons.pixmap(icon, paint, px(24), self.devicePixelRatioF()))
            self._icon.setFixedSize(px(24), px(24))
        self._clear_buttons()
        self._step = Step(self.context.theme, self.context.icons)
        return self._step

    def finish(self, *choices: Choice, focus: QWidget | None = None, urgent: bool = False) -> None:
        """Put the buttons below the step, fit the dialog, tell what is new."""
        assert self._step is not None
        self._buttons.addStretch(1)
        default: QPushButton | None = None
        for choice in choices:
            button = QPushButton(choice.text)
            button.setAutoDefault(False)
            if choice.look:
                button.setProperty("look", choice.look)
            button.setObjectName(choice.name)
            button.clicked.connect(lambda _=False, act=choice.action: act())
            if choice.default:
                button.setDefault(True)
                default = button
            self._buttons.addWidget(button)
            button.show()  # a layout would do it later, and the dialog is measured now
            self._made.append((button, choice))
        self._step.box.addStretch(1)
        self._scroll.setWidget(self._step)  # deletes the old one; a filled one is measured right
        self.fit()
        target = focus or self._step.first or default or (self._made[-1][0] if self._made else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self._head.text()}. {self._step.spoken()}", urgent=urgent)

    def _clear_buttons(self) -> None:
        self._made.clear()
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def button(self, name: str) -> QPushButton | None:
        """The button of this step with an object name."""
        return next((button for button, choice in self._made if choice.name == name), None)

    def title(self) -> str:
        return self._head.text()

    def _width(self) -> int:
        return min(self.theme.px(self._wanted_width), self.screen().availableGeometry().width() - 16)

    def _inner(self) -> int:
        margins = self._box.contentsMargins()
        return self._width() - margins.left() - margins.right()

    def row(self, widgets: Sequence[QWidget]) -> QBoxLayout:
        """Beside each other, equally wide; below each other where that is too narrow."""
        gap = self.theme.px(8)
        for widget in widgets:
            widget.setParent(self)  # the style sheet's font and padding decide
            widget.ensurePolished()
        wide = max(widget.sizeHint().width() for widget in widgets) * len(widgets) + gap * len(widgets)
        directions = QBoxLayout.Direction
        row = QBoxLayout(directions.LeftToRight if wide <= self._inner() else directions.TopToBottom)
        row.setSpacing(gap)
        for widget in widgets:
            row.addWidget(widget, 1)
        return row

    def fit(self) -> None:
        """As high as the step, at most as high as the screen allows; then the step scrolls."""
        if self._step is None:
            return
        px, screen = self.theme.px, self.screen().availableGeometry()
        width, inner = self._width(), self._inner()
        self.setFixedWidth(width)
        for widget in (self._step, *self._step.findChildren(QWidget)):
            widget.ensurePolished()  # fonts and paddings of the style sheet count
        layout = self._step.box
        layout.activate()
        need = layout.totalHeightForWidth(inner) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self._scroll.setFixedHeight(max(1, need))
        row = sum(button.sizeHint().width() for button, _ in self._made) + self._buttons.spacing() * len(self._made)
        directions = QBoxLayout.Direction
        self._buttons.setDirection(directions.LeftToRight if row <= inner else directions.BottomToTop)
        self._box.activate()
        total = self._box.totalHeightForWidth(width) if self._box.hasHeightForWidth() else self.sizeHint().height()
        spare = screen.height() - 48 - total
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if spare < 0 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setVerticalScrollBarPolicy(bar)  # one that is not needed would take the width that makes it needed
        if spare < 0:
            self._scroll.setFixedHeight(max(px(80), need + spare))
            total += max(px(80), need + spare) - need
        self.setFixedHeight(total)

    # -- work

    def set_busy(self, busy: bool, done: int = 0, total: int = 0) -> None:
        """Show that something is going on; ``total`` 0: nobody knows how long."""
        self.busy = busy
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        for button, choice in self._made:
            button.setEnabled(not busy or choice.leave)
        if self._progress.isVisibleTo(self) is not busy:
            self._progress.setVisible(busy)
            self.fit()

    def fail(self, sentence: str) -> None:
        self.set_busy(False)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.fit()
        announce(self, sentence, urgent=True)

    def work(
        self,
        work: Coroutine[Any, Any, Any],
        name: str,
        *,
        failed: Callable[[UserError], bool] | None = None,
        keep: bool = False,
    ) -> None:
        """Run ``work``, which shows the next step itself. ``failed`` may take care of an error (True: done).

        Closing the dialog cancels the work, unless ``keep``.
        """

        async def attempt() -> None:
            try:
                await work
            except UserError as error:
                if not shiboken6.isValid(self):
                    raise
                self.set_busy(False)
                if error.code is not ErrorCode.CANCELLED and not (failed is not None and failed(error)):
                    self.fail(problem_sentence(error))
            except Exception:
                if shiboken6.isValid(self):
                    self.fail(problem_sentence(UserError(ErrorCode.INTERNAL)))
                raise

        self.error.hide()
        self.set_busy(True)
        task = self.context.tasks.spawn(attempt(), name)
        if task is None:
            work.close()
            return
        task.add_done_callback(lambda _task: work.close())  # cancelled before it began: never awaited otherwise
        if not keep:
            self.finished.connect(lambda _result: task.cancel())

    # -- end

    def may_close(self) -> bool:
        """Whether Escape and the cross close the dialog now; it may ask instead."""
        return True

    def reject(self) -> None:
        if self.may_close():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def closing(self, text: str = "", *, look: str = "primary") -> Choice:
        """A button that ends the dialog."""
        return Choice(text or tr("Close"), self.accept, look, names.STEP_SUBMIT, default=True)
