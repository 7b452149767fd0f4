# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Renewing tokens: once for all who need it, kept before they are used, and no answer that is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.errors import ErrorCode, UserError
from app.matrix.client import MatrixClient
from app.oauth.grant import Grant
from app.profile.profile import Profile
from app.store.vault import Session, Vault
from app.tokens import TokenKeeper
from app.worker import Worker
from crypto.store.errors import StoreUnwritable
from tests.support.entering import open_profile
from tests.support.evil_faults import Status
from tests.support.evil_homeserver import EvilHomeserver

TOKENS = "/token"


class Scene:
    """A real vault and a real client; the server answers what the test says."""

    def __init__(self, profile: Profile, hs: EvilHomeserver, grant: Grant | None) -> None:
        self.worker = Worker("crypto")
        self.vault = Vault(profile.crypto)
        self.hs = hs
        session = Session(hs.url, "@anna:evil.test", "D", "old", "", "refresh-1", 1000.0, grant)
        self.storage = cast(Any, SimpleNamespace(session=session, crypto=self.worker, vault=self.vault))
        self.now = 0.0
        self.keeper = TokenKeeper(self.storage, clock=lambda: self.now)
        self.client = MatrixClient(hs.url, access_token="old")
        self.keeper.start(self.client)

    async def begin(self) -> None:
        await self.worker.call(self.vault.save_session, self.storage.session)

    async def kept(self) -> Session:
        session = await self.worker.call(self.vault.session)
        assert session is not None
        return session

    def answer(self, number: int, **more: Any) -> None:
        tokens = {"access_token": f"new-{number}", "refresh_token": f"refresh-{number}", "token_type": "Bearer"}
        self.hs.answer(TOKENS, tokens | {"expires_in": 300} | more)


@pytest.fixture
async def scene(hs: EvilHomeserver, tmp_path: Path) -> AsyncIterator[Scene]:
    profile = open_profile(tmp_path / "profile")
    found = Scene(profile, hs, Grant(hs.url, "us", hs.url + TOKENS))
    await found.begin()
    yield found
    await found.keeper.close()
    await found.client.close()
    await found.worker.call(profile.crypto.release)
    await found.worker.finish()
    profile.close()


@pytest.fixture
def hs() -> Any:
    with EvilHomeserver() as server:
        yield server


async def test_one_renewal_for_everybody_and_kept_before_it_is_seen(scene: Scene) -> None:
    scene.answer(2)
    scene.now = 990.0
    assert set(await asyncio.gather(*(scene.keeper.current() for _ in range(20)))) == {"new-2"}
    assert len(scene.hs.requests(TOKENS)) == 1
    kept = await scene.kept()
    assert (kept.access_token, kept.refresh_token, kept.expires_at) == ("new-2", "refresh-2", 1290.0)


async def test_nothing_is_used_that_could_not_be_kept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the tokens wait, unused, and are not asked for again."""
    scene.answer(2)

    def full(**_: Any) -> None:
        raise StoreUnwritable("full", None, disk_full=True)

    monkeypatch.setattr(scene.vault, "change_session", full)
    with pytest.raises(UserError) as caught:
        await scene.keeper.renew("old")
    assert caught.value.code is ErrorCode.DISK_FULL
    assert scene.storage.session.access_token == "old"
    monkeypatch.undo()
    await scene.keeper.renew("old")
    assert len(scene.hs.requests(TOKENS)) == 1
    assert (await scene.kept()).access_token == "new-2"


async def test_whoever_waits_may_be_cancelled_the_renewal_not(scene: Scene) -> None:
    scene.answer(2)
    waiting = asyncio.create_task(scene.keeper.renew("old"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await scene.keeper.close()
    assert (await scene.kept()).access_token == "new-2"


async def test_a_server_in_trouble_does_not_hold_up_a_token_that_is_good(scene: Scene) -> None:
    scene.hs.fail(TOKENS, Status(503), times=0)
    scene.now = 990.0
    for _ in range(5):
        assert await scene.keeper.current() == "old"
    assert len(scene.hs.requests(TOKENS)) == 1
    scene.now = 1001.0
    with pytest.raises(UserError) as caught:
        await scene.keeper.current()
    assert caught.value.code is ErrorCode.SERVER_ERROR, "not signed out: it may come back"


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_client", "unauthorized_client"])
async def test_a_refusal_is_final_and_soft(error: str, scene: Scene) -> None:
    scene.hs.fail(TOKENS, Status(400, {"error": error}), times=0)
    for _ in range(3):
        with pytest.raises(UserError) as caught:
            await scene.keeper.renew("old")
        assert caught.value.code is ErrorCode.SIGNED_OUT
        assert getattr(caught.value, "soft_logout", False)
    assert len(scene.hs.requests(TOKENS)) == 1
    assert (await scene.kept()).refresh_token == "refresh-1", "nothing is removed"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "x", "token_type": "mac"},
        {"access_token": "", "token_type": "Bearer"},
        {"access_token": "a b", "token_type": "Bearer"},
        {"access_token": "x" * 10_000, "token_type": "Bearer"},
        {"access_token": 7, "token_type": "Bearer"},
        {"access_token": "x", "token_type": "Bearer", "refresh_token": ["y"]},
    ],
)
async def test_nonsense_is_not_kept(answer: dict[str, Any], scene: Scene) -> None:
    scene.hs.answer(TOKENS, answer)
    with pytest.raises(UserError) as caught:
        await scene.keeper.renew("old")
    assert caught.value.code is ErrorCode.BAD_ANSWER
    assert (await scene.kept()).access_token == "old"


async def test_a_server_that_keeps_its_refresh_token(scene: Scene) -> None:
    scene.hs.answer(TOKENS, {"access_token": "new-2", "token_type": "bearer", "expires_in": -5})
    await scene.keeper.renew("old")
    kept = await scene.kept()
    assert (kept.refresh_token, kept.expires_at) == ("refresh-1", None)
