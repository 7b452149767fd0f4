# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a formatted text names: links to people (specification, appendices "matrix.to navigation", "Matrix URI scheme").

Works on the output of ``app.text.markup.sanitize`` only.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

_USER = re.compile(r"@[^:\x00\s]*:[^\x00\s]+")
_LINK = re.compile(r'<a href="([^"]*)"')
_TO = re.compile(r"https?://matrix\.to/#/([^/?]+)/?(?:\?.*)?", re.IGNORECASE)
_URI = re.compile(r"matrix:(?:u|user)/([^/?#]+)(?:[?#].*)?", re.IGNORECASE)
MAX_PEOPLE = 50
"""Different people in one text; further links stay links."""


def person_of(address: str) -> str | None:
    """The user id that an address stands for; None if it stands for something else."""
    if (match := _TO.fullmatch(address)) is not None:
        user = unquote(match[1])
    elif (match := _URI.fullmatch(address)) is not None:
        user = "@" + unquote(match[1])
    else:
        return None
    return user if len(user) <= 255 and _USER.fullmatch(user) is not None and user.isprintable() else None


def people_in(clean: str) -> list[str]:
    """The user ids that safe HTML links to, each once."""
    if "matrix" not in clean:
        return []
    found: dict[str, None] = {}
    for match in _LINK.finditer(clean):
        user = person_of(html.unescape(match[1]))
        if user is not None:
            found[user] = None
            if len(found) >= MAX_PEOPLE:
                break
    return list(found)
