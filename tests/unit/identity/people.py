# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People with devices that verify each other: real flows, a post office instead of a homeserver."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from crypto import unpadded_base64 as base64
from crypto.types import Json
from crypto.verification.flow import Phase
from crypto.verification.flows import FlowView, Verifications
from crypto.verification.messages import Side, Verified

ROOM = "!together:x"


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def key() -> str:
    """A public key; verification only compares them."""
    return base64.encode(secrets.token_bytes(32))


@dataclass
class World:
    """Everybody's keys as the servers show them, and the letters under way.

    ``change`` may rewrite or drop (None) a message: (sender device, type, content) -> content.
    """

    clock: Clock = field(default_factory=Clock)
    sides: dict[tuple[str, str], Side] = field(default_factory=dict)
    hidden: set[tuple[str, str]] = field(default_factory=set)  # devices nobody knows yet
    devices: dict[tuple[str, str], Device] = field(default_factory=dict)
    letters: list[tuple[Device, Any]] = field(default_factory=list)
    seen: list[tuple[str, str, Json]] = field(default_factory=list)  # sender device, type, content
    change: Callable[[str, str, Json], Json | None] = lambda sender, event_type, content: content
    events: int = 0

    def add(self, user: str, device: str, *, trusted: bool = True, master: bool = True) -> Device:
        """Sign a device in; all devices of a user share the master key."""
        known = next((side for side in self.sides.values() if side.user_id == user), None)
        master_key = (known.master_key if known else key()) if master else None
        self.sides[user, device] = Side(user, device, key(), master_key, trusted)
        self.devices[user, device] = Device(self, user, device)
        return self.devices[user, device]

    def names(self, user: str) -> frozenset[str]:
        return frozenset(device for owner, device in self.sides if owner == user)

    def signing_keys(self, user: str) -> frozenset[str]:
        return frozenset(s.master_key for s in self.sides.values() if s.user_id == user and s.master_key)

    def deliver(self) -> None:
        """Carry letters until there are none, each device's in order."""
        for device in self.devices.values():
            device.collect()
        while self.letters:
            sender, letter = self.letters.pop(0)
            self._carry(sender, letter)
            for device in self.devices.values():
                device.collect()

    def _carry(self, sender: Device, letter: Any) -> None:
        content = json.loads(json.dumps(letter.content))
        self.seen.append((sender.device, letter.event_type, content))
        changed = self.change(sender.device, letter.event_type, content)
        if changed is None:
            return
        if letter.room_id is None:
            for (user, name), device in self.devices.items():
                if user == letter.user_id and (name in letter.devices or letter.devices == ("*",)):
                    device.flows.receive_to_device(sender.user, letter.event_type, changed)
            return
        self.events += 1
        event_id = f"$event{self.events}"
        event = {"sender": sender.user, "event_id": event_id, "origin_server_ts": int(self.clock.now * 1000)}
        if letter.event_type == "m.room.message":
            sender.flows.request_sent(letter.txn_id, event_id)
        for device in self.devices.values():
            device.flows.receive_in_room(letter.room_id, letter.event_type, event, changed)

    def cancel_codes(self) -> list[str]:
        """The codes of all cancellations sent so far."""
        return [content["code"] for _, event_type, content in self.seen if event_type == "m.key.verification.cancel"]

    def types(self) -> list[tuple[str, str]]:
        """Who sent what, short."""
        return [(device, event_type.rpartition(".")[2]) for device, event_type, _ in self.seen]


class Device:
    """One device: a directory of keys and its verifications, stored and read back after every step."""

    def __init__(self, world: World, user: str, device: str) -> None:
        self.world = world
        self.user = user
        self.device = device
        self.stored: dict[str, Json] = {}
        self.verified: list[Verified] = []
        self.queries: set[str] = set()
        self.flows = Verifications(self, world.clock)

    # the directory

    def own(self) -> Side:
        return self._with_names(self.world.sides[self.user, self.device])

    def other(self, user_id: str, device_id: str) -> Side | None:
        side = self.world.sides.get((user_id, device_id))
        hidden = (user_id, device_id) in self.world.hidden
        return None if side is None or hidden else replace(self._with_names(side), master_trusted=False)

    def _with_names(self, side: Side) -> Side:
        names, keys = self.world.names(side.user_id), self.world.signing_keys(side.user_id)
        return replace(side, names=names, signing_keys=keys)

    # the owner

    def collect(self) -> None:
        self.world.letters += [(self, letter) for letter in self.flows.take_outgoing()]
        self.verified += self.flows.take_verified()
        self.queries |= self.flows.take_queries()
        for name, data in self.flows.take_changes().items():
            if data is None:
                self.stored.pop(name, None)
            else:
                self.stored[name] = json.loads(json.dumps(data))

    def restart(self) -> None:
        """Come back with what was stored and nothing else."""
        self.collect()
        self.flows = Verifications(self, self.world.clock, list(self.stored.values()))

    def send(self, to: Device, event_type: str, content: Json) -> None:
        """Send a hand-made to-device message, as a hostile program would."""
        self.world.seen.append((self.device, event_type, content))
        to.flows.receive_to_device(self.user, event_type, content)

    @property
    def view(self) -> FlowView:
        """The newest flow."""
        return self.flows.views()[-1]

    @property
    def phase(self) -> Phase:
        return self.view.phase

    @property
    def key(self) -> str:
        return self.view.key


def couple(*, same_user: bool = False) -> tuple[World, Device, Device]:
    """Two devices that may verify each other: two people, or an old device and a new one of one person."""
    world = World()
    alice = world.add("@alice:x", "ALICE1")
    other = world.add("@alice:x", "ALICE2", trusted=False) if same_user else world.add("@bob:x", "BOB1")
    return world, alice, other


def ready(world: World, first: Device, second: Device, *, in_room: bool = False) -> None:
    """``first`` asks, ``second`` accepts."""
    if in_room:
        first.flows.request_in_room(ROOM, second.user, "Verify?")
    else:
        first.flows.request(second.user, [second.device])
    world.deliver()
    second.flows.accept(second.key)
    world.deliver()
    assert (first.phase, second.phase) == (Phase.READY, Phase.READY)


def compare(world: World, first: Device, second: Device, *, in_room: bool = False) -> None:
    """Go on until both see emoji; ``first`` starts."""
    ready(world, first, second, in_room=in_room)
    first.flows.start_sas(first.key)
    world.deliver()
    assert (first.phase, second.phase) == (Phase.COMPARE, Phase.COMPARE)
