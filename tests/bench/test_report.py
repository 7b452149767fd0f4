# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The benchmarks say what they found: ratios, targets, and what could not be measured."""

from __future__ import annotations

import time

from tests.bench.measure import Plan, in_turns
from tests.bench.report import Figure, Result, Target, missed, table


def test_a_time_within_its_target() -> None:
    figure = Figure("start", 0.5, "s", 0.25, "empty window", Target(0.7))
    assert figure.ratio == 2.0
    assert figure.reached is True


def test_a_rate_that_misses_its_share_of_the_floor() -> None:
    figure = Figure("decryption", 70, "events/s", 100, "library", Target(0.8, at_least=True, of_ratio=True))
    assert figure.reached is False
    assert missed([Result("engine", [figure])]) == ["decryption"]


def test_without_a_target_nothing_is_reached_or_missed() -> None:
    figure = Figure("size", 161, "MB")
    assert figure.reached is None
    assert figure.ratio is None
    assert missed([Result("store", [figure])]) == []


def test_the_table_has_floor_ratio_and_target() -> None:
    text = table(Result("Start", [Figure("warm", 0.5, "s", 0.25, "empty window", Target(0.7))]))
    row = [cell.strip() for cell in text.splitlines()[-1].strip("|").split("|")]
    assert row == ["warm", "0.50 s", "0.25 s (empty window)", "2.00 ×", "≤ 0.70 s", "reached"]


def test_a_failure_is_told_instead_of_figures() -> None:
    assert "Not measured: no homeserver" in table(Result("Sync", failure="no homeserver"))


def test_works_are_measured_in_turns() -> None:
    calls: list[str] = []

    def work(name: str, seconds: float) -> None:
        calls.append(name)
        time.sleep(seconds)

    medians = in_turns(3, {"a": lambda _: work("a", 0.02), "b": lambda _: work("b", 0)})
    assert calls == ["a", "b", "b", "a", "a", "b"]
    assert medians["a"] >= 0.02


def test_a_quick_run_does_less() -> None:
    assert (Plan(quick=True).rounds(9), Plan(quick=True).amount(500)) == (3, 100)
    assert (Plan().rounds(9), Plan().amount(500)) == (9, 500)
