# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to trust: the certificate store of the system and what the organisation adds, and nobody else.

There is no way around verification.
"""

from __future__ import annotations

import logging
import secrets
import ssl
import sys
import tempfile
from pathlib import Path

from app.errors import ErrorCode
from app.matrix.errors import NetworkError
from app.policy.network import Network
from app.proxy.secrets import CERTIFICATE

_log = logging.getLogger(__name__)

# Where distributions keep all authorities in one file, for a Python whose OpenSSL was built with other paths.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",  # older RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine
)


def tls_context(network: Network | None = None) -> ssl.SSLContext:
    """Verifies certificate and host name; TLS 1.2 or newer (BSI TR-02102-2). Takes some ten milliseconds: use a thread.

    Windows and macOS are asked through ``truststore``. On Linux the store is a file, which is read here once;
    ``truststore`` would read it anew for every connection, on the event loop's thread. A file of ``network`` that
    cannot be read is logged, and its authorities are not trusted.
    """
    network = network or Network()
    if sys.platform == "linux":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load_store(context)
    else:
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3 if network.minimum_tls == "1.3" else ssl.TLSVersion.TLSv1_2
    for number, file in enumerate(network.ca_files, 1):
        try:
            context.load_verify_locations(cafile=file)
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            _log.warning("file %d of further certificate authorities cannot be used", number)
    return context


def _load_store(context: ssl.SSLContext) -> None:
    """OpenSSL's own places (SSL_CERT_FILE and SSL_CERT_DIR among them), else the distributions' ones.

    If nothing is found nobody is trusted.
    """
    places = ssl.get_default_verify_paths()
    hashed = places.capath is not None and any(Path(places.capath).glob("*.0"))
    if places.cafile is not None or hashed:
        context.load_verify_locations(cafile=places.cafile, capath=places.capath if hashed else None)
        return
    for bundle in _BUNDLES:
        if Path(bundle).is_file():
            context.load_verify_locations(cafile=bundle)
            return


def client_context(network: Network) -> ssl.SSLContext:
    """As ``tls_context``, and shows the certificate of ``network`` to whoever asks for one.

    PEM files (certificate and key in one or in two) or PKCS #12. Raises NetworkError (CLIENT_CERTIFICATE; reason:
    missing, passphrase, broken). Takes some ten milliseconds: use a thread.
    """
    context = tls_context(network)
    try:
        data = Path(network.certificate).read_bytes()
    except OSError as error:
        raise _unusable("missing") from error
    secret = network.secrets.get(CERTIFICATE)
    try:
        if b"-----BEGIN" in data:
            key = network.certificate_key or None
            context.load_cert_chain(network.certificate, key, lambda: secret.password if secret is not None else "")
        else:
            _load_pkcs12(context, data, secret.password if secret is not None else None)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        if _needs_passphrase(data, network):
            network.secrets.wrong(CERTIFICATE, secret)
            raise _unusable("passphrase") from None
        raise _unusable("missing" if isinstance(error, FileNotFoundError | PermissionError) else "broken") from None
    return context


def _unusable(reason: str) -> NetworkError:
    return NetworkError(ErrorCode.CLIENT_CERTIFICATE, sent=False, reason=reason)


def _needs_passphrase(data: bytes, network: Network) -> bool:
    """The file is sound, but locked with a passphrase that we do not have."""
    if b"-----BEGIN" not in data:
        return data[:1] == b"\x30"  # a wrong passphrase and a damaged file look alike in PKCS #12
    if network.certificate_key:
        try:
            data = Path(network.certificate_key).read_bytes()
        except OSError:
            return False
    return b"ENCRYPTED" in data


def _load_pkcs12(context: ssl.SSLContext, data: bytes, passphrase: str | None) -> None:
    """Raises ValueError, OSError."""
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        pkcs12,
    )

    found = pkcs12.load_pkcs12(data, passphrase.encode() if passphrase is not None else None)
    if found.key is None or found.cert is None:
        raise ValueError("no key or no certificate")
    # OpenSSL takes files only: one that nobody can read without a key that is not kept.
    once = secrets.token_urlsafe(32)
    chain = [found.cert, *found.additional_certs]
    pem = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in chain)
    pem += found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(once.encode()))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.pem"
        file.write_bytes(pem)
        context.load_cert_chain(file, password=once)
