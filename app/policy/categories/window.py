# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "window": the window."""

from __future__ import annotations

from typing import Any

from app.policy.keys import Choice, ChoiceKey, IntKey, Key, Words

LANGUAGE = ChoiceKey(
    name="Language",
    category="window",
    title=Words("Sprache", "Language"),
    help=Words("Sprache des Fensters; sonst die des Systems.", "Language of the window; else the system's."),
    default="",
    example="de",
    choosable=True,
    choices=(
        Choice(value="de", title=Words("Deutsch", "German")),
        Choice(value="en", title=Words("Englisch", "English")),
    ),
)
THEME = ChoiceKey(
    name="Theme",
    category="window",
    title=Words("Farben", "Colours"),
    help=Words(
        "Farben des Fensters. Als Empfehlung setzen: wer starke Kontraste braucht, muss sie wählen können.",
        "Colours of the window. Set it as a recommendation: who needs high contrast has to be able to choose it.",
    ),
    default="system",
    example="light",
    choosable=True,
    choices=(
        Choice(value="system", title=Words("Wie das System", "As the system")),
        Choice(value="light", title=Words("Hell", "Light")),
        Choice(value="dark", title=Words("Dunkel", "Dark")),
        Choice(value="contrast", title=Words("Starker Kontrast", "High contrast")),
    ),
)
ZOOM = IntKey(
    name="Zoom",
    category="window",
    title=Words("Größe in Prozent", "Size in per cent"),
    help=Words(
        "Größe der Schrift und des Fensters. Als Empfehlung setzen: wer größere Schrift braucht, soll sie "
        "wählen können.",
        "Size of the text and the window. Set it as a recommendation: who needs larger text has to be able "
        "to choose it.",
    ),
    default=100,
    example=120,
    choosable=True,
    minimum=80,
    maximum=200,
)
DENSITY = ChoiceKey(
    name="Density",
    category="window",
    title=Words("Dichte", "Density"),
    help=Words(
        "Abstand zwischen Räumen und Nachrichten. „compact“ zeigt mehr auf einmal.",
        "Space between rooms and messages. “compact” shows more at once.",
    ),
    default="comfortable",
    example="compact",
    choosable=True,
    choices=(
        Choice(value="comfortable", title=Words("Angenehm", "Comfortable")),
        Choice(value="compact", title=Words("Kompakt", "Compact")),
    ),
)

KEYS: tuple[Key[Any], ...] = (
    LANGUAGE,
    THEME,
    ZOOM,
    DENSITY,
)
