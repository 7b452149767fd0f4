# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``mxc://`` URIs (Client-Server API, "Matrix Content (mxc://) URIs"): what is not exactly one is never asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.matrix.wire import is_server_name

_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")


@dataclass(frozen=True, slots=True)
class Mxc:
    """A media file on ``server``."""

    server: str
    media_id: str

    def __str__(self) -> str:
        return f"mxc://{self.server}/{self.media_id}"

    @classmethod
    def parse(cls, uri: object) -> Mxc | None:
        """None for everything that is not ``mxc://server-name/media-id`` to the letter (C-05)."""
        if not isinstance(uri, str) or len(uri) > 600 or not uri.startswith("mxc://"):
            return None
        server, slash, media_id = uri.removeprefix("mxc://").partition("/")
        if not slash or not is_server_name(server) or ".." in server or _MEDIA_ID.fullmatch(media_id) is None:
            return None
        return cls(server, media_id)
