# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write a message."""

from ui.composer.edit import MessageEdit, local_files
from ui.composer.field import Composer

__all__ = ["Composer", "MessageEdit", "local_files"]
