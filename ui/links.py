# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses inside plain text: found, and shown for what they are before they are opened.

Only ``https``, ``http`` and ``mailto`` become links; every other scheme stays text.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_LINKS = 100  # in one message; the rest stays text
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"`{}|\\^\u200e\u200f\u202a-\u202e\u2066-\u2069]{2,2000}", re.IGNORECASE)
_MAIL = re.compile(
    r"\bmailto:[^\s<>\"]{3,320}|(?<![\w.+/@-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}\b(?![:/])", re.IGNORECASE
)
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Link:
    """``start``/``end``: character offsets in the text; ``target``: the address to open."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Target:
    """What an address is. ``host`` as it is asked for in the network (punycode). ``odd``: worth a warning."""

    scheme: str
    host: str
    address: str
    odd: bool


def _trim(text: str) -> str:
    while text:
        last = text[-1]
        if last in ".,;:!?'\"*_~…“”„»«›‹" or (last in _PAIRS and text.count(last) > text.count(_PAIRS[last])):
            text = text[:-1]
        else:
            break
    return text


def find_links(text: str) -> list[Link]:
    """In order, not overlapping."""
    found: list[Link] = []
    taken = -1
    matches = sorted([*_URL.finditer(text), *_MAIL.finditer(text)], key=lambda m: m.start())
    for match in matches:
        if match.start() < taken or len(found) >= MAX_LINKS:
            continue
        shown = _trim(match.group())
        lower = shown.lower()
        if lower.startswith("www."):
            target = "https://" + shown
        elif lower.startswith(("http://", "https://", "mailto:")):
            target = shown
        else:
            target = "mailto:" + shown
        if examine(target) is None:
            continue
        found.append(Link(match.start(), match.start() + len(shown), target))
        taken = match.start() + len(shown)
    return found


def examine(address: str) -> Target | None:
    """What the address really leads to; None if it may not be opened."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme == "mailto":
        mail = parts.path
        return Target(scheme, mail.rsplit("@", 1)[-1], address, not mail.isascii()) if "@" in mail else None
    if scheme not in ("http", "https"):
        return None
    shown = parts.hostname or ""
    try:
        host = shown if shown.isascii() else shown.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not host or not re.fullmatch(r"[a-z0-9._:\-\[\]]+", host):
        return None
    if "." not in host and host != "localhost" and ":" not in host:
        return None
    odd = bool(parts.username or parts.password) or host != shown.lower() or scheme == "http" or "xn--" in host
    try:
        ipaddress.ip_address(host)
        odd = True
    except ValueError:
        pass
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    return Target(scheme, host, address, odd)
