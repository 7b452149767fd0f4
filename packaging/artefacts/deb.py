# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Debian package: the same program in /opt, with a command in /usr/bin."""

from __future__ import annotations

import gzip
import shutil
from email.utils import formatdate
from pathlib import Path

from artefacts import linux
from artefacts.common import (
    BUILD,
    DIST,
    PACKAGING,
    PROGRAM,
    PUBLISHER,
    TITLE,
    VERSION,
    epoch,
    files,
    fill,
    fresh,
    megabytes,
    need_linux,
    run,
    say,
    settle,
    write,
)

PACKAGE = f"{PROGRAM}-desktop"


def target() -> Path:
    return DIST / f"{PACKAGE}_{VERSION}_amd64.deb"


def build(*, again: bool = True) -> Path:
    need_linux()
    package = pack(root(linux.build(again=again), BUILD / "deb"), target())
    say(f"✓ {package.relative_to(DIST.parent)} ({megabytes(package)})")
    return package


def root(tree: Path, folder: Path) -> Path:
    """What the package holds."""
    fresh(folder)
    shutil.copytree(tree, folder / "opt" / PROGRAM, symlinks=True)
    command = folder / "usr" / "bin" / PROGRAM
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{PROGRAM}/{PROGRAM}")
    linux.shared_files(folder)
    documents = folder / "usr" / "share" / "doc" / PACKAGE
    write(documents / "copyright", (PACKAGING / "linux" / "copyright").read_text("utf-8"))
    date = formatdate(epoch())
    change = f"{PACKAGE} ({VERSION}) stable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- {PUBLISHER} <>  {date}\n"
    (documents / "changelog.gz").write_bytes(gzip.compress(change.encode(), 9, mtime=0))
    manual = fill(PACKAGING / "linux" / "bundesmessenger.1.in")
    page = folder / "usr" / "share" / "man" / "man1" / f"{PROGRAM}.1.gz"
    page.parent.mkdir(parents=True)
    page.write_bytes(gzip.compress(manual.encode(), 9, mtime=0))
    (folder / "etc" / "opt" / PROGRAM / "policies" / "managed").mkdir(parents=True)
    (folder / "etc" / "opt" / PROGRAM / "policies" / "recommended").mkdir(parents=True)
    linux.validate(folder)
    (major, minor), _ = linux.glibc_needed(tree)
    size = sum(path.lstat().st_size for path in files(folder)) // 1024
    control = fill(
        PACKAGING / "linux" / "control.in", PACKAGE=PACKAGE, GLIBC=f"{major}.{minor}", SIZE=str(size), TITLE=TITLE
    )
    settle(folder)
    write(folder / "DEBIAN" / "control", control)
    settle(folder / "DEBIAN")
    return folder


def pack(folder: Path, package: Path) -> Path:
    package.parent.mkdir(parents=True, exist_ok=True)
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", folder, package])
    return package
