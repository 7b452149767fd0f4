# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the account keeps on disk: ``cache.db`` (rooms and messages) and its own tables in ``crypto.db`` (the vault)."""
