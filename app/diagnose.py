# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``--diagnose``: what a help desk wants to know. No people, no contents, no keys; asks only the one server."""

from __future__ import annotations

import asyncio
import platform
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.network.interface import State, Step
from app.network.interface import report as steps_report
from app.policy.categories.server import HOMESERVER
from app.policy.categories.support import SUPPORT_TEXT, SUPPORT_URL
from app.policy.network import Network
from app.policy.policy import Policy
from app.policy.report import report
from app.proxy.secrets import Secrets
from app.version import VERSION

if TYPE_CHECKING:
    from app.profile.keystore import KeyStore

FINE, TROUBLE = 0, 1


def diagnose(profile: Path, server: str, policy: Policy, language: str) -> tuple[str, int]:
    """The report and the exit status: 1 if something stands in the way. Takes seconds if a server does not answer."""
    german = language == "de"
    server = policy.value(HOMESERVER, server or None)
    network = Network.of(policy, Secrets(_stores))
    status = FINE
    lines = [f"BundesMessenger Desktop {VERSION}", f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}"]
    lines.append(f"{platform.platform()}, {platform.machine()}")
    lines += [f"{name} {version}" for name, version in _libraries().items()]
    lines += ["", "Profil" if german else "Profile", f"  {profile}"]
    lines += [f"  {name}: {size} Bytes" for name, size in _files(profile)] or ["  -"]
    stores = _key_stores()
    lines.append(f"  {'Schlüsselspeicher' if german else 'Key stores'}: {', '.join(stores) or '-'}")
    lines += ["", "Netz" if german else "Network"]
    for file in network.ca_files:
        found = _certificates(file)
        lines.append(f"  {file}: {found or ('nicht lesbar' if german else 'cannot be read')}")
        status = status if found else TROUBLE
    if server:
        steps = asyncio.run(_look(server, network))
        lines += [f"  {line}" for line in steps_report(steps, language).splitlines()]
        if any(step.state is State.TROUBLE for step in steps):
            status = TROUBLE
    support = [policy.value(key) for key in (SUPPORT_TEXT, SUPPORT_URL) if policy.value(key)]
    if support:
        lines += ["", "Hilfe" if german else "Help", *(f"  {each}" for each in support)]
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


def _stores() -> Sequence[KeyStore]:
    from app.profile.keystore import allowed_stores

    return allowed_stores()


def _key_stores() -> list[str]:
    return [store.id for store in _stores()]


def _certificates(file: str) -> int:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ValueError):
        return 0
    return context.cert_store_stats()["x509"]


async def _look(server: str, network: Network) -> list[Step]:
    from app.network.check import Check

    return [step async for step in Check(network, server).steps()]
