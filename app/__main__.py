# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m app``: the only place that knows account and window both."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.command_line import Options, parse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit status. What is not needed for the answer is not loaded."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = parse(sys.argv[1:] if arguments is None else arguments)

    from app.hardening import harden
    from app.log import configure
    from app.worker import SWITCH_INTERVAL

    harden()
    sys.setswitchinterval(SWITCH_INTERVAL)
    configure(options.log_level, stream=sys.stderr)
    return _demo(options) if options.demo else _window(options)


def _window(options: Options) -> int:
    from app.profile.folder import locate
    from ui.main import run

    return run(locate(options.profile), homeserver=options.homeserver, language=options.language)


def _demo(options: Options) -> int:
    from app.demo.run import OpenWindow, run_demo

    def load_window() -> OpenWindow:
        from ui.main import run

        return run

    return run_demo(options, load_window)


if __name__ == "__main__":
    sys.exit(main())
