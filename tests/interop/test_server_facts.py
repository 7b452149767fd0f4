# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a real Synapse tells about itself reaches the account, and is there offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.server_info import ServerInfo
from tests.support.account_world import People, people, until
from tests.support.synapse import MakeHomeserver, new_user

__all__ = ["people"]
pytestmark = pytest.mark.synapse

WELL_KNOWN = {
    "de.bwi": {"data_privacy_url": "https://amt.example/datenschutz", "imprint_url": "https://amt.example/impressum"}
}


async def test_privacy_policy_and_imprint_of_the_operator(
    people: People, make_homeserver: MakeHomeserver, tmp_path: Path
) -> None:
    settings = {"serve_server_wellknown": True, "extra_well_known_client_content": WELL_KNOWN}
    server = make_homeserver(settings={**settings, "public_baseurl": "http://127.0.0.1/"})
    anna = await people.sign_in(new_user(server, "anna"))
    wanted = ServerInfo(privacy="https://amt.example/datenschutz", imprint="https://amt.example/impressum")
    await until(lambda: anna.account.server.known == wanted, "the operator's addresses")
    await anna.reopen(online=False)
    assert anna.account.server.known == wanted
