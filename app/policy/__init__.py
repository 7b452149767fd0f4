# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles: where it is read from, what it means, and whether it may be changed."""
