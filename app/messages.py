# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The contents of the messages we write (client-server API, "Instant messaging", "User and room mentions", "Event
replacements", "Rich replies").

``m.mentions`` is always there, so that nobody guesses mentions from the text.
"""

from __future__ import annotations

from collections.abc import Collection

from app.text.markdown import code_spans, escaped, to_html
from app.text.markdown import mentions as written_out
from app.text.markup import FORMAT
from app.text.written import EVERYBODY, Written
from crypto.types import Json

_OF_THE_CAPTION = ("body", "format", "formatted_body", "m.mentions")


def text(body: str | Written, *, mentions: Collection[str] = (), own_user: str = "", markdown: bool = False) -> Json:
    """A text message. ``mentions``: user ids beside those in the text. ``markdown``: with its HTML, for a ``str``."""
    written = body if isinstance(body, Written) else Written(body, markdown=markdown)
    content: Json = {
        "msgtype": written.kind,
        "body": written.text,
        "m.mentions": mentioned(written, mentions, own_user),
    }
    make = to_html if written.markdown else escaped
    formatted = make(written.text, written.mentions)
    if formatted is not None:
        content |= {"format": FORMAT, "formatted_body": formatted}
    return content


def mentioned(written: Written, more: Collection[str] = (), own_user: str = "") -> Json:
    """The value of ``m.mentions``. Nobody mentions themselves."""
    plain = code_spans(written.text) if written.markdown and "`" in written.text else written.text
    users = {*more, *written_out(plain), *(each.target for each in written.mentions if each.user)} - {own_user}
    value: Json = {"user_ids": sorted(users)} if users else {}
    if any(each.target == EVERYBODY for each in written.mentions):
        value["room"] = True
    return value


def edit(
    event_id: str,
    body: str | Written,
    *,
    before: Json | None = None,
    kept: Collection[str] = (),
    own_user: str = "",
    markdown: bool = False,
) -> Json:
    """A new text for an own message. The outer body is what programs without edits show.

    ``before``: the content that is replaced; who was mentioned there already is not notified again. ``kept``: user ids
    that stay mentioned though the text does not name them, such as the author of the message that was answered.
    """
    new = text(body, mentions=kept, own_user=own_user, markdown=markdown)
    return _replacing(event_id, new, before or {})


def edit_caption(
    event_id: str, body: str | Written, before: Json, *, kept: Collection[str] = (), own_user: str = ""
) -> Json:
    """A new caption for an own file ("Media captions"); the file and all that is said of it stay as in ``before``."""
    new = text(body, mentions=kept, own_user=own_user)
    file = {key: value for key, value in before.items() if key not in (*_OF_THE_CAPTION, "m.relates_to")}
    name = before.get("filename") or before.get("body")
    words = {key: new[key] for key in _OF_THE_CAPTION if key in new}
    return _replacing(event_id, {**file, **words, "filename": name}, before)


def _replacing(event_id: str, new: Json, before: Json) -> Json:
    old = before.get("m.mentions")
    old = old if isinstance(old, dict) else {}
    known = old.get("user_ids")
    known = [user for user in known if isinstance(user, str)] if isinstance(known, list) else []
    fresh = sorted(set(new["m.mentions"].get("user_ids", ())) - set(known))
    notified: Json = {"user_ids": fresh} if fresh else {}
    if new["m.mentions"].get("room") is True and old.get("room") is not True:
        notified["room"] = True
    outer = {**new, "body": f"* {new['body']}", "m.mentions": notified}
    if "formatted_body" in new:
        outer["formatted_body"] = f"* {new['formatted_body']}"
    return {**outer, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event_id}}


def reply(
    event_id: str, sender: str, body: str | Written, *, own: bool, own_user: str = "", markdown: bool = False
) -> Json:
    """An answer to a message; its author is mentioned, unless that is ourselves."""
    content = text(body, mentions=() if own or not sender else (sender,), own_user=own_user, markdown=markdown)
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
