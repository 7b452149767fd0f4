# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sign-in of the Client-Server API, "Login": with a password, or with what single sign-on brought back."""

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
from app.matrix.retry import ONCE, RetryPolicy
from app.matrix.wire import as_object, is_user_id
from app.oauth.grant import Grant
from app.oauth.tokens import Tokens, token_answer
from crypto.types import Json

_DEVICE_ID = re.compile(r"[A-Za-z0-9._~+=-]{1,255}")
TOKEN = "m.login.token"  # noqa: S105 - the name of a login type
_TRIES = RetryPolicy(attempts=3, base=0.3, rate_limit_wait=0.0, idempotent=True)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a signed-in device needs to talk to its homeserver."""

    homeserver: str
    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)  # empty: none
    expires_in: float | None = None  # seconds
    grant: Grant | None = None

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
    answer = await _login(
        homeserver,
        {
            "type": PASSWORD,
            "identifier": {"type": "m.id.user", "user": user.strip()},
            "password": password,
            "device_id": device_id or new_device_id(),
            "initial_device_display_name": device_name,
        },
        _TRIES,
        http,
    )
    return _checked(answer, homeserver, localpart, user.strip())


async def with_token(
    homeserver: Homeserver, token: str, *, device_name: str, device_id: str | None = None, http: Http | None = None
) -> Credentials:
    """Redeem the token of single sign-on, which works once. Raises UserError as ``sign_in``, DENIED."""
    try:
        answer = await _login(
            homeserver,
            {
                "type": TOKEN,
                "token": token,
                "device_id": device_id or new_device_id(),
                "initial_device_display_name": device_name,
            },
            ONCE,
            http,
        )
    except UserError as error:
        raise UserError(ErrorCode.DENIED) if error.code is ErrorCode.WRONG_PASSWORD else error from error
    return _checked(answer, homeserver, None, "")


def new_device_id() -> str:
    """Random: ours to choose, so that asking twice does not make two devices."""
    return "".join(secrets.choice(string.ascii_uppercase) for _ in range(10))


async def _login(homeserver: Homeserver, body: Json, retry: RetryPolicy, http: Http | None) -> Json:
    pool = http if http is not None else Http(connections=2)
    client = MatrixClient(homeserver.url, http=pool)
    try:
        return await client.request(
            "POST",
            path("login"),
            body=body | {"refresh_token": True},
            limit=SMALL,
            retry=retry,
            authenticated=False,
        )
    except MatrixError as error:
        raise _told(error) from error
    finally:
        if http is None:
            await pool.close()


async def refresh(client: MatrixClient, refresh_token: str) -> Tokens:
    """POST /refresh: new tokens; the old ones are good until the new ones are used. Raises UserError."""
    body: Json = {"refresh_token": refresh_token}
    answer = await client.request(
        "POST", path("refresh"), body=body, limit=SMALL, retry=RetryPolicy(attempts=2), authenticated=False
    )
    return token_answer({"token_type": "Bearer", **_renamed(answer)})


def _renamed(answer: Json) -> Json:
    """Milliseconds of the Client-Server API as the seconds of OAuth 2.0."""
    ms = answer.get("expires_in_ms")
    seconds = ms / 1000.0 if isinstance(ms, int | float) and not isinstance(ms, bool) else None
    found = {name: answer.get(name) for name in ("access_token", "refresh_token")}
    return found | {"expires_in": seconds}


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


def _checked(answer: Json, homeserver: Homeserver, localpart: str | None, asked: str) -> Credentials:
    """The answer must be about who signed in: a homeserver cannot make us somebody else (P-48)."""
    user_id, device_id = answer.get("user_id"), answer.get("device_id")
    if not is_user_id(user_id) or not isinstance(user_id, str):
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="user_id")
    if asked.startswith("@"):
        same = user_id.lower() == asked.lower()
    else:
        same = localpart is None or user_id[1:].partition(":")[0].lower() == localpart.lower()
    if not same:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="user_id")
    if not isinstance(device_id, str) or _DEVICE_ID.fullmatch(device_id) is None or set(device_id) == {"."}:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="device_id")
    tokens = token_answer({"token_type": "Bearer", **_renamed(answer)})
    _refuse_insecure(answer)
    return Credentials(homeserver.url, user_id, device_id, tokens.access_token, tokens.refresh_token, tokens.expires_in)


def _refuse_insecure(answer: Json) -> None:
    """``well_known`` of the answer is held to the rules of discovery, but not used.

    The address was found by discovery or typed by the user; a homeserver does not send its users elsewhere afterwards.
    """
    base = as_object(as_object(answer.get("well_known")).get("m.homeserver")).get("base_url")
    if isinstance(base, str) and base:
        homeserver_url(base)
