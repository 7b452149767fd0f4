# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Each policy does what the handbook says."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.account import Account
from app.demo.accounts import MemoryKeyStore
from app.demo.homeserver import PROJECT
from app.diagnose import diagnose
from app.errors import ErrorCode, UserError
from app.matrix.http import Http, Timeouts, read
from app.matrix.tls import tls_context
from app.migrations import cache_migrations, crypto_migrations
from app.policy.folder import profile_folder
from app.policy.network import Network
from app.policy.policy import Entry, Policy, Source
from app.profile.folder import default_folder
from app.profile.profile import Profile
from app.storage import Storage
from app.store.vault import Session, Vault
from app.types import ConnectionState, Link
from app.worker import Worker
from crypto.trust import TrustPolicy
from tests.support.account_world import PASSPHRASE, QUICK
from tests.support.certificates import Authority
from tests.unit.matrix.test_proxies import proxy

QUICKLY = Timeouts(connect=5.0, read=5.0, total=5.0)


def machine(**values: Any) -> Policy:
    policy = Policy(Entry(Source.MACHINE, "here", name, value) for name, value in values.items())
    assert policy.problems == []
    return policy


# -- proxies


async def get(http: Http, url: str) -> bytes:
    try:
        return await http.exchange(
            "GET", url, headers={}, data=None, timeouts=QUICKLY, consume=lambda response: read(response, 1000)
        )
    finally:
        await http.close()


