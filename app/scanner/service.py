# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether files are checked, what is known of each, and the gate that every file passes before it is used.

The scanner belongs to the homeserver (``/_matrix/media_proxy``). To check an encrypted file it must be told the key of
that file, and then it can read it. A homeserver alone must not bring that about: the organisation decides it by policy,
or the user says so once when the server offers a scanner. Until then no key leaves, and files are used unchecked.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.content import Source
from app.media.files import Files
from app.policy.categories.privacy import CONTENT_SCANNER
from app.policy.keys import Key
from app.policy.policy import Source as Origin
from app.scanner.checks import Checks, Print, mark_of
from app.scanner.types import ALWAYS, NEVER, OFFERED, SEVERITY, Scan, Scanning
from app.service import Service
from app.signal import Signal
from app.store.changes import CacheChanges
from app.told import told

_log = logging.getLogger(__name__)
_KEPT = "content_scanner"
_ROWS = 3000  # whose results are remembered for the window
_WAITING = 40  # rows that wait for a check that nobody asked for; the newest ones count
_PAUSE = 0.3  # seconds between two of them
Row = tuple[str, str]


class Scanner(Service):
    """``known``: whether files are checked; ``news`` when that changes. ``changed_row``: (room, key) with another
    result."""

    def __init__(self, context: Context, files: Files) -> None:
        super().__init__(context)
        self.known = Scanning()
        self.news: Signal[Scanning] = Signal()
        self.changed_row: Signal[Row] = Signal()
        self.checks = Checks(context.storage.scans, context.storage.writing)
        self.checks.told = self._told
        self._files = files
        self._rows: OrderedDict[Row, Scan] = OrderedDict()
        self._files_of: dict[Row, tuple[Print, ...]] = {}
        self._results: dict[Print, Scan] = {}
        self._stale: set[Row] = set()
        self._waiting: OrderedDict[Row, None] = OrderedDict()
        self._follower: asyncio.Task[None] | None = None
        self._forget = context.prefs.changed.connect(self._chosen)
        files.guard = self
        files.found = self._found

    # -- whether ------------------------------------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """never, offered or always."""
        return self.context.prefs.value(CONTENT_SCANNER)

    @property
    def decided(self) -> bool:
        """Somebody said so: the organisation or the user, not just our default."""
        return self.context.prefs.effective(CONTENT_SCANNER).source is not Origin.DEFAULT

    @property
    def required(self) -> bool:
        """Nothing is opened, shown or saved unchecked."""
        return self._required(self.known.offered)

    def _required(self, offered: bool | None) -> bool:
        return self.mode == ALWAYS or (self.mode == OFFERED and self.decided and offered is True)

    def decide(self, check: bool) -> None:
        """The user's answer, once the server has offered a scanner."""
        self.context.prefs.choose(CONTENT_SCANNER, OFFERED if check else NEVER)
        self.refresh()

    def refresh(self) -> None:
        """The setting was chosen, be it the value that it had by default."""
        self._chosen(CONTENT_SCANNER)

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        offered = kept.get("offered") if kept is not None else None
        self._know(offered if isinstance(offered, bool) else None)

    def connected(self) -> None:
        """See ``Service``."""
        versions = self.context.versions
        self.checks.client = self.context.client
        self.checks.authenticated = versions.authenticated_media if versions is not None else True
        self.checks.retry()
        if self.mode != NEVER:
            self.context.errand(self._learn())

    def online(self) -> None:
        """See ``Service``."""
        self.checks.retry()
        for row in [row for row, scan in self._rows.items() if scan is Scan.FAILED]:
            self._set(row, Scan.UNCHECKED)

    async def disconnected(self) -> None:
        """See ``Service``."""
        follower, self._follower = self._follower, None
        if follower is not None:
            follower.cancel()
            await asyncio.gather(follower, return_exceptions=True)
        self._waiting.clear()
        await self.checks.stop()

    async def close(self) -> None:
        """See ``Service``."""
        self._forget()
        await self.disconnected()

    async def _learn(self) -> None:
        from app.matrix import scanner_api

        offered = await scanner_api.public_key(self.context.online()) is not None
        if offered is not self.known.offered:
            storage = self.context.storage
            await storage.crypto.call(storage.vault.set_value, _KEPT, {"offered": offered})
        self._know(offered)

    def _know(self, offered: bool | None) -> None:
        ask = self.mode == OFFERED and not self.decided and offered is True
        known = Scanning(self._required(offered), ask, offered)
        if known != self.known:
            self.known = known
            self.news.emit(known)

    def _chosen(self, key: Key[Any]) -> None:
        if key.name != CONTENT_SCANNER.name:
            return
        self._know(self.known.offered)
        if self.mode != NEVER and self.known.offered is None and self.context.client is not None:
            self.context.errand(self._learn())

    # -- the gate -----------------------------------------------------------------------------------------------------

    async def admit(self, source: Source) -> None:
        """Wait until a file may be used. Raises UserError INFECTED, TYPE_FORBIDDEN, NOT_CHECKED, GONE."""
        if self.mode == OFFERED and self.decided and self.known.offered is None:
            await self._learn()
        if not self.required:
            return
        scan = await self.checks.verdict(source, urgent=True)
        match scan:
            case Scan.OWN | Scan.CLEAN:
                return
            case Scan.INFECTED:
                raise UserError(ErrorCode.INFECTED)
            case Scan.FORBIDDEN_TYPE:
                raise UserError(ErrorCode.TYPE_FORBIDDEN)
            case Scan.GONE:
                raise UserError(ErrorCode.GONE)
        raise UserError(ErrorCode.NOT_CHECKED)

    async def download(self, source: Source, write: Callable[[bytes], Awaitable[None]], *, limit: int) -> int:
        """A file through the scanner: what lies there in clear, and what the server gives no other way."""
        from app.matrix import scanner_api

        client, authenticated = self.context.online(), self.checks.authenticated
        if source.key is None:
            return await scanner_api.download(client, source.mxc, write, limit=limit, authenticated=authenticated)
        body = (await self.checks.requests()).seal(source.mxc, source.key)
        return await scanner_api.download_encrypted(client, body, write, limit=limit, authenticated=authenticated)

    async def own(self, source: Source) -> None:
        """A file was sent from here."""
        await self.checks.own(source)

    # -- what the window shows ----------------------------------------------------------------------------------------

    def state(self, room_id: str, key: str) -> Scan | None:
        """What is known of the files of a row; None: nothing to say, files are not checked.

        That the server does not have one any more is said in any case.
        """
        scan = self._rows.get((room_id, key), Scan.UNCHECKED)
        return scan if self.known.required or scan is Scan.GONE else None

    def look(self, room_id: str, key: str) -> None:
        """A row is on screen: check its files, when its turn comes."""
        row = (room_id, key)
        if not self.known.required or self.context.client is None:
            return
        if self._rows.get(row, Scan.UNCHECKED) is not Scan.UNCHECKED and row not in self._stale:
            return
        self._stale.discard(row)
        self._waiting[row] = None
        self._waiting.move_to_end(row)
        while len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        if self._follower is None or self._follower.done():
            self._follower = asyncio.get_running_loop().create_task(self._follow(), name="scan rows")

    @told
    async def check_again(self, room_id: str, key: str) -> Scan:
        """Somebody asks for it: forget what is known of the files of a row, and check them now."""
        row, sources = (room_id, key), await self._files.sources(room_id, key)
        self._set(row, Scan.CHECKING)
        for source in sources:
            await self.checks.forget(source)
        return await self._look(row, sources, urgent=True)

    async def _follow(self) -> None:
        while self._waiting:
            row, _ = self._waiting.popitem()
            try:
                sources = await self._files.sources(*row)
                known = [await self.checks.stored(source) for source in sources]
                if None not in known:
                    await self._look(row, sources, urgent=False)
                    continue
                self._set(row, Scan.CHECKING)
                await self._look(row, sources, urgent=False)
            except UserError as error:
                _log.info("a row is not checked: %s", error.code.value)
                self._set(row, Scan.FAILED)
            await asyncio.sleep(_PAUSE)

    async def _look(self, row: Row, sources: Sequence[Source], *, urgent: bool) -> Scan:
        self._files_of[row] = tuple(mark_of(source) for source in sources)
        found = [await self.checks.verdict(source, urgent=urgent) for source in sources]
        for source, scan in zip(sources, found, strict=True):
            self._results[mark_of(source)] = scan
        worst = max(found, key=SEVERITY.index, default=Scan.OWN)
        self._set(row, worst)
        return worst

    def _found(self, room_id: str, key: str, there: bool) -> None:
        row = (room_id, key)
        if not there:
            self._set(row, Scan.GONE)
        elif self._rows.get(row) is Scan.GONE:
            self._set(row, Scan.UNCHECKED)

    def _told(self, mark: Print, scan: Scan) -> None:
        """A file was checked, whoever wanted to know: rows with it say so."""
        self._results[mark] = scan
        for row, marks in list(self._files_of.items()):
            if mark in marks:
                results = [self._results.get(each, Scan.UNCHECKED) for each in marks]
                self._set(row, max(results, key=SEVERITY.index))

    def _set(self, row: Row, scan: Scan) -> None:
        if self._rows.get(row, Scan.UNCHECKED) is scan:
            return
        self._rows[row] = scan
        self._rows.move_to_end(row)
        while len(self._rows) > _ROWS:
            gone, _ = self._rows.popitem(last=False)
            self._stale.discard(gone)
            for mark in self._files_of.pop(gone, ()):
                self._results.pop(mark, None)
        self.changed_row.emit(row)

    def changed(self, changes: CacheChanges) -> None:
        """See ``Service``: a message may have another file now."""
        for room_id, change in changes.rooms.items():
            for event_id in change.events:
                row = (room_id, event_id)
                if row in self._rows:
                    self._stale.add(row)
