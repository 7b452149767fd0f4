# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the services of a running account may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.errors import ErrorCode, UserError

if TYPE_CHECKING:
    from app.encryption import Encryption
    from app.matrix.client import MatrixClient
    from app.matrix.versions import ServerVersions
    from app.preferences import Preferences
    from app.rooms import Rooms
    from app.send_queue import SendQueue
    from app.storage import Storage
    from app.store.changes import CacheChanges
    from app.types import ConnectionState


@dataclass(slots=True)
class Context:
    """What a service may use. One for each account.

    ``storage`` has the databases, each with the thread that owns it. ``changed`` shows what was stored. ``errand`` runs
    something beside, ended with the connection; its UserErrors are logged only. ``client``: while connected;
    ``versions``: what the server can do, known soon after.
    """

    user_id: str
    device_id: str
    storage: Storage
    rooms: Rooms
    encryption: Encryption
    queue: SendQueue
    prefs: Preferences
    changed: Callable[[CacheChanges], Awaitable[None]]
    errand: Callable[[Coroutine[Any, Any, None]], None]
    connection: Callable[[], ConnectionState]
    client: MatrixClient | None = None
    versions: ServerVersions | None = None

    def online(self) -> MatrixClient:
        """The client. Raises UserError NO_NETWORK before the account is started and after it was stopped."""
        if self.client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        return self.client
