# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes what is handed out: packages, policy templates, lists of parts, checksums, signatures."""
