# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in to a real Synapse, and what it says when it does not want to."""

from __future__ import annotations

import pytest

from app.errors import ErrorCode, UserError
from app.matrix import api
from app.matrix.discovery import discover
from app.matrix.login import Credentials, sign_in
from tests.support.synapse import Homeserver, MakeHomeserver, User, new_user

pytestmark = pytest.mark.synapse


async def enter(user: User, password: str | None = None) -> Credentials:
    return await sign_in(await discover(user.homeserver), user.localpart, password or user.password, device_name="Büro")


async def refused(user: User, password: str | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        await enter(user, password)
    return caught.value


async def test_signing_in_and_out(homeserver: Homeserver) -> None:
    anna = new_user(homeserver)
    credentials = await enter(anna)
    client = credentials.client()
    assert await api.whoami(client) == (anna.user_id, credentials.device_id)
    devices = await client.request("GET", api.path("devices"))
    assert [device["display_name"] for device in devices["devices"]] == ["Büro"]
    await api.logout(client)
    with pytest.raises(UserError) as caught:
        await api.whoami(client)
    assert caught.value.code is ErrorCode.SIGNED_OUT
    await client.close()


async def test_the_same_device_again(homeserver: Homeserver) -> None:
    anna = new_user(homeserver)
    first = await enter(anna)
    found = await discover(anna.homeserver)
    again = await sign_in(found, anna.user_id, anna.password, device_name="Büro", device_id=first.device_id)
    assert again.device_id == first.device_id


async def test_a_wrong_password_and_nobody_of_that_name(homeserver: Homeserver) -> None:
    anna = new_user(homeserver)
    assert (await refused(anna, "falsch")).code is ErrorCode.WRONG_PASSWORD
    nobody = User(anna.homeserver, "@niemand:test.local", "niemand", "x", "")
    assert (await refused(nobody)).code is ErrorCode.WRONG_PASSWORD


async def test_a_deactivated_user(homeserver: Homeserver) -> None:
    anna = new_user(homeserver)
    homeserver.admin("POST", f"/_synapse/admin/v1/deactivate/{anna.user_id}", {"erase": False})
    # Synapse forgets the password and then cannot tell; others say M_USER_DEACTIVATED.
    assert (await refused(anna)).code is ErrorCode.WRONG_PASSWORD


async def test_a_locked_user_is_locked_out_but_not_signed_out(homeserver: Homeserver) -> None:
    anna = new_user(homeserver)
    client = (await enter(anna)).client()
    homeserver.admin("PUT", f"/_synapse/admin/v2/users/{anna.user_id}", {"locked": True})
    with pytest.raises(UserError) as caught:
        await api.whoami(client)
    assert caught.value.code is ErrorCode.LOCKED
    homeserver.admin("PUT", f"/_synapse/admin/v2/users/{anna.user_id}", {"locked": False})
    assert (await api.whoami(client))[0] == anna.user_id
    await client.close()


async def test_too_many_attempts(make_homeserver: MakeHomeserver) -> None:
    limit = {"per_second": 0.01, "burst_count": 2}
    strict = make_homeserver(settings={"rc_login": {"address": limit, "account": limit, "failed_attempts": limit}})
    anna = new_user(strict)
    codes = []
    for _ in range(4):
        error = await refused(anna, "falsch")
        codes.append(error.code)
    assert codes[0] is ErrorCode.WRONG_PASSWORD
    assert codes[-1] is ErrorCode.RATE_LIMITED
    assert 0 < float(error.details["seconds"]) <= 300
