# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The contents of the messages we write (client-server API, "Instant messaging", "Event replacements", "Rich replies").

``m.mentions`` is always there, so that nobody guesses mentions from the text.
"""

from __future__ import annotations

from collections.abc import Collection

from crypto.types import Json


def text(body: str, *, mentions: Collection[str] = ()) -> Json:
    """A plain text message; ``mentions`` are user ids."""
    return {"msgtype": "m.text", "body": body, "m.mentions": {"user_ids": sorted(mentions)} if mentions else {}}


def edit(event_id: str, body: str) -> Json:
    """A new text for an own message. The outer body is what programs without edits show."""
    return {
        "msgtype": "m.text",
        "body": f"* {body}",
        "m.mentions": {},
        "m.new_content": text(body),
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def reply(event_id: str, sender: str, body: str, *, own: bool) -> Json:
    """An answer to a message; its author is mentioned, unless that is ourselves."""
    content = text(body, mentions=() if own or not sender else (sender,))
    content["m.relates_to"] = {"m.in_reply_to": {"event_id": event_id}}
    return content


def reaction(event_id: str, key: str) -> Json:
    """``m.reaction``: never encrypted, or servers could not count it."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": key}}
