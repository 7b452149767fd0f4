# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The accounts of this person on this computer: see which there are, open another one, add one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.sidebar import Picture
from ui.text import Label, isolate, one_line

if TYPE_CHECKING:
    from app.accounts import Card
    from ui.account_switch import AccountSwitch
    from ui.window import MainWindow


def card_name(card: Card) -> str:
    """The person's name, else the address, else the name of the profile."""
    return one_line(card.name or card.user_id, 160) or one_line(card.profile, 40) or tr("First account")


def card_state(card: Card, *, current: bool) -> str:
    """What there is to know of it, in one line."""
    if card.signed_out:
        return tr("Signed out by the server. Open it to sign in again.")
    if current:
        return tr("This window")
    if card.unread:
        return plural(card.unread, tr("One unread message"), tr("{n} unread messages"))
    if card.running:
        return tr("Open")
    return tr("Not open, no new messages are fetched") if card.user_id else tr("Not open")


class AccountRow(QFrame):
    def __init__(self, window: MainWindow, card: Card, *, current: bool) -> None:
        super().__init__()
        px = window.theme.px
        self.setProperty("look", "note")
        self.setProperty("tone", "plain")
        name, state = card_name(card), card_state(card, current=current)
        side = px(40)
        picture = Picture()
        picture.setFixedSize(side, side)
        picture.setPixmap(
            window.avatars.pixmap(card.user_id or card.profile or "-", name, None, side, self.devicePixelRatioF())
        )
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(name, style="strong", wrap=True))
        if card.user_id and card.user_id != name:
            words.addWidget(Label(one_line(card.user_id, 255), style="small", wrap=True))
        words.addWidget(Label(state, style="error" if card.signed_out else "muted", wrap=True))
        self.setAccessibleName(f"{isolate(name, 100)}, {state}")
        self.setAccessibleDescription(card.user_id)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(12))
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
        self.button: QPushButton | None = None
        if not current:
            self.button = QPushButton(tr("Open"))
            self.button.setObjectName(f"{names.ACCOUNTS_OPEN}.{card.profile or 'first'}")
            self.button.setAutoDefault(False)
            self.button.setAccessibleName(f"{tr('Open')}: {name}, {card.user_id}")
            box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)


class AccountsDialog(FormDialog):
    """Each account opens in a window of its own."""

    def __init__(self, window: MainWindow, switch: AccountSwitch) -> None:
        super().__init__(
            window, window.theme, tr("Accounts"), tr("Add another account"), cancel=tr("Close"), scroll=True
        )
        self.setObjectName(names.ACCOUNTS_DIALOG)
        self.submit_button.setObjectName(names.ACCOUNTS_ADD)
        self._window = window
        self._switch = switch
        self._waiting = Label(tr("Loading the accounts …"), style="muted")
        self.form.addWidget(self._waiting)
        self.submitted.connect(self._add)
        task = window.tasks.spawn(self._fill(), "accounts")
        if task is not None:
            self.finished.connect(lambda _result: task.cancel())

    async def _fill(self) -> None:
        cards = await self._switch.cards()
        accounts = self._switch.accounts
        current = accounts.current if accounts is not None else ""
        self._waiting.setText(
            tr("Each account has a window, keys and messages of its own. To remove one, open it and sign out there.")
        )
        self._waiting.setWordWrap(True)
        self.form.addSpacing(self.theme.px(6))
        first: QPushButton | None = None
        for card in sorted(cards, key=lambda card: (card.profile != current, card.profile)):
            row = AccountRow(self._window, card, current=card.profile == current)
            self.form.addWidget(row)
            if row.button is not None:
                first = first or row.button
                row.button.clicked.connect(lambda _=False, profile=card.profile: self._open(profile))
        QTimer.singleShot(0, self, self.fit)  # the rows are not shown before
        (first or self.submit_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, profile: str) -> None:
        self.accept()
        self._switch.switch(profile)

    def _add(self) -> None:
        self.accept()
        self._switch.add()
