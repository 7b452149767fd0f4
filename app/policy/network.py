# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles about connections, as app.matrix.http takes it. Loads no network."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.policy.categories.network import (
    CA_FILES,
    CLIENT_CERTIFICATE,
    CLIENT_CERTIFICATE_HOSTS,
    CLIENT_CERTIFICATE_KEY,
    MINIMUM_TLS,
    PROXY_AUTHENTICATION,
    PROXY_BYPASS,
    PROXY_MODE,
    PROXY_PAC_URL,
    PROXY_URL,
)
from app.policy.categories.server import ALLOWED_HOMESERVERS, HOMESERVER
from app.policy.policy import Fault, Policy, Problem
from app.proxy.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Network:
    """``proxy``: an address for everything but ``bypass``; "" for none; None as ``script`` or the system says.

    ``script``: the address of a proxy script; "" to look for one (WPAD); None without. ``authentication``: how to sign
    in at a proxy (policy ProxyAuthentication). ``ca_files``: PEM files, beside the system's store. ``minimum_tls``:
    "1.2" or "1.3". ``certificate``, ``certificate_key``: files, shown to ``certificate_hosts`` only. ``secrets``: what
    the user said for all that.
    """

    proxy: str | None = None
    bypass: tuple[str, ...] = ()
    ca_files: tuple[str, ...] = ()
    minimum_tls: str = "1.2"
    script: str | None = None
    authentication: str = "automatic"
    certificate: str = ""
    certificate_key: str = ""
    certificate_hosts: tuple[str, ...] = ()
    secrets: Secrets = field(default_factory=Secrets, compare=False, repr=False)

    @classmethod
    def of(cls, policy: Policy, secrets: Secrets | None = None) -> Network:
        mode = policy.value(PROXY_MODE)
        return cls(
            proxy={"none": "", "fixed": policy.value(PROXY_URL)}.get(mode),
            bypass=policy.value(PROXY_BYPASS),
            ca_files=tuple(_expanded(file) for file in policy.value(CA_FILES)),
            minimum_tls=policy.value(MINIMUM_TLS),
            script={"detect": "", "pac": policy.value(PROXY_PAC_URL)}.get(mode),
            authentication=policy.value(PROXY_AUTHENTICATION),
            certificate=_expanded(policy.value(CLIENT_CERTIFICATE)),
            certificate_key=_expanded(policy.value(CLIENT_CERTIFICATE_KEY)),
            certificate_hosts=_certificate_hosts(policy),
            secrets=secrets if secrets is not None else Secrets(),
        )

    def identifies(self, host: str) -> bool:
        """This host is shown the client certificate."""
        host = host.lower()
        return bool(self.certificate) and any(
            host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:]))
            for pattern in self.certificate_hosts
        )

    def direct(self, host: str) -> bool:
        """The fixed proxy is not used for this host."""
        host = host.lower()
        return any(_covers(entry.lower(), host) for entry in self.bypass)


def _expanded(path: str) -> str:
    return os.path.expanduser(os.path.expandvars(path))  # noqa: PTH111


def _certificate_hosts(policy: Policy) -> tuple[str, ...]:
    explicit = policy.value(CLIENT_CERTIFICATE_HOSTS)
    if explicit:
        return tuple(_hostname(pattern) for pattern in explicit)
    homeserver = policy.effective(HOMESERVER)
    own = _hostname(homeserver.value) if homeserver.value else ""
    return (*((own, f"*.{own}") if own else ()), *(_hostname(name) for name in policy.value(ALLOWED_HOMESERVERS)))


def _hostname(address: str) -> str:
    return urlsplit(address if "://" in address else f"//{address}").hostname or ""


def _covers(entry: str, host: str) -> bool:
    if entry == "<local>":
        return "." not in host and ":" not in host
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass
    domain = entry.removeprefix("*").removeprefix(".")
    if entry != domain:
        return host.endswith("." + domain)
    return host == domain


def contradictions(policy: Policy) -> list[Problem]:
    """Values that are right one by one and make no sense together."""
    found = []
    mode = policy.effective(PROXY_MODE)
    for value, key in (("fixed", PROXY_URL), ("pac", PROXY_PAC_URL)):
        if mode.value == value and not policy.value(key):
            found.append(Problem(Fault.WRONG_VALUE, mode.place, PROXY_MODE.name, key.name))
    certificate = policy.effective(CLIENT_CERTIFICATE)
    if certificate.value and not _certificate_hosts(policy):
        found.append(
            Problem(Fault.WRONG_VALUE, certificate.place, CLIENT_CERTIFICATE.name, CLIENT_CERTIFICATE_HOSTS.name)
        )
    return found
