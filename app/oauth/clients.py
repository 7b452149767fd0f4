# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""As whom the authorization servers know us: one client id for each issuer, kept in the vault. On the crypto thread."""

from __future__ import annotations

from app.store.vault import Vault

_NAME = "oauth_clients"


def known(vault: Vault, issuer: str) -> str:
    """The client id; empty: none yet."""
    found = (vault.value(_NAME) or {}).get(issuer)
    return found if isinstance(found, str) else ""


def remember(vault: Vault, issuer: str, client_id: str) -> None:
    vault.set_value(_NAME, (vault.value(_NAME) or {}) | {issuer: client_id})


def forget(vault: Vault, issuer: str) -> None:
    """The server does not know us any more, or perhaps not: begin as somebody new."""
    kept = vault.value(_NAME) or {}
    if kept.pop(issuer, None) is not None:
        vault.set_value(_NAME, kept)
