# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checksums, signatures, and the proof that a build can be repeated."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from artefacts import appimage, deb
from artefacts.common import DIST, Failure, files, run, say

SUMS = ("SHA256SUMS", "SHA512SUMS")


def artefacts(folder: Path) -> list[Path]:
    """What is handed out, without sums and signatures."""
    return [path for path in files(folder) if path.name not in SUMS and path.suffix != ".asc"]


def write_sums(folder: Path) -> list[Path]:
    found = artefacts(folder)
    if not found:
        raise Failure(f"there is nothing in {folder}")
    written = []
    for name in SUMS:
        algorithm = name.removesuffix("SUMS").lower()
        lines = [f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  {path.name}" for path in found]
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        written.append(folder / name)
    return written


def sign(folder: Path, key: str, *, home: Path | None = None) -> list[Path]:
    """Detached OpenPGP signatures of the sums and of the AppImage. ``key``: id or fingerprint; ``home``: GNUPGHOME."""
    signed = []
    for path in [*write_sums(folder), *folder.glob("*.AppImage")]:
        signature = path.with_name(path.name + ".asc")
        signature.unlink(missing_ok=True)
        command: list[str | Path] = ["gpg", "--batch", "--yes", "--armor", "--local-user", key]
        command += ["--output", signature, "--detach-sign", path]
        run(command, env={"GNUPGHOME": str(home)} if home else None)
        signed.append(signature)
        say(f"✓ {signature.name}")
    return signed


def sign_windows(program: Path, certificate: Path, *, timestamp: str = "") -> None:
    """Authenticode for a program or an MSI, in place. ``certificate``: PKCS #12; its passphrase in SIGNING_PASSPHRASE.

    ``timestamp``: address of a time stamping authority; without one the signature ends with the certificate.
    """
    signed = program.with_name(program.name + ".signed")
    signed.unlink(missing_ok=True)
    command: list[str | Path] = ["osslsigncode", "sign", "-h", "sha256", "-pkcs12", certificate]
    if os.environ.get("SIGNING_PASSPHRASE"):
        command += ["-readpass", _passphrase_file(program.parent)]
    if timestamp:
        command += ["-ts", timestamp]
    if program.suffix == ".msi":
        command.append("-add-msi-dse")
    try:
        run([*command, "-n", "BundesMessenger Desktop", "-in", program, "-out", signed])
    finally:
        (program.parent / ".signing-passphrase").unlink(missing_ok=True)
    signed.replace(program)


def is_signed(program: Path) -> bool:
    """Whether a Windows program carries a signature of its maker: its certificate table is not empty."""
    data = program.read_bytes()
    header = int.from_bytes(data[0x3C:0x40], "little")
    optional = header + 24
    directories = optional + (112 if data[optional : optional + 2] == b"\x0b\x02" else 96)
    return any(data[directories + 32 : directories + 40])  # the fifth entry


def _passphrase_file(folder: Path) -> Path:
    """Arguments can be seen by every process; a file of mode 0600 cannot."""
    path = folder / ".signing-passphrase"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.environ["SIGNING_PASSPHRASE"])
    return path


def build_twice(work: Path) -> None:
    """Raises Failure if AppImage or .deb differ between two builds from scratch."""
    first = work / "first"
    shutil.rmtree(first, ignore_errors=True)
    first.mkdir(parents=True)
    names = []
    for number, (make, again) in enumerate(((appimage.build, True), (deb.build, False)) * 2):
        made = make(again=again)
        if number < 2:
            names.append(made.name)
            made.replace(first / made.name)
    for name in names:
        if (first / name).read_bytes() != (DIST / name).read_bytes():
            raise Failure(f"{name} is not the same when it is built again")
        say(f"✓ {name} is the same when it is built again")
