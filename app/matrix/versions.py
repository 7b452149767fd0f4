# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a homeserver says it can do (GET /_matrix/client/versions)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import ErrorCode, UserError
from app.matrix.wire import texts
from crypto.types import Json

_VERSION = re.compile(r"v(\d{1,3})\.(\d{1,3})")

OLDEST = (1, 1)
"""Paths with /v3/ came with v1.1; older servers cannot be used."""

MERGED_SLIDING_SYNC = "/_matrix/client/v4/sync"
UNSTABLE_SLIDING_SYNC = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"

SLIDING_SYNC = (
    # (feature flag, path), best first. MSC4186 as it was merged differs in its request from what servers spoke before;
    # it names no flag for servers that have it ahead of a version of the specification, these follow the custom.
    ("org.matrix.simplified_msc3575.stable", MERGED_SLIDING_SYNC),
    ("org.matrix.msc4186.stable", MERGED_SLIDING_SYNC),
    ("org.matrix.simplified_msc3575", UNSTABLE_SLIDING_SYNC),
)


@dataclass(frozen=True, slots=True)
class ServerVersions:
    """``versions``: (major, minor) of the specification, sorted. ``features``: unstable features that are on."""

    versions: tuple[tuple[int, int], ...] = ()
    features: Mapping[str, bool] = field(default_factory=dict)

    @classmethod
    def parse(cls, answer: Json) -> ServerVersions:
        """Raises UserError: NOT_MATRIX (no such answer), UNSUPPORTED_SERVER (too old)."""
        listed = answer.get("versions")
        if not isinstance(listed, list):
            raise UserError(ErrorCode.NOT_MATRIX)
        found = [_VERSION.fullmatch(text) for text in texts(listed)]
        versions = sorted({(int(match[1]), int(match[2])) for match in found if match is not None})
        if not versions or versions[-1] < OLDEST:
            raise UserError(ErrorCode.UNSUPPORTED_SERVER)
        flags = answer.get("unstable_features")
        features = {key: True for key, on in flags.items() if on is True} if isinstance(flags, dict) else {}
        return cls(tuple(versions), features)

    def at_least(self, major: int, minor: int) -> bool:
        return bool(self.versions) and self.versions[-1] >= (major, minor)

    @property
    def sliding_sync(self) -> str | None:
        """The path of sliding sync (MSC4186), or None."""
        return next((path for flag, path in SLIDING_SYNC if self.features.get(flag)), None)

    @property
    def authenticated_media(self) -> bool:
        """MSC3916, in the specification since v1.11."""
        return self.at_least(1, 11) or self.features.get("org.matrix.msc3916.stable", False)
