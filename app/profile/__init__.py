# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is kept on this machine: the folder, its lock, the key, the databases and the settings.

Imports no Qt, no ``nio`` and no ``aiohttp``: all of it runs before the first window is painted.
"""
