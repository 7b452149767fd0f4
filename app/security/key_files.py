# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key file: written and read in a thread of its own, in slices; giving up leaves no half file behind."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.security.interface import OnProgress, Progress
from crypto.exported_session import ExportedSession
from crypto.key_export import Cancelled, KeyFileError, export_sessions, import_sessions

T = TypeVar("T")
_log = logging.getLogger(__name__)
_SLICE = 200


async def export_keys(desk: Desk, path: Path, passphrase: str, on_progress: OnProgress | None) -> int:
    """Write all keys to ``path``, which appears when it is complete. Raises UserError KEY_FILE (``unwritable``)."""
    if not passphrase:
        raise UserError(ErrorCode.WEAK_PASSPHRASE)
    total = (await desk.call(desk.engine.backup)).total
    return await _in_thread(lambda tell, gone: _write(desk, path, passphrase, total, tell, gone), on_progress)


async def import_keys(desk: Desk, path: Path, passphrase: str, on_progress: OnProgress | None) -> int:
    """Take in the keys of a file; gives how many were of use. Raises UserError KEY_FILE (problem)."""
    imported = await _in_thread(lambda tell, gone: _read(desk, path, passphrase, tell, gone), on_progress)
    desk.encryption.poke()
    return imported


async def _in_thread(work: Callable[[OnProgress, Callable[[], bool]], int], on_progress: OnProgress | None) -> int:
    loop = asyncio.get_running_loop()
    gone = threading.Event()

    def tell(progress: Progress) -> None:
        if on_progress is not None:
            loop.call_soon_threadsafe(on_progress, progress)

    def guarded() -> int:
        try:
            return work(tell, gone.is_set)
        except KeyFileError as error:
            raise UserError(ErrorCode.KEY_FILE, problem=error.problem.value) from error
        except Cancelled as error:
            raise UserError(ErrorCode.CANCELLED) from error

    task = asyncio.ensure_future(asyncio.to_thread(guarded))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        gone.set()
        with suppress(UserError):
            await task
        raise


def _write(desk: Desk, path: Path, passphrase: str, total: int, tell: OnProgress, cancelled: Callable[[], bool]) -> int:
    count = 0

    def sessions() -> Iterator[ExportedSession]:
        nonlocal count
        after: int | None = 0
        while after is not None:
            batch, after = desk.storage.crypto.run(desk.engine.export_slice, after)
            for session in batch:
                count += 1
                yield session
            tell(Progress(count, total))

    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in export_sessions(sessions(), passphrase, cancelled=cancelled):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        _log.warning("a key file cannot be written: %s", type(error).__name__)
        raise UserError(ErrorCode.KEY_FILE, problem="unwritable") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return count


def _read(desk: Desk, path: Path, passphrase: str, tell: OnProgress, cancelled: Callable[[], bool]) -> int:
    done = imported = 0
    pending: list[ExportedSession] = []

    def flush() -> None:
        nonlocal imported
        count, changes = desk.storage.crypto.run(desk.engine.import_keys, pending)
        desk.from_thread(changes)
        imported += count
        pending.clear()
        tell(Progress(done, None, imported))

    try:
        with path.open("rb") as file:
            for session in import_sessions(file, passphrase, cancelled=cancelled):
                done += 1
                if isinstance(session, ExportedSession):
                    pending.append(session)
                if len(pending) >= _SLICE:
                    flush()
            flush()
    except OSError as error:
        raise UserError(ErrorCode.KEY_FILE, problem="unreadable") from error
    return imported
