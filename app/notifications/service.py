# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``AccountView.notifications``: tells of what is new, and keeps what people set about it.

Only what comes while the program runs is told one by one. What came before is told in one line, what is read, own,
from ignored people or in the room before one's eyes not at all.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.context import Context
from app.errors import ErrorCode, UserError
from app.notifications import levels, news
from app.notifications.defaults import ruleset
from app.notifications.levels import Change, Defaults
from app.notifications.news import News
from app.notifications.notification import Notification, Occasion
from app.notifications.pushes import PUSH_RULES, load_rules
from app.notifications.quiet import Pause, ends_at, in_quiet_hours
from app.notifications.rules import Ruleset
from app.policy.categories.notifications import (
    NOTIFICATION_CONTENT,
    NOTIFICATIONS,
    QUIET_DAYS,
    QUIET_FROM,
    QUIET_HOURS,
    QUIET_TO,
)
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges, EventKey
from app.store.events import event_id_of, is_user_id
from app.told import told
from app.types import Membership, RoomLevel
from crypto.types import DecryptionResult

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync

_log = logging.getLogger(__name__)
AWAY = 90.0  # seconds without an answer of the server: what comes then did not come just now
PATIENCE = 10.0  # seconds that a key may take before an unreadable message is told of as such
UNSURE = 3.0  # seconds that it may take to learn whose device has sent a message
KEEP_WAITING = 600.0  # seconds that a key may take for a message to be told of at all
AT_ONCE = 4  # rooms that are told of one by one; where there are more, in one line
_MAX_WAITING = 1_000
_PAUSED_UNTIL = "do_not_disturb_until"
CATCH_UP = "catch-up"  # keys of notifications that belong to no room
INVITATIONS = "invitations"
TEST = "test"
MAX_KEYWORD = 100


@dataclass(slots=True)
class _Late:
    """A message that cannot be read or trusted yet. ``since``: Unix time; ``told``: as what it then was."""

    since: float
    told: bool = False
    highlight: bool = False


@dataclass(slots=True)
class _Shown:
    event_id: str
    count: int


