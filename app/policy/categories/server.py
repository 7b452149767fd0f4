# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "server": the server."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import Key, ListKey, TextKey, Words

HOMESERVER = TextKey(
    name="Homeserver",
    category="server",
    title=Words("Server für die Anmeldung", "Server to sign in to"),
    help=Words(
        "Name (amt.example) oder Adresse (https://matrix.amt.example) des Matrix-Servers. Als Richtlinie ist er fest "
        "und das Feld gesperrt, und kein anderer Server wird verwendet, es sei denn, AllowedHomeservers erlaubt ihn; "
        "als Empfehlung ist er nur vorausgefüllt.",
        "Name (amt.example) or address (https://matrix.amt.example) of the Matrix server. As a policy it is fixed, the "
        "field is locked, and no other server is used unless AllowedHomeservers permits it; as a recommendation it is "
        "only filled in.",
    ),
    default="",
    example="amt.example",
    choosable=True,
    check=checks.homeserver,
)
ALLOWED_HOMESERVERS = ListKey(
    name="AllowedHomeservers",
    category="server",
    title=Words("Erlaubte Server", "Permitted servers"),
    help=Words(
        "Nur bei diesen Servern darf man sich anmelden: Servernamen oder Hostnamen, *.bund.example für alle darunter. "
        "Auch ein schon angemeldetes Konto auf einem anderen Server verbindet sich nicht mehr.",
        "One may sign in to these servers only: server names or host names, *.bund.example for all below. An account "
        "that is signed in to another server already does not connect any more.",
    ),
    default=(),
    example=("amt.example", "*.bund.example"),
    check=checks.host_pattern,
)
ROOM_DIRECTORIES = ListKey(
    name="RoomDirectories",
    category="server",
    title=Words("Weitere Raumverzeichnisse", "Further room directories"),
    help=Words(
        "Servernamen, deren öffentliche Räume man beim Suchen nach Räumen wählen kann. Gefragt wird immer der eigene "
        "Server, der sie dort erfragt. Ohne Eintrag gibt es nur das Verzeichnis des eigenen Servers.",
        "Names of servers whose public rooms can be chosen when looking for rooms. It is always one's own server that "
        "is asked, and asks there. Without an entry there is the directory of one's own server only.",
    ),
    default=(),
    example=("amt.example", "land.example"),
    check=checks.server_name,
)
PERMALINK_PREFIX = TextKey(
    name="PermalinkPrefix",
    category="server",
    title=Words("Anfang von Verweisen auf Nachrichten und Räume", "Beginning of links to messages and rooms"),
    help=Words(
        "Adresse des eigenen Webclients, mit der Verweise auf Räume, Personen und Nachrichten beginnen, etwa "
        "https://chat.example.org. Solche Verweise öffnet das Programm selbst und erzeugt sie beim Kopieren. Ohne "
        "diese Vorgabe werden Verweise mit https://matrix.to/ erzeugt, die überall verstanden werden.",
        "Address of the organisation's own web client, with which links to rooms, people and messages begin, for "
        "example https://chat.example.org. The program opens such links itself and makes them when copying. Without "
        "this, links with https://matrix.to/ are made, which are understood everywhere.",
    ),
    default="",
    example="https://chat.example.org",
    check=checks.web_prefix,
)

KEYS: tuple[Key[Any], ...] = (
    HOMESERVER,
    ALLOWED_HOMESERVERS,
    ROOM_DIRECTORIES,
    PERMALINK_PREFIX,
)
