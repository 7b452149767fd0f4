# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What packages are made of, checked without building the whole program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, ValidationError

from app.version import VERSION
from artefacts import appimage, common, deb, hand_over, icu, linux, msi, old_linux, sbom, stand_ins, used, windows
from artefacts.parts import Part
from artefacts.wheels import Wheel

TOOLS = ("mksquashfs", "desktop-file-validate", "appstreamcli", "dpkg-deb", "wixl", "msiinfo", "gcc", "gpg")
EPOCH = 1_767_225_600


def need(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is installed by python3 dev.py package")


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Stands for the frozen program: a shell, which can tell how it was started, and a library of this system."""
    folder = tmp_path / "tree"
    folder.mkdir()
    shutil.copy(Path(shutil.which("dash") or "/bin/sh").resolve(), folder / "bundesmessenger")
    common.write(folder / "lib" / "data.txt", "x" * 100_000)
    shutil.copy(Path(shutil.which("true") or "/bin/true").resolve(), folder / "lib" / "program")
    return folder


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Icons are drawn with the libraries of the packaging environment, which need not be there."""
    monkeypatch.setattr(linux, "PYTHON", Path(sys.executable))


# -- Linux


@pytest.mark.usefixtures("drawn")
def test_the_app_dir_is_complete_and_valid(tree: Path, tmp_path: Path) -> None:
    need("desktop-file-validate", "appstreamcli")
    folder = appimage.app_dir(tree, tmp_path / "AppDir")
    assert (folder / "AppRun").stat().st_mode & 0o111
    assert (folder / ".DirIcon").resolve().read_bytes().startswith(b"\x89PNG")
    for name in (f"{common.APP_ID}.desktop", f"{common.APP_ID}.png"):
        assert (folder / name).resolve().is_relative_to(folder)
    desktop = (folder / f"{common.APP_ID}.desktop").read_text("utf-8")
    assert f"Icon={common.APP_ID}\n" in desktop
    assert f'setDesktopFileName("{common.APP_ID}")' in (common.ROOT / "ui" / "main.py").read_text("utf-8")
    metainfo = (folder / "usr/share/metainfo" / f"{common.APP_ID}.metainfo.xml").read_text("utf-8")
    assert f'<release version="{VERSION}" date="2026-01-01"/>' in metainfo
    assert {path.stat().st_mtime for path in folder.rglob("*") if not path.is_symlink()} == {float(EPOCH)}


@pytest.mark.usefixtures("drawn")
def test_an_appimage_of_our_runtime_runs_without_fuse_and_cleans_up(tree: Path, tmp_path: Path) -> None:
    need("mksquashfs", "gcc", "desktop-file-validate", "appstreamcli")
    if not Path("/usr/include/squashfuse/ll.h").exists():
        pytest.skip("libsquashfuse-dev is installed by python3 dev.py package")
    folder = appimage.app_dir(tree, tmp_path / "AppDir")
    runtime = appimage.make_runtime(tmp_path / "runtime")
    image = appimage.pack(folder, runtime, tmp_path / "a.AppImage")
    again = appimage.pack(folder, runtime, tmp_path / "b.AppImage")
    assert image.read_bytes() == again.read_bytes()

    def start(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        temporary = tmp_path / "temporary"
        temporary.mkdir(exist_ok=True)
        environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(temporary), **more}
        ended = subprocess.run(
            [str(image), *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        left = [path.name for path in temporary.iterdir() if path.name.startswith("appimage_extracted")]
        assert left == []
        return ended

    tell = ("--appimage-extract-and-run", "-c", 'echo "$#" "$@"; readlink /proc/$$/exe', "sh", "a b", "c")
    said, exe = start(*tell).stdout.splitlines()
    assert said == "2 a b c"
    assert exe.endswith("/usr/lib/bundesmessenger/bundesmessenger")
    # A system whose C library is too old, or none at all that says its age, gets that of the AppImage.
    old = tmp_path / "old"
    common.write(old / "getconf", '#!/bin/sh\necho "glibc 2.31"\n', 0o755)
    unknown = tmp_path / "unknown"
    common.write(unknown / "getconf", "#!/bin/sh\nexit 1\n", 0o755)
    for more in (
        {"PATH": f"{old}:/usr/bin:/bin"},
        {"PATH": f"{unknown}:/usr/bin:/bin"},
        {old_linux.FORCE: "1"},
    ):
        said, exe = start(*tell, **more).stdout.splitlines()
        assert said == "2 a b c"
        assert exe.endswith(f"/usr/lib/bundesmessenger/{old_linux.FOLDER}/{old_linux.LOADER}")
    assert start("--appimage-offset").stdout.strip() == str(runtime.stat().st_size)
    assert VERSION in start("--appimage-version").stdout
    assert start("--appimage-nonsense").returncode == 127
    assert start("--appimage-extract").returncode == 0
    extracted = tmp_path / "squashfs-root" / "usr" / "lib" / "bundesmessenger"
    assert (extracted / "lib" / "data.txt").read_bytes() == (tree / "lib" / "data.txt").read_bytes()
    dynamic = subprocess.run(["objdump", "-p", str(runtime)], capture_output=True, text=True, check=True).stdout
    assert "NEEDED" not in dynamic  # runs on any Linux


@pytest.mark.usefixtures("drawn")
def test_the_debian_package(tree: Path, tmp_path: Path) -> None:
    need("dpkg-deb", "desktop-file-validate", "appstreamcli")
    root = deb.root(tree, tmp_path / "root")
    package = deb.pack(root, tmp_path / "a.deb")
    assert package.read_bytes() == deb.pack(root, tmp_path / "b.deb").read_bytes()
    fields = subprocess.run(["dpkg-deb", "--field", str(package)], capture_output=True, text=True, check=True).stdout
    assert f"Version: {VERSION}" in fields
    assert re.search(r"Depends: libc6 \(>= 2\.\d+\), ", fields)
    listing = subprocess.run(["dpkg-deb", "-c", str(package)], capture_output=True, text=True, check=True).stdout
    for name in (
        "./opt/bundesmessenger/bundesmessenger",
        "./usr/bin/bundesmessenger -> /opt/bundesmessenger/bundesmessenger",
        f"./usr/share/applications/{common.APP_ID}.desktop",
        "./usr/share/doc/bundesmessenger-desktop/copyright",
        "./usr/share/man/man1/bundesmessenger.1.gz",
        "./etc/opt/bundesmessenger/policies/managed/",
    ):
        assert name + "\n" in listing
    assert all(line.split()[1] == "root/root" for line in listing.splitlines())
    assert not re.search(r"^[^l]....w|^[^l].......w", listing, re.MULTILINE)  # writable for root alone


def test_libolm_and_tests_are_refused(tmp_path: Path) -> None:
    """S-20: libolm is a test dependency only."""
    for name in ("_libolm.abi3.so", "libolm.so.3", "olm/__init__.pyc", "python_olm-3.2.16.dist-info/x", "tests/a.py"):
        folder = tmp_path / name.replace("/", "_")
        common.write(folder / "lib" / name, "")
        with pytest.raises(common.Failure):
            linux.check(folder)
    fine = tmp_path / "fine"
    common.write(fine / "crypto" / "olm_sessions.py", "")
    linux.check(fine)
    for lock in ("app.txt", "package.txt"):
        assert "olm==" not in (common.ROOT / "requirements" / lock).read_text("utf-8")


_ASK_QT = """if True:
    import functools
    from PySide6.QtCore import QCollator, QLocale, QStringDecoder, QTimeZone
    words = "Österreich Ostern Zebra zebra Ärger Arger ärger straße strasse Éclair eclair 10 9 Łódź Lodz øl ol Ωμέγα _x"
    for place in ("de_DE", "de_AT", "en_US", "fr_FR", "sv_SE", "tr_TR"):
        collator = QCollator(QLocale(place))
        print(place, sorted(words.split(), key=functools.cmp_to_key(collator.compare)))
        collator.setNumericMode(True)
        print(place, sorted(words.split(), key=functools.cmp_to_key(collator.compare)))
    for zone in (b"Europe/Berlin", b"America/New_York", b"Asia/Tokyo", b"UTC"):
        for place in ("de_DE", "en_US"):
            for season in (QTimeZone.TimeType.StandardTime, QTimeZone.TimeType.DaylightTime):
                for name in (QTimeZone.NameType.LongName, QTimeZone.NameType.ShortName):
                    print(QTimeZone(zone).displayName(season, name, QLocale(place)))
    for name in ("ISO-8859-15", "windows-1252", "IBM850", "ISO-8859-2", "windows-1251", "KOI8-R"):
        print(name, QStringDecoder(name).isValid())
    print([line.split()[-1] for line in open("/proc/self/maps") if "libicudata" in line][0])
"""


def test_a_smaller_icu_answers_as_the_whole_does(tmp_path: Path) -> None:
    """Sorting, names of time zones, old character sets: everything that QtCore asks for."""
    need("icupkg", "gcc", "objcopy")
    import PySide6

    source = Path(PySide6.__path__[0]) / "Qt" / "lib"
    libraries = tmp_path / "lib"
    libraries.mkdir()
    for library in source.glob("libicu*"):
        shutil.copy(library, libraries)
    whole = next(libraries.glob("libicudata.so.*"))
    size = whole.stat().st_size
    icu.shrink(libraries, tmp_path / "work")
    made = whole.read_bytes()
    assert len(made) < size / 4

    def ask(**environment: str) -> list[str]:
        environment |= {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        command = [sys.executable, "-c", _ASK_QT]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()

    *expected, first = ask()
    *answers, second = ask(LD_LIBRARY_PATH=str(libraries))
    assert (Path(first).parent, Path(second)) == (source.resolve(), whole)
    assert answers == expected
    assert "Mitteleuropäische Sommerzeit" in answers

    shutil.copy(source / whole.name, whole)
    icu.shrink(libraries, tmp_path / "work")
    assert whole.read_bytes() == made


def test_libraries_that_only_dropped_plugins_wanted_are_dropped_as_well(tmp_path: Path) -> None:
    need("gcc")
    folder = tmp_path / "lib"
    folder.mkdir()

    def library(name: str, *needs: str) -> None:
        source = tmp_path / "empty.c"
        source.write_text("")
        linked = [f"-l:{need}" for need in needs]
        command = ["gcc", "-shared", "-nostdlib", "-Wl,--no-as-needed", f"-Wl,-soname,{name}", "-L", str(folder)]
        subprocess.run([*command, "-o", str(folder / name), str(source), *linked], check=True)

    library("libdeep.so.1")
    library("libmiddle.so.1", "libdeep.so.1")
    library("libkept.so.1")
    library("module.so", "libkept.so.1")
    library("libpython3.11.so.1.0")
    linux.remove_unused(folder)
    assert {path.name for path in folder.iterdir()} == {"module.so", "libkept.so.1", "libpython3.11.so.1.0"}


_DECODE = """if True:
    import sys
    import av
    from pathlib import Path
    for path in sorted(Path(sys.argv[1]).iterdir()):
        with av.open(str(path)) as file:
            print(path.name, sum(1 for _ in file.decode(file.streams[0])))
    try:
        av.open(sys.argv[1] + "/../made.mp4", "w").add_stream("libx264", 25).encode(None)
    except Exception:
        print("no encoder")
"""


def test_what_ffmpeg_has_and_the_program_never_uses_is_empty(tmp_path: Path) -> None:
    """Every library still finds all of its functions (LD_BIND_NOW); all kinds of videos and sound are decoded."""
    need("gcc", "objdump")
    import av

    from tests.support.films import SOUNDS, film, sound

    samples, site = tmp_path / "samples", tmp_path / "site"
    samples.mkdir()
    for kind, codec in (
        ("mp4", "libx264"),
        ("mp4", "libx265"),
        ("mp4", "libsvtav1"),
        ("webm", "libvpx"),
        ("webm", "libvpx-vp9"),
    ):
        (samples / f"{codec}.{kind}").write_bytes(film(0.5, size=(64, 48), rate=10, kind=kind, codec=codec, sound=None))
    for ending, (kind, codec) in SOUNDS.items():
        (samples / f"sound.{ending}").write_bytes(sound(0.5, kind=kind, codec=codec))
    source = Path(av.__path__[0])
    shutil.copytree(source, site / "av")
    shutil.copytree(source.parent / "av.libs", site / "av.libs")
    size = sum(path.stat().st_size for path in (site / "av.libs").iterdir())
    replaced = stand_ins.replace(site / "av.libs", tmp_path / "work")
    assert {name.partition("-")[0] for name in replaced} >= {"libx264", "libx265", "libSvtAv1Enc", "libgnutls"}
    assert all((site / "av.libs" / name).stat().st_size < 20_000 for name in replaced)
    assert sum(path.stat().st_size for path in (site / "av.libs").iterdir()) < size * 0.6

    def decode(**environment: str) -> list[str]:
        environment |= {"PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-c", _DECODE, str(samples)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()

    whole = decode()
    assert decode(PYTHONPATH=str(site), LD_BIND_NOW="1") == [*whole, "no encoder"]
    assert len(whole) == 5 + len(SOUNDS)

    once = {name: (site / "av.libs" / name).read_bytes() for name in replaced}
    shutil.rmtree(site / "av.libs")
    shutil.copytree(source.parent / "av.libs", site / "av.libs")
    stand_ins.replace(site / "av.libs", tmp_path / "work")
    assert {name: (site / "av.libs" / name).read_bytes() for name in replaced} == once


def test_what_a_windows_program_imports(tmp_path: Path) -> None:
    need("x86_64-w64-mingw32-gcc")
    source = tmp_path / "a.c"
    source.write_text("#include <windows.h>\nint main(void) { return (int)GetCurrentProcessId(); }\n")
    subprocess.run(["x86_64-w64-mingw32-gcc", str(source), "-o", str(tmp_path / "a.exe")], check=True)
    assert ("KERNEL32.dll", "GetCurrentProcessId") in set(stand_ins.imports(tmp_path / "a.exe"))


def test_what_the_program_names() -> None:
    assert used.program_names("PySide6.QtWidgets")
    assert used.program_names("PySide6.QtSvg")
    assert not used.program_names("PySide6.QtQuick")


# -- Windows


@pytest.fixture
def windows_tree(tmp_path: Path) -> Path:
    folder = tmp_path / "windows"
    for name in ("bundesmessenger.exe", "python311.dll", "Lib/program/app/main & co.py", "policies/x.admx"):
        common.write(folder / name, name)
    return folder


def table(package: Path, name: str) -> list[list[str]]:
    text = subprocess.run(["msiinfo", "export", str(package), name], capture_output=True, text=True, check=True).stdout
    return [line.split("\t") for line in text.replace("\r", "").splitlines()[3:]]


@pytest.mark.usefixtures("drawn")
def test_the_msi(windows_tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("wixl", "msiinfo")
    monkeypatch.setattr(msi, "BUILD", tmp_path / "build")
    old = msi.make(windows_tree, tmp_path / "old.msi", "0.1.0")
    same = msi.make(windows_tree, tmp_path / "same.msi", "0.1.0")
    assert old.read_bytes() == same.read_bytes()
    new = msi.make(windows_tree, tmp_path / "new.msi", "0.2.0")

    before, after = dict(table(old, "Property")), dict(table(new, "Property"))
    assert before["UpgradeCode"] == after["UpgradeCode"] == f"{{{msi.UPGRADE_CODE}}}"
    assert before["ProductCode"] != after["ProductCode"]
    assert before["ALLUSERS"] == "1"
    assert set(msi.PROPERTIES) <= set(before["SecureCustomProperties"].split(";"))
    assert not set(msi.PROPERTIES) & set(before)  # no values of their own: remembered or given

    upgrades = {row[6]: row for row in table(new, "Upgrade")}
    found = upgrades["WIX_UPGRADE_DETECTED"]
    assert (found[0], found[1], found[2], int(found[4])) == (f"{{{msi.UPGRADE_CODE}}}", "", "0.2.0", 513)
    newer = upgrades["WIX_DOWNGRADE_DETECTED"]
    assert (newer[1], int(newer[4]) & 2) == ("0.2.0", 2)  # detects only
    assert "NOT WIX_DOWNGRADE_DETECTED" in {row[0] for row in table(new, "LaunchCondition")}
    steps = {row[0]: int(row[2]) for row in table(new, "InstallExecuteSequence") if row[2]}
    for name in msi.PROPERTIES:  # what is given now is stronger than what is remembered
        assert steps[f"Keep{name}"] < steps["AppSearch"] < steps[f"Take{name}"] < steps["CostInitialize"]
    assert steps["InstallValidate"] < steps["RemoveExistingProducts"] < steps["InstallFiles"]

    components = {row[0]: row for row in table(old, "Component")}
    assert [row[1] for row in components.values()] == [row[1] for row in table(new, "Component")]
    assert len({row[1] for row in components.values()}) == len(components)
    conditions = {name: row[4] for name, row in components.items() if row[4]}
    assert conditions == {
        "Homeserver": "HOMESERVER",
        "Autostart": 'AUTOSTART = "1"',
        "DesktopLink": 'DESKTOPSHORTCUT = "1"',
        "StartMenu": 'NOT (STARTMENUSHORTCUT = "0")',
    }
    assert all(int(row[3]) & 256 for row in components.values())  # 64 bit
    names = {row[2].rpartition("|")[2] for row in table(old, "File")}
    assert names == {"bundesmessenger.exe", "python311.dll", "main & co.py", "x.admx"}
    registry = {(row[2], row[3]): row[4] for row in table(old, "Registry")}
    assert registry[r"Software\BundesMessenger\Desktop\Defaults", "Homeserver"] == "[HOMESERVER]"
    assert {row[2] for row in table(old, "Registry")}.isdisjoint({r"Software\Policies"})
    for key in ("matrix", "BundesMessenger.matrix"):  # one argument, whatever the address contains
        assert registry[rf"Software\Classes\{key}", "URL Protocol"] == ""
        command = registry[rf"Software\Classes\{key}\shell\open\command", ""]
        assert command == '"[INSTALLDIR]bundesmessenger.exe" --handle "%1"'
    assert registry[r"Software\RegisteredApplications", "BundesMessenger Desktop"].endswith("Capabilities")
    assert before["REBOOT"] == "ReallySuppress"
    assert before["MSIRMSHUTDOWN"] == "1"

    actions = {row[0]: (int(row[1]), row[2], row[3]) for row in table(old, "CustomAction")}
    kind, folder, command = actions.pop("ForgetUserData")
    assert (kind & 63, kind & 2048, folder) == (34, 2048, "System64Folder")  # a program of Windows, as SYSTEM
    assert "Active Setup" in command
    assert folder in {row[0] for row in table(old, "Directory")}
    assert all(kind == 51 for kind, _, _ in actions.values())  # the others set properties and run nothing
    when = {row[0]: row[1] for row in table(old, "InstallExecuteSequence")}
    assert when["ForgetUserData"] == 'REMOVE = "ALL" AND REMOVEUSERDATA = "1" AND NOT UPGRADINGPRODUCTCODE'
    assert steps["InstallInitialize"] < steps["ForgetUserData"] < steps["InstallFinalize"]
    assert steps["RemoveRegistryValues"] < steps["WriteRegistryValues"]
    (called_off,) = table(old, "RemoveRegistry")  # by installing again
    assert called_off[1:4] == ["2", re.findall(r"HKLM\\([^\"]+)", command)[0], "-"]


def test_what_of_a_wheel_goes_to_windows() -> None:
    for name in (
        "PySide6/QtWidgets.pyd",
        "PySide6/Qt6Core.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/translations/qtbase_de.qm",
        "vodozemac/vodozemac.cp311-win_amd64.pyd",
        "nio/crypto/attachments.py",
    ):
        assert windows.wanted(name), name
    for name in (
        "PySide6/QtQml.pyd",
        "PySide6/Qt6Quick.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/plugins/sqldrivers/qsqlite.dll",
        "PySide6/translations/qtbase_fr.qm",
        "PySide6/designer.exe",
        "PySide6/QtCore.pyi",
        "x/tests/test_a.py",
    ):
        assert not windows.wanted(name), name


def test_names_that_are_the_same_for_windows_are_refused(tmp_path: Path) -> None:
    """Crypto, a library, and crypto, of the program, in one folder: Windows would mix them."""
    for name in ("Lib/program/crypto/types.py", "Lib/site-packages/Crypto/types.py"):
        common.write(tmp_path / name, "")
    windows.check_case(tmp_path)
    common.write(tmp_path / "Lib/site-packages/crypto/other.py", "")
    with pytest.raises(common.Failure, match="crypto"):
        windows.check_case(tmp_path)


def test_the_launcher_is_a_windows_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres")
    monkeypatch.setattr(linux, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(windows, "BUILD", tmp_path)
    windows.launcher(tmp_path / "a.exe")
    windows.launcher(tmp_path / "b.exe")
    data = (tmp_path / "a.exe").read_bytes()
    assert data == (tmp_path / "b.exe").read_bytes()
    assert data[:2] == b"MZ"
    assert b"PerMonitorV2" in data
    assert "python311.dll".encode("utf-16-le") in data


# -- lists, sums, signatures


def wheel(tmp_path: Path, name: str, licence: str, *requires: str) -> Wheel:
    path = tmp_path / f"{name}-1.0-py3-none-any.whl"
    path.write_bytes(name.encode())
    return Wheel(path, name, "1.0", licence, "", requires, {"LICENSE": "text"})


def valid_list_of_parts(text: str) -> None:
    """Raises unless this is CycloneDX 1.6, by the schema of its makers."""
    from cyclonedx import schema
    from referencing import Registry, Resource

    folder = Path(schema.__path__[0]) / "_res"
    files = {
        name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[object] = Registry().with_resources(
        (document["$id"], Resource.from_contents(document)) for document in files.values()
    )
    Draft7Validator(files["bom-1.6"], registry=registry).validate(json.loads(text))


def test_the_list_of_parts(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = [
        wheel(tmp_path, "Alpha_B", "MIT", "beta>=1; python_version > '3'"),
        wheel(tmp_path, "beta", "NOASSERTION"),
    ]
    monkeypatch.setattr(sbom, "fetch", lambda _system: wheels)
    monkeypatch.setattr(sbom, "parts", lambda _system, _wheels: [Part("Inner", "2", "Zlib", "Alpha_B", "why")])
    document = json.loads(sbom.text("linux", tree))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["timestamp"] == "2026-01-01T00:00:00Z"
    components = {component["name"]: component for component in document["components"]}
    assert components["Alpha_B"]["purl"] == "pkg:pypi/alpha-b@1.0"
    assert components["Alpha_B"]["licenses"] == [{"expression": "MIT"}]
    assert {entry["alg"] for entry in components["Alpha_B"]["hashes"]} == {"SHA-256", "SHA-512"}
    assert components["lib/program"]["type"] == "file"
    references = {component["bom-ref"] for component in components.values()}
    depends = {entry["ref"]: set(entry["dependsOn"]) for entry in document["dependencies"]}
    assert depends["pkg:pypi/alpha-b@1.0"] == {"pkg:pypi/beta@1.0", components["Inner"]["bom-ref"]}
    assert set().union(*depends.values()) <= references
    assert sbom.text("linux", tree) == sbom.text("linux", tree)
    valid_list_of_parts(sbom.text("linux", tree))
    with pytest.raises(ValidationError, match="SHA-9"):
        valid_list_of_parts(sbom.text("linux", tree).replace('"SHA-512"', '"SHA-9"'))


def test_sums_and_signatures_with_a_throw_away_key(tmp_path: Path) -> None:
    need("gpg")
    home, dist = tmp_path / "gnupg", tmp_path / "dist"
    home.mkdir(mode=0o700)
    dist.mkdir()
    (dist / "a.AppImage").write_bytes(b"program")
    environment = {"GNUPGHOME": str(home), "PATH": "/usr/bin:/bin"}

    def gpg(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["gpg", "--batch", *arguments], env=environment, capture_output=True, text=True, check=False
        )

    name = "throw-away@example.invalid"
    try:
        made = gpg("--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "1d")
        assert made.returncode == 0, made.stderr
        signed = hand_over.sign(dist, name, home=home)
        assert {path.name for path in signed} == {"SHA256SUMS.asc", "SHA512SUMS.asc", "a.AppImage.asc"}
        assert all(gpg("--verify", str(path), str(path.with_suffix(""))).returncode == 0 for path in signed)
        check = ["sha512sum", "--check", "SHA512SUMS"]
        assert subprocess.run(check, cwd=dist, capture_output=True, check=False).returncode == 0
        (dist / "a.AppImage").write_bytes(b"changed")
        assert gpg("--verify", str(dist / "a.AppImage.asc"), str(dist / "a.AppImage")).returncode != 0
        assert subprocess.run(check, cwd=dist, capture_output=True, check=False).returncode != 0
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env=environment, capture_output=True, check=False)


def test_authenticode_with_a_throw_away_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("osslsigncode", "openssl", "x86_64-w64-mingw32-gcc")
    monkeypatch.setattr(linux, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(windows, "BUILD", tmp_path)
    monkeypatch.setenv("SIGNING_PASSPHRASE", "nur für diesen Test")
    program, key, certificate, store = (tmp_path / name for name in ("a.exe", "key.pem", "cert.pem", "store.p12"))
    windows.launcher(program)
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Throw-away", "-days", "1"]
    request += ["-addext", "extendedKeyUsage=codeSigning", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(request, check=True, capture_output=True)
    export = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate), "-out", str(store)]
    subprocess.run([*export, "-passout", "env:SIGNING_PASSPHRASE"], check=True, capture_output=True)
    assert not hand_over.is_signed(program)
    hand_over.sign_windows(program, store)
    assert hand_over.is_signed(program)
    verify = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(program)]
    assert subprocess.run(verify, capture_output=True, check=False).returncode == 0
    data = bytearray(program.read_bytes())
    data[len(data) // 3] ^= 1
    program.write_bytes(data)
    assert subprocess.run(verify, capture_output=True, check=False).returncode != 0
    assert not (tmp_path / ".signing-passphrase").exists()
