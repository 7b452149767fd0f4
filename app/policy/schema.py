# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""All policies. This is the one place: validation, JSON schema, ADMX/ADML and the handbook's table are made from it."""

from __future__ import annotations

import ipaddress
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from app.notifications.quiet import DAYS, parse_time
from app.policy.keys import BoolKey, Choice, ChoiceKey, IntKey, Key, ListKey, TextKey, Words

VENDOR = "BundesMessenger"
PRODUCT = "Desktop"
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.I
)


def _host_and_port(text: str) -> bool:
    try:
        parts = urlsplit(f"//{text}")
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True


def _homeserver(text: str) -> Words | None:
    if text.startswith("https://"):
        text = text.removeprefix("https://").rstrip("/").partition("/")[0]
    elif text.startswith("http://"):
        text = text.removeprefix("http://").rstrip("/")
        if urlsplit(f"//{text}").hostname not in ("localhost", "127.0.0.1", "::1"):
            return Words("ein Servername oder eine Adresse mit https://", "a server name or an https:// address")
    return (
        None
        if _host_and_port(text)
        else Words("ein Servername oder eine Adresse mit https://", "a server name or an https:// address")
    )


def _web_prefix(text: str) -> Words | None:
    parts = urlsplit(text)
    sound = parts.scheme == "https" and not parts.query and not parts.fragment and _host_and_port(parts.netloc)
    return None if sound else Words("eine Adresse mit https://, ohne ? und #", "an https:// address without ? and #")


def _pattern(text: str) -> Words | None:
    return (
        None
        if _host_and_port(text.removeprefix("*."))
        else Words("ein Hostname oder *. und eine Domäne", "a host name, or *. and a domain")
    )


def _server_name(text: str) -> Words | None:
    return None if _host_and_port(text) else Words("ein Servername", "a server name")


def _proxy(text: str) -> Words | None:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        return Words(
            "http://host:port oder https://host:port, ohne Passwort",
            "http://host:port or https://host:port, without a password",
        )
    return (
        None
        if _host_and_port(parts.netloc) and parts.path in ("", "/")
        else Words("http://host:port oder https://host:port", "http://host:port or https://host:port")
    )


def _bypass(text: str) -> Words | None:
    if text == "<local>":
        return None
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return (
            None
            if _host_and_port(text.removeprefix("*").removeprefix("."))
            else Words("ein Host, eine Domäne oder ein Netz", "a host, a domain or a network")
        )
    return None


def _map(text: str) -> Words | None:
    if not text or (text.startswith("https://") and "{lat}" in text and "{lon}" in text):
        return None
    return Words("eine https-Adresse mit {lat} und {lon}, oder leer", "an https address with {lat} and {lon}, or empty")


