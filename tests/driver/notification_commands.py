# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of the driver for notifications and for what people set about them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Protocol

from app.account import Account
from app.notifications.notification import Notification
from app.notifications.quiet import Pause
from app.policy.categories.notifications import NOTIFICATION_CONTENT
from app.types import RoomLevel

Json = dict[str, Any]


class _Driver(Protocol):
    shown: list[Json]
    account: Account | None

    def _here(self) -> Account: ...

    def tell(self, line: Json) -> None: ...


class NotificationCommands:
    """A part of ``tests.driver.commands.Commands``. ``shown``: oldest first, ``withdrawn`` once they are gone."""

    shown: list[Json]

    def listen_to_notifications(self: _Driver, account: Account) -> None:
        """Remember what a person would see."""

        def notified(notification: Notification) -> None:
            one = notification_json(notification)
            self.shown.append(one)
            self.tell({"event": "notification", **one})

        def withdrawn(key: str) -> None:
            for one in self.shown:
                if one["key"] == key:
                    one["withdrawn"] = True
            self.tell({"event": "notification_withdrawn", "key": key})

        account.notifications.notified.connect(notified)
        account.notifications.withdrawn.connect(withdrawn)

    async def cmd_notifications(self: _Driver) -> list[Json]:
        if self.account is not None:
            await self.account.notifications.settled()
        return self.shown

    async def cmd_notification_settings(self: _Driver) -> Json:
        centre = self._here().notifications
        return {**asdict(await centre.defaults()), "keywords": await centre.keywords(), "quiet": centre.quiet}

    async def cmd_notification_level(self: _Driver, room: str, level: str | None = None) -> str:
        centre = self._here().notifications
        if level is not None:
            await centre.set_level(room, RoomLevel(level))
        return (await centre.level(room)).value

    async def cmd_notification_default(self: _Driver, switch: str, on: bool) -> None:
        await self._here().notifications.set_default(switch, on)

    async def cmd_notification_content(self: _Driver, value: str) -> None:
        self._here().prefs.choose(NOTIFICATION_CONTENT, value)

    async def cmd_keyword_add(self: _Driver, word: str) -> None:
        await self._here().notifications.add_keyword(word)

    async def cmd_keyword_remove(self: _Driver, word: str) -> None:
        await self._here().notifications.remove_keyword(word)

    async def cmd_pause(self: _Driver, how: str | None = None) -> None:
        self._here().notifications.pause(None if how is None else Pause(how))

    async def cmd_look_at(self: _Driver, room: str | None = None) -> None:
        self._here().notifications.looking_at(room)


def notification_json(notification: Notification) -> Json:
    room = notification.room
    return {
        "key": notification.key,
        "occasion": notification.occasion.value,
        "room": None if room is None else {"room_id": room.room_id, "name": room.name, "heroes": list(room.heroes)},
        "event_id": notification.event_id,
        "sender": notification.sender,
        "sender_name": notification.sender_name,
        "body": notification.body,
        "kind": notification.kind.value,
        "count": notification.count,
        "rooms": notification.rooms,
        "highlight": notification.highlight,
        "sound": notification.sound,
        "withdrawn": False,
    }
