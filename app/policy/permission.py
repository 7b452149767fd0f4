# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Refusing what the organisation does not permit, in the service that would do it."""

from __future__ import annotations

from typing import Any

from app.errors import ErrorCode, UserError
from app.policy.keys import BoolKey, Key
from app.preferences import Preferences


def require(prefs: Preferences, key: BoolKey) -> None:
    """Raises UserError BY_POLICY (``policy``: name of the key) if the key says no."""
    if not prefs.value(key):
        raise refusal(key)


def refusal(key: Key[Any], **details: str | int | float) -> UserError:
    """The error that names the policy."""
    return UserError(ErrorCode.BY_POLICY, policy=key.name, **details)
