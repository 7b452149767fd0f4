# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notices that the network changed: another WLAN, a VPN that came or went, the computer woke up.

The system tells by itself (netlink on Linux, IP Helper on Windows); what does not concern us, such as interfaces of
containers, is left out.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)

CALM = 1.0  # seconds without a further change before it is told
TICK = 20.0  # seconds between two looks at the clock
ASLEEP = 30.0  # seconds of the clock that are missing after a sleep
_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400  # links, addresses and routes of IPv4 and IPv6 (rtnetlink(7))
_NOT_OURS = ("lo", "veth", "docker", "br-", "virbr", "cni", "lxc", "vnet")
_RESOLV = Path("/etc/resolv.conf")
_ROUTES, _ADDRESSES = Path("/proc/net/route"), Path("/proc/net/if_inet6")


class NetworkWatch:
    """``changed`` is called on the loop's thread."""

    def __init__(self, changed: Callable[[], None], *, look: Callable[[], object] | None = None) -> None:
        """``look``: what the network is like; a change of it is told."""
        self._changed = changed
        self._look = look if look is not None else network_now
        self._seen: object = None
        self._netlink: socket.socket | None = None
        self._pending: asyncio.TimerHandle | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._ticked = 0.0
        self._closed = True

    def start(self) -> None:
        """On the running loop."""
        if not self._closed:
            return
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._seen = self._look()
        self._ticked = time.time()
        self._tick = self._loop.call_later(TICK, self._clock)
        if sys.platform == "win32":
            threading.Thread(target=self._windows, name="network", daemon=True).start()
        elif sys.platform == "linux":
            self._listen()

    def close(self) -> None:
        self._closed = True
        for timer in (self._pending, self._tick):
            if timer is not None:
                timer.cancel()
        netlink, self._netlink = self._netlink, None
        if netlink is not None:
            self._loop.remove_reader(netlink.fileno())
            netlink.close()

    # -- who tells

    def _listen(self) -> None:
        try:
            netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)  # type: ignore[attr-defined,unused-ignore]
            netlink.setblocking(False)
            netlink.bind((0, _GROUPS))
            self._loop.add_reader(netlink.fileno(), self._heard)
        except (OSError, NotImplementedError):
            _log.info("changes of the network are not told here")
            return
        self._netlink = netlink

    def _heard(self) -> None:
        with suppress(OSError):
            while self._netlink is not None and self._netlink.recv(65536):
                pass
        self._soon()

    def _windows(self) -> None:
        """A thread that waits in the system; it ends with the program."""
        helper: Any = ctypes.WinDLL("iphlpapi")  # type: ignore[attr-defined,unused-ignore]
        while not self._closed and helper.NotifyAddrChange(None, None) == 0:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._soon)
            time.sleep(CALM)

    def _clock(self) -> None:
        now = time.time()
        if now - self._ticked > TICK + ASLEEP:
            self._seen = None  # whatever it is like: connections of before are gone
            self._soon()
        self._ticked = now
        self._tick = self._loop.call_later(TICK, self._clock)

    # -- what is told

    def _soon(self) -> None:
        if self._closed:
            return
        if self._pending is not None:
            self._pending.cancel()
        self._pending = self._loop.call_later(CALM, self._compare)

    def _compare(self) -> None:
        self._pending = None
        now = self._look()
        if now == self._seen and sys.platform != "win32":  # there, only addresses are told of
            return
        self._seen = now
        _log.info("the network changed")
        self._changed()


def network_now() -> object:
    """The interfaces, the ways out, our addresses of IPv6, and who resolves names."""
    try:
        interfaces = sorted(name for _, name in socket.if_nameindex() if not name.startswith(_NOT_OURS))
    except OSError:
        interfaces = []
    routes = [line.split()[:3] for line in _lines(_ROUTES) if line.split()[1:2] == ["00000000"]]
    addresses = sorted(
        line.split()[0] for line in _lines(_ADDRESSES) if line.split() and not line.split()[-1].startswith(_NOT_OURS)
    )
    return [interfaces, routes, addresses, _lines(_RESOLV)]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
