# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the account is managed in the browser, if it was signed in with OAuth 2.0 (MSC4191)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.context import Context
from app.errors import UserError
from app.service import Service
from app.signal import Signal

if TYPE_CHECKING:
    from app.oauth.metadata import AuthServer

_log = logging.getLogger(__name__)
_KEPT = "auth_server"


class AccountPages(Service):
    """``news``: pages came, or went. What was said last is kept, so that it is known at once."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._server: AuthServer | None = None
        self.news: Signal[None] = Signal()

    @property
    def managed(self) -> bool:
        """Devices and password are managed on these pages, and not by us."""
        return self.context.storage.session.grant is not None

    def page(self, action: str = "", device_id: str = "") -> str:
        """The address for ``action`` (``app.oauth.metadata``), else the pages' beginning; empty: there are none."""
        return self._server.page(action, device_id) if self._server is not None and self.managed else ""

    def offers(self, action: str) -> bool:
        """Whether there is a page for it."""
        return self.page(action) not in ("", self.page())

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        if kept and self.managed:
            from app.matrix.address import is_loopback
            from app.oauth import metadata

            local = is_loopback(urlsplit(storage.session.homeserver).hostname or "")
            try:
                self._server = metadata.from_json(kept, local=local)
            except UserError:
                _log.info("what was kept of the authorization server is not understood")

    def connected(self) -> None:
        """See ``Service``."""
        if self.managed:
            self.context.errand(self.refresh())

    async def refresh(self) -> None:
        """Ask again. Raises UserError."""
        from app.oauth import metadata

        storage = self.context.storage
        found = await metadata.find(self.context.online())
        if found is not None and found != self._server:
            self._server = found
            await storage.crypto.call(storage.vault.set_value, _KEPT, found.to_json())
            self.news.emit(None)
