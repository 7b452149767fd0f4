# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The MSI installed, started, upgraded and removed in Wine. Not Windows, but the same tables, files and programs.

Where Wine is installed, or where PACKAGE_WINE says how to start one (``chroot /srv/trixie wine``).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from artefacts import msi, windows

WINE = os.environ.get("PACKAGE_WINE", "wine").split()
pytestmark = [
    pytest.mark.package,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which(WINE[0]) is None, reason="no Wine"),
]
FOLDER = r"C:\Program Files\BundesMessenger"
PROGRAM = rf"{FOLDER}\bundesmessenger.exe"
SETUP = r"HKLM\Software\BundesMessenger\Desktop"
ACTIVE = r"HKLM\Software\Microsoft\Active Setup\Installed Components"


class Computer:
    """A Windows of one's own."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.environment = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(prefix.parent),
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "LANG": "C.UTF-8",
        }

    def run(self, *arguments: str, expected: int | None = 0) -> str:
        ended = subprocess.run([*WINE, *arguments], env=self.environment, capture_output=True, timeout=300, check=False)
        said = ended.stdout.decode("utf-8", "replace")
        assert expected is None or ended.returncode == expected, said + ended.stderr.decode("utf-8", "replace")
        return said

    def install(self, package: Path, *values: str, works: bool = True) -> None:
        said = self._installer("/i", package, *values)
        assert (said == 0) is works, said

    def remove(self, package: Path, *values: str) -> None:
        assert self._installer("/x", package, *values) == 0

    def _installer(self, what: str, package: Path, *values: str) -> int:
        command = [*WINE, "msiexec", what, "Z:" + str(package).replace("/", "\\"), "/qn", *values]
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=300, check=False).returncode

    def value(self, key: str, name: str = "") -> str | None:
        """Of the registry."""
        which = ["/v", name] if name else ["/ve"]
        for line in self.run("reg", "query", key, *which, expected=None).splitlines():
            if " REG_" in line:
                return line.partition("REG_SZ")[2].strip()
        return None

    def contents(self) -> dict[str, bytes]:
        folder = self.prefix / "drive_c" / "Program Files" / "BundesMessenger"
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def found(self, pattern: str) -> bool:
        return next(self.prefix.glob(f"drive_c/{pattern}"), None) is not None

    def decoder(self, role: str) -> Decoder:
        path = rf"{FOLDER}\Lib\program\app\media\decoder.py"
        command = [*WINE, PROGRAM, "-I", path, role]
        return Decoder(
            subprocess.Popen(
                command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        )


class Decoder:
    """Started as the program starts it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, op: str, data: bytes = b"", **values: Any) -> tuple[dict[str, Any], list[bytes]]:
        source, target = self._process.stdout, self._process.stdin
        assert source is not None
        assert target is not None
        head = json.dumps({"op": op, "size": len(data)} | values).encode()
        target.write(struct.pack(">I", len(head)) + head + data)
        target.flush()
        (length,) = struct.unpack(">I", source.read(4))
        answer: dict[str, Any] = json.loads(source.read(length))
        return answer, [source.read(size) for size in answer["blobs"]]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    computer = Computer(tmp_path / "windows")
    computer.run("wineboot", "-i", expected=None)
    yield computer
    computer.run("wineboot", "-k", expected=None)


