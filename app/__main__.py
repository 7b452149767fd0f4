# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m app``: the only place that knows account and window both."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.command_line import Options, parse, system_language
from app.policy.policy import Policy


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit status. What is not needed for the answer is not loaded."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = parse(sys.argv[1:] if arguments is None else arguments)

    from app.hardening import harden
    from app.log import configure
    from app.policy.categories.support import LOG_LEVEL
    from app.policy.sources import read_policies
    from app.worker import SWITCH_INTERVAL

    harden()
    sys.setswitchinterval(SWITCH_INTERVAL)
    if options.demo:
        configure(options.log_level or LOG_LEVEL.default, stream=sys.stderr)
        return _demo(options)
    policy = read_policies()
    configure(policy.value(LOG_LEVEL, options.log_level), stream=sys.stderr)
    if options.print_policies or options.diagnose:
        return _tell(options, policy)
    if options.remove_user_data:
        return _remove(options, policy)
    return _window(options, policy)


def _window(options: Options, policy: Policy) -> int:
    from app.accounts import Accounts, choose
    from app.policy.categories.storage import MULTIPLE_ACCOUNTS
    from app.policy.folder import profile_folder
    from ui.main import run

    accounts = Accounts(profile_folder(policy, options.profile))
    if not choose(accounts, policy, options.profile_name, options.link):
        return 0
    if options.minimized and options.profile_name is None and policy.value(MULTIPLE_ACCOUNTS):
        accounts.open_others()
    return run(
        accounts.folder(accounts.current),
        homeserver=options.homeserver,
        language=options.language,
        policy=policy,
        link=options.link,
        minimized=options.minimized,
        accounts=accounts,
    )


def _remove(options: Options, policy: Policy) -> int:
    from app.policy.folder import profile_folder
    from app.removal import run

    language = options.language or system_language()
    return run(profile_folder(policy, options.profile), sure=options.sure, language=language, policy=policy)


def _tell(options: Options, policy: Policy) -> int:
    from app.diagnose import diagnose
    from app.policy.categories.window import LANGUAGE
    from app.policy.folder import profile_folder
    from app.policy.report import all_problems, report

    language = policy.value(LANGUAGE, options.language) or system_language()
    if options.print_policies:
        text, status = report(policy, language), 1 if all_problems(policy) else 0
    else:
        text, status = diagnose(profile_folder(policy, options.profile), options.homeserver, policy, language)
    sys.stdout.write(text + "\n")
    return status


def _demo(options: Options) -> int:
    from app.demo.run import OpenWindow, run_demo

    def load_window() -> OpenWindow:
        from ui.main import run

        return run

    return run_demo(options, load_window)


if __name__ == "__main__":
    sys.exit(main())
