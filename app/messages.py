# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The contents of the messages we write (client-server API, "Instant messaging", "Event replacements", "Rich replies").

``m.mentions`` is always there, so that nobody guesses mentions from the text.
"""

from __future__ import annotations

from collections.abc import Collection

from app.text.markdown import mentions as written_out
from app.text.markdown import to_html
from app.text.markup import FORMAT
from crypto.types import Json


def text(body: str, *, mentions: Collection[str] = (), markdown: bool = False) -> Json:
    """A text message; ``mentions`` are user ids beside those that are written out. ``markdown``: with its HTML."""
    mentioned = sorted({*mentions, *written_out(body)})
    content: Json = {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": mentioned} if mentioned else {}}
    formatted = to_html(body) if markdown else None
    if formatted is not None:
        content |= {"format": FORMAT, "formatted_body": formatted}
    return content


def edit(event_id: str, body: str, *, markdown: bool = False) -> Json:
    """A new text for an own message. The outer body is what programs without edits show; it mentions nobody anew."""
    new = text(body, markdown=markdown)
    outer = {**new, "body": f"* {body}", "m.mentions": {}}
    if "formatted_body" in new:
        outer["formatted_body"] = f"* {new['formatted_body']}"
    return {**outer, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event_id}}


def reply(event_id: str, sender: str, body: str, *, own: bool, markdown: bool = False) -> Json:
    """An answer to a message; its author is mentioned, unless that is ourselves."""
    content = text(body, mentions=() if own or not sender else (sender,), markdown=markdown)
    content["m.relates_to"] = {"m.in_reply_to": {"event_id": event_id}}
    return content


def in_thread(content: Json, root: str, newest: str) -> Json:
    """Put a message into the thread that ``root`` began. A reply stays one; for programs without threads others
    look like a reply to the ``newest`` message there."""
    reply = content.get("m.relates_to", {}).get("m.in_reply_to")
    relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": reply is None}
    return {**content, "m.relates_to": {**relation, "m.in_reply_to": reply or {"event_id": newest}}}


def reaction(event_id: str, key: str) -> Json:
    """``m.reaction``: never encrypted, or servers could not count it."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": key}}
