# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The locked libraries as wheel files, for the system the package is for. Their hashes are those of the lock file."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from artefacts.common import BUILD, ROOT, Failure, run

PYTHON_VERSION = "3.11"
_TARGETS = {
    "linux": ("x86_64-manylinux_2_34", ()),
    "windows": (
        "x86_64-pc-windows-msvc",
        (
            *("--platform", "win_amd64", "--python-version", PYTHON_VERSION, "--implementation", "cp"),
            *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
        ),
    ),
}
_LOCK = ROOT / "requirements" / "app.txt"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A library as it was published. ``texts``: its licence files by name."""

    path: Path
    name: str
    version: str
    licence: str
    summary: str
    requires: tuple[str, ...]
    texts: dict[str, str]

    def hashes(self) -> dict[str, str]:
        data = self.path.read_bytes()
        return {"SHA-256": hashlib.sha256(data).hexdigest(), "SHA-512": hashlib.sha512(data).hexdigest()}


def fetch(system: str) -> list[Wheel]:
    """All wheels of the lock for "linux" or "windows", by name. What was fetched before is not fetched again."""
    platform, options = _TARGETS[system]
    folder = BUILD / "wheels" / system
    lock = folder.with_suffix(".txt")
    stamp = folder / "stamp"
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text("utf-8") == wanted):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.whl"):
            old.unlink()
        run(
            [
                *(ROOT / ".dev" / "uv" / "bin" / "uv", "pip", "compile", _LOCK, "--python-platform", platform),
                *(
                    "--python-version",
                    PYTHON_VERSION,
                    "--generate-hashes",
                    "--no-build",
                    "--no-annotate",
                    "--no-header",
                ),
                *("--quiet", "--output-file", lock),
            ]
        )
        pip = [getattr(sys, "_base_executable", sys.executable), "-m", "pip", "download", "--quiet", "--no-deps"]
        run([*pip, "--require-hashes", "--only-binary", ":all:", *options, "--dest", folder, "-r", lock])
        stamp.write_text(wanted, "utf-8")
    wheels = [_read(path) for path in sorted(folder.glob("*.whl"))]
    if not wheels:
        raise Failure(f"no wheels in {folder}")
    return wheels


def _read(path: Path) -> Wheel:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.count("/") == 1 and name.endswith(".dist-info/METADATA"))
        head = HeaderParser().parsestr(archive.read(metadata).decode("utf-8", "replace"))
        folder = metadata.partition("/")[0]
        texts = {
            name.partition("/")[2].removeprefix("licenses/"): archive.read(name).decode("utf-8", "replace")
            for name in names
            if name.startswith(folder) and _is_licence(name.rpartition("/")[2])
        }
    requires = tuple(text for text in head.get_all("Requires-Dist") or () if "extra ==" not in text)
    return Wheel(path, head["Name"], head["Version"], _licence(head), head.get("Summary", ""), requires, texts)


def _is_licence(name: str) -> bool:
    if "COMMERCIAL" in name.upper():
        return False  # of Qt, and not the one that is used
    return any(word in name.upper() for word in ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"))


# What wheels say in words of their own, as SPDX expressions. Checked against their licence texts.
_SPDX = {
    "MIT License": "MIT",
    "MIT": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "ISC License (ISCL)": "ISC",
    "ISC": "ISC",
    "Apache Software License": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "zlib/libpng License": "Zlib",
    "BSD-3-Clause": "BSD-3-Clause",
    "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
}


# Where the metadata says nothing and the licence file is what counts.
_READ = {"quickjs-ng": "MIT", "matrix-nio": "ISC", "sqlcipher3": "Zlib", "vodozemac": "MIT"}


def _licence(head: Message) -> str:
    """An SPDX expression, or "NOASSERTION"."""
    if str(head["Name"]) in _READ:
        return _READ[str(head["Name"])]
    if expression := head.get("License-Expression"):
        return str(expression)
    classifiers = [text for text in head.get_all("Classifier") or () if text.startswith("License ::")]
    for text in (*(entry.rpartition(" :: ")[2] for entry in classifiers), str(head.get("License", ""))):
        if text in _SPDX:
            return _SPDX[text]
    return "NOASSERTION"
