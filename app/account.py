# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The running account: what ``app.interface.AccountView`` promises, put together from its parts.

``Account.open`` needs no network: rooms and timelines are there before anything of the network is even imported.
``start`` connects, ``stop`` leaves nothing running.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app import messages
from app.avatars import Avatars
from app.context import Context
from app.copies import Copies
from app.drafts import Intent
from app.encryption import Encryption
from app.errands import Errands
from app.errors import ErrorCode, UserError
from app.features import Features
from app.media.files import Files
from app.network.watch import NetworkWatch
from app.policy.homeservers import permitted
from app.profile.profile import Profile
from app.room_actions import RoomActions
from app.rooms import Rooms
from app.search import Search
from app.security.service import AccountSecurity
from app.send_queue import SendQueue, is_transient
from app.signal import Signal
from app.storage import Storage
from app.store import polls
from app.store.changes import CacheChanges, EventKey
from app.store.reader import Ahead, Gap
from app.store.vault import Queued, Session, Vault
from app.sync import Sync
from app.text.written import Written
from app.timeline import RoomTimeline
from app.tokens import TokenKeeper
from app.told import told
from app.types import ConnectionState, Link, Member, Picture, Reset, TimelineItem
from app.worker import Worker, WorkerStopped
from crypto.store.errors import StoreCorrupt, StoreError
from crypto.types import DecryptionResult, DeviceInfo, Json

if TYPE_CHECKING:
    from app.matrix.sync.types import RoomsSync, SyncTransport
    from app.oauth.device_grant import DeviceCode
    from app.offer import Offer, Way

_log = logging.getLogger(__name__)


