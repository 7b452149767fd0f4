# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sign in, step by step: the server, then the ways it offers, then the browser where the way leads there.

Errors are told beside the field they belong to.
"""

from __future__ import annotations

import platform
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import ErrorCode, UserError
from app.offer import Offer, Way, WayKind
from ui import names
from ui.buttons import PushButton
from ui.card import CardPage
from ui.i18n import tr
from ui.icons import Icons
from ui.password_field import PasswordField, mark_invalid
from ui.sentences import error_sentence
from ui.signin_waiting import CodePane, WaitingPane
from ui.text import Label, isolate, one_line
from ui.theme import Theme
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from app.oauth.device_grant import DeviceCode

_SERVER = {
    ErrorCode.UNKNOWN_SERVER,
    ErrorCode.NOT_MATRIX,
    ErrorCode.UNSUPPORTED_SERVER,
    ErrorCode.INSECURE_ADDRESS,
    ErrorCode.TLS,
    ErrorCode.NOT_PERMITTED,
    ErrorCode.NO_WAY_IN,
    ErrorCode.BAD_USER_ID,
}
_USER = {ErrorCode.BAD_USER_ID, ErrorCode.DEACTIVATED, ErrorCode.LOCKED}


class Step(Enum):
    """What the page shows."""

    SERVER = "server"
    WAYS = "ways"
    BROWSER = "browser"
    CODE = "code"


class SignInPage(CardPage):
    """``asked(server)``: what does it offer?  ``submitted(server, user, password, device name)``.

    ``browser_wanted(Way, device name)``, ``code_wanted(device name)``; while that goes on ``page_wanted`` (open the
    page again) and ``cancelled``. ``left``: back to the messages, without signing in again.
    """

    asked = Signal(str)
    submitted = Signal(str, str, str, str)
    browser_wanted = Signal(object, str)
    code_wanted = Signal(str)
    page_wanted = Signal()
    cancelled = Signal()
    left = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, parent)
        self.step = Step.SERVER
        self.offer: Offer | None = None
        self._managed_server = False
        self._known = ""  # the user id of the account that signs in again
        self._way_buttons: list[QPushButton] = []
        self._make_server_pane()
        self._make_ways_pane()
        self.waiting = WaitingPane(theme)
        self.waiting.page_wanted.connect(self.page_wanted)
        self.waiting.cancelled.connect(self.cancelled)
        self.code = CodePane(theme)
        self.code.cancelled.connect(self.cancelled)
        self.form.addWidget(self.waiting)
        self.form.addWidget(self.code)
        self.add_end(tr("Continue"), names.SIGNIN_SUBMIT, names.SIGNIN_ERROR)
        self.others = self._link(tr("Other accounts"), names.SIGNIN_OTHERS)
        """Shown where there are several on this computer."""
        self.others.hide()
        self.form.addWidget(self.others, 0, Qt.AlignmentFlag.AlignHCenter)
        self.submit.clicked.connect(self._submit)
        theme.changed.connect(self.password.restyle)
        self.show_server()

    # -- the parts

    def _pane(self) -> tuple[QWidget, QVBoxLayout]:
        pane = QWidget()
        box = QVBoxLayout(pane)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.px(6))
        self.form.addWidget(pane)
        return pane, box

    def _link(self, text: str, name: str) -> QPushButton:
        button = PushButton(text)
        button.setObjectName(name)
        button.setProperty("look", "link")
        return button

    def _make_server_pane(self) -> None:
        self._server_pane, box = self._pane()
        self.server = QLineEdit()
        self.server.setObjectName(names.SIGNIN_SERVER)
        self.server.setPlaceholderText(tr("For example: messenger.example.de"))
        self.server.setMaxLength(500)
        self.server.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._server_error = self.field(tr("Server"), self.server, box=box)
        self._managed = Label(tr("Managed by your organisation."), style="small")
        self._managed.hide()
        box.insertWidget(box.indexOf(self._server_error), self._managed)
        self.leave = self._link(tr("Back to the messages"), names.SIGNIN_LEAVE)
        self.leave.clicked.connect(self.left)
        box.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        self.server.textEdited.connect(self.clear_errors)
        self.server.returnPressed.connect(self._submit)

    def _make_ways_pane(self) -> None:
        self._ways_pane, box = self._pane()
        row = QHBoxLayout()
        self._at = Label(style="muted", wrap=True)
        self.back = self._link(tr("Another server"), names.SIGNIN_BACK)
        self.back.clicked.connect(self._go_back)
        row.addWidget(self._at, 1)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        box.addLayout(row)
        box.addSpacing(self._theme.px(8))
        ways = QWidget()
        ways.setObjectName(names.SIGNIN_WAY)
        self._buttons = QVBoxLayout(ways)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(self._theme.px(8))
        box.addWidget(ways)
        self.other_device = self._link(tr("Sign in with another device"), names.SIGNIN_CODE)
        self.other_device.clicked.connect(lambda: self._enter(None))
        box.addWidget(self.other_device, 0, Qt.AlignmentFlag.AlignHCenter)
        self.use_password = self._link(tr("Use user name and password"), names.SIGNIN_USE_PASSWORD)
        self.use_password.clicked.connect(lambda: self._show_password(True, focus=True))
        box.addWidget(self.use_password, 0, Qt.AlignmentFlag.AlignHCenter)
        self._password_pane = QWidget()
        inner = QVBoxLayout(self._password_pane)
        inner.setContentsMargins(0, self._theme.px(6), 0, 0)
        inner.setSpacing(self._theme.px(6))
        box.addWidget(self._password_pane)
        self.user = QLineEdit()
        self.user.setObjectName(names.SIGNIN_USER)
        self.user.setMaxLength(300)
        self.password = PasswordField(self._theme, self._icons)
        self.password.setObjectName(names.SIGNIN_PASSWORD)
        self.password.eye.setObjectName(names.SIGNIN_SHOW_PASSWORD)
        self._user_error = self.field(tr("User name"), self.user, box=inner)
        self._password_error = self.field(tr("Password"), self.password, box=inner)
        self._caps = Label(tr("Caps Lock is on."), style="warn")
        self._caps.hide()
        inner.insertWidget(inner.indexOf(self._password_error), self._caps)
        self.password.caps_lock.connect(self._caps.setVisible)
        self.advanced = self._link(tr("More options"), names.SIGNIN_ADVANCED)
        self.advanced.setCheckable(True)
        box.addWidget(self.advanced, 0, Qt.AlignmentFlag.AlignLeft)
        self.device = QLineEdit(f"BundesMessenger Desktop ({platform.system()})")
        self.device.setObjectName(names.SIGNIN_DEVICE)
        self.device.setMaxLength(100)
        hint = tr("Your contacts can see it when they verify you.")
        self.field(tr("Name of this device"), self.device, hint=hint, box=box)
        self._advanced_parts = self.last_field_parts
        self.advanced.toggled.connect(self._show_advanced)
        self._show_advanced(False)
        for field in (self.user, self.password):
            field.textEdited.connect(self.clear_errors)
            field.returnPressed.connect(self._submit)
        self.device.returnPressed.connect(self._submit)

    def _show_advanced(self, shown: bool) -> None:
        for part in self._advanced_parts:
            part.setVisible(shown)
        self.advanced.setText(tr("Fewer options") if shown else tr("More options"))

    # -- steps

    def _turn_to(self, step: Step) -> None:
        self.step = step
        self.clear_errors()
        super().set_busy(False)
        self._set_enabled(True)
        self._server_pane.setVisible(step is Step.SERVER)
        self._ways_pane.setVisible(step is Step.WAYS)
        self.waiting.setVisible(step is Step.BROWSER)
        self.code.setVisible(step is Step.CODE)
        self.submit.setVisible(step is Step.SERVER)
        self.verticalScrollBar().setValue(0)

    def show_server(self) -> None:
        """The first step: which server?"""
        self._turn_to(Step.SERVER)
        self._know("")
        self.head.setText(tr("Sign in"))
        self.intro.setText(tr("Use the account you got from your organisation."))
        self.submit.setText(tr("Continue"))
        self.server.setFocus(Qt.FocusReason.OtherFocusReason)

    def prefill(self, server: str) -> None:
        self.show_server()
        if server:
            self.server.setText(server)
        (self.submit if server else self.server).setFocus(Qt.FocusReason.OtherFocusReason)

    def manage_server(self, managed: bool) -> None:
        """The organisation settled the server: it can be read, not changed."""
        self._managed_server = managed
        self.server.setReadOnly(managed)
        self._managed.setVisible(managed)
        self.server.setAccessibleDescription(self._managed.text() if managed else "")

    def ask_server(self, server: str, known: str = "") -> None:
        """Ask this server at once. ``known``: the user id of an account that signs in again."""
        self.prefill(server)
        self._know(known)
        self._ask(server)

    def _know(self, user_id: str) -> None:
        """Whose account signs in again, at its own server; empty: anybody's."""
        self._known = user_id
        self.leave.setVisible(bool(user_id))
        self.server.setReadOnly(bool(user_id) or self._managed_server)

    def _ask(self, server: str) -> None:
        self.set_busy(True)
        self.submit.setText(tr("Asking the server …"))
        self.asked.emit(server)

    def show_offer(self, offer: Offer) -> None:
        """The second step: what the server offers."""
        self.offer = offer
        self._turn_to(Step.WAYS)
        known, browser = self._known, offer.browser_ways
        self.head.setText(tr("Sign in again") if known else tr("Sign in"))
        self.intro.setText(
            tr("As {user}. Your messages on this computer stay.").format(user=isolate(known))
            if known
            else tr("Use the account you got from your organisation.")
        )
        self._at.setVisible(not known)
        self._at.setText(tr("Server: {server}").format(server=isolate(offer.host, 80)))
        self.back.setText(tr("Back to the messages") if known else tr("Another server"))
        self.back.setVisible(bool(known) or not self._managed_server)
        while self._way_buttons:
            button = self._way_buttons.pop()
            self._buttons.removeWidget(button)
            button.hide()
            button.setObjectName("")  # it goes a moment later, and nobody shall find it meanwhile
            button.deleteLater()
        for number, way in enumerate(browser):
            self._add_way(way, number)
        self.user.setText(known or offer.user or self.user.text())
        self.user.setReadOnly(bool(known))
        self.other_device.setVisible(offer.code)
        self.use_password.setVisible(offer.password and bool(browser))
        self._show_password(offer.password and not browser)
        first = self._way_buttons[0] if self._way_buttons else self.password if self.user.text() else self.user
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self.head.text()}. {self._at.text()}")

    def _go_back(self) -> None:
        if self._known:
            self.left.emit()
        else:
            self.show_server()

    def _add_way(self, way: Way, number: int) -> None:
        if way.kind is WayKind.OAUTH:
            text = tr("Continue in the browser")
        elif way.name:
            text = tr("Continue with {name}").format(name=one_line(way.name, 60))
        else:
            text = tr("Continue with single sign-on")
        button = PushButton(text.replace("&", "&&"))
        button.setAccessibleName(text)
        button.setObjectName(f"{names.SIGNIN_WAY}.{number}")
        if number == 0:
            button.setProperty("look", "primary")
        button.clicked.connect(lambda: self._enter(way))
        self._buttons.addWidget(button)
        button.show()  # a layout would do it later, and the focus goes there now
        self._way_buttons.append(button)

    def _show_password(self, shown: bool, *, focus: bool = False) -> None:
        self._password_pane.setVisible(shown)
        self.submit.setVisible(shown)
        self.submit.setText(tr("Sign in"))
        if shown:
            self.use_password.hide()
        if focus:
            (self.password if self.user.text() else self.user).setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self, way: Way | None) -> None:
        """Begin in the browser; None: with that of another device."""
        if self.submit.isVisible() and not self.submit.isEnabled():
            return
        self.clear_errors()
        device = self.device.text().strip() or "BundesMessenger Desktop"
        if way is None:
            self._turn_to(Step.CODE)
            self.head.setText(tr("Sign in with another device"))
            self.intro.setText(tr("Use a telephone or computer with a browser."))
            self.code.wait()
            self.code_wanted.emit(device)
        else:
            self._turn_to(Step.BROWSER)
            self.head.setText(tr("Continue in the browser"))
            host = self.offer.host if self.offer is not None else ""
            self.intro.setText(tr("The sign-in of {server} opens in your browser.").format(server=isolate(host, 80)))
            self.waiting.wait()
            self.browser_wanted.emit(way, device)

    def show_page(self, address: str, *, opened: bool) -> None:
        """The browser was sent to ``address``, or could not be (``opened``)."""
        self.waiting.show_address(address, opened=opened)

    def show_code(self, code: DeviceCode) -> None:
        self.code.show_code(code)

    def back_to_ways(self) -> None:
        """What went on in the browser is over."""
        if self.offer is not None:
            self.show_offer(self.offer)
        else:
            self.show_server()

    # -- errors

    def clear_errors(self) -> None:
        for field, label in (
            (self.server, self._server_error),
            (self.user, self._user_error),
            (self.password, self._password_error),
        ):
            mark_invalid(field, False)
            label.hide()
        self.tell("")

    def _field_error(self, field: QLineEdit, label: Label, text: str) -> None:
        mark_invalid(field, True)
        label.setText(text)
        label.show()
        field.setAccessibleDescription(text)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, text, urgent=True)

    def _submit(self) -> None:
        if not self.submit.isEnabled():
            return
        self.clear_errors()
        if self.step is Step.SERVER:
            server = self.server.text().strip()
            if not server:
                self._field_error(self.server, self._server_error, tr("Enter the name of your server."))
            else:
                self._ask(server)
        elif self.step is Step.WAYS and self.offer is not None and self._password_pane.isVisibleTo(self):
            user, password = self.user.text().strip(), self.password.text()
            if not user:
                self._field_error(self.user, self._user_error, tr("Enter your user name."))
            elif not password:
                self._field_error(self.password, self._password_error, tr("Enter your password."))
            else:
                self.set_busy(True)
                device = self.device.text().strip() or "BundesMessenger Desktop"
                self.submitted.emit(self.offer.server, user, password, device)

    def fail(self, error: UserError) -> None:
        """It did not work: say so beside the field that is to blame."""
        sentence = error_sentence(error)
        if self.step in (Step.BROWSER, Step.CODE):
            self.back_to_ways()
        self.set_busy(False)
        if self.step is Step.SERVER and error.code in _SERVER:
            self._field_error(self.server, self._server_error, sentence)
        elif self.step is Step.WAYS and error.code in _USER and self._password_pane.isVisibleTo(self):
            self._field_error(self.user, self._user_error, sentence)
        elif self.step is Step.WAYS and error.code is ErrorCode.WRONG_PASSWORD:
            self._field_error(self.password, self._password_error, sentence)
            self.password.selectAll()
        elif error.code is not ErrorCode.CANCELLED:
            self.tell(sentence)

    def done(self) -> None:
        """Signed in: the password is not kept in the field."""
        self.password.clear()
        self.show_server()

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self._set_enabled(not busy)
        if self.step is Step.WAYS:
            self.submit.setText(tr("Signing in …") if busy else tr("Sign in"))
        elif self.step is Step.SERVER and not busy:
            self.submit.setText(tr("Continue"))

    def _set_enabled(self, enabled: bool) -> None:
        fields = (self.server, self.user, self.password, self.device, self.back, self.use_password, self.other_device)
        for widget in (*fields, *self._way_buttons):
            widget.setEnabled(enabled)
