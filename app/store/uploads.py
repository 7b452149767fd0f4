# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of messages in the send queue: rows of ``crypto.db``, used on the crypto thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.store import blob
from crypto.attachments import AttachmentKey
from crypto.store.database import Database


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on disk, encrypted with ``key``; ``size`` bytes. ``mxc`` once the server has it."""

    part: str  # "file" or "thumbnail"
    name: str
    key: AttachmentKey
    size: int
    mimetype: str
    mxc: str | None = None
    in_clear: bool = False


class UploadRows:
    """The table ``uploads``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, txn_id: str, uploads: Sequence[Upload]) -> None:
        """Belongs into the transaction that puts the message into the queue."""
        for upload in uploads:
            self._db.execute(
                "INSERT INTO uploads (txn_id, part, name, file, size, mimetype) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    txn_id,
                    upload.part,
                    upload.name,
                    blob.dump(upload.key.to_file("")),
                    upload.size,
                    upload.mimetype,
                ),
            )

    def of(self, txn_id: str) -> list[Upload]:
        """The files of a message, the thumbnail last."""
        rows = self._db.execute(
            "SELECT part, name, file, size, mimetype, mxc, in_clear FROM uploads WHERE txn_id = ? ORDER BY part",
            (txn_id,),
        ).fetchall()
        return [
            Upload(part, name, AttachmentKey.parse(blob.load(file)), size, mimetype, mxc, bool(in_clear))
            for part, name, file, size, mimetype, mxc, in_clear in rows
        ]

    def done(self, txn_id: str, part: str, mxc: str, *, in_clear: bool) -> None:
        """The server has it."""
        self._db.execute(
            "UPDATE uploads SET mxc = ?, in_clear = ? WHERE txn_id = ? AND part = ?",
            (mxc, int(in_clear), txn_id, part),
        )

    def drop(self, txn_id: str) -> None:
        """The message is sent, or discarded."""
        self._db.execute("DELETE FROM uploads WHERE txn_id = ?", (txn_id,))

    def names(self) -> set[str]:
        """All files that are still needed."""
        return {str(name) for (name,) in self._db.execute("SELECT name FROM uploads").fetchall()}
