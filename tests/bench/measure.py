# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Timing that can be trusted on a noisy machine: what is compared runs in turns, and medians count."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

Medians = dict[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. ``quick``: a look in passing, not a figure to quote."""

    quick: bool = False

    def rounds(self, full: int) -> int:
        """How often a measurement is repeated."""
        return min(full, 3) if self.quick else full

    def amount(self, full: int) -> int:
        """How much work one measurement does."""
        return max(1, full // 5) if self.quick else full


def in_turns(rounds: int, works: Mapping[str, Callable[[int], object]]) -> Medians:
    """Seconds of each work, medians of ``rounds``; each is called with the number of the round.

    The order turns around from round to round, so that nobody always runs after the same neighbour.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        order = list(works) if number % 2 == 0 else list(works)[::-1]
        for name in order:
            gc.collect()
            started = time.perf_counter()
            works[name](number)
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in times.items()}


async def in_turns_async(rounds: int, works: Mapping[str, Callable[[int], Awaitable[float]]]) -> Medians:
    """The same for coroutines, which give what they measured themselves."""
    values: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        order = list(works) if number % 2 == 0 else list(works)[::-1]
        for name in order:
            gc.collect()
            values[name].append(await works[name](number))
    return {name: statistics.median(found) for name, found in values.items()}
