# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity, devices and trust in the window: what is offered when, and the dialogs that do it."""
