# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A second start of the program brings the window of the first to the front.

The first one listens on a Unix domain socket (Windows: a named pipe). Where, and a random secret that callers have to
know, stands in ``instance.json``, which only this user can read. All that is said over it is "come to the front",
with the token by which a Wayland or X11 desktop lets a window come forward, and a link to open, which is taken for
what it is: text from outside. No network is involved.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from app.profile import folder as names
from app.profile.files import write_private

_log = logging.getLogger(__name__)

_MAX_PATH = 100  # a socket address holds 108 bytes on Linux, 104 on macOS, with the final zero
_MAX_TOKEN = 500
_MAX_LINK = 4000
_MAX_MESSAGE = 5000
_RAISE = b"raise "
_STOP = b"stop"
_ASK = b"about "
_MAX_ANSWER = 4096
_AGAIN = 0.1  # seconds between two tries


class RaiseServer:
    """Calls ``callback`` with the caller's desktop token (may be empty) for each later start of the same profile.

    ``opened`` gets the link that it was started with, if any. ``about`` tells other accounts of the same person whose
    this one is, and whether a link leads into it (``app.accounts``). They run on a thread of this server: hand over to
    your own. Needs the profile's lock to be held.
    """

    def __init__(
        self,
        folder: Path,
        callback: Callable[[str], None],
        opened: Callable[[str], None] = lambda _link: None,
        about: Callable[[str], dict[str, Any]] = lambda _link: {},
    ) -> None:
        self._about = about
        self._callback = callback
        self._opened = opened
        self._secret = secrets.token_bytes(32)
        self._instance = folder / f"{names.INSTANCE}.json"
        self._own_folder: Path | None = None
        self._listener = Listener(self._address(folder), authkey=self._secret)
        address = str(self._listener.address)
        write_private(
            self._instance,
            json.dumps({"address": address, "secret": self._secret.hex(), "pid": os.getpid()}).encode(),
        )
        self._thread = threading.Thread(target=self._serve, name="raise", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and remove the traces."""
        if self._thread.is_alive():
            # If the profile was removed, nobody can reach us any more, and the thread ends with the program.
            with contextlib.suppress(Exception):
                _say(str(self._listener.address), self._secret, _STOP)
                self._thread.join(2)
        with contextlib.suppress(OSError):
            self._listener.close()
        self._instance.unlink(missing_ok=True)
        if self._own_folder is not None:
            shutil.rmtree(self._own_folder, ignore_errors=True)

    def _address(self, folder: Path) -> str | None:
        if sys.platform == "win32":
            return None  # a random pipe name
        socket = folder / f"{names.INSTANCE}.sock"
        if len(os.fsencode(socket)) > _MAX_PATH:
            runtime = os.environ.get("XDG_RUNTIME_DIR")
            parent = runtime if runtime and len(os.fsencode(runtime)) < _MAX_PATH - 40 else None
            self._own_folder = Path(tempfile.mkdtemp(prefix="bundesmessenger-", dir=parent))  # mode 0700
            socket = self._own_folder / "sock"
        socket.unlink(missing_ok=True)  # left by a crash; the lock says that nobody listens on it
        return str(socket)

    def _answer(self, link: str) -> bytes:
        try:
            answer = json.dumps(self._about(link)).encode()
        except Exception:
            _log.exception("telling about this account failed")
            answer = b"{}"
        return answer if len(answer) <= _MAX_ANSWER else b"{}"

    def _serve(self) -> None:
        while True:
            try:
                with self._listener.accept() as connection:
                    message = connection.recv_bytes(_MAX_MESSAGE)
                    if message.startswith(_ASK):
                        connection.send_bytes(self._answer(message[len(_ASK) :].decode("utf-8", "ignore")))
                        continue
            except Exception:  # a caller without the secret, or one that went away
                _log.info("a caller was turned away")
                continue
            if message == _STOP:
                return
            if message.startswith(_RAISE):
                try:
                    token, _, link = message[len(_RAISE) :].decode("utf-8", "ignore").partition("\n")
                    self._callback(token.encode("ascii", "ignore").decode())
                    if link and link.isprintable():
                        self._opened(link)
                except Exception:
                    _log.exception("coming to the front failed")


def ask_first(folder: Path, link: str = "", timeout: float = 1.5) -> dict[str, Any] | None:
    """What the process that holds this profile tells about itself; None if none does. ``timeout`` in seconds."""
    instance = _instance(folder)
    if instance is None:
        return None
    address, secret, _pid = instance
    told: list[dict[str, Any]] = []
    done = threading.Event()

    def ask() -> None:
        with contextlib.suppress(Exception):
            connection: Connection[Any, Any] = Client(address, authkey=secret)
            with connection:
                known = link.isprintable() and len(link.encode()) <= _MAX_LINK
                connection.send_bytes(_ASK + (link.encode() if known else b""))
                answer = json.loads(connection.recv_bytes(_MAX_ANSWER))
                if isinstance(answer, dict):
                    told.append(answer)
        done.set()

    threading.Thread(target=ask, name="ask-first", daemon=True).start()
    done.wait(timeout)
    return told[0] if told else None


def _instance(folder: Path) -> tuple[str, bytes, int] | None:
    try:
        instance: Any = json.loads((folder / f"{names.INSTANCE}.json").read_bytes())
        return str(instance["address"]), bytes.fromhex(instance["secret"]), int(instance["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def raise_first(folder: Path, link: str = "", timeout: float = 3.0, *, patience: float = 0.0) -> bool:
    """Ask the process that holds this profile to show its window, and to open ``link``.

    False if it did not take it up in ``timeout`` s. ``patience``: for so many seconds it may still be starting, and not
    listen yet; for who knows that there is one.
    """
    end = time.monotonic() + patience
    while not _raise(folder, link, timeout):
        if time.monotonic() >= end:
            return False
        time.sleep(_AGAIN)
    return True


def _raise(folder: Path, link: str, timeout: float) -> bool:
    instance = _instance(folder)
    if instance is None:
        return False
    address, secret, pid = instance
    token = os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or ""
    message = _RAISE + token.encode("ascii", "ignore").replace(b"\n", b"")[:_MAX_TOKEN]
    if link and link.isprintable() and len(link.encode()) <= _MAX_LINK:
        message += b"\n" + link.encode()
    heard = False
    done = threading.Event()

    def ask() -> None:
        nonlocal heard
        with contextlib.suppress(Exception):  # nobody there any more, or someone else is
            _allow_foreground(pid)
            _say(address, secret, message)
            heard = True
        done.set()

    # On a thread, because a first process that hangs would let us hang as well.
    threading.Thread(target=ask, name="raise-first", daemon=True).start()
    done.wait(timeout)
    return heard


def _say(address: str, secret: bytes, message: bytes) -> None:
    connection: Connection[Any, Any] = Client(address, authkey=secret)
    with connection:
        connection.send_bytes(message)


def _allow_foreground(pid: int) -> None:
    """Windows lets only the program in use hand the front to another one."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)
