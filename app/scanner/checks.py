# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asks the scanner about single files, keeps what it says, and asks again only when that has become old."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.media.content import Source
from app.scanner.types import Scan
from app.store.scans import Scanned, Scans, print_of
from app.worker import Worker
from crypto.scan_request import BadScannerKey, ScanRequests

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient
    from app.matrix.scanner_api import Verdict

_log = logging.getLogger(__name__)

CLEAN_FOR = 30 * 86_400
"""Seconds for which "clean" counts; what scanners know changes."""
REFUSED_FOR = 86_400
"""Seconds for which a refusal counts; it may have been an error, and the operator may have allowed a kind of file."""
_FAILED_FOR = 300.0  # seconds until a failed check is repeated by itself
_AT_ONCE = 3
Print = tuple[str, bytes]


@dataclass(slots=True, eq=False)
class _Failed:
    scan: Scan
    until: float


class Checks:
    """``client`` is set while there is a connection; ``told`` hears of every result, also of those that are kept."""

    def __init__(self, scans: Scans, worker: Worker, *, clock: Callable[[], float] = time.time) -> None:
        self.client: MatrixClient | None = None
        self.authenticated = True
        self.told: Callable[[Print, Scan], None] = lambda _print, _scan: None
        self._scans = scans
        self._worker = worker
        self._clock = clock
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._running: dict[Print, asyncio.Task[Scan]] = {}
        self._failed: dict[Print, _Failed] = {}
        self._requests: ScanRequests | None = None

    async def stored(self, source: Source) -> Scan | None:
        """What counts without asking anybody."""
        return self._counting(await self._get(source), self._clock())

    async def verdict(self, source: Source, *, urgent: bool) -> Scan:
        """OWN, CLEAN, INFECTED, FORBIDDEN_TYPE, FAILED or GONE; from what is kept, as long as it counts.

        ``urgent``: somebody waits for the file, so what failed a moment ago is tried again.
        """
        mark = mark_of(source)
        kept = await self._get(source)
        known = self._counting(kept, self._clock())
        if known is not None:
            return known
        failed = self._failed.get(mark)
        if failed is not None and not urgent and failed.until > time.monotonic():
            return failed.scan
        found = await self._ask_once(source)
        if found is Scan.FAILED and kept is not None and kept.result == Scan.CLEAN:
            return Scan.CLEAN  # it is old, but nothing else is known
        return found

    async def own(self, source: Source) -> None:
        """A file that was sent from here."""
        await self._worker.call(self._scans.put, source.mxc, print_of(source.key), Scan.OWN.value)

    async def forget(self, source: Source) -> None:
        """Ask anew next time."""
        self._failed.pop(mark_of(source), None)
        await self._worker.call(self._scans.forget, source.mxc, print_of(source.key))

    async def requests(self, *, fresh: bool = False) -> ScanRequests:
        """What encrypts for the scanner. Raises UserError NOT_CHECKED if there is no scanner or no usable key, and
        network trouble."""
        from app.matrix import scanner_api

        if self._requests is None or fresh:
            key = await scanner_api.public_key(self._online())
            if key is None:
                raise UserError(ErrorCode.NOT_CHECKED, reason="no scanner")
            try:
                self._requests = ScanRequests(key)
            except BadScannerKey as error:
                raise UserError(ErrorCode.NOT_CHECKED, reason="key") from error
        return self._requests

    def retry(self) -> None:
        """The connection is back: what failed may be asked again, and the scanner's key may be another one."""
        self._failed.clear()
        self._requests = None

    async def stop(self) -> None:
        """End all checks."""
        self.client = None
        self._requests = None
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # -- asking -------------------------------------------------------------------------------------------------------

    def _online(self) -> MatrixClient:
        if self.client is None:
            raise UserError(ErrorCode.NO_NETWORK)
        return self.client

    async def _get(self, source: Source) -> Scanned | None:
        return await self._worker.call(self._scans.get, source.mxc, print_of(source.key))

    @staticmethod
    def _counting(kept: Scanned | None, now: float) -> Scan | None:
        if kept is None:
            return None
        if kept.result == Scan.OWN:
            return Scan.OWN
        age = now - kept.checked
        lasts = CLEAN_FOR if kept.result == Scan.CLEAN else REFUSED_FOR
        if not -86_400 < age < lasts:  # a clock that was wrong keeps nothing for ever
            return None
        return Scan(kept.result) if kept.result in (Scan.CLEAN, Scan.INFECTED, Scan.FORBIDDEN_TYPE) else None

    async def _ask_once(self, source: Source) -> Scan:
        """Several who want to know the same wait for one answer."""
        mark = mark_of(source)
        task = self._running.get(mark)
        if task is None:
            task = self._running[mark] = asyncio.get_running_loop().create_task(self._check(source), name="scan")
            task.add_done_callback(lambda _done: self._running.pop(mark, None))
        return await asyncio.shield(task)

    async def _check(self, source: Source) -> Scan:
        mark = mark_of(source)
        try:
            async with self._gate:
                scan = await self._judged(source)
        except UserError as error:
            _log.info("a file could not be checked: %s", error.code.value)
            scan = Scan.FAILED
        if scan in (Scan.CLEAN, Scan.INFECTED, Scan.FORBIDDEN_TYPE):
            self._failed.pop(mark, None)
            await self._worker.call(self._scans.put, source.mxc, print_of(source.key), scan.value)
        else:
            if len(self._failed) > 1000:
                self._failed.clear()
            self._failed[mark] = _Failed(scan, time.monotonic() + _FAILED_FOR)
        self.told(mark, scan)
        return scan

    async def _judged(self, source: Source) -> Scan:
        from app.matrix import scanner_api

        verdict = await self._verdict(source)
        if verdict.clean:
            return Scan.CLEAN
        match verdict.reason:
            case scanner_api.NOT_CLEAN:
                return Scan.INFECTED
            case scanner_api.MIME_FORBIDDEN:
                return Scan.FORBIDDEN_TYPE
            case "not found":
                # The scanner finds no files either if it is too old for authenticated media: ask the homeserver itself.
                there = await scanner_api.exists(self._online(), source.mxc, authenticated=self.authenticated)
                return Scan.FAILED if there else Scan.GONE
        return Scan.FAILED

    async def _verdict(self, source: Source) -> Verdict:
        from app.matrix import scanner_api

        client, authenticated = self._online(), self.authenticated
        if source.key is None:
            return await scanner_api.scan(client, source.mxc, authenticated=authenticated)
        body = (await self.requests()).seal(source.mxc, source.key)
        verdict = await scanner_api.scan_encrypted(client, body, authenticated=authenticated)
        if verdict.reason in (scanner_api.BAD_DECRYPTION, scanner_api.FAILED_TO_DECRYPT):
            # Once more with its present key. Released scanners use the second code for both, a wrong key and a broken
            # file.
            body = (await self.requests(fresh=True)).seal(source.mxc, source.key)
            verdict = await scanner_api.scan_encrypted(client, body, authenticated=authenticated)
        return verdict


def mark_of(source: Source) -> Print:
    return source.mxc, print_of(source.key)
