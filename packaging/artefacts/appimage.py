# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The AppImage: one file that runs where it lies, with FUSE or without."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from artefacts import linux, old_linux
from artefacts.common import (
    APP_ID,
    BUILD,
    DIST,
    PACKAGING,
    PROGRAM,
    VERSION,
    Failure,
    fresh,
    megabytes,
    need_linux,
    run,
    say,
    settle,
    write,
)

RUNTIME_SOURCE = PACKAGING / "appimage" / "runtime.c"
MAGIC = b"AI\x02"  # at offset 8 of a type 2 AppImage
_NAMES = ("squashfuse_ll", "squashfuse", "fuse3", "zstd", "lzma", "lz4", "lzo2", "z", "pthread", "dl", "rt")
_LIBRARIES = [f"-l{name}" for name in _NAMES]


def target() -> Path:
    return DIST / f"BundesMessenger-{VERSION}-x86_64.AppImage"


def build(*, again: bool = True) -> Path:
    need_linux()
    folder = app_dir(linux.build(again=again), BUILD / "AppDir")
    runtime = make_runtime(BUILD / "runtime")
    image = pack(folder, runtime, target())
    say(f"✓ {image.relative_to(DIST.parent)} ({megabytes(image)})")
    return image


def app_dir(tree: Path, folder: Path) -> Path:
    """What the AppImage holds."""
    fresh(folder)
    program = folder / "usr" / "lib" / PROGRAM
    shutil.copytree(tree, program, symlinks=True)
    needed, _ = linux.glibc_needed(program)
    write(folder / "AppRun", old_linux.add(program, needed), 0o755)
    linux.shared_files(folder)
    share = Path("usr/share")
    (folder / f"{APP_ID}.desktop").symlink_to(share / "applications" / f"{APP_ID}.desktop")
    (folder / f"{APP_ID}.png").symlink_to(share / "icons" / "hicolor" / "256x256" / "apps" / f"{APP_ID}.png")
    (folder / ".DirIcon").symlink_to(f"{APP_ID}.png")
    linux.validate(folder)
    settle(folder)
    return folder


def make_runtime(program: Path) -> Path:
    """The beginning of the AppImage: the program named by APPIMAGE_RUNTIME, else our own, linked statically."""
    if given := os.environ.get("APPIMAGE_RUNTIME"):
        return Path(given)
    program.parent.mkdir(parents=True, exist_ok=True)
    flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-Wno-format-truncation", "-fstack-protector-strong"]
    flags.append("-D_FORTIFY_SOURCE=2")
    run(
        [
            *("gcc", *flags, "-static", f'-DRUNTIME_VERSION="{VERSION}"', "-I/usr/include/fuse3"),
            *(f"-ffile-prefix-map={RUNTIME_SOURCE.parent}=.", "-Wl,--build-id=none", "-o", program, RUNTIME_SOURCE),
            *_LIBRARIES,
        ]
    )
    run(["strip", program])
    data = bytearray(program.read_bytes())
    data[8 : 8 + len(MAGIC)] = MAGIC
    program.write_bytes(data)
    return program


def pack(folder: Path, runtime: Path, image: Path) -> Path:
    """zstd: xz would make the start thirty times slower."""
    image.parent.mkdir(parents=True, exist_ok=True)
    squashed = image.with_suffix(".squashfs")
    squashed.unlink(missing_ok=True)
    options = ["-root-owned", "-noappend", "-no-xattrs", "-quiet", "-no-progress", "-processors", "2"]
    run(["mksquashfs", folder, squashed, *options, "-comp", "zstd", "-Xcompression-level", "19"])
    with image.open("wb") as output:
        for part in (runtime, squashed):
            with part.open("rb") as source:
                shutil.copyfileobj(source, output)
    squashed.unlink()
    image.chmod(0o755)
    if image.read_bytes()[8:11] != MAGIC:
        raise Failure("the AppImage does not begin with a type 2 runtime")
    return image
