# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""With what a locked window is opened."""

from __future__ import annotations

from enum import StrEnum

MIN_CODE = 6
"""Characters of an unlock code."""
MIN_KINDS = 3
"""Different ones among them."""


class Means(StrEnum):
    """With what a locked window is opened."""

    NONE = "none"  # it cannot be locked
    CODE = "code"
    PASSPHRASE = "passphrase"  # noqa: S105
