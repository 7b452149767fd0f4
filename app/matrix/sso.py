# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single sign-on of the Client-Server API (m.login.sso, "Client login via SSO"): where the browser goes."""

from __future__ import annotations

from urllib.parse import urlencode

from app.matrix.api import path
from app.matrix.flows import SSO


def redirect_address(homeserver: str, redirect: str, provider: str = "") -> str:
    """``redirect``: where the browser comes back to, with our state in it. ``provider``: empty lets the server ask."""
    where = path("login", "sso", "redirect", *([provider] if provider else []))
    fields = {"redirectUrl": redirect, "action": "login", "org.matrix.msc3824.action": "login"}
    return f"{homeserver}{where}?{urlencode(fields)}"


def fallback_address(homeserver: str, session: str, stage: str = SSO) -> str:
    """Where a stage of user-interactive authentication is done in the browser ("Fallback")."""
    return f"{homeserver}{path('auth', stage, 'fallback', 'web')}?{urlencode({'session': session})}"
