# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "support": operation."""

from __future__ import annotations

from typing import Any

from app.policy.keys import BoolKey, Choice, ChoiceKey, Key, Words

TECHNICAL_DETAILS = BoolKey(
    name="TechnicalDetails",
    category="support",
    title=Words("Technische Einzelheiten zeigen", "Show technical details"),
    help=Words(
        "Zeigt in den Details einer Nachricht auch ihren Quelltext, für die Fehlersuche.",
        "Shows the source of a message among its details, to look for faults.",
    ),
    default=False,
    example=True,
    choosable=True,
)
LOG_LEVEL = ChoiceKey(
    name="LogLevel",
    category="support",
    title=Words("Protokoll", "Log"),
    help=Words(
        "Wie viel protokolliert wird. Inhalte, Namen und Schlüssel werden auf keiner Stufe protokolliert.",
        "How much is logged. Contents, names and keys are logged on no level.",
    ),
    default="info",
    example="warning",
    choosable=True,
    choices=tuple(
        Choice(value=level, title=Words(german, english))
        for level, german, english in (
            ("debug", "Alles", "Everything"),
            ("info", "Üblich", "Usual"),
            ("warning", "Warnungen", "Warnings"),
            ("error", "Fehler", "Errors"),
        )
    ),
)

KEYS: tuple[Key[Any], ...] = (
    TECHNICAL_DETAILS,
    LOG_LEVEL,
)