class Notifications(Service):
    """``notified``: show it, in place of what has the same key. ``withdrawn``: the key of what is no longer new.

    ``settings_changed``: levels, keywords or switches of the account, or whether one may be disturbed.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.notified: Signal[Notification] = Signal()
        self.withdrawn: Signal[str] = Signal()
        self.settings_changed: Signal[None] = Signal()
        self._looking: str | None = None
        self._new: dict[str, list[str]] = {}
        self._invited: list[str] = []
        self._shown: dict[str, _Shown] = {}
        self._waiting: dict[EventKey, _Late] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._rules: Ruleset | None = None
        self._first = True
        self._synced = False
        self._connected_at = 0.0
        self._last = 0.0  # Unix time of the last answer
        self._edit = asyncio.Lock()
        self._telling = asyncio.Lock()
        self._busy = 0  # pieces of work that run beside
        self._prefs_gone = context.prefs.changed.connect(self._preference)

    # -- what is before one's eyes -------------------------------------------------------------------------------------

    def looking_at(self, room_id: str | None) -> None:
        """The room that is open in a window in front; None: none is."""
        self._looking = room_id
        if room_id is not None:
            self._withdraw(CATCH_UP)
            self._withdraw(INVITATIONS)
            self._withdraw(room_id)

    # -- what comes ----------------------------------------------------------------------------------------------------

    def connected(self) -> None:
        self._connected_at = time.time()
        self._last = 0.0

    def online(self) -> None:
        self._synced = True

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """Note which of the events were not there before."""
        events: dict[str, list[str]] = {}
        self._invited = []
        for update in sync.rooms:
            if update.membership == "invite":
                known = self.context.rooms.get(update.room_id)
                if self._synced and (known is None or known.membership is not Membership.INVITE):
                    self._invited.append(update.room_id)
            elif not update.initial:
                found = [event_id_of(event) for event in update.timeline if self._may_matter(event.get("sender"))]
                if found:
                    events[update.room_id] = found
        storage = self.context.storage
        self._new = await storage.reading.call(lambda: news.unknown(storage.reader.db, events)) if events else {}

    def _may_matter(self, sender: object) -> bool:
        return is_user_id(sender) and sender != self.context.user_id

    def stored(self, sync: RoomsSync) -> None:
        events, self._new = self._new, {}
        invited, self._invited = self._invited, []
        now = time.time()
        away, first = now - self._last > AWAY, self._first
        self._last = now
        if sync.rooms:
            self._first = False
        if events or invited:
            self._beside(self._tell(events, invited, away=away, first=first))
        if any(event.get("type") == PUSH_RULES for event in sync.account_data):
            self._rules = None
            self.settings_changed.emit(None)

    async def _tell(
        self, events: Mapping[str, Sequence[str]], invited: Sequence[str], *, away: bool, first: bool
    ) -> None:
        async with self._telling:
            found = await self._read(events)
            for one in found:
                if one.waiting:
                    self._wait_for(one)
            told_of = [one for one in found if one.notify and not one.waiting and one.room_id != self._looking]
            since = self._connected_at * 1000
            old = [one for one in told_of if away and one.item.ts < since]
            fresh = [one for one in told_of if not (away and one.item.ts < since)]
            rooms_old = {one.room_id for one in old}
            if old and (first or len(rooms_old) >= AT_ONCE):
                self._catch_up(old)
            else:
                fresh = told_of
            if len({one.room_id for one in fresh}) > AT_ONCE:
                self._catch_up(fresh)
            else:
                self._tell_rooms(fresh)
            if len(invited) > AT_ONCE:
                self._emit(Notification(key=INVITATIONS, occasion=Occasion.INVITATION, count=len(invited)))
            else:
                for room_id in invited:
                    await self._tell_invitation(room_id)

    async def _read(self, events: Mapping[str, Sequence[str]]) -> list[News]:
        storage = self.context.storage
        if not events:
            return []
        return await storage.reading.call(lambda: news.read_news(storage.reader.db, self.context.user_id, events))

    def _tell_rooms(self, found: Sequence[News]) -> None:
        by_room: dict[str, list[News]] = {}
        for one in found:
            by_room.setdefault(one.room_id, []).append(one)
        for room_id, group in by_room.items():
            self._tell_room(room_id, group)

    def _tell_room(self, room_id: str, group: Sequence[News]) -> None:
        newest = group[-1]
        before = self._shown.get(room_id)
        count = (before.count if before is not None else 0) + len(group)
        self._shown[room_id] = _Shown(newest.event_id, count)
        item = newest.item
        self._emit(
            Notification(
                key=room_id,
                occasion=Occasion.MESSAGE,
                room=self.context.rooms.get(room_id),
                event_id=newest.event_id,
                sender="" if newest.doubtful else item.sender,
                sender_name="" if newest.doubtful else item.sender_name,
                body=newest.text,
                kind=item.kind,
                count=count,
                highlight=any(one.highlight for one in group),
                sound=any(one.sound for one in group),
                thread_root=item.thread_root,
            )
        )

    def _catch_up(self, found: Sequence[News]) -> None:
        self._emit(
            Notification(
                key=CATCH_UP,
                occasion=Occasion.CATCH_UP,
                count=len(found),
                rooms=len({one.room_id for one in found}),
                highlight=any(one.highlight for one in found),
                sound=any(one.sound for one in found),
            )
        )

    async def _tell_invitation(self, room_id: str) -> None:
        storage, user = self.context.storage, self.context.user_id
        found = await storage.reading.call(lambda: news.invitation(storage.reader.db, user, room_id))
        summary = self.context.rooms.get(room_id)
        if found is None or summary is None or not found[1].notify or room_id == self._looking:
            return
        self._shown[room_id] = _Shown("", 1)
        self._emit(
            Notification(
                key=room_id,
                occasion=Occasion.INVITATION,
                room=summary,
                sender=found[0],
                sender_name=summary.inviter or found[0],
                sound=bool(found[1].sound),
            )
        )

    def _emit(self, notification: Notification) -> None:
        self._shown.setdefault(notification.key, _Shown("", notification.count))
        if self.context.prefs.value(NOTIFICATIONS) and not self.quiet:
            self.notified.emit(notification.discreet(self.context.prefs.value(NOTIFICATION_CONTENT)))

    # -- keys that are late --------------------------------------------------------------------------------------------

    def _wait_for(self, one: News) -> None:
        if len(self._waiting) >= _MAX_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        key = (one.room_id, one.event_id)
        self._waiting[key] = _Late(time.time())
        if one.notify:
            loop = asyncio.get_running_loop()
            handle: list[asyncio.TimerHandle] = []

            def impatient() -> None:
                self._timers.discard(handle[0])
                if key in self._waiting:
                    self._beside(self._look_again([key], patient=False))

            handle.append(loop.call_later(PATIENCE if one.item.utd is not None else UNSURE, impatient))
            self._timers.add(handle[0])

    def changed(self, changes: CacheChanges) -> None:
        touched = [
            (room_id, event_id)
            for room_id, change in changes.rooms.items()
            for event_id in change.events
            if (room_id, event_id) in self._waiting
        ]
        if touched:
            self._beside(self._look_again(touched, patient=True))
        shown = {room_id: self._shown[room_id] for room_id in changes.summaries if room_id in self._shown}
        if shown:
            self._beside(self._look_whether_gone(shown))

    async def _look_again(self, keys: Sequence[EventKey], *, patient: bool) -> None:
        async with self._telling:
            events: dict[str, list[str]] = {}
            for room_id, event_id in keys:
                events.setdefault(room_id, []).append(event_id)
            found = {(one.room_id, one.event_id): one for one in await self._read(events)}
            tell: list[News] = []
            for key in dict.fromkeys([*found, *keys]):  # in the order of the room
                one, late = found.get(key), self._waiting.get(key)
                if late is None:
                    continue
                if one is None or time.time() - late.since > KEEP_WAITING:
                    self._waiting.pop(key)
                elif not one.waiting:
                    self._waiting.pop(key)
                    if one.notify and (not late.told or (one.highlight and not late.highlight)):
                        tell.append(one)
                elif not patient and one.notify and not late.told:
                    late.told, late.highlight = True, one.highlight
                    tell.append(one)
            self._tell_rooms([one for one in tell if one.room_id != self._looking])

    # -- what is no longer new -----------------------------------------------------------------------------------------

    async def _look_whether_gone(self, shown: Mapping[str, _Shown]) -> None:
        invitations = [room_id for room_id, one in shown.items() if not one.event_id]
        for room_id in invitations:
            room = self.context.rooms.get(room_id)
            if room is None or room.membership is not Membership.INVITE:
                self._withdraw(room_id)
        storage = self.context.storage
        asked = {room_id: one.event_id for room_id, one in shown.items() if one.event_id}
        for room_id in await storage.reading.call(lambda: news.gone(storage.reader.db, asked)):
            now = self._shown.get(room_id)
            if now is not None and now.event_id == asked[room_id]:
                self._withdraw(room_id)

    def _withdraw(self, key: str) -> None:
        if self._shown.pop(key, None) is not None:
            self.withdrawn.emit(key)

    # -- not now -------------------------------------------------------------------------------------------------------

    @property
    def paused_until(self) -> int:
        """Unix time in seconds at which one may be disturbed again; 0: one may be."""
        until = self.context.prefs.remembered(_PAUSED_UNTIL, 0)
        return until if until > time.time() else 0

    def pause(self, pause: Pause | None) -> None:
        """Be left alone for a while; None: no longer."""
        now = datetime.datetime.now().astimezone()
        self.context.prefs.remember(_PAUSED_UNTIL, 0 if pause is None else ends_at(pause, now))
        self.context.prefs.save()
        self.settings_changed.emit(None)

    @property
    def quiet(self) -> bool:
        """Nobody is to be disturbed now."""
        prefs = self.context.prefs
        if self.paused_until:
            return True
        if not prefs.value(QUIET_HOURS):
            return False
        now = datetime.datetime.now().astimezone()
        days = prefs.value(QUIET_DAYS)
        return in_quiet_hours(now, prefs.value(QUIET_FROM), prefs.value(QUIET_TO), days)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        async def counted() -> None:
            try:
                await work
            finally:
                self._busy = max(0, self._busy - 1)

        self._busy += 1
        self.context.errand(counted())

    async def settled(self) -> None:
        """Wait until all that has come is stored, judged and told of."""
        while self._new or self._invited or self._busy:  # noqa: ASYNC110 - three things, and only tests wait
            await asyncio.sleep(0.01)

    def _preference(self, key: object) -> None:
        if key in (QUIET_HOURS, QUIET_FROM, QUIET_TO, QUIET_DAYS):
            self.settings_changed.emit(None)

    def test(self) -> None:
        """Tell of something, so that people see and hear what it is like; also while they are left alone."""
        self.notified.emit(Notification(TEST, Occasion.TEST, sound=True))

    # -- what people set for all their devices -------------------------------------------------------------------------

    @told
    async def rules(self) -> Ruleset:
        """The push rules of the account, as they are known here."""
        if self._rules is None:
            storage, user = self.context.storage, self.context.user_id
            self._rules = await storage.reading.call(lambda: load_rules(storage.reader.db, user))
        return self._rules

    async def defaults(self) -> Defaults:
        return levels.defaults(await self.rules())

    async def keywords(self) -> list[str]:
        return levels.keywords(await self.rules())

    async def level(self, room_id: str) -> RoomLevel:
        return levels.level_of(await self.rules(), room_id)

    @told
    async def set_level(self, room_id: str, level: RoomLevel) -> None:
        """For all devices. Raises UserError, as all that follow."""
        async with self._edit:
            await self._apply(levels.set_level(await self._newest_rules(), room_id, level))

    @told
    async def set_default(self, switch: str, on: bool) -> None:
        """One of ``app.notifications.levels.SWITCHES``."""
        async with self._edit:
            await self._apply(levels.set_default(switch, on))

    @told
    async def add_keyword(self, word: str) -> None:
        word = " ".join(word.split())
        if not word or len(word) > MAX_KEYWORD:
            raise UserError(ErrorCode.REFUSED, errcode="keyword")
        async with self._edit:
            await self._apply(levels.add_keyword(word))

    @told
    async def remove_keyword(self, word: str) -> None:
        async with self._edit:
            await self._apply(levels.remove_keyword(await self._newest_rules(), word))

    async def _newest_rules(self) -> Ruleset:
        """As the server has them now: another device may have changed them."""
        from app.matrix import push_api

        return ruleset(await push_api.push_rules(self.context.online()), self.context.user_id)

    async def _apply(self, changes: Sequence[Change]) -> None:
        from app.matrix import push_api

        client = self.context.online()
        try:
            for change in changes:
                await push_api.apply(client, change)
        finally:
            await self._take(await push_api.push_rules(client))

    async def _take(self, content: dict[str, object]) -> None:
        """What the server has now holds here at once, and not only with the next sync."""
        storage = self.context.storage
        stored = await storage.writing.call(storage.cache.set_account_data, PUSH_RULES, content)
        self._rules = None
        await self.context.changed(stored)
        self.settings_changed.emit(None)

    # -- the end -------------------------------------------------------------------------------------------------------

    async def disconnected(self) -> None:
        self._stop_timers()
        self._busy = 0  # what ran beside was ended with the connection, some of it before it began
        self._new, self._invited = {}, []

    async def close(self) -> None:
        self._stop_timers()
        self._prefs_gone()

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