def test_installed_started_upgraded_and_removed(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = windows.build(again=not os.environ.get("PACKAGE_REUSE"))
    monkeypatch.setattr(msi, "BUILD", tmp_path / "build")
    old = msi.make(tree, tmp_path / "old.msi", "0.1.0")
    new = msi.make(tree, tmp_path / "new.msi", "0.2.0")
    computer.install(old, "HOMESERVER=amt.example", "AUTOSTART=1", "DESKTOPSHORTCUT=1", "STARTMENUSHORTCUT=0")
    expected = {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    assert computer.contents() == expected
    run = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Run"

    def settled(version: str) -> None:
        assert computer.value(rf"{SETUP}\Setup", "Version") == version
        assert computer.value(rf"{SETUP}\Defaults", "Homeserver") == "amt.example"
        assert computer.value(run, "BundesMessenger") == f'"{PROGRAM}" --minimized'
        assert computer.value(r"HKLM\Software\Classes\matrix\shell\open\command") == f'"{PROGRAM}" --handle "%1"'
        assert computer.found("users/*/Desktop/BundesMessenger.lnk")
        assert not computer.found("**/Start Menu/**/BundesMessenger.lnk")

    settled("0.1.0")

    # The program itself: its libraries, what the installation left, a policy, its decoders.
    said = computer.run(PROGRAM, "--diagnose", "--lang", "de", expected=None)
    assert "vodozemac 0." in said
    said = computer.run(PROGRAM, "--print-policies", "--lang", "de")
    assert "amt.example" in said
    policy = r"HKLM\Software\Policies\BundesMessenger\Desktop"
    computer.run("reg", "add", policy, "/v", "Homeserver", "/d", "policy.example")
    assert "policy.example" in computer.run(PROGRAM, "--print-policies", "--lang", "de")
    computer.run("reg", "delete", policy, "/f")

    from PIL import Image

    from tests.support.films import film

    pictures = computer.decoder("pictures")
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        memory = io.BytesIO()
        Image.new("RGB", (30, 20)).save(memory, kind)
        assert pictures.ask("look", memory.getvalue())[0]["width"] == 30
    pictures.close()
    sound = computer.decoder("sound")
    sound.ask("begin")
    sound.ask("write", bytes(96_000))
    _, (message,) = sound.ask("finish")
    assert 980 <= sound.ask("open", message)[0]["duration"] <= 1040
    assert sound.ask("open", film(1.0, size=(64, 48), rate=10))[0]["channels"] == 1
    sound.close()
    spelling = computer.decoder("spelling")
    words = json.dumps(["Straße", "Strase", "Haus"]).encode()
    assert spelling.ask("check", words, languages="d")[0]["wrong"] == [[1]]
    spelling.close()
    script = b"function FindProxyForURL(url, host) { return 'PROXY p.example:3128'; }"
    place = {"url": "https://amt.example/", "host": "amt.example", "answers": "{}", "mine": "[]"}
    proxies = computer.decoder("proxy-script")
    assert proxies.ask("find", script, now=0, offset=0, **place)[0]["result"] == "PROXY p.example:3128"
    proxies.close()

    # A newer version remembers what was chosen; an older one is refused and changes nothing.
    computer.install(new)
    settled("0.2.0")
    assert computer.contents() == expected
    computer.install(old, works=False)
    settled("0.2.0")
    computer.install(new, "REINSTALL=ALL", "REINSTALLMODE=vomus")  # a repair
    settled("0.2.0")

    # Removed with what users have, at their next sign-in; installed again that is called off.
    computer.remove(new, "REMOVEUSERDATA=1")
    assert computer.contents() == {}
    assert computer.value(rf"{SETUP}\Setup", "Version") is None
    assert computer.value(r"HKLM\Software\Classes\matrix\shell\open\command") is None
    assert not computer.found("users/*/Desktop/BundesMessenger.lnk")
    stub = [line for line in computer.run("reg", "query", ACTIVE, "/s").splitlines() if "bundesmessenger" in line]
    assert len(stub) == 1
    assert r'rd /s /q "%LOCALAPPDATA%\bundesmessenger"' in stub[0]
    computer.install(new)
    assert "bundesmessenger" not in computer.run("reg", "query", ACTIVE, "/s", expected=None)
    assert computer.found("**/Start Menu/**/BundesMessenger.lnk")
    assert computer.value(rf"{SETUP}\Defaults", "Homeserver") is None
    computer.remove(new)
    assert "bundesmessenger" not in computer.run("reg", "query", ACTIVE, "/s", expected=None)
