# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python3 dev.py package …``: see the list that it prints without arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from artefacts.common import BUILD, DIST, Failure, say


def _policies(_options: argparse.Namespace) -> None:
    from artefacts import policies

    policies.write()
    say("✓ packaging/policies, docs/admin/richtlinien.md")


def _appimage(options: argparse.Namespace) -> None:
    from artefacts import appimage

    appimage.build(again=not options.reuse)


def _deb(options: argparse.Namespace) -> None:
    from artefacts import deb

    deb.build(again=not options.reuse)


def _msi(options: argparse.Namespace) -> None:
    from artefacts import msi

    msi.build(again=not options.reuse)


def _tree(options: argparse.Namespace) -> None:
    from artefacts import windows

    windows.build(again=not options.reuse)


def _sums(_options: argparse.Namespace) -> None:
    from artefacts import hand_over

    hand_over.write_sums(DIST)


def _sign(options: argparse.Namespace) -> None:
    from artefacts import hand_over

    if options.key is None:
        raise Failure("--key: which key? The id or fingerprint of an OpenPGP key")
    hand_over.sign(DIST, options.key)


def _sign_windows(options: argparse.Namespace) -> None:
    """Every program that its maker did not sign, then the MSI made of them: one publisher for AppLocker and WDAC."""
    from artefacts import hand_over, msi, sbom, windows
    from artefacts.common import write

    if options.certificate is None:
        raise Failure("--certificate: which PKCS #12 file? Its passphrase is read from SIGNING_PASSPHRASE")
    tree = windows.build(again=not options.reuse)
    for program in windows.programs(tree):
        if not hand_over.is_signed(program):
            hand_over.sign_windows(program, Path(options.certificate), timestamp=options.timestamp)
    write(tree / "sbom.cdx.json", sbom.text("windows", tree))
    hand_over.sign_windows(msi.build(again=False), Path(options.certificate), timestamp=options.timestamp)
    say("✓ signed")


def _compare(_options: argparse.Namespace) -> None:
    from artefacts import hand_over

    hand_over.build_twice(BUILD)


def _test(options: argparse.Namespace) -> None:
    import subprocess

    from artefacts.common import ROOT

    command = [sys.executable, "-m", "pytest", "-m", "package", "tests/packaging", *options.rest]
    if status := subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit(status)


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], None], str]] = {
    "appimage": (_appimage, "dist/BundesMessenger-VERSION-x86_64.AppImage"),
    "deb": (_deb, "dist/bundesmessenger-desktop_VERSION_amd64.deb"),
    "msi": (_msi, "dist/BundesMessenger-VERSION-x64.msi"),
    "windows-tree": (_tree, ".dev/package/windows: the program's folder for Windows, to be signed before the MSI"),
    "policies": (_policies, "policy templates and the handbook's table, anew from app/policy/schema.py"),
    "sums": (_sums, "dist/SHA256SUMS and SHA512SUMS of what lies in dist"),
    "sign": (_sign, "sign the sums with --key (OpenPGP)"),
    "sign-windows": (_sign_windows, "sign the programs and the MSI with --certificate (and --timestamp)"),
    "compare": (_compare, "build AppImage and .deb twice and compare"),
    "test": (_test, "build all and start them, against a real homeserver"),
}


def main() -> int:
    listing = "\n".join(f"  {name:<14} {text}" for name, (_, text) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py package",
        usage="python3 dev.py package WHAT [--reuse]",
        description="Make what is handed out, in dist/.",
        epilog=f"WHAT is\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=COMMANDS, metavar="WHAT", nargs="?", help="one of those below")
    parser.add_argument("--reuse", action="store_true", help="take the program's folder that was built before")
    parser.add_argument("--key", help="for sign: id or fingerprint of the OpenPGP key")
    parser.add_argument("--certificate", help="for sign-windows: PKCS #12 file")
    parser.add_argument("--timestamp", default="", help="for sign-windows: address of a time stamping authority")
    options, rest = parser.parse_known_args()
    options.rest = rest
    if options.what is None:
        parser.print_help()
        return 0
    try:
        COMMANDS[options.what][0](options)
    except Failure as failure:
        say(f"\n✗ {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
