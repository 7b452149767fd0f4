# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The packages themselves: built, started on a display, signed in by policy, and used for an encrypted conversation.

Takes many minutes; ``python3 dev.py package test``.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.account import Account
from app.migrations import cache_migrations, crypto_migrations
from app.profile.profile import Profile
from app.types import ItemKind
from artefacts import appimage, deb, linux, msi, old_linux
from artefacts.common import BUILD, PACKAGING, megabytes
from tests.packaging.test_parts import valid_list_of_parts
from tests.support.account_world import People
from tests.support.synapse import Homeserver, User, new_user

pytestmark = [pytest.mark.package, pytest.mark.synapse, pytest.mark.display, pytest.mark.timeout(1800)]
VIDEOS: dict[str, dict[str, Any]] = {
    "h264.mp4": {"kind": "mp4", "codec": "libx264", "sound": "aac"},
    "h265.mp4": {"kind": "mp4", "codec": "libx265", "sound": None},
    "av1.mp4": {"kind": "mp4", "codec": "libsvtav1", "sound": None},
    "vp8.webm": {"kind": "webm", "codec": "libvpx", "sound": "libopus"},
    "vp9.webm": {"kind": "webm", "codec": "libvpx-vp9", "sound": "libopus"},
}
PASSPHRASE = "korrekt pferd batterie klammer"
# In a mount namespace of its own, so that the policies are where the program looks for them, and for nobody else.
NAMESPACE = 'mount --bind "$1" "$2/etc/opt" && shift 2 && exec "$@"'
# The same, and nothing can be written but in one folder.
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro / && shift && exec "$@"'
CHROOT = shutil.which("chroot", path="/usr/sbin:/usr/bin") or "chroot"
SYSTEMS = {Path(folder).name: folder for folder in os.environ.get("PACKAGE_SYSTEMS", "").split(":") if folder}
"""Root folders of other distributions, with /proc, /sys, /dev and /tmp of this one (see docs/development.md)."""


@pytest.fixture(scope="module")
def built() -> dict[str, list[str]]:
    """How to start each package that was built."""
    if os.geteuid() != 0:
        pytest.skip("policies are in folders of root")
    image, package = appimage.target(), deb.target()
    if not os.environ.get("PACKAGE_REUSE"):  # for whoever works on this test
        image, package = appimage.build(), deb.build(again=False)
    unpacked = BUILD / "unpacked-deb"
    shutil.rmtree(unpacked, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--extract", str(package), str(unpacked)], check=True)
    print(f"\nprogram {megabytes(linux.TREE)}, AppImage {megabytes(image)}, .deb {megabytes(package)}")
    return {
        "appimage": [str(image), "--appimage-extract-and-run"],
        "appimage-fuse": [str(image)],
        "deb": [str(unpacked / "opt" / "bundesmessenger" / "bundesmessenger")],
        **{name: [CHROOT, root, str(image), "--appimage-extract-and-run"] for name, root in SYSTEMS.items()},
    }


@pytest.fixture
def display() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        yield f":{os.read(read, 20).decode().strip()}"
    finally:
        os.close(read)
        server.terminate()
        server.wait(10)


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    people = People(tmp_path / "people", classic=False)
    yield people
    await people.close()


@dataclass
class Desk:
    """Somebody at a keyboard."""

    display: str
    program: subprocess.Popen[bytes]
    log: Path

    def _xdotool(self, *arguments: str) -> None:
        environment = {**os.environ, "DISPLAY": self.display}
        subprocess.run(["xdotool", *arguments], env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)

    async def window(self) -> None:
        """The window is there; the keyboard goes to it."""
        find = ("search", "--sync", "--onlyvisible", "--name", "BundesMessenger", "windowfocus", "--sync")
        await asyncio.to_thread(self._xdotool, *find)
        await asyncio.sleep(2)

    async def type(self, text: str) -> None:
        await asyncio.to_thread(self._xdotool, "type", "--delay", "40", text)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await asyncio.to_thread(self._xdotool, "key", key)
            await asyncio.sleep(0.5)

    async def until(self, condition: Callable[[], object], what: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if self.program.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{what} did not happen; {self.log.read_text('utf-8', 'replace')[-3000:]}")
            await asyncio.sleep(0.2)

    def picture(self, file: Path) -> None:
        """The screen, for whoever wants to know why a test failed."""
        from PIL import ImageGrab

        with suppress(OSError):
            ImageGrab.grab(xdisplay=self.display).save(file)

    async def close(self) -> None:
        await asyncio.to_thread(self._xdotool, "search", "--name", "BundesMessenger", "windowclose")
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self.program.wait, 20)
        if self.program.poll() is None:
            self.program.terminate()
            await asyncio.to_thread(self.program.wait, 20)


def start(command: list[str], display: str, folder: Path, homeserver: str, root: str = "") -> Desk:
    """``root``: where the program sees its root folder."""
    policies = folder / "opt" / "bundesmessenger" / "policies" / "managed"
    policies.mkdir(parents=True)
    values = {
        "Homeserver": homeserver,
        "ProfileFolder": str(folder / "profile"),
        "KeyStorage": "passphrase",
        "Language": "de",
        "LogLevel": "debug",
    }
    (policies / "10.json").write_text(json.dumps(values), "utf-8")
    (policies / "10.json").chmod(0o644)
    home = folder / "home"
    home.mkdir()
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(folder),
        "DISPLAY": display,
        "LANG": "C.UTF-8",
    }
    log = folder / "program.log"
    with log.open("wb") as output:
        program = subprocess.Popen(
            ["unshare", "--mount", "--", "sh", "-c", NAMESPACE, "sh", str(folder / "opt"), root, *command],
            env=environment,
            cwd=home,
            stdout=output,
            stderr=output,
        )
    return Desk(display, program, log)


