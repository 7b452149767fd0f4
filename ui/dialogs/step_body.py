# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body of one step of a dialog, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme


class ChoiceButton(QPushButton):
    """One of several ways: an icon, a title, and a sentence about it."""

    def __init__(self, theme: Theme, icons: Icons, icon: str, title: str, text: str) -> None:
        super().__init__()
        px = theme.px
        self.setProperty("look", "choice")
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        sign = Picture()
        sign.setPixmap(icons.pixmap(icon, theme.scheme.accent, px(24), self.devicePixelRatioF()))
        sign.setFixedSize(px(24), px(24))
        head = Label(title, style="strong", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(head)
        if text:
            words.addWidget(Label(text, style="small", wrap=True))
        arrow = Picture()
        arrow.setPixmap(icons.pixmap("chevron-right", theme.scheme.muted, px(18), self.devicePixelRatioF()))
        arrow.setFixedSize(px(18), px(18))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(12), px(12), px(12))
        row.setSpacing(px(12))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(arrow, 0, Qt.AlignmentFlag.AlignVCenter)
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = row

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.totalMinimumSize()


class Step(QWidget):
    """Filled from top to bottom. ``first``: what gets the focus."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self._icons = icons
        self._spoken: list[str] = []
        self.first: QWidget | None = None
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, theme.px(2), 0)
        self.box.setSpacing(theme.px(8))

    def minimumSizeHint(self) -> QSize:
        """None: wrapped labels give one as if they were narrow, and the step would scroll without need."""
        return QSize(0, 0)

    def spoken(self) -> str:
        """What a screen reader says when the step appears."""
        return " ".join(self._spoken)

    def say(self, text: str) -> None:
        """Something that is spoken but not written (what a picture shows)."""
        self._spoken.append(text)

    def text(self, text: str, style: str = "") -> Label:
        label = Label(text, style=style, wrap=True)
        self.box.addWidget(label)
        self._spoken.append(text)
        return label

    def points(self, texts: Sequence[str], icon: str = "check", color: str = "ok") -> None:
        """Several short sentences below each other."""
        px = self._theme.px
        paint = getattr(self._theme.scheme, color)
        for text in texts:
            sign = Picture()
            sign.setPixmap(self._icons.pixmap(icon, paint, px(18), self.devicePixelRatioF()))
            sign.setFixedSize(px(18), px(20))
            row = QHBoxLayout()
            row.setSpacing(px(10))
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(text, wrap=True), 1)
            self.box.addLayout(row)
            self._spoken.append(text)

    def note(self, text: str, tone: str = "calm", icon: str = "info") -> Label:
        """A box with a hint (calm), a warning (warn) or an alarm (danger)."""
        px, scheme = self._theme.px, self._theme.scheme
        frame = QFrame()
        frame.setProperty("look", "note")
        frame.setProperty("tone", tone)
        color = {"calm": scheme.muted, "warn": scheme.warn, "danger": scheme.danger, "ok": scheme.ok}[tone]
        sign = Picture()
        sign.setPixmap(self._icons.pixmap(icon, color, px(18), self.devicePixelRatioF()))
        sign.setFixedSize(px(18), px(20))
        label = Label(text, wrap=True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(px(12), px(10), px(12), px(10))
        row.setSpacing(px(10))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        self.box.addWidget(frame)
        self._spoken.append(text)
        return label

    def field(self, label: str, field: QWidget, hint: str = "") -> Label:
        """A field under its label; the first one gets the focus."""
        title = Label(label, style="field")
        title.setBuddy(field)
        field.setAccessibleName(label)
        self.box.addWidget(title)
        self.box.addWidget(field)
        if hint:
            field.setAccessibleDescription(hint)
            self.box.addWidget(Label(hint, style="small", wrap=True))
        if self.first is None:
            self.first = field
        return title

    def choice(self, icon: str, title: str, text: str, action: Callable[[], object], name: str = "") -> ChoiceButton:
        """A way to go on, with a sentence about it."""
        button = ChoiceButton(self._theme, self._icons, icon, title, text)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: action())
        self.box.addWidget(button)
        if self.first is None:
            self.first = button
        return button

    def link(self, text: str, action: Callable[[], object], name: str = "") -> QPushButton:
        """A way that few need."""
        button = QPushButton(text)
        button.setProperty("look", "link")
        button.setAutoDefault(False)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: action())
        self.box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def add(self, thing: QWidget | QLayout) -> None:
        if isinstance(thing, QLayout):
            self.box.addLayout(thing)
        else:
            self.box.addWidget(thing)

    def gap(self, size: int = 8) -> None:
        """Empty space, in pixels at 100 %."""
        self.box.addSpacing(self._theme.px(size))
