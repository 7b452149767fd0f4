# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who and what is in the demo: an ordinary week in an invented authority."""

from __future__ import annotations

from dataclasses import dataclass

SERVER_NAME = "amt.example"

ME = "anna.schneider"
PARTNER = "jonas.weber"
COLLEAGUE = "fatma.yildiz"
INVITER = "petra.hoffmann"
PEOPLE = {
    ME: "Anna Schneider",
    PARTNER: "Jonas Weber",
    COLLEAGUE: "Fatma Yıldız",
    INVITER: "Dr. Petra Hoffmann",
    "thomas.krueger": "Thomas Krüger",
    "maria.lindner": "Maria Lindner",
    "emily.carter": "Emily Carter",
    "it-service": "IT-Service",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message. ``days`` before today, at ``clock`` (HH:MM). The reader has not read what is ``unread``."""

    days: int
    clock: str
    author: str
    text: str
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the demo. ``members`` beside its creator, who wrote the first line."""

    name: str
    members: tuple[str, ...]
    lines: tuple[Line, ...]
    topic: str = ""
    encrypted: bool = True
    direct: bool = False


def _lines(*rows: tuple[int, str, str, str] | tuple[int, str, str, str, bool]) -> tuple[Line, ...]:
    return tuple(Line(*row) for row in rows)


LIVE = "Jonas"
"""Key of the room in which the partner answers."""

# Encrypted rooms are written by accounts of ours: by ME, PARTNER and COLLEAGUE only.
ROOMS: dict[str, Room] = {
    LIVE: Room(
        name="",
        members=(ME,),
        direct=True,
        lines=_lines(
            (2, "09:02", PARTNER, "Guten Morgen Anna! Hast du den Entwurf für die Bürgerportal-Vorlage schon gesehen?"),
            (2, "09:05", ME, "Guten Morgen! Ja, gestern Abend noch. Seite 4 ist stark, die Kostentabelle fehlt mir."),
            (2, "09:06", PARTNER, "Die kommt heute von Fatma. Ich schicke sie dir, sobald sie da ist."),
            (1, "14:31", PARTNER, "Fatma hat geliefert. Summe passt, nur die Wartung steht noch zweimal drin."),
            (1, "14:40", ME, "Gut aufgepasst. Streichst du die zweite Zeile?"),
            (1, "14:41", PARTNER, "Ist schon raus 👍"),
            (0, "08:12", PARTNER, "Heute um 10 Uhr kurze Abstimmung vor dem Termin im Haus?"),
            (0, "08:15", ME, "Gern. Raum 3.14 oder hier im Chat?"),
            (0, "08:16", PARTNER, "Hier reicht. Schreib mir einfach, wenn du Zeit hast."),
        ),
    ),
    "portal": Room(
        name="Projekt Bürgerportal",
        topic="Stufe 2: Anträge ohne Medienbruch",
        members=(PARTNER, COLLEAGUE),
        lines=_lines(
            (
                3,
                "10:04",
                ME,
                "Willkommen in der Projektgruppe. Alles zu Stufe 2 bitte hier, dann finden wir es wieder.",
            ),
            (3, "10:09", COLLEAGUE, "Danke! Ich stelle bis morgen die Kostentabelle zusammen."),
            (3, "10:10", PARTNER, "Und ich die Risiken. Termin mit der Landesseite ist am Donnerstag um 13 Uhr."),
            (
                1,
                "11:20",
                COLLEAGUE,
                "Die Barrierefreiheitsprüfung ist durch: zwei Kleinigkeiten, beide bis Freitag behoben.",
            ),
            (1, "11:22", ME, "Sehr gut. Bitte das Prüfprotokoll in die Akte."),
            (1, "16:45", PARTNER, "Lasttest von heute: 1.200 Anträge in der Stunde, keine Fehler."),
            (
                0,
                "07:58",
                COLLEAGUE,
                "Guten Morgen zusammen. Die Folien für Donnerstag sind fertig, ich freue mich über Anmerkungen.",
            ),
        ),
    ),
    "fatma": Room(
        name="",
        members=(ME,),
        direct=True,
        lines=_lines(
            (1, "13:02", COLLEAGUE, "Kurze Frage: Rechnest du die Schulungen zum Betrieb oder zur Einführung?"),
            (1, "13:10", ME, "Zur Einführung. Im Betrieb ist nur die jährliche Auffrischung."),
            (1, "13:11", COLLEAGUE, "Perfekt, so hatte ich es auch. Danke dir!"),
        ),
    ),
    "kantine": Room(
        name="Kantine",
        topic="Was gibt es heute?",
        members=(ME, PARTNER, COLLEAGUE, "maria.lindner"),
        encrypted=False,
        lines=_lines(
            (1, "11:35", "thomas.krueger", "Heute: Linsensuppe, Maultaschen oder der Salatteller 🥗"),
            (1, "11:37", "maria.lindner", "Maultaschen! Wer kommt um zwölf mit?"),
            (1, "11:38", PARTNER, "Dabei."),
            (0, "09:40", "thomas.krueger", "Der Plan von heute: Grünkohl, Gemüselasagne, dazu Apfelstrudel.", True),
            (0, "09:44", "maria.lindner", "Apfelstrudel ist ein Argument. Treffpunkt 11:45 am Brunnen?", True),
        ),
    ),
    "haus": Room(
        name="Hausmitteilungen",
        topic="Mitteilungen der Hausleitung und der IT",
        members=(ME, PARTNER, COLLEAGUE, "thomas.krueger", "maria.lindner", INVITER),
        encrypted=False,
        lines=_lines(
            (5, "08:00", "it-service", "Am Samstag zwischen 6 und 9 Uhr wird die Telefonanlage aktualisiert."),
            (2, "12:30", INVITER, "Die Vorträge der Fortbildungsreihe stehen jetzt im Hausnetz bereit."),
            (
                0,
                "07:30",
                "it-service",
                "Der Drucker im 2. Obergeschoss ist repariert. Bitte weiterhin beidseitig drucken.",
                True,
            ),
        ),
    ),
    "eu": Room(
        name="EU interfaces",
        topic="Cross-border services, working level",
        members=(ME, COLLEAGUE),
        encrypted=False,
        lines=_lines(
            (4, "15:10", "emily.carter", "Hi all, the new interface description is out. Section 7 changed the most."),
            (4, "15:22", ME, "Thank you, Emily. We will compare it with our drafts this week."),
            (1, "10:00", COLLEAGUE, "Two of our field names differ from section 7.2, otherwise we match."),
            (1, "10:18", "emily.carter", "Great news. Could you send me the two names before Friday?"),
        ),
    ),
    "ausflug": Room(
        name="Betriebsausflug 2027",
        topic="Ideen sammeln bis Monatsende",
        members=(ME, "maria.lindner", "thomas.krueger"),
        encrypted=False,
        lines=_lines(
            (6, "16:20", PARTNER, "Letztes Jahr war der Harz schön. Dieses Mal ans Wasser?"),
            (6, "16:28", "maria.lindner", "Spreewald mit dem Kahn? Das geht auch bei Regen 🛶"),
            (5, "09:03", ME, "Spreewald klingt gut. Ich frage nach Gruppenpreisen."),
        ),
    ),
}

INVITATION_NAME = "Arbeitskreis Barrierefreiheit"
INVITATION_TOPIC = "Wir prüfen, bevor es andere merken"

# What happens while the window is open: seconds after the start, room, author, text. Plain rooms only.
LIVE_LINES: tuple[tuple[float, str, str, str], ...] = (
    (20, "kantine", "thomas.krueger", "Nachtrag: Es gibt noch zwölf Stück Apfelstrudel."),
    (45, "haus", "it-service", "Heute um 15 Uhr: kurze Probe der Brandmeldeanlage im Nordflügel."),
    (80, "kantine", "maria.lindner", "Jetzt noch elf 😇"),
)
OPENING = "Hallo Anna, ich bin jetzt am Platz. Schreib mir gern, ich antworte sofort."
