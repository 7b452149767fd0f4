# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""kill -9 in the middle of set-up, reset and upload: the next start says so, goes on, and gives one result."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

from tests.interop.security_steps import ready, until_status
from tests.support.client import ClientError, StartClient
from tests.support.crash_client import CrashClient
from tests.support.fault_proxy import Exchange, FaultProxy
from tests.support.synapse import Homeserver, User

pytestmark = pytest.mark.synapse

IDENTITY = "/keys/device_signing/upload"
VERSION = "/room_keys/version"
DATA = "/account_data/"
STEPS: tuple[tuple[str, str, str], ...] = (
    ("request", "POST", IDENTITY),
    ("answer", "POST", IDENTITY),
    ("request", "POST", "/keys/signatures/upload"),
    ("answer", "POST", "/keys/signatures/upload"),
    ("request", "POST", VERSION),
    ("answer", "POST", VERSION),
    ("request", "PUT", f"{DATA}m.secret_storage.key."),
    ("answer", "PUT", f"{DATA}m.cross_signing.master"),
    ("request", "PUT", f"{DATA}m.secret_storage.default_key"),
    ("answer", "PUT", f"{DATA}m.secret_storage.default_key"),
)


def done(exchanges: list[Exchange]) -> list[Exchange]:
    """Those that the homeserver took."""
    return [exchange for exchange in exchanges if exchange.status == 200]


async def die_at(
    proxy: FaultProxy, anna: CrashClient, step: tuple[str, str, str], cmd: str, *, interrupted: bool, **arguments: Any
) -> None:
    """Begin something, and kill the client when it has come this far, if need be by itself after its start.

    ``interrupted``: this is another try; the client was killed before and has to say so.
    """
    moment, method, path = step
    hold = proxy.hold(moment, path=path, method=method)
    if interrupted:
        await anna.restore()
        await until_status(anna, setup_interrupted=True)

    async def begin() -> None:
        with contextlib.suppress(ClientError, ConnectionError):
            await anna.call(cmd, **arguments)

    task = asyncio.create_task(begin())
    await hold.reached()
    await anna.kill()
    hold.drop()
    await task


async def test_set_up_goes_on_after_a_crash_at_each_step(
    proxy: FaultProxy, anna: CrashClient, anna_user: User, start_client: StartClient
) -> None:
    await anna.call("sync_start")
    password = anna_user.password
    for step in STEPS:
        await die_at(proxy, anna, step, "setup_recovery", interrupted=step is not STEPS[0], password=password)
    await anna.restore()
    await until_status(anna, setup_interrupted=True)
    key = (await anna.call("setup_recovery", password=password))["recovery_key"]
    assert not (await ready(anna))["setup_interrupted"]

    masters = {str(exchange.body["master_key"]["keys"]) for exchange in proxy.seen(IDENTITY)}
    assert len(masters) == 1, "one identity, however often it is sent"
    versions = done(proxy.seen(VERSION, method="POST"))
    assert [exchange.answer["version"] for exchange in versions] == ["1"], "one key storage"
    keys = {exchange.target for exchange in proxy.seen("m.secret_storage.key.", method="PUT")}
    assert len(keys) == 1, "one recovery key"
    other = await start_client(anna_user)
    await other.call("recover", recovery_key=key)
    await ready(other)


async def test_a_reset_goes_on_after_a_crash_at_each_step(
    proxy: FaultProxy, anna: CrashClient, anna_user: User, start_client: StartClient
) -> None:
    await anna.call("sync_start")
    password = anna_user.password
    old = (await anna.call("setup_recovery", password=password))["recovery_key"]
    before = await ready(anna)
    mark = len(proxy.exchanges)
    cmd = "reset_identity"
    for step in STEPS:
        await die_at(proxy, anna, step, cmd, interrupted=step is not STEPS[0], password=password)
        cmd = "setup_recovery"  # a person is offered to go on
    await anna.restore()
    await until_status(anna, setup_interrupted=True)
    key = (await anna.call("setup_recovery", password=password))["recovery_key"]
    after = await ready(anna)
    assert after["master_key"] != before["master_key"]
    sent = [e for e in proxy.exchanges[mark:] if IDENTITY in e.target]
    assert len({str(exchange.body["master_key"]["keys"]) for exchange in sent}) == 1
    other = await start_client(anna_user)
    with pytest.raises(ClientError, match="wrong_recovery_key"):
        await other.call("recover", recovery_key=old)
    await other.call("recover", recovery_key=key)
    assert (await ready(other))["master_key"] == after["master_key"]


@pytest.mark.parametrize("moment", ["request", "answer"])
async def test_an_upload_goes_on_after_a_crash(
    homeserver: Homeserver,
    proxy: FaultProxy,
    anna: CrashClient,
    anna_user: User,
    start_client: StartClient,
    moment: str,
) -> None:
    await anna.call("sync_start")
    key = (await anna.call("setup_recovery", password=anna_user.password))["recovery_key"]
    await ready(anna)
    room = await anna.create_room(name="Notizen")
    step = (moment, "PUT", "/room_keys/keys")
    await die_at(proxy, anna, step, "send", interrupted=False, room=room, text="Nicht verlieren")
    await anna.restore()
    await anna.wait_text(room, "Nicht verlieren")
    assert (await anna.call("backup_wait"))["total"] == 1
    other = await start_client(anna_user)
    restored = await other.call("recover", recovery_key=key)
    assert (restored["done"], restored["imported"]) == (1, 1)
    await other.wait_text(room, "Nicht verlieren")


async def test_a_wrong_password_leaves_nothing_behind(anna: CrashClient, anna_user: User) -> None:
    await anna.call("sync_start")
    await anna.call("setup_recovery", password=anna_user.password)
    before = await ready(anna)
    with pytest.raises(ClientError, match="wrong_password"):
        await anna.call("reset_identity", password="falsch")
    await anna.kill()
    await anna.restore()
    after = await ready(anna)
    assert after["master_key"] == before["master_key"]
    assert not after["setup_interrupted"]
