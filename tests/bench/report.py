# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a benchmark found, and how it is printed: each figure beside its floor and its target."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A bound of the figure itself, or (``of_ratio``) of figure / floor."""

    limit: float
    at_least: bool = False
    of_ratio: bool = False

    def text(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {_number(self.limit)} {'×' if self.of_ratio else unit}".strip()


@dataclass(frozen=True, slots=True)
class Figure:
    """``floor``: the same work with the least there is to it, measured in the same run, in the same unit."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def reached(self) -> bool | None:
        """None: there is no target."""
        if self.target is None:
            return None
        measured = self.ratio if self.target.of_ratio else self.value
        if measured is None:
            return None
        return measured >= self.target.limit if self.target.at_least else measured <= self.target.limit

    def json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "reached": self.reached}


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one benchmark, or why there are none."""

    title: str
    figures: Sequence[Figure] = ()
    failure: str = ""

    def json(self) -> dict[str, Any]:
        return {"title": self.title, "failure": self.failure, "figures": [figure.json() for figure in self.figures]}


def stall_figures(
    name: str,
    stalls: Mapping[str, float],
    floor: Mapping[str, float],
    *,
    p99: float | None = None,
    longest: float | None = None,
) -> list[Figure]:
    """How late an event loop was, beside one with nothing to do; ``p99`` and ``longest`` are targets in ms."""
    idle = "an idle loop beside it"
    busiest = []
    if "busiest" in stalls:  # a busy machine does not make it longer, but the window waits at least as long
        limit = Target(longest) if longest else None
        busiest.append(Figure(f"{name}, CPU of the longest turn", stalls["busiest"], "ms", target=limit))
    return [
        Figure(f"{name}, p50", max(0.0, stalls["p50"]), "ms"),
        Figure(f"{name}, p99", stalls["p99"], "ms", floor["p99"], idle, Target(p99) if p99 else None),
        Figure(f"{name}, longest", stalls["max"], "ms", floor["max"], idle, Target(longest) if longest else None),
        *busiest,
    ]


HEADINGS = ("", "measured", "floor", "ratio", "target", "")


def table(result: Result) -> str:
    """A table in Markdown that also reads well as it is."""
    if result.failure:
        return f"## {result.title}\n\nNot measured: {result.failure}\n"
    rows = [HEADINGS, *(_row(figure) for figure in result.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return f"## {result.title}\n\n" + "\n".join(lines) + "\n"


def machine() -> str:
    """What the figures were measured on."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if hasattr(os, "sched_getaffinity") else ""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{system or platform.platform()}, {cores} cores, Python {platform.python_version()}"


def missed(results: Iterable[Result]) -> list[str]:
    """Names of what misses its target."""
    return [figure.name for result in results for figure in result.figures if figure.reached is False]


def _row(figure: Figure) -> tuple[str, ...]:
    floor = f"{_number(figure.floor)} {figure.unit} ({figure.floor_name})" if figure.floor is not None else ""
    ratio = f"{figure.ratio:.2f} ×" if figure.ratio is not None else ""
    target = figure.target.text(figure.unit) if figure.target else ""
    mark = {True: "reached", False: "missed", None: ""}[figure.reached]
    return (figure.name, f"{_number(figure.value)} {figure.unit}", floor, ratio, target, mark)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
