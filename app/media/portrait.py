# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of rooms and people: drawn anew, smaller, and without anything that a camera wrote into them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.media.pictures import MAX_FILE, BadPicture, Facts, Pictures

if TYPE_CHECKING:
    from app.matrix.client import MatrixClient

SIDE = 512  # pixels of the longer side


async def portrait(pictures: Pictures, path: Path) -> Facts:
    """The picture of a file as it may be shown to everybody, in ``Facts.data``; at most SIDE x SIDE pixels.

    Raises UserError NOT_FOUND (no such file), TOO_LARGE, REFUSED (errcode ``picture``: not one that can be shown).
    """
    data = await asyncio.to_thread(_read, path)
    try:
        return await pictures.thumbnail(data, SIDE, SIDE)
    except BadPicture as error:
        raise UserError(ErrorCode.REFUSED, errcode="picture") from error


async def upload(client: MatrixClient, facts: Facts) -> str:
    """Put it on the server, in clear as all such pictures are; gives its mxc URI."""
    from app.matrix import media

    async def once() -> AsyncIterator[bytes]:
        yield facts.data

    return await media.upload(client, once(), size=len(facts.data), content_type=facts.mimetype)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UserError(ErrorCode.NOT_FOUND) from error
    if len(data) > MAX_FILE:
        raise UserError(ErrorCode.TOO_LARGE, limit=MAX_FILE)
    return data
