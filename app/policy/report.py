# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies told to people: ``--print-policies`` and the window's page say the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.policy.keys import Key
from app.policy.network import contradictions
from app.policy.policy import Effective, Fault, Policy, Problem, Source
from app.policy.schema import CATEGORIES, KEYS

_SOURCES = {
    Source.MACHINE: ("Richtlinie des Rechners", "machine policy"),
    Source.USER: ("Richtlinie des Benutzers", "user policy"),
    Source.SETTING: ("Einstellung", "setting"),
    Source.RECOMMENDED: ("Empfehlung", "recommendation"),
    Source.INSTALLER: ("Installation", "installation"),
    Source.DEFAULT: ("Voreinstellung", "default"),
}
_FAULTS = {
    Fault.UNKNOWN_KEY: ("diesen Schlüssel gibt es nicht", "there is no such key"),
    Fault.WRONG_VALUE: ("falscher Wert, erwartet", "wrong value, expected"),
    Fault.NOT_CHOOSABLE: ("kann nur vorgeschrieben werden, nicht empfohlen", "can be imposed only, not recommended"),
    Fault.UNREADABLE: ("nicht lesbar", "cannot be read"),
    Fault.UNSAFE_FILE: ("andere dürfen sie ändern; nötig", "others may change it; needs"),
    Fault.CONFLICT: ("mehrfach gesetzt, gilt statt", "set more than once, counts instead of"),
}


def all_problems(policy: Policy) -> list[Problem]:
    return [*policy.problems, *contradictions(policy)]


@dataclass(frozen=True, slots=True)
class Line:
    """A key as people read it. ``origin``: source and place; ``remark``: that it has no effect here."""

    category: str
    name: str
    title: str
    value: str
    source: Source
    origin: str
    remark: str


def lines(language: str, effective: Callable[[Key[Any]], Effective[Any]]) -> list[Line]:
    """All keys by category. ``effective``: the value that counts and whose it is."""
    made = []
    for category, title in CATEGORIES.items():
        for key in KEYS:
            if key.category == category:
                found = effective(key)
                shown, place = show(found.value), origin(found, language)
                remark = here(key, language)
                made.append(
                    Line(title.of(language), key.name, key.title.of(language), shown, found.source, place, remark)
                )
    return made


def report(
    policy: Policy,
    language: str,
    *,
    all_keys: bool = True,
    effective: Callable[[Key[Any]], Effective[Any]] | None = None,
) -> str:
    """Every key with its value and source, then what is wrong. ``all_keys`` False: only what is not the default.

    ``effective``: with the user's settings; None: without.
    """
    german = language == "de"
    told: list[str] = []
    category = ""
    for line in lines(language, effective or policy.effective):
        if not all_keys and line.source is Source.DEFAULT:
            continue
        if line.category != category:
            category = line.category
            told.append(category)
        told.append(f"  {line.name} = {line.value}  [{line.origin}]" + (f"  ({line.remark})" if line.remark else ""))
    if not told:
        told.append("Es sind keine Richtlinien gesetzt." if german else "No policies are set.")
    problems = all_problems(policy)
    if problems:
        told += ["", "Nicht beachtet:" if german else "Not heeded:"]
        told += [f"  {problem_line(problem, language)}" for problem in problems]
    return "\n".join(told)


def show(value: Any) -> str:
    """A value as one would write it; - for nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return str(value) or "-"


def problem_line(problem: Problem, language: str) -> str:
    text = _FAULTS[problem.fault][0 if language == "de" else 1]
    detail = problem.expected.of(language) if problem.expected is not None else problem.detail
    if detail:
        hint = ("gemeint:" if language == "de" else "meant:") if problem.fault is Fault.UNKNOWN_KEY else ""
        text = " ".join(part for part in (text + (";" if hint else ""), hint, detail) if part)
    return f"{problem.place}: {problem.key + ': ' if problem.key else ''}{text}"


def here(key: Key[Any], language: str) -> str:
    """A remark, if the key has no effect on this computer."""
    if key.platform in ("", sys.platform):
        return ""
    return "hier ohne Wirkung" if language == "de" else "no effect here"


def origin(effective: Effective[Any], language: str) -> str:
    source = _SOURCES[effective.source][0 if language == "de" else 1]
    return f"{source}, {effective.place}" if effective.place else source
