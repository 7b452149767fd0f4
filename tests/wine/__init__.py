# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tests with the Python and the libraries of Windows, in Wine: ``python -m tests.wine``."""