async def test_a_fixed_proxy_is_asked_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "*")
    asked: list[str] = []
    async with proxy(asked, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as port:
        network = Network.of(machine(ProxyMode="fixed", ProxyUrl=f"http://127.0.0.1:{port}"))
        with pytest.raises(UserError) as caught:
            await get(Http(network=network), "https://matrix.amt.example/")
    assert caught.value.code is ErrorCode.PROXY_REFUSED
    assert asked[0].startswith("CONNECT matrix.amt.example:443 ")


async def way(network: Network | None, host: str) -> str:
    route = await Http(network=network).routes.find(host)
    return f"{route.why}: " + "; ".join(map(str, route.hops))


async def test_no_proxy_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    assert await way(None, "amt.example") == "system: http://proxy.example:3128"
    assert await way(Network.of(machine(ProxyMode="none")), "amt.example") == "none: DIRECT"


@pytest.mark.parametrize(
    ("host", "direct"),
    [
        ("matrix.amt.example", True),
        ("amt.example", False),
        ("evilamt.example", False),
        ("exact.example", True),
        ("sub.exact.example", False),
        ("10.1.2.3", True),
        ("11.1.2.3", False),
        ("intranet", True),
        ("fd00::1", True),
        ("localhost", True),
        ("127.0.0.1", True),
    ],
)
async def test_exceptions_from_the_proxy(host: str, direct: bool) -> None:
    bypass = ["*.amt.example", "exact.example", "10.0.0.0/8", "fd00::/8", "<local>"]
    policy = machine(ProxyMode="fixed", ProxyUrl="http://proxy.example:3128", ProxyBypass=bypass)
    found = await way(Network.of(policy), host)
    assert found.endswith("DIRECT" if direct else "fixed: http://proxy.example:3128")


# -- certificates and TLS


@asynccontextmanager
async def https_server(context: ssl.SSLContext) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhallo")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_further_authority_is_trusted_and_only_by_policy(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with https_server(authority.server()) as port:
        url = f"https://127.0.0.1:{port}/"
        trusting = Network.of(machine(CaFiles=[str(tmp_path / "missing.pem"), str(authority.path)]))
        assert await get(Http(network=trusting), url) == b"hallo"
        with pytest.raises(UserError) as caught:
            await get(Http(), url)
    assert caught.value.code is ErrorCode.TLS


async def test_the_minimum_of_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    files = [str(authority.path)]
    async with https_server(authority.server(newest=ssl.TLSVersion.TLSv1_2)) as port:
        url = f"https://127.0.0.1:{port}/"
        assert await get(Http(network=Network.of(machine(CaFiles=files))), url) == b"hallo"
        with pytest.raises(UserError) as caught:
            await get(Http(network=Network.of(machine(CaFiles=files, MinimumTls="1.3"))), url)
    assert caught.value.code in (ErrorCode.TLS, ErrorCode.NO_NETWORK)  # depends on how the server hangs up
    assert tls_context().minimum_version is ssl.TLSVersion.TLSv1_2


# -- the profile


def open_profile(folder: Path, policy: Policy, passphrase: str | None, stores: Any = ()) -> Profile:
    return Profile.open(
        folder,
        passphrase,
        crypto=crypto_migrations(),
        cache=cache_migrations(),
        stores=stores,
        cost=QUICK,
        policy=policy,
    )


def test_a_passphrase_has_the_minimum_length(tmp_path: Path) -> None:
    policy = machine(MinimumPassphraseLength=20)
    with pytest.raises(UserError) as caught:
        open_profile(tmp_path / "p", policy, "x" * 19)
    assert (caught.value.code, caught.value.details["minimum"]) == (ErrorCode.WEAK_PASSPHRASE, 20)
    profile = open_profile(tmp_path / "p", policy, "x" * 20)
    with pytest.raises(UserError) as caught:
        profile.set_passphrase("y" * 19, "x" * 20)
    assert caught.value.code is ErrorCode.WEAK_PASSPHRASE
    profile.close()


def test_a_shorter_passphrase_of_before_still_opens(tmp_path: Path) -> None:
    open_profile(tmp_path / "p", Policy(), "x" * 12).close()
    open_profile(tmp_path / "p", machine(MinimumPassphraseLength=20), "x" * 12).close()


def test_the_key_is_kept_with_a_passphrase_though_there_is_a_key_store(tmp_path: Path) -> None:
    policy, store = machine(KeyStorage="passphrase"), MemoryKeyStore()
    with pytest.raises(UserError) as caught:
        open_profile(tmp_path / "p", policy, None, [store])
    assert caught.value.code is ErrorCode.KEYRING_MISSING  # the window asks for a new passphrase then
    profile = open_profile(tmp_path / "p", policy, PASSPHRASE, [store])
    assert profile.has_passphrase
    profile.close()
    open_profile(tmp_path / "q", Policy(), None, [store]).close()
    open_profile(tmp_path / "q", policy, None, [store]).close()  # made before the policy: stays as it is


def test_the_folder_of_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMT", str(tmp_path))
    assert profile_folder(machine(ProfileFolder="${AMT}/profil"), "/elsewhere") == tmp_path / "profil"
    assert profile_folder(Policy(), "/elsewhere") == Path("/elsewhere")
    assert profile_folder(Policy(), None) == default_folder()


# -- servers and devices


async def test_signing_in_elsewhere_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    contacted: list[str] = []
    async with proxy(contacted, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as port:
        profile = open_profile(tmp_path / "p", machine(AllowedHomeservers=["amt.example"]), PASSPHRASE)
        for server in (f"127.0.0.1:{port}", f"http://127.0.0.1:{port}", f"@jana:127.0.0.1:{port}"):
            with pytest.raises(UserError) as caught:
                await Account.sign_in(profile, server, "jana", "geheim")
            assert caught.value.code is ErrorCode.NOT_PERMITTED
        profile.close()
    assert contacted == []


async def test_an_account_of_before_does_not_connect_any_more(tmp_path: Path) -> None:
    contacted: list[str] = []
    async with proxy(contacted, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as port:
        profile = open_profile(tmp_path / "p", machine(Homeserver="amt.example"), PASSPHRASE)
        session = Session(f"http://127.0.0.1:{port}", "@jana:old.example", "DEVICE", "token", "")
        Vault(profile.crypto).save_session(session)
        profile.crypto.release()
        account = await Account.open(profile)
        assert account is not None
        states: list[ConnectionState] = []
        account.connection_changed.connect(states.append)
        await account.start()
        assert states == [ConnectionState(Link.OFFLINE, problem="not_permitted")]
        await account.stop()
        profile.close()
    assert contacted == []


@pytest.mark.parametrize("only_signed", [False, True])
async def test_only_signed_devices(tmp_path: Path, only_signed: bool) -> None:
    profile = open_profile(tmp_path / "p", machine(OnlySignedDevices=only_signed), PASSPHRASE)
    profile.crypto.release()
    storage = await Storage.open(
        profile, Session("https://amt.example", "@a:amt.example", "D", "token", ""), Worker("crypto")
    )
    strict = storage.machine._sharing._policy.current is TrustPolicy.SIGNED_ONLY
    await storage.close()
    profile.close()
    assert strict is only_signed


# -- the program

START = """
import json, os, sys, functools
from pathlib import Path
from app import __main__ as program
from app.policy import sources
import logging, ui.main
sources.LINUX_ROOT = Path(sys.argv[1])
sources.from_files = functools.partial(sources.from_files, owner=os.getuid())
def window(profile, **options):
    policy = options.pop("policy")
    options["account"] = options.pop("accounts").current
    level = logging.getLogger("app").getEffectiveLevel()
    print(json.dumps({"profile": str(profile), "level": level, **options}))
    return 0
ui.main.run = window
sys.exit(program.main(sys.argv[2:]))
"""


def start(root: Path, values: dict[str, Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the program where these machine policies are in force; the window only says how it was called."""
    path = root / "managed" / "policies.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")
    path.chmod(0o644)
    command = [sys.executable, "-c", START, str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=PROJECT)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its policies in the registry")
def test_log_level_and_profile_folder_come_from_the_policy(tmp_path: Path) -> None:
    values = {"LogLevel": "error", "ProfileFolder": str(tmp_path / "amt")}
    ended = start(tmp_path, values, "--log-level", "debug", "--profile", "/elsewhere", "--homeserver", "x.example")
    asked = json.loads(ended.stdout)
    assert asked == {
        "profile": str(tmp_path / "amt"),
        "level": logging.ERROR,
        "homeserver": "x.example",
        "language": None,
        "link": "",
        "minimized": False,
        "account": "",
    }
    ended = start(tmp_path, {}, "--log-level", "debug", "--profile", "/elsewhere")
    asked = json.loads(ended.stdout)
    assert (asked["profile"], asked["level"]) == ("/elsewhere", logging.DEBUG)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its policies in the registry")
def test_several_accounts_only_where_they_are_permitted(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    for permitted, opened in ((True, "account-2"), (False, "")):
        ended = start(
            tmp_path, {"MultipleAccounts": permitted}, "--profile", str(folder), "--profile-name", "account-2"
        )
        asked = json.loads(ended.stdout)
        assert asked["account"] == opened
        assert asked["profile"] == str(folder / "accounts" / opened if opened else folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its policies in the registry")
def test_print_policies(tmp_path: Path) -> None:
    ended = start(tmp_path, {"Homeserver": "amt.example", "Zoom": 999}, "--print-policies", "--lang", "de")
    assert ended.returncode == 1
    file = tmp_path / "managed" / "policies.json"
    assert f"  Homeserver = amt.example  [Richtlinie des Rechners, {file}]" in ended.stdout
    assert "  Zoom = 100  [Voreinstellung]" in ended.stdout
    expected = "falscher Wert, erwartet eine ganze Zahl von 80 bis 200"
    assert ended.stdout.endswith(f"Nicht beachtet:\n  {file}: Zoom: {expected}\n")
    assert start(tmp_path, {"Homeserver": "amt.example"}, "--print-policies").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its policies in the registry")
def test_the_policy_decides_the_language_of_the_report(tmp_path: Path) -> None:
    assert "Policies" in start(tmp_path, {"Language": "en"}, "--diagnose", "--lang", "de").stdout
    assert "Richtlinien" in start(tmp_path, {"Language": "de"}, "--diagnose", "--lang", "en").stdout


def test_diagnose_finds_what_is_wrong(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    (tmp_path / "broken.pem").write_text("nothing")
    fine, status = diagnose(tmp_path / "none", "", machine(CaFiles=[str(authority.path)]), "en")
    assert status == 0
    assert f"{authority.path}: 1" in fine
    text, status = diagnose(tmp_path / "none", "", machine(CaFiles=[str(tmp_path / "broken.pem")]), "en")
    assert status == 1
    assert f"{tmp_path / 'broken.pem'}: cannot be read" in text


def test_diagnose_tells_why_the_server_cannot_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://jana:geheim@127.0.0.1:1")
    text, status = diagnose(tmp_path, "", machine(Homeserver="amt.example"), "de")
    assert status == 1
    assert "(proxy_unreachable)" in text
    assert "geheim" not in text
