# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures of the attacks through what messages hold."""

from __future__ import annotations

from tests.attacks.app.conftest import scene
from tests.support.account_world import people

__all__ = ["people", "scene"]
