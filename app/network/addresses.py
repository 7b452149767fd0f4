# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses of this computer."""

from __future__ import annotations

import socket
from contextlib import suppress


def own_addresses() -> list[str]:
    """The addresses from which this computer would reach others. Nothing is sent: the addresses asked for are those of
    documentation (RFC 5737, RFC 3849)."""
    found = []
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 53))
            found.append(str(probe.getsockname()[0]))
    return found