class Account(Features):
    """One signed-in device. Made by ``open`` or ``sign_in``; ended by ``stop`` and then ``Profile.close``."""

    def __init__(self, storage: Storage) -> None:
        """Use ``open`` or ``sign_in``."""
        session = storage.session
        self.user_id = session.user_id
        self.device_id = session.device_id
        self.connection = ConnectionState()
        self.connection_changed: Signal[ConnectionState] = Signal()
        self._errands = Errands("something")
        self.rooms = Rooms()
        self.rooms.load(storage.summaries)
        self.classic = False
        """Use GET /sync even where the server offers sliding sync."""
        self._storage = storage
        self._profile, self._tokens = storage.profile, TokenKeeper(storage)
        self._crypto_worker, self._cache_worker, self._read_worker = storage.crypto, storage.writing, storage.reading
        self._vault, self._machine = storage.vault, storage.machine
        self._cache, self._reader = storage.cache, storage.reader
        self._encryption = Encryption(
            self._machine, self._crypto_worker, self._cache, self._cache_worker, self._changed
        )
        self._queue = SendQueue(
            self._crypto_worker,
            self._vault,
            self.user_id,
            finished=self._encryption.finished,
            changed=self._echo_changed,
        )
        self._queue.display_name = lambda _room: self.display_name
        self._avatars = Avatars(storage.media, self._cache_worker)
        self._search = Search(self._cache, self._cache_worker, self._reader, self._read_worker)
        self._files = Files(storage, self._queue.uploaded, self._queue.find)
        self._queue.let_go = self._files.let_go
        self._actions = RoomActions(
            self._cache,
            self._cache_worker,
            self._reader,
            self._read_worker,
            self._encryption,
            self.rooms,
            self._changed,
            self._errands.run,
        )
        self._network = NetworkWatch(self.retry_now)
        self._sync = Sync(
            self._encryption,
            self._cache,
            self._cache_worker,
            changed=self._changed,
            state_changed=self._state_changed,
            total=self._total,
            damaged=self.cache_damaged,
        )
        self.security = AccountSecurity(storage, self._encryption, self._changed, self._actions.direct_room)
        self._sync.watcher = self
        self._actions.joining = self.security.history.joined
        self._actions.inviting = self.security.history.share
        self.prefs = storage.profile.prefs
        """The user's settings."""
        self.context = Context(
            user_id=self.user_id,
            device_id=self.device_id,
            storage=storage,
            rooms=self.rooms,
            encryption=self._encryption,
            queue=self._queue,
            prefs=self.prefs,
            changed=self._changed,
            errand=self._errands.run,
            connection=lambda: self.connection,
        )
        super().__init__(self.context, self._files, self._actions, self._search, self.connection_changed)
        self._avatars.scanned = lambda: self.scanner.required
        self._copies = Copies(self._vault, self._crypto_worker, self._profile.generation, self.device_id)
        self._transport: SyncTransport | None = None
        self._timelines: list[RoomTimeline] = []
        self._open_room: str | None = None
        self._stopped = False
        self._rebuilding: asyncio.Task[None] | None = None
        self._check: asyncio.Task[None] | None = None
        self._damaged = False

    @property
    def homeserver(self) -> str:
        """The address of the homeserver."""
        return self._storage.session.homeserver

    @property
    def display_name(self) -> str:
        """What others call us; the user id if there is no name."""
        return self.own_profile.known.name

    # -- beginning ----------------------------------------------------------------------------------------------------

    @classmethod
    @told
    async def open(cls, profile: Profile) -> Account | None:
        """The account of the profile, with its rooms, from the store alone; None if nobody is signed in.

        Raises UserError STORE_CORRUPT and others of the store.
        """
        crypto_worker = Worker("crypto")
        session = await crypto_worker.call(lambda: Vault(profile.crypto).session())
        if session is None:
            await crypto_worker.call(profile.crypto.release)
            await crypto_worker.finish()
            return None
        return await cls._build(profile, session, crypto_worker)

    @classmethod
    @told
    async def sign_in(cls, profile: Profile, server: str, user: str, password: str, device_name: str = "") -> Account:
        """Sign in with a password, keep the session, and give the account (not yet started).

        ``server``: a server name, address or user id. A device that the server signed out softly keeps its keys.
        Raises UserError as ``app.sign_in.with_password``.
        """
        from app.sign_in import with_password

        session, crypto_worker = await with_password(profile, server, user, password, device_name)
        return await cls._build(profile, session, crypto_worker)

    @classmethod
    @told
    async def sign_in_browser(
        cls, profile: Profile, offer: Offer, way: Way, open_page: Callable[[str], None], device_name: str = ""
    ) -> Account:
        """Like ``sign_in``, in the browser: ``open_page`` is given the address."""
        from app.sign_in import with_browser

        session, crypto_worker = await with_browser(profile, offer, way, open_page, device_name)
        return await cls._build(profile, session, crypto_worker)

    @classmethod
    @told
    async def sign_in_code(
        cls, profile: Profile, offer: Offer, show: Callable[[DeviceCode], None], device_name: str = ""
    ) -> Account:
        """Like ``sign_in``, with the browser of another device: ``show`` is given what to enter there."""
        from app.sign_in import with_code

        session, crypto_worker = await with_code(profile, offer, show, device_name)
        return await cls._build(profile, session, crypto_worker)

    @classmethod
    async def _build(cls, profile: Profile, session: Session, crypto_worker: Worker) -> Account:
        storage = await Storage.open(profile, session, crypto_worker)
        try:
            account = cls(storage)
            await account._load_queue()
            await account._files.tidy()
            await account._services.opened()
            account._search.poke()
        except BaseException:
            await storage.close()
            raise
        return account

    async def _load_queue(self) -> None:
        await self._queue.load()
        arrived = await self._read_worker.call(self._reader.arrived, self._queue.waiting())
        for room_id, txn_id, event_id in arrived:
            await self._queue.seen(room_id, {txn_id: event_id}, set())

    async def start(self) -> None:
        """Connect, in the background. Rooms and timelines follow from now on.

        Raises UserError STORE_CORRUPT if the keys were found to be damaged after the program had crashed.
        """
        if self._stopped or self._sync.running:
            return
        if self._damaged:
            raise UserError(ErrorCode.STORE_CORRUPT)
        session, policy = self._storage.session, self._profile.policy
        if not permitted(policy, session.user_id.partition(":")[2], session.homeserver):
            self._state_changed(ConnectionState(Link.OFFLINE, problem=ErrorCode.NOT_PERMITTED.value))
            return
        try:
            await self._copies.check_here()
        except UserError as error:
            self.connection = ConnectionState(Link.SIGNED_OUT, problem=error.code.value)
            await self._give_up_device(self.connection)
            self.connection_changed.emit(self.connection)
            return
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, _import_network)
        from app.matrix.client import MatrixClient
        from app.matrix.http import Http

        http = Http(network=self._profile.network)
        client = MatrixClient(session.homeserver, session.user_id, session.device_id, session.access_token, http=http)
        self._tokens.start(client)
        client.tokens = self._tokens
        client.on_success = self._reachable
        self.context.client = self._actions.client = client
        await self._load_queue()
        self._encryption.start(client, self._copies.admitted)
        self.security.start(client)
        self._queue.start(self)
        self._sync.start(self._connect)
        self._network.start()
        if self._profile.unclean and self._check is None:
            self._check = loop.create_task(self._check_keys(), name="check keys")

    async def _check_keys(self) -> None:
        """After a crash, in the background: is every page of ``crypto.db`` sound? If not, nothing more is put on it."""
        found = await asyncio.get_running_loop().run_in_executor(None, self._profile.verify)
        if not found:
            return
        _log.error("the keys are damaged: %s", "; ".join(found[:5]))
        self._damaged = True
        if not self._stopped:
            await self.pause()
            self._state_changed(ConnectionState(Link.OFFLINE, problem=ErrorCode.STORE_CORRUPT.value))

    async def _connect(self) -> SyncTransport:
        from app.matrix import api
        from app.matrix.sync.select import select_transport
        from app.matrix.sync.sliding import ENCRYPTION_POS, TO_DEVICE

        client = self.context.online()
        versions = await api.versions(client)
        self.context.versions = versions
        await self._copies.check_there(client)
        self._avatars.client = client
        self._avatars.authenticated = self.security.history.authenticated = versions.authenticated_media
        self._files.connect(client, authenticated=versions.authenticated_media)
        tokens: dict[str, str] = {}
        for name in (ENCRYPTION_POS, TO_DEVICE):
            value = await self._crypto_worker.call(self._machine.token, name)
            if value is not None:
                tokens[name] = value
        # The position of GET /sync only from the cache: what it lacks must come again, keys may come twice.
        tokens |= await self._cache_worker.call(self._cache.tokens)
        self._transport = select_transport(client, versions, tokens, classic=self.classic)
        self._transport.open_room(self._open_room)
        self._services.connected()
        return self._transport

    def cache_damaged(self) -> None:
        """``cache.db`` cannot be read any more: begin it anew, soon."""
        if self._rebuilding is None or self._rebuilding.done():
            self._rebuilding = asyncio.get_running_loop().create_task(self._rebuild(), name="rebuild the cache")

    async def _rebuild(self) -> None:
        """``cache.db`` cannot be read any more: put it aside and fetch everything again. No key is lost with it."""
        _log.error("the message cache is damaged; beginning anew")
        started = self.context.client is not None
        await self._disconnect()
        try:
            await self._storage.rebuild_cache()
        except (UserError, StoreError, WorkerStopped):
            _log.exception("the message cache could not be made anew")
            self._state_changed(ConnectionState(Link.OFFLINE, problem=ErrorCode.STORE_CORRUPT.value))
            return
        self.rooms.load([])
        self.rooms.changed.emit([Reset([])])
        for timeline in self._timelines:
            timeline.start_over()
        if started and not self._stopped:
            await self.start()

    async def pause(self) -> None:
        """Disconnect; ``start`` connects again. What is in the store stays usable."""
        if self._rebuilding is not None:
            await asyncio.gather(self._rebuilding, return_exceptions=True)
        await self._disconnect()

    async def _disconnect(self) -> None:
        online = self.connection.link is Link.ONLINE
        self._network.close()
        await self._sync.stop()
        await self._queue.stop()
        await self._copies.stop(online=online)
        await self.security.stop()
        await self._encryption.stop()
        await self._avatars.stop()
        await self._files.disconnect()
        await self._errands.stop()
        self._transport = None
        await self._services.disconnected()
        client, self.context.client, self._actions.client = self.context.client, None, None
        await self._tokens.close()
        if client is not None:
            await client.close()
        self.connection = ConnectionState()
        self._sync.state = self.connection
        self.connection_changed.emit(self.connection)

    async def stop(self) -> None:
        """Everything ends, what is being written is finished. The profile may be closed afterwards."""
        if self._stopped:
            return
        self._stopped = True
        await self.pause()
        if self._check is not None:
            await asyncio.gather(self._check, return_exceptions=True)
        timelines = list(self._timelines)
        for timeline in timelines:
            timeline.close()
        await asyncio.gather(*(timeline.closed() for timeline in timelines))
        await self._services.close()
        self.rooms.close()
        await self._files.close()
        await self._search.stop()
        await self._storage.close()

    # -- what others tell us ------------------------------------------------------------------------------------------

    async def arrived(self, sync: RoomsSync, decrypted: Mapping[EventKey, DecryptionResult]) -> None:
        """For the sync: something came and is not stored yet."""
        await self._copies.arrived(sync)
        await self.security.arrived(sync, decrypted)
        await self._services.arrived(sync, decrypted)

    def stored(self, sync: RoomsSync) -> None:
        """For the sync: what ``arrived`` told is stored."""
        self.security.stored(sync)
        self._services.stored(sync)

    async def _changed(self, changes: CacheChanges) -> None:
        """Something is in the store: show it."""
        if not changes:
            return
        if any(change.events for change in changes.rooms.values()):
            self._search.poke()
        for room_id, change in changes.rooms.items():
            for timeline in self._timelines:
                if timeline.room_id == room_id:
                    timeline.touch(change)
            if change.events:
                await self._queue.seen(room_id, change.echoes, change.events)
        if changes.summaries:
            self.rooms.update(changes.summaries)
            for room_id in changes.summaries:
                self._actions.arrived(room_id)
        self._services.changed(changes)
        with_members = [room_id for room_id, change in changes.rooms.items() if change.members]
        if with_members:
            people = await self._cache_worker.call(self._cache.people_to_track, with_members)
            await self._encryption.track(people)

    def _echo_changed(self, room_id: str) -> None:
        for timeline in self._timelines:
            if timeline.room_id == room_id:
                timeline.echo_changed()
        self.threads.echo_changed(room_id)

    def _state_changed(self, state: ConnectionState) -> None:
        self.connection = state
        self.connection_changed.emit(state)
        if state.link is Link.ONLINE:
            self._queue.retry_now()
            self._encryption.retry_now()
            self.security.online()
            self._services.online()
            self._errands.run(self._actions.send_receipts())
        elif state.link is Link.SIGNED_OUT:
            self._errands.run(self._give_up_device(state))

    async def _give_up_device(self, state: ConnectionState) -> None:
        """Nothing more is sent with this device; if the server has deleted it, or a copy used it, it never is again."""
        await self._queue.stop()
        await self._encryption.stop()
        await self.security.stop()
        if not state.soft:
            copied = state.problem == ErrorCode.PROFILE_COPIED.value
            await self._crypto_worker.call(self._vault.ask_for_renewal, "copied" if copied else "signed_out")

    def _total(self, total: int) -> None:
        self.rooms.total = total if total > len(self.rooms.items) else None

    def _reachable(self) -> None:
        if self.connection.link is Link.OFFLINE and self.connection.problem in (
            ErrorCode.NO_NETWORK.value,
            ErrorCode.TIMEOUT.value,
            ErrorCode.UNKNOWN_SERVER.value,
            ErrorCode.PROXY_UNREACHABLE.value,
        ):
            self._sync.retry_now()

    def retry_now(self) -> None:
        """The user asks for it, or the network came back: try again at once."""
        if self.context.client is not None:
            self.context.client.forget_proxies()
        self._sync.retry_now()
        self._queue.retry_now()
        self._encryption.retry_now()

    # -- rooms --------------------------------------------------------------------------------------------------------

    @told
    async def open_timeline(self, room_id: str, *, flat: bool = False) -> RoomTimeline:
        """See ``app.interface.AccountView``. ``flat``: with what stands in threads."""
        self.finder.used()
        timeline = RoomTimeline(room_id, self._read_worker, self._reader, self, flat=flat)
        self._timelines.append(timeline)
        try:
            await timeline.open()
        except BaseException as error:
            timeline.close()
            if isinstance(error, StoreCorrupt):
                self.cache_damaged()
            raise
        self._open_room = room_id
        if self._transport is not None:
            self._transport.open_room(room_id)
        return timeline

    def timeline_closed(self, timeline: RoomTimeline) -> None:
        """Called by a timeline that is closed."""
        if timeline in self._timelines:
            self._timelines.remove(timeline)
        if not self._timelines and self._transport is not None and not self._stopped:
            self._open_room = None
            self._transport.open_room(None)

    @told
    async def members(self, room_id: str) -> Sequence[Member]:
        """All members, from the server if they are not all here; offline those that are known."""
        _, complete, _ = await self._cache_worker.call(self._cache.recipients, room_id)
        if not complete and self.context.client is not None and self.connection.link is not Link.OFFLINE:
            try:
                await self._encryption.load_members(room_id)
            except UserError as error:
                if not is_transient(error):
                    raise
        return await self._read_worker.call(self._reader.members, room_id)

    @told
    async def is_encrypted(self, room_id: str) -> bool:
        """Whether messages into the room are encrypted. Asks the server where we believe not, if we can."""
        if self.context.client is None:
            return await self._read_worker.call(self._reader.encrypted, room_id)
        return await self._encryption.is_encrypted(room_id)

    @told
    async def create_room(
        self,
        *,
        name: str = "",
        invite: Sequence[str] = (),
        encrypted: bool = True,
        direct: bool = False,
        history_visibility: str | None = None,
        preset: str | None = None,
        topic: str = "",
        alias: str = "",
    ) -> str:
        """Gives the room id, when the room is in the list (or a few seconds have passed).

        ``preset`` public_chat: everybody may join; ``alias``: the part before the server of its address.
        """
        return await self._actions.create(
            name, invite, encrypted, direct, history_visibility, preset, topic=topic, alias=alias
        )

    @told
    async def join(self, room_id: str, via: Sequence[str] = ()) -> str:
        """Accept an invitation, or enter an open room (also by its alias); gives the room id."""
        return await self._actions.join(room_id, via)

    @told
    async def leave(self, room_id: str) -> None:
        """Also declines an invitation."""
        await self._actions.leave(room_id)

    @told
    async def invite(self, room_id: str, user_id: str) -> None:
        """Raises UserError BAD_USER_ID, FORBIDDEN, ..."""
        await self._actions.invite(room_id, user_id)

    @told
    async def read_room(self, room_id: str) -> None:
        """Everything in the room is read: here at once, on the server as soon as it can be reached."""
        await self._actions.read_room(room_id)
        summary = self.rooms.get(room_id)
        if summary is not None and summary.marked_unread:
            await self.marks.set_unread(room_id, False)

    @told
    async def fill_gap(self, room_id: str, gap: Gap) -> None:
        """For timelines: fetch the events before a hole."""
        self.finder.used()
        await self._actions.fill_gap(room_id, gap)

    @told
    async def look_ahead(self, room_id: str, ahead: Ahead) -> None:
        """For timelines: fetch the events after a place in the past."""
        await self._actions.look_ahead(room_id, ahead)

    @told
    async def look_around(self, room_id: str, event_id: str) -> None:
        """For timelines: fetch an event that is not here, with what stands around it."""
        await self._actions.look_around(room_id, event_id)

    # -- messages -----------------------------------------------------------------------------------------------------

    @told
    async def send_text(self, room_id: str, body: str) -> None:
        """Formatted with Markdown."""
        await self.writing.send(room_id, Written(body))

    @told
    async def send_message(self, room_id: str, body: str, *, markdown: bool = False) -> str:
        """A text as it is, or formatted with Markdown. Gives the transaction id; ``result`` waits for the event id."""
        return await self.writing.send(room_id, Written(body, markdown=markdown))

    @told
    async def edit(self, room_id: str, event_id: str, body: str, *, markdown: bool = False) -> str:
        """Change the text of an own message; gives the transaction id, as all of these do."""
        return await self.writing.send(room_id, Written(body, markdown=markdown), Intent("edit", event_id))

    @told
    async def reply(self, room_id: str, event_id: str, body: str, *, markdown: bool = False) -> str:
        """Answer a message."""
        return await self.writing.send(room_id, Written(body, markdown=markdown), Intent("reply", event_id))

    @told
    async def thread(self, room_id: str, root: str, body: str, *, markdown: bool = False) -> str:
        """Write into the thread that ``root`` (or the thread it is in) began."""
        return await self.writing.send(room_id, Written(body, markdown=markdown), Intent("thread", root))

    @told
    async def poll_start(
        self, room_id: str, question: str, answers: Sequence[str], *, disclosed: bool = True, most: int = 1
    ) -> str:
        """Ask everybody in the room. ``disclosed``: the votes are seen before the end; ``most``: answers of each."""
        return await self.writing.poll(room_id, question, answers, disclosed=disclosed, most=most)

    @told
    async def poll_vote(self, room_id: str, event_id: str, answers: Sequence[str]) -> str:
        """Answer a poll, or answer it anew; ``answers`` are ids, none takes the answer back."""
        return await self.enqueue(room_id, polls.RESPONSES[0], polls.response(event_id, answers))

    @told
    async def poll_end(self, room_id: str, event_id: str, text: str = "The poll has ended.") -> str:
        """Nobody can answer any more. ``text`` is for programs without polls."""
        return await self.enqueue(room_id, polls.ENDS[0], polls.end(event_id, text))

    @told
    async def react(self, room_id: str, event_id: str, key: str) -> str:
        """Put a reaction under a message."""
        return await self.enqueue(room_id, "m.reaction", messages.reaction(event_id, key), action="plain")

    @told
    async def send_file(
        self,
        room_id: str,
        path: Path,
        caption: str = "",
        *,
        strip: bool = False,
        scale: bool = False,
        thread: str = "",
    ) -> str:
        """Send a copy of a file; it may be moved or removed when this returns. ``strip``: pictures lose their metadata;
        ``scale``: large ones are made smaller; ``thread``: the message in whose thread it is sent.

        Raises UserError as ``app.media.uploads.Uploads.prepare``.
        """
        prepared = await self._files.prepare(path, caption, strip=strip, scale=scale)
        try:
            content = prepared.content
            if thread:
                root, newest = await self._read_worker.call(self._reader.thread, room_id, thread)
                content = messages.in_thread(content, root, newest)
            item = await self._queue.add(room_id, "m.room.message", content, action="file", uploads=prepared.uploads)
        except BaseException:
            self._files.discard(prepared)
            raise
        return item.txn_id

    @told
    async def save_attachment(self, room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
        """Save the file of a message in ``folder``; gives its path and the SHA-256 of what was written (hexadecimal).

        Raises UserError BAD_ANSWER if it is not the file that was sent, TOO_LARGE if it is longer than was said.
        """
        return await self._files.save(room_id, event_id, folder)

    @told
    async def search_ready(self) -> None:
        """Wait until everything that is stored can be found."""
        await self._search.settled()

    @told
    async def picture(self, room_id: str, key: str, width: int, height: int) -> Picture | None:
        """The picture of a row, decoded elsewhere, at most that large; None if there is none to show."""
        return await self._files.picture(room_id, key, width, height)

    @told
    async def redact(self, room_id: str, event_id: str, reason: str | None = None) -> str:
        """Remove the content of an event for everyone."""
        content: Json = {} if reason is None else {"reason": reason}
        return await self.enqueue(room_id, "m.room.redaction", content, action="redact", target=event_id)

    async def enqueue(
        self, room_id: str, type_: str, content: Json, *, action: str = "message", target: str | None = None
    ) -> str:
        """Into the send queue; gives the transaction id. ``result`` waits for the event id."""
        item = await self._queue.add(room_id, type_, content, action=action, target=target)
        return item.txn_id

    async def result(self, txn_id: str) -> str:
        """The event id of something in the send queue. Raises UserError if it failed."""
        return await self._queue.result(txn_id)

    async def deliver(self, item: Queued) -> str:
        """For the send queue: one thing onto the server."""
        from app.matrix import api

        client = self.context.online()
        await self._copies.admitted.wait()
        if item.action == "redact":
            reason = item.content.get("reason")
            return await api.redact(client, item.room_id, item.target or "", item.txn_id, reason)
        type_, content = item.type, item.content
        if item.action == "file":
            encrypted = await self._encryption.is_encrypted(item.room_id)
            content = await self._files.deliver(client, item, encrypted)
        if item.action in ("message", "file"):
            type_, content = await self._encryption.encrypt(item.room_id, type_, content, item.txn_id)
        return await api.send_event(client, item.room_id, type_, content, item.txn_id)

    @told
    async def resend(self, room_id: str, key: str) -> None:
        """See ``app.interface.AccountView``."""
        await self._queue.resend(room_id, key)

    @told
    async def discard(self, room_id: str, key: str) -> None:
        """See ``app.interface.AccountView``."""
        await self._queue.discard(room_id, key)

    def echoes(self, room_id: str) -> Sequence[TimelineItem]:
        """For timelines: own messages on their way."""
        summary = self.rooms.get(room_id)
        return self._queue.echoes(room_id, summary is not None and summary.encrypted)

    def pending(self, room_id: str) -> Sequence[Queued]:
        """For timelines: what is on its way and changes rows that are there."""
        return self._queue.pending(room_id)

    @told
    async def devices(self, user_id: str) -> Sequence[DeviceInfo]:
        """The devices of a user, as the engine knows them."""
        return await self._crypto_worker.call(self._machine.devices, user_id)

    @property
    def keys(self) -> tuple[str, str]:
        """(ed25519, curve25519) of this device."""
        return self._machine.ed25519, self._machine.curve25519

    async def synced(self) -> None:
        """Wait until the first answers of the server are stored and our keys are there."""
        await self._sync.first.wait()
        await self._encryption.flushed("upload")

    @property
    def traffic(self) -> dict[str, int]:
        """Counters since ``start``: requests, bytes of answers, sync answers."""
        client = self.context.client
        return {
            "requests": client.requests if client is not None else 0,
            "bytes_in": client.bytes_in if client is not None else 0,
            "sync_answers": self._sync.batches,
            "sync_bytes": self._sync.bytes_in,
        }

    @told
    async def avatar(self, mxc: str, size: int) -> bytes | None:
        """See ``app.interface.AccountView``."""
        return await self._avatars.get(mxc, size)

    # -- the end ------------------------------------------------------------------------------------------------------

    @told
    async def sign_out(self) -> None:
        """Log out on the server if it can be reached, then remove key and store."""
        if self.context.client is not None and self.connection.link is not Link.SIGNED_OUT:
            from app.sign_out import tell_server

            with suppress(UserError, TimeoutError):
                await asyncio.wait_for(self._copies.leave(self.context.client), 5.0)
            try:
                await asyncio.wait_for(tell_server(self.context.client, self._storage.session), 15.0)
            except (UserError, TimeoutError):
                _log.warning("the server was not told that this device is signed out")
        await self.stop()
        await asyncio.get_running_loop().run_in_executor(None, self._profile.destroy)


def _import_network() -> None:
    import app.matrix.api
    import app.matrix.sync.select  # noqa: F401
