# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ask everybody in a room, or change a question that nobody has answered yet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.store.polls import MAX_ANSWERS
from app.types import Poll
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.icons import Icons
from ui.text import Label, one_line, set_tooltip
from ui.theme import Theme

FEWEST = 2
MAX_QUESTION = 340  # characters, as other programs allow
MAX_ANSWER = 340


@dataclass(frozen=True, slots=True)
class Question:
    """A poll as somebody wants it."""

    question: str
    answers: tuple[str, ...]
    disclosed: bool
    most: int


class PollDialog(FormDialog):
    """``poll``: the one to change; None for a new one, perhaps with a ``question``."""

    def __init__(
        self, parent: QWidget, theme: Theme, icons: Icons, *, question: str = "", poll: Poll | None = None
    ) -> None:
        title, submit = (tr("Change the poll"), tr("Save")) if poll is not None else (tr("New poll"), tr("Send"))
        super().__init__(parent, theme, title, submit)
        self.setObjectName(names.POLL_DIALOG)
        self.submit_button.setObjectName(names.POLL_SUBMIT)
        self.error.setObjectName(names.POLL_ERROR)
        self._icons = icons
        px = theme.px
        self.question = QLineEdit(question if poll is None else one_line(poll.question, MAX_QUESTION))
        self.question.setObjectName(names.POLL_QUESTION)
        self.question.setMaxLength(MAX_QUESTION)
        self.question.setPlaceholderText(tr("For example: When shall we meet?"))
        self.add_field(tr("Question"), self.question)
        self.form.addWidget(Label(tr("Answers"), style="field"))
        self.answers: list[QLineEdit] = []
        self._removers: list[QToolButton] = []
        rows = QWidget()
        rows.setObjectName("plain")
        self._rows = QVBoxLayout(rows)
        self._rows.setContentsMargins(0, 0, px(8), 0)
        self._rows.setSpacing(px(6))
        self._rows.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.addWidget(self._scroll)
        self.more = QPushButton(tr("Add an answer"))
        self.more.setObjectName(names.POLL_MORE)
        self.more.setProperty("look", "link")
        self.more.clicked.connect(self._add_and_go)
        self.form.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addSpacing(px(8))
        self.disclosed = QRadioButton(tr("Show the votes at once"))
        self.closed = QRadioButton(tr("Show the votes at the end"))
        self.closed.setObjectName(names.POLL_CLOSED)
        kinds = QButtonGroup(self)
        for button in (self.disclosed, self.closed):
            kinds.addButton(button)
            self.form.addWidget(button)
        self.most = QSpinBox()
        self.most.setObjectName(names.POLL_MOST)
        self.most.setMinimum(1)
        label = Label(tr("Answers that one person may choose"), style="field")
        label.setBuddy(self.most)
        self.most.setAccessibleName(label.text())
        line = QHBoxLayout()
        line.addWidget(label, 1)
        line.addWidget(self.most)
        self.form.addSpacing(px(8))
        self.form.addLayout(line)
        for text in [one_line(each.text, MAX_ANSWER) for each in poll.answers] if poll is not None else ["", ""]:
            self._add(text)
        while len(self.answers) < FEWEST:
            self._add("")
        (self.disclosed if poll is None or poll.disclosed else self.closed).setChecked(True)
        self.most.setValue(poll.most if poll is not None else 1)
        self._count()

    def _add_and_go(self) -> None:
        if len(self.answers) < MAX_ANSWERS:
            self._add("").setFocus(Qt.FocusReason.OtherFocusReason)
            self._count()

    def _add(self, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setMaxLength(MAX_ANSWER)
        remover = QToolButton()
        px = self.theme.px
        remover.setIcon(self._icons.icon("close", self.theme.scheme.muted, px(16), self.devicePixelRatioF()))
        remover.setIconSize(Icons.size(px(16)))
        row = QWidget()
        row.setObjectName("plain")
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(field, 1)
        box.addWidget(remover)
        remover.clicked.connect(lambda: self._remove(row, field, remover))
        field.returnPressed.connect(lambda: self._next(field))
        self._rows.insertWidget(self._rows.count() - 1, row)
        self.answers.append(field)
        self._removers.append(remover)
        return field

    def _next(self, field: QLineEdit) -> None:
        """Enter goes on to the next answer, and makes one behind the last."""
        place = self.answers.index(field) + 1
        if place < len(self.answers):
            self.answers[place].setFocus(Qt.FocusReason.TabFocusReason)
        elif field.text().strip():
            self._add_and_go()

    def _remove(self, row: QWidget, field: QLineEdit, remover: QToolButton) -> None:
        if len(self.answers) <= FEWEST:
            return
        place = self.answers.index(field)
        self.answers.remove(field)
        self._removers.remove(remover)
        row.hide()
        row.deleteLater()
        self.answers[min(place, len(self.answers) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self._count()

    def _count(self) -> None:
        px = self.theme.px
        for number, (field, remover) in enumerate(zip(self.answers, self._removers, strict=True), 1):
            field.setAccessibleName(tr("Answer {n}").format(n=number))
            field.setPlaceholderText(tr("Answer {n}").format(n=number))
            remover.setAccessibleName(tr("Remove answer {n}").format(n=number))
            set_tooltip(remover, tr("Remove answer {n}").format(n=number))
            remover.setEnabled(len(self.answers) > FEWEST)
        self.more.setVisible(len(self.answers) < MAX_ANSWERS)
        self.most.setMaximum(len(self.answers))
        height = max(field.sizeHint().height() for field in self.answers) + px(6)
        self._scroll.setFixedHeight(height * min(5, len(self.answers)) + px(4))
        if self.isVisible():
            self.adjustSize()
            self._scroll.ensureWidgetVisible(self.answers[-1])

    def wanted(self) -> Question | None:
        """What was asked for; None, and an error beside the fields, if something is missing."""
        question = one_line(self.question.text(), MAX_QUESTION)
        answers = tuple(text for field in self.answers if (text := one_line(field.text(), MAX_ANSWER)))
        if not question:
            self.fail(tr("Write a question."))
            self.question.setFocus()
            return None
        if len(answers) < FEWEST:
            self.fail(tr("Write at least two answers."))
            next(field for field in self.answers if not field.text().strip()).setFocus()
            return None
        if len(set(answers)) < len(answers):
            self.fail(tr("Two answers are the same."))
            return None
        return Question(question, answers, self.disclosed.isChecked(), min(self.most.value(), len(answers)))
