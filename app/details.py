# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.details``: what is known of one message beside what its row shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.loose import keep
from app.service import Service
from app.store.items import body_of
from app.store.relations import Stored, valid_edit
from app.told import told
from crypto.types import SenderDevice

_PAGES = 3  # of changes, from the server
MOST = 100
"""Versions that are shown."""
_MAX_SOURCE = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said from ``ts`` (milliseconds) on."""

    ts: int
    body: str


@dataclass(frozen=True, slots=True)
class Details:
    """``versions``: oldest first, the first is the original. ``source``: the event as JSON, as the server sent it and
    what was in it. ``device``: that sent it; None if the message was not encrypted or its key is not there."""

    versions: Sequence[Version]
    source: str
    device: SenderDevice | None = None


class MessageDetails(Service):
    @told
    async def read(self, room_id: str, event_id: str) -> Details | None:
        """From the store; None if it does not know the message."""
        storage = self.context.storage
        found = await storage.reading.call(storage.reader.with_edits, room_id, event_id)
        if found is None:
            return None
        device = await storage.crypto.call(storage.machine.sender_device, room_id, found[0].raw)
        return replace(await asyncio.to_thread(of, *found), device=device)

    @told
    async def complete(self, room_id: str, event_id: str) -> Details | None:
        """Like ``read``, after asking the server for all changes. Raises UserError."""
        from app.matrix import relation_api

        start: str | None = None
        for _ in range(_PAGES):
            page = await relation_api.relations(
                self.context.online(), room_id, event_id, start=start, rel_type="m.replace"
            )
            await keep(self.context, room_id, page.events)
            start = page.next
            if start is None:
                break
        return await self.read(room_id, event_id)


def of(event: Stored, edits: Sequence[Stored]) -> Details:
    """Put together. Only changes that are valid count: by the same author, and encrypted if the
    message is."""
    versions = [Version(event.ts, body_of(event.content))]
    valid = sorted((edit for edit in edits if valid_edit(event, edit)), key=lambda edit: (edit.ts, edit.event_id))
    for edit in valid[-MOST:]:
        new = edit.content.get("m.new_content")
        versions.append(Version(edit.ts, body_of(new if isinstance(new, dict) else {})))
    source = json.dumps(event.raw, ensure_ascii=False, indent=2, default=str)
    if event.clear is not None:
        source += "\n\n" + json.dumps(event.clear, ensure_ascii=False, indent=2, default=str)
    return Details(tuple(versions), source[:_MAX_SOURCE])
