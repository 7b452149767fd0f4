# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with OAuth 2.0 (Client-Server API, "OAuth 2.0 API"), and what the browser brings back."""
