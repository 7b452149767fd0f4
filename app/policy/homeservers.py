# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which homeservers may be used."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.policy.categories.server import ALLOWED_HOMESERVERS, HOMESERVER
from app.policy.policy import Policy


def permitted(policy: Policy, server_name: str, url: str) -> bool:
    """``server_name``: of the account, or as it was typed. ``url``: where it leads.

    Whoever permits a server name also permits where that name's own .well-known document leads.
    """
    patterns = [*policy.value(ALLOWED_HOMESERVERS)]
    preset = policy.effective(HOMESERVER)
    if preset.locked:
        patterns.append(_bare(preset.value))
    if not patterns:
        return True
    names = {_bare(server_name), _host(server_name), _bare(url), _host(url)}
    return any(_matches(pattern.lower(), name) for pattern in patterns for name in names if name)


def _matches(pattern: str, name: str) -> bool:
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) and len(name) > len(pattern) - 1
    return name == pattern


def _bare(address: str) -> str:
    """Without scheme and path: host, and port if there is one."""
    return urlsplit(address if "://" in address else f"//{address}").netloc.lower()


def _host(address: str) -> str:
    return urlsplit(address if "://" in address else f"//{address}").hostname or ""
