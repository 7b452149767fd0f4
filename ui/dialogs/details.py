# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of one message: when, how it was encrypted, who has read it, how it was changed, who reacted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from app.types import TimelineItem
from crypto.types import SenderDevice
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import plural, tr
from ui.sentences import shield_title, shield_why
from ui.text import Label, clean_body, isolate, one_line
from ui.theme import Theme
from ui.times import full_label

_LISTED = 40  # lines of one section


def encryption_text(item: TimelineItem) -> str:
    """How a message was protected, in plain words."""
    if not item.encrypted:
        return tr("This message was not encrypted. The operators of the servers can read it.")
    parts = [tr("End-to-end encrypted: only the members of the room can read it.")]
    if item.shield.code is not None:
        parts.append(f"{shield_title(item.shield.code)}. {shield_why(item.shield.code)}")
    else:
        parts.append(tr("It comes from a device that its owner has confirmed."))
    if item.shared_by:
        name = isolate(item.shared_by_name or item.shared_by, 60)
        parts.append(tr("You got the key for it from {name}, with the history of the room.").format(name=name))
    return "\n".join(parts)


def device_text(device: SenderDevice) -> str:
    """Name and id of the device that a message came from, and whether that is certain."""
    parts = [isolate(device.display_name, 80)] if device.display_name else []
    if device.device_id:
        parts.append(tr("Device ID: {id}").format(id=isolate(device.device_id, 80)))
    if not parts:
        return tr("It is not known which device sent this message.")
    if not device.known:
        parts.append(tr("It is not certain that this device sent the message."))
    return "\n".join(parts)


class DetailsDialog(FormDialog):
    """Filled bit by bit: what the store knows at once, the rest when it comes."""

    def __init__(self, parent: QWidget, theme: Theme, item: TimelineItem) -> None:
        super().__init__(parent, theme, tr("Message details"), tr("Close"), scroll=True)
        self.setObjectName(names.DETAILS_DIALOG)
        self.cancel_button.hide()
        self.submitted.connect(self.accept)
        who = tr("You") if item.own else one_line(item.sender_name or item.sender, 80)
        self._section(tr("From"), f"{who}\n{one_line(item.sender, 255)}")
        self._section(tr("Sent"), full_label(item.ts))
        self._section(tr("Encryption"), encryption_text(item))
        if item.reactions:
            lines = [
                f"{one_line(reaction.key, 24)}  {', '.join(isolate(name, 60) for name in reaction.names)}"
                for reaction in item.reactions[:_LISTED]
            ]
            self._section(tr("Reactions"), "\n".join(lines))
        self.readers = self._section(tr("Read by"), tr("Loading …"))
        self.versions = self._section(tr("Changes"), tr("Loading …") if item.edited else tr("Not changed."))
        self.device: Label | None = None
        self.source: QPlainTextEdit | None = None

    def _section(self, title: str, text: str) -> Label:
        head = Label(title, style="strong")
        body = Label(text, wrap=True)
        body.setAccessibleName(f"{title}: {text}")
        self.form.addWidget(head)
        self.form.addWidget(body)
        self.form.addSpacing(self.theme.px(6))
        return body

    def show_readers(self, lines: Sequence[str]) -> None:
        text = "\n".join(lines[:_LISTED]) or tr("Nobody has said so.")
        if len(lines) > _LISTED:
            text += "\n" + tr("and {n} more").format(n=len(lines) - _LISTED)
        self.readers.setText(text)
        self.readers.setAccessibleName(f"{tr('Read by')}: {text}")

    def show_versions(self, versions: Sequence[tuple[int, str]]) -> None:
        """(milliseconds, text), oldest first."""
        if len(versions) < 2:
            self.versions.setText(tr("Not changed."))
            return
        count = len(versions) - 1
        lines = [plural(count, tr("Changed once"), tr("Changed {n} times"))]
        for ts, body in reversed(versions[-_LISTED:]):
            lines.append(f"{full_label(ts)}:\n{clean_body(body)[:2000]}")
        self.versions.setText("\n".join(lines))
        self.versions.setAccessibleName(f"{tr('Changes')}: {lines[0]}")

    def show_device(self, device: SenderDevice | None) -> None:
        """For experts: the device that sent it; nothing where there is none."""
        if device is not None and self.device is None:
            self.device = self._section(tr("Device"), device_text(device))

    def show_source(self, source: str) -> None:
        """For experts: read only."""
        if self.source is not None or not source:
            return
        self.form.addWidget(Label(tr("Source"), style="strong"))
        self.source = QPlainTextEdit()
        self.source.setObjectName(names.DETAILS_SOURCE)
        self.source.setAccessibleName(tr("Source"))
        self.source.setReadOnly(True)
        self.source.setPlainText(source)
        self.source.setMinimumHeight(self.theme.px(200))
        self.form.addWidget(self.source)
        copy = QPushButton(tr("Copy source"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(source))
        self.form.addWidget(copy)
