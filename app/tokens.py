# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tokens of a running account: renewed before they end, and when the server refuses one that should be good.

A server may take a refresh token only once. So there is one renewal at a time, which nobody can cancel, and what it
brings is in ``crypto.db`` before any of it is used: after a crash we have either the old tokens, which are good until
the new ones are used, or the new ones.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.oauth.clients import forget
from app.store.vault import Session
from crypto.store.errors import StoreError

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from app.oauth.tokens import Tokens
    from app.storage import Storage

_log = logging.getLogger(__name__)
EARLY = 60.0  # seconds before its end at which a token is renewed
_SHARE = 0.25  # of its life, if that is short
_PAUSE = 10.0  # seconds until it is tried again, while the token is good
_CLOSING = 15.0  # seconds that a renewal under way may take when we stop
_STRANGER = {"invalid_client", "unauthorized_client"}
_OVER = {"invalid_grant", "invalid_request", "unsupported_grant_type"} | _STRANGER


class TokenKeeper:
    """``storage.session`` has the tokens in use. ``client``: over whose connections new ones are fetched."""

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.time) -> None:
        self._storage = storage
        self._clock = clock
        self._client: MatrixClient | None = None
        self._renewal: asyncio.Task[None] | None = None
        self._unkept: Tokens | None = None  # came, and could not be stored yet
        self._over: UserError | None = None
        self._life: float | None = None
        self._gone = False
        self._not_before = 0.0  # of the monotonic clock

    def start(self, client: MatrixClient) -> None:
        self._client = client

    @property
    def _session(self) -> Session:
        return self._storage.session

    async def current(self) -> str:
        """The access token to use now. Raises UserError if it has ended and there is no other."""
        if self._over is not None:
            raise self._over
        session = self._session
        left = self._left(session)
        early = left is not None and left > 0 and time.monotonic() < self._not_before
        if session.refresh_token and left is not None and left < self._margin() and not early:
            try:
                await self.renew(session.access_token)
            except UserError:
                if left <= 0 or self._over is not None:
                    raise
                self._not_before = time.monotonic() + _PAUSE  # the token is still good: others need not wait for this
        return self._session.access_token

    async def renew(self, refused: str, *, gone: bool = False) -> None:
        """Have another access token than ``refused``. Raises MatrixError SIGNED_OUT if the server gives none, and
        UserError if it cannot be asked now.

        ``gone``: the homeserver said that the device is no more, and not only its token. Of OAuth 2.0 it knows too
        little to say so; whether the device is still there shows when somebody signs in again.
        """
        self._gone |= gone and self._session.grant is None
        from app.matrix.errors import MatrixError

        if self._session.access_token != refused:
            return
        if self._over is not None:
            raise self._over
        if not self._session.refresh_token:
            raise MatrixError(ErrorCode.SIGNED_OUT, status=401)
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.get_running_loop().create_task(self._renew(), name="renew tokens")
            self._renewal.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(self._renewal)

    @property
    def renewable(self) -> bool:
        return bool(self._session.refresh_token)

    async def close(self) -> None:
        """A renewal under way is finished, so that what it brings is kept."""
        if self._renewal is not None and not self._renewal.done():
            await asyncio.wait({self._renewal}, timeout=_CLOSING)
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        self._client = None

    def _left(self, session: Session) -> float | None:
        if session.expires_at is None:
            return None
        left = session.expires_at - self._clock()
        # A clock that was put back does not make a token live longer.
        return left if self._life is None else min(left, self._life)

    def _margin(self) -> float:
        return EARLY if self._life is None else min(EARLY, self._life * _SHARE)

    # -- the renewal

    async def _renew(self) -> None:
        from app.matrix.errors import MatrixError

        if self._unkept is None:
            try:
                self._unkept = await self._fetch(self._session)
            except MatrixError as error:
                if error.code in (ErrorCode.RATE_LIMITED, ErrorCode.SERVER_ERROR):
                    raise
                self._over = self._ended(error)
            except UserError as error:
                if getattr(error, "error", None) not in _OVER:
                    raise
                self._over = self._ended(error)
                if getattr(error, "error", None) in _STRANGER and self._session.grant is not None:
                    await self._storage.crypto.call(forget, self._storage.vault, self._session.grant.issuer)
            if self._over is not None:
                raise self._over
        tokens = self._unkept
        assert tokens is not None
        await self._keep(tokens)
        self._unkept = None
        self._gone = False

    async def _fetch(self, session: Session) -> Tokens:
        from app.matrix import login
        from app.oauth.code_grant import refresh

        client = self._client
        if client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        grant = session.grant
        if grant is None:
            return await login.refresh(client, session.refresh_token)
        return await refresh(client.http, grant.token_endpoint, grant.client_id, session.refresh_token)

    async def _keep(self, tokens: Tokens) -> None:
        """Into the store first; only then may anybody see them."""
        ends = self._clock() + tokens.expires_in if tokens.expires_in is not None else None
        changes = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token or self._session.refresh_token,
            "expires_at": ends,
        }
        storage = self._storage
        try:
            await storage.crypto.call(lambda: storage.vault.change_session(**changes))
        except StoreError as error:
            from app.profile.profile import as_user_error

            raise as_user_error(error) from error
        storage.session = replace(storage.session, **changes)  # type: ignore[arg-type]
        self._life = tokens.expires_in
        _log.info("the tokens were renewed")

    def _ended(self, error: UserError) -> UserError:
        """Unless the device is gone its keys stay: signing in again goes on with them (soft logout)."""
        from app.matrix.errors import MatrixError

        _log.warning("the server gives no new tokens: %s", getattr(error, "error", "") or error.code.value)
        body = {"errcode": "M_UNKNOWN_TOKEN", "soft_logout": not self._gone}
        return MatrixError(ErrorCode.SIGNED_OUT, status=401, body=body)
