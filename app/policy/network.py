# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the organisation settles about connections, as app.matrix.http takes it. Loads no network."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass

from app.policy.categories.network import CA_FILES, MINIMUM_TLS, PROXY_BYPASS, PROXY_MODE, PROXY_URL
from app.policy.policy import Fault, Policy, Problem


@dataclass(frozen=True, slots=True)
class Network:
    """``proxy``: an address for everything but ``bypass``; "" for none; None as the system.

    ``ca_files``: PEM files, beside the system's store. ``minimum_tls``: "1.2" or "1.3".
    """

    proxy: str | None = None
    bypass: tuple[str, ...] = ()
    ca_files: tuple[str, ...] = ()
    minimum_tls: str = "1.2"

    @classmethod
    def of(cls, policy: Policy) -> Network:
        mode = policy.value(PROXY_MODE)
        return cls(
            proxy={"none": "", "fixed": policy.value(PROXY_URL)}.get(mode),
            bypass=policy.value(PROXY_BYPASS),
            ca_files=tuple(os.path.expanduser(os.path.expandvars(file)) for file in policy.value(CA_FILES)),  # noqa: PTH111
            minimum_tls=policy.value(MINIMUM_TLS),
        )

    def direct(self, host: str) -> bool:
        """The fixed proxy is not used for this host."""
        host = host.lower()
        return any(_covers(entry.lower(), host) for entry in self.bypass)


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
    mode = policy.effective(PROXY_MODE)
    if mode.value == "fixed" and not policy.value(PROXY_URL):
        return [Problem(Fault.WRONG_VALUE, mode.place, PROXY_MODE.name, PROXY_URL.name)]
    return []
