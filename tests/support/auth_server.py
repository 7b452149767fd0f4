# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real authorization server (the certified ``oidc-provider``), and a real Synapse that leaves its accounts to it.

    with delegating_homeserver() as (synapse, auth):       # OAuth 2.0
    with sso_homeserver() as (synapse, auth):              # m.login.sso, with passwords beside it

``auth.settle`` and ``auth.seen`` speak to ``tests/interop/peer/auth_server.mjs``, which says what there is.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

from app.demo.homeserver import Homeserver, Json
from tests.support.peer import PEER, find_node


class AuthServer:
    """One process; ``url`` is its issuer."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.secret = secrets.token_hex(16)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [find_node(), str(PEER / "auth_server.mjs"), str(self.port), self.secret],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first, "the authorization server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _post(self, path: str, body: Json, method: str = "POST") -> Json:
        data = json.dumps(body).encode() if method == "POST" else None
        request = Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))

    def settle(self, **settings: Any) -> Json:
        """Change what it does from now on."""
        return self._post("/test", settings)

    @property
    def seen(self) -> Json:
        """What it has done."""
        return self._post("/test", {}, "GET")

    def forget_clients(self) -> None:
        """Nobody is registered any more."""
        self._post("/test/forget", {})

    def end(self, device_id: str, *, tokens_only: bool = False) -> None:
        """The session of a device is over; its device is removed from the homeserver, or not."""
        self._post("/test/end", {"device": device_id, "tokens_only": tokens_only})

    def allow_identity_reset(self, homeserver: str, user: str) -> None:
        """What the page of the account does when somebody confirms a new digital identity there."""
        body = json.dumps({"localpart": user}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"}
        with urlopen(Request(f"{homeserver}/_synapse/mas/allow_cross_signing_reset", body, headers), timeout=30):
            pass

    def register(self, **client: Any) -> Json:
        """Dynamic registration of somebody else, such as a homeserver."""
        return self._post("/reg", client)


@contextmanager
def delegating_homeserver() -> Iterator[tuple[Homeserver, AuthServer]]:
    """A Synapse whose users sign in at an authorization server only."""
    with AuthServer() as auth:
        settings = {
            "matrix_authentication_service": {"enabled": True, "endpoint": auth.url, "secret": auth.secret},
            "enable_registration": False,
            "enable_registration_without_verification": False,
            "password_config": {"enabled": False},
        }
        with Homeserver(settings=settings) as synapse:
            auth.settle(homeserver=synapse.url)
            yield synapse, auth


@contextmanager
def sso_homeserver(**settings: Any) -> Iterator[tuple[Homeserver, AuthServer]]:
    """A Synapse with single sign-on and passwords. The provider is called "Dienstausweis"."""
    with AuthServer() as auth:
        client = {"client_id": "", "client_secret": ""}
        provider = {
            "idp_id": "ausweis",
            "idp_name": "Dienstausweis",
            "issuer": auth.url,
            "scopes": ["openid", "profile"],
            "user_mapping_provider": {"config": {"localpart_template": "{{ user.sub }}"}},
            **client,
        }
        server = Homeserver(settings={"oidc_providers": [provider], **settings})
        registered = auth.register(
            redirect_uris=[f"{server.url}/_synapse/client/oidc/callback"],
            token_endpoint_auth_method="client_secret_basic",
            application_type="native",  # http is good enough on this machine
        )
        provider["client_id"], provider["client_secret"] = registered["client_id"], registered["client_secret"]
        with server as synapse:
            yield synapse, auth
