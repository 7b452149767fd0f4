# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``settings.json``: what the user chose. Not encrypted: nothing about a person or a conversation goes in here."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.profile import folder as names
from app.profile.files import write_private

_log = logging.getLogger(__name__)
_MAX_FILE = 1 << 20


class SettingsFile:
    """Names and JSON values. What they may be is the affair of ``app.preferences``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / names.SETTINGS

    def load(self) -> dict[str, Any]:
        """What is in the file; nothing if there is none. A broken file is put aside."""
        try:
            with self._path.open("rb") as file:
                data = file.read(_MAX_FILE + 1)
        except FileNotFoundError:
            return {}
        except OSError:
            _log.warning("the settings cannot be read")
            return {}
        try:
            if len(data) > _MAX_FILE:
                raise ValueError("too large")
            values = json.loads(data)
            if not isinstance(values, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError):
            _log.warning("the settings are broken; beginning anew")
            with suppress(OSError):
                self._path.replace(self._path.with_name(self._path.name + ".broken"))
            return {}
        return values

    def save(self, values: Mapping[str, Any]) -> None:
        """Without a profile folder nothing is written. Raises OSError; the old file stays then."""
        if self._folder.is_dir():
            write_private(self._path, json.dumps(dict(values), indent=2, ensure_ascii=False).encode() + b"\n")
