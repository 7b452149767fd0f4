# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A notification server of a desktop (Desktop Notifications Specification 1.2) in a thread of its own, on a real bus.

It is strict: a call with other types than the specification has is an error. What was shown can be asked, clicked on,
answered and closed, as a person would.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
EVERYTHING = ("actions", "body", "body-markup", "inline-reply", "persistence", "sound")


@dataclass
class Shown:
    """One Notify call, or the newest with its number."""

    number: int
    app: str
    title: str
    body: str
    actions: dict[str, str]
    hints: dict[str, Any]
    closed: bool = False
    replaced: int = 0
    icon: str = field(default="", repr=False)


class NotificationServer:
    """``shown``: by number, oldest first. ``counts``: what the launcher was told."""

    def __init__(self, address: str, capabilities: tuple[str, ...] = EVERYTHING) -> None:
        self.shown: dict[int, Shown] = {}
        self.counts: list[int] = []
        self.wrong: list[str] = []
        self._capabilities = list(capabilities)
        self._bus = open_dbus_connection(address)
        self._reply(message_bus.RequestName(NAME))
        rule = MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry")
        self._reply(message_bus.AddMatch(rule))
        self._next = 1
        self._outbox: list[Any] = []
        self._client = ""
        self._ended = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _reply(self, call: Any) -> Any:
        return self._bus.send_and_get_reply(call, timeout=10)

    # -- what a person does -------------------------------------------------------------------------------------------

    def click(self, number: int, action: str = "default") -> None:
        self._signal("ActionInvoked", "us", (number, action))

    def answer(self, number: int, text: str) -> None:
        self._signal("NotificationReplied", "us", (number, text))

    def dismiss(self, number: int) -> None:
        self.shown[number].closed = True
        self._signal("NotificationClosed", "uu", (number, 2))

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        with self._lock:
            self._outbox.append(new_signal(DBusAddress(PATH, interface=NAME), name, signature, body))

    def wait(self, condition: Callable[[], Any], seconds: float = 20.0) -> Any:
        """For tests without an event loop."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, f"did not happen; shown: {self.shown}"
            time.sleep(0.02)
        return found

    def close(self) -> None:
        self._ended = True
        self._thread.join(5)
        self._bus.close()

    # -- the server ---------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._ended:
            with self._lock:
                waiting, self._outbox = self._outbox, []
            for message in waiting:
                self._bus.send(message)
            try:
                message = self._bus.receive(timeout=0.02)
            except TimeoutError:
                continue
            kind, fields = message.header.message_type, message.header.fields
            if kind is MessageType.signal and fields.get(HeaderFields.member) == "Update":
                self.counts.append(message.body[1]["count"][1])
            elif kind is MessageType.method_call:
                self._bus.send(self._answer(message))

    def _answer(self, call: Any) -> Any:
        fields = call.header.fields
        member, signature = fields.get(HeaderFields.member), fields.get(HeaderFields.signature, "")
        if member == "GetCapabilities":
            return new_method_return(call, "as", (self._capabilities,))
        if member == "Notify" and signature == "susssasa{sv}i":
            return new_method_return(call, "u", (self._notify(*call.body),))
        if member == "CloseNotification" and signature == "u":
            if call.body[0] in self.shown:
                self.shown[call.body[0]].closed = True
                self._signal("NotificationClosed", "uu", (call.body[0], 3))
            return new_method_return(call)
        self.wrong.append(f"{member}({signature})")
        return new_error(call, "org.freedesktop.DBus.Error.InvalidArgs")

    def _notify(
        self, app: str, replaces: int, icon: str, title: str, body: str, actions: list[str], hints: Any, _time: int
    ) -> int:
        known = self.shown.get(replaces)
        number = replaces if known is not None and not known.closed else self._next
        self._next += number == self._next
        pairs = dict(zip(actions[::2], actions[1::2], strict=True))
        for name, (type_, _value) in hints.items():
            if {"urgency": "y", "sound-file": "s", "suppress-sound": "b", "category": "s"}.get(name, type_) != type_:
                self.wrong.append(f"{name}: {type_}")
        self.shown[number] = Shown(
            number,
            app,
            title,
            body,
            pairs,
            {name: value for name, (_type, value) in hints.items()},
            replaced=(known.replaced + 1) if known is not None and number == replaces else 0,
            icon=icon,
        )
        return number
