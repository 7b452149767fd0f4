# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The fixtures of the engine's tests."""

from tests.support.engine import world

__all__ = ["world"]
