# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the packaged program begins.

A decoder is started as ``sys.executable -I decoder.py ROLE``; here that is this very program.
"""

import os
import sys
from pathlib import Path


def settle_surroundings() -> None:
    """Libraries of the package are for this program alone.

    The loader has read LD_LIBRARY_PATH by now; a browser or a file manager that the program opens must not see it.
    Where the AppImage brought its own C library, copies of this program are started with it as well.
    """
    own = Path(sys.executable).resolve().parent
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "").split(os.pathsep)
    others = [folder for folder in before if folder and not Path(folder).is_relative_to(own)]
    os.environ.pop("LD_LIBRARY_PATH", None)
    if others:
        os.environ["LD_LIBRARY_PATH"] = os.pathsep.join(others)
    glibc = own / "glibc"
    if Path("/proc/self/exe").resolve().parent == glibc:
        sys.executable = str(glibc / "start")


def main() -> int:
    settle_surroundings()
    if len(sys.argv) == 4 and sys.argv[1] == "-I" and Path(sys.argv[2]).stem == "decoder":
        from app.media import decoder

        decoder.main(sys.argv[3])
        return 0
    from app.__main__ import main as program

    return program()


sys.exit(main())
