# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The part of a kept session that OAuth 2.0 needs again. No network here: it is read at every start."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from crypto.types import Json

if TYPE_CHECKING:
    from app.oauth.metadata import AuthServer


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom to ask for new tokens, and as whom; ``revocation_endpoint`` is empty where there is none."""

    issuer: str
    client_id: str
    token_endpoint: str
    revocation_endpoint: str = ""

    @classmethod
    def of(cls, server: AuthServer, client_id: str) -> Grant:
        return cls(server.issuer, client_id, server.token, server.revocation)

    @classmethod
    def from_json(cls, value: Json) -> Grant:
        return cls(**{name: str(value.get(name, "")) for name in cls.__slots__})

    def to_json(self) -> Json:
        return asdict(self)
