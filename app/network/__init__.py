# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The connection itself as people meet it: checking it, what it needs to know, and when the network changes."""
