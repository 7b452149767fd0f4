# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows of the settings, each bound to a key: what is chosen holds at once, what the organisation fixed says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTime
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.policy.keys import BoolKey, ChoiceKey, IntKey, Key, TextKey, Words, WrongValue
from app.preferences import Preferences
from ui.i18n import tr
from ui.settings.switch import WrappingSwitch
from ui.text import ElidedLabel, Label
from ui.theme import Theme


def words(text: Words) -> str:
    """In the window's language."""
    return text.of("de" if QLocale().language() == QLocale.Language.German else "en")


class Row(QWidget):
    """Title, help and the mark of the organisation around a control that the kinds of rows make."""

    def __init__(self, theme: Theme, prefs: Preferences, key: Key[Any], *, title: str = "", hint: str = "") -> None:
        super().__init__()
        self.setObjectName(f"settings.{key.name}")
        self.theme = theme
        self.prefs = prefs
        self.key = key
        self.title = title or words(key.title)
        self._hint = hint
        self._mark = Label(tr("Managed by your organisation"), style="small", wrap=True)
        px = theme.px
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, px(4), 0, px(6))
        self._box.setSpacing(px(3))
        self._stop = prefs.changed.connect(self._changed)
        self.destroyed.connect(lambda _=None, stop=self._stop: stop())

    def _finish(self, *controls: QWidget, indent: int = 0) -> None:
        for control in controls:
            control.setEnabled(not self.prefs.locked(self.key))
            control.setAccessibleName(self.title)
            said = [self._hint] if self._hint else []
            if self.prefs.locked(self.key):
                said.append(self._mark.text())
            control.setAccessibleDescription(" ".join(said))
        for line in (Label(self._hint, style="small", wrap=True) if self._hint else None, self._mark):
            if line is not None:
                line.setContentsMargins(self.theme.px(indent), 0, 0, 0)
                self._box.addWidget(line)
        self._mark.setVisible(self.prefs.locked(self.key))

    def _changed(self, key: Key[Any]) -> None:
        if key.name == self.key.name:
            self.refresh()

    def refresh(self) -> None:
        """Show the value that counts now."""
        raise NotImplementedError


class SwitchRow(Row):
    """On or off."""

    def __init__(self, theme: Theme, prefs: Preferences, key: BoolKey, *, title: str = "", hint: str = "") -> None:
        super().__init__(theme, prefs, key, title=title, hint=hint)
        switch = WrappingSwitch(theme, self.title)
        self.box = switch.box
        self.box.setObjectName(f"settings.{key.name}.box")
        self._box.addWidget(switch)
        self._finish(self.box, indent=30)
        self.refresh()
        self.box.toggled.connect(lambda on: prefs.choose(key, on))

    def refresh(self) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(self.prefs.value(self.key)))
        self.box.blockSignals(False)


class ChoiceRow(Row):
    """One of a few; ``texts`` instead of the choices' titles. ``before``: one more, the default."""

    def __init__(
        self,
        theme: Theme,
        prefs: Preferences,
        key: ChoiceKey,
        *,
        title: str = "",
        hint: str = "",
        texts: Sequence[str] = (),
        before: str = "",
    ) -> None:
        super().__init__(theme, prefs, key, title=title, hint=hint)
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(10)
        self.combo.setObjectName(f"settings.{key.name}.combo")
        if before:
            self.combo.addItem(before, "")
        for n, choice in enumerate(key.choices):
            self.combo.addItem(texts[n] if texts else words(choice.title), choice.value)
        head = Label(self.title, style="field", wrap=True)
        head.setBuddy(self.combo)
        self._box.addWidget(head)
        self._box.addWidget(self.combo)
        self._finish(self.combo)
        self.refresh()
        self.combo.activated.connect(lambda _n: prefs.choose(key, self.combo.currentData() or None))

    def refresh(self) -> None:
        self.combo.setCurrentIndex(max(0, self.combo.findData(self.prefs.value(self.key))))


class NumberRow(Row):
    """A whole number in the bounds of the key; ``unit`` stands behind it."""

    def __init__(
        self,
        theme: Theme,
        prefs: Preferences,
        key: IntKey,
        *,
        title: str = "",
        hint: str = "",
        unit: str = "",
        step: int = 1,
    ) -> None:
        super().__init__(theme, prefs, key, title=title, hint=hint)
        self.spin = QSpinBox()
        self.spin.setObjectName(f"settings.{key.name}.spin")
        self.spin.setRange(key.minimum, key.maximum)
        self.spin.setSingleStep(step)
        self.spin.setKeyboardTracking(False)
        self.spin.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        if unit:
            self.spin.setSuffix(f" {unit}")
        head = Label(self.title, style="field", wrap=True)
        head.setBuddy(self.spin)
        self._box.addWidget(head)
        line = QHBoxLayout()
        line.addWidget(self.spin)
        line.addStretch(1)
        self._box.addLayout(line)
        self._finish(self.spin)
        self.refresh()
        self.spin.valueChanged.connect(lambda value: prefs.choose(key, value))

    def refresh(self) -> None:
        self.spin.blockSignals(True)
        self.spin.setValue(int(self.prefs.value(self.key)))
        self.spin.blockSignals(False)