def _absolute(text: str) -> Words | None:
    start = text.replace("%", "").replace("${", "").replace("}", "")
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute() or start != text or text[:2] == "~/":
        return None
    return Words("ein absoluter Pfad", "an absolute path")


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
    check=_homeserver,
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
    check=_pattern,
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
    check=_server_name,
)
PROXY_MODE = ChoiceKey(
    name="ProxyMode",
    category="network",
    title=Words("Proxy verwenden", "Use of a proxy"),
    help=Words(
        "Woher der Proxy kommt. Verbindungen zu diesem Rechner selbst gehen nie über einen Proxy.",
        "Where the proxy comes from. Connections to this very computer never use a proxy.",
    ),
    default="system",
    example="fixed",
    choices=(
        Choice(value="system", title=Words("Wie das System", "As the system")),
        Choice(value="none", title=Words("Kein Proxy", "No proxy")),
        Choice(value="fixed", title=Words("Fester Proxy (ProxyUrl)", "Fixed proxy (ProxyUrl)")),
    ),
)
PROXY_URL = TextKey(
    name="ProxyUrl",
    category="network",
    title=Words("Adresse des Proxys", "Address of the proxy"),
    help=Words(
        "Für ProxyMode „fixed“: http://proxy.amt.example:3128. Ohne Namen und Passwort.",
        "For ProxyMode “fixed”: http://proxy.amt.example:3128. Without name and password.",
    ),
    default="",
    example="http://proxy.amt.example:3128",
    check=_proxy,
)
PROXY_BYPASS = ListKey(
    name="ProxyBypass",
    category="network",
    title=Words("Ausnahmen vom Proxy", "Exceptions from the proxy"),
    help=Words(
        "Für ProxyMode „fixed“: Hosts (matrix.amt.example), Domänen (*.amt.example), Netze (10.0.0.0/8) oder <local> "
        "für Namen ohne Punkt, die ohne Proxy erreicht werden.",
        "For ProxyMode “fixed”: hosts (matrix.amt.example), domains (*.amt.example), networks (10.0.0.0/8) or <local> "
        "for names without a dot, which are reached without the proxy.",
    ),
    default=(),
    example=("*.amt.example", "10.0.0.0/8", "<local>"),
    check=_bypass,
)
CA_FILES = ListKey(
    name="CaFiles",
    category="network",
    title=Words("Weitere Zertifizierungsstellen", "Further certificate authorities"),
    help=Words(
        "Dateien (PEM) mit Zertifizierungsstellen, denen zusätzlich zum Zertifikatsspeicher des Systems vertraut wird.",
        "Files (PEM) with certificate authorities that are trusted beside the certificate store of the system.",
    ),
    default=(),
    example=("/etc/ssl/amt/verwaltungs-pki.pem",),
    check=_absolute,
)
MINIMUM_TLS = ChoiceKey(
    name="MinimumTls",
    category="network",
    title=Words("Mindestversion von TLS", "Minimum version of TLS"),
    help=Words(
        "Ältere Versionen werden nicht verwendet. Weniger als 1.2 ist nicht möglich.",
        "Older versions are not used. Less than 1.2 is not possible.",
    ),
    default="1.2",
    example="1.3",
    choices=(
        Choice(value="1.2", title=Words("TLS 1.2", "TLS 1.2")),
        Choice(value="1.3", title=Words("TLS 1.3", "TLS 1.3")),
    ),
)
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
    check=_absolute,
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
LANGUAGE = ChoiceKey(
    name="Language",
    category="window",
    title=Words("Sprache", "Language"),
    help=Words("Sprache des Fensters; sonst die des Systems.", "Language of the window; else the system's."),
    default="",
    example="de",
    choosable=True,
    choices=(
        Choice(value="de", title=Words("Deutsch", "German")),
        Choice(value="en", title=Words("Englisch", "English")),
    ),
)
THEME = ChoiceKey(
    name="Theme",
    category="window",
    title=Words("Farben", "Colours"),
    help=Words(
        "Farben des Fensters. Als Empfehlung setzen: wer starke Kontraste braucht, muss sie wählen können.",
        "Colours of the window. Set it as a recommendation: who needs high contrast has to be able to choose it.",
    ),
    default="system",
    example="light",
    choosable=True,
    choices=(
        Choice(value="system", title=Words("Wie das System", "As the system")),
        Choice(value="light", title=Words("Hell", "Light")),
        Choice(value="dark", title=Words("Dunkel", "Dark")),
        Choice(value="contrast", title=Words("Starker Kontrast", "High contrast")),
    ),
)
ZOOM = IntKey(
    name="Zoom",
    category="window",
    title=Words("Größe in Prozent", "Size in per cent"),
    help=Words(
        "Größe der Schrift und des Fensters. Als Empfehlung setzen: wer größere Schrift braucht, soll sie "
        "wählen können.",
        "Size of the text and the window. Set it as a recommendation: who needs larger text has to be able "
        "to choose it.",
    ),
    default=100,
    example=120,
    choosable=True,
    minimum=80,
    maximum=200,
)
DENSITY = ChoiceKey(
    name="Density",
    category="window",
    title=Words("Dichte", "Density"),
    help=Words(
        "Abstand zwischen Räumen und Nachrichten. „compact“ zeigt mehr auf einmal.",
        "Space between rooms and messages. “compact” shows more at once.",
    ),
    default="comfortable",
    example="compact",
    choosable=True,
    choices=(
        Choice(value="comfortable", title=Words("Angenehm", "Comfortable")),
        Choice(value="compact", title=Words("Kompakt", "Compact")),
    ),
)
READ_RECEIPTS = ChoiceKey(
    name="ReadReceipts",
    category="privacy",
    title=Words("Lesebestätigungen", "Read receipts"),
    help=Words(
        "Wer erfährt, wie weit man in einem Raum gelesen hat. „public“: alle im Raum; „private“: nur die eigenen "
        "Geräte. Andere sieht man in jedem Fall, soweit sie es zeigen.",
        "Who hears how far one has read in a room. “public”: everybody in the room; “private”: one's own devices "
        "only. Others are seen in any case, as far as they show it.",
    ),
    default="public",
    example="private",
    choosable=True,
    choices=(
        Choice(value="public", title=Words("Für alle im Raum sichtbar", "Visible to everybody in the room")),
        Choice(value="private", title=Words("Nur für eigene Geräte", "For own devices only")),
    ),
)
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
SEND_TYPING = BoolKey(
    name="SendTyping",
    category="privacy",
    title=Words("Zeigen, dass man schreibt", "Show that one is typing"),
    help=Words(
        "Ob andere im Raum sehen, dass gerade eine Nachricht geschrieben wird.",
        "Whether others in the room see that a message is being written.",
    ),
    default=True,
    example=False,
    choosable=True,
)


