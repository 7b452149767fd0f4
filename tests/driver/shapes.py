# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the driver says about rooms, members and rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.types import Member, RoomSummary, TimelineItem

Json = dict[str, Any]


def row_json(item: TimelineItem) -> Json:
    return {
        "event_id": item.event_id,
        "key": item.key,
        "sender": item.sender,
        "sender_name": item.sender_name,
        "ts": item.ts,
        "type": item.type,
        "kind": item.kind.value,
        "body": item.body,
        "html": item.html,
        "in_reply_to": item.in_reply_to.event_id if item.in_reply_to else None,
        "edited": item.edited,
        "reactions": [{"key": each.key, "count": each.count, "own": each.own} for each in item.reactions],
        "read_by": [seen.user_id for seen in item.read_by.people] if item.read_by is not None else [],
        "mentioned": item.mentioned,
        "encrypted": item.encrypted,
        "shield": {"color": item.shield.color.value, "code": item.shield.code.value if item.shield.code else None},
        "utd": {"code": item.utd.value} if item.utd is not None else None,
        "send_state": item.send_state.value if item.send_state else None,
        "send_error": item.send_error,
        "shared_by": item.shared_by,
        "state": None
        if item.state is None
        else {"code": item.state.code, "who": item.state.who, "whom": item.state.whom, "what": item.state.what},
        "session_id": item.session_id,
        "poll": None if item.poll is None else asdict(item.poll),
        "place": None if item.place is None else asdict(item.place),
        "thread_root": item.thread_root,
        "thread_count": item.thread.count if item.thread is not None else 0,
        "attachment": None if item.attachment is None else asdict(item.attachment),
    }


def room_json(summary: RoomSummary) -> Json:
    return {
        "room_id": summary.room_id,
        "name": summary.name,
        "heroes": list(summary.heroes),
        "others": summary.others,
        "avatar": summary.avatar,
        "membership": summary.membership.value,
        "direct": summary.direct,
        "encrypted": summary.encrypted,
        "unread": summary.unread,
        "highlight": summary.highlight,
        "level": summary.level.value,
        "ts": summary.ts,
        "topic": summary.topic,
        "inviter": summary.inviter,
        "preview": None
        if summary.preview is None
        else {
            "sender_name": summary.preview.sender_name,
            "own": summary.preview.own,
            "kind": summary.preview.kind.value,
            "body": summary.preview.body,
            "state": summary.preview.state.code if summary.preview.state else None,
        },
    }


def member_json(member: Member) -> Json:
    return {
        "user_id": member.user_id,
        "display_name": member.display_name,
        "avatar": member.avatar,
        "membership": member.membership.value,
        "power": member.power,
    }
