# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles: values, where they come from, and what is wrong with them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.policy.policy import Source
from app.policy.report import Line, all_problems, lines, problem_line, report
from app.preferences import Preferences
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.text import Label, one_line, tooltip_html
from ui.theme import Theme
from ui.timeline.accessible import announce


class PoliciesDialog(FormDialog):
    """All keys with their values, to be searched and copied; those that somebody settled first."""

    def __init__(self, parent: QWidget, theme: Theme, prefs: Preferences) -> None:
        super().__init__(parent, theme, tr("Policies of your organisation"), tr("Close"))
        px = theme.px
        self.setObjectName(names.POLICIES_DIALOG)
        self.setMaximumWidth(px(920))
        self._language = "de" if QLocale().language() == QLocale.Language.German else "en"
        self._report = report(prefs.policy, self._language, effective=prefs.effective)
        self._lines = lines(self._language, prefs.effective)
        self.cancel_button.setText(tr("Copy all"))
        self.cancel_button.setObjectName(names.POLICIES_COPY)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(self._copy)
        self.submitted.connect(self.accept)
        intro = Label(tr("These are the settings your organisation manages."), wrap=True)
        self.form.addWidget(intro)
        self.problems = Label("", style="error", wrap=True)
        self.problems.setObjectName(names.POLICIES_PROBLEMS)
        self._show_problems(prefs)
        self.search = QLineEdit()
        self.search.setObjectName(names.POLICIES_SEARCH)
        self.search.setPlaceholderText(tr("Search policies"))
        self.search.setAccessibleName(tr("Search policies"))
        self.search.setMaxLength(100)
        self.all = QCheckBox(tr("Show defaults, too"))
        self.all.setObjectName(names.POLICIES_ALL)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self.search, 1)
        row.addWidget(self.all)
        self.form.addLayout(row)
        self.table = self._make_table()
        self.form.addWidget(self.table)
        self.told = Label(style="small", wrap=True)
        self.form.addWidget(self.told)
        self.search.textChanged.connect(lambda _text: self._fill(say=True))
        self.all.toggled.connect(lambda _on: self._fill(say=True))
        for label in (self._head, intro, self.problems, self.told):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._fill()
        self.search.setFocus()

    def _show_problems(self, prefs: Preferences) -> None:
        found = [problem_line(problem, self._language) for problem in all_problems(prefs.policy)]
        self.problems.setVisible(bool(found))
        if found:
            head = tr("Not heeded:")
            self.problems.setText("\n".join([head, *(one_line(line, 400) for line in found)]))
            self.problems.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.form.addWidget(self.problems)

    def _make_table(self) -> QTableWidget:
        px = self.theme.px
        table = QTableWidget(0, 3)
        table.setObjectName(names.POLICIES_TABLE)
        table.setAccessibleName(tr("Policies"))
        table.setHorizontalHeaderLabels([tr("Policy"), tr("Value"), tr("Set by")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.setShowGrid(False)
        table.setAlternatingRowColors(False)
        table.verticalHeader().hide()
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate((QHeaderView.ResizeMode.Fixed, QHeaderView.ResizeMode.Stretch)):
            header.setSectionResizeMode(column, mode)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, min(px(230), self.screen().availableSize().width() // 3))
        room = self.screen().availableSize()
        table.setMinimumHeight(min(px(320), room.height() // 4))
        self.setMinimumWidth(min(px(820), room.width() - px(16)))
        return table

    def _fill(self, *, say: bool = False) -> None:
        wanted = self.search.text().casefold().split()
        shown = [line for line in self._lines if self._fits(line, wanted)]
        self.table.setRowCount(len(shown))
        for row, line in enumerate(shown):
            origin = line.origin + (f" – {line.remark}" if line.remark else "")
            for column, text in enumerate((line.name, line.value, origin)):
                item = QTableWidgetItem(one_line(text, 2000))
                item.setData(Qt.ItemDataRole.ToolTipRole, tooltip_html(one_line(f"{line.title}: {text}", 300)))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, one_line(f"{line.name}: {line.value}, {origin}", 2000))
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        text = plural(len(shown), tr("One policy"), tr("{n} policies")) if shown else tr("No policy fits.")
        self.told.setText(text)
        if say:
            announce(self, text)

    def _fits(self, line: Line, wanted: list[str]) -> bool:
        if line.source is Source.DEFAULT and not self.all.isChecked() and not wanted:
            return False
        text = f"{line.category} {line.name} {line.title} {line.value} {line.origin}".casefold()
        return all(word in text for word in wanted)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        announce(self, tr("Copied."))
        if isinstance(self.cancel_button, QPushButton):
            self.cancel_button.setText(tr("Copied."))