def _clock(text: str) -> Words | None:
    return None if parse_time(text) else Words("eine Uhrzeit wie 18:30", "a time like 18:30")


def _day(text: str) -> Words | None:
    return None if text in DAYS else Words("eins von " + ", ".join(DAYS), "one of " + ", ".join(DAYS))


NOTIFICATIONS = BoolKey(
    name="Notifications",
    category="notifications",
    title=Words("Benachrichtigungen auf diesem Computer", "Notifications on this computer"),
    help=Words(
        "Neue Nachrichten und Einladungen werden vom Betriebssystem gemeldet, wenn das Fenster nicht vorn ist.",
        "The operating system tells of new messages and invitations while the window is not in front.",
    ),
    default=True,
    example=False,
    choosable=True,
)
NOTIFICATION_CONTENT = ChoiceKey(
    name="NotificationContent",
    category="notifications",
    title=Words("Inhalt der Benachrichtigungen", "Content of notifications"),
    help=Words(
        "Was in einer Benachrichtigung steht. Sie kann auf dem Sperrbildschirm zu lesen sein und im Verlauf des "
        "Betriebssystems bleiben.",
        "What a notification says. It may be readable on the lock screen and stay in the history of the operating "
        "system.",
    ),
    default="nothing",
    example="nothing",
    choosable=True,
    choices=(
        Choice(value="nothing", title=Words("Nur, dass es Neues gibt", "Only that there is something new")),
        Choice(value="sender", title=Words("Absender und Raum", "Sender and room")),
        Choice(value="text", title=Words("Absender, Raum und Text", "Sender, room and text")),
    ),
)
NOTIFICATION_SOUNDS = BoolKey(
    name="NotificationSounds",
    category="notifications",
    title=Words("Ton bei Benachrichtigungen", "Sound with notifications"),
    help=Words(
        "Ein kurzer Ton, wo die Einstellungen des Kontos einen vorsehen.",
        "A short sound where the settings of the account provide for one.",
    ),
    default=True,
    example=False,
    choosable=True,
)
CLOSE_TO_TRAY = BoolKey(
    name="CloseToTray",
    category="notifications",
    title=Words("Beim Schließen im Infobereich weiterlaufen", "Keep running in the tray when the window is closed"),
    help=Words(
        "Wird das Fenster geschlossen, läuft das Programm weiter und meldet Neues. Nur wo es einen Infobereich gibt.",
        "When the window is closed the program keeps running and tells of what is new. Only where there is a tray.",
    ),
    default=False,
    example=True,
    choosable=True,
)
QUIET_HOURS = BoolKey(
    name="QuietHours",
    category="notifications",
    title=Words("Ruhezeiten", "Quiet hours"),
    help=Words(
        "Von QuietFrom bis QuietTo gibt es an den Tagen aus QuietDays keine Benachrichtigungen und keine Töne.",
        "From QuietFrom to QuietTo, on the days of QuietDays, there are neither notifications nor sounds.",
    ),
    default=False,
    example=True,
    choosable=True,
)
QUIET_FROM = TextKey(
    name="QuietFrom",
    category="notifications",
    title=Words("Beginn der Ruhezeit", "Beginning of the quiet hours"),
    help=Words("Uhrzeit, etwa 18:30.", "A time, 18:30 for example."),
    default="18:00",
    example="18:30",
    choosable=True,
    check=_clock,
)
QUIET_TO = TextKey(
    name="QuietTo",
    category="notifications",
    title=Words("Ende der Ruhezeit", "End of the quiet hours"),
    help=Words(
        "Uhrzeit, etwa 07:00; liegt sie vor dem Beginn, dann am Tag danach.",
        "A time, 07:00 for example; on the day after if it is before the beginning.",
    ),
    default="07:00",
    example="07:00",
    choosable=True,
    check=_clock,
)
QUIET_DAYS = ListKey(
    name="QuietDays",
    category="notifications",
    title=Words("Tage der Ruhezeit", "Days of the quiet hours"),
    help=Words(
        "Tage, an denen die Ruhezeit beginnt: mo, tu, we, th, fr, sa, su.",
        "Days on which the quiet hours begin: mo, tu, we, th, fr, sa, su.",
    ),
    default=DAYS,
    example=("mo", "tu", "we", "th", "fr"),
    choosable=True,
    check=_day,
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
    check=_web_prefix,
)
MAP_LINK = TextKey(
    name="MapLink",
    category="writing",
    title=Words("Karte für Orte", "Map for places"),
    help=Words(
        "Adresse der Karte, die nach einem Klick auf einen Ort im Browser geöffnet wird; {lat} und {lon} werden "
        "ersetzt. Die Adresse wird vor dem Öffnen gezeigt. Leer: Orte haben keinen Verweis auf eine Karte. Das "
        "Programm selbst ruft keine Karten ab.",
        "Address of the map that is opened in the browser after a click on a place; {lat} and {lon} are replaced. The "
        "address is shown before it is opened. Empty: places have no link to a map. The program fetches none.",
    ),
    default="https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}",
    example="https://karten.amt.example/?mitte={lat},{lon}",
    check=_map,
)
SPELL_CHECK = ChoiceKey(
    name="SpellCheck",
    category="writing",
    title=Words("Rechtschreibprüfung", "Spell check"),
    help=Words(
        "Welche Wörterbücher beim Schreiben gelten. Bei beiden ist ein Wort richtig, das in einem von ihnen steht. "
        "Geprüft wird auf diesem Gerät.",
        "Which dictionaries hold while writing. With both, a word is right that is in either of them. Checking is done "
        "on this device.",
    ),
    default="both",
    example="german",
    choosable=True,
    choices=(
        Choice(value="off", title=Words("Aus", "Off")),
        Choice(value="german", title=Words("Deutsch", "German")),
        Choice(value="english", title=Words("Englisch", "English")),
        Choice(value="both", title=Words("Deutsch und Englisch", "German and English")),
    ),
)

