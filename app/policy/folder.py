# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where profile and log live, if the organisation settles it."""

from __future__ import annotations

import os
from pathlib import Path

from app.policy.categories.storage import PROFILE_FOLDER
from app.policy.categories.support import LOG_FOLDER
from app.policy.policy import Policy
from app.profile.folder import LOG, locate


def profile_folder(policy: Policy, named: str | None) -> Path:
    """The folder of the policy, else the one meant by ``--profile``. Absolute; it need not exist."""
    settled = policy.value(PROFILE_FOLDER)
    return locate(os.path.expandvars(settled) if settled else named)


def log_folder(policy: Policy, profile: Path) -> Path:
    """The folder of the policy, else ``log`` in the profile."""
    settled = policy.value(LOG_FOLDER)
    return locate(os.path.expandvars(settled)) if settled else profile / LOG
