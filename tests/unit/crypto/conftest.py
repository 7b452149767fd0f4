# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the engine's tests."""

import sys

from tests.support.engine import world

__all__ = ["world"]

collect_ignore = [] if sys.platform == "linux" else ["test_oracle.py"]  # libolm is for Linux only
