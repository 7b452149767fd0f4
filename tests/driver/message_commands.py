# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of the driver for messages: files and what else people send each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from app.account import Account

Json = dict[str, Any]


class _Driver(Protocol):
    def _here(self) -> Account: ...

    async def _sent(self, key: str, wait: bool) -> Json: ...


class MessageCommands:
    """A part of ``tests.driver.commands.Commands``."""

    async def cmd_send_file(
        self: _Driver, room: str, path: str, caption: str = "", strip: bool = False, wait: bool = True
    ) -> Json:
        key = await self._here().send_file(room, Path(path), caption or "", strip=strip)
        return await self._sent(key, wait)

    async def cmd_save_attachment(self: _Driver, room: str, event: str, dir: str) -> Json:
        path, sha256 = await self._here().save_attachment(room, event, Path(dir))
        return {"path": str(path), "sha256": sha256}

    async def cmd_picture(self: _Driver, room: str, event: str, width: int = 400, height: int = 300) -> Json | None:
        picture = await self._here().picture(room, event, width, height)
        if picture is None:
            return None
        middle = (picture.height // 2 * picture.width + picture.width // 2) * 4
        return {
            "width": picture.width,
            "height": picture.height,
            "middle": list(picture.pixels[middle : middle + 4]),
        }
