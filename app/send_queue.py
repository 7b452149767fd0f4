# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages on their way: stored before anything else, sent one after the other in each room.

Trouble with the network makes a message wait; a refusal makes it fail, and those behind it go on. A message is
encrypted once: whatever happens, what is sent again is the same ciphertext under the same transaction id.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from app.errors import ErrorCode, UserError
from app.location import of_content
from app.media.content import attachment_of
from app.store.events import read_event, relation
from app.store.items import body_of
from app.store.polls import STARTS, poll_of
from app.store.uploads import Upload
from app.store.vault import Queued, Vault
from app.text.markup import html_of
from app.types import ItemKind, ReplyTo, SendState, TimelineItem
from app.worker import Worker, WorkerStopped
from crypto.store.errors import StoreCorrupt, StoreError, StoreUnwritable
from crypto.types import Json, SendBlocked

_log = logging.getLogger(__name__)

_TRANSIENT = {
    ErrorCode.NO_NETWORK,
    ErrorCode.UNKNOWN_SERVER,
    ErrorCode.NOT_MATRIX,
    ErrorCode.TLS,
    ErrorCode.TIMEOUT,
    ErrorCode.SERVER_ERROR,
    ErrorCode.BAD_ANSWER,
    ErrorCode.RATE_LIMITED,
    ErrorCode.LOCKED,
    ErrorCode.SIGNED_OUT,
    ErrorCode.DISK_FULL,
}
_LONGEST_PAUSE = 60.0
_FILE = "file"  # the action of messages with files: a lane of their own, so that texts need not wait for them
_SHOWN = ("message", _FILE)
_REMEMBERED = 1_000  # messages of which it is known how they went, after they have left the queue
_PROGRESS_STEP = 0.1  # seconds between two changes of a row that is being uploaded


def is_transient(error: UserError) -> bool:
    """Whether trying again later may help."""
    return error.code in _TRANSIENT


class Sender(Protocol):
    """Puts one thing on the server."""

    async def deliver(self, item: Queued) -> str:
        """Encrypt if the room is encrypted, send; gives the event id. Raises UserError, SendBlocked."""
        ...


