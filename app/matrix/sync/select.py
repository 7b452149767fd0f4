# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which transport to use."""

from __future__ import annotations

from collections.abc import Mapping

from app.matrix.client import MatrixClient
from app.matrix.sync.classic import ClassicTransport
from app.matrix.sync.sliding import SlidingTransport
from app.matrix.sync.types import SyncTransport
from app.matrix.versions import ServerVersions


def select_transport(
    client: MatrixClient, versions: ServerVersions, tokens: Mapping[str, str], *, classic: bool = False
) -> SyncTransport:
    """Sliding sync where the server offers it to this user, else (or if ``classic``) GET /sync.

    ``tokens``: everything that earlier batches asked to store (``EncryptionSync.tokens`` from ``crypto.db`` and
    ``RoomsSync.tokens`` from ``cache.db``; of a name in both, the one from ``cache.db``). Tokens of the other transport
    are ignored: changing over starts from scratch.
    """
    path = versions.sliding_sync
    if path is None or classic:
        return ClassicTransport(client, tokens)
    return SlidingTransport(client, path, tokens)
