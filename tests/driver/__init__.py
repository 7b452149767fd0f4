# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One real account, driven by JSON lines: what tests from outside use. Never shipped."""
