# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A page with one card in its middle: sign in, unlock, trouble. Scrolls where the window is too small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import PushButton
from ui.icons import Icons
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce


class CardPage(QScrollArea):
    """``form`` is where subclasses put their fields; ``add_end`` closes it with a button and a line for errors."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("backdrop")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(inner)
        outer = QVBoxLayout(inner)
        self._outer = outer
        self._card = QFrame()
        self._card.setObjectName("card")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        self.form = QVBoxLayout(self._card)
        self._logo = Picture()
        self._product = Label("BundesMessenger", style="strong")
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self._logo)
        top.addWidget(self._product, 1)
        self.form.addLayout(top)
        self.form.addSpacing(theme.px(16))
        self.head = Label(style="headline", wrap=True)
        self.intro = Label(style="muted", wrap=True)
        self.form.addWidget(self.head)
        self.form.addWidget(self.intro)
        self.form.addSpacing(theme.px(12))
        self.last_field_parts: list[QWidget] = []
        self.submit = PushButton()
        self.error = Label(wrap=True)
        self._notice = QFrame()
        self._progress = QProgressBar()
        theme.changed.connect(self.restyle)
        self.restyle()

    def field(self, label: str, field: QLineEdit, hint: str = "", *, box: QVBoxLayout | None = None) -> Label:
        """Label, field, hint (in ``box``, else the form); gives the (hidden) line for an error of this field."""
        form = self.form if box is None else box
        title = Label(label, style="field")
        title.setBuddy(field)
        field.setAccessibleName(label)
        error = Label(style="error", wrap=True)
        error.hide()
        self.last_field_parts = [title, field]
        form.addWidget(title)
        form.addWidget(field)
        if hint:
            line = Label(hint, style="small", wrap=True)
            field.setAccessibleDescription(hint)
            form.addWidget(line)
            self.last_field_parts.append(line)
        form.addWidget(error)
        form.addSpacing(self._theme.px(6))
        return error

    def add_end(self, text: str, name: str, error_name: str) -> None:
        """The main button with progress, and the line for errors that belong to no field."""
        px = self._theme.px
        self._notice.setObjectName("notice")
        box = QHBoxLayout(self._notice)
        box.setContentsMargins(px(12), px(10), px(12), px(10))
        box.addWidget(self.error)
        self.error.setObjectName(error_name)
        self._notice.hide()
        self.form.addWidget(self._notice)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        self.form.addWidget(self._progress)
        self.submit.setText(text)
        self.submit.setObjectName(name)
        self.submit.setProperty("look", "primary")
        self.form.addWidget(self.submit)

    def tell(self, text: str) -> None:
        """An error of no particular field; empty: none."""
        self._notice.setVisible(bool(text))
        self.error.setText(text)
        announce(self, text, urgent=True)

    def set_busy(self, busy: bool) -> None:
        self.submit.setEnabled(not busy)
        self._progress.setVisible(busy)

    def restyle(self) -> None:
        px = self._theme.px
        self._card.setFixedWidth(px(440))
        self.form.setContentsMargins(px(32), px(28), px(32), px(32))
        self.form.setSpacing(px(6))
        self._outer.setContentsMargins(px(16), px(24), px(16), px(24))
        self._logo.setPixmap(self._icons.pixmap("bundesmessenger", "#000000", px(36), self.devicePixelRatioF()))
        self._logo.setFixedSize(px(36), px(36))
