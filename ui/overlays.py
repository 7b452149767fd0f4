# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What lies over the window for a while: an explanation beside what was clicked, a notice at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import names
from ui.buttons import PushButton
from ui.i18n import tr
from ui.icons import Icons
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce

Choice = tuple[str, str, Callable[[], None]]  # text, look, what it does


def cast_shadow(widget: QWidget, theme: Theme) -> None:
    """Make it stand out from what it lies on."""
    effect = QGraphicsDropShadowEffect(widget)
    effect.setBlurRadius(theme.px(32))
    effect.setOffset(0, theme.px(6))
    effect.setColor(QColor(0, 0, 0, 150 if theme.scheme.dark else 60))
    widget.setGraphicsEffect(effect)


class Popover(QFrame):
    """An explanation with a title. Goes away with Escape, a click elsewhere, or its button."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        icons: Icons,
        *,
        icon: str,
        color: str,
        title: str,
        text: str,
        choices: Sequence[Choice] = (),
    ) -> None:
        super().__init__(window)
        px = theme.px
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._came_from = QApplication.focusWidget()
        sign = Label()
        sign.setPixmap(icons.pixmap(icon, color, px(22), self.devicePixelRatioF()))
        sign.setFixedSize(px(22), px(22))
        head = Label(title, style="strong", wrap=True)
        body = Label(text, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(head)
        words.addWidget(body)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addStretch(1)
        for label, look, action in (*choices, (tr("Close"), "primary" if not choices else "", self.dismiss)):
            button = PushButton(label)
            if look:
                button.setProperty("look", look)
            button.clicked.connect(lambda _=False, act=action: self._choose(act))
            buttons.addWidget(button)
        words.addSpacing(px(8))
        words.addLayout(buttons)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(16), px(16), px(16))
        row.setSpacing(px(12))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        cast_shadow(self, theme)
        self._window = window
        self._width = min(px(360), window.width() - px(32))
        self._margin = px(8)

    def open_at(self, anchor: QRect) -> None:
        """Below (or above) a rectangle in global coordinates."""
        window = self._window
        self.ensurePolished()
        for button in self.findChildren(QPushButton):
            button.ensurePolished()
        self._row.invalidate()
        self._width = max(self._width, self._row.totalMinimumSize().width())  # three buttons in a long language
        self.setFixedWidth(self._width)
        self._row.activate()
        height = max(self._row.totalHeightForWidth(self._width), self.sizeHint().height())
        self.setFixedHeight(height)
        at = window.mapFromGlobal(anchor.bottomLeft())
        x = min(max(self._margin, at.x()), window.width() - self._width - self._margin)
        y = at.y() + self._margin
        if y + height > window.height() - self._margin:
            y = max(self._margin, window.mapFromGlobal(anchor.topLeft()).y() - height - self._margin)
        self.move(x, y)
        self.show()
        self.raise_()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.findChildren(QPushButton)[-1].setFocus(Qt.FocusReason.PopupFocusReason)
        announce(self, f"{self.accessibleName()}. {self.accessibleDescription()}")

    def _choose(self, action: Callable[[], None]) -> None:
        if action != self.dismiss:
            self.dismiss()
        action()

    def dismiss(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.isVisible():
            self.hide()
            before = self._came_from
            if before is not None and shiboken6.isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            area = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
            if not area.contains(event.globalPosition().toPoint()):
                self.dismiss()
        return False


class Toast(QFrame):
    """One notice at the bottom of the window, for as long as one needs to read it. A new one replaces the old."""

    def __init__(self, window: QWidget, theme: Theme, icons: Icons) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icons = icons
        self._muted = False
        self.label = Label(wrap=True)
        self.label.setObjectName(names.TOAST)
        self._close = QToolButton()
        self._close.setAccessibleName(tr("Dismiss notice"))
        self._close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._time_is_up)
        window.installEventFilter(self)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(16), px(8), px(8), px(8))
        self._row.setSpacing(px(8))
        self._close.setIcon(self._icons.icon("close", self._theme.scheme.bg, px(18), self.devicePixelRatioF()))
        self._close.setIconSize(Icons.size(px(18)))
        if self.isVisible():
            self._place()

    def mute(self, muted: bool) -> None:
        """Say nothing, and forget what was said."""
        self._muted = muted
        if muted:
            self.hide()
            self.label.setText("")

    def say(self, text: str) -> None:
        if self._muted:
            return
        self.label.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(min(20_000, 5_000 + 70 * len(text)))
        announce(self, text, urgent=True)

    def _time_is_up(self) -> None:
        if self.underMouse() or self._close.hasFocus():
            self._timer.start(2_000)
        else:
            self.hide()

    def _place(self) -> None:
        window, px = self._window, self._theme.px
        limit = min(px(520), window.width() - px(32))
        self.ensurePolished()
        self.label.ensurePolished()
        text_width = self._theme.metrics("body").horizontalAdvance(self.label.text()) + px(76)
        width = max(px(200), min(limit, text_width))
        self._row.activate()
        height = max(px(48), self._row.totalHeightForWidth(width))
        self.setGeometry((window.width() - width) // 2, window.height() - height - px(96), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