class TextRow(Row):
    """A line of text; empty takes the choice back."""

    def __init__(
        self,
        theme: Theme,
        prefs: Preferences,
        key: TextKey,
        *,
        title: str = "",
        hint: str = "",
        placeholder: str = "",
    ) -> None:
        super().__init__(theme, prefs, key, title=title, hint=hint)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"settings.{key.name}.edit")
        self.edit.setMaxLength(2000)
        self.edit.setPlaceholderText(placeholder)
        self.error = Label(style="error", wrap=True)
        self.error.hide()
        head = Label(self.title, style="field", wrap=True)
        head.setBuddy(self.edit)
        self._box.addWidget(head)
        self._box.addWidget(self.edit)
        self._box.addWidget(self.error)
        self._finish(self.edit)
        self.refresh()
        self.edit.editingFinished.connect(self._choose)

    def _choose(self) -> None:
        text = self.edit.text().strip()
        try:
            self.prefs.choose(self.key, text or None)
        except WrongValue as wrong:
            self.error.setText(tr("This does not fit. Expected: {what}.").format(what=words(wrong.expected)))
            self.error.show()
        else:
            self.error.hide()

    def refresh(self) -> None:
        self.edit.setText(str(self.prefs.value(self.key)))


class TimeRow(Row):
    """A time of day, kept as text (hh:mm)."""

    def __init__(self, theme: Theme, prefs: Preferences, key: TextKey, *, title: str = "", hint: str = "") -> None:
        super().__init__(theme, prefs, key, title=title, hint=hint)
        self.edit = QTimeEdit()
        self.edit.setObjectName(f"settings.{key.name}.time")
        self.edit.setDisplayFormat("HH:mm")
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = Label(self.title, style="field", wrap=True)
        head.setBuddy(self.edit)
        self._box.addWidget(head)
        line = QHBoxLayout()
        line.addWidget(self.edit)
        line.addStretch(1)
        self._box.addLayout(line)
        self._finish(self.edit)
        self.refresh()
        self.edit.editingFinished.connect(lambda: prefs.choose(key, self.edit.time().toString("HH:mm")))

    def refresh(self) -> None:
        self.edit.setTime(QTime.fromString(str(self.prefs.value(self.key)), "HH:mm"))


class ButtonRow(QWidget):
    """Something to do, with a sentence that says what."""

    def __init__(self, theme: Theme, text: str, run: Callable[[], object], *, hint: str = "", look: str = "") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(4), 0, theme.px(6))
        box.setSpacing(theme.px(4))
        self.button = QPushButton(text)
        if look:
            self.button.setProperty("look", look)
        self.button.clicked.connect(run)
        if hint:
            self.button.setAccessibleDescription(hint)
            box.addWidget(Label(hint, style="muted", wrap=True))
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch(1)
        box.addLayout(line)


class FactRow(QWidget):
    """Something to read and to copy."""

    def __init__(self, theme: Theme, title: str, text: str) -> None:
        super().__init__()
        from PySide6.QtCore import Qt

        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(4), 0, theme.px(6))
        box.setSpacing(theme.px(2))
        box.addWidget(Label(title, style="field", wrap=True))
        self.value = Label(text, wrap=True)
        self.value.setAccessibleName(f"{title}: {text}")
        self.value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.addWidget(self.value)

    def set_text(self, text: str) -> None:
        self.value.setText(text)


class Entries(QWidget):
    """One line for each text, with a button that takes it away. ``spoken``: the button's name for one ``{entry}``."""

    def __init__(self, theme: Theme, *, empty: str, button: str, spoken: str, remove: Callable[[str], object]) -> None:
        super().__init__()
        self._empty, self._button, self._spoken, self._remove = empty, button, spoken, remove
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.px(4))

    def show_entries(self, entries: Sequence[str]) -> None:
        while (item := self._box.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not entries:
            self._box.addWidget(Label(self._empty, style="muted"))
        for entry in entries:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(ElidedLabel(entry), 1)
            button = QPushButton(self._button)
            button.setAccessibleName(self._spoken.replace("{entry}", entry))
            button.clicked.connect(partial(self._remove, entry))
            line.addWidget(button)
            self._box.addWidget(row)
