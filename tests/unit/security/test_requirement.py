# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Does the server demand a key storage?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from app.errors import UserError
from app.matrix.discovery import WELL_KNOWN, demands_key_storage
from app.matrix.http import Http
from app.policy.categories.security import REQUIRE_SECURE_BACKUP
from app.policy.policy import Entry, Policy, Source
from tests.support.account_world import People, until
from tests.support.evil_homeserver import EvilHomeserver


@pytest.mark.parametrize(
    ("document", "demanded"),
    [
        ({"io.element.e2ee": {"secure_backup_required": True}}, True),
        ({"io.element.e2ee": {"secure_backup_required": False}}, False),
        ({"io.element.e2ee": {"secure_backup_required": "true"}}, False),
        ({"io.element.e2ee": 5}, False),
        ({"m.homeserver": {"base_url": "https://example.org"}}, False),
        (None, False),
    ],
)
async def test_what_well_known_says(document: Any, demanded: bool) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=404) if document is None else web.json_response(document)

    application = web.Application()
    application.router.add_get(WELL_KNOWN, answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    pool = Http(connections=2)
    try:
        assert await demands_key_storage(pool, "example.org", f"http://127.0.0.1:{port}") is demanded
    finally:
        await pool.close()
        await runner.cleanup()
    pool = Http(connections=2)
    with pytest.raises(UserError):
        await demands_key_storage(pool, "example.org", f"http://127.0.0.1:{port}")
    await pool.close()


async def test_the_policy_demands_it_without_the_server(tmp_path: Path) -> None:
    people = People(tmp_path, classic=False)
    with EvilHomeserver() as hs:
        try:
            anna = await people.on_evil(hs)
            assert not anna.account.security.state.required
            entries = [Entry(Source.MACHINE, "here", REQUIRE_SECURE_BACKUP.name, True)]
            anna.profile.policy = Policy(entries)
            anna.account.security._touch()
            await until(lambda: anna.account.security.state.required, "the demand")
        finally:
            await people.close()
