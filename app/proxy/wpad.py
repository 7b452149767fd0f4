# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a proxy script may be by name alone (WPAD by DNS): only in the domains that this computer is set up for.

Nothing above them is asked: who registers ``wpad`` in a larger domain would get all connections.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path

_DOMAIN = re.compile(r"(?=.{3,200}$)[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.I)
MAX_DOMAINS = 6


def addresses(resolv: Path = Path("/etc/resolv.conf"), own_name: str | None = None) -> list[str]:
    """Of the script, in the order in which to try them. May take a moment: use a thread."""
    try:
        text = resolv.read_text("utf-8", "replace")
    except OSError:
        text = ""
    own_name = socket.getfqdn() if own_name is None else own_name
    return [f"http://wpad.{domain}/wpad.dat" for domain in domains(text, own_name)]


def domains(resolv: str, own_name: str) -> list[str]:
    """The search list of the system, then the domain of this computer's name. Of two labels at least."""
    found: list[str] = []
    for line in resolv.splitlines():
        word, *names = line.split()[:20] or [""]
        if word in ("search", "domain"):
            found = names  # the last one counts, resolv.conf(5)
    found = [*found, own_name.partition(".")[2]]
    sound = [name.rstrip(".").lower() for name in found if _DOMAIN.fullmatch(name.rstrip("."))]
    return list(dict.fromkeys(name for name in sound if name != "localdomain"))[:MAX_DOMAINS]
