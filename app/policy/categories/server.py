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
ALLOWED_SIGN_IN = ListKey(
    name="AllowedSignIn",
    category="server",
    title=Words("Erlaubte Anmeldewege", "Permitted ways to sign in"),
    help=Words(
        "Nur diese Wege werden angeboten, soweit der Server sie kennt: oauth (OAuth 2.0 im Browser, auch mit einem "
        "zweiten Gerät), sso (Single Sign-On des Matrix-Servers im Browser), password (Benutzername und Passwort im "
        "Programm). Ohne Eintrag alle. Wer schon angemeldet ist, bleibt es.",
        "Only these ways are offered, as far as the server knows them: oauth (OAuth 2.0 in the browser, also with a "
        "second device), sso (single sign-on of the Matrix server in the browser), password (user name and password in "
        "the program). Without an entry all of them. Whoever is signed in already stays signed in.",
    ),
    default=(),
    example=("oauth", "sso"),
    check=checks.way_to_sign_in,
)
OAUTH_CLIENT_ID = TextKey(
    name="OAuthClientId",
    category="server",
    title=Words("Client-ID für OAuth 2.0", "Client ID for OAuth 2.0"),
    help=Words(
        "Kennung, unter der das Programm beim Anmeldedienst eingetragen ist, für Anmeldedienste ohne dynamische "
        "Registrierung. Dort sind http://127.0.0.1/sign-in und http://[::1]/sign-in als Umleitungsadressen einer "
        "nativen, öffentlichen Anwendung einzutragen. Ohne diese Vorgabe trägt sich das Programm selbst ein.",
        "Name under which the program is registered at the authorization server, for servers without dynamic "
        "registration. http://127.0.0.1/sign-in and http://[::1]/sign-in have to be entered there as redirect "
        "addresses of a native, public client. Without this the program registers itself.",
    ),
    default="",
    example="bundesmessenger-desktop",
    check=checks.client_id,
)

KEYS: tuple[Key[Any], ...] = (
    HOMESERVER,
    ALLOWED_HOMESERVERS,
    ALLOWED_SIGN_IN,
    OAUTH_CLIENT_ID,
    ROOM_DIRECTORIES,
    PERMALINK_PREFIX,
)
