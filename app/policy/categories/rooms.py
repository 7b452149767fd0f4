# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "rooms": which rooms one may make and enter, and what one may send into them."""

from __future__ import annotations

from typing import Any

from app.policy.keys import BoolKey, Key, Words

ALLOW_ROOM_CREATION = BoolKey(
    name="AllowRoomCreation",
    category="rooms",
    title=Words("Räume anlegen dürfen", "Rooms may be created"),
    help=Words(
        "Bei false lassen sich weder Räume noch Spaces anlegen oder durch neue ersetzen. Direktnachrichten an eine "
        "Person bleiben möglich.",
        "With false, neither rooms nor spaces can be created or replaced by new ones. Direct chats with one person "
        "remain possible.",
    ),
    default=True,
    example=False,
)
ALLOW_PUBLIC_ROOMS = BoolKey(
    name="AllowPublicRooms",
    category="rooms",
    title=Words("Öffentliche Räume verwenden dürfen", "Public rooms may be used"),
    help=Words(
        "Bei false gibt es kein Verzeichnis öffentlicher Räume; sie lassen sich nicht anlegen, Räume nicht öffentlich "
        "machen, und man betritt sie nur auf Einladung.",
        "With false there is no directory of public rooms; they cannot be created, rooms cannot be made public, and "
        "one enters them by invitation only.",
    ),
    default=True,
    example=False,
)
ALLOW_LOCATION = BoolKey(
    name="AllowLocation",
    category="rooms",
    title=Words("Orte senden dürfen", "Places may be sent"),
    help=Words(
        "Bei false lassen sich keine Orte senden. Empfangene werden gezeigt; ihre Karte regelt MapLink. Den eigenen "
        "Standort ermittelt das Programm nie.",
        "With false no places can be sent. Received ones are shown; MapLink settles their map. The program never "
        "determines one's own position.",
    ),
    default=True,
    example=False,
)
ALLOW_POLLS = BoolKey(
    name="AllowPolls",
    category="rooms",
    title=Words("Umfragen beginnen dürfen", "Polls may be started"),
    help=Words(
        "Bei false lassen sich keine Umfragen beginnen oder ändern. An denen anderer kann man teilnehmen.",
        "With false no polls can be started or changed. One can take part in those of others.",
    ),
    default=True,
    example=False,
)
ALLOW_VOICE_MESSAGES = BoolKey(
    name="AllowVoiceMessages",
    category="rooms",
    title=Words("Sprachnachrichten senden dürfen", "Voice messages may be sent"),
    help=Words(
        "Bei false verwendet das Programm das Mikrofon nicht. Sprachnachrichten anderer lassen sich anhören.",
        "With false the program does not use the microphone. Voice messages of others can be listened to.",
    ),
    default=True,
    example=False,
)

KEYS: tuple[Key[Any], ...] = (
    ALLOW_ROOM_CREATION,
    ALLOW_PUBLIC_ROOMS,
    ALLOW_LOCATION,
    ALLOW_POLLS,
    ALLOW_VOICE_MESSAGES,
)
