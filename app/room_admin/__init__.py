# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A room and its people: settings, roles and rights, removing, banning, knocking, replacing a room, reporting."""
