# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "security": security."""

from __future__ import annotations

from typing import Any

from app.policy.keys import BoolKey, Choice, ChoiceKey, IntKey, Key, Words

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

KEYS: tuple[Key[Any], ...] = (
    ONLY_SIGNED_DEVICES,
    MINIMUM_PASSPHRASE,
    KEY_STORAGE,
)
