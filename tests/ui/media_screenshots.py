# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenes with files, pictures and voice messages, for the pictures of the handbook."""

from __future__ import annotations

import math
import tempfile
from dataclasses import replace
from pathlib import Path

from app.types import Attachment, ItemKind, Picture, SendState, TimelineItem
from app.voice.types import Playing
from tests.support.sample_account import ANNA, KATHARINA, ME, MEHMET, SampleAccount, message, room, today_at
from tests.ui.stage import Stage
from ui.picture_viewer import PictureViewer

ROOM = "!haushalt:behoerde.example"
_WAVE = tuple(int(1024 * abs(math.sin(n / 7)) * (0.3 + 0.7 * (n * 37 % 100) / 100)) for n in range(100))
_VOICE = Attachment("v.ogg", "m.audio", "audio/ogg", 90_000, duration=42_000, voice=True, waveform=_WAVE)


def landscape(width: int, height: int) -> Picture:
    """A sky, hills and a sun: something to look at."""
    rows = bytearray()
    for y in range(height):
        v = y / height
        for x in range(width):
            u = x / width
            hill = 0.62 + 0.1 * math.sin(u * 7) + 0.05 * math.sin(u * 17 + 1)
            far = 0.5 + 0.06 * math.sin(u * 5 + 2)
            if v > hill:
                pixel = (70, 120 - int(40 * (v - hill)), 74)
            elif v > far:
                pixel = (120, 156, 140)
            elif (u - 0.75) ** 2 * (width / height) ** 2 + (v - 0.2) ** 2 < 0.006:
                pixel = (252, 226, 150)
            else:
                pixel = (150 + int(70 * v), 190 + int(30 * v), 232)
            rows += bytes((*pixel, 255))
    return Picture(width, height, bytes(rows))


class _Painted(SampleAccount):
    async def picture(self, room_id: str, key: str, width: int, height: int) -> Picture | None:
        side = min(width, 480)
        return landscape(side, max(1, round(side * height / width)))


def account() -> SampleAccount:
    """One room with every kind of file."""
    hour = iter(range(60))

    def row(sender: str, attachment: Attachment, **fields: object) -> TimelineItem:
        item = message(sender, attachment.caption or attachment.name, today_at(9, next(hour)), kind=ItemKind.FILE)
        return replace(item, attachment=attachment, **fields)  # type: ignore[arg-type]

    photo = Attachment("Ortstermin.jpg", "m.image", "image/jpeg", 1_834_567, 1600, 1000, caption="Der Blick vom Dach")
    plan = Attachment("Lageplan.png", "m.image", "image/png", 634_567, 1600, 1200)
    sheet = Attachment("Haushaltsentwurf 2027.ods", "m.file", "x/y", 10_400_000, uploaded=4_300_000)
    items = [
        row(KATHARINA, Attachment("Tagesordnung.pdf", "m.file", "application/pdf", 240_000)),
        row(MEHMET, plan),
        row(ANNA, photo),
        row(MEHMET, _VOICE),
        row(ME, replace(_VOICE, duration=11_000)),
        row(ME, sheet, send_state=SendState.SENDING, event_id=None),
    ]
    made = _Painted([room(ROOM, "Haushalt 2027", today_at(9, 30))], {ROOM: items})
    made.gallery.picture = landscape
    made.gallery.scale = 0.5  # drawn by hand: smaller is faster
    return made


def films() -> SampleAccount:
    """A room with a video and a sound file."""
    made = account()
    rows = made.messages[ROOM]
    film = Attachment("Rundgang.mp4", "m.video", "video/mp4", 24_300_000, 1920, 1080, duration=83_000)
    sound = Attachment("Anhörung.m4a", "m.audio", "audio/mp4", 4_300_000, duration=1_983_000)
    for n, (sender, file) in enumerate(((MEHMET, sound), (KATHARINA, film))):
        item = message(sender, file.name, today_at(9, 40 + n), kind=ItemKind.FILE)
        rows.append(replace(item, attachment=file))
    del rows[3:6]

    def frame(width: int, height: int) -> Picture:
        picture = landscape(width, height)
        turned = bytearray(picture.pixels)
        turned[0::4], turned[2::4] = picture.pixels[2::4], picture.pixels[0::4]
        return Picture(width, height, bytes(turned))

    made.videos.picture = frame
    return made


async def films_in_rows(stage: Stage) -> None:
    await stage.open(ROOM)
    await stage.settle(20)


async def film(stage: Stage) -> None:
    await stage.open(ROOM)
    model = stage.window.chat.model
    stage.window.files.view(model.item(len(model) - 1))
    await stage.settle(20)
    await stage.account.videos.seek(31_000)
    await stage.settle(20)


async def film_waits(stage: Stage) -> None:
    await stage.open(ROOM)
    model = stage.window.chat.model
    stage.window.files.view(model.item(2))
    await stage.settle(20)
    viewer = stage.window.findChildren(PictureViewer)[-1]
    viewer.step(1)
    await stage.settle(20)


async def rows(stage: Stage) -> None:
    await stage.open(ROOM)
    await stage.settle(20)


async def send(stage: Stage) -> None:
    await stage.open(ROOM)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, size in (("Vermerk zum Haushalt.pdf", 214_000), ("Foto vom Ortstermin.jpg", 3_420_000)):
            file = Path(folder) / name
            with file.open("wb") as handle:
                handle.truncate(size)
            files.append(file)
        stage.window.files.confirm(files)
        await stage.settle()


async def viewer(stage: Stage) -> None:
    await stage.open(ROOM)
    stage.window.files.view(stage.window.chat.model.item(2))
    await stage.settle(40)


async def panel(stage: Stage) -> None:
    await stage.open(ROOM)
    stage.window.files.show_panel()
    await stage.settle(40)


async def recording(stage: Stage) -> None:
    await stage.open(ROOM)
    stage.window.chat.composer.record.click()
    await stage.settle()
    running = stage.account.voice.recording
    assert running is not None
    running.speak(*_WAVE[:99])
    recorder = stage.window.chat.conversation.recorder
    recorder.meter.show_peaks(running.peaks)
    recorder._tell_time(running.duration)
    await stage.settle()


async def playing(stage: Stage) -> None:
    await stage.open(ROOM)
    item = stage.window.chat.model.item(3)
    stage.account.voice.tell(Playing(str(item.event_id), 15_000, 42_000, running=True, speed=1.5))
    await stage.settle()
