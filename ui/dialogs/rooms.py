# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Start a conversation, invite somebody, leave a room, see who is in it."""

from __future__ import annotations

import re

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.text import Label, isolate, one_line
from ui.theme import Theme

_USER_ID = re.compile(r"@[^\s:@]{1,200}:[^\s:]+(?::\d{1,5})?")
MAX_INVITED = 50


def user_ids(text: str, server: str) -> tuple[list[str], list[str]]:
    """User ids in a text, separated by commas or white space, and what is none. ``anna`` means @anna on our server."""
    good: list[str] = []
    bad: list[str] = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if not word:
            continue
        full = word if word.startswith("@") else f"@{word}"
        if ":" not in full:
            full = f"{full}:{server}"
        if _USER_ID.fullmatch(full) and full.isprintable():
            if full not in good:
                good.append(full)
        else:
            bad.append(word)
    return good, bad


class CreateDialog(FormDialog):
    """A direct chat or a room; encrypted unless one decides otherwise."""

    def __init__(self, parent: QWidget, theme: Theme, server: str) -> None:
        super().__init__(parent, theme, tr("New conversation"), tr("Start"))
        self.setObjectName(names.CREATE_DIALOG)
        self._server = server
        self.error.setObjectName(names.CREATE_ERROR)
        self.submit_button.setObjectName(names.CREATE_SUBMIT)
        self.direct = QRadioButton(tr("Direct chat with one person"))
        self.direct.setObjectName(names.CREATE_DIRECT)
        self.group = QRadioButton(tr("Room for several people"))
        self.group.setObjectName(names.CREATE_GROUP)
        self._kinds = QButtonGroup(self)
        for button in (self.direct, self.group):
            self._kinds.addButton(button)
            self.form.addWidget(button)
        self.form.addSpacing(theme.px(8))
        self.name = QLineEdit()
        self.name.setObjectName(names.CREATE_NAME)
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(tr("For example: Budget working group"))
        self._name_label = self.add_field(tr("Name of the room"), self.name)
        self.invite = QPlainTextEdit()
        self.invite.setObjectName(names.CREATE_INVITE)
        self.invite.setTabChangesFocus(True)
        self.invite.setFixedHeight(theme.px(72))
        self.invite.setPlaceholderText(f"@anna:{server}")
        self.add_field(
            tr("People"),
            self.invite,
            tr("User names like @anna:{server}, several separated by commas.").format(server=server),
        )
        self.encrypted = QCheckBox(tr("Encrypt this room end to end (cannot be turned off later)"))
        self.encrypted.setObjectName(names.CREATE_ENCRYPTED)
        self.encrypted.setChecked(True)
        self.form.addWidget(self.encrypted)
        self._kinds.buttonToggled.connect(lambda *_: self._kind_changed())
        self.direct.setChecked(True)

    def _kind_changed(self) -> None:
        group = self.group.isChecked()
        self.name.setVisible(group)
        self._name_label.setVisible(group)
        self.encrypted.setVisible(group)
        if not group:
            self.encrypted.setChecked(True)
        if self.isVisible():
            self.adjustSize()

    def wanted(self) -> dict[str, object] | None:
        """The arguments of ``AccountView.create_room``; None (and an error beside the fields) if they are not right."""
        people, wrong = user_ids(self.invite.toPlainText(), self._server)
        if wrong:
            self.fail(tr("This is not a user name: {name}").format(name=isolate(wrong[0], 60)))
            return None
        if self.direct.isChecked():
            if len(people) != 1:
                self.fail(tr("Name the one person you want to write to."))
                return None
            return {"name": "", "invite": people, "encrypted": True, "direct": True}
        name = one_line(self.name.text())
        if not name:
            self.fail(tr("Give the room a name."))
            self.name.setFocus()
            return None
        if len(people) > MAX_INVITED:
            self.fail(tr("Invite at most {n} people at once.").format(n=MAX_INVITED))
            return None
        return {"name": name, "invite": people, "encrypted": self.encrypted.isChecked(), "direct": False}


class InviteDialog(FormDialog):
    """Invite people to a room one is in."""

    def __init__(self, parent: QWidget, theme: Theme, room: str, server: str) -> None:
        super().__init__(parent, theme, tr("Invite to {room}").format(room=isolate(room, 80)), tr("Invite"))
        self.setObjectName(names.INVITE_DIALOG)
        self._server = server
        self.error.setObjectName(names.INVITE_ERROR)
        self.submit_button.setObjectName(names.INVITE_SUBMIT)
        self.user = QLineEdit()
        self.user.setObjectName(names.INVITE_USER)
        self.user.setMaxLength(4000)
        self.user.setPlaceholderText(f"@anna:{server}")
        self.add_field(
            tr("People"),
            self.user,
            tr("User names like @anna:{server}, several separated by commas.").format(server=server),
        )

    def wanted(self) -> list[str] | None:
        people, wrong = user_ids(self.user.text(), self._server)
        if wrong or not people:
            name = isolate(wrong[0], 60) if wrong else ""
            self.fail(
                tr("This is not a user name: {name}").format(name=name) if wrong else tr("Name somebody to invite.")
            )
            return None
        return people[:MAX_INVITED]


class ConfirmDialog(FormDialog):
    """A question before something that cannot be undone."""

    def __init__(
        self, parent: QWidget, theme: Theme, title: str, text: str, submit: str, *, look: str = "danger"
    ) -> None:
        super().__init__(parent, theme, title, submit, look=look)
        self.setObjectName(names.CONFIRM_DIALOG)
        self.submit_button.setObjectName(names.CONFIRM_SUBMIT)
        self.form.addWidget(Label(text, wrap=True))
        self.submit_button.setDefault(False)
        self.cancel_button.setDefault(True)


class LinkDialog(FormDialog):
    """Show where a link leads before it is opened."""

    def __init__(self, parent: QWidget, theme: Theme, address: str, host: str, *, odd: bool) -> None:
        super().__init__(parent, theme, tr("Open this link?"), tr("Open"))
        self.setObjectName(names.LINK_DIALOG)
        self.submit_button.setObjectName(names.LINK_SUBMIT)
        self.form.addWidget(Label(tr("It leads to:"), style="muted"))
        place = Label(host, style="title", wrap=True)
        self.form.addWidget(place)
        full = QPlainTextEdit()
        full.setObjectName(names.LINK_TARGET)
        full.setReadOnly(True)
        full.setPlainText(address)
        full.setTabChangesFocus(True)
        full.setAccessibleName(tr("Whole address"))
        full.setFixedHeight(theme.px(88))
        self.form.addWidget(full)
        if odd:
            self.form.addWidget(
                Label(
                    tr(
                        "This address is unusual: it is not encrypted, not a plain name, or imitates other letters. "
                        "Open it only if you expected it."
                    ),
                    style="warn",
                    wrap=True,
                )
            )
