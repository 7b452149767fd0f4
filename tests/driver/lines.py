# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads commands, one a line, and writes answers. Nothing that comes in ends the driver but ``stop`` and the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from app.errors import UserError
from tests.driver.commands import Commands, NotAvailable

_log = logging.getLogger(__name__)
Json = dict[str, Any]


class Lines:
    """Answers go out whole, one a line, whichever task writes them."""

    def __init__(self, commands: Commands, out: TextIO) -> None:
        self._commands = commands
        self._out = out
        self._tasks: set[asyncio.Task[None]] = set()
        self.stopped = asyncio.Event()

    def write(self, value: Json) -> None:
        self._out.write(json.dumps(value, ensure_ascii=True, default=str) + "\n")
        self._out.flush()

    def take(self, line: str) -> None:
        """One line of input; garbage is answered too."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            request = None
        if not isinstance(request, dict):
            self.write({"id": None, "ok": False, "error": "not a JSON object"})
            return
        task = asyncio.get_running_loop().create_task(self._answer(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: Json) -> None:
        number, name, arguments = request.get("id"), request.get("cmd"), request.get("args", {})
        answer: Json
        try:
            if not isinstance(name, str) or not isinstance(arguments, dict):
                raise NotAvailable("a command has a cmd and args")
            answer = {"id": number, "ok": True, "result": await self._commands.run(name, arguments)}
        except UserError as error:
            details = " ".join(f"{key}={value}" for key, value in error.details.items())
            answer = {"id": number, "ok": False, "error": f"{error.code.value} {details}".strip()}
        except NotAvailable as error:
            answer = {"id": number, "ok": False, "error": str(error)}
        except TimeoutError as error:
            answer = {"id": number, "ok": False, "error": f"timeout {error}".strip()}
        except (KeyError, TypeError, ValueError) as error:
            answer = {"id": number, "ok": False, "error": f"bad arguments: {type(error).__name__} {error}"}
        except asyncio.CancelledError:
            self.write({"id": number, "ok": False, "error": "stopped"})
            raise
        except Exception as error:
            _log.exception("a command failed")
            answer = {"id": number, "ok": False, "error": f"{type(error).__name__}: {error}"}
        self.write(answer)
        if name == "stop":
            self.stopped.set()

    async def finish(self) -> None:
        """End what is still running, then the account."""
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._commands.close()


def read_input(loop: asyncio.AbstractEventLoop, lines: Lines) -> None:
    """Feed standard input to ``lines`` from a thread of its own: a pipe on every system can be read like that."""

    def body() -> None:
        # Not through ``sys.stdin``: a thread that waits in there holds a lock the interpreter wants at its end.
        rest = b""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            while piece := os.read(0, 1 << 16):
                *whole, rest = (rest + piece).split(b"\n")
                for raw in whole:
                    text = raw.decode("utf-8", "replace").strip()
                    if text:
                        loop.call_soon_threadsafe(lines.take, text)
            loop.call_soon_threadsafe(lines.stopped.set)

    threading.Thread(target=body, name="input", daemon=True).start()


def own_output() -> TextIO:
    """Standard output for answers alone: whatever else prints goes to standard error."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return out


async def serve(profile: Path, passphrase: str, *, classic: bool) -> None:
    """Until ``stop`` or the end of the input."""
    commands = Commands(profile, passphrase, classic=classic)
    lines = Lines(commands, own_output())
    commands.tell = lines.write
    read_input(asyncio.get_running_loop(), lines)
    await lines.stopped.wait()
    await lines.finish()
