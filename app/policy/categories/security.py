# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "security": security."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import BoolKey, Choice, ChoiceKey, IntKey, Key, TextKey, Words

ONLY_SIGNED_DEVICES = BoolKey(
    name="OnlySignedDevices",
    category="security",
    title=Words("Nur bestätigte Geräte", "Confirmed devices only"),
    help=Words(
        "Schlüssel gehen nur an Geräte, die ihr Besitzer mit seiner digitalen Identität bestätigt hat, und nur deren "
        "Nachrichten werden gezeigt, von Anfang an. Ohne diese Richtlinie gilt das, sobald das eigene Gerät bestätigt "
        "ist; bis dahin auch für Personen ohne digitale Identität mit rotem Zeichen.",
        "Keys go only to devices that their owner has confirmed with their digital identity, and only messages of such "
        "devices are shown, from the beginning. Without this policy that holds as soon as one's own device is "
        "confirmed; until then people without a digital identity are shown with a red mark.",
    ),
    default=False,
    example=True,
)
MINIMUM_PASSPHRASE = IntKey(
    name="MinimumPassphraseLength",
    category="security",
    title=Words("Mindestlänge der Passphrase", "Minimum length of the passphrase"),
    help=Words(
        "Zeichen, die eine neue Passphrase des Profils mindestens haben muss. Weniger als 12 ist nicht möglich.",
        "Characters that a new passphrase of the profile must have at least. Less than 12 is not possible.",
    ),
    default=12,
    example=16,
    minimum=12,
    maximum=128,
)
KEY_STORAGE = ChoiceKey(
    name="KeyStorage",
    category="security",
    title=Words("Aufbewahrung des Schlüssels", "Keeping the key"),
    help=Words(
        "Wo der Schlüssel eines neuen Profils liegt. „automatic“: im Schlüsselspeicher des Systems, und wo es keinen "
        "gibt, mit einer Passphrase; „passphrase“: immer mit einer Passphrase. Bestehende Profile ändern sich nicht.",
        "Where the key of a new profile is kept. “automatic”: in the key store of the system, and with a passphrase "
        "where there is none; “passphrase”: always with a passphrase. Existing profiles stay as they are.",
    ),
    default="automatic",
    example="passphrase",
    choices=(
        Choice(value="automatic", title=Words("Schlüsselspeicher des Systems", "Key store of the system")),
        Choice(value="passphrase", title=Words("Passphrase", "Passphrase")),
    ),
)
LOCK_AFTER = IntKey(
    name="LockAfterMinutes",
    category="security",
    title=Words("Nach Minuten ohne Eingabe sperren", "Lock after minutes without input"),
    help=Words(
        "Hat so lange niemand Tastatur und Maus berührt, wird das Fenster verdeckt, auch für Hilfsmittel und in "
        "Benachrichtigungen. Es öffnet sich mit der Passphrase des Profils oder, wo der Schlüssel im Schlüsselspeicher "
        "liegt, mit einem Entsperrcode, der als Richtlinie beim Start gewählt werden muss. 0: nie. Ersetzt nicht die "
        "Bildschirmsperre des Systems.",
        "When nobody has touched keyboard and mouse for so long, the window is covered, for assistive technology and "
        "in notifications, too. It opens with the passphrase of the profile or, where the key is in a key store, with "
        "an unlock code, which has to be chosen at the start if this is a policy. 0: never. It does not replace the "
        "screen lock of the system.",
    ),
    default=0,
    example=10,
    choosable=True,
    minimum=0,
    maximum=1440,
)
ALLOW_SCREENSHOTS = BoolKey(
    name="AllowScreenshots",
    category="security",
    title=Words("Bildschirmfotos erlauben", "Allow screenshots"),
    help=Words(
        "Bei false bittet das Programm Windows (ab 10, Version 2004), seine Fenster in Bildschirmfotos, Aufzeichnungen "
        "und Freigaben nicht zu zeigen. Linux bietet das nicht; dort hat der Schlüssel keine Wirkung, und "
        "--print-policies sagt es. Ein Foto mit der Kamera verhindert nichts.",
        "With false the program asks Windows (10 version 2004 and later) not to show its windows in screenshots, "
        "recordings and shared screens. Linux does not offer that; the key has no effect there, and --print-policies "
        "says so. Nothing prevents a photo with a camera.",
    ),
    default=True,
    example=False,
    platform="win32",
)
BANNER_TEXT = TextKey(
    name="ClassificationBanner",
    category="security",
    title=Words("Hinweis über dem Fenster", "Notice on top of the window"),
    help=Words(
        "Steht immer oben im Fenster und in Dialogen, die Inhalte zeigen, etwa „Nicht für Verschlusssachen“. Das "
        "Programm prüft oder kennzeichnet damit nichts; eine Zulassung folgt daraus nicht.",
        "Always stands at the top of the window and of dialogs that show contents, “Not for classified information” "
        "for example. The program neither checks nor classifies anything by it; no approval follows from it.",
    ),
    default="",
    example="Nicht für Verschlusssachen",
    check=checks.short_text,
)
BANNER_COLOUR = ChoiceKey(
    name="ClassificationColour",
    category="security",
    title=Words("Farbe des Hinweises", "Colour of the notice"),
    help=Words(
        "Farbe von ClassificationBanner. Bei starkem Kontrast zeigt das Programm dessen Farben.",
        "Colour of ClassificationBanner. With high contrast the program shows the colours of that.",
    ),
    default="grey",
    example="blue",
    choices=(
        Choice(value="grey", title=Words("Grau", "Grey")),
        Choice(value="green", title=Words("Grün", "Green")),
        Choice(value="blue", title=Words("Blau", "Blue")),
        Choice(value="orange", title=Words("Orange", "Orange")),
        Choice(value="red", title=Words("Rot", "Red")),
    ),
)
REQUIRE_SECURE_BACKUP = BoolKey(
    name="RequireSecureBackup",
    category="security",
    title=Words("Wiederherstellungsschlüssel verlangen", "Demand a recovery key"),
    help=Words(
        "Jede Person muss digitale Identität, Wiederherstellungsschlüssel und Schlüsselspeicher einrichten. Die "
        "Aufforderung öffnet sich bei jedem Start und lässt sich nicht zurückstellen. Dasselbe verlangt ein Server mit "
        "secure_backup_required.",
        "Everybody has to set up digital identity, recovery key and key storage. The request opens with each start and "
        "cannot be put aside. A server with secure_backup_required demands the same.",
    ),
    default=False,
    example=True,
)

KEYS: tuple[Key[Any], ...] = (
    ONLY_SIGNED_DEVICES,
    MINIMUM_PASSPHRASE,
    KEY_STORAGE,
    LOCK_AFTER,
    ALLOW_SCREENSHOTS,
    BANNER_TEXT,
    BANNER_COLOUR,
    REQUIRE_SECURE_BACKUP,
)
