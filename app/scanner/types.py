# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a file's check, and whether files are checked at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NEVER, OFFERED, ALWAYS = "never", "offered", "always"
"""Values of the policy ``RequireContentScanner``."""


class Scan(StrEnum):
    """``UNCHECKED``: nobody has asked the scanner yet. ``FAILED``: it was asked and gave no answer that counts."""

    UNCHECKED = "unchecked"
    CHECKING = "checking"
    OWN = "own"  # sent from this device: nobody was asked
    CLEAN = "clean"
    INFECTED = "infected"
    FORBIDDEN_TYPE = "forbidden_type"
    FAILED = "failed"
    GONE = "gone"  # the server no longer has the file

    @property
    def passes(self) -> bool:
        """The file may be used."""
        return self in (Scan.CLEAN, Scan.OWN)

    @property
    def refused(self) -> bool:
        """The scanner has judged, and the file must not be opened."""
        return self in (Scan.INFECTED, Scan.FORBIDDEN_TYPE)


SEVERITY = (
    Scan.OWN,
    Scan.CLEAN,
    Scan.UNCHECKED,
    Scan.CHECKING,
    Scan.GONE,
    Scan.FAILED,
    Scan.FORBIDDEN_TYPE,
    Scan.INFECTED,
)
"""From harmless to bad: a message with two files is as bad as the worse one."""


@dataclass(frozen=True, slots=True)
class Scanning:
    """``required``: nothing is opened, shown or saved unchecked. ``ask``: the server has a scanner, and the user has to
    say whether it may be told the keys of files. ``offered``: None is not known."""

    required: bool = False
    ask: bool = False
    offered: bool | None = None
