# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A room's key for 1,000 devices: what the engine does, beside the library alone doing the same cryptography.

There is no network here; ``key_share_account`` has the same with a homeserver and an event loop. The devices are
cross-signed, twenty to a user.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import orjson
import vodozemac

from tests.bench.measure import Plan
from tests.bench.report import Figure, Result, Target
from tests.support.engine import ALICE, ROOM, World
from tests.support.raw_peer import RawIdentity, RawPeer, canonical

TITLE = "A room key for 1,000 devices: the engine"
_DEVICES = 1000
_PER_USER = 20
T = TypeVar("T")


class _Stopwatch:
    """Adds up the time of calls, and keeps the longest: for so long the engine's thread is taken."""

    def __init__(self) -> None:
        self.total = 0.0
        self.longest = 0.0

    def __call__(self, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        result = work()
        spent = time.perf_counter() - started
        self.total += spent
        self.longest = max(self.longest, spent)
        return result


def run(plan: Plan) -> Result:
    """Medians of whole shares, each with devices, databases and sessions of its own."""
    shares = [_share() for _ in range(plan.rounds(5))]
    median = {name: statistics.median(share[name] for share in shares) for name in shares[0]}
    return Result(
        TITLE,
        [
            Figure("device lists checked and kept", median["query"], "s", median["raw query"], "2 signatures a device"),
            Figure("Olm sessions begun", median["claim"], "s", median["raw claim"], "vodozemac"),
            Figure(
                "key encrypted and queued",
                median["to_device"],
                "s",
                median["raw share"],
                "vodozemac + orjson",
                Target(3),
            ),
            Figure("longest step on the engine's thread", median["step"] * 1000, "ms"),
        ],
    )


def _share() -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bundesmessenger-bench-") as name:
        world = World(Path(name))
        alice = world.client(ALICE)
        peers = _peers()
        for peer in peers:
            peer.publish(world.server, one_time_keys=1)
        users = sorted({peer.user_id for peer in peers})
        watches = {lane: _Stopwatch() for lane in ("query", "claim", "to_device")}
        lane = "query"  # whose answer came last: what follows belongs to it
        while requests := watches[lane](lambda: alice.machine.prepare_room(ROOM, users, "shared")):
            for request in requests:
                answer, lane = world.server.answer(ALICE, "DEVICE", request), request.lane
                watches[lane](lambda id_=request.id, answer=answer: alice.machine.mark_sent(id_, answer))  # type: ignore[misc]
            if lane == "claim" and not any(request.lane == "claim" for request in requests):
                raise AssertionError("claims without end")
        given = sum(len(box) for box in world.server.to_device.values())
        assert given == _DEVICES, given
        alice.db.close()
    seconds = {name: watch.total for name, watch in watches.items()}
    return {**seconds, **_library(peers), "step": max(watch.longest for watch in watches.values())}


def _peers() -> list[RawPeer]:
    peers = []
    for user in range(_DEVICES // _PER_USER):
        identity = RawIdentity(f"@user{user}:example.org")
        for number in range(_PER_USER):
            peer = RawPeer(identity.user_id, f"DEVICE{number}")
            peer.identity = identity
            peers.append(peer)
    return peers


def _library(peers: list[RawPeer]) -> dict[str, float]:
    """The same cryptography and nothing else: no parsing, no checks, no store."""
    account = vodozemac.Account()
    keys = [canonical(peer.device_keys()) for peer in peers]
    signatures = [account.sign(key) for key in keys]
    one_time = [next(iter(peer.one_time_key().values()))["key"] for peer in peers]
    group = vodozemac.GroupSession()
    content = {"room_id": ROOM, "session_id": group.session_id, "session_key": group.session_key.to_base64()}
    payload = {"type": "m.room_key", "content": content, "sender": ALICE, "sender_device_keys": peers[0].device_keys()}
    public = account.ed25519_key
    started = time.perf_counter()
    for key, signature in zip(keys, signatures, strict=True):
        public.verify_signature(key, signature)
        public.verify_signature(key, signature)
    checked = time.perf_counter()
    sessions = [
        account.create_outbound_session(peer.account.curve25519_key, vodozemac.Curve25519PublicKey.from_base64(key))
        for peer, key in zip(peers, one_time, strict=True)
    ]
    begun = time.perf_counter()
    for session in sessions:
        session.encrypt(orjson.dumps(payload)).to_parts()
    ended = time.perf_counter()
    return {"raw query": checked - started, "raw claim": begun - checked, "raw share": ended - begun}
