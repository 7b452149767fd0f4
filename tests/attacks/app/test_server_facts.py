# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a server says of itself in ``.well-known``: heeded in bounds, and never in the way."""

from __future__ import annotations

import pytest

from app.policy.categories.server import PERMALINK_PREFIX
from app.policy.policy import Entry, Policy, Source
from tests.attacks.app.scene import Scene
from tests.support.account_world import until

PERSON = "@carol:evil.test"


async def test_links_begin_as_the_server_says_and_the_policy_counts_more(scene: Scene) -> None:
    account = scene.anna.account
    assert account.links.to_person(PERSON).startswith("https://matrix.to/")
    scene.hs.well_known = {"de.bwi": {"permalink_prefix": '"https://chat.evil.test/"'}}
    await account.server.refresh()
    ours = account.links.to_person(PERSON)
    assert ours.startswith("https://chat.evil.test/#/user/")
    account.prefs.policy = Policy([Entry(Source.MACHINE, "here", PERMALINK_PREFIX.name, "https://web.amt.example")])
    theirs = account.links.to_person(PERSON)
    assert theirs.startswith("https://web.amt.example/#/")
    for link in (ours, theirs):  # both are understood
        found = account.links.understand(link)
        assert found is not None
        assert found.target == PERSON
    await scene.anna.reopen(online=False)
    assert scene.anna.account.links.to_person(PERSON) == ours  # also before the server was asked


@pytest.mark.parametrize(
    "document",
    [
        [],
        7,
        {"de.bwi": [], "m.tile_server": "x", "io.element.e2ee": None, "permalink_prefix": {}},
        {"m.homeserver": "elsewhere", "org.matrix.msc4143.rtc_foci": {"a": [[[]]]}},
        {"permalink_prefix": "https://" + "a." * 20_000 + "evil.test"},
        {"de.bwi": {"permalink_prefix": "https://phishing.example", "imprint_url": "javascript:alert(1)"}},
    ],
)
async def test_c16_nonsense_in_well_known_stops_nothing(scene: Scene, document: object) -> None:
    scene.hs.well_known = document
    await scene.anna.reopen()
    await scene.anna.online()
    account = scene.anna.account
    await until(lambda: bool(scene.hs.requests("/.well-known/matrix/client")), "the question")
    await account.server.refresh()
    assert account.links.to_person(PERSON).startswith("https://matrix.to/")
    assert account.server.known.imprint == ""
    carol = scene.peer(PERSON)
    await scene.canary(await scene.room(carol), carol)
