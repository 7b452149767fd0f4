# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Password sign-in (Client-Server API, "Login")."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass, field

from app.errors import ErrorCode, UserError
from app.matrix.address import homeserver_url
from app.matrix.api import SMALL, path
from app.matrix.client import MatrixClient
from app.matrix.discovery import PASSWORD, Homeserver
from app.matrix.errors import MatrixError, NetworkError
from app.matrix.http import Http
from app.matrix.retry import RetryPolicy
from app.matrix.wire import as_object, is_user_id
from crypto.types import Json

_DEVICE_ID = re.compile(r"[A-Za-z0-9._~+=-]{1,255}")
_TOKEN = re.compile(r"[!-~]{1,8192}")
_TRIES = RetryPolicy(attempts=3, base=0.3, rate_limit_wait=0.0, idempotent=True)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a signed-in device needs to talk to its homeserver."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str = field(repr=False)

    def client(self, http: Http | None = None) -> MatrixClient:
        return MatrixClient(self.homeserver, self.user_id, self.device_id, self.access_token, http=http)


async def sign_in(
    homeserver: Homeserver,
    user: str,
    password: str,
    *,
    device_name: str,
    device_id: str | None = None,
    http: Http | None = None,
) -> Credentials:
    """``user``: a user id or its localpart. ``device_id``: of a device that was signed out but kept its keys.

    The device id is ours to choose (random), so that asking twice does not make two devices.
    Raises UserError: WRONG_PASSWORD, DEACTIVATED, LOCKED, RATE_LIMITED (seconds), BAD_USER_ID, UNSUPPORTED_SERVER,
    BAD_ANSWER (the answer is about somebody else, or not harmless), INSECURE_ADDRESS, network trouble.
    """
    localpart = _localpart(user, homeserver)
    if not homeserver.password_login:
        raise UserError(ErrorCode.UNSUPPORTED_SERVER)
    chosen = device_id or "".join(secrets.choice(string.ascii_uppercase) for _ in range(10))
    pool = http if http is not None else Http(connections=2)
    client = MatrixClient(homeserver.url, http=pool)
    try:
        answer = await client.request(
            "POST",
            path("login"),
            body={
                "type": PASSWORD,
                "identifier": {"type": "m.id.user", "user": user.strip()},
                "password": password,
                "device_id": chosen,
                "initial_device_display_name": device_name,
            },
            limit=SMALL,
            retry=_TRIES,
            authenticated=False,
        )
    except MatrixError as error:
        raise _told(error) from error
    finally:
        if http is None:
            await pool.close()
    return _checked(answer, homeserver, localpart, user.strip())


def _localpart(user: str, homeserver: Homeserver) -> str:
    user = user.strip()
    if user.startswith("@"):
        if not is_user_id(user):
            raise UserError(ErrorCode.BAD_USER_ID)
        return user[1:].partition(":")[0]
    if not user or ":" in user or "/" in user or not user.isprintable() or len(user) > 200:
        raise UserError(ErrorCode.BAD_USER_ID)
    return user


def _told(error: MatrixError) -> UserError:
    if error.code is ErrorCode.FORBIDDEN:
        return UserError(ErrorCode.WRONG_PASSWORD)
    if error.errcode in ("M_INVALID_USERNAME", "M_INVALID_PARAM"):
        return UserError(ErrorCode.BAD_USER_ID)
    if error.errcode == "M_UNKNOWN" and error.status == 400:
        return UserError(ErrorCode.UNSUPPORTED_SERVER)  # "bad login type" has no errcode of its own
    return error


def _checked(answer: Json, homeserver: Homeserver, localpart: str, asked: str) -> Credentials:
    """The answer must be about who signed in: a homeserver cannot make us somebody else (P-48)."""
    user_id, device_id, token = answer.get("user_id"), answer.get("device_id"), answer.get("access_token")
    if not is_user_id(user_id) or not isinstance(user_id, str):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="user_id")
    if asked.startswith("@"):
        same = user_id.lower() == asked.lower()
    else:
        same = user_id[1:].partition(":")[0].lower() == localpart.lower()
    if not same:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="user_id")
    if not isinstance(device_id, str) or _DEVICE_ID.fullmatch(device_id) is None or set(device_id) == {"."}:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="device_id")
    if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="access_token")
    _refuse_insecure(answer)
    return Credentials(homeserver.url, user_id, device_id, token)


def _refuse_insecure(answer: Json) -> None:
    """``well_known`` of the answer is held to the rules of discovery, but not used.

    The address was found by discovery or typed by the user; a homeserver does not send its users elsewhere afterwards.
    """
    base = as_object(as_object(answer.get("well_known")).get("m.homeserver")).get("base_url")
    if isinstance(base, str) and base:
        homeserver_url(base)
