# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Listens to the account's security and decides what to offer when.

What the state calls for is offered once it has been the same for a moment, so that the steps of
a set-up do not flash by as warnings; what was put aside stays aside until the window is opened again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QMenu

from app.interface import AccountView
from app.security.interface import Phase, Security, SecurityState, Verification
from ui.i18n import tr
from ui.security.clipboard import SensitiveClipboard
from ui.security.context import Context
from ui.security.needs import Need, lasting, need_of
from ui.security.offers import Offer, Offers
from ui.security.room_warnings import RoomWarnings
from ui.security.words import other_side

if TYPE_CHECKING:
    from ui.security.dialogs import SecurityDialogs
    from ui.window import MainWindow

PATIENCE_MS = 1_500
_STATE = "state"  # key of the one offer that the state calls for


class SecurityController(QObject):
    """Belongs to the window. ``patience`` in milliseconds: how long a state has to last before it is told."""

    def __init__(self, window: MainWindow, *, patience: int = PATIENCE_MS) -> None:
        super().__init__(window)
        self._window = window
        self._security: Security | None = None
        self._context: Context | None = None
        self._stops: list[Callable[[], None]] = []
        self._aside: set[Need] = set()
        self._opened: set[Need] = set()
        self._dialogs: SecurityDialogs | None = None
        self._loaded = False
        self.clipboard = SensitiveClipboard(self)
        self.offers = Offers(window.theme, window.icons)
        self.warnings = RoomWarnings(window, self.open_person)
        self._wait = QTimer(self, singleShot=True, interval=patience)
        self._wait.timeout.connect(self._tell)
        window.closing.connect(self._close_dialogs)

    # -- which account

    def follow(self, account: AccountView | None) -> None:
        """Show what this account needs; None: nothing."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._aside.clear()
        self._opened.clear()
        self._wait.stop()
        self.offers.clear()
        if self._dialogs is not None:
            self._dialogs.close()
            self._dialogs = None
        security: Security | None = getattr(account, "security", None)
        self._security = security
        self._context = None
        self.warnings.follow(security)
        if account is None or security is None:
            return
        window = self._window
        self._context = Context(
            window,
            window.theme,
            window.icons,
            window.avatars,
            window.tasks,
            self.clipboard,
            account,
            security,
            window.toast.say,
        )
        self._stops = [
            security.changed.connect(self._state_changed),
            security.verification_changed.connect(self._verification_changed),
            security.trust_changed.connect(self.warnings.trust_changed),
        ]
        self._state_changed(security.state)
        for verification in security.verifications:
            self._verification_changed(verification)

    @property
    def security(self) -> Security | None:
        """Whose dialogs can be opened; None: menus leave them out."""
        return self._security

    # -- what the state calls for

    def _state_changed(self, state: SecurityState) -> None:
        need = need_of(state)
        if need is not self._offered():
            self.offers.withdraw(_STATE)
        if need is Need.NONE:
            self._wait.stop()
        elif need is Need.REPLACED:
            self._tell()
        else:
            self._wait.start()
            self._load()

    def _load(self) -> None:
        """A dialog is likely to open soon: what it is made of is read meanwhile, beside the window's thread."""
        if not self._loaded:
            self._loaded = True

            async def load() -> None:
                await asyncio.get_running_loop().run_in_executor(None, import_module, "ui.security.dialogs")

            self._window.tasks.spawn(load(), "load dialogs")

    def _offered(self) -> Need:
        row = self.offers.row(_STATE)
        return Need(row.property("need")) if row is not None else Need.NONE

    def _tell(self) -> None:
        security = self._security
        need = need_of(security.state) if security is not None else Need.NONE
        if need is Need.NONE or (need in self._aside and not self._lasts(need)):
            return
        if any(dialog.isModal() and dialog.isVisible() for dialog in self._window.findChildren(QDialog)):
            self._wait.start()  # somebody is at it, or busy with something else
            return
        self.offers.show_offer(self._offer(need), urgent=need is Need.REPLACED, first=True)
        row = self.offers.row(_STATE)
        if row is not None:
            row.setProperty("need", need.value)
        if self._lasts(need) and need not in self._opened and self._window.isVisible():
            self._opened.add(need)
            self.open_need(need)

    def _lasts(self, need: Need) -> bool:
        return self._security is not None and lasting(need, self._security.state)

    def _offer(self, need: Need) -> Offer:
        def offer(icon: str, tone: str, title: str, text: str, yes: str) -> Offer:
            lasts = self._lasts(need)
            later = None if lasts else (lambda: self._put_aside(need))
            return Offer(
                _STATE,
                icon,
                tone,
                title,
                text,
                yes,
                lambda: self.open_need(need),
                "" if lasts else tr("Not now"),
                later,
            )

        match need:
            case Need.REPLACED:
                return offer(
                    "alert",
                    "danger",
                    tr("Your digital identity was replaced"),
                    tr("If it was not you, somebody may have access to your account."),
                    tr("What to do"),
                )
            case Need.CONTINUE:
                return offer(
                    "shield",
                    "warn",
                    tr("Setting up your account was interrupted"),
                    tr("Until it is finished, others cannot be sure that it is you."),
                    tr("Continue"),
                )
            case Need.SET_UP:
                return offer(
                    "shield",
                    "warn",
                    tr("Set up your digital identity"),
                    tr("Others may not accept messages from you before that, and you could lose your messages."),
                    tr("Set up"),
                )
            case Need.VERIFY:
                return offer(
                    "shield",
                    "warn",
                    tr("Verify this device"),
                    tr("Until then you cannot read all messages here, and others may not accept yours."),
                    tr("Verify"),
                )
            case Need.NEW_KEY:
                return offer(
                    "key",
                    "calm",
                    tr("You have no recovery key"),
                    tr("If you lose your devices, you lose your messages."),
                    tr("Create recovery key"),
                )
            case Need.REPAIR:
                return offer(
                    "key",
                    "calm",
                    tr("The key storage is not complete"),
                    tr("On a new device you could not read all messages. This can usually be repaired at once."),
                    tr("Repair"),
                )
            case _:
                return offer(
                    "key",
                    "calm",
                    tr("The key storage is off"),
                    tr("On a new device you could not read older messages."),
                    tr("Switch on"),
                )

    def _put_aside(self, need: Need) -> None:
        self._aside.add(need)
        self.offers.withdraw(_STATE)

    # -- dialogs

    @property
    def dialogs(self) -> SecurityDialogs | None:
        """What opens the dialogs; None without an account. They are loaded when the first one is needed."""
        if self._dialogs is None and self._context is not None:
            from ui.security.dialogs import SecurityDialogs

            self._dialogs = SecurityDialogs(self._context, self._closed)
        return self._dialogs

    def _closed(self) -> None:
        if self._security is not None:
            self._state_changed(self._security.state)

    def _close_dialogs(self) -> None:
        """The window closes: a verification in progress is cancelled, so that the other side need not wait."""
        self._wait.stop()
        if self._dialogs is not None:
            self._dialogs.close()

    def fill_room_menu(self, menu: QMenu, room_id: str) -> None:
        """The strict mode of an encrypted room, as it is set."""
        security = self._security
        if security is None:
            return
        action = menu.addAction(tr("Send to verified people only"))
        action.setCheckable(True)
        action.setEnabled(False)  # until it is known how it is set

        async def show() -> None:
            on = await security.verified_only(room_id)
            if shiboken6.isValid(action):
                action.setChecked(on)
                action.setEnabled(True)

        async def choose(on: bool) -> None:
            await security.set_verified_only(room_id, on)
            self._window.toast.say(
                tr("Only people whom you have verified can read what you write here from now on.")
                if on
                else tr("Everybody in the room can read what you write here from now on.")
            )

        action.triggered.connect(lambda on: self._window.tasks.spawn(choose(on), "verified people only"))
        self._window.tasks.spawn(show(), "verified people only")

    def open_need(self, need: Need) -> None:
        """The dialog that helps with something."""
        if self.dialogs is not None:
            self.dialogs.help_with(need)

    def open_key_storage(self) -> None:
        if self.dialogs is not None:
            self.dialogs.key_storage()

    def open_devices(self) -> None:
        if self.dialogs is not None:
            self.dialogs.devices()

    def open_person(self, user_id: str, name: str = "", avatar: str | None = None) -> None:
        if self.dialogs is not None:
            self.dialogs.person(user_id, name, avatar)

    # -- verification

    def _verification_changed(self, flow: Verification) -> None:
        shown = self._dialogs is not None and self._dialogs.verifying(flow.key)
        if flow.phase is Phase.INCOMING and not flow.we_requested and not shown:
            self._offer_verification(flow)
        else:
            self.offers.withdraw(flow.key)

    def _offer_verification(self, flow: Verification) -> None:
        who = other_side(flow)
        if flow.own:
            title = tr("Have you just signed in on a new device?")
            text = tr("{who} asks to be verified. Decline if this was not you.").format(who=who)
        else:
            title = tr("{who} wants to verify you").format(who=who)
            text = tr("You compare symbols or scan a code, best while you telephone. It takes a minute.")
        self.offers.show_offer(
            Offer(
                flow.key,
                "shield",
                "calm",
                title,
                text,
                tr("Verify"),
                lambda: self._accept(flow),
                tr("Decline"),
                lambda: self._decline(flow),
            ),
            urgent=True,
        )

    def _accept(self, flow: Verification) -> None:
        self.offers.withdraw(flow.key)
        security = self._security
        if security is None:
            return
        now = next((known for known in security.verifications if known.key == flow.key), flow)
        if self.dialogs is not None:
            self.dialogs.answer(now)

    def _decline(self, flow: Verification) -> None:
        self.offers.withdraw(flow.key)
        if self._security is not None:
            self._window.tasks.spawn(self._security.cancel(flow.key), "decline verification")
