# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The version of the program; the same stands in ``pyproject.toml``."""

VERSION = "0.1.0"
