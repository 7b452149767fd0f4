# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads ``cache.db`` for the window, on the read thread, through a connection that cannot write."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.finder.query import Cursor, Hit, Hits, Query, excerpt, fold, holds, terms_of
from app.store import blob, islands, members, receipts, search, threads
from app.store.events import as_dict, is_user_id
from app.store.items import PlacedItem, build
from app.store.order import LOOSE, Position, positions
from app.store.receipts import Receipt
from app.store.relations import (
    COLUMNS,
    Stored,
    effective_content,
    fetch,
    from_row,
    own_reactions,
    relations,
)
from app.store.summary import from_blob
from app.store.threads import ThreadRow
from app.text.written import is_target
from app.types import Member, Membership, RoomSummary, Seen, TimelineItem
from crypto.store.database import Database
from crypto.types import Json

T = TypeVar("T")
_MAIN = " AND thread IS NULL"
_FAR = 2**62  # before every place of a chunk
_SEARCH_WALK = 200  # messages looked at together where the index does not help
_SEARCH_TIME = 0.15  # seconds for one page, if most of what is looked at does not fit


@dataclass(frozen=True, slots=True)
class Gap:
    """Events are missing before the oldest one of ``chunk``; ``token`` fetches them."""

    chunk: int
    token: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Events are missing after ``event_id``, the newest one of ``chunk``; ``token`` fetches them, None: not known."""

    chunk: int
    event_id: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Onward:
    """Rows, oldest first. ``newest``: everything up to there is read; ``ahead``: the hole after it, if any.

    ``live``: nothing is missing up to the newest event there is.
    """

    rows: list[PlacedItem]
    newest: Position
    ahead: Ahead | None
    more: bool
    live: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, oldest first. ``oldest``: everything from there on is read; ``gap``: the hole before it, if any."""

    rows: list[PlacedItem]
    oldest: Position | None
    gap: Gap | None
    more: bool  # the store has older rows on this side of the hole


