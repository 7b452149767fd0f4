# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding messages: what is looked for, what is found, and fetching what is not here yet."""
