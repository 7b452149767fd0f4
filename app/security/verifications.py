# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Verifications as the window sees them, and the clock that ends those that take too long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection

from app.errors import ErrorCode, UserError
from app.security.desk import Desk
from app.security.interface import Phase, Verification
from app.signal import Signal
from crypto.verification.emoji import EMOJI
from crypto.verification.flows import CannotVerify, FlowView, Verifications
from crypto.verification.qr import BadQrCode

_LONGEST_SLEEP = 60.0
REQUEST_TEXT = "Verification request. Your client does not support verification of this kind."
"""What clients show that cannot verify; in English, as everybody's do."""


class VerificationList:
    """``direct_room`` gives the room for a talk with one person alone, made if there is none."""

    def __init__(self, desk: Desk, direct_room: Callable[[str], Awaitable[str]]) -> None:
        self._desk = desk
        self._direct_room = direct_room
        self._items: dict[str, Verification] = {}
        self._names: dict[str, str] = {}
        self._deadline = asyncio.Event()
        self.changed: Signal[Verification] = Signal()

    @property
    def items(self) -> list[Verification]:
        return list(self._items.values())

    def start(self) -> None:
        self._desk.beside(self.refresh(()))
        self._desk.always(self._watch)

    # -- what there is -----------------------------------------------------------------------------------------------

    async def refresh(self, touched: Collection[str]) -> None:
        """Look at the engine again; tells of those that are new or different."""
        engine = self._desk.engine
        views: list[FlowView] = await self._desk.call(engine.verifications)
        items: dict[str, Verification] = {}
        news: list[Verification] = []
        for view in views:
            item = await self._item(view)
            items[view.key] = item
            if self._items.get(view.key) != item or view.key in touched:
                news.append(item)
        self._items = items
        self._deadline.set()
        for item in news:
            self.changed.emit(item)

    async def _item(self, view: FlowView) -> Verification:
        device_name = ""
        if view.device_id is not None:
            machine = self._desk.storage.machine
            for device in await self._desk.call(machine.devices, view.user_id):
                if device.device_id == view.device_id:
                    device_name = device.display_name or ""
        return Verification(
            key=view.key,
            user_id=view.user_id,
            display_name=await self._name(view),
            own=view.user_id == self._desk.user_id,
            device_id=view.device_id,
            device_name=device_name or None,
            room_id=view.room_id,
            phase=Phase(view.phase.value),
            we_requested=view.we_requested,
            can_sas=view.can_sas,
            can_show_qr=view.can_show_qr,
            can_scan_qr=view.can_scan_qr,
            emoji=tuple((EMOJI[i].symbol, EMOJI[i].german, EMOJI[i].english) for i in view.emoji)
            if view.emoji is not None
            else None,
            decimals=view.decimals,
            cancel_code=view.cancel_code,
            cancelled_by_us=view.cancelled_by_us,
            deadline=view.deadline,
        )

    async def _name(self, view: FlowView) -> str:
        if view.room_id is None:
            return view.user_id
        reading, reader = self._desk.storage.reading, self._desk.storage.reader
        return await reading.call(reader.member_name, view.room_id, view.user_id)

    async def _watch(self) -> None:
        engine = self._desk.engine
        while True:
            deadline = await self._desk.call(engine.next_deadline)
            pause = _LONGEST_SLEEP if deadline is None else min(max(deadline - time.time(), 0.1), _LONGEST_SLEEP)
            self._deadline.clear()
            try:
                await asyncio.wait_for(self._deadline.wait(), pause)
                continue
            except TimeoutError:
                pass
            if self._items or deadline is not None:
                await self.act(Verifications.tick)

    # -- what the person does ----------------------------------------------------------------------------------------

    async def act(self, action: Callable[[Verifications], object]) -> object:
        """Let the engine do something with the verifications. Raises UserError CANNOT_VERIFY."""
        try:
            result: object = await self._desk.get(self._desk.engine.verify, action)
        except CannotVerify as error:
            raise UserError(ErrorCode.CANNOT_VERIFY, reason="not_verified") from error
        except BadQrCode as error:
            raise UserError(ErrorCode.CANNOT_VERIFY, reason="bad_code") from error
        await self.refresh(())
        return result

    def get(self, key: str) -> Verification:
        """Raises UserError NOT_FOUND."""
        item = self._items.get(key)
        if item is None:
            raise UserError(ErrorCode.NOT_FOUND)
        return item

    async def request_user(self, user_id: str) -> Verification:
        """Ask a person, in the room we share with them alone."""
        own = await self._desk.call(self._desk.engine.own)
        if not own.verified:
            raise UserError(ErrorCode.CANNOT_VERIFY, reason="not_verified")
        machine = self._desk.storage.machine
        await self._desk.encryption.track([user_id])
        if await self._desk.call(machine.identity, user_id) is None:
            await self._desk.encryption.flushed("query")
            if await self._desk.call(machine.identity, user_id) is None:
                raise UserError(ErrorCode.CANNOT_VERIFY, reason="no_identity")
        room_id = await self._direct_room(user_id)
        return await self.request_in_room(user_id, room_id)

    async def request_in_room(self, user_id: str, room_id: str) -> Verification:
        key = await self.act(lambda flows: flows.request_in_room(room_id, user_id, REQUEST_TEXT))
        return self.get(str(key))

    async def request_device(self, device_id: str | None, user_id: str | None = None) -> Verification:
        """Ask one device, or all of our own other ones."""
        user = user_id or self._desk.user_id
        machine = self._desk.storage.machine
        await self._desk.encryption.flushed("query")
        known = [device for device in await self._desk.call(machine.devices, user) if not device.dehydrated]
        targets = [device.device_id for device in known if device_id is None or device.device_id == device_id]
        targets = [target for target in targets if (user, target) != (self._desk.user_id, self._desk.device_id)]
        if not targets:
            raise UserError(ErrorCode.CANNOT_VERIFY, reason="no_device")
        if user == self._desk.user_id:
            view = await self._desk.call(self._desk.engine.own)
            if view.replaced:
                await self._desk.step(self._desk.engine.take_other_identity)
        key = await self.act(lambda flows: flows.request(user, targets))
        return self.get(str(key))
