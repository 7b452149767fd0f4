# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages and sound files: recorded, played, and never on the disk in clear."""
