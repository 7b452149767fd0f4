# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proxy scripts as Windows is set up for them: WinHTTP finds, fetches and runs them in a service of its own.

https://learn.microsoft.com/windows/win32/winhttp/winhttp-autoproxy-api
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

from app.proxy.hop import DIRECT, BadHop, Hop, from_url

_AUTO_DETECT, _CONFIG_URL = 1, 2
_DETECT_DHCP, _DETECT_DNS = 1, 2
_ACCESS_NONE, _ACCESS_NAMED = 1, 3


class _UserConfig(ctypes.Structure):
    _fields_ = (
        ("auto_detect", ctypes.c_int),
        ("config_url", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("bypass", ctypes.c_void_p),
    )


class _Options(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("detect_flags", ctypes.c_uint32),
        ("config_url", ctypes.c_wchar_p),
        ("reserved_pointer", ctypes.c_void_p),
        ("reserved", ctypes.c_uint32),
        ("logon", ctypes.c_int),
    )


class _Info(ctypes.Structure):
    _fields_ = (("access", ctypes.c_uint32), ("proxy", ctypes.c_void_p), ("bypass", ctypes.c_void_p))


@dataclass(frozen=True, slots=True)
class Automatic:
    """How the system finds its script. ``detect``: by WPAD; ``url``: at an address."""

    detect: bool = False
    url: str = ""

    def __bool__(self) -> bool:
        return self.detect or bool(self.url)


class WinHttpFailed(Exception):
    """Its text is the number of the error."""


def _winhttp() -> Any:
    library = ctypes.WinDLL("winhttp", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    library.WinHttpOpen.argtypes = [ctypes.c_wchar_p, number, pointer, pointer, number]
    library.WinHttpOpen.restype = pointer
    library.WinHttpCloseHandle.argtypes = [pointer]
    library.WinHttpGetIEProxyConfigForCurrentUser.argtypes = [pointer]
    library.WinHttpGetProxyForUrl.argtypes = [pointer, ctypes.c_wchar_p, pointer, pointer]
    return library


def _take(address: int | None) -> str:
    """The text at an address that Windows allocated for us."""
    if not address:
        return ""
    text = ctypes.wstring_at(address)
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GlobalFree.argtypes = [ctypes.c_void_p]
    kernel.GlobalFree(address)
    return text


def automatic() -> Automatic:
    """What the user's settings say about scripts."""
    config = _UserConfig()
    if not _winhttp().WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(config)):
        return Automatic()
    url, _, _ = _take(config.config_url), _take(config.proxy), _take(config.bypass)
    return Automatic(bool(config.auto_detect), url)


def find(host: str, how: Automatic) -> tuple[Hop, ...]:
    """The ways to a host. Blocks for seconds: use a thread. Raises WinHttpFailed."""
    winhttp = _winhttp()
    session = winhttp.WinHttpOpen("BundesMessenger-Desktop", _ACCESS_NONE, None, None, 0)
    if not session:
        raise WinHttpFailed(_last_error())
    try:
        options = _Options(
            (_AUTO_DETECT if how.detect else 0) | (_CONFIG_URL if how.url else 0),
            (_DETECT_DHCP | _DETECT_DNS) if how.detect else 0,
            how.url or None,
            None,
            0,
            1,  # the script's server may ask for the user's own sign-in
        )
        info = _Info()
        shown = f"[{host}]" if ":" in host else host
        if not winhttp.WinHttpGetProxyForUrl(session, f"https://{shown}/", ctypes.byref(options), ctypes.byref(info)):
            raise WinHttpFailed(_last_error())
        proxy, _ = _take(info.proxy), _take(info.bypass)
        return parse(proxy) if info.access == _ACCESS_NAMED else (DIRECT,)
    finally:
        winhttp.WinHttpCloseHandle(session)


def _last_error() -> str:
    return str(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


def parse(text: str) -> tuple[Hop, ...]:
    """``proxy:8080;other:8080`` or ``https=proxy:8080;http=...``: what counts for https. Raises WinHttpFailed."""
    found: list[Hop] = []
    for part in re.split(r"[;\s]+", text):
        scheme, equals, place = part.rpartition("=")
        if not place or (equals and scheme.lower() not in ("https", "socks")):
            continue
        try:
            hop = from_url(f"socks://{place}" if scheme.lower() == "socks" and "://" not in place else place)
        except BadHop:
            continue
        if hop not in found:
            found.append(hop)
    if not found:
        raise WinHttpFailed("no proxy")
    return tuple(found)
