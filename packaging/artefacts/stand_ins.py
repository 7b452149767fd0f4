# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""FFmpeg without the encoders, the network and the devices that its wheel brings along and the program never uses.

They are libraries of their own, some under the GPL and covered by patents, and FFmpeg does not start without files of
their names. So each is replaced by an empty library of the same name: all its functions do nothing and give 0.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from artefacts.common import fresh, run, write

UNUSED = re.compile(
    r"(lib)?(x264|x265|SvtAv1Enc|mp3lame|vpx|webp|webpmux|opencore-amr[nw]b|gnutls|vpl|drm|asound|xcb(-\w+)?)[-.]"
    r".*(\.so\.|\.dll$)",
)
_SYMBOL = re.compile(r"^[0-9a-f]+ \S?.{6}(?P<kind>[DFO ]{0,2})\s+(?P<section>\S+)\s+[0-9a-f]+\s+(?P<rest>.*)$")
Symbols = dict[str, tuple[str, bool]]
"""By name: the version ("" without one), and whether it is data."""


def replace(folder: Path, work: Path) -> list[str]:
    """Replace what is unused in ``folder`` ("av.libs" of either system). Gives the names of the libraries."""
    if not folder.is_dir():
        return []
    fresh(work)
    unused = [path for path in sorted(folder.iterdir()) if UNUSED.match(path.name) and not path.is_symlink()]
    for path in unused:
        (_for_windows if path.suffix == ".dll" else _for_linux)(path, work)
    return [path.name for path in unused]


def _for_linux(library: Path, work: Path) -> None:
    others = [path for path in library.parent.iterdir() if not UNUSED.match(path.name) and not path.is_symlink()]
    wanted = {name: version for other in others for name, (version, _) in _symbols(other, defined=False).items()}
    given = _symbols(library, defined=True)
    symbols = {name: (wanted[name], data) for name, (_, data) in given.items() if name in wanted}
    source = [
        f"char {name}[4096];" if data else f"void *{name}(void) {{ return 0; }}"
        for name, (_, data) in sorted(symbols.items())
    ]
    write(work / "empty.c", "\n".join(source) + "\n")
    versions = sorted({version for version, _ in symbols.values()})
    script = [
        f"{version} {{ global: {'; '.join(sorted(name for name in symbols if symbols[name][0] == version))}; }};"
        for version in versions
        if version
    ]
    flags = ["-shared", "-nostdlib", "-Os", "-fno-builtin", "-s", "-Wl,--build-id=none", f"-Wl,-soname,{library.name}"]
    if script:
        write(work / "versions", "\n".join(script) + "\n")
        flags.append("-Wl,--version-script=versions")
    run(["gcc", *flags, "-o", "empty.so", "empty.c"], cwd=work)
    (work / "empty.so").replace(library)


def _symbols(library: Path, *, defined: bool) -> Symbols:
    found: Symbols = {}
    for line in run(["objdump", "-T", library]).splitlines():
        if (match := _SYMBOL.match(line)) is None or (match["section"] != "*UND*") is not defined:
            continue
        *version, name = match["rest"].split()
        found[name] = (version[0].strip("()") if version else "", "O" in match["kind"])
    return {name: ("" if version == "Base" else version, data) for name, (version, data) in found.items()}


def _for_windows(library: Path, work: Path) -> None:
    others = [path for path in library.parent.iterdir() if not UNUSED.match(path.name)]
    names = {name for other in others for maker, name in imports(other) if maker.lower() == library.name.lower()}
    source = [f"__declspec(dllexport) void *{name}(void) {{ return 0; }}" for name in sorted(names)]
    source.append("int __stdcall start(void *a, unsigned b, void *c) { (void)a; (void)b; (void)c; return 1; }")
    write(work / "empty.c", "\n".join(source) + "\n")
    flags = ["-shared", "-nostdlib", "-Os", "-fno-builtin", "-s", "-Wl,-e,start", "-Wl,--no-insert-timestamp"]
    flags += ["-Wl,--dynamicbase,--nxcompat,--high-entropy-va"]
    run(["x86_64-w64-mingw32-gcc", *flags, "-o", library.name, "empty.c"], cwd=work)
    (work / library.name).replace(library)


def imports(program: Path) -> Iterator[tuple[str, str]]:
    """What a 64-bit Windows program or library takes from others: (library, function)."""
    data = program.read_bytes()
    head = struct.unpack_from("<I", data, 0x3C)[0]
    count, size = struct.unpack_from("<H12xH", data, head + 6)
    optional = head + 24
    table = struct.unpack_from("<I", data, optional + 112 + 8)[0]
    sections = [struct.unpack_from("<8xIIII", data, optional + size + 40 * number) for number in range(count)]

    def place(address: int) -> int:
        for length, start, stored, offset in sections:
            if start <= address < start + max(length, stored):
                return int(address - start + offset)
        raise ValueError(f"{program.name}: no such address")

    def text(address: int) -> str:
        start = place(address)
        return data[start : data.index(b"\0", start)].decode("ascii")

    entry = place(table) if table else len(data)
    while entry + 20 <= len(data):
        names, _, _, library, addresses = struct.unpack_from("<5I", data, entry)
        if not library:
            return
        slot = place(names or addresses)
        while value := struct.unpack_from("<Q", data, slot)[0]:
            if not value >> 63:  # by name, not by number
                yield text(library), text(value + 2)
            slot += 8
        entry += 20
