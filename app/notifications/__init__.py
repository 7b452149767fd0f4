# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people are told of: push rules, levels of rooms, and notifications of what is new."""
