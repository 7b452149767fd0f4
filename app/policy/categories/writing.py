# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "writing": writing."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import Choice, ChoiceKey, Key, TextKey, Words

MAP_LINK = TextKey(
    name="MapLink",
    category="writing",
    title=Words("Karte für Orte", "Map for places"),
    help=Words(
        "Adresse der Karte, die nach einem Klick auf einen Ort im Browser geöffnet wird; {lat} und {lon} werden "
        "ersetzt. Die Adresse wird vor dem Öffnen gezeigt. Leer: Orte haben keinen Verweis auf eine Karte. Das "
        "Programm selbst ruft keine Karten ab.",
        "Address of the map that is opened in the browser after a click on a place; {lat} and {lon} are replaced. The "
        "address is shown before it is opened. Empty: places have no link to a map. The program fetches none.",
    ),
    default="https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}",
    example="https://karten.amt.example/?mitte={lat},{lon}",
    check=checks.map_link,
    empty=True,
)
SPELL_CHECK = ChoiceKey(
    name="SpellCheck",
    category="writing",
    title=Words("Rechtschreibprüfung", "Spell check"),
    help=Words(
        "Welche Wörterbücher beim Schreiben gelten. Automatisch erkennt für jeden Absatz, ob er deutsch oder englisch "
        "ist. Bei beiden ist ein Wort richtig, das in einem von ihnen steht. Geprüft wird auf diesem Gerät.",
        "Which dictionaries hold while writing. Automatic tells for each paragraph whether it is German or English. "
        "With both, a word is right that is in either of them. Checking is done on this device.",
    ),
    default="automatic",
    example="german",
    choosable=True,
    choices=(
        Choice(value="automatic", title=Words("Automatisch", "Automatic")),
        Choice(value="off", title=Words("Aus", "Off")),
        Choice(value="german", title=Words("Deutsch", "German")),
        Choice(value="english", title=Words("Englisch", "English")),
        Choice(value="both", title=Words("Deutsch und Englisch", "German and English")),
    ),
)

KEYS: tuple[Key[Any], ...] = (
    MAP_LINK,
    SPELL_CHECK,
)
