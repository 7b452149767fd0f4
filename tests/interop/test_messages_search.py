# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was written between our client and one built on matrix-js-sdk is found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.interop.test_messages_files import conversation
from tests.support.client import Client, StartClient
from tests.support.peer import LaunchPeer
from tests.support.synapse import Homeserver

pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def bodies(anna: Client, query: str, **arguments: Any) -> list[str]:
    return [hit["body"] for hit in await anna.call("search", query=query, **arguments)]


async def test_messages_are_found_by_parts_of_their_words(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    other = await anna.create_room(name="Anderer Raum", encrypted=False)
    session = "Die Haushaltsausschusssitzung ist in der Königstraße"
    theirs = await jonas.send(room, session)
    await anna.wait_text(room, "Haushaltsausschuss")
    note = await anna.send(other, 'Ausschuss vorbereiten, 100 % "sicher"')
    await anna.wait_row(other, lambda row: row["event_id"] == note and row["send_state"] is None, what="our note")
    assert await bodies(anna, "ausschuss") == ['Ausschuss vorbereiten, 100 % "sicher"', session]
    assert await bodies(anna, "AUSSCHUSS", room=room) == [session]
    for query in ("sitzung königsTRASSE", "konig", "in haushalt", "in", "„ist in der König“"):
        assert await bodies(anna, query) == [session]
    for query in ("", "  ", "n", "ausschuss fehlt", "xyz", "zz haushalt", '"in ist"'):
        assert await bodies(anna, query) == []
    assert await bodies(anna, '"sicher" NOT') == []
    assert len(await bodies(anna, '"sicher"')) == 1
    (hit,) = await anna.call("search", query="sitzung")
    assert (hit["room_id"], hit["event_id"], hit["sender"]) == (room, theirs, jonas.user_id)

    file = tmp_path / "Dienstreiseantrag.pdf"
    file.write_bytes(b"%PDF")
    await jonas.call("send_file", room=room, path=str(file), caption="Bitte zeichnen")
    await anna.wait_text(room, "Bitte zeichnen")
    assert await bodies(anna, "reiseantrag") == await bodies(anna, "zeichnen") == ["Bitte zeichnen"]

    await jonas.call("edit", room=room, event=theirs, text="Die Sitzung entfällt")
    await anna.wait_text(room, "entfällt")
    assert await bodies(anna, "entfällt") == ["Die Sitzung entfällt"]
    assert await bodies(anna, "haushalt") == []
    await anna.close()
    await anna.restore(sync=False)
    assert await bodies(anna, "entfällt") == ["Die Sitzung entfällt"]  # without a network, too
    await anna.call("sync_start")
    await jonas.call("redact", room=room, event=theirs)
    await anna.wait_row(room, lambda row: row["event_id"] == theirs and row["kind"] == "redacted", what="deletion")
    assert await bodies(anna, "entfällt") == []
    for name in ("cache.db", "cache.db-wal"):
        data = (anna.profile / name).read_bytes() if (anna.profile / name).exists() else b""
        assert b"ausschuss" not in data.lower()


async def test_late_keys_make_messages_findable(
    homeserver: Homeserver, start_client: StartClient, launch_peer: LaunchPeer
) -> None:
    anna, jonas, room = await conversation(homeserver, start_client, launch_peer, encrypted=True)
    await anna.call("sync_stop")
    for number in range(30):
        await jonas.send(room, f"Umzugsplanung Teil {number}")
    await anna.call("sync_start")
    await anna.wait_text(room, "Teil 29")
    await anna.all_messages(room)
    assert len(await bodies(anna, "zugsplan")) == 30
