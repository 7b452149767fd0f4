# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The log: what happened, without saying what was said, by whom, or with which keys.

Loggers named ``app.*``, ``ui.*`` and ``crypto.*`` are ours: constant messages with arguments, which are redacted
(``app.redaction``). Everybody else's messages may hold anything, so only their place in the code is written.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import threading
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from app.redaction import describe_traceback, place, redact
from app.version import VERSION

LEVELS = ("debug", "info", "warning", "error")
FILE_NAME = "bundesmessenger.log"
CRASH_NAME = "crash.log"
_FILE_BYTES = 2_500_000  # twice: the current file and the one before, five megabytes together
_DATED = re.compile(r"\d{4}-\d\d-\d\d ")
_OURS = frozenset({"app", "ui", "crypto"})
_log = logging.getLogger(__name__)


class RedactingFormatter(logging.Formatter):
    """Turns a record into lines without content. Nothing else ever writes a record."""

    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record)
        lines = [f"{when} {record.levelname:<7} {record.name} {self._message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines.append(describe_traceback(record.exc_info[1], record.exc_info[2]))
        return "\n".join(lines)

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.split(".", 1)[0] not in _OURS or not isinstance(record.msg, str):
            return f"at {place(record.pathname, record.lineno)}"
        if not record.args:
            return record.msg
        values: Any
        if isinstance(record.args, dict) and "%(" in record.msg:
            values = {name: redact(value) for name, value in record.args.items()}
        else:  # logging unpacks a dict that is the only argument
            arguments = record.args if isinstance(record.args, tuple) else (record.args,)
            values = tuple(redact(value) for value in arguments)
        try:
            return str(record.msg % values)
        except (TypeError, ValueError):  # %d of something that had to be redacted
            return f"{record.msg} {tuple(values.values()) if isinstance(values, dict) else values}"


def configure(level: str, *, stream: TextIO | None = None) -> None:
    """Set up logging without a file: warnings to ``stream``, and everything if ``level`` is debug.

    Also catches what nobody caught, on every thread. Call it once, before anything can log.
    """
    logging.raiseExceptions = False  # an error while logging would print the arguments to stderr
    root = logging.getLogger()
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
    number = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(number, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(number)
    if stream is not None:
        root.addHandler(_prepared(logging.StreamHandler(stream), _on_terminal(number)))
    else:
        root.addHandler(logging.NullHandler())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def log_to(folder: Path, days: int = 0) -> None:
    """Also write to ``folder`` (made with mode 0700), in files of mode 0600 that rotate at five megabytes together.

    ``days``: older lines are removed, now and on each new day; 0: none are.

    A crash of the interpreter leaves the places in the code of all threads in ``crash.log``. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / FILE_NAME
    _private(file)
    if days:
        forget_older(folder, days)
    handler = KeptLog(file, days)
    logging.getLogger().addHandler(_prepared(handler, logging.DEBUG))
    crash = folder / CRASH_NAME
    _private(crash)
    faulthandler.enable(crash.open("a", encoding="utf-8"))  # stays open as long as the process lives
    _log.info("version %d.%d.%d on Python %d.%d.%d", *map(int, VERSION.split(".")), *sys.version_info[:3])


class KeptLog(RotatingFileHandler):
    """Rotates by size, and forgets what is older than ``days`` when a new day begins."""

    def __init__(self, file: Path, days: int) -> None:
        super().__init__(file, maxBytes=_FILE_BYTES, backupCount=1, encoding="utf-8", errors="replace")
        self._days = days
        self._today = _today()

    def emit(self, record: logging.LogRecord) -> None:
        if self._days and _today() != self._today:
            self._today = _today()
            self.acquire()
            try:
                self.close()
                forget_older(Path(self.baseFilename).parent, self._days)
                self.stream = self._open()
            except OSError:
                self.handleError(record)
            finally:
                self.release()
        super().emit(record)


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def forget_older(folder: Path, days: int) -> None:
    """Remove lines of the log, and reports of crashes, that are older than so many days. Raises OSError.

    What follows a line without a time of its own belongs to it.
    """
    limit = time.strftime("%Y-%m-%d", time.localtime(time.time() - days * 86_400))
    for file in folder.glob(f"{FILE_NAME}*"):
        lines = file.read_text("utf-8", errors="replace").splitlines(keepends=True)
        kept = next((n for n, line in enumerate(lines) if _DATED.match(line) and line[:10] >= limit), len(lines))
        if kept:
            _private(made := file.with_name(f"{file.name}.new"))
            made.write_text("".join(lines[kept:]), "utf-8")
            made.replace(file)
    crash = folder / CRASH_NAME
    if crash.is_file() and crash.stat().st_mtime < time.time() - days * 86_400:
        crash.unlink()


def _on_terminal(level: int) -> int:
    return level if level == logging.DEBUG else max(level, logging.WARNING)


def _prepared(handler: logging.Handler, level: int) -> logging.Handler:
    handler.setFormatter(RedactingFormatter())
    handler.setLevel(level)
    return handler


def _private(file: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("not caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not issubclass(arguments.exc_type, SystemExit):
        information = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        _log.critical("not caught in a thread", exc_info=information)


def _unraisable(arguments: sys.UnraisableHookArgs) -> None:
    if arguments.exc_value is not None:
        information = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        _log.error("could not be raised", exc_info=information)
