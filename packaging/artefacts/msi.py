# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The MSI: per machine, silent, without network. Built with wixl; what wixl cannot say is set with libmsi."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

from artefacts import windows
from artefacts.common import (
    BUILD,
    DIST,
    HOMEPAGE,
    PACKAGING,
    PROGRAM,
    VERSION,
    epoch,
    megabytes,
    run,
    say,
    settle,
    write,
)

UPGRADE_CODE = "8C1D0E52-6A0F-4B8E-9B7C-2C9C0B5E4D31"
"""Never changes: by it an installation is recognised as an older version of this one."""
_SPACE = uuid.UUID("b3a1f3f6-3c0d-4f0e-8f55-0f5d6b7f2a10")
PROPERTIES = ("HOMESERVER", "AUTOSTART", "DESKTOPSHORTCUT", "STARTMENUSHORTCUT", "INSTALLDIR")
"""What ``msiexec /qn NAME=VALUE`` may set; remembered in the registry for the next version."""


def target() -> Path:
    return DIST / f"BundesMessenger-{VERSION}-x64.msi"


def build(*, again: bool = True) -> Path:
    msi = make(windows.build(again=again), target(), VERSION)
    say(f"✓ {msi.relative_to(DIST.parent)} ({megabytes(msi)})")
    return msi


def make(tree: Path, msi: Path, version: str) -> Path:
    """An MSI of this version of everything in ``tree``."""
    work = BUILD / "msi"
    work.mkdir(parents=True, exist_ok=True)
    msi.parent.mkdir(parents=True, exist_ok=True)
    settle(tree)
    write(work / "files.wxs", harvest(tree, work))
    shutil.copyfile(PACKAGING / "windows" / "product.wxs", work / "product.wxs")
    icon = work / f"{PROGRAM}.ico"
    windows.icon(icon)
    product = _guid(f"product {version}")
    msi.unlink(missing_ok=True)
    run(
        [
            *("wixl", "--arch", "x64", "--output", msi, "-D", f"Version={version}", "-D", f"ProductCode={product}"),
            *("-D", f"UpgradeCode={UPGRADE_CODE}", "-D", f"Icon={icon.name}", "-D", f"Homepage={HOMEPAGE}"),
            *("product.wxs", "files.wxs"),
        ],
        cwd=work,
    )
    package = _guid(f"package {version} {epoch()} {hashlib.sha256((work / 'files.wxs').read_bytes()).hexdigest()}")
    finish = PACKAGING / "windows" / "finish_msi.py"  # libmsi is bound to the system's Python
    run(["/usr/bin/python3", finish, msi, version, UPGRADE_CODE, package, str(epoch())])
    return msi


def harvest(tree: Path, work: Path) -> str:
    """One component for each file, with ids and GUIDs that depend on its place alone: they stay over versions.

    ``work``: where wixl is started; it wants relative names.
    """
    components: list[str] = []
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment>',
        '<DirectoryRef Id="INSTALLDIR">',
    ]

    def walk(folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            place = path.relative_to(tree).as_posix()
            if path.is_dir():
                lines.append(f'<Directory Id="{_id("d", place)}" Name={quoteattr(path.name)}>')
                walk(path)
                lines.append("</Directory>")
                continue
            component = _id("c", place)
            components.append(component)
            source = os.path.relpath(path, work)
            name = "MainProgram" if place == f"{PROGRAM}.exe" else _id("f", place)
            lines.append(
                f'<Component Id="{component}" Guid="{_guid(place.lower())}" Win64="yes">'
                f'<File Id="{name}" Name={quoteattr(path.name)} Source={quoteattr(source)} KeyPath="yes"/>'
                "</Component>"
            )

    walk(tree)
    references = [f'<ComponentRef Id="{component}"/>' for component in components]
    end = ["</DirectoryRef>", '<ComponentGroup Id="Program">', *references, "</ComponentGroup>", "</Fragment></Wix>"]
    return "\n".join([*lines, *end, ""])


def _id(kind: str, place: str) -> str:
    return kind + hashlib.sha256(place.encode()).hexdigest()[:24]


def _guid(text: str) -> str:
    return str(uuid.uuid5(_SPACE, text)).upper()
