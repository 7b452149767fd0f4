# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Canonical JSON: the one byte string of a JSON value that signatures are made over (specification, appendices)."""

from __future__ import annotations

from typing import Any

import orjson

MAX_INT = 2**53 - 1
MAX_DEPTH = 100


class NotCanonical(ValueError):
    """The value has no canonical form: a fraction, a number out of range, broken text, or too deep."""


def canonical_json(value: Any) -> bytes:
    """UTF-8, keys sorted by code point, no white space, integers from -(2**53)+1 to 2**53-1. Raises NotCanonical.

    A float without a fraction is the integer it stands for (``1e10`` in the text of a JSON document).
    """
    try:
        return orjson.dumps(_checked(value, 0), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotCanonical(str(error)) from None


def _checked(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise NotCanonical("nested too deeply")
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, float):
        if not value.is_integer():
            raise NotCanonical("a number with a fraction")
        value = int(value)
    if isinstance(value, int):
        if not -MAX_INT <= value <= MAX_INT:
            raise NotCanonical("a number out of range")
        return value
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key that is not text")
        return {key: _checked(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(item, depth + 1) for item in value]
    raise NotCanonical(f"no JSON type: {type(value).__name__}")
