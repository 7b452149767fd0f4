# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run by the probe inside of a package: uses what is there, prints what it found as JSON. FOLDER has samples."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1])


async def sound(found: dict[str, Any]) -> None:
    """A voice message is made, read, and played on a sound card that makes no sound."""
    from app.media.sounds import Sounds
    from app.voice.devices import Devices

    sounds = Sounds()
    encoder = await sounds.encode()
    await encoder.write(bytes(2 * 48_000))
    message = await encoder.finish()
    voice = await sounds.open(message)
    piece = await voice.next(400)
    heard = 0

    def pull(size: int) -> bytes:
        nonlocal heard
        heard += size
        return piece.samples[:size].ljust(size, b"\0")

    device = await Devices(["NULL"]).play(voice.rate, voice.channels, pull)
    for _ in range(100):
        await asyncio.sleep(0.05)
        if heard > 9_600:
            break
    await device.close()
    found["voice"] = {"kind": message[:4].decode(), "ms": voice.duration, "samples": len(piece.samples) // 2}
    found["played"] = heard > 9_600
    found["tone"] = await sounds.length((resources() / "sounds" / "message.wav").read_bytes())
    await sounds.close()


async def pictures(found: dict[str, Any]) -> None:
    from app.media.pictures import Pictures

    pictures = Pictures()
    found["pictures"] = {}
    for path in sorted((FOLDER / "pictures").iterdir()):
        facts = await pictures.look(path.read_bytes())
        found["pictures"][path.name] = [facts.width, facts.height]
    await pictures.close()


async def videos(found: dict[str, Any]) -> None:
    from app.media.videos import Videos

    videos = Videos()
    found["videos"] = {}
    for path in sorted((FOLDER / "videos").iterdir()):
        facts = await videos.look(path)
        found["videos"][path.name] = [facts.width, facts.height, facts.poster is not None]
    await videos.close()


async def spelling(found: dict[str, Any]) -> None:
    from app.media.process import DecoderProcess

    process = DecoderProcess("spelling", time=20)
    words = ["Straße", "Strase", "colour", "color", "colr", "Donaudampfschifffahrt"]
    answer, _ = await process.ask("check", json.dumps(words).encode(), languages="de")
    found["wrong"] = [words[number] for number in answer["wrong"][0]]
    await process.close()


async def proxy_script(found: dict[str, Any]) -> None:
    from app.media.process import DecoderProcess

    process = DecoderProcess("proxy-script", time=20)
    answer = b"isPlainHostName(host) ? 'DIRECT' : 'PROXY p.example:3128'"
    said, _ = await process.ask(
        "find",
        b"function FindProxyForURL(url, host) { return %s; }" % answer,
        url="https://amt.example/",
        host="amt.example",
        answers="{}",
        mine="[]",
        now=0,
        offset=0,
    )
    found["proxy"] = said.get("result", said)
    await process.close()


def window(found: dict[str, Any]) -> None:
    """What the window loads: its language, icons, emoji, licences."""
    from PySide6.QtCore import QCollator, QLocale
    from PySide6.QtGui import QImageReader
    from PySide6.QtWidgets import QApplication

    from app.emoji import emoji
    from app.licences import notices
    from ui.i18n import install_language, tr

    app = QApplication([])
    install_language(app, "de")
    found["language"] = [tr("Settings"), QApplication.translate("QPlatformTheme", "Cancel")]
    found["sorted"] = sorted(["Zeder", "Ärger", "Arzt"], key=lambda word: QCollator(QLocale("de_DE")).sortKey(word))
    found["formats"] = sorted(bytes(name.data()).decode() for name in QImageReader.supportedImageFormats())
    found["emoji"] = [each.name("de") for each in emoji().search("Daumen hoch", 1)]
    text = notices()
    found["notices"] = [name for name in ("EUPL", "vodozemac", "FFmpeg", "GNU LGPL-3", "Opus") if name in text]
    found["styles"] = app.style().name()


def resources() -> Path:
    import app

    return Path(app.__file__ or "").resolve().parents[1] / "resources"


async def main() -> None:
    found: dict[str, Any] = {"written": sys.dont_write_bytecode}
    await sound(found)
    await pictures(found)
    await videos(found)
    await spelling(found)
    await proxy_script(found)
    window(found)
    print(json.dumps(found, ensure_ascii=False))


asyncio.run(main())
