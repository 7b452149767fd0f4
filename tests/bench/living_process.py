# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The program offscreen, with long conversations on disk and no server; see ``tests.bench.living``.

What a server would bring is handed to the store here, as the sync does it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.window_process import Probe, say

if TYPE_CHECKING:
    from ui.window import MainWindow

Json = dict[str, Any]
SERVER = "living.example"
OWN = f"@own:{SERVER}"
LONG, OTHER, SMALL = f"!long:{SERVER}", f"!other:{SERVER}", f"!small:{SERVER}"
_PANELS = ("room.files", "room.search", "room.threads", "room.pins")
_BEGIN = 1_700_000_000_000
_CODE = '<p>Bitte <b>prüfen</b>:</p><pre><code class="language-python">def x(a):\n    return a + 1\n</code></pre>'


def main() -> int:
    """As ``window_process`` does it."""
    from app.hardening import harden
    from app.log import configure
    from app.worker import SWITCH_INTERVAL

    harden()
    sys.setswitchinterval(SWITCH_INTERVAL)
    configure("ERROR", stream=sys.stderr)
    from tests.bench.profile import FileKeyStore
    from ui.main import run

    profile = Path(sys.argv[1])
    return run(profile, language="de", stores=[FileKeyStore.of(profile)], beside=watched)


async def watched(window: MainWindow) -> None:
    try:
        await LivingProbe(window).serve()
    except Exception as error:
        say(failed=f"{type(error).__name__}: {error}")
        window.close()


def event(room: str, number: int) -> Json:
    """A message of somebody; every few are formatted, long, or ours."""
    body = f"Nachricht {number}: kurz vor der Sitzung. " + "Text " * (number % 17)
    content: Json = {"msgtype": "m.text", "body": body}
    if number % 11 == 0:
        content |= {"format": "org.matrix.custom.html", "formatted_body": _CODE}
    return {
        "event_id": f"${room[1:6]}-{number}",
        "type": "m.room.message",
        "sender": OWN if number % 7 == 0 else f"@user{number % 20}:{SERVER}",
        "origin_server_ts": _BEGIN + number * 20_000,
        "content": content,
    }


def reaction(room: str, number: int, to: int) -> Json:
    relation = {"rel_type": "m.annotation", "event_id": f"${room[1:6]}-{to}", "key": "👍🎉👀"[number % 3]}
    return {
        "event_id": f"${room[1:6]}-r{number}-{to}",
        "type": "m.reaction",
        "sender": f"@user{number % 20}:{SERVER}",
        "origin_server_ts": _BEGIN + number,
        "content": {"m.relates_to": relation},
    }


class LivingProbe(Probe):
    """More commands."""

    _number = 1_000_000

    async def _tell(self, room: str, events: Sequence[Json], receipts: Json | None = None) -> None:
        """As the sync would, after it decrypted."""
        from app.matrix.sync.types import RoomsSync, RoomUpdate

        account: Any = self._window.account
        sync = RoomsSync(rooms=[RoomUpdate(room, timeline=events, receipts=receipts)])
        changes = await account._cache_worker.call(account._cache.apply, sync, {})
        await account._changed(changes)

    async def cmd_burst(self, room: str, count: int, step: int) -> float:
        """So many messages into the open room, ``step`` in one answer; gives the seconds until the last is shown."""
        started = time.monotonic()
        for _ in range(0, count, step):
            first = LivingProbe._number
            LivingProbe._number += step
            readers = {f"@user{n}:{SERVER}": {"ts": first + n} for n in range(20)}
            receipts = {f"${room[1:6]}-{first - 1}": {"m.read": readers}}
            await self._tell(room, [event(room, first + n) for n in range(step)], receipts)
            await asyncio.sleep(0.01)
        text = f"Nachricht {LivingProbe._number - 1}:"
        await self.cmd_wait_text(text)
        return time.monotonic() - started

    async def cmd_day(self, rooms: Sequence[str], rounds: int) -> float:
        """What happens in a day, so many times; gives resident memory in MB (10^6) afterwards."""
        from PySide6.QtWidgets import QApplication

        window = self._window
        for number in range(rounds):
            room = rooms[number % len(rooms)]
            await self.cmd_open(room)
            view = window.chat.view
            view.scroll_by(-3000)
            await asyncio.sleep(0.02)
            view.scroll_bottom()
            first = LivingProbe._number
            LivingProbe._number += 5
            events = [event(room, first + n) for n in range(5)]
            events += [reaction(room, number * 10 + n, first) for n in range(4)]
            await self._tell(room, events, {f"${room[1:6]}-{first}": {"m.read": {f"@user1:{SERVER}": {"ts": first}}}})
            await asyncio.sleep(0.02)
            if number % 5 == 0:
                window.commands.run(_PANELS[number // 5 % len(_PANELS)])
                await asyncio.sleep(0.05)
                window.panel.close_page()
            if number % 10 == 0:
                window.theme.zoom_step(1 if number % 20 else 0)
                view.select_row(max(0, len(window.chat.model) - 2))
                window.message_action(view.current, "reader")
                await asyncio.sleep(0.02)
                window.chat.conversation.close_reader()
        gc.collect()
        QApplication.sendPostedEvents()
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize() / 1_000_000


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
