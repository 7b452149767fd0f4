# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Becoming a signed-in device: what comes out is kept in the profile's vault before anybody uses it."""

from __future__ import annotations

import sys

from app.errors import ErrorCode, UserError
from app.maintenance import refuse_if_blocked
from app.matrix import login
from app.matrix.client import MatrixClient
from app.matrix.discovery import discover, named_server
from app.matrix.http import Http
from app.policy.homeservers import permitted
from app.policy.network import Network
from app.profile.profile import Profile
from app.store.vault import Session, Vault
from app.worker import Worker


async def with_password(
    profile: Profile, server: str, user: str, password: str, device_name: str = ""
) -> tuple[Session, Worker]:
    """Sign in with a password; gives the kept session, and the worker that may use the crypto store from now on.

    ``server``: a server name, address or user id. A device that the server signed out softly keeps its keys.
    Raises UserError NOT_PERMITTED, and as ``app.matrix.discovery`` and ``app.matrix.login`` do.
    """
    if not permitted(profile.policy, named_server(server), ""):
        raise UserError(ErrorCode.NOT_PERMITTED)
    worker = Worker("crypto")
    try:
        vault = Vault(profile.crypto)
        known = await worker.call(vault.session)
        pool = Http(connections=4, network=Network.of(profile.policy))
        try:
            homeserver = await discover(server, http=pool)
            await refuse_if_blocked(MatrixClient(homeserver.url, http=pool))
            credentials = await login.sign_in(
                homeserver,
                user,
                password,
                device_name=device_name or default_device_name(),
                device_id=known.device_id if known is not None else None,
                http=pool,
            )
        finally:
            await pool.close()
        if known is not None and known.user_id != credentials.user_id:
            raise UserError(ErrorCode.REFUSED, errcode="another user")
        session = Session(
            credentials.homeserver,
            credentials.user_id,
            credentials.device_id,
            credentials.access_token,
            known.display_name if known is not None else "",
        )
        await worker.call(vault.save_session, session)
    except BaseException:
        worker.post(profile.crypto.release)
        worker.stop(0)
        raise
    return session, worker


def default_device_name() -> str:
    """What others see of this device in their list, if the user gives it no name."""
    system = {"win32": "Windows", "darwin": "macOS"}.get(sys.platform, "Linux")
    return f"BundesMessenger Desktop ({system})"
