# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the demo says in the terminal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    starting: str
    seeding: str
    ready: str
    window: str
    credentials: str
    no_display: str
    drawing: str
    drawn: str
    shows: str
    rooms: str
    encrypted: str
    invitation: str
    unread: str
    greeting: str
    bye: str


ENGLISH = Texts(
    starting="Starting a homeserver of your own, on this computer only …",
    seeding="Letting a week happen in an invented authority: people, rooms, encrypted conversations …",
    ready="Ready after {seconds:.0f} seconds, on {url}.",
    window=(
        "The window belongs to {me}. Write to {partner}, he answers. Close the window or press Ctrl+C to end;\n"
        "nothing of it stays on this computer."
    ),
    credentials="(If you sign out and want in again: {user}, password {password}, server {url})",
    no_display="There is no display here, so the window is drawn into a picture (choose its name with --picture PNG).",
    drawing="Opening the window in memory, writing to {partner}, waiting for his answer …",
    drawn="The window as it looks: {path}",
    shows="What it shows:",
    rooms="Rooms",
    encrypted="end-to-end encrypted",
    invitation="invitation",
    unread="{count} new",
    greeting="Hallo Jonas! Ist unser Gespräch hier eigentlich verschlüsselt?",
    bye="The demo is over; homeserver and files are gone.",
)
GERMAN = Texts(
    starting="Ein eigener Homeserver startet, nur auf diesem Rechner …",
    seeding="Eine Woche in einem erfundenen Amt entsteht: Leute, Räume, verschlüsselte Gespräche …",
    ready="Fertig nach {seconds:.0f} Sekunden, auf {url}.",
    window=(
        "Das Fenster gehört {me}. Schreiben Sie {partner}, er antwortet. Fenster schließen oder Strg+C beendet die\n"
        "Demo; auf diesem Rechner bleibt nichts davon."
    ),
    credentials="(Falls Sie sich abmelden und wieder hineinwollen: {user}, Passwort {password}, Server {url})",
    no_display="Hier gibt es keinen Bildschirm; das Fenster wird in ein Bild gezeichnet (Name: --picture PNG).",
    drawing="Das Fenster öffnet sich im Speicher, {partner} wird geschrieben, seine Antwort abgewartet …",
    drawn="So sieht das Fenster aus: {path}",
    shows="Es zeigt:",
    rooms="Räume",
    encrypted="Ende-zu-Ende-verschlüsselt",
    invitation="Einladung",
    unread="{count} neu",
    greeting=ENGLISH.greeting,
    bye="Die Demo ist zu Ende; Homeserver und Dateien sind weg.",
)
