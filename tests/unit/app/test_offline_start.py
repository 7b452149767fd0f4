# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rooms of yesterday come from the store: nothing of the network is even imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.matrix.sync.types import RoomsSync, RoomUpdate
from app.store.cache import Cache
from app.store.vault import Session, Vault
from tests.support.account_world import open_profile

PROJECT = Path(__file__).resolve().parents[3]
OPEN = """
import asyncio, json, sys
from pathlib import Path
from app.account import Account
from tests.unit.app.offline_start import open_and_tell
asyncio.run(open_and_tell(Path(sys.argv[1])))
"""


def event(number: int, kind: str, content: Any, **fields: Any) -> dict[str, Any]:
    return {
        "event_id": f"$e{number}",
        "type": kind,
        "sender": "@bert:x",
        "origin_server_ts": 1_700_000_000_000 + number,
        "content": content,
        **fields,
    }


def test_rooms_open_without_the_network(tmp_path: Path) -> None:
    profile = open_profile(tmp_path / "profile")
    Vault(profile.crypto).save_session(Session("https://x", "@anna:x", "DEVICE", "token", "Anna"))
    update = RoomUpdate(
        "!room:x",
        membership="join",
        initial=True,
        state=[event(1, "m.room.name", {"name": "Lagebesprechung"}, state_key="")],
        timeline=[event(2, "m.room.message", {"msgtype": "m.text", "body": "bis morgen"})],
    )
    Cache(profile.cache, "@anna:x").apply(RoomsSync(rooms=[update], tokens={"t": "1"}), {})
    profile.close()
    folder = str(tmp_path / "profile")
    run = subprocess.run(
        [sys.executable, "-c", OPEN, folder],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    told = json.loads(run.stdout)
    assert told["rooms"] == [["Lagebesprechung", "bis morgen"]]
    assert told["bodies"] == ["bis morgen"]
    assert told["imported"] == []