@pytest.mark.parametrize("kind", ["appimage", "deb", *SYSTEMS])
async def test_signing_in_by_policy_and_talking(
    kind: str, built: dict[str, list[str]], display: str, people: People, homeserver: Homeserver, tmp_path: Path
) -> None:
    """Anna's computer has a package and a policy. She chooses a passphrase, signs in, writes, and reads the answer."""
    bert = await people.sign_in(new_user(homeserver, "bert"))
    anna = new_user(homeserver, "anna")
    room_id = await with_room(bert, anna, homeserver)

    folder = tmp_path / "desk"
    folder.mkdir()
    desk = start(built[kind], display, folder, homeserver.url, SYSTEMS.get(kind, ""))
    try:
        await desk.window()
        await desk.type(PASSPHRASE)
        await desk.press("Tab")
        await desk.press("Tab")
        await desk.type(PASSPHRASE)
        await desk.press("Return")
        await desk.until(lambda: (folder / "profile" / "crypto.db").exists(), "a profile where the policy says")
        await asyncio.sleep(5)
        await desk.type(anna.localpart)  # the server is filled in: the keyboard is at the user name
        await desk.press("Tab")
        await desk.type(anna.password)
        await desk.press("Return")
        await desk.until(lambda: len(devices(homeserver, anna)) == 1, "signing in at the server of the policy")
        await asyncio.sleep(8)
        await desk.press("Escape")  # the offer to set up the digital identity; later
        await desk.window()
        await desk.press("ctrl+k")
        await desk.type("Referat")
        await desk.press("Return")
        await asyncio.sleep(3)
        await desk.type("Hallo Bert")
        await desk.press("Return")
        item = await bert.wait_text(room_id, "Hallo Bert", timeout=60)
        assert item.sender == anna.user_id
        assert item.encrypted
        await bert.send(room_id, "Hallo Anna")
        await asyncio.sleep(5)
    finally:
        desk.picture(folder / "screen.png")
        await desk.close()

    profile = Profile.open(folder / "profile", PASSPHRASE, crypto=crypto_migrations(), cache=cache_migrations())
    try:
        account = await Account.open(profile)
        assert account is not None
        assert account.user_id == anna.user_id
        timeline = await account.open_timeline(room_id)
        await timeline.settled()
        rows = {item.body: item for item in timeline.items if item.kind is ItemKind.MESSAGE}
        assert rows["Hallo Anna"].encrypted
        assert rows["Hallo Bert"].event_id is not None
        timeline.close()
        await account.stop()
    finally:
        profile.close()
    told = desk.log.read_text("utf-8", "replace")
    for secret in (PASSPHRASE, anna.password, "Hallo", anna.localpart):
        assert secret not in told


