# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a finished TLS connection says about itself: version, who issued the certificate, why that is trusted."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """``issuers``: names of who issued the server's certificate, up to the root. ``trusted_by``: a file of CaFiles, or
    empty for the store of the system."""

    version: str
    cipher: str
    subject: str
    issuers: tuple[str, ...]
    until: datetime | None
    trusted_by: str


def facts(connection: Any, ca_files: tuple[str, ...]) -> Facts | None:
    """Of an ``ssl.SSLObject``; None if there is no TLS."""
    from cryptography import x509

    if connection is None:
        return None
    cipher = connection.cipher()
    chain = [x509.load_der_x509_certificate(one) for one in _chain(connection)]
    found = [_name(one.subject) for one in chain]
    if chain and chain[-1].issuer != chain[-1].subject:
        found.append(_name(chain[-1].issuer))
    return Facts(
        version=str(connection.version() or "-"),
        cipher=str(cipher[0]) if cipher else "-",
        subject=found[0] if found else "-",
        issuers=tuple(found[1:]) or tuple(found[:1]),
        until=chain[0].not_valid_after_utc if chain else None,
        trusted_by=_file_of(chain, ca_files),
    )


def _chain(connection: Any) -> list[bytes]:
    """The server's certificate first. Windows verifies outside of OpenSSL: there it is what the server sent."""
    inner = getattr(connection, "_sslobj", None)
    for name in ("get_verified_chain", "get_unverified_chain"):
        try:
            found = getattr(inner, name)()
        except (AttributeError, ssl.SSLError, ValueError):
            continue
        if found:
            return [ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in found]
    single = connection.getpeercert(True)
    return [single] if single else []


def _name(name: Any) -> str:
    from cryptography.x509.oid import NameOID

    parts = [
        str(entry.value)
        for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for entry in name.get_attributes_for_oid(kind)
    ]
    text = ", ".join(parts) or name.rfc4514_string()
    return "".join(letter for letter in text if letter.isprintable())[:120]


def _file_of(chain: list[Any], ca_files: tuple[str, ...]) -> str:
    from cryptography import x509

    for file in ca_files:
        try:
            own = x509.load_pem_x509_certificates(Path(file).read_bytes())
        except (OSError, ValueError):
            continue
        for one in own:
            if any(one == other or one.subject == other.issuer for other in chain):
                return file
    return ""
