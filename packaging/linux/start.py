# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the packaged program begins.

A decoder is started as ``sys.executable -I decoder.py ROLE``; here that is this very program.
"""

import sys
from pathlib import Path

import surroundings


def main() -> int:
    surroundings.settle()
    if len(sys.argv) == 4 and sys.argv[1] == "-I" and Path(sys.argv[2]).stem == "decoder":
        from app.media import decoder

        decoder.main(sys.argv[3])
        return 0
    from app.__main__ import main as program

    return program()


sys.exit(main())
