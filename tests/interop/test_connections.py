# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program connects to its homeserver and to nobody else, whatever others send."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.support.client import Client
from tests.support.connections import RECORD, recorded
from tests.support.synapse import Homeserver, RawUser, new_raw_user, new_user

pytestmark = pytest.mark.synapse


@asynccontextmanager
async def trap() -> AsyncIterator[tuple[str, list[bytes]]]:
    """Somebody who would like to be contacted: (address, what was asked)."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(200))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


def bait(spy: RawUser, room: str, trap: str) -> None:
    """Everything in which an address may stand."""
    html = f'<a href="{trap}/a">hier</a> <img src="{trap}/i.png"> <span style="background:url({trap}/s)">x</span>'
    text = {"msgtype": "m.text", "body": f"{trap}/text", "format": "org.matrix.custom.html", "formatted_body": html}
    spy.send(room, text)
    spy.send(room, {"msgtype": "m.text", "body": " ".join(f"{trap}/{n}" for n in range(100))})
    spy.set_state(room, "org.matrix.room.preview_urls", {"disable": False})
    for kind in ("m.image", "m.file", "m.audio", "m.video"):
        info = {"thumbnail_url": f"{trap}/thumb", "mimetype": "image/png", "w": 10, "h": 10}
        spy.send(room, {"msgtype": kind, "body": "x.png", "url": f"{trap}/{kind}", "info": info})
    spy.send(room, {"msgtype": "m.location", "body": "hier", "geo_uri": f"geo:1,1;u={trap}/geo"})
    spy.send(room, {"url": f"{trap}/sticker", "body": "x", "info": {}}, type="m.sticker")
    spy.set_state(room, "m.room.avatar", {"url": f"{trap}/avatar"})
    spy.set_state(room, "m.room.topic", {"topic": f"{trap}/topic"})
    spy.set_state(room, "im.vector.modular.widgets", {"type": "m.custom", "url": f"{trap}/widget"}, "w")


async def test_c06_a_day_talks_to_the_homeserver_only(homeserver: Homeserver, tmp_path: Path) -> None:
    user, spy = new_user(homeserver, "anna"), new_raw_user(homeserver, "spy")
    record = tmp_path / "connections"
    record.touch()
    picture = tmp_path / "bild.png"
    Image.effect_noise((300, 200), 80).save(picture)
    anna = Client(tmp_path / "profile", module="tests.support.connections", options=["--ui"])
    os.environ[RECORD] = str(record)
    try:
        await anna.launch()
    finally:
        del os.environ[RECORD]
    try:
        async with trap() as (address, asked):
            await anna.sign_in(user)
            room = spy.create_room(invite=[user.user_id], name="Raum", preset="private_chat")
            await anna.join(room)
            await anna.call("ui_open_room", room=room)
            await asyncio.to_thread(bait, spy, room, address)
            spy.send(room, {"msgtype": "m.text", "body": "das war alles"})
            await anna.wait_text(room, "das war alles")
            await anna.call("ui_screenshot", path=str(tmp_path / "window.png"))
            assert "das war alles" in "\n".join(row["body"] for row in await anna.messages(room))
            secret = await anna.create_room(encrypted=True, name="Geheim")
            await anna.send(secret, f"{address}/own")
            await anna.call("send_file", room=secret, path=str(picture))
            await anna.call("ui_open_room", room=secret)
            await anna.call("setup_recovery")
            await anna.call("search", query="alles")
            await anna.close()
            assert asked == []
    finally:
        await anna.kill()

    own = urlsplit(homeserver.url)
    allowed = {(own.hostname, str(own.port)), ("localhost", str(own.port)), ("127.0.0.1", str(own.port))}
    local = str(tmp_path)  # where a second start of the program would knock
    contacted = {where for where in recorded(record) if not (len(where) == 2 and where[1].startswith((local, "/")))}
    assert contacted
    assert {where[1:] for where in contacted} <= allowed
