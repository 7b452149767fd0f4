# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The AppImage on systems that are older than its libraries: it brings its own C library, and uses it only there.

Qt and the interpreter want a C library of 2022; Ubuntu 20.04, Debian 11 and RHEL 9 have an older one. There the program
is started by the loader in ``glibc/``, which finds the libraries beside it first. Everything else still comes from the
system: graphics, fonts, and the modules that look up names, all of which run with a newer C library as well.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from artefacts.common import PROGRAM, Failure, run, write

FOLDER = "glibc"
LOADER = "ld-linux-x86-64.so.2"
FORCE = "BUNDESMESSENGER_OWN_GLIBC"
"""Set to 1: use the own C library in any case."""
# All of the GNU C library that libraries of the system may ask for, and the C++ library of the same age.
LIBRARIES = (
    LOADER,
    *("libc.so.6", "libm.so.6", "libmvec.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"),
    *("libresolv.so.2", "libnss_compat.so.2", "libstdc++.so.6", "libgcc_s.so.1"),
)
_HEAD = """\
#!/bin/sh
# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""
_START = """\
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
exec "$here/{loader}" "$here/../{program}" "$@"
"""
_APPRUN = """\
folder=$(dirname "$(readlink -f "$0")")/usr/lib/{program}
version=$(getconf GNU_LIBC_VERSION 2>/dev/null)
version=${{version#glibc {major}.}}
case ${{version%%.*}} in
    '' | *[!0-9]*) version=0 ;;
    *) version=${{version%%.*}} ;;
esac
if [ "$version" -lt {minor} ] || [ -n "${force}" ]; then
    exec "$folder/{glibc}/start" "$@"
fi
exec "$folder/{program}" "$@"
"""


def add(tree: Path, needed: tuple[int, int]) -> str:
    """Put the C library into ``tree``; gives the text of AppRun. ``needed``: the version that ``tree`` wants."""
    folder = tree / FOLDER
    folder.mkdir()
    for name in LIBRARIES:
        found = Path(run(["gcc", f"-print-file-name={name}"]).strip())
        if not found.is_absolute():
            raise Failure(f"{name} is not installed")
        shutil.copyfile(found.resolve(), folder / name)
        run(["strip", "--strip-unneeded", folder / name])
    (folder / LOADER).chmod(0o755)
    write(folder / "start", _HEAD + _START.format(loader=LOADER, program=PROGRAM), 0o755)
    major, minor = needed
    return _HEAD + _APPRUN.format(program=PROGRAM, glibc=FOLDER, force=FORCE, major=major, minor=minor)
