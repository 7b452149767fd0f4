# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Clients of the engine with a digital identity, on the key server in memory."""

from __future__ import annotations

from typing import Any

from crypto.types import Json
from crypto.verification.flow import Phase
from crypto.verification.flows import FlowView
from tests.support.engine import World, deliver
from tests.support.key_server import Client


def with_identity(world: World, user_id: str, device_id: str = "DEVICE", **options: Any) -> Client:
    """A client that made and published an identity, and whose device is part of it."""
    options.setdefault("policy", None)
    client = world.client(user_id, device_id, **options)
    publish(client)
    assert client.machine.security.own().device_signed
    return client


def publish(client: Client) -> None:
    """A new identity goes onto the server."""
    body = client.machine.security.create_identity()
    put_identity(client, body)
    client.machine.security.identity_published()
    client.flush()


def put_identity(client: Client, body: Json) -> None:
    server = client.server
    server.master_keys[client.user_id] = body["master_key"]
    server.self_signing_keys[client.user_id] = body["self_signing_key"]
    server.user_signing_keys[client.user_id] = body["user_signing_key"]


def own_device(world: World, first: Client, device_id: str) -> Client:
    """Another device of the same user, not yet verified."""
    client = world.client(first.user_id, device_id, policy=None)
    world.know(first, first.user_id)
    world.know(client, first.user_id)
    return client


def pass_on(*clients: Client, rounds: int = 30) -> None:
    """Let the clients talk until there is nothing left to say."""
    for _ in range(rounds):
        for client in clients:
            client.flush()
        waiting = [c for c in clients if (c.user_id, c.device_id) in c.server.to_device]
        if not waiting and not any(client.machine.outgoing_requests() for client in clients):
            return
        for client in waiting:
            client.sync(changed_users=sorted({c.user_id for c in clients}))
    raise AssertionError("they never come to an end")


def flow_of(client: Client) -> FlowView:
    """The newest verification."""
    return client.machine.security.verifications()[-1]


def confirm(client: Client) -> None:
    """The emoji of the newest verification are equal."""
    key = flow_of(client).key
    client.machine.security.verify(lambda flows: flows.confirm(key))


def verify(asking: Client, asked: Client) -> None:
    """Two devices compare emoji, to-device, to the end."""
    asking.machine.security.verify(lambda flows: flows.request(asked.user_id, [asked.device_id]))
    pass_on(asking, asked)
    asked.machine.security.verify(lambda flows: flows.accept(flow_of(asked).key))
    pass_on(asking, asked)
    asking.machine.security.verify(lambda flows: flows.start_sas(flow_of(asking).key))
    pass_on(asking, asked)
    assert flow_of(asking).emoji == flow_of(asked).emoji is not None
    for client in (asking, asked):
        confirm(client)
    pass_on(asking, asked)
    assert flow_of(asking).phase is flow_of(asked).phase is Phase.DONE


def two_devices(world: World, user_id: str) -> tuple[Client, Client]:
    """Two verified devices of one user, both with every secret."""
    first = with_identity(world, user_id, "FIRST")
    second = own_device(world, first, "SECOND")
    verify(second, first)
    assert second.machine.security.own().device_signed
    return first, second


def hear(client: Client, sender: str, event_type: str, content: Json) -> Any:
    """A to-device message in clear."""
    return deliver(client, {"sender": sender, "type": event_type, "content": content})
