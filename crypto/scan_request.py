# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a content scanner is told of one encrypted file, encrypted for it.

matrix-content-scanner, "Encrypted POST body": vodozemac's ``PkEncryption`` of the JSON text of the request, so that
what stands between the TLS endpoint and the scanner does not learn the key of the file.
"""

from __future__ import annotations

import orjson
from vodozemac import Curve25519PublicKey, PkEncryption

from crypto import unpadded_base64 as base64
from crypto.attachments import AttachmentKey
from crypto.types import Json

_MAX_KEY = 100  # characters of an encoded public key


class BadScannerKey(Exception):
    """The scanner's public key cannot be used."""


class ScanRequests:
    """Encrypts requests for one scanner. Raises BadScannerKey if ``public_key`` (base64) is none."""

    def __init__(self, public_key: object) -> None:
        if not isinstance(public_key, str) or len(public_key) > _MAX_KEY:
            raise BadScannerKey("no public key")
        try:
            self._encryption = PkEncryption.from_key(Curve25519PublicKey.from_base64(public_key))
            self._encryption.encrypt(b"")  # a key of small order only fails here
        except ValueError as error:
            raise BadScannerKey("unusable public key") from error

    def seal(self, mxc: str, key: AttachmentKey) -> Json:
        """The body of ``scan_encrypted`` and ``download_encrypted``. Nothing but this one file is in it."""
        message = self._encryption.encrypt(orjson.dumps({"file": key.to_file(mxc)}))
        return {
            "encrypted_body": {
                "ciphertext": base64.encode(message.ciphertext),
                "mac": base64.encode(message.mac),
                "ephemeral": base64.encode(message.ephemeral_key),
            }
        }
