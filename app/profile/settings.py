# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the window looks and behaves. Not encrypted: nothing about the person or their conversations goes in here."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.profile import folder as names
from app.profile.files import write_private

_log = logging.getLogger(__name__)

THEMES = ("system", "light", "dark", "contrast")
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
    """``settings.json``. Keys that this version does not know are kept as they are.

    What the user never chose is not written: the organisation's recommendations hold for it, today's and tomorrow's.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / names.SETTINGS
        self._unknown: dict[str, Any] = {}
        self.chosen: frozenset[str] = frozenset()
        """Names of the settings that the file holds."""

    def load(self) -> Settings:
        """What is in the file; defaults for what is missing or makes no sense. A broken file is put aside."""
        known = {field.name for field in dataclasses.fields(Settings)}
        values = self._read()
        self._unknown = {name: value for name, value in values.items() if name not in known}
        self.chosen = frozenset(name for name in known if name in values and _fits(name, values[name]))
        return Settings(**{name: value for name, value in values.items() if name in known})

    def save(self, settings: Settings, chosen: Collection[str] = ()) -> None:
        """``chosen``: settings that the user just chose, be it the default. Raises OSError; the old file stays then."""
        usual = dataclasses.asdict(Settings())
        values = dataclasses.asdict(settings)
        self.chosen |= {name for name, value in values.items() if name in chosen or value != usual[name]}
        values = self._unknown | {name: value for name, value in values.items() if name in self.chosen}
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
