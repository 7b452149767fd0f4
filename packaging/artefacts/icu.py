# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""ICU's data without what the program never asks for: 32 MB become less than 3.

QtCore links ICU for sorting texts, for converting from old character sets and for names of time zones. Everything else
in the data (names of currencies, units, languages, countries; rules for breaking lines; transliteration) is of no
use to it, and the window speaks German and English.
"""

from __future__ import annotations

import re
from pathlib import Path

from artefacts.common import Failure, fresh, run, write

_NAME = re.compile(r"libicudata\.so\.(\d+)")
_LANGUAGES = r"(root|res_index|pool|tzdbNames|de(_\w*)?|en(_\w*)?)\.res"
_KEPT = re.compile(
    "|".join(
        [
            # Sorting: all languages but those whose order takes a dictionary.
            r"coll/(?!(zh|ja|ko|yue))[\w]+\.(res|icu)",
            rf"zone/{_LANGUAGES}",
            _LANGUAGES,
            r"(icustd|icuver|keyTypeData|langInfo|likelySubtags|metadata|numberingSystems|plurals|pluralRanges)\.res",
            r"(metaZones|supplementalData|timezoneTypes|windowsZones|zoneinfo64)\.res",
            r"(nfkc|nfkc_cf|uts46)\.nrm|uemoji\.icu|ulayout\.icu",
            # Western character sets; those of Unicode need no data.
            r"cnvalias\.icu|(iso-8859_\d+|windows-874)-\d+\.cnv|ibm-(9[0-2]\d|53[45]\d|125\d|437|85\d|878)_\w+-\d+\.cnv",
        ]
    )
)


def shrink(libraries: Path, work: Path) -> None:
    """Put a smaller libicudata in the place of the one in ``libraries``. Raises Failure without icupkg or gcc."""
    library = next((path for path in libraries.iterdir() if _NAME.fullmatch(path.name)), None)
    if library is None:
        return  # a Qt without ICU
    version = library.name.rpartition(".")[2]
    fresh(work)
    data = work / f"icudt{version}l.dat"
    run(["objcopy", "-O", "binary", "--only-section=.rodata", library, data])
    dropped = [name for name in run(["icupkg", "-l", data]).split() if not _KEPT.fullmatch(name)]
    if not dropped:
        raise Failure(f"{library.name} holds no data that could be left out")
    write(work / "dropped.txt", "\n".join(dropped) + "\n")
    small = fresh(work / "small") / data.name  # the name stands in the data as well
    run(["icupkg", "-r", work / "dropped.txt", data, small])
    symbol = f"icudt{version}_dat"
    write(
        work / "data.s",
        f".section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, @object\n"
        f'{symbol}:\n.incbin "small/{data.name}"\n'
        f'.size {symbol}, . - {symbol}\n.section .note.GNU-stack,"",@progbits\n',
    )
    name = library.name
    flags = ["-shared", "-nostdlib", f"-Wl,-soname,{name}", "-Wl,--build-id=none", "-Wl,-z,noseparate-code", "-s"]
    run(["gcc", *flags, "-o", name, "data.s"], cwd=work)
    (work / name).replace(library)
