# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks the process of ``app.media.decoder`` about pictures; starts it when needed, ends it when it is stuck."""

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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.media import decoder
from app.types import Picture

_log = logging.getLogger(__name__)

MAX_FILE = 32 * 1024 * 1024
"""Bytes of a picture file that is decoded."""
TIME = 8.0
"""Seconds for one picture; a phone's photograph takes a few hundred milliseconds."""
_MAX_ANSWER = 64 * 1024 * 1024
_IDLE = 60.0  # seconds without pictures after which the process ends
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LD_LIBRARY_PATH")


class BadPicture(Exception):
    """Not a picture that we show: of another kind, too large, broken, or the decoder died of it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a picture file is, by its content. ``mimetype``: image/png, ..."""

    mimetype: str
    width: int
    height: int
    data: bytes = b""


class Pictures:
    """One process, one picture at a time. Close it when the account stops."""

    def __init__(self, *, time: float = TIME) -> None:
        self._time = time
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def look(self, data: bytes) -> Facts:
        """What it is. Raises BadPicture, as all of these do."""
        head, _ = await self._ask("look", data)
        return _facts(head)

    async def show(self, data: bytes, width: int, height: int) -> Picture:
        """The first frame, turned upright, at most ``width`` x ``height`` pixels."""
        head, blobs = await self._ask("show", data, width=width, height=height)
        picture = Picture(int(head["width"]), int(head["height"]), blobs[0])
        if len(picture.pixels) != picture.width * picture.height * 4:
            raise BadPicture("pixels are missing")
        return picture

    async def thumbnail(self, data: bytes, width: int, height: int) -> Facts:
        """A smaller picture file in ``Facts.data``: PNG if parts of it are transparent, else JPEG."""
        head, blobs = await self._ask("thumbnail", data, width=width, height=height)
        return _facts(head, blobs[0])

    async def strip(self, data: bytes) -> Facts:
        """The same picture without metadata. Moving pictures are not written anew: BadPicture."""
        head, blobs = await self._ask("strip", data)
        return _facts(head, blobs[0])

    async def _ask(self, op: str, data: bytes, **values: int) -> tuple[dict[str, Any], list[bytes]]:
        if len(data) > MAX_FILE:
            raise BadPicture("the file is too large")
        loop = asyncio.get_running_loop()
        if self._idle is not None:
            self._idle.cancel()
        try:
            return await loop.run_in_executor(
                self._thread, self._exchange, {"op": op, "size": len(data)} | values, data
            )
        except RuntimeError as error:  # closed
            raise BadPicture("closing") from error
        finally:
            self._idle = loop.call_later(_IDLE, self._rest)

    def _rest(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._thread.submit(self._end)

    async def close(self) -> None:
        """End the process."""
        if self._idle is not None:
            self._idle.cancel()
        process = self._process
        if process is not None:
            process.kill()  # whatever it is doing
        self._rest()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.shutdown)

    # -- on the thread -------------------------------------------------------------------------------------------------

    def _exchange(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        alarm = threading.Timer(self._time, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            head = json.dumps(request).encode()
            process.stdin.write(struct.pack(">I", len(head)) + head + data)
            process.stdin.flush()
            answer, blobs = _read_answer(process.stdout)
        except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
            _log.info("the picture decoder ended over a picture")
            self._end()
            raise BadPicture("the decoder gave up") from error
        finally:
            alarm.cancel()
        if "error" in answer:
            raise BadPicture(str(answer["error"])[:100])
        return answer, blobs

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", str(Path(decoder.__file__))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                creationflags=flags,
                close_fds=True,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _read_answer(source: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The other side may be in the hands of a picture: every number is checked."""
    (length,) = struct.unpack(">I", source.read(4))
    if length > 64 * 1024:
        raise ValueError("too long")
    head = json.loads(source.read(length))
    sizes = head["blobs"]
    if not isinstance(sizes, list) or len(sizes) > 2 or any(not isinstance(size, int) or size < 0 for size in sizes):
        raise ValueError("odd lengths")
    if sum(sizes) > _MAX_ANSWER:
        raise ValueError("too much")
    blobs = [source.read(size) for size in sizes]
    if [len(blob) for blob in blobs] != sizes:
        raise ValueError("cut off")
    return head, blobs


def _facts(head: dict[str, Any], data: bytes = b"") -> Facts:
    kind = head.get("format")
    if kind not in decoder.FORMATS:
        raise BadPicture("odd answer")
    return Facts(f"image/{str(kind).lower()}", int(head["width"]), int(head["height"]), data)
