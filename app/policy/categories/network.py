# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "network": the network."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import Choice, ChoiceKey, Key, ListKey, TextKey, Words

PROXY_MODE = ChoiceKey(
    name="ProxyMode",
    category="network",
    title=Words("Proxy verwenden", "Use of a proxy"),
    help=Words(
        "Woher der Proxy kommt. Verbindungen zu diesem Rechner selbst gehen nie über einen Proxy.",
        "Where the proxy comes from. Connections to this very computer never use a proxy.",
    ),
    default="system",
    example="fixed",
    choices=(
        Choice(value="system", title=Words("Wie das System", "As the system")),
        Choice(value="none", title=Words("Kein Proxy", "No proxy")),
        Choice(value="fixed", title=Words("Fester Proxy (ProxyUrl)", "Fixed proxy (ProxyUrl)")),
    ),
)
PROXY_URL = TextKey(
    name="ProxyUrl",
    category="network",
    title=Words("Adresse des Proxys", "Address of the proxy"),
    help=Words(
        "Für ProxyMode „fixed“: http://proxy.amt.example:3128. Ohne Namen und Passwort.",
        "For ProxyMode “fixed”: http://proxy.amt.example:3128. Without name and password.",
    ),
    default="",
    example="http://proxy.amt.example:3128",
    check=checks.proxy,
)
PROXY_BYPASS = ListKey(
    name="ProxyBypass",
    category="network",
    title=Words("Ausnahmen vom Proxy", "Exceptions from the proxy"),
    help=Words(
        "Für ProxyMode „fixed“: Hosts (matrix.amt.example), Domänen (*.amt.example), Netze (10.0.0.0/8) oder <local> "
        "für Namen ohne Punkt, die ohne Proxy erreicht werden.",
        "For ProxyMode “fixed”: hosts (matrix.amt.example), domains (*.amt.example), networks (10.0.0.0/8) or <local> "
        "for names without a dot, which are reached without the proxy.",
    ),
    default=(),
    example=("*.amt.example", "10.0.0.0/8", "<local>"),
    check=checks.bypass,
)
CA_FILES = ListKey(
    name="CaFiles",
    category="network",
    title=Words("Weitere Zertifizierungsstellen", "Further certificate authorities"),
    help=Words(
        "Dateien (PEM) mit Zertifizierungsstellen, denen zusätzlich zum Zertifikatsspeicher des Systems vertraut wird.",
        "Files (PEM) with certificate authorities that are trusted beside the certificate store of the system.",
    ),
    default=(),
    example=("/etc/ssl/amt/verwaltungs-pki.pem",),
    check=checks.absolute_path,
)
MINIMUM_TLS = ChoiceKey(
    name="MinimumTls",
    category="network",
    title=Words("Mindestversion von TLS", "Minimum version of TLS"),
    help=Words(
        "Ältere Versionen werden nicht verwendet. Weniger als 1.2 ist nicht möglich.",
        "Older versions are not used. Less than 1.2 is not possible.",
    ),
    default="1.2",
    example="1.3",
    choices=(
        Choice(value="1.2", title=Words("TLS 1.2", "TLS 1.2")),
        Choice(value="1.3", title=Words("TLS 1.3", "TLS 1.3")),
    ),
)

KEYS: tuple[Key[Any], ...] = (
    PROXY_MODE,
    PROXY_URL,
    PROXY_BYPASS,
    CA_FILES,
    MINIMUM_TLS,
)
