# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "network": the network."""

from __future__ import annotations

from typing import Any

from app.policy import checks
from app.policy.keys import Choice, ChoiceKey, Key, ListKey, TextKey, Words

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
        Choice(value="pac", title=Words("Proxy-Skript (ProxyPacUrl)", "Proxy script (ProxyPacUrl)")),
        Choice(value="detect", title=Words("Proxy-Skript suchen (WPAD)", "Look for a proxy script (WPAD)")),
    ),
)
PROXY_PAC_URL = TextKey(
    name="ProxyPacUrl",
    category="network",
    title=Words("Adresse des Proxy-Skripts", "Address of the proxy script"),
    help=Words(
        "Für ProxyMode „pac“: Adresse des Skripts (PAC) mit https://, http:// oder file://. Ist es nicht zu erreichen "
        "oder fehlerhaft, gibt es keine Verbindung.",
        "For ProxyMode “pac”: address of the script (PAC) with https://, http:// or file://. If it cannot be reached "
        "or is faulty there is no connection.",
    ),
    default="",
    example="https://proxy.amt.example/proxy.pac",
    check=checks.script,
)
PROXY_AUTHENTICATION = ChoiceKey(
    name="ProxyAuthentication",
    category="network",
    title=Words("Anmeldung am Proxy", "Signing in at the proxy"),
    help=Words(
        "Womit sich das Programm an einem Proxy anmeldet, der es verlangt. „automatic“: das stärkste Verfahren, das er "
        "anbietet. Negotiate (Kerberos) braucht keine Eingabe, unter Windows auch NTLM nicht; sonst werden Name und "
        "Passwort einmal erfragt. Basic überträgt sie zu einem Proxy mit http:// lesbar.",
        "How the program signs in at a proxy that wants it. “automatic”: the strongest way that it offers. Negotiate "
        "(Kerberos) needs no input, neither does NTLM on Windows; else name and password are asked for once. Basic "
        "sends them readably to a proxy with http://.",
    ),
    default="automatic",
    example="negotiate",
    choices=(
        Choice(value="automatic", title=Words("Was der Proxy anbietet", "What the proxy offers")),
        Choice(value="negotiate", title=Words("Nur Negotiate (Kerberos)", "Negotiate (Kerberos) only")),
        Choice(value="ntlm", title=Words("Nur NTLM", "NTLM only")),
        Choice(value="basic", title=Words("Nur Basic", "Basic only")),
        Choice(value="none", title=Words("Keine", "None")),
    ),
)
PROXY_URL = TextKey(
    name="ProxyUrl",
    category="network",
    title=Words("Adresse des Proxys", "Address of the proxy"),
    help=Words(
        "Für ProxyMode „fixed“: http://, https://, socks5:// oder socks4a:// mit Host und Port, ohne Namen und "
        "Passwort.",
        "For ProxyMode “fixed”: http://, https://, socks5:// or socks4a:// with host and port, without name and "
        "password.",
    ),
    default="",
    example="http://proxy.amt.example:3128",
    check=checks.proxy,
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
    check=checks.bypass,
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
    check=checks.absolute_path,
)
CLIENT_CERTIFICATE = TextKey(
    name="ClientCertificate",
    category="network",
    title=Words("Zertifikat dieses Rechners", "Certificate of this computer"),
    help=Words(
        "Datei (PEM oder PKCS #12) mit dem Zertifikat, mit dem sich das Programm beim Server ausweist (mTLS). ~ und "
        "Umgebungsvariablen werden ersetzt. Eine Passphrase wird einmal erfragt.",
        "File (PEM or PKCS #12) with the certificate that the program shows to the server (mTLS). ~ and environment "
        "variables are replaced. A passphrase is asked for once.",
    ),
    default="",
    example="/etc/ssl/amt/arbeitsplatz.p12",
    check=checks.absolute_path,
)
CLIENT_CERTIFICATE_KEY = TextKey(
    name="ClientCertificateKey",
    category="network",
    title=Words("Schlüssel zum Zertifikat", "Key of the certificate"),
    help=Words(
        "Datei (PEM) mit dem privaten Schlüssel zu ClientCertificate, wenn er nicht in derselben Datei steht.",
        "File (PEM) with the private key of ClientCertificate if it is not in the same file.",
    ),
    default="",
    example="/etc/ssl/private/arbeitsplatz.key",
    check=checks.absolute_path,
)
CLIENT_CERTIFICATE_HOSTS = ListKey(
    name="ClientCertificateHosts",
    category="network",
    title=Words("Wem das Zertifikat gezeigt wird", "Whom the certificate is shown to"),
    help=Words(
        "Hosts oder *.Domäne, denen ClientCertificate gezeigt wird. Ohne Eintrag: dem Host von Homeserver und allem "
        "darunter, und den Servern von AllowedHomeservers.",
        "Hosts, or *.domain, that ClientCertificate is shown to. Without an entry: the host of Homeserver and all "
        "below it, and the servers of AllowedHomeservers.",
    ),
    default=(),
    example=("matrix.amt.example",),
    check=checks.host_pattern,
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

KEYS: tuple[Key[Any], ...] = (
    PROXY_MODE,
    PROXY_URL,
    PROXY_PAC_URL,
    PROXY_BYPASS,
    PROXY_AUTHENTICATION,
    CA_FILES,
    MINIMUM_TLS,
    CLIENT_CERTIFICATE,
    CLIENT_CERTIFICATE_KEY,
    CLIENT_CERTIFICATE_HOSTS,
)
