# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Interactive verification without input or output: messages come in, messages and outcomes go out.

Specification, module "End-to-End Encryption", section "Device verification". ``flows.Verifications`` is the way in.
"""
