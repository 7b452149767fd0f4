# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Start a conversation, invite somebody, leave a room, see who is in it."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
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
from ui.people_picker import PeoplePicker
from ui.text import Label, isolate, one_line
from ui.theme import Theme

MAX_INVITED = 50
_LOCAL_PART = re.compile(r"[a-z0-9][a-z0-9._=/-]{0,99}")  # of an address


def not_a_person(text: str) -> str:
    """What to say about a text that names nobody."""
    return tr("Choose somebody from the list, or write a whole user name: {name}").format(name=isolate(text, 60))


class CreateDialog(FormDialog):
    """A direct chat, a room by invitation (encrypted unless one decides otherwise), a public room, or a space.

    ``space_wanted``: the last one was chosen, which has a dialog of its own.
    """

    space_wanted = Signal()

    def __init__(self, parent: QWidget, theme: Theme, picker: PeoplePicker, server: str = "") -> None:
        super().__init__(parent, theme, tr("New conversation"), tr("Start"), scroll=True)
        self.setObjectName(names.CREATE_DIALOG)
        self.error.setObjectName(names.CREATE_ERROR)
        self.submit_button.setObjectName(names.CREATE_SUBMIT)
        self.direct = QRadioButton(tr("Direct chat with one person"))
        self.direct.setObjectName(names.CREATE_DIRECT)
        self.group = QRadioButton(tr("Room for several people"))
        self.group.setObjectName(names.CREATE_GROUP)
        self.public = QRadioButton(tr("Public room, which everybody may join"))
        self.public.setObjectName(names.CREATE_PUBLIC)
        self.space = QRadioButton(tr("Space: a folder of rooms"))
        self.space.setObjectName(names.CREATE_SPACE)
        self._server = server
        self._kinds = QButtonGroup(self)
        for button in (self.direct, self.group, self.public, self.space):
            self._kinds.addButton(button)
            self.form.addWidget(button)
        self._managed = Label(
            tr("Your organisation does not permit you to create rooms. You can write to one person directly."),
            style="muted",
            wrap=True,
        )
        self._managed.hide()
        self.form.addWidget(self._managed)
        self.form.addSpacing(theme.px(8))
        self.name = QLineEdit()
        self.name.setObjectName(names.CREATE_NAME)
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(tr("For example: Budget working group"))
        self._name_label = self.add_field(tr("Name of the room"), self.name)
        self.topic = QLineEdit()
        self.topic.setObjectName(names.CREATE_TOPIC)
        self.topic.setMaxLength(1000)
        self._topic_label = self.add_field(tr("Topic (optional)"), self.topic)
        self.alias = QLineEdit()
        self.alias.setObjectName(names.CREATE_ALIAS)
        self.alias.setMaxLength(100)
        self.alias.setPlaceholderText(tr("for example: personalrat"))
        self._alias_label = self.add_field(tr("Address (optional)"), self.alias)
        self._alias_hint = Label(style="small", wrap=True)
        self.form.addWidget(self._alias_hint)
        self.alias.textChanged.connect(lambda _text: self._show_address())
        self._show_address()
        self.invite = picker
        self.invite.edit.setObjectName(names.CREATE_INVITE)
        before = self.form.count()
        self.add_field(tr("People"), self.invite, tr("Search by name, or write a user name like @anna:server."))
        items = [self.form.itemAt(number) for number in range(before, self.form.count())]
        self._people = [widget for item in items if item is not None and (widget := item.widget()) is not None]
        self.encrypted = QCheckBox(tr("Encrypt this room end to end (cannot be turned off later)"))
        self.encrypted.setObjectName(names.CREATE_ENCRYPTED)
        self.encrypted.setChecked(True)
        self.form.addWidget(self.encrypted)
        self._kinds.buttonToggled.connect(lambda *_: self._kind_changed())
        self.direct.setChecked(True)
        self.direct.setFocus()

    def permit(self, *, rooms: bool, public: bool) -> None:
        """What the organisation does not permit is not offered."""
        self.group.setVisible(rooms)
        self.space.setVisible(rooms)
        self.public.setVisible(rooms and public)
        self.direct.setVisible(rooms)  # nothing to choose from
        self._managed.setVisible(not rooms)

    def _kind_changed(self) -> None:
        public = self.public.isChecked()
        group = self.group.isChecked() or public
        for widget in (self.name, self._name_label, self.topic, self._topic_label, self.encrypted):
            widget.setVisible(group)
        for widget in (self.alias, self._alias_label, self._alias_hint):
            widget.setVisible(public)
        for part in self._people:
            part.setVisible(not self.space.isChecked())
        self.invite.set_most(MAX_INVITED if group else 1)
        # Whoever may join may read: encryption would only make a public room slower.
        self.encrypted.setChecked(not public)
        if self.isVisible():
            self.fit()

    def _show_address(self) -> None:
        local = self._local_part()
        shown = f"#{local or '…'}:{self._server}"
        self._alias_hint.setText(tr("Others find the room as {address}.").format(address=isolate(shown, 200)))

    def _local_part(self) -> str:
        return self.alias.text().strip().lstrip("#").partition(":")[0].casefold()

    def wanted(self) -> dict[str, object] | None:
        """The arguments of ``AccountView.create_room``; None (and an error beside the fields) if they are not right."""
        if self.space.isChecked():
            self.accept()
            self.space_wanted.emit()
            return None
        wrong = self.invite.take()
        if wrong:
            self.fail(not_a_person(wrong[0]))
            return None
        people = self.invite.people()
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
        found: dict[str, object] = {
            "name": name,
            "invite": people,
            "encrypted": self.encrypted.isChecked(),
            "direct": False,
        }
        if topic := self.topic.text().strip():
            found["topic"] = topic
        if self.public.isChecked():
            found["preset"] = "public_chat"
            alias = self._local_part()
            if alias and not _LOCAL_PART.fullmatch(alias):
                self.fail(tr("An address has small letters, digits, dots and hyphens only."))
                self.alias.setFocus()
                return None
            if alias:
                found["alias"] = alias
        return found


class InviteDialog(FormDialog):
    """Invite people to a room one is in."""

    def __init__(self, parent: QWidget, theme: Theme, room: str, picker: PeoplePicker) -> None:
        super().__init__(parent, theme, tr("Invite to {room}").format(room=isolate(room, 80)), tr("Invite"))
        self.setObjectName(names.INVITE_DIALOG)
        self.error.setObjectName(names.INVITE_ERROR)
        self.submit_button.setObjectName(names.INVITE_SUBMIT)
        self.user = picker
        self.user.edit.setObjectName(names.INVITE_USER)
        self.add_field(tr("People"), self.user, tr("Search by name, or write a user name like @anna:server."))

    def wanted(self) -> list[str] | None:
        wrong = self.user.take()
        people = self.user.people()
        if wrong or not people:
            self.fail(not_a_person(wrong[0]) if wrong else tr("Name somebody to invite."))
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
