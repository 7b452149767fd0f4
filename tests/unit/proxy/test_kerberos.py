# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Negotiate with a real Kerberos: a KDC of MIT on this machine, a ticket of a user, and a proxy that accepts it."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.errors import ErrorCode
from app.proxy import gssapi
from tests.support.certificates import Authority
from tests.support.proxies import Proxy
from tests.unit.proxy.test_tunnels import HOST, get, knows, network, opened, refused, server

SBIN = os.pathsep.join(["/usr/sbin", "/sbin", os.environ.get("PATH", "")])
KDC = shutil.which("krb5kdc", path=SBIN)
pytestmark = pytest.mark.skipif(sys.platform != "linux" or KDC is None, reason="needs the KDC of MIT Kerberos")

REALM = "AMT.EXAMPLE"


@dataclass
class Realm:
    environment: dict[str, str]
    folder: Path

    def run(self, *command: str, text: str = "") -> None:
        done = subprocess.run(
            command, input=text, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr

    def ticket(self) -> None:
        self.run("kinit", "anna", text="geheim\n")

    def no_ticket(self) -> None:
        self.run("kdestroy", "-A")


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    folder = tmp_path_factory.mktemp("kdc")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "krb5.conf").write_text(
        f"[libdefaults]\ndefault_realm = {REALM}\ndns_lookup_kdc = false\ndns_lookup_realm = false\nrdns = false\n"
        f"dns_canonicalize_hostname = false\n[realms]\n{REALM} = {{\n kdc = 127.0.0.1:{port}\n}}\n"
        f"[domain_realm]\n127.0.0.1 = {REALM}\nlocalhost = {REALM}\n"
    )
    (folder / "kdc.conf").write_text(
        f"[kdcdefaults]\nkdc_listen = 127.0.0.1:{port}\nkdc_tcp_listen = 127.0.0.1:{port}\n[realms]\n{REALM} = {{\n"
        f" database_name = {folder}/principal\n key_stash_file = {folder}/stash\n max_life = 1h\n}}\n"
        f"[logging]\nkdc = FILE:{folder}/kdc.log\n"
    )
    names = {
        "PATH": SBIN,
        "KRB5_CONFIG": str(folder / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(folder / "kdc.conf"),
        "KRB5CCNAME": f"FILE:{folder}/tickets",
        "KRB5_KTNAME": f"FILE:{folder}/keytab",
    }
    made = Realm(os.environ | names, folder)
    made.run("kdb5_util", "create", "-s", "-r", REALM, "-P", "master")
    for question in (
        f"addprinc -pw geheim anna@{REALM}",
        f"addprinc -randkey HTTP/127.0.0.1@{REALM}",
        f"ktadd -k {folder}/keytab HTTP/127.0.0.1@{REALM}",
    ):
        made.run("kadmin.local", "-r", REALM, "-q", question)
    kdc = subprocess.Popen([str(KDC), "-n", "-r", REALM], env=made.environment, stderr=subprocess.DEVNULL)
    before = {name: os.environ.get(name) for name in names}
    os.environ |= names
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                made.ticket()
                break
            except AssertionError:
                assert time.monotonic() < deadline
                assert kdc.poll() is None
                time.sleep(0.05)
        yield made
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        kdc.kill()
        kdc.wait()


class Acceptor:
    """The proxy's side of GSSAPI, with the key of its service."""

    def __init__(self) -> None:
        self._gss = gssapi._load()
        self._context = ctypes.c_void_p()
        self.complete = False
        self.client = ""

    def step(self, token: bytes) -> bytes:
        minor, out, name = ctypes.c_uint32(), gssapi._Buffer(), ctypes.c_void_p()
        kept = ctypes.create_string_buffer(token, max(1, len(token)))
        came = gssapi._Buffer(len(token), ctypes.cast(kept, ctypes.c_void_p))
        accept = self._gss.gss_accept_sec_context
        accept.argtypes, accept.restype = [ctypes.c_void_p] * 11, ctypes.c_uint32
        major = accept(
            *(ctypes.byref(minor), ctypes.byref(self._context), None, ctypes.byref(came), None, ctypes.byref(name)),
            *(None, ctypes.byref(out), None, None, None),
        )
        if major & 0xFFFF0000:
            raise gssapi.GssError(f"{major:#x}")
        self.complete = major == 0
        if name:
            shown = gssapi._Buffer()
            display = self._gss.gss_display_name
            display.argtypes, display.restype = [ctypes.c_void_p] * 4, ctypes.c_uint32
            display(ctypes.byref(minor), name, ctypes.byref(shown), None)
            self.client = ctypes.string_at(shown.value or 0, shown.length).decode() if shown.value else ""
        return ctypes.string_at(out.value, out.length) if out.value and out.length else b""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def test_a_ticket_is_enough(realm: Realm, authority: Authority) -> None:
    realm.ticket()
    accepted: list[Acceptor] = []

    def accept() -> Any:
        accepted.append(Acceptor())
        return accepted[-1]

    async with (
        server(authority.server(host=HOST)) as target,
        Proxy(target, acceptors={"Negotiate": accept}, basic=("x", "y"), closes=True) as proxy,
        opened(network(authority, proxy)) as http,
    ):
        assert await get(http) == b"/"
        assert [one.client for one in accepted] == [f"anna@{REALM}"]
        assert len(proxy.heads) == 2
        http.forget_proxies()
        assert await get(http) == b"/"
        assert len(proxy.heads) == 3  # the second time without being asked
        assert not any("Basic" in head for head in proxy.heads)


async def test_without_a_ticket_it_is_said_so(realm: Realm, authority: Authority) -> None:
    realm.no_ticket()
    async with server(authority.server(host=HOST)) as target:
        async with Proxy(target, acceptors={"Negotiate": Acceptor}) as proxy:
            error = await refused(network(authority, proxy))
            assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "ticket")
        async with Proxy(target, acceptors={"Negotiate": Acceptor}, basic=("anna", "geheim")) as proxy:
            error = await refused(network(authority, proxy))  # what remains has to be asked for
            assert (error.code, error.details["reason"]) == (ErrorCode.PROXY_LOGIN, "needed")
            async with opened(network(authority, proxy, knows(proxy, "anna", "geheim"))) as http:
                assert await get(http) == b"/"
            error = await refused(network(authority, proxy, knows(proxy, "anna", "geheim"), authentication="negotiate"))
            assert error.details["reason"] == "ticket"


def test_a_service_that_nobody_knows(realm: Realm) -> None:
    realm.ticket()
    with pytest.raises(gssapi.GssError):
        gssapi.Context("HTTP", "nirgends.example").step(b"")
    context = gssapi.Context("HTTP", "127.0.0.1")
    assert context.step(b"")
    with pytest.raises(gssapi.GssError):
        context.step(b"nonsense")
