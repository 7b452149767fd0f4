# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way to the server as people meet it: what is wrong with it, signing in at a proxy, checking it."""
