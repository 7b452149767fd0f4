# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that are fetched by themselves, outside of a room's timeline: roots of threads, pinned messages."""

from __future__ import annotations

from collections.abc import Sequence

from app.context import Context
from app.store.cache import key_of
from app.store.events import is_user_id
from crypto.types import Json


async def keep(context: Context, room_id: str, events: Sequence[Json], *, complete: str | None = None) -> set[str]:
    """Decrypt and store events (newest first), and show what changes with them; gives those that changed.

    State events are left out: the state of a room comes with the sync alone. ``complete``: the root of a thread of
    which everything is stored with these.
    """
    events = [event for event in events if "state_key" not in event]
    sealed = [
        (room_id, event)
        for event in events
        if event.get("type") == "m.room.encrypted" and is_user_id(event.get("sender"))
    ]
    results = await context.encryption.decrypt(sealed)
    decrypted = {key_of(room, event): result for (room, event), result in zip(sealed, results, strict=True)}
    cache, writing = context.storage.cache, context.storage.writing
    changes = await writing.call(cache.add_loose, room_id, events, decrypted, complete=complete)
    changed = set(changes.rooms[room_id].events)
    await context.changed(changes)
    return changed
