# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The window offscreen while it plays a video to its end, in real time and into a silent sound card.

``python -m tests.bench.videos_process SECONDS WIDTH HEIGHT`` prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace

import psutil

from app.media.process import Readable
from app.media.videos import Videos
from app.types import Attachment, ItemKind
from app.video.player import VideoPlayer
from app.voice.devices import Devices
from tests.driver.measure import Heartbeat, memory_mb
from tests.support.films import Memory, film
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui.picture_viewer import PictureViewer
from ui.video_area import Screen

ROOM = "!room:x.example"


class _Account(SampleAccount):
    """The sample account with a real player."""

    def play_with(self, player: VideoPlayer, source: Readable) -> None:
        async def load() -> Readable:
            return source

        videos = self.videos
        player.changed.connect(videos.tell)
        player.frame.connect(videos.frame.emit)

        async def play(_room: str, key: str) -> None:
            await player.play(key, load)

        def fit(width: int, height: int, _fastest: int) -> None:
            player.fit(width, height)

        vars(videos).update(play=play, stop=player.stop, fit=fit)


def main() -> int:
    seconds, width, height = (int(value) for value in sys.argv[1:4])
    data = film(seconds, size=(width, height), moving=True)
    item = message(ANNA, "Film.mp4", today_at(9), kind=ItemKind.FILE)
    item = replace(item, attachment=Attachment("Film.mp4", "m.video", "video/mp4", len(data), width, height))
    account = _Account([room(ROOM, "Raum", today_at(9))], {ROOM: [item]})
    painted = [0]

    class Counted(Screen):
        def paintEvent(self, event: object) -> None:  # noqa: N802
            painted[0] += 1
            super().paintEvent(event)  # type: ignore[arg-type]

    import ui.video_area

    ui.video_area.Screen = Counted  # type: ignore[misc]

    async def scene(stage: Stage) -> None:
        videos = Videos()
        player = VideoPlayer(videos, lambda: Devices(["NULL"]))
        account.play_with(player, Memory(data))
        await stage.open(ROOM)
        seen: list[int] = []
        player.frame.connect(lambda frame: seen.append(frame.at))
        begun = time.monotonic()
        stage.window.files.view(stage.window.chat.model.item(0))
        await stage.until(lambda: bool(seen), 30)
        first = time.monotonic() - begun
        heartbeat, own = Heartbeat(), psutil.Process()
        decoder = next(each for each in own.children(recursive=True) if "video" in each.cmdline()[-1:])
        before = sum(own.cpu_times()[:2]), sum(decoder.cpu_times()[:2])
        heartbeat.start()
        begun = time.monotonic()
        await stage.until(lambda: not player.state.running, seconds * 3)
        spent = time.monotonic() - begun
        heartbeat.stop()
        after = sum(own.cpu_times()[:2]), sum(decoder.cpu_times()[:2])
        line = {
            "first": first,
            "frames": len(seen) / spent,
            "painted": painted[0] / spent,
            "cpu": (after[0] - before[0]) / spent * 100,
            "decoder_cpu": (after[1] - before[1]) / spent * 100,
            "rss_mb": memory_mb(),
            "decoder_rss_mb": decoder.memory_info().rss / 1_000_000,
            "stalls": heartbeat.figures() | {"busiest": heartbeat.busiest_turn_ms},
        }
        print(json.dumps(line), flush=True)
        stage.window.findChildren(PictureViewer)[-1].close()
        await stage.settle()
        await player.stop()
        await videos.close()

    perform(scene, SampleSession(account), size=(1400, 900))
    return 0


if __name__ == "__main__":
    sys.exit(main())
