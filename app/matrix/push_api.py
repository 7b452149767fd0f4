# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push rules on the server (Matrix v1.18, client-server API, "Push Rules: API"). All raise UserError."""

from __future__ import annotations

from app.errors import ErrorCode, UserError
from app.matrix.api import SMALL, path
from app.matrix.client import MatrixClient
from app.matrix.http import MIB
from app.matrix.wire import as_object
from app.notifications.levels import Change
from crypto.types import Json

_LIMIT = 8 * MIB


async def push_rules(client: MatrixClient) -> Json:
    """All rules, as the content of ``m.push_rules`` has them."""
    answer = await client.request("GET", path("pushrules") + "/", limit=_LIMIT)
    return {"global": as_object(answer.get("global"))}


async def apply(client: MatrixClient, change: Change) -> None:
    """One change of the rules."""
    where = path("pushrules", "global", change.kind, change.rule_id)
    try:
        if change.action == "delete":
            await client.request("DELETE", where, limit=SMALL)
        elif change.action == "put":
            await client.request("PUT", where, body=change.body, limit=SMALL)
        else:
            await client.request("PUT", f"{where}/{change.action}", body=change.body, limit=SMALL)
    except UserError as error:
        if error.code is not ErrorCode.NOT_FOUND or not change.missing_is_fine:
            raise
