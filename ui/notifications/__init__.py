# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How people are told of what is new: the desktop's notifications, the tray, the taskbar, a sound."""
