# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ways to sign in at a proxy: Negotiate (Kerberos), NTLM, Basic. The strongest that both sides know is used.

On Windows the system signs in as the user who is there (SSPI); on Linux Kerberos comes from the system's GSSAPI. NTLM
without the system, and Basic, need what the user said once.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.proxy.errors import ProxyLogin
from app.proxy.hop import Hop
from app.proxy.secrets import Secret, Secrets, of_proxy

_log = logging.getLogger(__name__)

NEGOTIATE, NTLM, BASIC = "negotiate", "ntlm", "basic"
AUTOMATIC, NONE = "automatic", "none"
_TOKEN = re.compile(r"[A-Za-z0-9+/=._~-]*")


@dataclass(frozen=True, slots=True)
class Offer:
    """One way that a proxy offers; ``token``: what it says in the middle of signing in."""

    scheme: str
    token: str = ""

    @staticmethod
    def parse(header: str) -> list[Offer]:
        """Of one ``Proxy-Authenticate`` header, which may name several."""
        found: list[Offer] = []
        for part in re.split(r",\s*(?=[A-Za-z][A-Za-z0-9-]*(?:\s|,|$))", header[:20_000]):
            scheme, _, rest = part.strip().partition(" ")
            token = rest.strip()
            if scheme:
                found.append(Offer(scheme.lower(), token if _TOKEN.fullmatch(token) else ""))
        return found


class Login(Protocol):
    """Signing in on one connection."""

    scheme: str
    secret: Secret | None

    def step(self, token: str | None) -> str | None:
        """The next value of ``Proxy-Authorization``. ``token``: what the proxy said; None to begin. None: no way."""
        ...


class Basic:
    """RFC 7617."""

    scheme = BASIC

    def __init__(self, secret: Secret) -> None:
        self.secret: Secret | None = secret

    def step(self, token: str | None) -> str | None:
        if token is not None or self.secret is None:
            return None
        pair = f"{self.secret.user}:{self.secret.password}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")


class Spoken:
    """Negotiate (RFC 4559) or NTLM with pyspnego: SSPI on Windows; elsewhere NTLM with a secret."""

    def __init__(self, scheme: str, host: str, secret: Secret | None) -> None:
        self.scheme = scheme
        self.secret = secret
        self._host = host
        self._context: Any = None

    def step(self, token: str | None) -> str | None:
        import spnego

        try:
            if self._context is None:
                self._context = spnego.client(
                    self.secret.user if self.secret is not None else None,
                    self.secret.password if self.secret is not None else None,
                    hostname=self._host,
                    service="HTTP",
                    protocol=self.scheme,
                )
            out = self._context.step(base64.b64decode(token) if token else None)
        except (spnego.exceptions.SpnegoError, binascii.Error, ValueError, OSError) as error:
            _log.info("%s with the proxy is not possible: %s", self.scheme, type(error).__name__)
            return None
        return _header(self.scheme, out)


class Kerberos:
    """Negotiate (RFC 4559) with the system's GSSAPI and the ticket that the user has."""

    scheme = NEGOTIATE
    secret: Secret | None = None

    def __init__(self, host: str) -> None:
        self._host = host
        self._context: Any = None

    def step(self, token: str | None) -> str | None:
        from app.proxy.gssapi import Context, GssError

        try:
            if self._context is None:
                self._context = Context("HTTP", self._host)
            out = self._context.step(base64.b64decode(token) if token else b"")
        except (GssError, binascii.Error, ValueError) as error:
            _log.info("Kerberos with the proxy is not possible: %s", error if isinstance(error, GssError) else "token")
            return None
        return _header(NEGOTIATE, out)


def _header(scheme: str, out: bytes | None) -> str | None:
    if not out:
        return None
    return f"{'NTLM' if scheme == NTLM else 'Negotiate'} {base64.b64encode(out).decode('ascii')}"


class Logins:
    """Which way is used with which proxy. ``permitted``: a scheme, "automatic" or "none" (policy)."""

    def __init__(self, secrets: Secrets, permitted: str) -> None:
        self._secrets = secrets
        self._permitted = permitted
        self._worked: dict[str, str] = {}

    async def secret(self, hop: Hop) -> Secret | None:
        """What the user said for this proxy, or what stands in its address."""
        if hop.user:
            return Secret(hop.user, hop.password)
        return await asyncio.to_thread(self._secrets.get, of_proxy(hop.authority))

    async def known(self, hop: Hop) -> Login | None:
        """How to begin without being asked: as it worked before, or as its address says."""
        scheme = self._worked.get(hop.authority) or (BASIC if hop.user and self._may(BASIC) else "")
        if not scheme:
            return None
        return self._make(scheme, hop, await self.secret(hop))

    async def choose(self, hop: Hop, offers: Sequence[Offer], tried: set[str]) -> Login:
        """The strongest way that was not tried yet. Raises ProxyLogin."""
        offered = {offer.scheme for offer in offers}
        secret = await self.secret(hop)
        asks = False
        for scheme in (NEGOTIATE, NTLM, BASIC):
            if scheme not in offered or not self._may(scheme):
                continue
            asks = asks or scheme != NEGOTIATE or sys.platform == "win32"
            if scheme in tried:
                continue
            login = self._make(scheme, hop, secret)
            if login is not None:
                return login
        names = ", ".join(sorted(offered))[:100]
        if not any(self._may(scheme) for scheme in offered):
            raise ProxyLogin(hop, "unsupported", names)
        if not asks:
            raise ProxyLogin(hop, "ticket", names)
        self._secrets.wrong(of_proxy(hop.authority), secret)
        raise ProxyLogin(hop, "needed" if secret is None else "wrong", names)

    def refused(self, hop: Hop, secret: Secret | None) -> None:
        """A proxy without offers wants somebody else: the user is to be asked."""
        self._secrets.wrong(of_proxy(hop.authority), secret)

    def worked(self, hop: Hop, login: Login) -> None:
        self._worked[hop.authority] = login.scheme

    def failed(self, hop: Hop) -> None:
        self._worked.pop(hop.authority, None)

    def _may(self, scheme: str) -> bool:
        if self._permitted == AUTOMATIC:
            return scheme in (NEGOTIATE, NTLM, BASIC)
        return scheme == self._permitted

    @staticmethod
    def _make(scheme: str, hop: Hop, secret: Secret | None) -> Login | None:
        if scheme == BASIC:
            return Basic(secret) if secret is not None else None
        if sys.platform == "win32":
            return Spoken(scheme, hop.host, secret)
        if scheme == NTLM:
            return Spoken(scheme, hop.host, secret) if secret is not None else None
        return Kerberos(hop.host)
