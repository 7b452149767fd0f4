# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one sees while somebody signs in elsewhere: in the browser of this computer, or with another device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui import names
from ui.buttons import PushButton
from ui.flow import FlowLayout
from ui.i18n import tr
from ui.text import Label
from ui.theme import Theme
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from app.oauth.device_grant import DeviceCode

QR_SIDE = 176  # pixels at 100 %


class _Pane(QWidget):
    """A text, a bar that moves, what a subclass adds, and a button that ends it."""

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.px(8))
        self.text = Label(wrap=True)
        self.box.addWidget(self.text)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Waiting for the sign-in"))

    def buttons(self, *texts: tuple[str, str]) -> list[PushButton]:
        """Beside each other where there is room; the last one cancels."""
        row = FlowLayout(least=self.theme.px(110))
        row.setSpacing(self.theme.px(8))
        made = []
        for text, name in texts:
            button = PushButton(text)
            button.setObjectName(name)
            row.addWidget(button)
            made.append(button)
        made[-1].clicked.connect(self.cancelled)
        self.box.addSpacing(self.theme.px(8))
        self.box.addLayout(row)
        return made

    def tell(self, text: str) -> None:
        self.text.setText(text)
        announce(self, text)


class WaitingPane(_Pane):
    """The browser of this computer. ``page_wanted``: open it again."""

    page_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._address = ""
        self.text.setObjectName(names.SIGNIN_WAITING)
        self.box.addWidget(self.bar)
        self.again, self.copy, self.cancel = self.buttons(
            (tr("Open the page again"), names.SIGNIN_AGAIN),
            (tr("Copy address"), names.SIGNIN_COPY),
            (tr("Cancel"), names.SIGNIN_CANCEL),
        )
        self.again.clicked.connect(self.page_wanted)
        self.copy.clicked.connect(self._copy)

    def wait(self) -> None:
        """Nothing to open yet."""
        self._address = ""
        self.again.setEnabled(False)
        self.copy.setEnabled(False)
        self.tell(tr("The page is being prepared …"))
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_address(self, address: str, *, opened: bool) -> None:
        self._address = address
        self.again.setEnabled(True)
        self.copy.setEnabled(True)
        if opened:
            self.tell(tr("Sign in there. This window goes on by itself as soon as you are done."))
        else:
            self.tell(
                tr("The browser could not be opened. Copy the address into a browser of this computer and sign in.")
            )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        announce(self, tr("Copied."))


class CodePane(_Pane):
    """A code to be entered with another device, with its address and a QR code."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._code: DeviceCode | None = None
        self._qr: QWidget | None = None
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.address = Label(style="strong", wrap=True)
        self.address.setObjectName(names.SIGNIN_CODE_ADDRESS)
        self.shown = Label(style="headline")
        self.shown.setObjectName(names.SIGNIN_CODE_SHOWN)
        self.shown.setProperty("look", "note")
        self.shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.shown.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        for label in (self.address, self.shown):
            label.setTextInteractionFlags(selectable)
            label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.box.addWidget(label)
        self._qr_text = Label(tr("Or scan this with the camera:"), style="small", wrap=True)
        self.box.addWidget(self._qr_text)
        self._place = QVBoxLayout()
        self.box.addLayout(self._place)
        self.box.addWidget(self.bar)
        self.copy_address, self.copy, self.cancel = self.buttons(
            (tr("Copy address"), names.SIGNIN_COPY_ADDRESS),
            (tr("Copy code"), names.SIGNIN_COPY_CODE),
            (tr("Cancel"), names.SIGNIN_CODE_CANCEL),
        )
        self.copy.clicked.connect(lambda: self._copy("user_code"))
        self.copy_address.clicked.connect(lambda: self._copy("address"))

    def wait(self) -> None:
        """No code yet."""
        self._code = None
        self._parts(False)
        self.tell(tr("The code is being fetched …"))
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _parts(self, shown: bool) -> None:
        for widget in (self.address, self.shown, self._qr_text, self.copy, self.copy_address):
            widget.setVisible(shown)
        if self._qr is not None:
            self._place.removeWidget(self._qr)
            self._qr.hide()
            self._qr.deleteLater()
            self._qr = None

    def show_code(self, code: DeviceCode) -> None:
        from ui.dialogs.verification_parts import QrView

        self._code = code
        self._parts(True)
        self.address.setText(code.address)
        self.shown.setText(code.user_code)
        self.shown.setAccessibleName(tr("Code"))
        self.shown.setAccessibleDescription(", ".join(code.user_code))
        qr = QrView(self.theme, (code.whole or code.address).encode(), QR_SIDE)
        qr.setAccessibleName(tr("QR code with the address"))
        self._qr = qr
        self._place.addWidget(qr, 0, Qt.AlignmentFlag.AlignHCenter)
        self.text.setText(tr("Open this address there, and enter the code. Then this window goes on by itself."))
        announce(self, f"{self.text.text()} {code.address}. {tr('Code')}: {', '.join(code.user_code)}")
        self.shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, what: str) -> None:
        if self._code is not None:
            QGuiApplication.clipboard().setText(getattr(self._code, what))
            announce(self, tr("Copied."))
