# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encrypted files: ``database`` opens them, the other modules are the tables of the encryption engine."""
