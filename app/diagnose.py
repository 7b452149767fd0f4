# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``--diagnose``: what a help desk wants to know. No people, no contents, no keys; asks only the one server."""

from __future__ import annotations

import asyncio
import platform
import ssl
from pathlib import Path

from app.errors import UserError
from app.policy.categories.server import HOMESERVER
from app.policy.network import Network
from app.policy.policy import Policy
from app.policy.report import report
from app.version import VERSION

FINE, TROUBLE = 0, 1


def diagnose(profile: Path, server: str, policy: Policy, language: str) -> tuple[str, int]:
    """The report and the exit status: 1 if something stands in the way. Takes seconds if a server does not answer."""
    german = language == "de"
    server = policy.value(HOMESERVER, server or None)
    network = Network.of(policy)
    status = FINE
    lines = [f"BundesMessenger Desktop {VERSION}", f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}"]
    lines.append(f"{platform.platform()}, {platform.machine()}")
    lines += [f"{name} {version}" for name, version in _libraries().items()]
    lines += ["", "Profil" if german else "Profile", f"  {profile}"]
    lines += [f"  {name}: {size} Bytes" for name, size in _files(profile)] or ["  -"]
    stores = _key_stores()
    lines.append(f"  {'Schlüsselspeicher' if german else 'Key stores'}: {', '.join(stores) or '-'}")
    lines += ["", "Netz" if german else "Network", f"  Proxy: {_proxy(network)}"]
    for file in network.ca_files:
        found = _certificates(file)
        lines.append(f"  {file}: {found or ('nicht lesbar' if german else 'cannot be read')}")
        status = status if found else TROUBLE
    if server:
        result = asyncio.run(_reach(server, network))
        lines.append(f"  {server}: {result}")
        status = status if result.startswith("ok") else TROUBLE
    lines += ["", "Richtlinien" if german else "Policies", report(policy, language, all_keys=False)]
    return "\n".join(lines), status


def _libraries() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found: dict[str, str] = {}
    for name in ("PySide6-Essentials", "vodozemac", "matrix-nio", "sqlcipher3", "aiohttp", "cryptography"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


def _files(profile: Path) -> list[tuple[str, int]]:
    try:
        return sorted((path.name, path.stat().st_size) for path in profile.iterdir() if path.is_file())
    except OSError:
        return []


def _key_stores() -> list[str]:
    from app.profile.keystore import allowed_stores

    return [store.id for store in allowed_stores()]


def _proxy(network: Network) -> str:
    if network.proxy is not None:
        return network.proxy or "-"
    from urllib.request import getproxies

    # Without what stands before the host: it may be a password.
    shown = [f"{scheme}={address.rpartition('@')[2]}" for scheme, address in sorted(getproxies().items())]
    return "system" + (f" ({', '.join(shown)})" if shown else "")


def _certificates(file: str) -> int:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ValueError):
        return 0
    return context.cert_store_stats()["x509"]


async def _reach(server: str, network: Network) -> str:
    from app.matrix.discovery import discover
    from app.matrix.http import Http

    http = Http(connections=2, network=network)
    try:
        found = await discover(server, http=http)
    except UserError as error:
        return error.code.value
    finally:
        await http.close()
    return f"ok, {found.url}, {'sliding sync' if found.sliding_sync else 'sync v2'}"
