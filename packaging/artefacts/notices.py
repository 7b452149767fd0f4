# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""NOTICES.txt: the licences of everything inside, and how to put another Qt in its place."""

from __future__ import annotations

from pathlib import Path

from artefacts.common import ROOT, TITLE, VERSION, Failure
from artefacts.parts import parts
from artefacts.wheels import fetch

_RELINK = """\
Qt, PySide6 and Shiboken are used under the GNU Lesser General Public License, version 3. They are separate files,
loaded at run time, and may be replaced by other builds with the same interface:

  Linux    lib/PySide6/Qt/lib/libQt6*.so.6, lib/PySide6/, lib/shiboken6/ of the program's folder. The .deb has it in
           /opt/bundesmessenger. An AppImage is unpacked with --appimage-extract; AppRun in the folder that appears
           starts the program with what lies there, and mksquashfs makes an image of it again.
  Windows  Lib\\site-packages\\PySide6\\Qt6*.dll and Lib\\site-packages\\shiboken6 of the program's folder.

Videos and sound are decoded in a process of their own by PyAV (BSD) with FFmpeg (LGPL 3 or later), dav1d and Opus
(BSD), in av/ and av.libs/. These libraries are separate files, loaded at run time by that process alone, and may be
replaced by others with the same interface. The files beside them that bear the names of encoders and other libraries
(x264, x265, SVT-AV1, libvpx, LAME and more) are empty: what PyAV brings of these is not in this package, and
packaging/artefacts/stand_ins.py makes what stands in their place.

Source code: the complete source of FFmpeg, dav1d and Opus, with the scripts that built them, is published with each
release of PyAV (https://github.com/PyAV-Org/pyav-ffmpeg). Whoever passes this program on has to offer that source, too:
keep a copy of it with the packages you roll out, or hand on the following offer. The publisher of this package gives to
anyone, for three years from its publication and at no more than the cost of doing so, a copy of the complete
corresponding source of the libraries that are under the LGPL.

QuickJS (in quickjs-ng, MIT): Copyright (c) 2017-2026 Fabrice Bellard, 2017-2024 Charlie Gordon, 2023-2026 Ben
Noordhuis, 2023-2026 Saúl Ibarra Corretgé. The text of the licence is that of quickjs-ng below; its tables come from
Unicode (Unicode-3.0, below).

The AppImage holds the GNU C Library (LGPL 2.1 or later) and the GNU C++ library (GPL 3 with the GCC Runtime Library
Exception) in glibc/, for systems with older ones. They are those of the Debian release it was built on, whose source
packages are glibc and gcc, and may be replaced by others.

The source code of these versions is published by The Qt Company together with the binaries. The mounting program at the
beginning of the AppImage contains libfuse (LGPL 2.1); its source is packaging/appimage/runtime.c, and
packaging/artefacts/appimage.py links it again with any other build of libfuse.
"""


def _common(name: str) -> str:
    """A licence text as every Debian has it."""
    path = Path("/usr/share/common-licenses") / name
    if not path.is_file():
        raise Failure(f"{path} is missing: build on Debian or Ubuntu")
    return path.read_text("utf-8").strip()


def text(system: str) -> str:
    wheels = fetch(system)
    rule = "=" * 100
    lines = [f"{TITLE} {VERSION}", "", "Licence: EUPL-1.2. The text stands at the end.", "", "Inside are:", ""]
    lines += [f"  {wheel.name} {wheel.version}: {wheel.licence}" for wheel in wheels]
    lines += [
        f"  {part.name}{' ' + part.version if part.version else ''}: {part.licence}"
        f"{' (in ' + part.inside + ')' if part.inside else ''}"
        for part in parts(system, wheels)
    ]
    lines += ["", _RELINK]
    for wheel in wheels:
        for name, licence in sorted(wheel.texts.items()):
            lines += [rule, f"{wheel.name} {wheel.version}: {name}", rule, "", licence.strip(), ""]
    # Of Qt, PySide6, libfuse and the German dictionary, which bring no text.
    for name in ("LGPL-3", "GPL-3", "GPL-2", "LGPL-2.1"):
        lines += [rule, f"GNU {name}", rule, "", _common(name), ""]
    for name, title in (("LicenseRef-SCOWL", "English dictionaries"), ("Unicode-3.0", "Names of emoji")):
        lines += [rule, title, rule, "", (ROOT / "LICENSES" / f"{name}.txt").read_text("utf-8").strip(), ""]
    lines += [rule, f"{TITLE}: EUPL-1.2", rule, "", (ROOT / "LICENSES" / "EUPL-1.2.txt").read_text("utf-8").strip(), ""]
    return "\n".join(lines)
