# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a packaged program finds around it."""

import os
import sys
from pathlib import Path


def settle() -> None:
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
    with_own = Path("/proc/self/exe").resolve().parent == glibc
    sys.executable = str(glibc / "start" if with_own else own / "bundesmessenger")
