# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A content scanner as the API of matrix-content-scanner 1.3 describes it, with the files of ``EvilHomeserver``.

It really decrypts requests and files, and can be told to err. The released program itself is in
``tests/interop/test_scanner.py``.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from vodozemac import Message, PkDecryption

from crypto import attachments

if TYPE_CHECKING:
    from tests.support.evil_homeserver import Request

SCANNER = "/_matrix/media_proxy/unstable"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Answer = tuple[int, Any]


class EvilScanner:
    """``media``: the server's files by mxc address. ``asked``: requests as they were decrypted."""

    def __init__(self, media: dict[str, bytes]) -> None:
        self.media = media
        self.asked: list[dict[str, Any]] = []
        self.said: dict[str, Answer] = {}  # by mxc address: what is answered instead
        self.keys_given = 0
        self.forbidden = b"MZ"
        self.new_key()

    def new_key(self) -> None:
        """As after a new installation of the scanner."""
        self._decryption = PkDecryption()

    def answer(self, request: Request) -> Answer:
        rest = request.path.removeprefix(SCANNER).strip("/").split("/")
        what = rest[0]
        if what == "public_key":
            self.keys_given += 1
            return 200, {"public_key": self._decryption.public_key.to_base64()}
        if what in ("scan_encrypted", "download_encrypted"):
            body = request.body["encrypted_body"]
            try:
                message = Message.from_base64(body["ciphertext"], body["mac"], body["ephemeral"])
                file = json.loads(self._decryption.decrypt(message))["file"]
            except ValueError as error:
                return 403, {"reason": "MCS_BAD_DECRYPTION", "info": str(error)}
            self.asked.append(file)
            return self._judge(what, str(file["url"]), file)
        if what in ("scan", "download", "thumbnail"):
            mxc = f"mxc://{rest[1]}/{rest[2]}"
            self.asked.append({"url": mxc})
            return self._judge(what, mxc, None)
        return 404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}

    def _judge(self, what: str, mxc: str, file: dict[str, Any] | None) -> Answer:
        if mxc in self.said:
            return self.said[mxc]
        data = plain = self.media.get(mxc)
        if data is None or plain is None:
            return 404, {"reason": "M_NOT_FOUND", "info": "File not found"}
        if file is not None:
            target = io.BytesIO()
            try:
                attachments.decrypt_to(io.BytesIO(data), attachments.AttachmentKey.parse(file), target)
            except attachments.BadAttachment as error:
                return 400, {"reason": "MCS_MEDIA_FAILED_TO_DECRYPT", "info": str(error)}
            plain = target.getvalue()
        if plain.startswith(self.forbidden):
            return 403, {"reason": "MCS_MIME_TYPE_FORBIDDEN", "info": "File type: application/x-dosexec not allowed"}
        clean = EICAR not in plain
        if what.startswith("scan"):
            return 200, {"clean": clean, "info": "File is clean" if clean else "***VIRUS DETECTED***"}
        return (200, data) if clean else (403, {"reason": "MCS_MEDIA_NOT_CLEAN", "info": "***VIRUS DETECTED***"})
