# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may stand in a log. Everything that could be content, a name, a key or a token is replaced.

The rule is about types, because content has no pattern: of a log call's arguments only numbers, enumeration values,
types and ``None`` are written as they are, and text only if it is a word of the protocol or of our own enumerations
(an error code, an event type, an HTTP method, the fixed parts of a request path). Any other text becomes a short hash,
equal for equal texts within one run of the program and worthless afterwards. The texts of exceptions are never written,
only their types and places.
"""

from __future__ import annotations

import enum
import hashlib
import re
import secrets
import traceback
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from app.errors import ErrorCode
from app.types import Link, Membership, SendState
from crypto.types import ShieldCode, UtdCause

_OWN_WORDS = frozenset(
    str(member.value) for kind in (ErrorCode, Link, Membership, SendState, UtdCause, ShieldCode) for member in kind
)
_SALT = secrets.token_bytes(16)

_PROTOCOL_WORD = re.compile(
    r"M_[A-Z_]{2,40}"  # error codes
    r"|(m|org\.matrix|io\.element|de\.bwi)(\.[a-z][a-z0-9_]{0,30}){1,6}"  # event types
    r"|GET|PUT|POST|DELETE|HEAD|OPTIONS"
)
_PATH_WORD = re.compile(
    r"_matrix|_synapse|\.well-known|v\d{1,2}|r0|[a-z][a-zA-Z_]{1,30}|(m|org\.matrix)\.[a-z0-9_.]{1,60}"
)
_SIGILS = {"@": "user", "!": "room", "$": "event", "#": "alias", "+": "group"}


def fingerprint(text: str | bytes) -> str:
    """Eight characters that stand for ``text`` in this run only."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return hashlib.blake2b(raw, key=_SALT, digest_size=4).hexdigest()


def redact(value: Any) -> Any:
    """``value`` as it may be written to the log: a number, ``None``, or a text without content."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return _redact_text(value)
    if isinstance(value, type):
        return value.__qualname__
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes #{fingerprint(bytes(value))}"
    if isinstance(value, list | tuple | set | frozenset | dict):
        return f"{type(value).__name__} of {len(value)}"
    return f"<{type(value).__qualname__}>"


def describe(error: BaseException) -> str:
    """The type of an exception, with its error code if it has one; never its text."""
    name = type(error).__qualname__
    code = getattr(error, "code", None)
    if isinstance(code, enum.Enum):
        return f"{name}({code.value})"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}(errno {error.errno})"
    return name


def describe_traceback(error: BaseException, trace: TracebackType | None) -> str:
    """Where an exception came from and what caused it: types, files, lines and functions. No values, no texts."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(("  caused by " if len(seen) > 1 else "  ") + describe(current))
        for frame, line in traceback.walk_tb(trace if current is error else current.__traceback__):
            code = frame.f_code
            lines.append(f"    {place(code.co_filename, line)} {code.co_name}")
        if isinstance(current, BaseExceptionGroup):
            lines.extend(f"    with {describe(inner)}" for inner in current.exceptions)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def place(file: str, line: int | None) -> str:
    """``package/module.py:12``: the last three parts of a path, so that the name of a home folder does not show."""
    return "/".join(file.replace("\\", "/").rsplit("/", 3)[-3:]) + f":{line or 0}"


def _redact_text(text: str) -> str:
    if not text:
        return '""'
    if text in _OWN_WORDS or _PROTOCOL_WORD.fullmatch(text):
        return str(text)
    if text.startswith(("/_matrix/", "/_synapse/", "/.well-known/")):
        return _redact_path(text)
    if text.startswith(("http://", "https://")):
        parts = urlsplit(text)
        return f"{parts.scheme}://#{fingerprint(parts.netloc)}{_redact_path(parts.path)}"
    kind = _SIGILS.get(text[0], "") if ":" in text or text[0] == "$" else ""
    return f"{kind}#{fingerprint(text)}"


def _redact_path(path: str) -> str:
    """Keep the fixed words of a request path; ids, keys and the query go."""
    segments = path.split("?", 1)[0].split("/")
    return "/".join(part if not part or _PATH_WORD.fullmatch(part) else "*" for part in segments)
