# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tray of a desktop on a real bus: ``org.kde.StatusNotifierWatcher``, and a person before it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM, MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"


class TrayHost:
    """``items``: bus names of the icons that came."""

    def __init__(self, address: str) -> None:
        self.items: list[str] = []
        self._address = address
        self._bus = open_dbus_connection(address)
        self._bus.send_and_get_reply(message_bus.RequestName(WATCHER), timeout=10)
        self._ended = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended = True
        self._thread.join(5)
        self._bus.close()

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, f"did not happen: {what}"
            time.sleep(0.05)
        return found

    # -- the watcher --------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._ended:
            try:
                message = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._bus.send(self._answer(message))

    def _answer(self, call: Any) -> Any:
        values = {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", self.items),
        }
        member = call.header.fields.get(HeaderFields.member)
        if member == "Get" and call.body[1] in values:
            return new_method_return(call, "v", (values[call.body[1]],))
        if member == "GetAll":
            return new_method_return(call, "a{sv}", (values,))
        if member == "RegisterStatusNotifierItem":
            self.items.append(call.body[0])
            return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")

    # -- a person -----------------------------------------------------------------------------------------------------

    def _ask(self, path: str, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        with open_dbus_connection(self._address) as bus:
            call = new_method_call(DBusAddress(path, self.items[-1], interface), member, signature or None, body)
            answer = bus.send_and_get_reply(call, timeout=20)
        assert answer.header.message_type is MessageType.method_return, answer.body
        return answer.body

    def look(self) -> dict[str, Any]:
        """The properties of the icon."""
        (found,) = self._ask("/StatusNotifierItem", PROPERTIES, "GetAll", "s", (ITEM,))
        return {name: value for name, (_type, value) in found.items()}

    def click(self) -> None:
        self._ask("/StatusNotifierItem", ITEM, "Activate", "ii", (0, 0))

    def menu(self) -> dict[str, int]:
        """Texts of the entries, those of submenus too, and their numbers."""
        path = self.look()["Menu"]
        self._ask(path, MENU, "AboutToShow", "i", (0,))
        _revision, root = self._ask(path, MENU, "GetLayout", "iias", (0, -1, []))
        found: dict[str, int] = {}

        def walk(node: Any) -> None:
            number, properties, children = node
            if "label" in properties:
                found[str(properties["label"][1]).replace("_", "")] = number
            for _type, child in children:
                walk(child)

        walk(root)
        return found

    def choose(self, text: str) -> None:
        """Click on an entry of the menu."""
        number = self.menu()[text]
        self._ask(self.look()["Menu"], MENU, "Event", "isvu", (number, "clicked", ("s", ""), 0))
