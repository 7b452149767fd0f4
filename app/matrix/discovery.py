# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From what a person types to a homeserver that we can talk to (Client-Server API, "Server Discovery")."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import aiohttp

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.address import homeserver_url, is_loopback
from app.matrix.client import MatrixClient
from app.matrix.errors import MatrixError, NetworkError, refused_connection
from app.matrix.flows import PASSWORD, SSO, Flows, Provider, login_flows
from app.matrix.http import KIB, Http, Timeouts, read
from app.matrix.retry import RetryPolicy
from app.matrix.versions import ServerVersions
from app.matrix.wire import BadJson, as_object, is_server_name, is_user_id, parse_object
from app.oauth.metadata import AuthServer
from app.oauth.metadata import find as find_auth_server
from crypto.types import Json

__all__ = ["PASSWORD", "Homeserver", "discover", "named_server"]
_log = logging.getLogger(__name__)

WELL_KNOWN = "/.well-known/matrix/client"
WELL_KNOWN_LIMIT = 50 * KIB
REDIRECTS = 5  # the specification lets .well-known redirect, and nothing else
PATIENCE = RetryPolicy(attempts=2, base=0.2, rate_limit_wait=10.0)  # somebody waits for the answer
_QUICK = Timeouts(connect=10.0, read=15.0, total=20.0)


@dataclass(frozen=True, slots=True)
class Homeserver:
    """``url``: base URL without a slash at the end. ``server_name``: what was asked for; it may differ from the host.

    ``user_id``: if a whole user id was typed. ``flows``: types of sign-in, with the ``providers`` of single sign-on.
    ``auth``: where to sign in with OAuth 2.0; ``compatible_sso``: single sign-on is only another way to the same.
    """

    url: str
    server_name: str
    versions: ServerVersions
    flows: tuple[str, ...]
    user_id: str | None = None
    providers: tuple[Provider, ...] = ()
    compatible_sso: bool = False
    auth: AuthServer | None = None

    @property
    def password_login(self) -> bool:
        return PASSWORD in self.flows

    @property
    def single_sign_on(self) -> bool:
        return SSO in self.flows

    @property
    def sliding_sync(self) -> bool:
        return self.versions.sliding_sync is not None


async def discover(text: str, *, http: Http | None = None) -> Homeserver:
    """``text``: a server name, a user id, a base URL or ``host:port``.

    Raises UserError: BAD_USER_ID, UNKNOWN_SERVER, NO_NETWORK, TIMEOUT, TLS, INSECURE_ADDRESS, NOT_MATRIX,
    UNSUPPORTED_SERVER, SERVER_ERROR, BAD_ANSWER, RATE_LIMITED.
    """
    pool = http if http is not None else Http(connections=4)
    try:
        asked = _understand(text)
        url, issuer = (asked.url, "") if asked.url is not None else await _base_url(pool, asked.server_name)
        return await _probe(pool, url, asked, issuer)
    finally:
        if http is None:
            await pool.close()


def named_server(text: str) -> str:
    """The server name or ``host:port`` that ``discover`` would look for. Raises UserError as it does."""
    return _understand(text).server_name


@dataclass(frozen=True, slots=True)
class _Asked:
    server_name: str
    url: str | None = None  # typed as such: no .well-known
    user_id: str | None = None


def _understand(text: str) -> _Asked:
    text = text.strip()
    if text.startswith("@"):
        if not is_user_id(text):
            raise UserError(ErrorCode.BAD_USER_ID)
        return _Asked(text.partition(":")[2], user_id=text)
    if "://" in text:
        url = homeserver_url(text)
        return _Asked(urlsplit(url).netloc, url=url)
    name = text.rstrip("/")
    try:
        name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        raise UserError(ErrorCode.UNKNOWN_SERVER) from None
    if not is_server_name(name):
        raise UserError(ErrorCode.UNKNOWN_SERVER)
    return _Asked(name)


def _host(server_name: str) -> str:
    return urlsplit(f"//{server_name}").hostname or ""


async def _base_url(pool: Http, server_name: str) -> tuple[str, str]:
    """What .well-known says, else the server name itself; with the issuer that is named there (MSC2965), or nothing.

    http only for this very machine.
    """
    scheme = "http" if is_loopback(_host(server_name)) else "https"
    plain = homeserver_url(f"{scheme}://{server_name}")
    try:
        document = await _document(pool, plain)
    except NetworkError as error:
        if error.code is ErrorCode.BAD_ANSWER or refused_connection(error.__cause__ or error):
            return plain, ""  # no web server at the bare domain, or a broken one: the homeserver may still be there
        raise
    found = _homeserver_of(document)
    issuer = as_object(document.get("org.matrix.msc2965.authentication")).get("issuer")
    return found if found is not None else plain, issuer if isinstance(issuer, str) else ""


