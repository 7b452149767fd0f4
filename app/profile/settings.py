# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the window looks and behaves. Not encrypted: nothing about the person or their conversations goes in here."""

from __future__ import annotations

import dataclasses
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.profile import folder as names
from app.profile.files import write_private

_log = logging.getLogger(__name__)

THEMES = ("system", "light", "dark")
ZOOM_RANGE = (50, 300)
_MAX_TEXT = 4096
_MAX_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Change with ``dataclasses.replace``. Values out of range become the default."""

    theme: str = "system"  # one of THEMES
    zoom: int = 100  # per cent
    language: str = ""  # such as "de"; empty: as the system
    geometry: str = ""  # QWidget.saveGeometry, base64
    splitter: str = ""  # QSplitter.saveState, base64

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if not _fits(field.name, getattr(self, field.name)):
                object.__setattr__(self, field.name, field.default)


class SettingsFile:
    """``settings.json``. Keys that this version does not know are kept as they are."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / names.SETTINGS
        self._unknown: dict[str, Any] = {}

    def load(self) -> Settings:
        """What is in the file; defaults for what is missing or makes no sense. A broken file is put aside."""
        known = {field.name for field in dataclasses.fields(Settings)}
        values = self._read()
        self._unknown = {name: value for name, value in values.items() if name not in known}
        return Settings(**{name: value for name, value in values.items() if name in known})

    def save(self, settings: Settings) -> None:
        """Raises OSError; then the old file is still there."""
        values = self._unknown | dataclasses.asdict(settings)
        write_private(self._path, json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n")

    def _read(self) -> dict[str, Any]:
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


def _fits(name: str, value: Any) -> bool:
    if name == "zoom":
        return isinstance(value, int) and not isinstance(value, bool) and ZOOM_RANGE[0] <= value <= ZOOM_RANGE[1]
    if name == "theme":
        return value in THEMES
    return isinstance(value, str) and len(value) <= _MAX_TEXT
