# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Qt window."""

import builtins

import PySide6.QtCore  # noqa: F401  (before the next line, which undoes something it does)

# For a feature that we do not use (snake_case names) PySide6 looks through the source of every module imported after
# it, and the source stays in memory: 15 MB, and a tenth of the time of all imports.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
