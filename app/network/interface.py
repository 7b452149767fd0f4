# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window may ask about the way to the server. Loads no network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.policy.keys import Words


class State(StrEnum):
    FINE = "fine"
    NOTICE = "notice"  # works, and somebody should look at it
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at. ``code``: an ErrorCode value if there is trouble; ``lines``: what was found."""

    title: Words
    state: State
    lines: tuple[Words, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``proxy``: host:port of the proxy that wants a sign-in; empty if it is the passphrase of the certificate."""

    proxy: str = ""


class NetworkView(Protocol):
    def wanted(self) -> Wanted | None:
        """What the user could say so that a connection is possible."""
        ...

    async def can_keep(self) -> bool:
        """Whether there is a key store that keeps it for the next start."""
        ...

    async def answer(self, wanted: Wanted, user: str, password: str, *, keep: bool) -> None: ...

    def check(self, server: str) -> AsyncIterator[Step]:
        """Look at the way to a server, step by step, until nothing more can be said. ``server``: a server name or
        address; empty for the one of the account or the organisation."""
        ...


def report(steps: list[Step], language: str) -> str:
    """The steps as text, for the help desk."""
    marks = {State.FINE: "[ok]", State.NOTICE: "[!]", State.TROUBLE: "[X]"}
    lines: list[str] = []
    for step in steps:
        code = f" ({step.code})" if step.code else ""
        lines.append(f"{marks[step.state]} {step.title.of(language)}{code}")
        lines += [f"    {line.of(language)}" for line in step.lines]
    return "\n".join(lines)
