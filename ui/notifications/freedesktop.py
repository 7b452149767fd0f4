# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notifications of Linux desktops: ``org.freedesktop.Notifications`` (Desktop Notifications Specification 1.2) on the
session bus, and the number at the program's icon (``com.canonical.Unity.LauncherEntry``).

Through jeepney, which the key store uses as well: QtDBus has no way to send an unsigned number from Python, and the
interface asks for some. One task does everything in order, so that a card that takes the place of another one knows
the number which the server gave that.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from ui.notifications.desktop import OPEN, READ, REPLY, Card, Chosen

_log = logging.getLogger(__name__)
NAME = INTERFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
DESKTOP_ENTRY = "de.bundesmessenger.Desktop"
_LAUNCHER = ("/com/canonical/unity/launcherentry/bundesmessenger", "com.canonical.Unity.LauncherEntry")
_ANSWER = 5.0  # seconds that the server may take
TRY_AGAIN = 30.0  # seconds after which a bus that went away is looked for again
_MAX_SHOWN = 200
_MAX_REPLY = 20_000


def bus_address() -> bool:
    """Whether there is a session bus; its address is in the environment afterwards."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and (Path(runtime) / "bus").exists():
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime}/bus"
        return True
    return False


class FreedesktopNotifications:
    """``ui.notifications.desktop.Desktop``. ``words``: (open, mark as read, reply, send) in the user's language."""

    def __init__(self, chosen: Chosen, words: tuple[str, str, str, str], sound: Path) -> None:
        self._chosen = chosen
        self._words = words
        self._sound = sound
        self._work: asyncio.Queue[Callable[[Any], Any]] = asyncio.Queue()
        self._ids: dict[str, int] = {}  # key of a card -> number of the server
        self._server = ""  # its name on the bus
        self._capabilities: frozenset[str] = frozenset()
        self._task: asyncio.Task[None] | None = None

    @property
    def plays_sounds(self) -> bool:
        return "sound" in self._capabilities

    def start(self) -> bool:
        """Whether there is a session bus. A server on it is looked for again and again, if there is none now."""
        if not bus_address():
            return False
        self._task = asyncio.get_running_loop().create_task(self._run(), name="notifications")
        return True

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    # -- what is asked of it ------------------------------------------------------------------------------------------

    def show(self, card: Card) -> None:
        self._work.put_nowait(lambda router: self._notify(router, card))

    def close(self, key: str) -> None:
        self._work.put_nowait(lambda router: self._close(router, key))

    def badge(self, count: int) -> None:
        self._work.put_nowait(lambda router: self._update(router, count))

    # -- the bus ------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            try:
                async with AsyncExitStack() as stack:
                    await self._talk(stack)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                _log.info("no notifications of the desktop: %s", type(error).__name__)
            self._ids.clear()
            self._server, self._capabilities = "", frozenset()
            await asyncio.sleep(TRY_AGAIN)
            while not self._work.empty():
                self._work.get_nowait()  # too late to be told

    async def _talk(self, stack: AsyncExitStack) -> None:
        from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]
        from jeepney.io.asyncio import Proxy, open_dbus_router  # type: ignore[import-untyped]

        router = await stack.enter_async_context(open_dbus_router("SESSION"))
        signals: asyncio.Queue[Any] = asyncio.Queue(100)
        rule = MatchRule(type="signal", interface=INTERFACE, path=PATH)
        stack.enter_context(router.filter(rule, queue=signals))
        await asyncio.wait_for(Proxy(message_bus, router).AddMatch(rule), _ANSWER)
        answer = await self._call(router, "GetCapabilities")
        self._capabilities = frozenset(each for each in answer.body[0] if isinstance(each, str))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(signals))
            group.create_task(self._obey(router))
            group.create_task(self._watch(router))

    @staticmethod
    async def _watch(router: Any) -> None:
        """The end of the connection ends all the rest."""
        receiving = getattr(router, "_rcv_task", None)
        if receiving is not None:  # else the next call finds out
            await asyncio.wait([receiving])
            raise ConnectionError

    async def _obey(self, router: Any) -> None:
        while True:
            work = await self._work.get()
            await work(router)

    async def _call(self, router: Any, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:
        from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call

        message = new_method_call(DBusAddress(PATH, NAME, INTERFACE), method, signature, body)
        answer = await asyncio.wait_for(router.send_and_get_reply(message), _ANSWER)
        if answer.header.message_type is MessageType.error:
            raise ConnectionError(str(answer.header.fields.get(HeaderFields.error_name)))
        self._server = str(answer.header.fields.get(HeaderFields.sender, ""))
        return answer

    async def _notify(self, router: Any, card: Card) -> None:
        show, mark_as_read, reply, send = self._words
        actions: list[str] = []
        hints: dict[str, tuple[str, Any]] = {
            "desktop-entry": ("s", DESKTOP_ENTRY),
            "category": ("s", "im.received"),
            "urgency": ("y", 1),
        }
        if "actions" in self._capabilities:
            actions = [OPEN, show]
            if card.read:
                actions += [READ, mark_as_read]
            if card.reply and REPLY in self._capabilities:
                actions += [REPLY, reply]
                hints["x-kde-reply-placeholder-text"] = ("s", reply)
                hints["x-kde-reply-submit-button-text"] = ("s", send)
        if card.sound and self.plays_sounds:
            hints["sound-file"] = ("s", str(self._sound))
        else:
            hints["suppress-sound"] = ("b", True)
        text = html.escape(card.text, quote=False) if "body-markup" in self._capabilities else card.text
        body = ("BundesMessenger", self._ids.get(card.key, 0), DESKTOP_ENTRY, card.title, text, actions, hints, -1)
        answer = await self._call(router, "Notify", "susssasa{sv}i", body)
        self._ids.pop(card.key, None)
        self._ids[card.key] = int(answer.body[0])
        while len(self._ids) > _MAX_SHOWN:
            self._ids.pop(next(iter(self._ids)))

    async def _close(self, router: Any, key: str) -> None:
        number = self._ids.pop(key, 0)
        if number:
            with contextlib.suppress(ConnectionError):  # it is gone already
                await self._call(router, "CloseNotification", "u", (number,))

    @staticmethod
    async def _update(router: Any, count: int) -> None:
        from jeepney import DBusAddress, new_signal

        path, interface = _LAUNCHER
        properties = {"count": ("x", count), "count-visible": ("b", count > 0)}
        body = (f"application://{DESKTOP_ENTRY}.desktop", properties)
        await router.send(new_signal(DBusAddress(path, interface=interface), "Update", "sa{sv}", body))

    # -- what the server tells ----------------------------------------------------------------------------------------

    async def _listen(self, signals: asyncio.Queue[Any]) -> None:
        from jeepney import HeaderFields

        while True:
            message = await signals.get()
            fields = message.header.fields
            # Anybody on the bus can send signals; only what the server itself says is a click or a reply.
            if fields.get(HeaderFields.sender) == self._server:
                self._hear(str(fields.get(HeaderFields.member)), message.body)

    def _hear(self, member: str, body: tuple[Any, ...]) -> None:
        key = next((key for key, number in self._ids.items() if body and number == body[0]), None)
        if key is None or len(body) < 2:
            return
        if member == "NotificationClosed":
            self._ids.pop(key, None)
        elif member == "ActivationToken" and isinstance(body[1], str):
            os.environ["XDG_ACTIVATION_TOKEN"] = body[1]  # Qt takes it when the window comes to the front
        elif member == "ActionInvoked" and body[1] in (OPEN, READ):
            self._chosen(key, str(body[1]), "")
        elif member == "NotificationReplied" and isinstance(body[1], str) and body[1].strip():
            self._chosen(key, REPLY, body[1][:_MAX_REPLY])
