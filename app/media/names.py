# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names for files that other people named: one part of a path, harmless on Windows and Linux, readable."""

from __future__ import annotations

import re
import unicodedata

FALLBACK = "file"
MAX_BYTES = 180
"""Of the UTF-8 name; file systems take 255, and a number may be put behind it."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}


def safe_name(name: object, fallback: str = FALLBACK) -> str:
    """A file name to save under (C-10). What a path, a device, a stream or an invisible sign would be is replaced.

    The ending stays, as long as it is one, so that what one sees is what the system will take the file for.
    """
    text = name if isinstance(name, str) else ""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    text = "".join(" " if char.isspace() else char for char in text if _visible(char))
    text = _FORBIDDEN.sub("_", text).strip(" .")
    text = _fit(re.sub(r" {2,}", " ", text)).rstrip(" .")
    if not text:
        return fallback
    if text.partition(".")[0].rstrip().lower() in _DEVICES:
        text = "_" + text
    return text


def _visible(char: str) -> bool:
    """No control, format (direction marks among them), private or unassigned characters."""
    return char.isspace() or not unicodedata.category(char).startswith("C")


def _fit(text: str) -> str:
    """At most ``MAX_BYTES``, shortened before the ending."""
    if len(text.encode()) <= MAX_BYTES:
        return text
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = text, "", ""
    room = MAX_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + ending


def numbered(name: str, number: int) -> str:
    """``name`` with a number before its ending; 0 is the name itself."""
    if number == 0:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"
