# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the texts of policies must look like: each check gives what was expected instead, in words, or None."""

from __future__ import annotations

import ipaddress
import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import urlsplit

from app.notifications.quiet import DAYS, parse_time
from app.policy.keys import Words

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


def homeserver(text: str) -> Words | None:
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


def web_prefix(text: str) -> Words | None:
    parts = urlsplit(text)
    sound = parts.scheme == "https" and not parts.query and not parts.fragment and _host_and_port(parts.netloc)
    return None if sound else Words("eine Adresse mit https://, ohne ? und #", "an https:// address without ? and #")


def host_pattern(text: str) -> Words | None:
    return (
        None
        if _host_and_port(text.removeprefix("*."))
        else Words("ein Hostname oder *. und eine Domäne", "a host name, or *. and a domain")
    )


def server_name(text: str) -> Words | None:
    return None if _host_and_port(text) else Words("ein Servername", "a server name")


def proxy(text: str) -> Words | None:
    parts = urlsplit(text)
    right = Words(
        "http://host:port (oder https, socks5, socks4a), ohne Passwort",
        "http://host:port (or https, socks5, socks4a), without a password",
    )
    if parts.scheme not in ("http", "https", "socks5", "socks4a"):
        return right
    if parts.username is not None or parts.password is not None or parts.path not in ("", "/"):
        return right
    return None if _host_and_port(parts.netloc) else right


def script(text: str) -> Words | None:
    right = Words("eine Adresse mit https://, http:// oder file:///", "an address with https://, http:// or file:///")
    try:
        parts = urlsplit(text)
    except ValueError:
        return right
    if parts.scheme == "file":
        return None if parts.netloc in ("", "localhost") and parts.path.startswith("/") else right
    return None if parts.scheme in ("http", "https") and _host_and_port(parts.netloc) else right


def bypass(text: str) -> Words | None:
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


def map_link(text: str) -> Words | None:
    if not text or (text.startswith("https://") and "{lat}" in text and "{lon}" in text):
        return None
    return Words("eine https-Adresse mit {lat} und {lon}, oder leer", "an https address with {lat} and {lon}, or empty")


def absolute_path(text: str) -> Words | None:
    start = text.replace("%", "").replace("${", "").replace("}", "")
    if PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute() or start != text or text[:2] == "~/":
        return None
    return Words("ein absoluter Pfad", "an absolute path")


def clock(text: str) -> Words | None:
    return None if parse_time(text) else Words("eine Uhrzeit wie 18:30", "a time like 18:30")


def weekday(text: str) -> Words | None:
    return None if text in DAYS else Words("eins von " + ", ".join(DAYS), "one of " + ", ".join(DAYS))


def file_type(text: str) -> Words | None:
    if re.fullmatch(r"\.[\w][\w.+-]{0,30}|[a-z0-9.+-]{1,60}/(\*|[a-z0-9.+-]{1,100})", text, re.I):
        return None
    return Words(
        "eine Endung wie .pdf oder ein Medientyp wie image/*", "an ending like .pdf or a media type like image/*"
    )


def way_to_sign_in(text: str) -> Words | None:
    return None if text in ("oauth", "sso", "password") else Words("oauth, sso oder password", "oauth, sso or password")


def client_id(text: str) -> Words | None:
    sound = text.isascii() and " " not in text and len(text) <= 1000
    return None if sound else Words("eine Kennung ohne Leerzeichen und Umlaute", "an id without spaces, in ASCII")


def short_text(text: str) -> Words | None:
    return None if len(text) <= 120 else Words("höchstens 120 Zeichen", "at most 120 characters")


def web_page(text: str) -> Words | None:
    parts = urlsplit(text)
    sound = parts.scheme == "https" and parts.username is None and _host_and_port(parts.netloc) and " " not in text
    return None if sound else Words("eine Adresse mit https://", "an https:// address")


def contact(text: str) -> Words | None:
    mail = re.fullmatch(r"[^@\s<>\"]{1,64}@[a-z0-9.-]{1,253}", text, re.I) is not None
    if mail or web_page(text) is None:
        return None
    return Words("eine E-Mail-Adresse oder eine Adresse mit https://", "a mail address or an https:// address")