class SendQueue:
    """``changed`` is called with a room id whenever its local echoes changed."""

    def __init__(
        self,
        worker: Worker,
        vault: Vault,
        user_id: str,
        *,
        finished: Callable[[str], None],
        changed: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``finished`` runs on the crypto thread, in the transaction that marks a message as sent."""
        self._worker = worker
        self._vault = vault
        self._user = user_id
        self._finished = finished
        self._changed = changed
        self._clock = clock
        self._rooms: dict[str, list[Queued]] = {}
        self._sender: Sender | None = None
        self._tasks: dict[tuple[str, bool], asyncio.Task[None]] = {}  # of a room: texts, and files
        self._uploaded: dict[str, int] = {}  # transaction id -> bytes
        self._told_at = 0.0
        self._wake = asyncio.Event()
        self._waiters: dict[str, asyncio.Future[str]] = {}
        self._ended: OrderedDict[str, str | UserError] = OrderedDict()  # how the last ones went
        self.display_name: Callable[[str], str] = lambda _room: user_id
        self.let_go: Callable[[Sequence[Upload]], Awaitable[None]] = _keep
        """Gets the files of a message that came back in the timeline, or was discarded."""

        self.refused: Callable[[Queued, ErrorCode], None] = lambda _item, _code: None
        """Hears of what failed and has no row of its own that could say so (reactions, votes, edits, ...)."""

    async def load(self) -> None:
        """Take up what was left from last time. Not while it is started."""
        self._rooms.clear()
        for item in await self._worker.call(self._vault.queued):
            if item.state is not SendState.SENDING and _kind(item) is None:
                await self._worker.call(self._vault.dequeue, item.txn_id)  # done, or told long ago
                continue
            self._rooms.setdefault(item.room_id, []).append(item)

    def waiting(self) -> list[tuple[str, str, str | None]]:
        """(room, transaction id, event id if known) of everything that is in the queue."""
        return [(item.room_id, item.txn_id, item.event_id) for items in self._rooms.values() for item in items]

    def start(self, sender: Sender) -> None:
        """Begin to send."""
        self._sender = sender
        for room_id in self._rooms:
            self._run(room_id)

    async def stop(self) -> None:
        """Stop sending; what is on its way is sent again next time."""
        self._sender = None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        for waiter in self._waiters.values():
            if not waiter.done():
                waiter.cancel()
        self._waiters.clear()

    def retry_now(self) -> None:
        """The network is back."""
        self._wake.set()
        self._wake = asyncio.Event()

    def find(self, room_id: str, key: str) -> Queued | None:
        """What has this transaction id or event id, and is not yet in the timeline."""
        return next((item for item in self._rooms.get(room_id, ()) if key in (item.txn_id, item.event_id)), None)

    # -- in -----------------------------------------------------------------------------------------------------------

    async def add(
        self,
        room_id: str,
        type_: str,
        content: Json,
        *,
        action: str = "message",
        target: str | None = None,
        uploads: Sequence[Upload] = (),
    ) -> Queued:
        """Store it and show it; sending begins afterwards. ``uploads``: the files of one with the action "file"."""
        item = Queued(
            room_id=room_id,
            txn_id="m" + secrets.token_hex(16),
            action=action,
            type=type_,
            content=content,
            ts=int(self._clock() * 1000),
            target=target,
        )
        try:
            item = await self._worker.call(self._vault.enqueue, item, uploads)
        except StoreError as error:
            raise store_problem(error) from error
        self._rooms.setdefault(room_id, []).append(item)
        self._rooms[room_id].sort(key=lambda queued: queued.id)
        self._changed(room_id)
        self._run(room_id)
        return item

    async def result(self, txn_id: str) -> str:
        """The event id, once the server has it. Raises UserError if it failed; NOT_FOUND if nothing of this name was
        sent since the start, or it was discarded."""
        ended = self._ended.get(txn_id)
        if isinstance(ended, str):
            return ended
        if ended is not None:
            raise UserError(ended.code)
        item = next((item for items in self._rooms.values() for item in items if item.txn_id == txn_id), None)
        if item is None:
            raise UserError(ErrorCode.NOT_FOUND)
        if item.event_id:
            return item.event_id
        if item.state is SendState.FAILED:
            raise UserError(ErrorCode(item.error or ErrorCode.INTERNAL.value))
        waiter = self._waiters.setdefault(txn_id, asyncio.get_running_loop().create_future())
        return await asyncio.shield(waiter)

    async def resend(self, room_id: str, txn_id: str) -> None:
        """Try a failed one again. It goes to its old place."""
        item = self._find(room_id, txn_id)
        if item is None or item.state is not SendState.FAILED:
            return
        await self._worker.call(self._vault.set_state, txn_id, SendState.SENDING)
        self._replace(replace(item, state=SendState.SENDING, error=None))
        self._changed(room_id)
        self._run(room_id)

    async def discard(self, room_id: str, txn_id: str) -> None:
        """Take out one that is not on the server."""
        item = self._find(room_id, txn_id)
        if item is None or item.event_id is not None:
            return
        task = self._tasks.get((room_id, item.action == _FILE))
        if item.state is SendState.SENDING and task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            item = self._find(room_id, txn_id)
            if item is None or item.event_id is not None:
                self._run(room_id)
                return
        await self._remove(item)
        self._end(txn_id, UserError(ErrorCode.NOT_FOUND))
        self._changed(room_id)
        self._run(room_id)

    # -- out ----------------------------------------------------------------------------------------------------------

    def _run(self, room_id: str) -> None:
        for files in (False, True):
            if self._sender is None or self._next(room_id, files) is None:
                continue
            task = self._tasks.get((room_id, files))
            if task is None or task.done():
                self._tasks[room_id, files] = asyncio.get_running_loop().create_task(
                    self._send_room(room_id, files), name="send queue"
                )

    def _next(self, room_id: str, files: bool) -> Queued | None:
        for item in self._rooms.get(room_id, ()):
            if item.state is SendState.SENDING and item.event_id is None and (item.action == _FILE) == files:
                return item
        return None

    def uploaded(self, txn_id: str, size: int) -> None:
        """So many bytes of a file are on their way."""
        before, self._uploaded[txn_id] = self._uploaded.get(txn_id, 0), size
        now = asyncio.get_running_loop().time()
        if before and now - self._told_at < _PROGRESS_STEP:
            return
        self._told_at = now
        for room_id, items in list(self._rooms.items()):
            if any(item.txn_id == txn_id for item in items):
                self._changed(room_id)

    async def _send_room(self, room_id: str, files: bool) -> None:
        pause = 0.5
        while (item := self._next(room_id, files)) is not None and self._sender is not None:
            try:
                event_id = await self._sender.deliver(item)
                await self._sent(item, event_id)
                pause = 0.5
            except UserError as error:
                if not is_transient(error):
                    await self._failed(item, error.code)
                    continue
                _log.info("a message waits: %s", error.code.value)
                wish = error.details.get("seconds", 0)
                await self._wait(max(pause, float(wish)) if isinstance(wish, int | float) else pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except SendBlocked as error:
                _log.warning("the engine refuses to send: %s", error.code)
                await self._failed(item, ErrorCode.SEND_BLOCKED)
            except StoreError as error:
                _log.warning("a message waits for the store: %s", error)
                await self._wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except WorkerStopped:
                return
            except Exception:
                _log.exception("a message could not be sent")
                await self._failed(item, ErrorCode.INTERNAL)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    async def _sent(self, item: Queued, event_id: str) -> None:
        await self._worker.call(self._store_sent, item, event_id)
        self._replace(replace(item, state=SendState.SENT, event_id=event_id))
        self._end(item.txn_id, event_id)
        self._uploaded.pop(item.txn_id, None)
        self._changed(item.room_id)

    def _store_sent(self, item: Queued, event_id: str) -> None:
        with self._vault.transaction():
            self._finished(item.txn_id)
            self._vault.set_state(item.txn_id, SendState.SENT, event_id=event_id)

    async def _failed(self, item: Queued, code: ErrorCode) -> None:
        if _kind(item) is None:
            await self._remove(item)
            self.refused(item, code)
        else:
            await self._worker.call(self._vault.set_state, item.txn_id, SendState.FAILED, error=code.value)
            self._replace(replace(item, state=SendState.FAILED, error=code.value))
        self._end(item.txn_id, UserError(code), remember=_kind(item) is None)
        self._changed(item.room_id)

    def _end(self, txn_id: str, how: str | UserError, *, remember: bool = True) -> None:
        """Tell whoever waits for it, and whoever asks when it has left the queue. One that may be tried again is not
        at its end."""
        if remember:
            self._ended[txn_id] = how
            while len(self._ended) > _REMEMBERED:
                self._ended.popitem(last=False)
        waiter = self._waiters.pop(txn_id, None)
        if waiter is None or waiter.done():
            return
        if isinstance(how, UserError):
            waiter.set_exception(how)
        else:
            waiter.set_result(how)

    async def seen(self, room_id: str, echoes: Mapping[str, str], events: set[str]) -> None:
        """These came back in the timeline: transaction id -> event id, and all event ids that came."""
        for item in list(self._rooms.get(room_id, ())):
            event_id = echoes.get(item.txn_id) or (item.event_id if item.event_id in events else None)
            if event_id is None:
                continue
            self._end(item.txn_id, event_id)
            self._replace(replace(item, state=SendState.SENT, event_id=event_id))
            await self._remove(item)

    async def _remove(self, item: Queued) -> None:
        uploads = await self._worker.call(self._store_removed, item)
        self._forget(item)
        self._uploaded.pop(item.txn_id, None)
        await self.let_go(uploads)

    def _store_removed(self, item: Queued) -> list[Upload]:
        with self._vault.transaction():
            self._finished(item.txn_id)
            uploads = self._vault.uploads.of(item.txn_id)
            self._vault.uploads.drop(item.txn_id)
            self._vault.dequeue(item.txn_id)
        return uploads

    def pending(self, room_id: str) -> Sequence[Queued]:
        """What is on its way and has no row of its own, in order; see ``app.echoes``."""
        return [item for item in self._rooms.get(room_id, ()) if _kind(item) is None]

    # -- local echoes -------------------------------------------------------------------------------------------------

    def echoes(self, room_id: str, encrypted: bool) -> Sequence[TimelineItem]:
        """Rows of the messages that are not yet seen in the timeline, in order."""
        return [self._echo(item, encrypted) for item in self._rooms.get(room_id, ()) if _kind(item) is not None]

    def _echo(self, item: Queued, encrypted: bool) -> TimelineItem:
        relates = item.content.get("m.relates_to")
        falls_back = isinstance(relates, dict) and relates.get("is_falling_back") is True
        reply = relates.get("m.in_reply_to") if isinstance(relates, dict) and not falls_back else None
        target = reply.get("event_id") if isinstance(reply, dict) else None
        attachment = attachment_of(item.content, item.type)
        if attachment is not None:
            uploaded = self._uploaded.get(item.txn_id, 0) if item.state is SendState.SENDING else None
            attachment = replace(attachment, available=True, uploaded=uploaded)
        return TimelineItem(
            key=item.txn_id,
            event_id=item.event_id,
            sender=self._user,
            sender_name=self.display_name(item.room_id),
            sender_avatar=None,
            ts=item.ts,
            kind=_kind(item) or ItemKind.MESSAGE,
            type=item.type,
            body=body_of(item.content),
            own=True,
            encrypted=encrypted,
            send_state=item.state,
            send_error=item.error,
            in_reply_to=ReplyTo(target) if isinstance(target, str) else None,
            attachment=attachment,
            html=html_of(item.content),
            place=of_content(item.content) if item.content.get("msgtype") == "m.location" else None,
            poll=poll_of(item.content) if item.type in STARTS else None,
            thread_root=relation(item.content)[1] if relation(item.content)[0] == "m.thread" else None,
        )

    def _find(self, room_id: str, txn_id: str) -> Queued | None:
        return next((item for item in self._rooms.get(room_id, ()) if item.txn_id == txn_id), None)

    def _replace(self, item: Queued) -> None:
        items = self._rooms.get(item.room_id, [])
        for place, old in enumerate(items):
            if old.txn_id == item.txn_id:
                items[place] = item

    def _forget(self, item: Queued) -> None:
        items = self._rooms.get(item.room_id)
        if items is not None:
            items[:] = [other for other in items if other.txn_id != item.txn_id]
            if not items:
                del self._rooms[item.room_id]


async def _keep(_uploads: Sequence[Upload]) -> None:
    """Nobody wants them."""


def _kind(item: Queued) -> ItemKind | None:
    """What row it makes; None: it belongs to another row."""
    if item.action not in _SHOWN:
        return None
    raw: Json = {"event_id": "$", "sender": "@a:b", "type": item.type, "content": item.content}
    return read_event(raw).kind


def store_problem(error: StoreError) -> UserError:
    """What to tell when the store fails in the middle of work."""
    if isinstance(error, StoreUnwritable):
        return UserError(ErrorCode.DISK_FULL if error.disk_full else ErrorCode.PROFILE_UNWRITABLE)
    if isinstance(error, StoreCorrupt):
        return UserError(ErrorCode.STORE_CORRUPT)
    return UserError(ErrorCode.INTERNAL)
