# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON in the database: everything that came from a server goes in and comes out again, odd as it may be."""

from __future__ import annotations

import json
from typing import Any

import orjson


def dump(value: Any) -> bytes:
    """UTF-8 JSON. Integers beyond 64 bits and lone surrogates take the slow way and survive."""
    try:
        return orjson.dumps(value)
    except (TypeError, ValueError):
        return json.dumps(value, ensure_ascii=True, default=str).encode()


def load(data: bytes | str | None) -> Any:
    """What ``dump`` wrote; None for None."""
    if data is None:
        return None
    try:
        return orjson.loads(data)
    except ValueError:
        return json.loads(data)


def text(value: str) -> str:
    """A string that SQLite can keep: lone surrogates become question marks."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()
    return value
