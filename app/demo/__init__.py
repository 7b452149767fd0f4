# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private homeserver on this machine with lively rooms, to try the program without an account."""
