# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Steps of stories about identity, recovery and verification, between our client and matrix-js-sdk."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.support.client import Client
from tests.support.peer import Peer

Json = dict[str, Any]
PASSPHRASE = "Grüße aus dem Bundeshaus"


async def status(client: Client) -> Json:
    """Once the client knows its own identity."""
    return await until_status(client)


async def until_status(client: Client, *, timeout: float = 30, **fields: Any) -> Json:
    """Until ``key_status`` has these values."""
    answer: Json = {}
    try:
        async with asyncio.timeout(timeout):
            while True:
                answer = dict(await client.call("key_status"))
                if answer["identity"] != "unknown" and all(answer[name] == value for name, value in fields.items()):
                    return answer
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"the state did not become {fields}: {answer}") from None


async def ready(client: Client) -> Json:
    """Everything is set up."""
    return await until_status(
        client, identity="ready", recovery="ready", backup_state="on", cross_signing=True, missing_secrets=[]
    )


async def wait_trust(peer: Peer, user_id: str, device_id: str) -> None:
    """Until the peer takes this device for one that its owner signed and that it trusts."""
    listed: Json = {}
    try:
        async with asyncio.timeout(30):
            while True:
                listed = await peer.call("device_list", user=user_id)
                if any(one["device"] == device_id and one["verified"] for one in listed["devices"]):
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"the peer does not trust {device_id}: {listed}") from None


async def until_trust(client: Client, user_id: str, trust: str) -> None:
    """Until our client thinks this of a person."""
    seen: Json = {}
    try:
        async with asyncio.timeout(30):
            while True:
                seen = await client.call("identity", user=user_id)
                if seen["trust"] == trust:
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{user_id} is {seen}, not {trust}") from None
