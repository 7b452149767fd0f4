# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From trouble on the wire to something a person can be told."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Mapping

import aiohttp

from app.errors import ErrorCode, UserError
from app.matrix.retry import retry_after
from crypto.types import Json

_BY_ERRCODE = {
    "M_UNKNOWN_TOKEN": ErrorCode.SIGNED_OUT,
    "M_USER_LOCKED": ErrorCode.LOCKED,
    "M_USER_DEACTIVATED": ErrorCode.DEACTIVATED,
    "M_LIMIT_EXCEEDED": ErrorCode.RATE_LIMITED,
    "M_FORBIDDEN": ErrorCode.FORBIDDEN,
    "M_GUEST_ACCESS_FORBIDDEN": ErrorCode.FORBIDDEN,
    "M_NOT_FOUND": ErrorCode.NOT_FOUND,
    "M_TOO_LARGE": ErrorCode.TOO_LARGE,
    "M_UNRECOGNIZED": ErrorCode.UNSUPPORTED_SERVER,
}


_ALERTS = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)


class NetworkError(UserError):
    """No usable answer came: nothing is known about what the server did.

    ``sent`` is False if the request certainly never reached the server.
    """

    def __init__(self, code: ErrorCode, /, *, sent: bool = True, **details: str | int | float) -> None:
        super().__init__(code, **details)
        self.sent = sent


class MatrixError(UserError):
    """The server answered, and the answer is no.

    ``errcode`` is empty if the answer was no Matrix error object; ``soft_logout``: the keys of this device stay
    useful after signing in again. ``body``: the whole answer (interactive authentication needs it), never shown.
    """

    def __init__(
        self, code: ErrorCode, /, *, status: int, body: Json | None = None, **details: str | int | float
    ) -> None:
        super().__init__(code, **details)
        self.status = status
        self.body: Json = body if body is not None else {}
        errcode = self.body.get("errcode")
        self.errcode = errcode if isinstance(errcode, str) and len(errcode) <= 100 else ""
        self.soft_logout = self.body.get("soft_logout") is True

    def __str__(self) -> str:
        return f"{self.code.value} (HTTP {self.status} {self.errcode})"


def from_status(status: int, headers: Mapping[str, str], body: Json | None) -> MatrixError:
    """The error of an answer whose status is not 2xx. ``body`` is None if it was no JSON object."""
    errcode = body.get("errcode") if body is not None else None
    errcode = errcode if isinstance(errcode, str) and len(errcode) <= 100 else ""
    if status == 429 or errcode == "M_LIMIT_EXCEEDED":
        wait = retry_after(headers, body)
        return MatrixError(
            ErrorCode.RATE_LIMITED, status=status, body=body, **({} if wait is None else {"seconds": wait})
        )
    if status >= 500:
        return MatrixError(ErrorCode.SERVER_ERROR, status=status, body=body)
    if 300 <= status < 400:  # a homeserver has no business elsewhere; never followed
        return MatrixError(ErrorCode.BAD_ANSWER, status=status, reason="redirect")
    code = _BY_ERRCODE.get(errcode)
    if code is ErrorCode.SIGNED_OUT and status != 401:
        code = None
    if code is not None:
        return MatrixError(code, status=status, body=body)
    if status == 413:
        return MatrixError(ErrorCode.TOO_LARGE, status=status, body=body)
    if errcode or (status == 401 and body is not None and "flows" in body):
        return MatrixError(ErrorCode.REFUSED, status=status, body=body, errcode=errcode)
    return MatrixError(ErrorCode.BAD_ANSWER, status=status, body=body, reason="not a Matrix error")


def from_exception(error: BaseException) -> NetworkError:
    """What an exception of the HTTP layer means."""
    if isinstance(error, NetworkError):
        return error
    if _wants_certificate(error):
        return NetworkError(ErrorCode.CLIENT_CERTIFICATE, reason="refused")
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLCertVerificationError):
        return NetworkError(ErrorCode.TLS, sent=False)
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return NetworkError(ErrorCode.TLS)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NetworkError(ErrorCode.TIMEOUT, sent=False)
    if isinstance(error, asyncio.TimeoutError | TimeoutError):
        return NetworkError(ErrorCode.TIMEOUT)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NetworkError(_connect_code(error.os_error), sent=False)
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError | ConnectionError):
        return NetworkError(ErrorCode.NO_NETWORK, reason="connection broke")
    if isinstance(error, OSError):
        return NetworkError(ErrorCode.NO_NETWORK)
    return NetworkError(ErrorCode.BAD_ANSWER, reason=type(error).__name__)


def _wants_certificate(error: BaseException | None) -> bool:
    """The server ended TLS because of our certificate, or because we showed none (RFC 8446 section 6.2)."""
    for _ in range(5):
        if isinstance(error, ssl.SSLError) and getattr(error, "reason", "") in _ALERTS:
            return True
        error = error.__cause__ or error.__context__ if error is not None else None
    return False


def _connect_code(error: OSError) -> ErrorCode:
    if isinstance(error, socket.gaierror):
        unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
        return ErrorCode.UNKNOWN_SERVER if error.errno in unknown else ErrorCode.NO_NETWORK
    if error.errno == errno.ETIMEDOUT:
        return ErrorCode.TIMEOUT
    return ErrorCode.NO_NETWORK


def refused_connection(error: BaseException) -> bool:
    """The machine is there, but nothing listens at that port."""
    return isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno == errno.ECONNREFUSED