async def with_room(bert: object, anna: User, homeserver: Homeserver) -> str:
    """An encrypted room of both. Anna joined on another device, which is gone."""
    room_id: str = await bert.create_room(name="Referat")  # type: ignore[attr-defined]
    token = homeserver.login(anna.localpart, anna.password)["access_token"]
    await bert.account.invite(room_id, anna.user_id)  # type: ignore[attr-defined]
    homeserver.request("POST", f"/_matrix/client/v3/rooms/{room_id}/join", {}, token=token)
    homeserver.request("POST", "/_matrix/client/v3/logout", {}, token=token)
    return room_id


def devices(homeserver: Homeserver, user: User) -> list[object]:
    path = f"/_synapse/admin/v2/users/{user.user_id}/devices"
    return list(homeserver.request("GET", path, token=homeserver.admin_token)["devices"])


@pytest.mark.parametrize("kind", ["appimage", "appimage-fuse", "deb"])
def test_it_says_who_it_is(kind: str, built: dict[str, list[str]], tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [*built[kind], "--diagnose", "--lang", "de"], env=environment, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    assert "vodozemac 0." in ended.stdout
    assert "Es sind keine Richtlinien gesetzt." in ended.stdout
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures and videos of all kinds that are shown, by encoders that the packages do not have."""
    from PIL import Image

    from tests.support.films import film

    folder = tmp_path_factory.mktemp("samples")
    (folder / "pictures").mkdir()
    for kind in ("png", "jpeg", "gif", "webp"):
        Image.new("RGB", (30, 20)).save(folder / "pictures" / f"a.{kind}")
    (folder / "videos").mkdir()
    for name, values in VIDEOS.items():
        (folder / "videos" / name).write_bytes(film(1.0, size=(64, 48), rate=10, **values))
    return folder


@pytest.mark.parametrize("system", ["", "own glibc", *SYSTEMS])
def test_everything_works_with_what_is_inside(
    system: str, built: dict[str, list[str]], samples: Path, tmp_path: Path
) -> None:
    """Voice messages, pictures, videos, spelling, emoji, languages, licences: run from the package, not from here."""
    assert built
    tree = tmp_path / "tree"
    shutil.copytree(BUILD / "AppDir" / "usr" / "lib" / "bundesmessenger", tree, symlinks=True, copy_function=os.link)
    shutil.copy(linux.PROBE, tree / "probe")
    shutil.copy(Path(__file__).with_name("inside.py"), tmp_path)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    command = [str(tree / "probe")]
    if system == "own glibc" or (system in SYSTEMS and not _new_enough(SYSTEMS[system])):
        library_path = f"LD_LIBRARY_PATH={tree / old_linux.FOLDER}"
        command[:0] = ["/usr/bin/env", library_path, str(tree / old_linux.FOLDER / old_linux.LOADER)]
    if system in SYSTEMS:
        command[:0] = [CHROOT, SYSTEMS[system]]
    before = {path: path.lstat().st_mtime_ns for path in tree.rglob("*")}
    ended = subprocess.run(
        [*command, str(tmp_path / "inside.py"), str(samples)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    found = json.loads(ended.stdout.splitlines()[-1])
    assert found["voice"]["kind"] == "OggS"
    assert 980 <= found["voice"]["ms"] <= 1040
    assert found["voice"]["samples"] == 19_200
    assert found["played"]
    assert 500 <= found["tone"] <= 600
    assert found["pictures"] == {f"a.{kind}": [30, 20] for kind in ("png", "jpeg", "gif", "webp")}
    assert found["videos"] == {name: [64, 48, True] for name in VIDEOS}
    assert found["wrong"] == ["Strase", "colr"]
    assert found["proxy"] == "PROXY p.example:3128"
    assert found["language"] == ["Einstellungen", "Abbrechen"]
    assert found["sorted"] == ["Ärger", "Arzt", "Zeder"]
    assert found["emoji"] == ["Daumen hoch"]
    assert found["notices"] == ["EUPL", "vodozemac", "FFmpeg", "GNU LGPL-3", "Opus"]
    assert {"svg", "png", "jpeg", "gif", "webp"} <= set(found["formats"])
    assert {path: path.lstat().st_mtime_ns for path in tree.rglob("*")} == before  # no byte code, nothing


def _new_enough(root: str) -> bool:
    said = subprocess.run([CHROOT, root, "getconf", "GNU_LIBC_VERSION"], capture_output=True, text=True, check=True)
    major, minor = said.stdout.split()[1].split(".")[:2]
    needed, _ = linux.glibc_needed(linux.TREE)
    return (int(major), int(minor)) >= needed


async def test_only_the_home_folder_can_be_written(built: dict[str, list[str]], display: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    log = tmp_path / "log"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "DISPLAY": display, "LANG": "C.UTF-8"}
    with log.open("wb") as output:
        program = subprocess.Popen(
            ["unshare", "--mount", "--", "sh", "-c", READ_ONLY, "sh", str(home), *built["deb"]],
            env=environment,
            stdout=output,
            stderr=output,
        )
    desk = Desk(display, program, log)
    try:
        await desk.window()
        await desk.type(PASSPHRASE)
        await desk.press("Tab", "Tab")
        await desk.type(PASSPHRASE)
        await desk.press("Return")
        made = home / ".local" / "share" / "bundesmessenger" / "default" / "crypto.db"
        await desk.until(made.exists, "a profile in the home folder")
    finally:
        await desk.close()
    told = log.read_text("utf-8", "replace")
    assert "Read-only" not in told
    assert "Traceback" not in told


def test_the_debian_package_names_what_it_needs_of_the_system(built: dict[str, list[str]]) -> None:
    control = (PACKAGING / "linux" / "control.in").read_text("utf-8")
    named = set(re.findall(r"\blib[a-z0-9.+-]+|\bzlib1g", control))
    inside = {path.name for path in linux.TREE.rglob("*.so*")}
    for library in linux.needed(linux.TREE) - inside:
        said = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=True).stdout
        owners = {line.partition(":")[0] for line in said.splitlines()}
        assert owners & named, f"{library} is in {owners}"


def test_needs_no_newer_system_than_the_handbook_says(built: dict[str, list[str]]) -> None:
    needed, where = linux.glibc_needed(linux.TREE)
    assert needed <= (2, 35), where
    linux.check(linux.TREE)


def test_the_lists_of_parts_are_complete_and_valid(built: dict[str, list[str]]) -> None:
    """CycloneDX 1.6; every library with licence and SHA-512, every program file with SHA-512, everything named."""
    from artefacts import windows
    from artefacts.wheels import fetch

    for system, tree in (("linux", linux.TREE), ("windows", windows.build(again=False))):
        text = (tree / "sbom.cdx.json").read_text("utf-8")
        valid_list_of_parts(text)
        components = json.loads(text)["components"]
        libraries = {component["name"]: component for component in components if "purl" in component}
        assert set(libraries) == {wheel.name for wheel in fetch(system)}
        for component in libraries.values():
            assert component["licenses"] != [{"license": {"name": "NOASSERTION"}}], component["name"]
            assert any(entry["alg"] == "SHA-512" for entry in component["hashes"]), component["name"]
        listed = {component["name"]: component["hashes"] for component in components if component["type"] == "file"}
        for path in tree.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.suffix in (".so", ".dll", ".pyd", ".exe"):
                digest = hashlib.sha512(path.read_bytes()).hexdigest()
                name = path.relative_to(tree).as_posix()
                assert listed[name] == [{"alg": "SHA-512", "content": digest}], name
        notices = (tree / "NOTICES.txt").read_text("utf-8")
        for name in libraries:
            assert name in notices


def test_the_real_msi(built: dict[str, list[str]], tmp_path: Path) -> None:
    package = msi.build()
    subprocess.run(["msiextract", "--directory", str(tmp_path), str(package)], check=True, stdout=subprocess.DEVNULL)
    unpacked = next(tmp_path.rglob("bundesmessenger.exe")).parent
    from artefacts import windows

    def contents(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(unpacked) == contents(windows.TREE)
    assert (unpacked / "policies" / "BundesMessengerDesktop.admx").exists()
    code = unpacked / "Lib" / "program" / "app" / "__pycache__"
    assert (code / "__main__.cpython-311.pyc").exists()


def test_built_again_from_scratch_they_are_the_same(built: dict[str, list[str]]) -> None:
    """The .deb has the folder of the AppImage, and test_parts packs it twice."""

    def digests() -> list[str]:
        return [hashlib.sha512(path.read_bytes()).hexdigest() for path in (appimage.target(), msi.target())]

    before = digests()
    appimage.build()
    msi.build()
    assert digests() == before
