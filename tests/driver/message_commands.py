# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of the driver for messages: files and what else people send each other."""

from __future__ import annotations

import asyncio
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from app.account import Account
from app.drafts import Intent
from app.finder.query import Query
from app.location import of_text
from app.slash import parse
from app.text.written import Written, fitting
from app.timeline import RoomTimeline
from tests.driver.shapes import row_json
from tests.support.sound_cards import FileDevices

Json = dict[str, Any]


class _Driver(Protocol):
    def _here(self) -> Account: ...

    async def _timeline(self, room: str) -> RoomTimeline: ...

    async def _sent(self, key: str, wait: bool) -> Json: ...


class MessageCommands:
    """A part of ``tests.driver.commands.Commands``."""

    async def cmd_send_file(
        self: _Driver,
        room: str,
        path: str,
        caption: str = "",
        strip: bool = False,
        scale: bool = False,
        wait: bool = True,
    ) -> Json:
        key = await self._here().send_file(room, Path(path), caption or "", strip=strip, scale=scale)
        return await self._sent(key, wait)

    async def cmd_scanner(self: _Driver, decide: bool | None = None) -> Json:
        """Whether files are checked; ``decide``: the user's answer to the question."""
        scanner = self._here().scanner
        if decide is not None:
            scanner.decide(decide)
        known = scanner.known
        return {"required": known.required, "ask": known.ask, "offered": known.offered}

    async def cmd_scan(self: _Driver, room: str, event: str, again: bool = False) -> str | None:
        """What is known of the file of a message that is on screen; ``again``: check it now."""
        scanner = self._here().scanner
        if again:
            return (await scanner.check_again(room, event)).value
        scanner.look(room, event)
        state = scanner.state(room, event)
        return state.value if state is not None else None

    async def cmd_toggle_reaction(self: _Driver, room: str, event: str, key: str) -> Json:
        """React, or take it back."""
        return {"own": await self._here().live.toggle_reaction(room, event, key)}

    async def cmd_readers(self: _Driver, room: str, event: str) -> list[str]:
        """Who has read an event, the newest first."""
        return [seen.user_id for seen in await self._here().live.readers(room, event)]

    async def cmd_mark_read(self: _Driver, room: str) -> None:
        """Everything in the room is read."""
        await self._here().read_room(room)

    async def cmd_typing(self: _Driver, room: str, on: bool = True) -> None:
        """As if a key was pressed in a message to the room, or the message given up."""
        live = self._here().live
        (live.wrote if on else live.paused)(room)

    async def cmd_typing_users(self: _Driver, room: str) -> list[str]:
        """Who else is typing."""
        return [typist.user_id for typist in self._here().live.typing(room)]

    async def cmd_send_voice(self: _Driver, room: str, path: str, wait: bool = True) -> Json:
        """``path``: a WAV file, one channel, 48,000 samples a second, 16 bits; it stands for the microphone."""
        voice = self._here().voice
        voice.devices = FileDevices(Path(path))
        recording = await voice.record()
        recorded = await recording.stop()
        if recorded is None:
            raise ValueError("too short")
        return await self._sent(await voice.send(room, recorded, "Voice message"), wait)

    async def cmd_play(self: _Driver, room: str, event: str, speed: float = 1.0) -> Json:
        """Hear a voice message to its end: milliseconds that were heard, and how loud it was at most (0 to 32767)."""
        voice = self._here().voice
        devices = voice.devices = FileDevices()
        await voice.stop()
        ended = asyncio.Event()
        stop = voice.finished.connect(lambda _key: ended.set())
        try:
            await voice.set_speed(speed)
            await voice.play(room, event)
            duration = voice.playing.duration
            await asyncio.wait_for(ended.wait(), 60)
        finally:
            stop()
        samples = array("h", bytes(devices.heard))
        return {"duration": duration, "heard": len(samples) // 48, "peak": max(samples, default=0)}

    async def cmd_watch(self: _Driver, room: str, event: str) -> Json:
        """Watch a video to its end: its facts, how many frames were seen, and the sound as ``cmd_play`` tells it."""
        account = self._here()
        videos, seen = account.videos, list[int]()
        devices = account.voice.devices = FileDevices()
        stops = [videos.frame.connect(lambda frame: seen.append(frame.at))]
        ended = asyncio.Event()
        stops.append(videos.showing_changed.connect(lambda now: None if now.running else ended.set()))
        try:
            await videos.play(room, event)
            facts = videos.showing
            ended.clear()
            await asyncio.wait_for(ended.wait(), 60)
            error = videos.showing.error
        finally:
            for stop in stops:
                stop()
            await videos.stop()
        samples = array("h", bytes(devices.heard))
        return {
            "width": facts.width,
            "height": facts.height,
            "duration": facts.duration,
            "frames": len(seen),
            "last": max(seen, default=0),
            "peak": max(samples, default=0),
            "error": error.value if error is not None else None,
        }

    async def cmd_files(self: _Driver, room: str) -> Json:
        """The files of a room, newest first."""
        found = await self._here().gallery.files(room)
        return {"files": [row_json(item) for item in found.items], "complete": found.complete}

    async def cmd_save_attachment(self: _Driver, room: str, event: str, dir: str) -> Json:
        path, sha256 = await self._here().save_attachment(room, event, Path(dir))
        return {"path": str(path), "sha256": sha256}

    async def cmd_picture(self: _Driver, room: str, event: str, width: int = 400, height: int = 300) -> Json | None:
        picture = await self._here().picture(room, event, width, height)
        if picture is None:
            return None
        middle = (picture.height // 2 * picture.width + picture.width // 2) * 4
        return {
            "width": picture.width,
            "height": picture.height,
            "middle": list(picture.pixels[middle : middle + 4]),
        }

    async def cmd_thread(
        self: _Driver, room: str, root: str, text: str, markdown: bool = False, wait: bool = True
    ) -> Json:
        return await self._sent(await self._here().thread(room, root, text, markdown=markdown), wait)

    async def cmd_poll_start(
        self: _Driver,
        room: str,
        question: str,
        answers: list[str],
        disclosed: bool = True,
        max: int = 1,
        wait: bool = True,
    ) -> Json:
        key = await self._here().poll_start(room, question, answers, disclosed=disclosed, most=max)
        return await self._sent(key, wait)

    async def cmd_poll_edit(
        self: _Driver, room: str, event: str, question: str, answers: list[str], wait: bool = True
    ) -> Json:
        intent = Intent("edit", event)
        return await self._sent(await self._here().writing.poll(room, question, answers, intent=intent), wait)

    async def cmd_write(
        self: _Driver,
        room: str,
        text: str,
        mentions: list[list[Any]] | None = None,
        intent: str = "",
        event: str = "",
        wait: bool = True,
    ) -> Json:
        """What somebody wrote into the field, commands like /me included. ``mentions``: [start, end, target]."""
        ready = parse(Written(text, fitting(text, mentions or [])))
        if not isinstance(ready, Written):
            raise ValueError("not a message")
        wanted = Intent(intent, event) if intent else None
        return await self._sent(await self._here().writing.send(room, ready, wanted), wait)

    async def cmd_send_place(self: _Driver, room: str, place: str, name: str = "", wait: bool = True) -> Json:
        spot = of_text(place)
        if spot is None:
            raise ValueError("not a place")
        return await self._sent(await self._here().writing.place(room, replace(spot, text=name)), wait)

    async def cmd_poll_vote(self: _Driver, room: str, event: str, answers: list[str], wait: bool = True) -> Json:
        """``answers``: texts or ids."""
        timeline = await self._timeline(room)
        await timeline.settled()
        polls = [item.poll for item in timeline.items if item.event_id == event and item.poll is not None]
        ids = {each.text: each.id for poll in polls for each in poll.answers}
        chosen = [ids.get(answer, answer) for answer in answers]
        return await self._sent(await self._here().poll_vote(room, event, chosen), wait)

    async def cmd_poll_end(self: _Driver, room: str, event: str, wait: bool = True) -> Json:
        return await self._sent(await self._here().poll_end(room, event), wait)

    async def cmd_search(self: _Driver, query: str, room: str | None = None, wait: bool = True) -> list[Json]:
        """``wait``: until everything that is stored is in the index."""
        if wait:
            await self._here().search_ready()
        return [
            {"room_id": hit.room_id, "excerpt": hit.excerpt, **row_json(hit.item)}
            for hit in (await self._here().finder.find(Query(query, room_id=room or None), limit=200)).hits
        ]
