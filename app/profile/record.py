# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``profile.json``: what has to be known before the key is. It says nothing about the person."""

from __future__ import annotations

import dataclasses
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import ErrorCode, UserError
from app.profile import folder as names
from app.profile.files import unwritable, write_private

SCHEMA = 1
_MAX_FILE = 1 << 16


@dataclass(frozen=True, slots=True)
class Record:
    """``key`` says how the key is kept (see ``app.profile.key``). ``ready``: crypto.db was made and has to be there."""

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    key: dict[str, Any] = field(default_factory=dict)
    ready: bool = False
    others: dict[str, Any] = field(default_factory=dict)  # fields of this schema that we do not know

    @classmethod
    def load(cls, folder: Path) -> Record | None:
        """None if there is none. Raises UserError STORE_NEWER, STORE_CORRUPT, PROFILE_UNWRITABLE."""
        try:
            data = (folder / names.PROFILE).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unwritable(error, folder) from error
        try:
            values = json.loads(data) if len(data) <= _MAX_FILE else None
        except (ValueError, RecursionError):
            values = None
        schema = values.get("schema") if isinstance(values, dict) else None
        if isinstance(schema, int) and schema > SCHEMA:
            raise UserError(ErrorCode.STORE_NEWER, file=names.PROFILE, path=str(folder))
        if (
            not isinstance(values, dict)
            or schema != SCHEMA
            or not isinstance(values.get("id"), str)
            or not isinstance(values.get("key"), dict)
            or not isinstance(values.get("ready"), bool)
        ):
            raise UserError(ErrorCode.STORE_CORRUPT, file=names.PROFILE, path=str(folder), reason="not readable")
        del values["schema"]
        return cls(values.pop("id"), values.pop("key"), values.pop("ready"), values)

    def save(self, folder: Path) -> None:
        """Durable on return. Raises UserError DISK_FULL or PROFILE_UNWRITABLE; then the old one is still there."""
        values = {"schema": SCHEMA, "id": self.id, "ready": self.ready, "key": self.key} | self.others
        try:
            write_private(folder / names.PROFILE, json.dumps(values, indent=2).encode() + b"\n")
        except OSError as error:
            raise unwritable(error, folder) from error

    def with_(self, **changes: Any) -> Record:
        return dataclasses.replace(self, **changes)
