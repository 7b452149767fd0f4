# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The homeserver of one account: a matrix-nio client with one request path.

Everything that leaves for the homeserver goes through ``MatrixClient.exchange``: there the token is added, the status
is looked at, and trouble becomes ``UserError``. matrix-nio brings its builders (``nio.Api``) and response classes;
its encryption, store and sync loop are off.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

import aiohttp
import orjson

from app.errors import ErrorCode, UserError
from app.matrix.address import homeserver_url
from app.matrix.errors import MatrixError, NetworkError, from_status
from app.matrix.http import KIB, MIB, Body, Http, Timeouts, read, read_json
from app.matrix.plain_nio import nio
from app.matrix.retry import PATIENT, RetryPolicy
from app.matrix.wire import BadJson, parse_array, parse_object
from crypto.types import Json

T = TypeVar("T")
_log = logging.getLogger(__name__)

NORMAL = Timeouts()
ANSWER_LIMIT = 16 * MIB
ERROR_LIMIT = 64 * KIB
_TROUBLE = frozenset({ErrorCode.SERVER_ERROR, ErrorCode.BAD_ANSWER, ErrorCode.SIGNED_OUT, ErrorCode.LOCKED})


@dataclass(frozen=True, slots=True)
class Answer:
    """A 2xx answer. ``size``: bytes of the body after decompression."""

    status: int
    body: Json
    size: int


class TokenSource(Protocol):
    """Access tokens that change while the client lives."""

    @property
    def renewable(self) -> bool: ...

    async def current(self) -> str:
        """The one to use now. Raises UserError if there is none."""
        ...

    async def renew(self, refused: str, *, gone: bool = False) -> None:
        """Have another one than ``refused``. Raises UserError: MatrixError SIGNED_OUT if there will be none.

        ``gone``: the server said that it does not know the device any more.
        """
        ...


