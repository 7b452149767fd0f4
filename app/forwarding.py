# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``account.forwarding``: a message or a file once more, in other rooms.

What it answered, whom it mentioned and what was edited stays behind. A file is encrypted anew: the key of a file in one
room never goes to another.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.context import Context
from app.errors import ErrorCode, UserError
from app.media.files import Files
from app.service import Service
from app.store.items import body_of
from app.text.markup import FORMAT, html_of
from app.told import told
from crypto.types import Json

MOST = 20
"""Rooms in one go."""
_TEXTS = ("m.text", "m.notice", "m.emote")


def copied(content: Json, *, reply: bool) -> Json | None:
    """A text or place as it is sent again; None if it is neither. ``reply``: it quotes what it answered."""
    msgtype = content.get("msgtype")
    body = body_of(content, reply)
    if msgtype == "m.location" and isinstance(content.get("geo_uri"), str):
        return {"msgtype": "m.location", "body": body, "geo_uri": content["geo_uri"], "m.mentions": {}}
    if msgtype not in _TEXTS:
        return None
    made: Json = {"msgtype": "m.emote" if msgtype == "m.emote" else "m.text", "body": body, "m.mentions": {}}
    html = html_of(content)
    if html is not None:
        made |= {"format": FORMAT, "formatted_body": html}
    return made


class Forwarding(Service):
    def __init__(self, context: Context, files: Files) -> None:
        super().__init__(context)
        self._files = files

    @told
    async def forward(self, room_id: str, event_id: str, targets: Sequence[str]) -> Sequence[str]:
        """Into the send queue of each room; gives the keys of the rows there.

        Raises UserError NOT_FOUND, REFUSED (nothing that can be forwarded, too many rooms), and for files as
        ``app.media.downloads.Downloads.save``.
        """
        storage = self.context.storage
        if not 0 < len(targets) <= MOST:
            raise UserError(ErrorCode.REFUSED, errcode="rooms")
        found = await storage.reading.call(storage.reader.message, room_id, event_id)
        if found is None:
            raise UserError(ErrorCode.NOT_FOUND)
        event, content = found
        relates = content.get("m.relates_to")
        content_made = copied(content, reply=isinstance(relates, dict) and "m.in_reply_to" in relates)
        sent: list[str] = []
        for target in dict.fromkeys(targets):
            if content_made is not None:
                item = await self.context.queue.add(target, "m.room.message", content_made)
            else:
                prepared = await self._files.prepare_copy(content, event.shown_type)
                try:
                    item = await self.context.queue.add(
                        target, "m.room.message", prepared.content, action="file", uploads=prepared.uploads
                    )
                except BaseException:
                    self._files.discard(prepared)
                    raise
            sent.append(item.txn_id)
        return sent
