# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Talks to a process of ``app.media.decoder``: starts it when needed, ends it when it is stuck, dead or idle."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import struct
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, Protocol

from app.media import decoder
from app.media.windows_job import Job
from crypto.attachments import BadAttachment

_log = logging.getLogger(__name__)

_MAX_HEAD = 64 * 1024
_MAX_ANSWER = 96 * 1024 * 1024
_MAX_BLOBS = 256
_IDLE = 60.0  # seconds without work after which the process ends
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")


_MAX_PIECE = 1024 * 1024  # bytes that a decoder may ask for at once


class Readable(Protocol):
    """A file of which any part can be read, on another thread. ``read`` raises OSError, BadAttachment."""

    size: int

    def read(self, offset: int, size: int) -> bytes: ...

    def close(self) -> None: ...


class DecoderFailed(Exception):
    """The decoder does not take this, or it died of it."""


class DecoderProcess:
    """One process, one request at a time. ``role``: pictures, or one of ``decoder.ROLES``. Close it at the end."""

    def __init__(self, role: str, *, time: float, idle: float = _IDLE) -> None:
        """``time``: seconds for one request."""
        self._role = role
        self._time = time
        self._idle_after = idle
        self._thread = ThreadPoolExecutor(1, role)
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Job | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def ask(
        self, op: str, data: bytes = b"", source: Readable | None = None, **values: int | float | str
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The answer, and the bytes that belong to it. ``source``: what the decoder may read in parts meanwhile.

        Raises DecoderFailed.
        """
        loop = asyncio.get_running_loop()
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await loop.run_in_executor(
                self._thread, self._exchange, {"op": op, "size": len(data)} | values, data, source
            )
        except RuntimeError as error:  # closed
            raise DecoderFailed("closing") from error
        finally:
            self._idle = loop.call_later(self._idle_after, self._rest)

    def _rest(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._thread.submit(self._end)

    async def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._idle is not None:
            self._idle.cancel()
        process = self._process
        if process is not None:
            process.kill()
        self._rest()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)
        if self._idle is not None:
            self._idle.cancel()

    # -- on the thread -------------------------------------------------------------------------------------------------

    def _exchange(
        self, request: dict[str, Any], data: bytes, source: Readable | None
    ) -> tuple[dict[str, Any], list[bytes]]:
        try:
            process = self._start()
        except OSError as error:
            raise DecoderFailed("not started") from error
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = threading.Timer(self._time, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            head = json.dumps(request).encode()
            process.stdin.write(struct.pack(">I", len(head)) + head)
            process.stdin.write(data)
            process.stdin.flush()
            answer, blobs = _read_answer(process.stdout)
            while source is not None and "need" in answer:
                process.stdin.write(_piece(source, answer["need"]))
                process.stdin.flush()
                answer, blobs = _read_answer(process.stdout)
        except (OSError, ValueError, KeyError, TypeError, RecursionError, struct.error, BadAttachment) as error:
            _log.info("a decoder ended over what it was given")
            self._end()
            raise DecoderFailed("the decoder gave up") from error
        finally:
            alarm.cancel()
        if "error" in answer:
            raise DecoderFailed(str(answer["error"])[:100])
        return answer, blobs

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            process = self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", str(Path(decoder.__file__)), self._role],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                close_fds=True,
            )
            try:
                self._job = Job(int(getattr(process, "_handle", 0)), decoder.MEMORY)
            except OSError:
                self._end()  # unconfined it gets nothing
                raise
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        job, self._job = self._job, None
        if job is not None:
            job.close()
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _piece(source: Readable, need: object) -> bytes:
    """What a decoder asks for, with its length before it. Raises ValueError for an odd wish."""
    if not isinstance(need, list) or len(need) != 2 or any(type(number) is not int for number in need):
        raise ValueError("odd wish")
    offset, size = need
    if not (0 <= offset < 2**53 and 0 < size <= _MAX_PIECE):
        raise ValueError("odd wish")
    piece = source.read(offset, size)
    return struct.pack(">I", len(piece)) + piece


def _read_answer(source: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The other side may be in the hands of a picture: every number is checked."""
    (length,) = struct.unpack(">I", source.read(4))
    if length > _MAX_HEAD:
        raise ValueError("too long")
    head = json.loads(source.read(length))
    sizes = head["blobs"]
    if (
        not isinstance(sizes, list)
        or len(sizes) > _MAX_BLOBS
        or any(not isinstance(size, int) or isinstance(size, bool) or size < 0 for size in sizes)
    ):
        raise ValueError("odd lengths")
    if sum(sizes) > _MAX_ANSWER:
        raise ValueError("too much")
    blobs = [source.read(size) for size in sizes]
    if [len(blob) for blob in blobs] != sizes:
        raise ValueError("cut off")
    return head, blobs
