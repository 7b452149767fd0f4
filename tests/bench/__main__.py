# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.bench``: all figures, each beside its floor. See docs/performance.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from app.worker import SWITCH_INTERVAL
from tests.bench import (
    decryption,
    first_sync,
    idle,
    key_share,
    key_share_account,
    living,
    many_keys,
    messages,
    noise,
    searching,
    sign_in,
    start,
    videos,
)
from tests.bench.account_m import account_m
from tests.bench.measure import Plan
from tests.bench.profile import make_profile
from tests.bench.report import Result, machine, missed, table
from tests.bench.seeding import OWNER, PASSWORD, Size
from tests.bench.window import PLATFORM

ENGINE = {"decryption": decryption, "key_share": key_share, "many_keys": many_keys, "search": searching}
ALONE = {"living": living, "noise": noise, "key_share_account": key_share_account, "videos": videos}
WITH_ACCOUNT = {"start": start, "sign_in": sign_in, "messages": messages, "idle": idle, "first_sync": first_sync}
LONGEST = 900.0  # seconds for one benchmark; then something hangs
NAMES = (*ENGINE, *ALONE, *WITH_ACCOUNT)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which benchmarks (all): {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, less work: a look in passing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--platform", default="offscreen", help="Qt's platform (offscreen); xcb under xvfb-run")
    options = parser.parse_args()
    os.environ[PLATFORM] = options.platform
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    logging.basicConfig(level="ERROR")
    sys.setswitchinterval(SWITCH_INTERVAL)
    names = options.names or NAMES
    plan = Plan(options.quick)
    print(f"{machine()}{', quick' if plan.quick else ''}, {time.strftime('%Y-%m-%d')}\n", flush=True)
    results = []
    for result in measure(plan, names):
        print(table(result), flush=True)
        results.append(result)
    names_missed = missed(results)
    failed = [result.title for result in results if result.failure]
    print(f"Targets missed: {', '.join(names_missed) or 'none'}.")
    if options.json is not None:
        content = {"machine": machine(), "quick": plan.quick, "results": [result.json() for result in results]}
        options.json.write_text(json.dumps(content, indent=1, ensure_ascii=False), "utf-8")
    return 1 if failed else 0


def measure(plan: Plan, names: list[str] | tuple[str, ...]) -> Iterator[Result]:
    """One after the other; what fails says so and keeps nobody else from being measured."""
    for name in names:
        if name in ENGINE:
            if name != "decryption":
                decryption.wipe_memory()
            yield attempt(ENGINE[name].TITLE, ENGINE[name].run, plan)
        elif name in ALONE:
            yield attempt(ALONE[name].TITLE, waited(ALONE[name].run), plan)
    if not set(names) & set(WITH_ACCOUNT):
        return
    size = Size()
    joined = size.rooms - size.invitations
    with account_m(size) as (homeserver, facts), tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as folder:
        profile = Path(folder) / "profile"
        visit = [facts.plain_room, facts.encrypted_room]
        asyncio.run(
            make_profile(profile, homeserver.url, OWNER, PASSWORD, rooms=size.rooms, keys=facts.keys, visit=visit)
        )
        arguments: dict[str, tuple[Any, ...]] = {
            "start": (profile,),
            "sign_in": (Path(folder), homeserver.url),
            "messages": (profile, homeserver, facts),
            "idle": (profile, facts.plain_room),
            "first_sync": (Path(folder), homeserver.url, joined),
        }
        for name in names:
            if name in WITH_ACCOUNT:
                yield attempt(WITH_ACCOUNT[name].TITLE, waited(WITH_ACCOUNT[name].run), plan, *arguments[name])


def attempt(title: str, run: Callable[..., Result], *arguments: Any) -> Result:
    """The result, or why there is none."""
    try:
        return run(*arguments)
    except Exception as error:
        logging.exception(title)
        return Result(title, failure=f"{type(error).__name__}: {error}")


def waited(run: Callable[..., Coroutine[Any, Any, Result]]) -> Callable[..., Result]:
    return lambda *arguments: asyncio.run(asyncio.wait_for(run(*arguments), LONGEST))


if __name__ == "__main__":
    sys.exit(main())