KEYS: tuple[Key[Any], ...] = (
    HOMESERVER,
    ALLOWED_HOMESERVERS,
    ROOM_DIRECTORIES,
    PROXY_MODE,
    PROXY_URL,
    PROXY_BYPASS,
    CA_FILES,
    MINIMUM_TLS,
    ONLY_SIGNED_DEVICES,
    MINIMUM_PASSPHRASE,
    KEY_STORAGE,
    PROFILE_FOLDER,
    MEDIA_CACHE,
    AUTO_DOWNLOAD,
    SEARCH_HISTORY,
    SEARCH_MESSAGES,
    SEARCH_DAYS,
    SEARCH_SPACE,
    PERMALINK_PREFIX,
    LANGUAGE,
    THEME,
    ZOOM,
    DENSITY,
    READ_RECEIPTS,
    SEND_TYPING,
    TECHNICAL_DETAILS,
    NOTIFICATIONS,
    NOTIFICATION_CONTENT,
    NOTIFICATION_SOUNDS,
    CLOSE_TO_TRAY,
    QUIET_HOURS,
    QUIET_FROM,
    QUIET_TO,
    QUIET_DAYS,
    MAP_LINK,
    SPELL_CHECK,
    LOG_LEVEL,
)
BY_NAME = {key.name: key for key in KEYS}
CATEGORIES = {
    "server": Words("Server", "Server"),
    "network": Words("Netz", "Network"),
    "security": Words("Sicherheit", "Security"),
    "storage": Words("Ablage", "Storage"),
    "window": Words("Fenster", "Window"),
    "privacy": Words("Privatsphäre", "Privacy"),
    "notifications": Words("Benachrichtigungen", "Notifications"),
    "writing": Words("Schreiben", "Writing"),
    "support": Words("Betrieb", "Operation"),
}
