# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hardened profile of the handbook (packaging/policies/hardened.json) in force: one can work with it, and what it
forbids does not happen. Only addresses and files of the example are replaced by those of this computer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.demo.homeserver import PROJECT
from tests.interop.test_networks import HOST, front
from tests.support.certificates import Authority
from tests.support.client import Client, ClientError
from tests.support.connections import POLICIES, RECORD
from tests.support.peer import LaunchPeer
from tests.support.proxies import Proxy
from tests.support.synapse import Homeserver, new_user

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def test_a_locked_down_client_works(homeserver: Homeserver, launch_peer: LaunchPeer, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    settled = json.loads((PROJECT / "packaging" / "policies" / "hardened.json").read_text("utf-8"))
    user, other = new_user(homeserver, "anna"), new_user(homeserver, "jonas")
    jonas = await launch_peer(other)
    await jonas.call("bootstrap", password=other.password)
    async with front(authority.server(host=HOST), homeserver) as target, Proxy(target) as proxy:
        settled |= {
            "Homeserver": f"https://{HOST}",
            "AllowedHomeservers": [HOST, homeserver.server_name],
            "ProxyUrl": f"http://127.0.0.1:{proxy.port}",
            "ProxyBypass": [],
            "CaFiles": [str(authority.path)],
        }
        policies, record = tmp_path / "policies.json", tmp_path / "connections"
        policies.write_text(json.dumps(settled), encoding="utf-8")
        record.touch()
        anna = Client(tmp_path / "profile", module="tests.support.connections", options=["--ui"])
        os.environ |= {RECORD: str(record), POLICIES: str(policies)}
        try:
            await anna.launch()
        finally:
            del os.environ[RECORD], os.environ[POLICIES]
        try:
            with pytest.raises(ClientError):
                await anna.call(
                    "login", homeserver="https://elsewhere.example", user=user.localpart, password=user.password
                )
            answer = await anna.call("login", homeserver=f"https://{HOST}", user=user.localpart, password=user.password)
            anna.user_id = answer["user_id"]
            await anna.call("sync_start")
            await anna.call("setup_recovery")
            room = await jonas.create_room(name="Lage", invite=[anna.user_id])
            await anna.wait_room(room, "invite")
            await anna.join(room)
            await jonas.wait_member(room, anna.user_id)
            await anna.send(room, "Aus dem gehärteten Fenster")
            got = await jonas.wait_text(room, "Aus dem gehärteten Fenster")
            assert got["encrypted"]
            await jonas.send(room, "Verstanden")
            row = await anna.wait_text(room, "Verstanden")
            assert (row["encrypted"], row["shield"]["color"]) == (True, "none")
            await anna.call("ui_open_room", room=room)
            assert settled["ClassificationBanner"] in str(await anna.call("ui_text"))

            with pytest.raises(ClientError):
                await anna.create_room(name="Eigener Raum")
            program = tmp_path / "programm.exe"
            program.write_bytes(b"MZ")
            with pytest.raises(ClientError):
                await anna.call("send_file", room=room, path=str(program))
            letter = tmp_path / "vermerk.txt"
            letter.write_text("Vermerk", encoding="utf-8")
            sent = await anna.call("send_file", room=room, path=str(letter))
            with pytest.raises(ClientError):
                await anna.call("save_attachment", room=room, event=sent["event_id"], dir=str(tmp_path))
            assert set(proxy.asked) <= {f"{HOST}:443", f"{homeserver.server_name}:443"}
            await anna.close()
        finally:
            await anna.kill()
