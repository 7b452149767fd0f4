# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The commands of the driver. They call what the window calls; there is no logic of the product here."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.account import Account
from app.migrations import cache_migrations, crypto_migrations
from app.profile.passphrase import Argon2
from app.profile.profile import Profile, destroy
from app.sign_in import ask
from app.timeline import RoomTimeline
from app.types import TimelineItem
from tests.driver.measure import Heartbeat, memory_mb
from tests.driver.message_commands import MessageCommands
from tests.driver.notification_commands import NotificationCommands
from tests.driver.security_commands import SecurityCommands
from tests.driver.shapes import member_json, room_json, row_json

Json = dict[str, Any]

QUICK = Argon2(memory_kib=8 * 1024, passes=1)
"""A passphrase that protects nothing need not be slow."""

_SYNC_TIMEOUT = 120.0


_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}


class NotAvailable(Exception):
    """This command does not exist, or not now."""


class Commands(SecurityCommands, MessageCommands, NotificationCommands):
    """One account. ``tell`` writes an unsolicited line."""

    def __init__(self, profile: Path, passphrase: str, *, classic: bool = False) -> None:
        self.tell: Callable[[Json], None] = lambda line: None
        self.account: Account | None = None
        self.profile: Profile | None = None
        self.shown: list[Json] = []
        self._folder = profile
        self._passphrase = passphrase
        self._classic = classic
        self._timelines: dict[str, RoomTimeline] = {}
        self._opening = asyncio.Lock()
        self._heartbeat = Heartbeat()

    async def run(self, name: str, arguments: Json) -> Any:
        """The result of a command. Raises NotAvailable, UserError, TimeoutError."""
        self._heartbeat.start()
        command: Callable[..., Awaitable[Any]] | None = getattr(self, f"cmd_{name}", None) if name.isascii() else None
        if command is None or not name.islower():
            raise NotAvailable(f"{name}: not available yet")
        _check(command, arguments)
        return await command(**arguments)

    async def close(self) -> None:
        """Stop the account and close the profile."""
        self._heartbeat.stop()
        await self._let_go()

    async def _let_go(self) -> None:
        for timeline in self._timelines.values():
            timeline.close()
        self._timelines.clear()
        account, self.account = self.account, None
        if account is not None:
            await account.stop()
        profile, self.profile = self.profile, None
        if profile is not None:
            await asyncio.to_thread(profile.close)

    async def _open_profile(self) -> Profile:
        if self.profile is None:
            self.profile = await asyncio.to_thread(
                Profile.open,
                self._folder,
                self._passphrase,
                crypto=crypto_migrations(),
                cache=cache_migrations(),
                cost=QUICK,
            )
        return self.profile

    def _here(self) -> Account:
        if self.account is None:
            raise NotAvailable("nobody is signed in")
        return self.account

    def _take(self, account: Account) -> Json:
        account.classic = self._classic
        account.connection_changed.connect(
            lambda state: self.tell({"event": "connection", "link": state.link.value, "problem": state.problem})
        )
        self.listen(account)
        self.listen_to_notifications(account)
        self.account = account
        return self._whoami(account)

    # -- account -----------------------------------------------------------------------------------------------------

    async def cmd_login(self, homeserver: str, user: str, password: str, device_name: str = "driver") -> Json:
        if self.account is not None:
            raise NotAvailable("somebody is signed in")
        profile = await self._open_profile()
        account = await Account.sign_in(profile, homeserver, user, password, device_name)
        await self.settle_policy(account)
        self._password = password
        return self._take(account)

    async def cmd_login_browser(self, homeserver: str, way: str = "oauth", device_name: str = "driver") -> Json:
        """``way``: oauth, sso, or code (the browser of another device). What has to be opened comes as an event:
        ``open_browser`` {url, code?}."""
        if self.account is not None:
            raise NotAvailable("somebody is signed in")
        profile = await self._open_profile()
        offer = await ask(profile.policy, homeserver)
        if way == "code":
            account = await Account.sign_in_code(
                profile,
                offer,
                lambda code: self.tell({"event": "open_browser", "url": code.address, "code": code.user_code}),
                device_name,
            )
        else:
            offered = next((each for each in offer.browser_ways if each.kind == way), None)
            if offered is None:
                raise NotAvailable(f"{way}: the server does not offer this")
            account = await Account.sign_in_browser(
                profile, offer, offered, lambda url: self.tell({"event": "open_browser", "url": url}), device_name
            )
        await self.settle_policy(account)
        return self._take(account)

    async def cmd_restore(self) -> Json:
        if self.account is not None:
            return self._whoami(self.account)
        account = await Account.open(await self._open_profile())
        if account is None:
            raise NotAvailable("nobody is signed in")
        await self.settle_policy(account)
        return self._take(account)

    async def cmd_logout(self) -> None:
        account = self._here()
        self._timelines.clear()
        self.account, self.profile = None, None
        await account.sign_out()

    async def cmd_wipe(self) -> None:
        await self._let_go()
        await asyncio.to_thread(destroy, self._folder)

    async def cmd_stop(self) -> None:
        await self._let_go()

    async def cmd_whoami(self) -> Json:
        return self._whoami(self._here())

    @staticmethod
    def _whoami(account: Account) -> Json:
        ed25519, curve25519 = account.keys
        return {
            "user_id": account.user_id,
            "device_id": account.device_id,
            "ed25519": ed25519,
            "curve25519": curve25519,
            "display_name": account.display_name,
        }

    # -- sync --------------------------------------------------------------------------------------------------------

    async def cmd_sync_start(self, wait: bool = True, timeout: float = _SYNC_TIMEOUT) -> Json:
        account = self._here()
        await account.start()
        if wait:
            async with asyncio.timeout(timeout):
                await account.synced()
        return await self.cmd_sync_status()

    async def cmd_sync_stop(self) -> None:
        await self._here().pause()

    async def cmd_sync_status(self) -> Json:
        account = self._here()
        state = account.connection
        return {
            "link": state.link.value,
            "retry_at": state.retry_at,
            "soft": state.soft,
            "problem": state.problem,
            "rooms": len(account.rooms.items),
            "total": account.rooms.total,
        }

    # -- rooms -------------------------------------------------------------------------------------------------------

    async def cmd_rooms(self) -> list[Json]:
        account = self._here()
        account.rooms.flush()
        return [room_json(summary) for summary in account.rooms.items]

    async def cmd_create_room(
        self,
        name: str = "",
        encrypted: bool = True,
        invite: list[str] | None = None,
        direct: bool = False,
        history_visibility: str | None = None,
        preset: str | None = None,
    ) -> Json:
        room_id = await self._here().create_room(
            name=name or "",
            invite=invite or [],
            encrypted=encrypted,
            direct=direct,
            history_visibility=history_visibility,
            preset=preset,
        )
        return {"room_id": room_id}

    async def cmd_join(self, room: str) -> Json:
        await self._here().join(room)
        return {"room_id": room}

    async def cmd_invite(self, room: str, user: str) -> None:
        await self._here().invite(room, user)

    async def cmd_leave(self, room: str) -> None:
        await self._here().leave(room)

    async def cmd_members(self, room: str) -> list[Json]:
        return [member_json(member) for member in await self._here().members(room)]

    async def cmd_is_encrypted(self, room: str) -> bool:
        return await self._here().is_encrypted(room)

    async def cmd_mark_read(self, room: str) -> None:
        await self._here().read_room(room)

    # -- messages ----------------------------------------------------------------------------------------------------

    async def cmd_send(self, room: str, text: str, markdown: bool = False, wait: bool = True) -> Json:
        return await self._sent(await self._here().send_message(room, text, markdown=markdown), wait)

    async def cmd_edit(self, room: str, event: str, text: str, markdown: bool = False, wait: bool = True) -> Json:
        return await self._sent(await self._here().edit(room, event, text, markdown=markdown), wait)

    async def cmd_reply(self, room: str, event: str, text: str, markdown: bool = False, wait: bool = True) -> Json:
        return await self._sent(await self._here().reply(room, event, text, markdown=markdown), wait)

    async def cmd_react(self, room: str, event: str, key: str, wait: bool = True) -> Json:
        return await self._sent(await self._here().react(room, event, key), wait)

    async def cmd_redact(self, room: str, event: str, reason: str | None = None, wait: bool = True) -> Json:
        return await self._sent(await self._here().redact(room, event, reason), wait)

    async def cmd_resend(self, room: str, key: str) -> None:
        await self._here().resend(room, key)

    async def cmd_discard(self, room: str, key: str) -> None:
        await self._here().discard(room, key)

    async def _sent(self, key: str, wait: bool) -> Json:
        return {"event_id": await self._here().result(key) if wait else None, "key": key}

    # -- timelines ---------------------------------------------------------------------------------------------------

    async def _timeline(self, room: str) -> RoomTimeline:
        if not isinstance(room, str):
            raise TypeError("room is a room id")
        async with self._opening:
            if room not in self._timelines:
                self._timelines[room] = await self._here().open_timeline(room, flat=True)
        return self._timelines[room]

    async def cmd_timeline(self, room: str, limit: int = 50) -> list[Json]:
        timeline = await self._timeline(room)
        await timeline.settled()
        return [row_json(item) for item in timeline.items[-limit:]]

    async def cmd_back(self, room: str, count: int = 50) -> Json:
        timeline = await self._timeline(room)
        await timeline.settled()
        loaded = await timeline.load_older(count)
        return {"loaded": loaded, "at_start": timeline.at_start}

    async def cmd_wait_event(
        self, room: str, text: str | None = None, event: str | None = None, timeout: float = 20.0
    ) -> Json:
        """The row with this event id, or the newest whose body contains the text; decrypted, and on the server."""
        timeline = await self._timeline(room)

        def found() -> TimelineItem | None:
            for item in reversed(timeline.items):
                if event is not None and item.event_id == event and item.utd is None:
                    return item
                if text is not None and text in item.body and item.event_id is not None:
                    return item
            return None

        changed = asyncio.Event()
        disconnect = timeline.changed.connect(lambda _diffs: changed.set())
        try:
            async with asyncio.timeout(timeout):
                while (item := found()) is None:
                    changed.clear()
                    await changed.wait()
            return row_json(item)
        finally:
            disconnect()

    # -- people and numbers --------------------------------------------------------------------------------------------

    async def cmd_devices(self, user: str) -> list[Json]:
        return [
            {
                "device_id": device.device_id,
                "ed25519": device.ed25519,
                "curve25519": device.curve25519,
                "display_name": device.display_name,
                "signed_by_owner": device.signed_by_owner,
                "verified": device.verified,
                "deleted": device.deleted,
                "dehydrated": device.dehydrated,
            }
            for device in await self._here().devices(user)
        ]

    async def cmd_stats(self, reset: bool = False) -> Json:
        traffic = self.account.traffic if self.account is not None else {}
        result = {"rss_mb": memory_mb(), "loop_stall_ms": self._heartbeat.figures(), **traffic}
        if reset:
            self._heartbeat.reset()
        return result


def _check(command: Callable[..., Awaitable[Any]], arguments: Json) -> None:
    """Arguments of a wrong type are a mistake of the caller, told before anything happens."""
    for name, parameter in inspect.signature(command).parameters.items():
        if name not in arguments or arguments[name] is None:
            continue
        wanted = _KINDS.get(str(parameter.annotation).partition(" ")[0])
        if wanted is not None and not isinstance(arguments[name], wanted):
            raise TypeError(f"{name} has the wrong type")