class MatrixClient(nio.AsyncClient):  # type: ignore[misc]
    """One signed-in device (or, without a token, somebody about to sign in) at one homeserver.

    ``on_trouble`` hears of every request that the network or the server failed (also ones that are tried again), of
    SIGNED_OUT and LOCKED; ``on_success`` of every request that the homeserver answered like a homeserver. Both are
    called on the event loop's thread.
    """

    def __init__(
        self,
        homeserver: str,
        user_id: str = "",
        device_id: str = "",
        access_token: str = "",
        *,
        http: Http | None = None,
        on_trouble: Callable[[UserError], None] | None = None,
        on_success: Callable[[], None] | None = None,
    ) -> None:
        """Raises UserError (INSECURE_ADDRESS, NOT_MATRIX) if ``homeserver`` is not an address to send a token to."""
        base = homeserver_url(homeserver)
        config = nio.AsyncClientConfig(store=None, encryption_enabled=False, store_sync_tokens=False)
        super().__init__(base, user_id, device_id, store_path="", config=config)
        self.user_id = user_id
        self.access_token = access_token
        self._base = base
        self._http = http if http is not None else Http()
        self.on_trouble = on_trouble
        self.on_success = on_success
        self.tokens: TokenSource | None = None
        """Takes the place of ``access_token``, if there is one."""
        self.confirmations: dict[str, str] = {}
        """Sessions of user-interactive authentication that go on in the browser, by what they are for."""
        self.requests = 0
        self.bytes_in = 0

    def __repr__(self) -> str:
        return f"<MatrixClient {self._base} {self.user_id} {self.device_id}>"

    # -- the one way out ---------------------------------------------------------------------------------------------

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        query: Mapping[str, str | int | bool | None] | None = None,
        timeout: Timeouts = NORMAL,
        limit: int = ANSWER_LIMIT,
        retry: RetryPolicy = PATIENT,
        authenticated: bool = True,
    ) -> Json:
        """The JSON object that the homeserver answers with 2xx.

        ``path`` starts with ``/_matrix/`` and is percent-encoded; None values of ``query`` are left out; ``limit``:
        bytes of the answer after decompression. Raises NetworkError, MatrixError (both UserError) and CancelledError.
        """
        answer = await self.ask(
            method,
            path,
            body=body,
            query=query,
            timeout=timeout,
            limit=limit,
            retry=retry,
            authenticated=authenticated,
        )
        return answer.body

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | bytes | None = None,
        query: Mapping[str, str | int | bool | None] | None = None,
        timeout: Timeouts = NORMAL,
        limit: int = ANSWER_LIMIT,
        retry: RetryPolicy = PATIENT,
        authenticated: bool = True,
    ) -> Answer:
        """Like ``request``, with status and size."""

        async def consume(response: aiohttp.ClientResponse) -> Answer:
            value, size = await read_json(response, limit, parse_object)
            self.bytes_in += size
            return Answer(response.status, value, size)

        data = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        return await self.exchange(
            method,
            path + _query(query),
            data=data,
            headers={} if data is None else {"Content-Type": "application/json"},
            timeout=timeout,
            retry=retry,
            authenticated=authenticated,
            consume=consume,
        )

    async def ask_list(
        self, method: str, path: str, *, timeout: Timeouts = NORMAL, limit: int = ANSWER_LIMIT
    ) -> list[Any]:
        """Like ``request``, for the few endpoints that answer an array."""

        async def consume(response: aiohttp.ClientResponse) -> list[Any]:
            value, size = await read_json(response, limit, parse_array)
            self.bytes_in += size
            return value

        return await self.exchange(method, path, timeout=timeout, consume=consume)

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        consume: Callable[[aiohttp.ClientResponse], Awaitable[T]],
        data: Body | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: Timeouts = NORMAL,
        retry: RetryPolicy = PATIENT,
        authenticated: bool = True,
    ) -> T:
        """Send, and send again as ``retry`` allows; ``consume`` reads a 2xx answer. ``data`` as a stream: only once."""
        _check_path(path)
        repeatable = retry.idempotent if retry.idempotent is not None else method in ("GET", "HEAD", "PUT", "DELETE")
        if data is not None and not isinstance(data, bytes):
            retry, repeatable = RetryPolicy(attempts=1, rate_limit_wait=0.0), False
        failures = 0
        waited = 0.0
        renewed = False
        end = time.monotonic() + retry.begin_within
        while True:
            token = ""
            try:
                if authenticated:
                    token = self.access_token if self.tokens is None else await self.tokens.current()
                result = await self._once(method, path, consume, data, headers or {}, timeout, token)
            except UserError as error:
                if self.tokens is not None and token and not renewed and self._outlived(error):
                    renewed = True
                    gone = not getattr(error, "soft_logout", False)
                    await self._renew(token, once=data is not None and not isinstance(data, bytes), gone=gone)
                    continue
                self._tell(error)
                if error.code is ErrorCode.RATE_LIMITED:
                    pause = float(error.details.get("seconds", retry.pause(failures + 1)))
                    waited += max(pause, 0.05)  # a limit of no time at all must not become a loop without pause
                    if waited > retry.rate_limit_wait:
                        raise
                    await asyncio.sleep(max(pause, 0.05))
                    continue
                failures += 1
                if failures >= retry.attempts or time.monotonic() > end or not _worth_another_try(error, repeatable):
                    raise
                _log.info("%s %s failed (%s), trying again", method, _loggable(path), error.code.value)
                await asyncio.sleep(retry.pause(failures))
            else:
                if self.on_success is not None:
                    self.on_success()
                return result

    async def _once(
        self,
        method: str,
        path: str,
        consume: Callable[[aiohttp.ClientResponse], Awaitable[T]],
        data: Body | None,
        headers: Mapping[str, str],
        timeout: Timeouts,
        token: str,
    ) -> T:
        async def check(response: aiohttp.ClientResponse) -> T:
            if not 200 <= response.status < 300:
                raise await _refusal(response)
            return await consume(response)

        all_headers = {"Accept": "application/json", **headers}
        if token:
            all_headers["Authorization"] = f"Bearer {token}"
        self.requests += 1
        return await self._http.exchange(
            method, self._base + path, headers=all_headers, data=data, timeouts=timeout, consume=check
        )

    def _outlived(self, error: UserError) -> bool:
        return error.code is ErrorCode.SIGNED_OUT and self.tokens is not None and self.tokens.renewable

    async def _renew(self, refused: str, *, once: bool, gone: bool) -> None:
        """Another token, so that the request can be sent again; ``once``: its body is gone, begin anew."""
        assert self.tokens is not None
        try:
            await self.tokens.renew(refused, gone=gone)
            if once:
                raise NetworkError(ErrorCode.NO_NETWORK, reason="the token has ended")
        except UserError as error:
            self._tell(error)
            raise

    def _tell(self, error: UserError) -> None:
        if isinstance(error, NetworkError) or error.code in _TROUBLE:
            if self.on_trouble is not None:
                self.on_trouble(error)
        elif self.on_success is not None:
            self.on_success()

    @property
    def http(self) -> Http:
        """The connections, for what is not of the homeserver's API (.well-known)."""
        return self._http

    async def close(self) -> None:
        """Close all connections; requests under way end with an error."""
        await self._http.close()

    def forget_proxies(self) -> None:
        """The network changed: look at the system's proxy settings again."""
        self._http.forget_proxies()

    # -- matrix-nio's own ways out, led back to ours -------------------------------------------------------------------

    async def _send(
        self,
        response_class: Any,
        method: str,
        path: str,
        data: Any = None,
        response_data: tuple[Any, ...] | None = None,
        content_type: str | None = None,
        trace_context: Any = None,
        data_provider: Any = None,
        timeout: float | None = None,
        content_length: int | None = None,
        save_to: Any = None,
    ) -> Any:
        """What matrix-nio's methods call. Errors are raised as UserError, never returned as error responses."""
        if data_provider is not None or save_to is not None or issubclass(response_class, nio.FileResponse):
            self._refuse()
        body = data.encode() if isinstance(data, str) else data
        if body is not None and not isinstance(body, bytes):
            self._refuse()
        answer = await self.ask(method, _without_token(path), body=body)
        return response_class.from_dict(answer.body, *(response_data or ()))

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RuntimeError("not available: use app.matrix.api, app.matrix.media and app.matrix.sync")

    async def send(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    async def room_send(self, *args: Any, **kwargs: Any) -> NoReturn:
        """matrix-nio would send clear text into encrypted rooms here."""
        self._refuse()

    async def sync(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    async def sync_forever(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    async def mxc_to_http(self, *args: Any, **kwargs: Any) -> NoReturn:
        """matrix-nio would put the access token into the address here."""
        self._refuse()


async def _refusal(response: aiohttp.ClientResponse) -> MatrixError:
    """The error of a response that is not 2xx; whatever its body is, the status counts."""
    if 300 <= response.status < 400:
        return from_status(response.status, response.headers, None)
    try:
        body: Json | None = parse_object(await read(response, ERROR_LIMIT))
    except (TimeoutError, BadJson, UserError, aiohttp.ClientError, OSError):
        body = None
    return from_status(response.status, response.headers, body)


def _worth_another_try(error: UserError, repeatable: bool) -> bool:
    if isinstance(error, NetworkError):
        return error.code in (ErrorCode.NO_NETWORK, ErrorCode.TIMEOUT, ErrorCode.UNKNOWN_SERVER) and (
            repeatable or not error.sent
        )
    return error.code is ErrorCode.SERVER_ERROR and repeatable


def _query(query: Mapping[str, str | int | bool | None] | None) -> str:
    if not query:
        return ""
    pairs = [
        (key, ("true" if value else "false") if isinstance(value, bool) else str(value))
        for key, value in query.items()
        if value is not None
    ]
    return "?" + urlencode(pairs) if pairs else ""


def _without_token(path: str) -> str:
    """matrix-nio's builders write the access token into the query."""
    route, _, query = path.partition("?")
    pairs = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key != "access_token"]
    return f"{route}?{urlencode(pairs)}" if pairs else route


def _check_path(path: str) -> None:
    route = path.partition("?")[0]
    if not route.startswith("/_matrix/") or not path.isascii() or not path.isprintable() or "#" in path or " " in path:
        raise UserError(ErrorCode.INTERNAL, reason="not a path of the Matrix API")
    if any(segment in (".", "..") for segment in route.lower().replace("%2e", ".").split("/")):
        raise UserError(ErrorCode.INTERNAL, reason="dot segments in a path")


def _loggable(path: str) -> str:
    """The first parts of a path, which name the endpoint but no room and no person."""
    return "/".join(path.partition("?")[0].split("/")[:5])
