# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is inside the libraries and beside them: parts that no package metadata names."""

from __future__ import annotations

import platform
import re
import ssl
from dataclasses import dataclass

from artefacts.common import run
from artefacts.wheels import Wheel


@dataclass(frozen=True, slots=True)
class Part:
    """``inside``: the library that brings it, or the package itself."""

    name: str
    version: str
    licence: str
    inside: str
    why: str


def parts(system: str, wheels: list[Wheel]) -> list[Part]:
    """Of the package for "linux" or "windows"."""
    versions = {wheel.name.lower().replace("_", "-"): wheel.version for wheel in wheels}
    qt = versions["pyside6-essentials"]
    found = [
        Part("Qt", qt, "LGPL-3.0-only OR GPL-2.0-only", "PySide6_Essentials", "the window"),
        Part("SQLCipher", _sqlcipher(), "BSD-3-Clause", "sqlcipher3", "the encrypted databases"),
        Part("OpenSSL", "", "Apache-2.0", "sqlcipher3", "ciphers of the databases"),
        Part("OpenSSL", "", "Apache-2.0", "cryptography", "ciphers"),
        Part("libjpeg-turbo, libwebp, zlib", "", "BSD-3-Clause AND Zlib", "pillow", "pictures"),
        Part("vodozemac (Rust)", versions["vodozemac"], "Apache-2.0", "vodozemac", "Olm and Megolm"),
        Part("Argon2 reference code", "", "CC0-1.0 OR Apache-2.0", "argon2-cffi-bindings", "passphrases"),
        Part("FFmpeg", _ffmpeg(), "LGPL-3.0-or-later", "av", "videos and sound, in a process of its own"),
        Part("dav1d", "", "BSD-2-Clause", "av", "videos"),
        Part("Opus", "", "BSD-3-Clause", "av", "voice messages and sound"),
        Part(
            "miniaudio (C)", versions.get("miniaudio", ""), "MIT-0 OR Unlicense", "miniaudio", "microphone and speakers"
        ),
        Part("QuickJS", versions.get("quickjs-ng", ""), "MIT", "quickjs-ng", "proxy scripts (PAC)"),
        Part("ZXing-C++", versions.get("zxing-cpp", ""), "Apache-2.0", "zxing-cpp", "QR codes"),
        Part("Hunspell", "1.7", "MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.1-or-later", "chunspell", "spell check"),
        Part("igerman98", "2016-12-07", "GPL-2.0-only OR GPL-3.0-only", "", "German dictionary"),
        Part("SCOWL", "2020.12.07", "LicenseRef-SCOWL", "", "English dictionaries"),
        Part("Emojibase, Unicode CLDR", "17.0.0", "MIT AND Unicode-3.0", "", "names of emoji"),
    ]
    if system == "linux":
        openssl = re.sub(r"^OpenSSL (\S+).*", r"\1", ssl.OPENSSL_VERSION)
        found += [
            Part("CPython", platform.python_version(), "PSF-2.0", "", "the interpreter"),
            Part("OpenSSL", openssl, "Apache-2.0", "CPython", "TLS"),
            Part("PyInstaller bootloader", "", "GPL-2.0-or-later WITH Bootloader-exception", "", "starts the program"),
            Part("ICU", "73", "Unicode-3.0", "PySide6_Essentials", "texts in all languages"),
            Part("squashfuse", _debian("libsquashfuse-dev"), "BSD-2-Clause", "", "AppImage only: reads the image"),
            Part("libfuse", _debian("libfuse3-dev"), "LGPL-2.1-only", "", "AppImage only: mounts the image"),
            Part("GNU C Library", _debian("libc6"), "LGPL-2.1-or-later", "", "AppImage only: for older systems"),
            Part(
                "libstdc++, libgcc",
                _debian("libstdc++6"),
                "GPL-3.0-or-later WITH GCC-exception-3.1",
                "",
                "AppImage only: for older systems",
            ),
            Part("Zstandard", _debian("libzstd-dev"), "BSD-3-Clause", "", "AppImage only: unpacks the image"),
        ]
    else:
        found.append(Part("CPython", "3.11.9", "PSF-2.0", "", "the interpreter, with OpenSSL"))
    return found


def _sqlcipher() -> str:
    try:
        from sqlcipher3 import dbapi2

        connection = dbapi2.connect(":memory:")
        version = str(connection.execute("PRAGMA cipher_version").fetchone()[0])
        connection.close()
    except Exception:
        return ""
    return version.split()[0]


def _ffmpeg() -> str:
    """The version says itself: "n8.0.1" or "8.0.1"."""
    import av

    return str(av.ffmpeg_version_info).lstrip("n").split("-")[0]


def _debian(package: str) -> str:
    try:
        return run(["dpkg-query", "--show", "--showformat", "${Version}", package]).strip()
    except Exception:
        return ""
