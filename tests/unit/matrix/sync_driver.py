# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Follows a transport the way the account does, and keeps what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.matrix import api
from app.matrix.client import MatrixClient
from app.matrix.sync.select import select_transport
from app.matrix.sync.types import RoomUpdate, SyncBatch, SyncConnection, SyncTransport


@dataclass
class Told:
    """Everything that was told so far, and the tokens as a store would keep them."""

    batches: list[SyncBatch] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    to_device: list[Any] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    gaps: int = 0
    otk_counts: Any = None

    def updates(self, room_id: str) -> list[RoomUpdate]:
        return [
            room
            for batch in self.batches
            if batch.rooms is not None
            for room in batch.rooms.rooms
            if room.room_id == room_id
        ]

    def membership(self, room_id: str) -> str | None:
        told = [update.membership for update in self.updates(room_id) if update.membership is not None]
        return told[-1] if told else None

    def bodies(self, room_id: str) -> list[str]:
        """Texts in the order in which they came, each event once."""
        seen: set[str] = set()
        result = []
        for update in self.updates(room_id):
            for event in update.timeline:
                if event["event_id"] not in seen and "body" in event["content"]:
                    seen.add(event["event_id"])
                    result.append(event["content"]["body"])
        return result

    def state(self, room_id: str) -> dict[tuple[str, str], Any]:
        """The room state as a store would have it."""
        state: dict[tuple[str, str], Any] = {}
        for update in self.updates(room_id):
            if update.initial:
                state.clear()
            after = () if update.state_is_after else update.timeline
            for event in (*update.state, *after):
                if "state_key" in event:
                    state[event["type"], event["state_key"]] = event["content"]
        return state

    @property
    def complete(self) -> list[str] | None:
        told = [batch.rooms.complete for batch in self.batches if batch.rooms is not None and batch.rooms.complete]
        return list(told[-1]) if told else None


class Follower:
    """``step`` polls every connection once; ``until`` goes on until something is true."""

    def __init__(self, client: MatrixClient, transport: SyncTransport, tokens: Mapping[str, str]) -> None:
        self.client = client
        self.transport = transport
        self.told = Told(tokens=dict(tokens))

    @classmethod
    async def start(cls, client: MatrixClient, *, classic: bool, tokens: Mapping[str, str] | None = None) -> Follower:
        transport = select_transport(client, await api.versions(client), tokens or {}, classic=classic)
        return cls(client, transport, tokens or {})

    async def step(self, timeout_ms: int = 0) -> None:
        for connection in self.transport.connections:
            self.take(connection, await connection.poll(timeout_ms))

    def take(self, connection: SyncConnection, batch: SyncBatch) -> None:
        self.told.batches.append(batch)
        if batch.encryption is not None:
            self.told.to_device.extend(batch.encryption.to_device)
            self.told.changed.update(batch.encryption.changed_users)
            self.told.left.update(batch.encryption.left_users)
            self.told.gaps += batch.encryption.lists_gap
            self.told.otk_counts = batch.encryption.otk_counts
            self.told.tokens.update(batch.encryption.tokens)
        if batch.rooms is not None:
            self.told.tokens.update(batch.rooms.tokens)
        connection.commit(batch)

    async def until(self, true: Callable[[Told], Any], timeout: float = 15.0) -> None:
        async with asyncio.timeout(timeout):
            while not true(self.told):
                await self.step(timeout_ms=100)
