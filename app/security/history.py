# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sharing a room's history with somebody who is invited, and taking what an inviter shares (MSC4268)."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import orjson

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.send_queue import is_transient
from crypto.attachments import AttachmentKey, BadAttachment, decrypt, encrypt
from crypto.history import MAX_BUNDLE, read_bundle
from crypto.types import Json

_log = logging.getLogger(__name__)
_OPEN = ("shared", "world_readable")
_SLICE = 200
_PIECE = 256 * 1024
_KEYS_WITHIN = 5.0  # seconds that an invitation waits for the keys of whom it invites


class SharedHistory:
    """``authenticated``: the server wants a token for files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wake = asyncio.Event()
        self.authenticated = True

    def start(self) -> None:
        self._desk.always(self._take_all)
        self._wake.set()

    def poke(self) -> None:
        """Somebody shared history."""
        self._wake.set()

    # -- giving ------------------------------------------------------------------------------------------------------

    async def share(self, room_id: str, user_id: str) -> int:
        """Before an invitation: give the person's signed devices the keys of the room's past; gives how many got it.

        Only where the room lets later members read what was, and only from a device that is signed itself. What goes
        wrong here does not keep anybody from being invited.
        """
        try:
            return await self._share(room_id, user_id)
        except (UserError, TimeoutError) as error:
            _log.info("history was not shared: %s", error)
            return 0

    async def _share(self, room_id: str, user_id: str) -> int:
        from app.matrix import media

        desk, storage = self._desk, self._desk.storage
        own = await desk.call(desk.engine.own)
        if not own.device_signed or not await desk.encryption.is_encrypted(room_id):
            return 0
        if await self._visibility(room_id) not in _OPEN:
            return 0
        await desk.encryption.track([user_id])
        async with asyncio.timeout(_KEYS_WITHIN):
            await desk.encryption.flushed("query")
        if not await desk.call(desk.engine.history_readers, user_id):
            return 0
        keys: list[Json] = []
        withheld: list[Json] = []
        after: int | None = 0
        while after is not None:
            some, others, after = await storage.crypto.call(desk.engine.history_bundle, room_id, after)
            keys += some
            withheld += others
        if not keys:
            return 0
        sealed, key = await asyncio.to_thread(_seal, {"room_keys": keys, "withheld": withheld})
        url = await media.upload(desk.online(), _pieces(sealed), size=len(sealed))
        count = int(await desk.call(desk.engine.offer_history, room_id, user_id, key.to_file(url)))
        desk.encryption.poke()
        return count

    async def _visibility(self, room_id: str) -> str:
        from app.matrix import api

        try:
            content = await api.get_state_event(self._desk.online(), room_id, "m.room.history_visibility")
        except UserError as error:
            if error.code is ErrorCode.NOT_FOUND:
                return "shared"
            raise
        value = content.get("history_visibility")
        return value if isinstance(value, str) else ""

    # -- taking ------------------------------------------------------------------------------------------------------

    async def _take_all(self) -> None:
        pause = 2.0
        while True:
            await self._wake.wait()
            self._wake.clear()
            for room_id, user_id, file in await self._desk.call(self._desk.engine.history_due):
                try:
                    await self._take(room_id, user_id, file)
                    pause = 2.0
                except UserError as error:
                    if not is_transient(error):
                        _log.warning("shared history could not be fetched: %s", error.code.value)
                        await self._desk.call(self._desk.engine.history_done, room_id, user_id)
                        continue
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 300.0)
                    self._wake.set()

    async def _take(self, room_id: str, user_id: str, file: Json) -> None:
        from app.matrix import media

        desk = self._desk
        buffer = io.BytesIO()

        async def write(piece: bytes) -> None:
            buffer.write(piece)

        await media.download(
            desk.online(), str(file.get("url")), write, limit=MAX_BUNDLE, authenticated=self.authenticated
        )
        try:
            keys = await asyncio.to_thread(_open, buffer, file)
        except (BadAttachment, ValueError) as error:
            _log.warning("shared history is of no use: %s", error)
            keys = []
        for start in range(0, len(keys), _SLICE):
            await desk.get(desk.engine.take_history, room_id, user_id, keys[start : start + _SLICE])
            await asyncio.sleep(0)
        await desk.call(desk.engine.history_done, room_id, user_id)

    async def joined(self, room_id: str, inviter: str) -> None:
        """We accepted an invitation."""
        with suppress(UserError):
            await self._desk.step(self._desk.engine.joined_on_invitation, room_id, inviter)


def _seal(bundle: Json) -> tuple[bytes, AttachmentKey]:
    target = io.BytesIO()
    key = encrypt(io.BytesIO(orjson.dumps(bundle)), target)
    return target.getvalue(), key


def _open(buffer: io.BytesIO, file: Json) -> list[Json]:
    key = AttachmentKey.parse(file)
    buffer.seek(0)
    return read_bundle(b"".join(decrypt(buffer, key)))


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]
