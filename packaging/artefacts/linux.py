# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The frozen program for Linux, and what the AppImage and the .deb share around it."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

from artefacts import icu, notices, sbom, stand_ins
from artefacts.common import APP_ID, BUILD, HOMEPAGE, PACKAGING, PROGRAM, Failure, epoch, files, fill, fresh, run, write

SPEC = PACKAGING / "linux" / f"{PROGRAM}.spec"
TREE = BUILD / "linux" / PROGRAM
PROBE = BUILD / "work" / PROGRAM / "probe"
PYTHON = BUILD / "venv" / "bin" / "python"
FORBIDDEN = re.compile(r"(^|/)(_?libolm|olm/|python_olm)|(^|/)tests?/|\.(pdb|a|la|pyi)$", re.IGNORECASE)
"""libolm is a test dependency only; nothing of the tests, no debugging data."""
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")


def build(*, again: bool = True) -> Path:
    """The program in a folder of its own: ``bundesmessenger`` and ``lib/``. ``again`` False: take what is there."""
    if TREE.exists() and not again:
        return TREE
    fresh(TREE.parent)
    run(
        [
            *(PYTHON, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
            *("--distpath", TREE.parent, "--workpath", BUILD / "work", SPEC),
        ]
    )
    stand_ins.replace(TREE / "lib" / "av.libs", BUILD / "stand-ins")
    remove_unused(TREE / "lib")
    remove_dangling(TREE)
    icu.shrink(TREE / "lib" / "PySide6" / "Qt" / "lib", BUILD / "icu")
    check(TREE)
    write(TREE / "NOTICES.txt", notices.text("linux"))
    write(TREE / "sbom.cdx.json", sbom.text("linux", TREE))
    return TREE


def needed(folder: Path) -> set[str]:
    """Names of the libraries that those in ``folder`` are linked with."""
    return {
        name
        for path in files(folder)
        if not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF"
        for name in _NEEDED.findall(run(["objdump", "-p", path]))
    }


def remove_unused(folder: Path) -> None:
    """Libraries that only dropped plugins wanted. Those that are loaded by name are in folders of their own."""
    while True:
        wanted = needed(folder)
        unused = [
            path
            for path in (*folder.glob("lib*.so*"), *folder.glob("*.libs/lib*.so*"))
            if not path.is_symlink() and path.name not in wanted and not path.name.startswith("libpython")
        ]
        if not unused:
            return
        for path in unused:
            path.unlink()


def remove_dangling(folder: Path) -> None:
    """Links to what was left out."""
    while dangling := [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]:
        for path in dangling:
            path.unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def check(folder: Path) -> None:
    """Raises Failure if something is inside that must not be."""
    found = [str(path.relative_to(folder)) for path in files(folder) if FORBIDDEN.search(str(path.relative_to(folder)))]
    if found:
        raise Failure("must not be in the package: " + ", ".join(found[:10]))


def glibc_needed(folder: Path) -> tuple[tuple[int, int], str]:
    """The oldest glibc that all binaries run with, and one that needs it."""
    newest, where = (0, 0), ""
    for path in files(folder):
        if path.is_symlink() or path.read_bytes()[:4] != b"\x7fELF":
            continue
        # Only versions that are needed, not the ones a bundled library defines itself.
        for major, minor in _GLIBC.findall(run(["objdump", "-p", path])):
            version = (int(major), int(minor))
            if version > newest:
                newest, where = version, str(path.relative_to(folder))
    return newest, where


def shared_files(root: Path) -> None:
    """Desktop entry, metainfo and icons, below ``root``/usr/share."""
    share = root / "usr" / "share"
    date = datetime.datetime.fromtimestamp(epoch(), datetime.UTC).date().isoformat()
    desktop = fill(PACKAGING / "linux" / "bundesmessenger.desktop.in")
    metainfo = fill(PACKAGING / "linux" / "metainfo.xml.in", DATE=date, HOMEPAGE=HOMEPAGE)
    write(share / "applications" / f"{APP_ID}.desktop", desktop)
    write(share / "metainfo" / f"{APP_ID}.metainfo.xml", metainfo)
    icons = share / "icons" / "hicolor"
    logo = PACKAGING.parent / "resources" / "icons" / "bundesmessenger.svg"
    (icons / "scalable" / "apps").mkdir(parents=True)
    shutil.copyfile(logo, icons / "scalable" / "apps" / f"{APP_ID}.svg")
    for size in (48, 128, 256):
        draw(logo, icons / f"{size}x{size}" / "apps" / f"{APP_ID}.png", size)


def draw(svg: Path, png: Path, size: int) -> None:
    png.parent.mkdir(parents=True, exist_ok=True)
    code = (
        "import sys; from PySide6.QtGui import QGuiApplication, QImage, QPainter\n"
        "from PySide6.QtSvg import QSvgRenderer\n"
        "app = QGuiApplication([]); image = QImage(int(sys.argv[3]), int(sys.argv[3]), QImage.Format.Format_ARGB32);"
        "image.fill(0); painter = QPainter(image); QSvgRenderer(sys.argv[1]).render(painter); painter.end();"
        "sys.exit(not image.save(sys.argv[2]))"
    )
    run([PYTHON, "-c", code, svg, png, str(size)], env={"QT_QPA_PLATFORM": "offscreen"})


def validate(root: Path) -> None:
    """Desktop entry and metainfo as the tools of freedesktop.org want them."""
    run(["desktop-file-validate", root / "usr" / "share" / "applications" / f"{APP_ID}.desktop"])
    run(["appstreamcli", "validate", "--no-net", root / "usr" / "share" / "metainfo" / f"{APP_ID}.metainfo.xml"])
