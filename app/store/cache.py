# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes ``cache.db``. Lives on the cache thread; every public method is one transaction.

What the server says of one room is applied in a guard of its own: an answer that trips us over in one room is left
out there, and all others go on. A disk that is full or broken is nobody's room and ends the whole transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.notifications.pushes import PUSH_RULES
from app.store import blob, islands, members, receipts, search, threads, timeline_writer
from app.store.changes import CacheChanges, EventKey, RoomChange, UndecryptedEvent
from app.store.events import as_dict, as_int, as_str, event_id_of, is_user_id
from app.store.order import Chunks, Merged, positions, set_gap
from app.store.summary import Summarizer, from_blob
from app.types import Membership
from crypto.store.database import Database
from crypto.store.errors import StoreConflict, StoreError
from crypto.types import DecryptionResult, Json

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync, RoomUpdate

_log = logging.getLogger(__name__)
_MEMBERSHIPS = {membership.value for membership in Membership}


class Cache:
    """The writing side of ``cache.db``."""

    def __init__(self, db: Database, user_id: str, *, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._user = user_id
        self._clock = clock
        self._summaries = Summarizer(db, user_id)

    def use(self, db: Database) -> None:
        """Go on with another, empty file."""
        self._db = db
        self._summaries = Summarizer(db, self._user)

    def tokens(self) -> dict[str, str]:
        """Sync positions of the rooms connection."""
        return {str(name): str(value) for name, value in self._db.execute("SELECT name, value FROM tokens")}

    # -- sync --------------------------------------------------------------------------------------------------------

    def apply(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> CacheChanges:
        """One sync answer with its tokens, in one transaction."""
        changes = CacheChanges()
        with self._db.transaction():
            for event in sync.account_data:
                self._guarded(partial(self._account_data, "", event, changes), "account data")
            if sync.complete is not None:
                self._only(sync.complete, changes)
            for update in sync.rooms:
                self._guarded(partial(self._room, update, decrypted, changes), "a room")
            self._summarize(changes)
            for name, value in sync.tokens.items():
                self._db.execute("INSERT OR REPLACE INTO tokens (name, value) VALUES (?, ?)", (name, value))
        return changes

    def _only(self, complete: Sequence[str], changes: CacheChanges) -> None:
        """All rooms there are: others were left while we were away."""
        present = set(complete)
        for (room_id,) in self._db.execute(
            "SELECT room_id FROM rooms WHERE membership IN ('join', 'invite', 'knock')"
        ).fetchall():
            if room_id not in present:
                self._db.execute("UPDATE rooms SET membership = 'leave' WHERE room_id = ?", (room_id,))
                changes.room(str(room_id))

    def _guarded(self, step: Callable[[], None], what: str) -> None:
        try:
            with self._db.transaction():
                step()
        except StoreConflict:
            _log.exception("%s was left out of a sync answer", what)
        except StoreError:
            raise
        except Exception:
            _log.exception("%s was left out of a sync answer", what)

    def _room(self, update: RoomUpdate, decrypted: Mapping[EventKey, DecryptionResult], changes: CacheChanges) -> None:
        room_id = update.room_id
        change = changes.room(room_id)
        if not self._ensure_room(update):
            return
        if update.initial:
            self._db.execute("DELETE FROM state WHERE room_id = ?", (room_id,))
            self._db.execute("DELETE FROM members WHERE room_id = ?", (room_id,))
        if update.initial or update.limited:
            self._db.execute("UPDATE rooms SET members_complete = 0 WHERE room_id = ?", (room_id,))
        for event in update.stripped_state:
            self._state_event(room_id, event, change)
        for event in update.state:
            self._state_event(room_id, event, change)
        if not update.state_is_after:
            for event in update.timeline:
                if isinstance(event.get("state_key"), str):
                    self._state_event(room_id, event, change)
        elif _members_of(update.timeline) - _members_of(update.state):
            # The timeline tells of somebody about whom the state is silent: ask before the next key is shared.
            self._db.execute("UPDATE rooms SET members_complete = 0 WHERE room_id = ?", (room_id,))
        self._server_values(update)
        for event in update.account_data:
            self._account_data(room_id, event, changes)
        threads.begin(self._db, room_id, self._now())
        timeline_writer.add_run(
            self._db,
            room_id,
            update.timeline,
            decrypted,
            change,
            own_user=self._user,
            token=_token(update),
            limited=update.limited,
        )
        if any(event.get("type") == "m.room.encrypted" for event in update.timeline):
            self._latch_encrypted(room_id)
        if update.receipts is not None:
            self._receipts(room_id, update.receipts, change)
            content = as_dict(update.receipts.get("content")) if "content" in update.receipts else update.receipts
            change.threads |= threads.own_receipts(self._db, room_id, content, self._user)

    def _ensure_room(self, update: RoomUpdate) -> bool:
        """False: we are not in it and know nothing of it, as after it was forgotten. It stays so."""
        membership = update.membership
        if membership not in _MEMBERSHIPS:
            membership = None
        known = self._db.execute("SELECT membership FROM rooms WHERE room_id = ?", (update.room_id,)).fetchone()
        if known is None:
            if membership in ("leave", "ban"):
                return False
            default = "invite" if update.stripped_state else "join"
            self._db.execute(
                "INSERT INTO rooms (room_id, membership, ts) VALUES (?, ?, ?)",
                (update.room_id, membership or default, self._now() if (membership or default) == "invite" else 0),
            )
        elif membership is not None and membership != known[0]:
            if membership == "join":
                # What an invitation showed of the room was only a glimpse.
                self._db.execute("UPDATE rooms SET members_complete = 0 WHERE room_id = ?", (update.room_id,))
            self._db.execute("UPDATE rooms SET membership = ? WHERE room_id = ?", (membership, update.room_id))
        return True

    def _state_event(self, room_id: str, event: Json, change: RoomChange) -> None:
        type_, state_key = as_str(event.get("type")), as_str(event.get("state_key"))
        if type_ is None or state_key is None or not isinstance(event.get("content"), dict):
            return
        change.state.add(type_)
        if type_ == "m.room.member":
            stored = members.store_member(self._db, room_id, event)
            if stored is not None:
                if stored[1]:
                    change.members.add(stored[0])
                if stored[0] == self._user:
                    self._keep_state(room_id, type_, state_key, event)
            return
        if type_ == "m.room.encryption":
            self._latch_encrypted(room_id)
        self._keep_state(room_id, type_, state_key, event)

    def _keep_state(self, room_id: str, type_: str, state_key: str, event: Json) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO state (room_id, type, state_key, raw) VALUES (?, ?, ?, ?)",
            (room_id, type_, state_key, blob.dump(event)),
        )

    def _latch_encrypted(self, room_id: str) -> None:
        self._db.execute("UPDATE rooms SET encrypted = 1 WHERE room_id = ?", (room_id,))

    def _server_values(self, update: RoomUpdate) -> None:
        values: dict[str, object] = {}
        if update.name is not None:
            values["server_name"] = as_str(update.name)
        if update.avatar is not None:
            values["server_avatar"] = members.valid_mxc(update.avatar)
        if update.heroes is not None:
            values["heroes"] = blob.dump(list(update.heroes))
            self._heroes(update)
        for column, value in (
            ("joined_count", update.joined_count),
            ("invited_count", update.invited_count),
            ("server_unread", update.unread),
            ("server_highlight", update.highlight),
        ):
            if value is not None:
                values[column] = max(0, as_int(value) or 0)
        if update.is_direct is not None:
            values["is_direct"] = int(bool(update.is_direct))
        if values:
            columns = ", ".join(f"{column} = ?" for column in values)
            self._db.execute(
                f"UPDATE rooms SET {columns} WHERE room_id = ?",  # noqa: S608 - our own column names
                (*values.values(), update.room_id),
            )

    def _heroes(self, update: RoomUpdate) -> None:
        """Heroes bring names and avatars of members that are not loaded yet. They are no recipients for it."""
        for hero in update.heroes or ():
            user = hero.get("user_id")
            if isinstance(user, str) and is_user_id(user):
                name = as_str(hero.get("displayname")) or as_str(hero.get("name"))
                avatar = members.valid_mxc(hero.get("avatar_url") or hero.get("avatar"))
                self._db.execute(
                    "INSERT OR IGNORE INTO members (room_id, user_id, membership, display_name, avatar)"
                    " VALUES (?, ?, 'unknown', ?, ?)",
                    (update.room_id, blob.text(user), name, avatar),
                )

    def _account_data(self, room_id: str, event: Json, changes: CacheChanges) -> None:
        type_, content = as_str(event.get("type")), event.get("content")
        if type_ is None or not isinstance(content, dict):
            return
        if type_ == PUSH_RULES and not room_id:
            self._push_rules(content, changes)
            return
        self._db.execute(
            "INSERT OR REPLACE INTO account_data (room_id, type, content) VALUES (?, ?, ?)",
            (room_id, type_, blob.dump(content)),
        )
        if type_ == members.IGNORED and not room_id:
            changes.ignored = True
            self._summaries.forget_ignored()
            for (room,) in self._db.execute("SELECT room_id FROM rooms").fetchall():
                changes.room(room).moved = True
        if type_ == "m.direct" and not room_id:
            self._summaries.forget_directs()
            for (direct,) in self._db.execute("SELECT room_id FROM rooms").fetchall():
                changes.room(direct)

    def _push_rules(self, content: Json, changes: CacheChanges) -> None:
        """Another set of rules: what counts as unread has to be judged anew."""
        if self.account_data(PUSH_RULES) == content:
            return
        before = self._summaries.pushes.forget_rules()
        self._db.execute(
            "INSERT OR REPLACE INTO account_data (room_id, type, content) VALUES ('', ?, ?)",
            (PUSH_RULES, blob.dump(content)),
        )
        touched = self._summaries.pushes.changed_rooms(before)
        for room_id, data in self._db.execute(
            "SELECT room_id, summary FROM rooms WHERE summary IS NOT NULL"
        ).fetchall():
            summary = from_blob(str(room_id), data)
            if touched is None or room_id in touched or summary.unread or summary.highlight:
                changes.room(str(room_id))

    def _receipts(self, room_id: str, told: Json, change: RoomChange) -> None:
        """Our own: the newest public or private receipt (client-server API, "Receipts"); and those of others."""
        content = as_dict(told.get("content")) if "content" in told else told
        change.read |= receipts.store(self._db, room_id, content, self._user, self._now())
        best: tuple[int, str] | None = None
        for event_id, kinds in content.items():
            for kind in ("m.read", "m.read.private"):
                entry = as_dict(as_dict(kinds).get(kind)).get(self._user)
                if isinstance(entry, dict) and entry.get("thread_id", receipts.MAIN) == receipts.MAIN:
                    ts = as_int(entry.get("ts")) or 0
                    if best is None or ts >= best[0]:
                        best = (ts, event_id)
        if best is not None:
            self._db.execute(
                "UPDATE rooms SET read_event = ?, read_ts = ? WHERE room_id = ? AND read_ts <= ?",
                (blob.text(best[1]), best[0], room_id, best[0]),
            )

    def _summarize(self, changes: CacheChanges) -> None:
        for room_id, change in changes.rooms.items():
            try:
                with self._db.transaction():
                    threads.settle(self._db, room_id, change, self._user)
                    changes.summaries[room_id] = self._summaries.update(room_id, self._now())
            except StoreError:
                raise
            except Exception:
                _log.exception("the summary of a room was not made")

    def _now(self) -> int:
        return int(self._clock() * 1000)

    # -- other writers -----------------------------------------------------------------------------------------------

    def fill_gap(
        self,
        room_id: str,
        chunk: int,
        page: Sequence[Json],
        end: str | None,
        decrypted: Mapping[EventKey, DecryptionResult],
        state: Sequence[Json] = (),
    ) -> CacheChanges:
        """Put a page of /messages (newest first) before the oldest event of ``chunk``; ``end`` goes on from there.

        ``state``: member events of its senders as they were then. They give names to who is not known otherwise.
        """
        changes = CacheChanges()
        with self._db.transaction():
            gap = self._db.execute("SELECT 1 FROM gaps WHERE room_id = ? AND chunk = ?", (room_id, chunk)).fetchone()
            if gap is None:
                return changes  # filled meanwhile
            events = list(reversed(page))
            if events and events[0].get("type") == "m.room.create":
                end = None
            change = changes.room(room_id)
            self._names(room_id, state)
            if chunk < 0:
                place = partial(islands.grow_back, self._db, room_id, chunk, before=end)
                self._piece(room_id, events, decrypted, change, place)
                if not events:
                    set_gap(self._db, room_id, chunk, end)
                self._summarize(changes)
                return changes
            timeline_writer.add_run(
                self._db, room_id, events, decrypted, change, own_user=self._user, token=end, gap_of=chunk
            )
            if not events:
                set_gap(self._db, room_id, chunk, end)
            self._summarize(changes)
        return changes

    def read_again(
        self,
        room_id: str,
        run: Sequence[Json],
        end: str | None,
        decrypted: Mapping[EventKey, DecryptionResult],
        state: Sequence[Json] = (),
    ) -> tuple[CacheChanges, bool, bool]:
        """Put in what was left out of a part of the line: ``run`` (oldest first) is a page of history and the event
        behind it, or ends with the newest one. Gives also whether anything of it was known, which tells where the rest
        belongs, and whether it reaches back to a hole; that is filled as usual.
        """
        changes = CacheChanges()
        with self._db.transaction():
            change = changes.room(room_id)
            gap = self._db.execute(
                "SELECT chunk FROM gaps WHERE room_id = ? AND chunk > 0 ORDER BY chunk DESC LIMIT 1", (room_id,)
            ).fetchone()
            run = [event for event in run if isinstance(event.get("event_id"), str)]
            known = positions(self._db, room_id, [event_id_of(event) for event in run])
            edge = None if gap is None else (int(gap[0]), Chunks(self._db, room_id).first(int(gap[0])))
            if edge is not None and any(place[0] > 0 and place <= edge for place in known.values()):
                # Only what stands behind the hole: the rest comes when it is filled.
                ids = [event_id_of(event) for event in run]
                first = next(n for n, event_id in enumerate(ids) if known.get(event_id, (0, 0)) >= edge)
                run, reached = run[first:], True
            else:
                reached = False
            if not any(place[0] > 0 for place in known.values()):
                return changes, False, False
            self._names(room_id, state)

            def line(event_ids: list[str]) -> Merged:
                return islands.merge_line(self._db, room_id, event_ids, token=end, live=False)

            timeline_writer.store_run(self._db, room_id, run, decrypted, change, line, own_user=self._user)
            self._summarize(changes)
        return changes, True, reached

    def add_context(
        self,
        room_id: str,
        event_id: str,
        events: Sequence[Json],
        tokens: tuple[str | None, str | None],
        decrypted: Mapping[EventKey, DecryptionResult],
        state: Sequence[Json] = (),
    ) -> CacheChanges:
        """What stands around ``event_id``, oldest first; ``tokens`` fetch what is before and after (``islands``)."""
        changes = CacheChanges()
        before, after = tokens
        if events and events[0].get("type") == "m.room.create":
            before = None
        with self._db.transaction():
            self._names(room_id, state)
            self._piece(
                room_id,
                events,
                decrypted,
                changes.room(room_id),
                lambda ids: islands.add_context(self._db, room_id, ids, event_id, before, after),
            )
            self._summarize(changes)
        return changes

    def extend(
        self,
        room_id: str,
        chunk: int,
        events: Sequence[Json],
        after: str | None,
        decrypted: Mapping[EventKey, DecryptionResult],
        state: Sequence[Json] = (),
    ) -> CacheChanges:
        """Put events (oldest first) behind the newest one of ``chunk``; ``after`` goes on from there."""
        changes = CacheChanges()
        with self._db.transaction():
            self._names(room_id, state)
            self._piece(
                room_id,
                events,
                decrypted,
                changes.room(room_id),
                lambda ids: islands.extend(self._db, room_id, chunk, ids, after),
            )
            if not events:
                islands.extend(self._db, room_id, chunk, [], after)
            self._summarize(changes)
        return changes

    def _names(self, room_id: str, state: Sequence[Json]) -> None:
        for member in state:
            self._guarded(partial(members.name_only, self._db, room_id, member), "a member")

    def _piece(
        self,
        room_id: str,
        events: Sequence[Json],
        decrypted: Mapping[EventKey, DecryptionResult],
        change: RoomChange,
        place: Callable[[list[str]], Merged],
    ) -> None:
        timeline_writer.store_run(self._db, room_id, events, decrypted, change, place, own_user=self._user)
        if any(event.get("type") == "m.room.encrypted" for event in events):
            self._latch_encrypted(room_id)

    def add_loose(
        self,
        room_id: str,
        events: Sequence[Json],
        decrypted: Mapping[EventKey, DecryptionResult],
        *,
        complete: str | None = None,
    ) -> CacheChanges:
        """Keep events (newest first) that were fetched by themselves. ``complete``: the root of a thread of which
        everything is stored with these."""
        changes = CacheChanges()
        with self._db.transaction():
            change = changes.room(room_id)
            timeline_writer.add_loose(self._db, room_id, events, decrypted, change, own_user=self._user)
            self._summarize(changes)
            if complete is not None:
                threads.set_complete(self._db, room_id, complete)
                change.events.add(complete)
                change.threads.add(complete)
        return changes

    def mark_thread_read(self, room_id: str, root: str) -> CacheChanges:
        """Everything in a thread is read; ``due_thread_reads`` says what to tell the server."""
        changes = CacheChanges()
        with self._db.transaction():
            if threads.mark_read(self._db, room_id, root, self._now()):
                changes.room(room_id).threads.add(root)
                self._summarize(changes)
        return changes

    def due_thread_reads(self) -> list[tuple[str, str, str]]:
        """(room, root, event) of receipts for threads that the server has not got yet."""
        return threads.due_reads(self._db)

    def thread_read_sent(self, room_id: str, root: str, event_id: str) -> None:
        """The server has this one (or will never take it)."""
        threads.read_sent(self._db, room_id, root, event_id)

    def redecrypted(self, results: Sequence[tuple[str, str, DecryptionResult]]) -> CacheChanges:
        """New answers of the engine for stored events: (room, event, answer)."""
        changes = CacheChanges()
        with self._db.transaction():
            for room_id, event_id, result in results:
                change = RoomChange()
                timeline_writer.store_decryption(self._db, room_id, event_id, result, change, self._user)
                if change.events:
                    changes.room(room_id).events |= change.events
            self._summarize(changes)
        return changes

    def undecrypted(
        self, sessions: Collection[EventKey] | None, limit: int, after: int = 0
    ) -> tuple[list[UndecryptedEvent], int]:
        """Undecryptable events of the sessions (room, session id); None: of all. With the place to go on after."""
        return timeline_writer.undecrypted(self._db, sessions, limit, after)

    def senders_of(self, room_id: str, session_id: str) -> list[str]:
        """Whose decrypted events of this session are stored."""
        return timeline_writer.senders_of(self._db, room_id, session_id)

    def set_shield(self, room_id: str, session_id: str, sender: str, color: str, code: str | None) -> CacheChanges:
        """A new mark for the decrypted events of a session."""
        changes = CacheChanges()
        with self._db.transaction():
            timeline_writer.set_shield(self._db, room_id, session_id, sender, color, code, changes)
            self._summarize(changes)
        return changes

    def hide_session(self, room_id: str, session_id: str, sender: str, cause: str) -> CacheChanges:
        """Events of this session may no longer be shown: back to undecryptable."""
        changes = CacheChanges()
        with self._db.transaction():
            timeline_writer.hide_session(self._db, room_id, session_id, sender, cause, changes)
            self._summarize(changes)
        return changes

    def set_members(self, room_id: str, events: Sequence[Json]) -> tuple[CacheChanges, list[str]]:
        """All members, as /members gave them: whoever is not among them is no member. Also gives who is gone."""
        changes = CacheChanges()
        with self._db.transaction():
            before = set(members.recipients(self._db, room_id))
            self._db.execute(
                "UPDATE members SET membership = 'leave' WHERE room_id = ?"
                " AND membership IN ('join', 'invite', 'knock', 'ban')",
                (room_id,),
            )
            change = changes.room(room_id)
            for event in events:
                if isinstance(event, dict) and event.get("type") == "m.room.member":
                    self._guarded(partial(self._state_event, room_id, event, change), "a member")
            self._db.execute("UPDATE rooms SET members_complete = 1 WHERE room_id = ?", (room_id,))
            gone = before - set(members.recipients(self._db, room_id))
            self._summarize(changes)
        return changes, sorted(gone)

    def recipients(self, room_id: str) -> tuple[list[str], bool, str]:
        """(joined and invited members, whether that is all of them, history visibility)."""
        row = self._db.execute("SELECT members_complete FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
        content = members.state_content(self._db, room_id, "m.room.history_visibility") or {}
        visibility = as_str(content.get("history_visibility")) or "shared"
        return members.recipients(self._db, room_id), bool(row and row[0]), visibility

    def people_to_track(self, rooms: Collection[str]) -> set[str]:
        """Known members of those of the rooms that are encrypted."""
        found: set[str] = set()
        for room_id in rooms:
            if self.encryption(room_id)[0]:
                found.update(members.recipients(self._db, room_id))
        return found

    def encryption(self, room_id: str) -> tuple[bool, Json | None]:
        """(whether the room is encrypted as far as known, content of its m.room.encryption)."""
        row = self._db.execute("SELECT encrypted FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
        return bool(row and row[0]), members.state_content(self._db, room_id, "m.room.encryption")

    def latch_encrypted(self, room_id: str) -> CacheChanges:
        """The room is encrypted, whatever its state says."""
        changes = CacheChanges()
        with self._db.transaction():
            self._db.execute("INSERT OR IGNORE INTO rooms (room_id, membership) VALUES (?, 'join')", (room_id,))
            self._latch_encrypted(room_id)
            changes.room(room_id)
            self._summarize(changes)
        return changes

    def set_membership(self, room_id: str, membership: Membership) -> CacheChanges:
        """What we just did ourselves, before the sync tells it."""
        changes = CacheChanges()
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO rooms (room_id, membership) VALUES (?, ?)"
                " ON CONFLICT (room_id) DO UPDATE SET membership = excluded.membership",
                (room_id, membership.value),
            )
            changes.room(room_id)
            self._summarize(changes)
        return changes

    def mark_read(self, room_id: str) -> tuple[CacheChanges, str | None]:
        """Everything here is read. Gives the event to send a receipt for; None if the server knows already."""
        changes = CacheChanges()
        with self._db.transaction():
            row = self._db.execute(
                "SELECT event_id FROM events WHERE room_id = ? AND kind IS NOT NULL AND thread IS NULL AND chunk > 0"
                " AND event_id NOT LIKE '~%' ORDER BY chunk DESC, idx DESC LIMIT 1",
                (room_id,),
            ).fetchone()
            known = self._db.execute("SELECT read_event FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
            if row is None or known is None or known[0] == row[0]:
                return changes, None
            self._db.execute(
                "UPDATE rooms SET read_event = ?1, receipt_due = ?1, read_ts = MAX(read_ts, ?2), server_unread = 0,"
                " server_highlight = 0 WHERE room_id = ?3",
                (row[0], self._now(), room_id),
            )
            changes.room(room_id)
            self._summarize(changes)
        return changes, str(row[0])

    def forget_room(self, room_id: str) -> CacheChanges:
        """Nothing of this room is kept."""
        changes = CacheChanges()
        with self._db.transaction():
            tables = self._db.execute(
                "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
                " WHERE m.type = 'table' AND c.name = 'room_id' ORDER BY m.name <> 'events', m.name"
            ).fetchall()
            for (table,) in tables:  # events first: what hangs on them follows
                self._db.execute(f"DELETE FROM {table} WHERE room_id = ?", (room_id,))  # noqa: S608
            changes.room(room_id).moved = True
            changes.summaries[room_id] = None
        return changes

    def index_some(self, count: int) -> int:
        """See ``app.store.search``."""
        return search.index_some(self._db, self._user, count)

    def due_receipts(self) -> list[EventKey]:
        """(room, event) of receipts that the server has not got yet."""
        return [
            (str(room_id), str(event_id))
            for room_id, event_id in self._db.execute(
                "SELECT room_id, receipt_due FROM rooms WHERE receipt_due IS NOT NULL"
            )
        ]

    def receipt_sent(self, room_id: str, event_id: str) -> None:
        """The server has this one (or will never take it)."""
        self._db.execute(
            "UPDATE rooms SET receipt_due = NULL WHERE room_id = ? AND receipt_due = ?", (room_id, event_id)
        )

    def account_data(self, type_: str, room_id: str = "") -> Json:
        """The content of an account data event; empty if there is none."""
        row = self._db.execute(
            "SELECT content FROM account_data WHERE room_id = ? AND type = ?", (room_id, type_)
        ).fetchone()
        return as_dict(blob.load(row[0])) if row else {}

    def write(self, work: Callable[[Database, CacheChanges], object]) -> CacheChanges:
        """For services with own tables: ``work`` in one transaction; the rooms that it names are summed up anew."""
        changes = CacheChanges()
        with self._db.transaction():
            work(self._db, changes)
            self._summarize(changes)
        return changes

    def set_account_data(self, type_: str, content: Json) -> CacheChanges:
        """What we just set on the server ourselves."""
        changes = CacheChanges()
        with self._db.transaction():
            self._account_data("", {"type": type_, "content": content}, changes)
            self._summarize(changes)
        return changes


def _members_of(events: Sequence[Json]) -> set[str]:
    """Whom member events are about."""
    return {
        event["state_key"]
        for event in events
        if event.get("type") == "m.room.member" and isinstance(event.get("state_key"), str)
    }


def _token(update: RoomUpdate) -> str | None:
    if update.timeline and update.timeline[0].get("type") == "m.room.create":
        return None
    return as_str(update.prev_batch)


def key_of(room_id: str, event: Json) -> EventKey:
    """How an event of a sync answer is named in the engine's answers."""
    return room_id, event_id_of(event)
