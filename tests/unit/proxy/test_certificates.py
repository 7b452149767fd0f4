# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Servers that want a certificate of ours (mTLS), and who is shown it."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from app.errors import ErrorCode, UserError
from app.matrix.errors import from_exception
from app.matrix.tls import client_context
from app.network.access import NetworkAccess
from app.network.interface import Wanted
from app.policy.network import Network
from app.proxy.secrets import CERTIFICATE, Secret, Secrets
from tests.support.certificates import Authority
from tests.support.proxies import Proxy
from tests.unit.policy.test_effects import machine
from tests.unit.proxy.test_tunnels import HOST, get, opened, server

PASSPHRASE = "Passphräse"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def demanding(authority: Authority, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """A server that talks only to those with a certificate of the authority."""
    context = authority.server(host=HOST)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.path)
    context.maximum_version = newest
    return context


def files(authority: Authority, folder: Path, kind: str) -> dict[str, str]:
    """What an administrator puts there: values of policies."""
    certificate, key = authority.client("arbeitsplatz")
    locked = kind.endswith("-locked")
    lock: KeySerializationEncryption = BestAvailableEncryption(PASSPHRASE.encode()) if locked else NoEncryption()
    pem = certificate.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    file, other = folder / "client", folder / "client.key"
    match kind.removesuffix("-locked"):
        case "pem":
            file.write_bytes(pem + private)
        case "pair":
            file.write_bytes(pem)
            other.write_bytes(private)
            return {"ClientCertificate": str(file), "ClientCertificateKey": str(other)}
        case "p12":
            file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, lock))
    return {"ClientCertificate": str(file)}


def network(authority: Authority, proxy: Proxy, secrets: Secrets | None = None, **policies: Any) -> Network:
    policy = machine(ProxyMode="fixed", ProxyUrl=proxy.url, CaFiles=[str(authority.path)], **policies)
    return Network.of(policy, secrets)


@pytest.mark.parametrize("kind", ["pem", "pair", "p12", "pem-locked", "pair-locked", "p12-locked"])
async def test_a_server_that_wants_a_certificate_gets_it(authority: Authority, tmp_path: Path, kind: str) -> None:
    async with server(demanding(authority)) as target, Proxy(target) as proxy:
        secrets = Secrets()
        net = network(authority, proxy, secrets, Homeserver="amt.example", **files(authority, tmp_path, kind))
        if kind.endswith("-locked"):
            for passphrase in (None, "wrong"):
                if passphrase is not None:
                    secrets.put(CERTIFICATE, Secret("", passphrase), keep=False)
                async with opened(net) as http:
                    with pytest.raises(UserError) as caught:
                        await get(http)
                assert caught.value.code is ErrorCode.CLIENT_CERTIFICATE
                assert caught.value.details["reason"] == "passphrase"
                changed: list[bool] = []
                access = NetworkAccess(lambda: net, str, lambda: changed.append(True))  # noqa: B023
                assert access.wanted() == Wanted()
            await access.answer(Wanted(), "", PASSPHRASE, keep=False)
            assert changed == [True]
            assert access.wanted() is None
        async with opened(net) as http:
            assert await get(http) == b"/"


async def test_without_a_certificate_the_server_says_no(authority: Authority) -> None:
    async with (
        server(demanding(authority)) as target,
        Proxy(target) as proxy,
        opened(network(authority, proxy)) as http,
    ):
        with pytest.raises(UserError) as caught:
            await get(http)
    assert caught.value.code in (ErrorCode.CLIENT_CERTIFICATE, ErrorCode.NO_NETWORK)  # as the server hangs up


def test_that_a_certificate_is_missing_is_understood(authority: Authority) -> None:
    """TLS 1.3 itself, in memory."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = ssl.create_default_context(cafile=str(authority.path))
    client = ours.wrap_bio(back, there, server_hostname=HOST)
    peer = demanding(authority).wrap_bio(there, back, server_side=True)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    with pytest.raises(ssl.SSLWantReadError):
        peer.do_handshake()
    client.do_handshake()
    with pytest.raises(ssl.SSLError):
        peer.do_handshake()
    with pytest.raises(ssl.SSLError) as caught:
        client.read(1)
    error = OSError("the connection broke")
    error.__cause__ = caught.value
    found = from_exception(error)
    assert (found.code, found.details["reason"]) == (ErrorCode.CLIENT_CERTIFICATE, "refused")


async def test_a_certificate_of_somebody_else_is_not_accepted(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    theirs: dict[str, Any] = dict(files(Authority(tmp_path / "other"), tmp_path, "pem"))
    context = demanding(authority, ssl.TLSVersion.TLSv1_2)  # the refusal is part of the handshake
    async with (
        server(context) as target,
        Proxy(target) as proxy,
        opened(network(authority, proxy, Homeserver="amt.example", **theirs)) as http,
    ):
        with pytest.raises(UserError) as caught:
            await get(http)
    assert caught.value.code in (ErrorCode.CLIENT_CERTIFICATE, ErrorCode.NO_NETWORK)


@pytest.mark.parametrize(
    ("policies", "host", "shown"),
    [
        ({"Homeserver": "amt.example"}, "amt.example", True),
        ({"Homeserver": "https://amt.example:8448"}, "matrix.amt.example", True),
        ({"Homeserver": "amt.example"}, "evilamt.example", False),
        ({"AllowedHomeservers": ["a.example", "*.b.example"]}, "x.b.example", True),
        ({"AllowedHomeservers": ["a.example", "*.b.example"]}, "b.example", False),
        ({"Homeserver": "amt.example", "ClientCertificateHosts": ["mtls.amt.example"]}, "matrix.amt.example", False),
        ({"Homeserver": "amt.example", "ClientCertificateHosts": ["mtls.amt.example"]}, "MTLS.amt.example", True),
        ({}, "amt.example", False),
    ],
)
def test_who_is_shown_the_certificate(policies: dict[str, Any], host: str, shown: bool) -> None:
    assert Network.of(machine(ClientCertificate="/x.pem", **policies)).identifies(host) is shown
    assert not Network.of(machine(**policies)).identifies(host)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda file: None, "missing"),
        (lambda file: file.write_text("nothing"), "broken"),
        (lambda file: file.write_text("-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"), "broken"),
    ],
)
def test_an_unusable_certificate_is_told(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    make(tmp_path / "client")
    with pytest.raises(UserError) as caught:
        client_context(Network(certificate=str(tmp_path / "client")))
    assert (caught.value.code, caught.value.details["reason"]) == (ErrorCode.CLIENT_CERTIFICATE, reason)


async def test_the_key_is_in_no_readable_file(authority: Authority, tmp_path: Path, monkeypatch: Any) -> None:
    """Of PKCS #12 OpenSSL gets a file whose key is locked, for a moment."""
    seen: list[str] = []
    real = ssl.SSLContext.load_cert_chain

    def watched(self: ssl.SSLContext, certfile: Any, *rest: Any, **more: Any) -> None:
        seen.append(Path(certfile).read_text("utf-8"))
        real(self, certfile, *rest, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    client_context(Network(certificate=files(authority, tmp_path, "p12")["ClientCertificate"]))
    assert "BEGIN ENCRYPTED PRIVATE KEY" in seen[0]
    assert "BEGIN PRIVATE KEY" not in seen[0]
