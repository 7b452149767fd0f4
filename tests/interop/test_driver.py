# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The driver as a process of its own, as tests from outside use it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, Self

import pytest

from tests.support.synapse import Homeserver, new_user

pytestmark = pytest.mark.synapse
PROJECT = Path(__file__).resolve().parents[2]


class Driver:
    """One driver process."""

    def __init__(self, profile: Path, *options: str) -> None:
        self._arguments = ("-m", "tests.driver", "--profile", str(profile), *options)
        self._number = 0
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *self._arguments, cwd=PROJECT, stdin=pipe, stdout=pipe, limit=1 << 24
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def raw(self, line: str) -> dict[str, Any]:
        """Send a line; gives the next answer."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(line.encode() + b"\n")
        await stdin.drain()
        async with asyncio.timeout(60):
            while True:
                answer: dict[str, Any] = json.loads(await stdout.readline())
                if "event" not in answer:
                    return answer

    async def ask(self, command: str, /, **arguments: Any) -> Any:
        self._number += 1
        answer = await self.raw(json.dumps({"id": self._number, "cmd": command, "args": arguments}))
        assert answer["id"] == self._number
        assert answer["ok"], answer
        return answer["result"]

    async def ended(self) -> int:
        async with asyncio.timeout(20):
            return await self._process.wait()


async def test_two_drivers_talk_and_begin_again(homeserver: Homeserver, tmp_path: Path) -> None:
    anna, bert = new_user(homeserver, "anna"), new_user(homeserver, "bert")
    async with Driver(tmp_path / "anna") as one, Driver(tmp_path / "bert", "--classic") as two:
        for driver, user in ((one, anna), (two, bert)):
            await driver.ask("login", homeserver=user.homeserver, user=user.localpart, password=user.password)
            status = await driver.ask("sync_start")
            assert status["link"] == "online"
        room = (await one.ask("create_room", name="Raum", invite=[bert.user_id]))["room_id"]
        await two.ask("join", room=room)
        sent = await one.ask("send", room=room, text="hallo")
        row = await two.ask("wait_event", room=room, text="hallo", timeout=20)
        assert (row["event_id"], row["encrypted"], row["sender"]) == (sent["event_id"], True, anna.user_id)
        await two.ask("reply", room=room, event=sent["event_id"], text="selber")
        await one.ask("wait_event", room=room, text="selber", timeout=20)
        await one.ask("stop")
        assert await one.ended() == 0
    async with Driver(tmp_path / "anna") as again:
        me = await again.ask("restore")
        assert me["user_id"] == anna.user_id
        bodies = [row["body"] for row in await again.ask("timeline", room=room, limit=50)]
        assert bodies[-2:] == ["hallo", "selber"]
        await again.ask("sync_start")
        await again.ask("send", room=room, text="wieder da")
        stats = await again.ask("stats")
        assert stats["requests"] > 0


async def test_garbage_is_answered_and_harms_nothing(tmp_path: Path) -> None:
    async with Driver(tmp_path / "profile") as driver:
        for line in ("garbage", "[]", "5", "{", '{"id":1}', '{"id":2,"cmd":5}', '{"id":3,"cmd":"send","args":[]}'):
            assert not (await driver.raw(line))["ok"]
        for name in ("verify_request", "__init__", "run", "close", "CMD"):
            assert not (await driver.raw(json.dumps({"id": 4, "cmd": name})))["ok"]
        assert not (await driver.raw('{"id":5,"cmd":"send","args":{"room":5,"text":"x"}}'))["ok"]
        assert not (await driver.raw('{"id":6,"cmd":"restore"}'))["ok"]
        await driver.ask("stop")
        assert await driver.ended() == 0


async def test_the_window_is_driven_too(homeserver: Homeserver, tmp_path: Path) -> None:
    anna, picture = new_user(homeserver, "anna"), tmp_path / "window.png"
    async with Driver(tmp_path / "anna", "--ui") as driver:
        await driver.ask("login", homeserver=anna.homeserver, user=anna.localpart, password=anna.password)
        await driver.ask("sync_start")
        room = (await driver.ask("create_room", name="Lagebesprechung"))["room_id"]
        await driver.ask("ui_open_room", room=room)
        await driver.ask("ui_type", name="composer.edit", text="aus dem Fenster\n")
        row = await driver.ask("wait_event", room=room, text="aus dem Fenster")
        assert row["encrypted"]
        texts = await driver.ask("ui_text")
        assert any("Lagebesprechung" in text for text in texts)
        assert any("aus dem Fenster" in text for text in texts)
        await driver.ask("ui_screenshot", path=str(picture))
        assert picture.read_bytes().startswith(b"\x89PNG")
        await driver.ask("stop")
        assert await driver.ended() == 0
    async with Driver(tmp_path / "anna", "--ui") as driver:
        assert (await driver.ask("restore"))["user_id"] == anna.user_id
        await driver.ask("stop")
