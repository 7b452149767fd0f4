# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tests with the Python and the libraries of Windows, in Wine.

    python -m tests.wine                        # the tests of tests/unit that Windows can run
    python -m tests.wine tests/unit/store -x    # some of them
    python -m tests.wine --chat                 # Windows client, real Synapse, real matrix-js-sdk: they talk
    python -m tests.wine --program --diagnose   # the program itself; without further arguments its window

Needs Wine (64 bit), the cross compiler of MinGW, an X display (``xvfb-run``), and what ``dev.py setup`` brings. Wine is
not Windows, but the wheels, the paths, the locks and the encodings are those of Windows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from app.demo.homeserver import PROJECT
from tests.support.client import PYTHON

FOLDER = PROJECT / ".dev" / "wine"
_SITE = FOLDER / "site-packages"
_HERE = Path(__file__).parent
_FOR_WINDOWS = "not synapse and not peer and not display and not keyring"
# Wine accepts chains that end nowhere and takes no authorities beside its store; both are otherwise on Windows.
_TLS = (
    "tests/unit/proxy/test_certificates.py",
    "tests/unit/proxy/test_tunnels.py",
    "tests/unit/proxy/test_check.py",
    "tests/unit/policy/test_effects.py::test_a_further_authority_is_trusted_and_only_by_policy",
    "tests/unit/policy/test_effects.py::test_the_minimum_of_tls",
)
_PLACES = (_SITE, *(_SITE / part for part in ("win32", "win32/lib", "pywin32_system32")))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.wine", description=__doc__.split("\n")[0])
    parser.add_argument("--chat", action="store_true", help="a conversation of the Windows client with matrix-js-sdk")
    parser.add_argument("--program", action="store_true", help="the program itself, with the arguments that follow")
    options, arguments = parser.parse_known_args()
    prepare()
    if options.program:
        return in_wine(["-m", "app", *arguments])
    if options.chat:
        conversation = ["tests/interop/test_conversation.py", "-k", "room_of_ours"]
        command = [sys.executable, "-m", "pytest", *(arguments or conversation)]
        client = _wrapper()
        return subprocess.run(command, cwd=PROJECT, env={**environment(), PYTHON: str(client)}, check=False).returncode
    listed = FOLDER / "arguments.txt"
    left_out = [part for test in _TLS for part in ("--deselect", test)]
    chosen = ["-p", "no:cacheprovider", "-m", _FOR_WINDOWS, *left_out, *(arguments or ["tests/unit"])]
    listed.write_text("\n".join(chosen), encoding="utf-8")
    return in_wine([windows_path(_HERE / "inside.py"), windows_path(listed)])


def environment() -> dict[str, str]:
    return {**os.environ, "WINEPREFIX": str(FOLDER / "prefix"), "WINEDEBUG": os.environ.get("WINEDEBUG", "-all")}


def windows_path(path: Path) -> str:
    """As a program in Wine names it."""
    return "Z:" + str(path).replace("/", "\\")


def in_wine(arguments: list[str]) -> int:
    """Its three streams are pipes: Python for Windows takes no others from Wine."""
    return subprocess.run(
        [str(_wrapper()), *arguments], cwd=PROJECT, env=environment(), stdin=subprocess.DEVNULL, check=False
    ).returncode


def _wrapper() -> Path:
    wrapper = FOLDER / "python"
    python = windows_path(FOLDER / "python.exe")
    wrapper.write_text(
        f"#!/bin/bash\nset -o pipefail\ncat | wine '{python}' \"$@\" 2> >(cat >&2) | cat\n", encoding="utf-8"
    )
    wrapper.chmod(0o755)
    return wrapper


def prepare() -> None:
    """A Windows of its own: Python, the locked libraries, and what this Wine lacks."""
    for program in ("wine", "x86_64-w64-mingw32-gcc"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is needed (Debian: wine64 wine gcc-mingw-w64-x86-64).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "python.exe").exists():
        sys.path.insert(0, str(PROJECT / "packaging"))
        from artefacts.windows import embeddable

        with zipfile.ZipFile(embeddable()) as archive:
            for name in archive.namelist():
                if not name.endswith(("/", "._pth")):
                    (FOLDER / name.rpartition("/")[2]).write_bytes(archive.read(name))
    (FOLDER / "python311._pth").write_text(
        "\n".join([windows_path(PROJECT), *map(windows_path, _PLACES), "python311.zip", "."]), encoding="utf-8"
    )
    uv = PROJECT / ".dev" / "uv" / "bin" / "uv"
    target = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11", "--target", str(_SITE)]
    lock = PROJECT / "requirements" / "dev.txt"
    subprocess.run([uv, "pip", "install", "--quiet", "--no-deps", "--no-build", *target, "-r", lock], check=True)
    system = FOLDER / "prefix" / "drive_c" / "windows" / "system32"
    if not system.exists():
        subprocess.run(["wineboot", "-i"], env=environment(), check=True, capture_output=True)
        subprocess.run(["wine", "winecfg", "-v", "win10"], env=environment(), check=True, capture_output=True)
    for name, defined in (("bcryptprimitives.dll", "-UICU"), ("icuuc.dll", "-DICU")):
        if not (system / name).exists():
            compiler = ["x86_64-w64-mingw32-gcc", "-shared", "-O1", defined, "-o", str(system / name)]
            subprocess.run([*compiler, _HERE / "shims.c", "-ladvapi32"], check=True)


if __name__ == "__main__":
    sys.exit(main())
