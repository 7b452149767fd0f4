# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files through a real content scanner, which stands beside a real homeserver under one address."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.client import Client, ClientError, StartClient
from tests.support.content_scanner import BASE, EICAR, ContentScanner
from tests.support.fault_proxy import FaultProxy
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import MakeHomeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]
Json = dict[str, Any]
ALLOWED = ["text/plain", "image/png", "image/jpeg", "application/pdf", "audio/ogg", "application/octet-stream"]


async def until(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Ask until the answer is this one."""
    seen = None
    try:
        async with asyncio.timeout(30):
            while (seen := await look()) != wanted:
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"{seen} instead of {wanted}") from None


async def checked(client: Client, room: str, event: str) -> str:
    """What the row says in the end."""
    state: Any = None
    async with asyncio.timeout(30):
        while (state := await client.call("scan", room=room, event=event)) in ("unchecked", "checking"):
            await asyncio.sleep(0.05)
    return str(state)


class Office:
    """Jonas sends files, Anna gets them."""

    def __init__(self, anna: Client, jonas: Peer, folder: Path) -> None:
        self.anna, self.jonas, self.folder = anna, jonas, folder
        self.out = folder / "Downloads"
        self.out.mkdir()

    async def send(self, room: str, name: str, data: bytes) -> str:
        file = self.folder / name
        file.write_bytes(data)
        sent = await self.jonas.call("send_file", room=room, path=str(file), caption=name)
        await self.anna.wait_text(room, name)
        return str(sent["event_id"])

    async def save(self, room: str, event: str) -> bytes:
        saved = await self.anna.call("save_attachment", room=room, event=event, dir=str(self.out))
        return Path(saved["path"]).read_bytes()

    async def refused(self, room: str, event: str, why: str) -> None:
        before = set(self.out.iterdir())
        with pytest.raises(ClientError, match=why):
            await self.save(room, event)
        assert set(self.out.iterdir()) == before


async def test_files_are_checked_by_the_scanner_of_the_server(
    make_homeserver: MakeHomeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    homeserver = make_homeserver(settings={"enable_authenticated_media": False})  # the scanner does not know them
    with ContentScanner(homeserver.url, allowed=ALLOWED) as scanner:
        async with FaultProxy(homeserver.url, beside={BASE: scanner.url}) as front:
            anna = await start_client(replace(new_user(homeserver, "anna"), homeserver=front.url))
            user = new_user(homeserver, "jonas")
            jonas = await launch_peer(user)
            await jonas.call("bootstrap", password=user.password)
            office = Office(anna, jonas, tmp_path)
            secret = await anna.create_room(name="Akten", invite=[jonas.user_id], encrypted=True)
            clear = await anna.create_room(name="Aushang", invite=[jonas.user_id], encrypted=False)
            for room in (secret, clear):
                await jonas.join(room)
                await anna.wait_member(room, jonas.user_id)

            # The server has a scanner, and nobody has agreed yet: files are used as before, no key leaves.
            await until(lambda: anna.call("scanner"), {"required": False, "ask": True, "offered": True})
            before = await office.send(secret, "Vorher.txt", b"vorher")
            assert await office.save(secret, before) == b"vorher"
            assert front.seen(BASE, method="POST") == []

            # From now on everything is checked, also what is here already.
            assert (await anna.call("scanner", decide=True))["required"] is True
            assert await checked(anna, secret, before) == "clean"
            (asked,) = front.seen("/scan_encrypted")
            assert set(asked.body) == {"encrypted_body"}
            assert set(asked.body["encrypted_body"]) == {"ciphertext", "mac", "ephemeral"}
            assert asked.answer == {"clean": True, "info": "File is clean"}

            for room in (secret, clear):
                note = os.urandom(200_000) if room is secret else b"Vermerk\n" * 2000
                good = await office.send(room, "Gut.txt", note)
                bad = await office.send(room, "Rechnung.txt", b"Rechnung " + EICAR)
                kind = await office.send(room, "Programm.bin", b"#!/bin/sh\nexit 0\n")
                assert await office.save(room, good) == note
                await office.refused(room, bad, "infected")
                await office.refused(room, kind, "type_forbidden")
                assert [await checked(anna, room, event) for event in (good, bad, kind)] == [
                    "clean",
                    "infected",
                    "forbidden_type",
                ]
            direct = [each.target for each in front.seen("/media/download/")]  # of the homeserver, not the scanner
            assert len(direct) == 2  # both in the encrypted room, and clean
            assert len(front.seen("/unstable/download/")) == 1  # what lies in clear

            # Pictures with their thumbnails, and own files, about which nobody is asked.
            image = io.BytesIO()
            Image.effect_noise((1200, 900), 60).convert("RGB").save(image, "PNG")
            picture = await office.send(secret, "Ortstermin.png", image.getvalue())
            assert await checked(anna, secret, picture) == "clean"
            asked_before = len(front.seen("/scan_encrypted"))
            own_file = tmp_path / "Eigenes.txt"
            own_file.write_bytes(b"von hier")
            own = (await anna.call("send_file", room=secret, path=str(own_file)))["event_id"]
            assert await checked(anna, secret, own) == "own"
            assert await office.save(secret, own) == b"von hier"
            assert len(front.seen("/scan_encrypted")) == asked_before

            # The scanner is down: what is known counts on, anything else stays closed.
            fresh = await office.send(secret, "Neu.txt", b"neu")
            scanner.stop()
            await office.refused(secret, fresh, "not_checked")
            assert await office.save(secret, before) == b"vorher"
            # It is back with another key: asked for once.
            keys = len(front.seen("/public_key"))
            scanner.start(new_key=True)
            assert await anna.call("scan", room=secret, event=fresh, again=True) == "clean"
            assert await office.save(secret, fresh) == b"neu"
            assert len(front.seen("/public_key")) == keys + 1

            # A restart knows what was found, without asking again.
            asked_before = len(front.seen("/scan_encrypted"))
            await anna.close()
            await anna.restore()
            assert await checked(anna, secret, fresh) == "clean"
            assert len(front.seen("/scan_encrypted")) == asked_before

            # The server removes a file: that is said, and is no malware and no trouble.
            old = await office.send(secret, "Alt.txt", b"alt")
            content = (await jonas.wait_text(secret, "Alt.txt"))["content"]
            media = content["file"]["url"].removeprefix("mxc://")
            homeserver.admin("DELETE", f"/_synapse/admin/v1/media/{media}")
            await office.refused(secret, old, "gone")
            assert await checked(anna, secret, old) == "gone"
            told = b"".join(each.raw_body for each in front.seen(BASE))
            assert content["file"]["key"]["k"].encode() not in told
