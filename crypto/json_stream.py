# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Objects out of a JSON text that is too long to hold, such as a backup of 100,000 keys.

The text is fed in pieces; every container at a chosen depth comes out as soon as it is complete. What lies between
them is not kept. Memory is bounded by one container, whatever the text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

# A complete string, a bracket, colon or comma, or the start of a string whose end has not come yet.
_TOKEN: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|"', re.DOTALL)


class MalformedJson(ValueError):
    """The text is no JSON of the expected shape, ends too early, or exceeds a bound."""


class JsonStream:
    """Splits a JSON text into the containers at nesting ``depth`` (the outermost container has depth 1).

    Each comes as ``(keys, value)``: the object keys on the way to it (None for an array), and the parsed container,
    or the exception object if this one alone is malformed.
    """

    def __init__(self, depth: int, *, max_container: int = 256 * 1024, max_depth: int = 16) -> None:
        self._depth = depth
        self._max_container = max_container
        self._max_depth = max_depth
        self._stack: list[int] = []  # opening brackets
        self._keys: list[str | None] = []  # the key at which each open container stands now
        self._last: bytes = b""  # the last string, which is a key if a colon follows
        self._buffer = b""
        self._position = 0
        self._start: int | None = None  # where the container being collected begins
        self._finished = False

    def feed(self, data: bytes) -> Iterator[tuple[tuple[str | None, ...], Any]]:
        """Take the next piece of the text and yield what it completes.

        Raises:
            MalformedJson: from here on nothing more can be read.
        """
        self._drop_consumed()
        self._buffer += data
        while True:
            match = _TOKEN.search(self._buffer, self._position)
            if match is None:
                self._position = len(self._buffer)
                break
            token = match.group()
            if token == b'"':
                self._position = match.start()
                break
            self._position = match.end()
            yield from self._take(token, match.start())
        pending = len(self._buffer) - (self._start if self._start is not None else self._position)
        if pending > self._max_container:
            raise MalformedJson("a single value is too large")

    def finish(self) -> None:
        """Tell that the text has ended.

        Raises:
            MalformedJson: it has not, as far as brackets go.
        """
        if not self._finished:
            raise MalformedJson("the text is cut off")

    def _drop_consumed(self) -> None:
        begin = self._start if self._start is not None else self._position
        self._buffer = self._buffer[begin:]
        self._position -= begin
        if self._start is not None:
            self._start = 0

    def _take(self, token: bytes, begin: int) -> Iterator[tuple[tuple[str | None, ...], Any]]:
        kind = token[0]
        if kind in b"{[":
            if self._finished or len(self._stack) >= self._max_depth:
                raise MalformedJson("nested too deeply" if self._stack else "more than one value")
            self._stack.append(kind)
            self._keys.append(None)
            if len(self._stack) == self._depth:
                self._start = begin
        elif kind in b"}]":
            # An opening bracket is one (brace: two) below its closing one in ASCII.
            if not self._stack or kind - self._stack[-1] != 2:
                raise MalformedJson("brackets do not match")
            if len(self._stack) == self._depth and self._start is not None:
                yield tuple(self._keys[:-1]), self._parse(self._buffer[self._start : self._position])
                self._start = None
            self._stack.pop()
            self._keys.pop()
            self._finished = not self._stack
        elif kind == ord('"'):
            self._last = token
        elif kind == ord(":") and self._stack and len(self._stack) < self._depth:
            try:
                self._keys[-1] = orjson.loads(self._last)
            except orjson.JSONDecodeError as error:
                raise MalformedJson("bad key") from error

    def _parse(self, data: bytes) -> Any:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            return error
