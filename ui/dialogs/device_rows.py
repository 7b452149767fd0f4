# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One device as a row: what it is called, whether it is verified, when it was last seen, what one can do with it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.security.interface import Device
from ui.dialogs.steps import Choice
from ui.i18n import tr
from ui.security.context import Context
from ui.sidebar import Picture
from ui.text import Label, isolate, one_line
from ui.times import full_label

LONG_UNUSED = 60
"""Days after which a device is worth a question. Many servers sign devices out after 90."""


def device_name(device: Device) -> str:
    """Its name, or its id if it has none."""
    return one_line(device.name, 80) or one_line(device.device_id, 80)


def seen_line(device: Device) -> str:
    """When and from where it was last seen; empty if unknown."""
    if device.this:
        return tr("In use now")
    if device.last_seen is None:
        return ""
    when = full_label(round(device.last_seen * 1000))
    if device.last_ip:
        return tr("Last seen {when} from {address}").format(when=when, address=isolate(device.last_ip, 60))
    return tr("Last seen {when}").format(when=when)


def unused_days(device: Device, now: float) -> int:
    """For how many days nobody has used it; 0 if that is not long, or not known. ``now``: Unix time in seconds."""
    if device.this or device.last_seen is None:
        return 0
    days = int((now - device.last_seen) / 86400)
    return days if days >= LONG_UNUSED else 0


def unused_line(days: int) -> str:
    return tr("Not used for {n} days").format(n=days)


def verified_line(device: Device, *, own: bool) -> str:
    if device.verified:
        return tr("Verified")
    return tr("Not verified") if own else tr("Not confirmed by its owner")


class DeviceRow(QFrame):
    """``choices`` become links below the facts."""

    def __init__(self, context: Context, device: Device, choices: Sequence[Choice] = (), *, own: bool) -> None:
        super().__init__()
        theme, px = context.theme, context.theme.px
        self.setProperty("look", "note")
        self.setProperty("tone", "plain")
        ratio = self.devicePixelRatioF()
        sign = Picture()
        color = theme.scheme.ok if device.verified else theme.scheme.danger
        icon = "shield-check" if device.verified else "alert"
        sign.setPixmap(context.icons.pixmap(icon, color, px(22), ratio))
        sign.setFixedSize(px(22), px(22))
        name = Label(device_name(device), style="strong", wrap=True)
        state = Label(verified_line(device, own=own), style="ok" if device.verified else "error")
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(name)
        words.addWidget(state)
        days = unused_days(device, time.time()) if own else 0
        if days:
            words.addWidget(Label(unused_line(days), style="warn", wrap=True))
        facts = [seen_line(device), tr("Identifier: {id}").format(id=isolate(device.device_id, 60))]
        for fact in facts:
            if fact:
                words.addWidget(Label(fact, style="small", wrap=True))
        unused = f", {unused_line(days)}" if days else ""
        self.setAccessibleName(f"{device_name(device)}, {state.text()}{unused}")
        self.setAccessibleDescription(" ".join(fact for fact in facts if fact))
        if choices:
            row = QHBoxLayout()
            row.setSpacing(px(20))
            for choice in choices:
                button = QPushButton(choice.text)
                button.setProperty("look", "link")
                button.setAutoDefault(False)
                button.setObjectName(choice.name)
                button.setAccessibleName(f"{choice.text}: {device_name(device)}")
                button.clicked.connect(lambda _=False, act=choice.action: act())
                row.addWidget(button)
            row.addStretch(1)
            words.addSpacing(px(4))
            words.addLayout(row)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(12), px(14), px(12))
        box.setSpacing(px(12))
        box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