class Reader:
    """The reading side of ``cache.db``."""

    def __init__(self, db: Database, user_id: str) -> None:
        self._db = db
        self._user = user_id

    @property
    def db(self) -> Database:
        """For those who have tables of their own in this file; on the read thread only."""
        return self._db

    def close(self) -> None:
        self._db.close()

    def use(self, db: Database) -> None:
        """Go on with another, empty file."""
        self._db = db

    def read(self, work: Callable[[Database], T]) -> T:
        """For services with tables of their own."""
        return work(self._db)

    def summaries(self) -> list[RoomSummary]:
        """The room list as it was stored, unsorted."""
        rows = self._db.execute("SELECT room_id, summary FROM rooms WHERE summary IS NOT NULL").fetchall()
        return [from_blob(str(room_id), data) for room_id, data in rows]

    def page(self, room_id: str, before: Position | None, count: int, *, main: bool = True) -> Page:
        """Up to ``count`` rows that stand before ``before`` (None: the newest), as far as there is no hole.

        ``main``: without what stands in threads.
        """
        if before is None:
            newest = self._db.execute(
                "SELECT chunk, idx FROM events WHERE room_id = ? AND chunk > 0 ORDER BY chunk DESC, idx DESC LIMIT 1",
                (room_id,),
            ).fetchone()
            if newest is None:
                return Page([], None, self._gap(room_id, 0), False)
            before = (int(newest[0]), int(newest[1]) + 1)
        gap = self._gap(room_id, before[0])
        floor = before[0] if before[0] < 0 else gap.chunk if gap else 1
        shown, ignored = members.not_ignored(self._db)
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind IS NOT NULL{_MAIN if main else ''}"  # noqa: S608
            f" AND chunk >= ? AND (chunk, idx) < (?, ?){shown} ORDER BY chunk DESC, idx DESC LIMIT ?",
            (room_id, floor, *before, *ignored, count + 1),
        ).fetchall()
        more = len(rows) > count
        events = [from_row(row) for row in reversed(rows[:count])]
        if more:
            oldest: Position = (events[0].chunk, events[0].idx)
        else:
            first = self._db.execute(
                "SELECT chunk, idx FROM events WHERE room_id = ? AND chunk >= ? ORDER BY chunk, idx LIMIT 1",
                (room_id, floor),
            ).fetchone()
            oldest = min(before, (int(first[0]), int(first[1]))) if first else before
        return Page(self._build(room_id, events), oldest, None if more else gap, more)

    def onward(self, room_id: str, after: Position, count: int, *, main: bool = True) -> Onward:
        """Up to ``count`` rows that stand after ``after``, as far as there is no hole."""
        chunk = after[0]
        ceiling: int | None = chunk + 1
        if chunk > 0:
            row = self._db.execute(
                "SELECT chunk FROM gaps WHERE room_id = ? AND chunk > ? ORDER BY chunk LIMIT 1", (room_id, chunk)
            ).fetchone()
            ceiling = int(row[0]) if row else None
        where, params = ("", ()) if ceiling is None else (" AND chunk < ?", (ceiling,))
        shown, ignored = members.not_ignored(self._db)
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind IS NOT NULL{_MAIN if main else ''}"  # noqa: S608
            f" AND (chunk, idx) > (?, ?){where}{shown} ORDER BY chunk, idx LIMIT ?",
            (room_id, *after, *params, *ignored, count + 1),
        ).fetchall()
        more = len(rows) > count
        events = [from_row(row) for row in rows[:count]]
        built = self._build(room_id, events)
        if more:
            return Onward(built, (events[-1].chunk, events[-1].idx), None, True, False)
        edge = self._db.execute(
            f"SELECT chunk, idx, event_id FROM events WHERE room_id = ? AND (chunk, idx) >= (?, ?){where}"  # noqa: S608
            " ORDER BY chunk DESC, idx DESC LIMIT 1",
            (room_id, *after, *params),
        ).fetchone()
        if edge is None or ceiling is None:
            newest = (int(edge[0]), int(edge[1])) if edge is not None else after
            return Onward(built, newest, None, False, ceiling is None)
        known, token = islands.ahead_of(self._db, room_id, int(edge[0]), str(edge[2]))
        ahead = None if known and token is None else Ahead(int(edge[0]), str(edge[2]), token)
        return Onward(built, (int(edge[0]), int(edge[1])), ahead, False, False)

    def place(self, room_id: str, event_id: str) -> tuple[str, Position] | None:
        """Where an event is shown: the row it is, or is a part of (an edit, a reaction); None if it is not stored."""
        event = self.event(room_id, event_id)
        if event is None or event.chunk == LOOSE:
            return None
        if event.kind is None and event.rel_event and (target := self.event(room_id, event.rel_event)) is not None:
            event = target
        return event.event_id, (event.chunk, event.idx)

    def thread_of(self, room_id: str, event_id: str) -> str | None:
        """The message that began the thread an event stands in; None: it stands in the main timeline, or is unknown."""
        row = self._db.execute(
            "SELECT thread FROM events WHERE room_id = ? AND event_id = ?", (room_id, event_id)
        ).fetchone()
        return str(row[0]) if row and row[0] else None

    def places(self, room_id: str, event_ids: Collection[str]) -> dict[str, Position]:
        """Where those of the events stand that are stored."""
        return positions(self._db, room_id, list(event_ids))

    def read_up_to(self, room_id: str) -> str | None:
        """The event up to which we have read, here or elsewhere; an own one if it is newer. It may not be stored."""
        row = self._db.execute("SELECT read_event, own_event FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
        if row is None or not row[0]:
            return None
        known = positions(self._db, room_id, [str(value) for value in row if value])
        if row[0] in known and row[1] in known:
            return max((str(row[0]), str(row[1])), key=lambda event_id: known[event_id])
        return str(row[0])

    def between(self, room_id: str, oldest: Position, newest: Position, *, main: bool = True) -> list[PlacedItem]:
        """All rows from ``oldest`` to ``newest``."""
        shown, ignored = members.not_ignored(self._db)
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind IS NOT NULL{_MAIN if main else ''}"  # noqa: S608
            f" AND (chunk, idx) >= (?, ?) AND (chunk, idx) <= (?, ?){shown} ORDER BY chunk, idx",
            (room_id, *oldest, *newest, *ignored),
        ).fetchall()
        return self._build(room_id, [from_row(row) for row in rows])

    def window(self, room_id: str, oldest: Position | None, *, main: bool = True) -> list[PlacedItem]:
        """All rows from ``oldest`` on (holes included)."""
        shown, ignored = members.not_ignored(self._db)
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind IS NOT NULL{_MAIN if main else ''}"  # noqa: S608
            f" AND (chunk, idx) >= (?, ?){shown} ORDER BY chunk, idx",
            (room_id, *max(oldest or (0, 0), (1, -_FAR)), *ignored),
        ).fetchall()
        return self._build(room_id, [from_row(row) for row in rows])

    def rows(
        self, room_id: str, event_ids: Collection[str], *, main: bool = False
    ) -> tuple[list[PlacedItem], set[str]]:
        """The rows of those events; and which of them have none (unknown, or part of another row).

        ``main``: what stands in a thread has no row either.
        """
        found = fetch(self._db, room_id, sorted(event_ids))
        aside = threads.aside(self._db, room_id, list(found)) if main else set()
        ignored = members.ignored_users(self._db)
        events = sorted(
            (
                event
                for event in found.values()
                if event.kind is not None
                and event.event_id not in aside
                and (event.state_key is not None or event.sender not in ignored)
            ),
            key=lambda event: (event.chunk, event.idx),
        )
        return self._build(room_id, events), set(event_ids) - {event.event_id for event in events}

    def receipts(self, room_id: str, threads: Collection[str] = ("", receipts.MAIN)) -> list[Receipt]:
        """How far others have read; see ``app.store.receipts``."""
        return receipts.read(self._db, room_id, threads)

    def thread_receipts(self, room_id: str, root: str) -> list[tuple[str, Seen]]:
        """How far others have read a thread: (event, who)."""
        return receipts.in_thread(self._db, room_id, root)

    def readers(self, room_id: str, event_id: str) -> list[Seen]:
        """Who has read an event, the newest first."""
        event = self.event(room_id, event_id)
        if event is None:
            return []
        of_thread = event.rel_event if event.rel_type == "m.thread" else None
        found = receipts.readers(self._db, room_id, (event.chunk, event.idx), ("", of_thread or receipts.MAIN))
        return [seen for seen in found if seen.user_id != event.sender]

    def gaps(self, room_id: str, since: Position) -> list[Gap]:
        """The holes within what stands at ``since`` or later, newest first."""
        return [
            Gap(int(chunk), str(token))
            for chunk, token in self._db.execute(
                "SELECT chunk, token FROM gaps WHERE room_id = ? AND chunk > ? ORDER BY chunk DESC",
                (room_id, since[0]),
            )
        ]

    def members(self, room_id: str, memberships: Sequence[str] = ("join", "invite")) -> list[Member]:
        """Members that are known, in the order of power, then name."""
        return members.list_members(self._db, room_id, memberships)

    def member_name(self, room_id: str, user_id: str) -> str:
        """The name under which a room shows a user."""
        return members.Names(self._db, room_id).name(user_id)

    def member_names(self, room_id: str, users: Sequence[str]) -> dict[str, str]:
        """The names under which a room shows users."""
        names = members.Names(self._db, room_id)
        names.load(users)
        return {user: names.name(user) for user in users}

    def own_reactions(self, room_id: str, event_id: str, key: str) -> list[str]:
        """Our reactions with this key to an event, as far as they are stored."""
        return own_reactions(self._db, room_id, event_id, key, self._user)

    def invitation(self, room_id: str) -> tuple[str, bool]:
        """(who invited us, whether to a direct conversation); ("", False) if nobody did."""
        row = self._db.execute(
            "SELECT s.raw FROM state s JOIN rooms r ON r.room_id = s.room_id WHERE s.room_id = ?"
            " AND s.type = 'm.room.member' AND s.state_key = ? AND r.membership = 'invite'",
            (room_id, self._user),
        ).fetchone()
        event = as_dict(blob.load(row[0])) if row else {}
        sender = event.get("sender")
        if not isinstance(sender, str) or not is_user_id(sender):
            return "", False
        return sender, as_dict(event.get("content")).get("is_direct") is True

    def ignored(self) -> frozenset[str]:
        """Whom we ignore."""
        return members.ignored_users(self._db)

    def own_member(self, room_id: str) -> Json:
        """The whole m.room.member event about us: who invited, removed or banned us, and why; empty if not known."""
        row = self._db.execute(
            "SELECT raw FROM state WHERE room_id = ? AND type = 'm.room.member' AND state_key = ?",
            (room_id, self._user),
        ).fetchone()
        return as_dict(blob.load(row[0])) if row else {}

    def member(self, room_id: str, user_id: str) -> Member | None:
        """One member, whatever their membership; None if the room does not know them."""
        return members.one_member(self._db, room_id, user_id)

    def shared_rooms(self, user_id: str) -> list[str]:
        """Rooms that this person and we are in, as far as members are known."""
        return [
            str(room_id)
            for (room_id,) in self._db.execute(
                "SELECT r.room_id FROM rooms r JOIN members m ON m.room_id = r.room_id AND m.user_id = ?"
                " WHERE r.membership = 'join' AND m.membership = 'join' ORDER BY r.ts DESC",
                (user_id,),
            )
        ]

    def counts(self, room_id: str) -> tuple[int | None, int | None]:
        """(joined, invited) as the server counted them; None: it did not say."""
        row = self._db.execute("SELECT joined_count, invited_count FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def own_profile(self) -> tuple[str | None, str | None]:
        """Our display name and avatar, from any room that knows them."""
        row = self._db.execute(
            "SELECT display_name, avatar FROM members WHERE user_id = ? AND membership = 'join'"
            " AND display_name IS NOT NULL LIMIT 1",
            (self._user,),
        ).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def event(self, room_id: str, event_id: str) -> Stored | None:
        """One stored event."""
        return fetch(self._db, room_id, [event_id]).get(event_id)

    def message(self, room_id: str, event_id: str) -> tuple[Stored, Json] | None:
        """A stored event and the content that is shown of it, edits included; None if it is not known or redacted."""
        event = self.event(room_id, event_id)
        if event is None or event.redacted or event.kind is None:
            return None
        return event, effective_content(event, relations(self._db, room_id, [event]))

    def files(self, room_id: str, limit: int) -> tuple[list[TimelineItem], bool]:
        """The newest rows with files, newest first; and whether there are no others, here or behind a hole."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND kind = 'file' AND redacted = 0"  # noqa: S608
            " ORDER BY chunk DESC, idx DESC LIMIT ?",
            (room_id, limit + 1),
        ).fetchall()
        placed = self._build(room_id, [from_row(row) for row in reversed(rows[:limit])])
        items = [row.item for row in reversed(placed) if row.item.attachment is not None]
        return items, len(rows) <= limit and self.newest_gap(room_id) is None

    def count_files(self, room_id: str) -> int:
        row = self._db.execute(
            "SELECT COUNT(*) FROM events WHERE room_id = ? AND kind = 'file' AND redacted = 0", (room_id,)
        ).fetchone()
        return int(row[0]) if row else 0

    def newest_gap(self, room_id: str) -> Gap | None:
        """The newest hole of a room, or what was never fetched of its beginning."""
        return self._gap(room_id, 2**62)

    def thread(self, room_id: str, event_id: str) -> tuple[str, str]:
        """(the message that began the thread of this event or begins one with it, the newest message in it)."""
        event = self.event(room_id, event_id)
        root = event.rel_event if event is not None and event.rel_type == "m.thread" and event.rel_event else event_id
        newest = threads.newest_answers(self._db, room_id, root, 1)
        return root, newest[0].event_id if newest else root

    def threads(self, room_id: str, limit: int) -> list[ThreadRow]:
        """The threads of a room, the newest activity first."""
        return threads.newest(self._db, room_id, limit)

    def threads_unread(self, room_id: str) -> tuple[int, int]:
        """(unread answers in all threads of a room, those that mention us)."""
        return threads.unread(self._db, room_id)

    def thread_row(self, room_id: str, root: str) -> ThreadRow | None:
        """What is known of a thread."""
        return threads.known(self._db, room_id, [root]).get(root)

    def thread_order(self, room_id: str, root: str, limit: int) -> list[str]:
        """The newest answers of a thread, redacted ones as well, oldest first."""
        answers = threads.newest_answers(self._db, room_id, root, limit, redacted=True)
        return [answer.event_id for answer in reversed(answers)]

    def with_edits(self, room_id: str, event_id: str) -> tuple[Stored, list[Stored]] | None:
        """A stored event and everything that claims to change it; None if it is not known."""
        event = self.event(room_id, event_id)
        if event is None:
            return None
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM events WHERE room_id = ? AND rel_event = ? AND rel_type = 'm.replace'"  # noqa: S608
            " AND redacted = 0 ORDER BY ts LIMIT 1000",
            (room_id, event_id),
        ).fetchall()
        return event, [from_row(row) for row in rows]

    def roots_wanted(self, room_id: str, limit: int) -> list[str]:
        """Roots of answers that are not known."""
        return threads.without_root(self._db, room_id, limit)

    def search(self, query: Query, after: Cursor | None, limit: int) -> Hits:
        """A page of messages that contain all terms, the newest first; see ``app.store.search``."""
        terms = terms_of(query.text)
        if query.empty:
            return Hits(())
        hits: list[Hit] = []
        sure = bool(terms) and all(len(term) >= search.SHORTEST for term in terms)
        batch = limit if sure else max(limit, _SEARCH_WALK)
        end = time.monotonic() + _SEARCH_TIME
        while True:
            found = search.candidates(self._db, query, terms, after, batch)
            rows = self._fitting(found, terms)
            for room, event_id, place in found:
                after = place
                item = rows.get((room, event_id))
                if item is not None and search.fits(query, item):
                    hits.append(Hit(room, item, *excerpt(search.shown_text(item), terms, search.SHORTEST)))
                    if len(hits) >= limit:
                        return Hits(hits, after)
            if len(found) < batch:
                return Hits(hits)
            if time.monotonic() > end:
                return Hits(hits, after)

    def _fitting(
        self, found: Sequence[tuple[str, str, Cursor]], terms: Sequence[str]
    ) -> dict[tuple[str, str], TimelineItem]:
        """The rows of those messages that contain all terms as they are now."""
        by_room: dict[str, list[str]] = {}
        for room, event_id, _ in found:
            by_room.setdefault(room, []).append(event_id)
        rows: dict[tuple[str, str], TimelineItem] = {}
        for room, event_ids in by_room.items():
            stored = list(fetch(self._db, room, event_ids).values())
            shown = relations(self._db, room, stored)
            texts = {
                event.event_id: fold(search.text_of(effective_content(event, shown), event.shown_type))
                for event in stored
            }
            fitting = [event_id for event_id, text in texts.items() if holds(text, terms, search.SHORTEST)]
            for row in self.rows(room, fitting)[0] if fitting else ():
                text = fold(search.shown_text(row.item))
                if row.item.event_id and holds(text, terms, search.SHORTEST):
                    rows[room, row.item.event_id] = row.item
        return rows

    def search_pending(self) -> int:
        """How many messages are not in the index yet."""
        return search.due(self._db)

    def arrived(self, waiting: Collection[tuple[str, str, str | None]]) -> list[tuple[str, str, str]]:
        """Which of (room, transaction id, event id) are in a timeline: (room, transaction id, event id)."""
        found = []
        for room_id, txn_id, event_id in waiting:
            row = (
                self._db.execute(
                    "SELECT event_id FROM events WHERE room_id = ? AND event_id = ?", (room_id, event_id or "")
                ).fetchone()
                or self._db.execute(
                    "SELECT event_id FROM events WHERE txn_id = ? AND room_id = ? AND sender = ?",
                    (txn_id, room_id, self._user),
                ).fetchone()
            )
            if row is not None:
                found.append((room_id, txn_id, str(row[0])))
        return found

    def encrypted(self, room_id: str) -> bool:
        """Whether the room is encrypted as far as the cache knows."""
        row = self._db.execute("SELECT encrypted FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
        return bool(row and row[0])

    def state(self, room_id: str, type_: str, state_key: str = "") -> Json | None:
        """The content of a current state event."""
        return members.state_content(self._db, room_id, type_, state_key)

    def state_events(self, room_id: str, types: Collection[str]) -> dict[str, Json]:
        """Current state events with an empty key, whole, by their type."""
        marks = ",".join("?" * len(types))
        rows = self._db.execute(
            f"SELECT type, raw FROM state WHERE room_id = ? AND state_key = '' AND type IN ({marks})",  # noqa: S608
            (room_id, *types),
        ).fetchall()
        return {str(type_): as_dict(blob.load(raw)) for type_, raw in rows}

    def membership(self, room_id: str) -> tuple[Membership, bool] | None:
        """(our membership, whether all members are known); None: the room is not known."""
        row = self._db.execute(
            "SELECT membership, members_complete FROM rooms WHERE room_id = ?", (room_id,)
        ).fetchone()
        return (Membership(row[0]), bool(row[1])) if row else None

    def aliases(self) -> dict[str, str]:
        """The main alias of each room that has one, by room id."""
        rows = self._db.execute(
            "SELECT room_id, raw FROM state WHERE type = 'm.room.canonical_alias' AND state_key = ''"
        ).fetchall()
        found = {str(room): as_dict(as_dict(blob.load(raw)).get("content")).get("alias") for room, raw in rows}
        return {room: alias for room, alias in found.items() if isinstance(alias, str) and is_target(alias)}

    def may_notify(self, room_id: str) -> bool:
        """Whether our power level suffices to notify all members of a room."""
        powers = members.powers(self._db, room_id)
        return powers.level(self._user) >= powers.room_mention

    def _gap(self, room_id: str, chunk: int) -> Gap | None:
        """The nearest hole before (or at the start of) a chunk."""
        if chunk < 0:
            token = islands.gap_token(self._db, room_id, chunk)
            return None if token is None else Gap(chunk, token)
        row = self._db.execute(
            "SELECT chunk, token FROM gaps WHERE room_id = ? AND chunk <= ? AND chunk >= 0 ORDER BY chunk DESC LIMIT 1",
            (room_id, chunk),
        ).fetchone()
        return Gap(int(row[0]), str(row[1])) if row else None

    def _build(self, room_id: str, events: list[Stored]) -> list[PlacedItem]:
        return build(self._db, room_id, events, self._user, self.encrypted(room_id))
