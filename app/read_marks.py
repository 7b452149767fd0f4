# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which row of a timeline shows whom as having read up to it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from app.store.items import PlacedItem
from app.store.order import Position
from app.store.receipts import Receipt
from app.types import ReadBy, Seen

NAMED = 12
"""People named at one row; of the others there is the number."""


def read_marks(rows: Sequence[PlacedItem], receipts: Sequence[Receipt]) -> dict[Position, ReadBy]:
    """Everybody stands at the last row they have read; at none if that is their own, which says it already.

    ``rows`` and ``receipts`` in the order of the room. A receipt for an event without a row counts for the row before.
    """
    if not rows or not receipts:
        return {}
    places = [row.position for row in rows]
    wrote = {row.item.sender: index for index, row in enumerate(rows)}  # the last one of each
    stand: dict[int, list[Seen]] = {}
    for receipt in receipts:
        index = bisect_right(places, receipt.position) - 1
        if index >= 0 and index > wrote.get(receipt.seen.user_id, -1):
            stand.setdefault(index, []).append(receipt.seen)
    return {places[index]: _read_by(people) for index, people in stand.items()}


def thread_marks(
    senders: Mapping[str, str], shown: Sequence[str], receipts: Sequence[tuple[str, Seen]]
) -> dict[str, ReadBy]:
    """The same for a thread: ``shown`` are its events in order, ``senders`` who wrote them."""
    places = {event_id: index for index, event_id in enumerate(shown)}
    wrote = {senders.get(event_id, ""): index for event_id, index in places.items()}
    stand: dict[str, list[Seen]] = {}
    for event_id, seen in receipts:
        index = places.get(event_id, -1)
        if index > wrote.get(seen.user_id, -1):
            stand.setdefault(event_id, []).append(seen)
    return {event_id: _read_by(people) for event_id, people in stand.items()}


def _read_by(people: Sequence[Seen]) -> ReadBy:
    return ReadBy(len(people), tuple(sorted(people, key=lambda seen: -seen.ts)[:NAMED]))
