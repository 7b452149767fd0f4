# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kerberos tickets of the user by the system's own GSSAPI library (RFC 2744) on Linux.

The library of the system knows its own configuration and where tickets lie (file, keyring, KCM), which one that is
brought along would not; so it is called directly, and where there is none Kerberos is not possible.
"""

from __future__ import annotations

import ctypes
from typing import Any

_LIBRARY = "libgssapi_krb5.so.2"
_SPNEGO = bytes.fromhex("2b0601050502")  # 1.3.6.1.5.5.2


class GssError(Exception):
    """No library, no ticket, no such service. Its text is numbers."""


class _Buffer(ctypes.Structure):
    _fields_ = (("length", ctypes.c_size_t), ("value", ctypes.c_void_p))


class _Oid(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint32), ("elements", ctypes.c_void_p))


def _load() -> Any:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise GssError("no library") from error
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    for name, arguments in {
        "gss_import_name": [pointer, pointer, pointer, pointer],
        "gss_release_name": [pointer, pointer],
        "gss_release_buffer": [pointer, pointer],
        "gss_delete_sec_context": [pointer, pointer, pointer],
        "gss_init_sec_context": [
            *(pointer, pointer, pointer, pointer, pointer),
            *(number, number, pointer, pointer, pointer, pointer, pointer, pointer),
        ],
    }.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = number
    return library


class Context:
    """Signing in at ``service`` on ``host`` as the user whose ticket is there. One thread at a time.

    Raises GssError.
    """

    def __init__(self, service: str, host: str) -> None:
        self._gss = _load()
        self._context = ctypes.c_void_p()
        self._name = ctypes.c_void_p()
        text = f"{service}@{host}".encode("idna" if not host.isascii() else "ascii")
        kept = ctypes.create_string_buffer(text, len(text))
        buffer = _Buffer(len(text), ctypes.cast(kept, ctypes.c_void_p))
        kind = ctypes.c_void_p.in_dll(self._gss, "GSS_C_NT_HOSTBASED_SERVICE")
        minor = ctypes.c_uint32()
        major = self._gss.gss_import_name(ctypes.byref(minor), ctypes.byref(buffer), kind, ctypes.byref(self._name))
        self._check(major, minor)

    def step(self, token: bytes) -> bytes:
        """What to send next; empty if nothing is left to say."""
        kept = ctypes.create_string_buffer(token, max(1, len(token)))
        came = _Buffer(len(token), ctypes.cast(kept, ctypes.c_void_p))
        elements = ctypes.create_string_buffer(_SPNEGO, len(_SPNEGO))
        mechanism = _Oid(len(_SPNEGO), ctypes.cast(elements, ctypes.c_void_p))
        out = _Buffer()
        minor = ctypes.c_uint32()
        major = self._gss.gss_init_sec_context(
            ctypes.byref(minor),
            None,
            ctypes.byref(self._context),
            self._name,
            ctypes.byref(mechanism),
            0,
            0,
            None,
            ctypes.byref(came),
            None,
            ctypes.byref(out),
            None,
            None,
        )
        try:
            self._check(major, minor)
            return ctypes.string_at(out.value, out.length) if out.value and out.length else b""
        finally:
            self._gss.gss_release_buffer(ctypes.byref(minor), ctypes.byref(out))

    @staticmethod
    def _check(major: int, minor: ctypes.c_uint32) -> None:
        if major & 0xFFFF0000:  # routine and calling errors; what is below is supplementary
            raise GssError(f"{major:#x} {minor.value:#x}")

    def __del__(self) -> None:
        minor = ctypes.c_uint32()
        if getattr(self, "_name", None):
            self._gss.gss_release_name(ctypes.byref(minor), ctypes.byref(self._name))
        if getattr(self, "_context", None):
            self._gss.gss_delete_sec_context(ctypes.byref(minor), ctypes.byref(self._context), None)
