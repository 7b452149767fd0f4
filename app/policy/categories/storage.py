# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "storage": storage."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import BoolKey, IntKey, Key, TextKey, Words

PROFILE_FOLDER = TextKey(
    name="ProfileFolder",
    category="storage",
    title=Words("Ordner des Profils", "Folder of the profile"),
    help=Words(
        "Absoluter Pfad; ~ und Umgebungsvariablen werden ersetzt. Er muss lokal sein, nicht im servergespeicherten "
        "Profil und nicht auf einer Netzfreigabe. --profile wird dann nicht beachtet.",
        "Absolute path; ~ and environment variables are replaced. It has to be local, neither in a roaming profile nor "
        "on a network share. --profile is then not heeded.",
    ),
    default="",
    example="%LOCALAPPDATA%\\bundesmessenger\\dienstlich",
    check=checks.absolute_path,
)
CACHE_FOLDER = TextKey(
    name="CacheFolder",
    category="storage",
    title=Words("Ordner für Nachrichten und Dateien", "Folder for messages and files"),
    help=Words(
        "Nachrichten und Anhänge (verschlüsselt, vom Server wieder ladbar) liegen hier statt im Profil, in einem "
        "eigenen Ordner je Profil. So bleibt im Profil nur, was klein und kostbar ist. Absoluter Pfad; ~ und "
        "Umgebungsvariablen werden ersetzt. Er sollte lokal sein. Vorhandenes zieht beim nächsten Start um.",
        "Messages and attachments (encrypted, can be loaded from the server again) are kept here instead of in the "
        "profile, in a folder of its own for each profile. The profile then has only what is small and precious. "
        "Absolute path; ~ and environment variables are replaced. It should be local. What is there moves with the "
        "next start.",
    ),
    default="",
    example="%LOCALAPPDATA%\\bundesmessenger-cache",
    check=checks.absolute_path,
)
MULTIPLE_ACCOUNTS = BoolKey(
    name="MultipleAccounts",
    category="storage",
    title=Words("Mehrere Konten erlauben", "Permit several accounts"),
    help=Words(
        "Jedes Konto hat ein eigenes Profil im Ordner accounts des ersten und läuft für sich. Ausgeschaltet wird nur "
        "das erste Profil geöffnet; weitere bleiben liegen, --profile-name wird nicht beachtet.",
        "Each account has a profile of its own in the folder accounts of the first one, and runs by itself. Switched "
        "off, only the first profile is opened; others stay where they are, --profile-name is not heeded.",
    ),
    default=True,
    example=False,
)
MEDIA_CACHE = IntKey(
    name="MediaCacheMegabytes",
    category="storage",
    title=Words("Platz für Dateien und Bilder in Megabyte", "Space for files and pictures in megabytes"),
    help=Words(
        "So viel behält das Programm von heruntergeladenen Dateien, verschlüsselt, auf der Festplatte. Die am längsten "
        "nicht benutzten werden zuerst entfernt und bei Bedarf neu geladen.",
        "That much of downloaded files is kept on the disk, encrypted. Those not used for the longest time are removed "
        "first, and fetched again when needed.",
    ),
    default=1024,
    example=500,
    choosable=True,
    minimum=50,
    maximum=100_000,
)
AUTO_DOWNLOAD = IntKey(
    name="AutomaticDownloadMegabytes",
    category="storage",
    title=Words("Bilder von selbst laden bis (Megabyte)", "Load pictures by themselves up to (megabytes)"),
    help=Words(
        "Größere Bilder werden erst geladen, wenn man sie öffnet. Bei 0 wird nichts von selbst geladen. Andere Dateien "
        "werden nie von selbst geladen.",
        "Larger pictures are loaded only when one opens them. With 0 nothing is loaded by itself. Other files never "
        "are.",
    ),
    default=20,
    example=5,
    choosable=True,
    minimum=0,
    maximum=32,
)
SEARCH_HISTORY = BoolKey(
    name="SearchHistory",
    category="storage",
    title=Words("Ältere Nachrichten für die Suche laden", "Fetch older messages for the search"),
    help=Words(
        "Das Programm lädt im Hintergrund ältere Nachrichten aller Räume, langsam und nur bei Verbindung zum Server, "
        "damit die Suche sie findet. Gesucht wird nur auf diesem Gerät, in der verschlüsselten Ablage.",
        "In the background, slowly and only while connected, the program fetches older messages of all rooms, so that "
        "the search finds them. Only this device is searched, in its encrypted storage.",
    ),
    default=True,
    example=False,
    choosable=True,
)
SEARCH_MESSAGES = IntKey(
    name="SearchMessagesPerRoom",
    category="storage",
    title=Words("Nachrichten je Raum für die Suche", "Messages of each room for the search"),
    help=Words(
        "So viele Nachrichten eines Raums werden höchstens von selbst geladen.",
        "That many messages of a room are fetched by themselves at most.",
    ),
    default=5000,
    example=2000,
    choosable=True,
    minimum=100,
    maximum=1_000_000,
)
SEARCH_DAYS = IntKey(
    name="SearchDays",
    category="storage",
    title=Words("Alter der Nachrichten für die Suche in Tagen", "Age of messages for the search in days"),
    help=Words(
        "Was älter ist, wird nicht von selbst geladen.",
        "What is older is not fetched by itself.",
    ),
    default=365,
    example=90,
    choosable=True,
    minimum=1,
    maximum=36_500,
)
SEARCH_SPACE = IntKey(
    name="SearchSpaceMegabytes",
    category="storage",
    title=Words("Platz für Nachrichten in Megabyte", "Space for messages in megabytes"),
    help=Words(
        "Ist die verschlüsselte Ablage der Nachrichten so groß, werden keine älteren mehr von selbst geladen.",
        "When the encrypted storage of messages is that large, no older ones are fetched by themselves any more.",
    ),
    default=2000,
    example=500,
    choosable=True,
    minimum=50,
    maximum=100_000,
)

KEYS: tuple[Key[Any], ...] = (
    PROFILE_FOLDER,
    CACHE_FOLDER,
    MULTIPLE_ACCOUNTS,
    MEDIA_CACHE,
    AUTO_DOWNLOAD,
    SEARCH_HISTORY,
    SEARCH_MESSAGES,
    SEARCH_DAYS,
    SEARCH_SPACE,
)
