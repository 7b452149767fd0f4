# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "files": what may be sent, and what may leave the program."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import BoolKey, IntKey, Key, ListKey, TextKey, Words

ALLOW_SAVE_FILES = BoolKey(
    name="AllowSaveFiles",
    category="files",
    title=Words("Dateien und Bilder speichern dürfen", "Files and pictures may be saved"),
    help=Words(
        "Bei false werden Dateien und Bilder aus Nachrichten nur im Programm gezeigt: Sie werden weder gespeichert "
        "noch mit anderen Programmen geöffnet, und Bilder kommen nicht in die Zwischenablage. Text lässt sich weiter "
        "kopieren.",
        "With false, files and pictures of messages are shown in the program only: they are neither saved nor opened "
        "with other programs, and pictures do not get to the clipboard. Text can still be copied.",
    ),
    default=True,
    example=False,
)
DOWNLOAD_FOLDER = TextKey(
    name="DownloadFolder",
    category="files",
    title=Words("Ordner für gespeicherte Dateien", "Folder for saved files"),
    help=Words(
        "Absoluter Pfad; ~ und Umgebungsvariablen werden ersetzt. Als Richtlinie wird dort ohne Rückfrage und nirgends "
        "sonst gespeichert; als Empfehlung oder Einstellung wird er vorgeschlagen. Sonst der Download-Ordner des "
        "Systems.",
        "Absolute path; ~ and environment variables are replaced. As a policy files are saved there without asking and "
        "nowhere else; as a recommendation or setting it is suggested. Otherwise the downloads folder of the system.",
    ),
    default="",
    example="~/Downloads",
    choosable=True,
    check=checks.absolute_path,
)
ALLOWED_FILE_TYPES = ListKey(
    name="AllowedFileTypes",
    category="files",
    title=Words("Dateien, die gesendet werden dürfen", "Files that may be sent"),
    help=Words(
        "Endungen (.pdf) oder Medientypen (image/*); andere Dateien werden nicht gesendet und nicht weitergeleitet. "
        "Entschieden wird nach dem Namen: Das hilft gegen Versehen, nicht gegen Absicht. Ohne Eintrag alle.",
        "Endings (.pdf) or media types (image/*); other files are neither sent nor forwarded. The name decides: that "
        "helps against mistakes, not against intent. Without an entry all.",
    ),
    default=(),
    example=(".pdf", ".odt", ".docx", "image/*"),
    check=checks.file_type,
)
OPEN_FILE_TYPES = ListKey(
    name="AllowedFileTypesToOpen",
    category="files",
    title=Words("Dateien, die geöffnet werden dürfen", "Files that may be opened"),
    help=Words(
        "Wie AllowedFileTypes: Nur solche Dateien aus Nachrichten werden an das Programm des Systems übergeben. Andere "
        "lassen sich nur speichern. Programme und Skripte werden in keinem Fall geöffnet. Ohne Eintrag alle anderen.",
        "Like AllowedFileTypes: only such files of messages are handed to the system's program. Others can only be "
        "saved. Programs and scripts are never opened. Without an entry all others.",
    ),
    default=(),
    example=(".pdf", ".odt", "image/*"),
    check=checks.file_type,
)
MAXIMUM_UPLOAD = IntKey(
    name="MaximumUploadMegabytes",
    category="files",
    title=Words("Größte Datei zum Senden in Megabyte", "Largest file to send in megabytes"),
    help=Words(
        "Gilt neben der Grenze des Servers; die kleinere zählt. 0: nur die des Servers.",
        "Holds beside the limit of the server; the smaller one counts. 0: only that of the server.",
    ),
    default=0,
    example=25,
    minimum=0,
    maximum=100_000,
)

KEYS: tuple[Key[Any], ...] = (
    ALLOW_SAVE_FILES,
    DOWNLOAD_FOLDER,
    ALLOWED_FILE_TYPES,
    OPEN_FILE_TYPES,
    MAXIMUM_UPLOAD,
)
