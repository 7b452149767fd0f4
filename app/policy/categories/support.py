# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "support": operation."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import BoolKey, Choice, ChoiceKey, IntKey, Key, TextKey, Words

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
LOG_FOLDER = TextKey(
    name="LogFolder",
    category="support",
    title=Words("Ordner des Protokolls", "Folder of the log"),
    help=Words(
        "Statt log im Profil. Absoluter Pfad; ~ und Umgebungsvariablen werden ersetzt. Er muss für jeden Benutzer ein "
        "anderer sein, zum Beispiel durch eine Variable mit seinem Namen.",
        "Instead of log in the profile. Absolute path; ~ and environment variables are replaced. It has to be another "
        "one for each user, for example through a variable with their name.",
    ),
    default="",
    example="%LOCALAPPDATA%\\bundesmessenger-log",
    check=checks.absolute_path,
)
LOG_RETENTION = IntKey(
    name="LogRetentionDays",
    category="support",
    title=Words("Aufbewahrung des Protokolls in Tagen", "Keeping the log, in days"),
    help=Words(
        "Ältere Zeilen werden beim Start und an jedem neuen Tag entfernt. Daneben gilt immer die Grenze von 5 MB.",
        "Older lines are removed at the start and on each new day. The limit of 5 MB holds beside it in any case.",
    ),
    default=30,
    example=7,
    minimum=1,
    maximum=365,
)
SUPPORT_TEXT = TextKey(
    name="SupportText",
    category="support",
    title=Words("Wer hilft", "Who helps"),
    help=Words(
        "Steht unter „Über“ in den Einstellungen und dort, wo das Programm nicht starten kann, etwa „Servicedesk, "
        "Telefon 4711“.",
        "Stands under “About” in the settings and where the program cannot start, for example “Service desk, phone "
        "4711”.",
    ),
    default="",
    example="Servicedesk, Telefon 030 12345-4711",
)
SUPPORT_URL = TextKey(
    name="SupportUrl",
    category="support",
    title=Words("Hilfeseite", "Help page"),
    help=Words(
        "Adresse mit https://, die unter „Über“ geöffnet werden kann. Sie steht vor der des Servers.",
        "An https:// address that can be opened under “About”. It takes the place of the server's.",
    ),
    default="",
    example="https://intranet.amt.example/messenger",
    check=checks.web_page,
)
ACCESSIBILITY_CONTACT = TextKey(
    name="AccessibilityContact",
    category="support",
    title=Words("Kontakt für Barrieren", "Contact for barriers"),
    help=Words(
        "E-Mail-Adresse oder Adresse mit https://, um Barrieren zu melden (§ 12b BGG). Steht unter „Über“.",
        "Mail address or https:// address to report barriers to. Stands under “About”.",
    ),
    default="",
    example="barrierefreiheit@amt.example",
    check=checks.contact,
)
AUTOSTART = BoolKey(
    name="Autostart",
    category="support",
    title=Words("Mit der Anmeldung am Rechner starten", "Start when signing in to the computer"),
    help=Words(
        "Das Programm trägt sich selbst für diesen Benutzer ein (Windows: HKCU\\…\\Run; Linux: ~/.config/autostart) "
        "und startet verkleinert, mit CloseToTray im Infobereich.",
        "The program registers itself for this user (Windows: HKCU\\…\\Run; Linux: ~/.config/autostart) and starts "
        "minimised, with CloseToTray in the tray.",
    ),
    default=False,
    example=True,
    choosable=True,
)

KEYS: tuple[Key[Any], ...] = (
    TECHNICAL_DETAILS,
    LOG_LEVEL,
    LOG_FOLDER,
    LOG_RETENTION,
    SUPPORT_TEXT,
    SUPPORT_URL,
    ACCESSIBILITY_CONTACT,
    AUTOSTART,
)
