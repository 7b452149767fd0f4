# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom to trust: the certificate store of the system and what the organisation adds, and nobody else.

There is no way around verification.
"""

from __future__ import annotations

import logging
import ssl
import sys
from pathlib import Path

from app.policy.network import Network

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
