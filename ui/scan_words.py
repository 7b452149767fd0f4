# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words and signs for the check of files for malware."""

from __future__ import annotations

from dataclasses import dataclass

from app.interface import ScannerView
from app.scanner.types import Scan
from app.types import TimelineItem
from ui.i18n import tr


@dataclass(frozen=True, slots=True)
class Shown:
    """How a state is shown. ``color``: a name of the scheme; ``why``: the sentence behind it."""

    icon: str
    color: str
    text: str
    why: str


def shown(scan: Scan) -> Shown:
    """In the words of the window."""
    match scan:
        case Scan.CLEAN:
            return Shown(
                "shield-check",
                "muted",
                tr("Checked for malware"),
                tr("Your organisation's scanner has found nothing. Still open only what you expect from this person."),
            )
        case Scan.CHECKING:
            return Shown(
                "clock",
                "muted",
                tr("Being checked for malware …"),
                tr("The file can be opened as soon as it is checked."),
            )
        case Scan.INFECTED:
            return Shown(
                "alert",
                "danger",
                tr("Malware found"),
                tr(
                    "Malware was found in this file. It is neither shown nor saved. If you know the sender, tell your "
                    "IT department."
                ),
            )
        case Scan.FORBIDDEN_TYPE:
            return Shown(
                "alert",
                "danger",
                tr("Kind of file not allowed"),
                tr("Your organisation does not let this kind of file pass. It is neither shown nor saved."),
            )
        case Scan.FAILED:
            return Shown(
                "alert",
                "warn",
                tr("Could not be checked"),
                tr(
                    "This file could not be checked for malware and therefore stays closed. Try again later, or ask "
                    "your IT department."
                ),
            )
        case Scan.GONE:
            return Shown(
                "info",
                "muted",
                tr("No longer on the server"),
                tr(
                    "The server does not have this file any more. Servers remove files after some time. Ask the sender "
                    "to send it again."
                ),
            )
    return Shown("shield", "muted", tr("Not checked yet"), tr("The file is checked before it is opened."))


def told(item: TimelineItem, scanner: ScannerView | None, room_id: str) -> Scan | None:
    """What is said at a row; None: nothing, because it has no file to check, files are not checked, or it is ours."""
    file = item.attachment
    if scanner is None or file is None or not file.available or item.event_id is None:
        return None
    scan = scanner.state(room_id, item.event_id)
    if scan is Scan.OWN or (item.own and scan in (Scan.UNCHECKED, Scan.CHECKING)):
        return None
    return scan


def meaning() -> str:
    """What a user has to know before any key is given away."""
    return tr(
        "For the check, the scanner of your organisation is given the key of each file and can read the file. Your "
        "text messages stay end-to-end encrypted."
    )
