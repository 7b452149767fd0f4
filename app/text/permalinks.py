# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links to people, rooms and messages: https://matrix.to/#/... and matrix: (Matrix specification, "URIs").

The same shape with another prefix, as ``https://chat.amt.example/#/room/...``, is what an authority's own web client
uses for its links; ``prefixes`` names those that are understood too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote

MATRIX_TO = "https://matrix.to/#/"
_SIGILS = {"u": "@", "user": "@", "r": "#", "room": "#", "roomid": "!", "e": "$", "event": "$"}
_USER = re.compile(r"@[^\s:\x00-\x1f]{1,250}:[^\s/\x00-\x1f]{1,250}")
_ROOM = re.compile(r"#[^\s:\x00-\x1f]{1,250}:[^\s/\x00-\x1f]{1,250}|![^\s/\x00-\x1f]{1,254}")
_EVENT = re.compile(r"\$[^\s\x00-\x1f]{1,254}")
_SERVER = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]{0,229}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_LONGEST = 255  # bytes of an id
_MAX = 4000
_MAX_VIA = 10


@dataclass(frozen=True, slots=True)
class MatrixLink:
    """``target``: a user id, an alias or a room id. ``event``: a message in that room. ``via``: servers to ask."""

    target: str
    event: str = ""
    via: tuple[str, ...] = ()

    @property
    def user(self) -> bool:
        return self.target.startswith("@")


def parse(address: str, prefixes: Sequence[str] = ()) -> MatrixLink | None:
    """What a link leads to; None if it is none of these. Never raises."""
    if len(address) > _MAX:
        return None
    for prefix in (MATRIX_TO, "http://matrix.to/#/", *(_whole(prefix) for prefix in prefixes if prefix)):
        if address.lower().startswith(prefix.lower()):
            return _in_path(address[len(prefix) :])
    scheme, colon, rest = address.partition(":")
    return _in_uri(rest) if colon and scheme.lower() == "matrix" else None


def _is_server(text: str) -> bool:
    """A server name (appendices, "Server Name")."""
    return _SERVER.fullmatch(text) is not None


def _whole(prefix: str) -> str:
    """``https://chat.amt.example`` or with ``/#/`` at its end, as it stands before a link's target."""
    return prefix.rstrip("/").removesuffix("/#").rstrip("/") + "/#/"


def _in_path(rest: str) -> MatrixLink | None:
    """After the prefix: ``@user:server``, ``#alias:server/$event?via=...``; also ``user/@...`` and ``room/#...``."""
    path, _, query = rest.partition("?")
    parts = [unquote(part) for part in path.split("/")]
    if parts and parts[0] in ("user", "room"):
        parts = parts[1:]
    # An event id of old room versions may hold a slash; what follows the room is one thing.
    return _link(parts[0] if parts else "", "/".join(parts[1:]), query)


def _in_uri(rest: str) -> MatrixLink | None:
    """``u/user:server``, ``r/alias:server/e/event?via=...``, ``roomid/...``."""
    path, _, query = rest.partition("?")
    query = query.partition("#")[0]
    parts = [unquote(part) for part in path.removeprefix("//").split("/")]
    if len(parts) < 2 or parts[0] not in _SIGILS or parts[0] in ("e", "event"):
        return None
    event = ""
    if len(parts) >= 4 and parts[2] in ("e", "event"):
        event = "$" + "/".join(parts[3:])
    return _link(_SIGILS[parts[0]] + parts[1], event, query)


def _link(target: str, event: str, query: str) -> MatrixLink | None:
    # Nothing that cannot be seen, or turns the direction of what stands beside it.
    if not target.isprintable() or not event.isprintable() or max(len(target.encode()), len(event.encode())) > _LONGEST:
        return None
    if target[:1] != "!" and not _is_server(target.partition(":")[2]):
        return None
    if _USER.fullmatch(target):
        return None if event else MatrixLink(target)
    if not _ROOM.fullmatch(target) or (event and not _EVENT.fullmatch(event)):
        return None
    try:
        given = parse_qs(query, max_num_fields=50).get("via", [])
    except ValueError:
        given = []
    servers = dict.fromkeys(server for server in given if _is_server(server))
    return MatrixLink(target, event, tuple(servers)[:_MAX_VIA])


def link_to(target: str, event: str = "", via: Sequence[str] = (), prefix: str = "") -> str:
    """The https://matrix.to link that all programs understand; with ``prefix`` that of an authority's web client."""
    path = quote(target, safe="") + (f"/{quote(event, safe='')}" if event else "")
    servers = "&".join(f"via={quote(server, safe='')}" for server in via)
    start = MATRIX_TO if not prefix else _whole(prefix) + ("user/" if target.startswith("@") else "room/")
    return start + path + (f"?{servers}" if servers and not target.startswith("@") else "")