async def well_known(pool: Http, origin: str) -> str | None:
    """``m.homeserver.base_url`` of an origin, in normal form, or None if there is no such document.

    Raises UserError: INSECURE_ADDRESS if it points to http (P-48), NOT_MATRIX if it says nonsense, network trouble.
    """
    return _homeserver_of(await _document(pool, origin))


def _homeserver_of(document: Json) -> str | None:
    section = document.get("m.homeserver")
    if section is None:
        return None
    base = as_object(section).get("base_url")
    if not isinstance(base, str):
        raise UserError(ErrorCode.NOT_MATRIX)
    return homeserver_url(base)


async def demands_key_storage(pool: Http, server_name: str, homeserver: str) -> bool:
    """Whether the server wants every account to have a key storage. Raises UserError if that cannot be found out.

    ``io.element.e2ee`` / ``secure_backup_required`` of .well-known; a homeserver on this very machine is asked itself.
    """
    document = await published(pool, server_name, homeserver, "client")
    return as_object(document.get("io.element.e2ee")).get("secure_backup_required") is True


async def published(pool: Http, server_name: str, homeserver: str, name: str) -> Json:
    """A document below ``/.well-known/matrix/`` of the server's name; a homeserver on this machine is asked itself.

    Empty if there is none. Raises UserError if that cannot be found out.
    """
    local = is_loopback(urlsplit(homeserver).hostname or "")
    origin = homeserver_url(homeserver if local else f"https://{server_name}")
    return await _document(pool, origin, WELL_KNOWN.rpartition("/")[0] + "/" + name)


async def _document(pool: Http, origin: str, path: str = WELL_KNOWN) -> Json:
    """The .well-known document of an origin; empty if there is none."""
    url = origin + path
    for _ in range(REDIRECTS + 1):
        status, target, data = await _fetch(pool, url)
        if target is not None:
            url = _redirected(url, target)
            continue
        if status != 200:
            return {}
        try:
            return parse_object(data)
        except BadJson:
            return {}
    raise NetworkError(ErrorCode.BAD_ANSWER, reason="redirects")


async def _fetch(pool: Http, url: str) -> tuple[int, str | None, bytes]:
    """(status, where it redirects to, body)."""

    async def consume(response: aiohttp.ClientResponse) -> tuple[int, str | None, bytes]:
        if response.status in (301, 302, 303, 307, 308):
            return response.status, response.headers.get("Location", ""), b""
        if response.status != 200:
            return response.status, None, b""
        return response.status, None, await read(response, WELL_KNOWN_LIMIT)

    return await pool.exchange(
        "GET", url, headers={"Accept": "application/json"}, data=None, timeouts=_QUICK, consume=consume
    )


def _redirected(url: str, target: str) -> str:
    """Where a redirect of ``url`` leads; only to https, from this machine also to this machine."""
    try:
        following = urlsplit(urljoin(url, target))
        host = following.hostname or ""
    except ValueError:
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="redirect") from None
    from_here = is_loopback(urlsplit(url).hostname or "")
    if following.scheme != "https" and not (following.scheme == "http" and from_here and is_loopback(host)):
        raise UserError(ErrorCode.INSECURE_ADDRESS, host=host)
    if not host or following.username is not None or len(target) > 2000 or not following.geturl().isascii():
        raise NetworkError(ErrorCode.BAD_ANSWER, reason="redirect")
    return following._replace(fragment="").geturl()


async def _probe(pool: Http, url: str, asked: _Asked, issuer: str) -> Homeserver:
    client = MatrixClient(url, http=pool)
    try:
        versions = await api.versions(client, retry=PATIENCE)
        flows, auth = await asyncio.gather(
            login_flows(client, retry=PATIENCE), find_auth_server(client, issuer), return_exceptions=True
        )
        if isinstance(auth, BaseException):
            if not isinstance(auth, UserError):
                raise auth
            if isinstance(flows, BaseException) or not flows.types:
                raise auth if not isinstance(flows, NetworkError) else flows
            _log.warning("what the server says of OAuth 2.0 cannot be used: %s", auth.code.value)
            auth = None
        if isinstance(flows, BaseException):
            gone = isinstance(flows, MatrixError) and flows.status in (400, 403, 404, 405, 501)
            if auth is None or not gone:
                raise flows
            flows = Flows()  # a server that leaves everything to its authorization server
    except MatrixError as error:
        raise _not_a_homeserver(error) from error
    except NetworkError as error:
        if error.code is ErrorCode.BAD_ANSWER or refused_connection(error.__cause__ or error):
            raise UserError(ErrorCode.NOT_MATRIX) from error
        raise
    return Homeserver(
        url, asked.server_name, versions, flows.types, asked.user_id, flows.providers, flows.compatible_sso, auth
    )


def _not_a_homeserver(error: MatrixError) -> UserError:
    """An error where every homeserver answers: unless it is one of Matrix, somebody else lives there."""
    if error.code in (ErrorCode.SERVER_ERROR, ErrorCode.RATE_LIMITED):
        return error
    return UserError(ErrorCode.NOT_MATRIX)
