# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The state of the connection, where it matters: a line over the conversation."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QWidget

from app.errors import ErrorCode
from app.types import ConnectionState, Link
from ui import names
from ui.buttons import PushButton
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.network.words import CODES as NETWORK_CODES
from ui.sentences import code_sentence, signed_out_sentence
from ui.sidebar import Picture
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce
from ui.times import retry_seconds

ROOMY = 640  # pixels at 100 %
QUIET_MS = 2_500  # connecting is only told if it takes longer
_ANSWERABLE = {ErrorCode.PROXY_LOGIN, ErrorCode.CLIENT_CERTIFICATE}  # perhaps, by saying something
_OWN_TROUBLE = {ErrorCode.DISK_FULL, ErrorCode.PROFILE_UNWRITABLE, ErrorCode.STORE_CORRUPT}  # not the network's


class ConnectionBanner(QFrame):
    """``retry``: try now; ``sign_in``: go to the sign-in page; ``answer``: say what the way to the server wants to
    know; ``check``: look at that way."""

    retry = Signal()
    answer = Signal()
    check = Signal()
    sign_in = Signal()

    def __init__(self, theme: Theme, icons: Icons, *, can_retry: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(names.BANNER)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icons = icons
        self._can_retry = can_retry
        self._state = ConnectionState()
        self._icon = Picture(self)
        self.label = Label(wrap=True)
        self._button = PushButton()
        self._button.setObjectName(names.BANNER_RETRY)
        self._button.setProperty("look", "link")
        self._button.clicked.connect(self._clicked)
        self._look = PushButton(tr("Check the connection"))
        self._look.setObjectName(names.BANNER_CHECK)
        self._look.setProperty("look", "link")
        self._look.clicked.connect(self.check)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        said = QHBoxLayout()
        said.addWidget(self._icon)
        said.addWidget(self.label, 1)
        self._row.addLayout(said, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.addWidget(self._look)
        self._buttons.addWidget(self._button)
        self._row.addLayout(self._buttons)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._tell)
        self._later = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._later.timeout.connect(self._tell)
        theme.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def restyle(self) -> None:
        px = self._theme.px
        self._row.setContentsMargins(px(24), px(8), px(16), px(8))
        self._row.setSpacing(px(8))
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Two buttons stand under the sentence where there is little room."""
        below = self._look.isVisibleTo(self) and self.width() < self._theme.px(ROOMY)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def show_state(self, state: ConnectionState) -> None:
        before, self._state = self._state.link, state
        self._later.stop()
        if state.link in (Link.CONNECTING, Link.STARTING):
            if before is not Link.OFFLINE:
                self._later.start()
            if not self.isVisible():
                return
        self._tell()
        if before is not state.link and state.link in (Link.OFFLINE, Link.SIGNED_OUT):
            announce(self, self.label.text())
        elif before is Link.OFFLINE and state.link is Link.ONLINE:
            announce(self, tr("Connected again"))

    def _tell(self) -> None:
        link = self._state.link
        self._tick.stop()
        tone, icon, color, text, button = "calm", "refresh", self._theme.scheme.muted, "", ""
        match link:
            case Link.OFFLINE:
                tone, icon, color = "warn", "offline", self._theme.scheme.warn
                text = tr("No connection. You can read and write; messages are sent as soon as it is back.")
                if self._state.problem in _OWN_TROUBLE:
                    text = code_sentence(self._state.problem)
                elif self._state.problem in NETWORK_CODES:
                    text = tr("No connection.") + " " + code_sentence(self._state.problem)
                if self._state.retry_at is not None:
                    left = retry_seconds(self._state.retry_at, time.time())
                    if left:
                        text += " " + plural(left, tr("Next try in one second."), tr("Next try in {n} seconds."))
                        self._tick.start()
                button = tr("Try now") if self._can_retry else ""
                if self._can_retry and self._state.problem in _ANSWERABLE:
                    button = tr("Sign in …")
            case Link.SIGNED_OUT:
                tone, icon, color = "danger", "alert", self._theme.scheme.danger
                text = signed_out_sentence(self._state)
                button = tr("Sign in again")
            case Link.CONNECTING | Link.STARTING if self.isVisible() or not self._later.isActive():
                text = tr("Connecting …") if link is Link.CONNECTING else ""
        self.setVisible(bool(text))
        self.label.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._look.setVisible(link is Link.OFFLINE and self._state.problem in NETWORK_CODES)
        self._arrange()
        self._icon.setPixmap(self._icons.pixmap(icon, color, self._theme.px(18), self.devicePixelRatioF()))
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            for widget in (self, self.label):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _clicked(self) -> None:
        if self._state.link is Link.SIGNED_OUT:
            self.sign_in.emit()
        elif self._state.problem in _ANSWERABLE:
            self.answer.emit()
        else:
            self.retry.emit()
