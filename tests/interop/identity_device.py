# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A device made of nothing but the identity modules and plain requests, to try them on a real homeserver."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import vodozemac

from crypto.own_identity import OwnIdentity, Usage
from crypto.signatures import sign_json, verify_json
from crypto.types import Json
from crypto.verification.flow import Phase
from crypto.verification.flows import FlowView, Verifications
from crypto.verification.messages import Side, Verified
from tests.support.synapse import Homeserver, User


class IdentityDevice:
    """Signed in, keys uploaded; ``pump`` until something is the case. ``trusted``: our own identity is verified."""

    def __init__(self, server: Homeserver, user: User) -> None:
        answer = server.login(user.localpart, user.password)
        self.server = server
        self.user_id = user.user_id
        self.password = user.password
        self.device_id = str(answer["device_id"])
        self.token = str(answer["access_token"])
        self.account = vodozemac.Account()
        self.ed25519 = self.account.ed25519_key.to_base64()
        self.identity = OwnIdentity(self.user_id)
        self.trusted = False
        self.known: dict[str, Json] = {}  # user -> {"master": object, "keys": {usage: key}, "devices": {id: object}}
        self.verified: list[Verified] = []
        self.since = ""
        self.device_keys: Json = {
            "user_id": self.user_id,
            "device_id": self.device_id,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {
                f"curve25519:{self.device_id}": self.account.curve25519_key.to_base64(),
                f"ed25519:{self.device_id}": self.ed25519,
            },
        }
        sign_json(self.device_keys, self.user_id, f"ed25519:{self.device_id}", self.sign)
        self.request("POST", "keys/upload", {"device_keys": self.device_keys})
        self.flows = Verifications(self, time.time)
        self.query(self.user_id)
        self.sync(timeout=0)

    def sign(self, data: bytes) -> str:
        return self.account.sign(data).to_base64()

    # -- requests --------------------------------------------------------------------------------------------------

    def request(self, method: str, path: str, body: Json | None = None) -> Json:
        return self.server.request(method, f"/_matrix/client/v3/{path}", body, token=self.token)

    def account_data(self, name: str) -> Json:
        return self.request("GET", f"user/{quote(self.user_id)}/account_data/{quote(name)}")

    def put_account_data(self, name: str, content: Json) -> None:
        self.request("PUT", f"user/{quote(self.user_id)}/account_data/{quote(name)}", content)

    def query(self, user_id: str) -> None:
        answer = self.request("POST", "keys/query", {"device_keys": {user_id: []}})
        keys = {
            usage: next(iter(answer[f"{usage}_keys"][user_id]["keys"].values()))
            for usage in Usage
            if user_id in answer.get(f"{usage}_keys", {})
        }
        self.known[user_id] = {
            "master": answer.get("master_keys", {}).get(user_id),
            "keys": keys,
            "devices": answer["device_keys"].get(user_id, {}),
        }
        if hasattr(self, "flows"):
            self.flows.devices_updated(user_id)

    # -- the directory ---------------------------------------------------------------------------------------------

    def own(self) -> Side:
        known = self.known[self.user_id]
        return Side(
            self.user_id,
            self.device_id,
            self.ed25519,
            known["keys"].get(Usage.MASTER),
            self.trusted,
            frozenset(known["devices"]),
            frozenset(known["keys"].values()),
        )

    def other(self, user_id: str, device_id: str) -> Side | None:
        known = self.known.get(user_id, {"devices": {}})
        device = known["devices"].get(device_id)
        if device is None:
            return None
        ed25519 = device["keys"][f"ed25519:{device_id}"]
        assert verify_json(device, user_id, f"ed25519:{device_id}", ed25519)
        side = Side(user_id, device_id, ed25519, known["keys"].get(Usage.MASTER))
        return replace(side, names=frozenset(known["devices"]), signing_keys=frozenset(known["keys"].values()))

    # -- work ------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what is to be sent, apply what was proven, query whom we do not know."""
        for message in self.flows.take_outgoing():
            if message.room_id is None:
                body = {"messages": {message.user_id: dict.fromkeys(message.devices, message.content)}}
                self.request("PUT", f"sendToDevice/{message.event_type}/{message.txn_id}", body)
            else:
                path = f"rooms/{quote(message.room_id)}/send/{message.event_type}/{message.txn_id}"
                event_id = str(self.request("PUT", path, message.content)["event_id"])
                if message.event_type == "m.room.message":
                    self.flows.request_sent(message.txn_id, event_id)
        for verified in self.flows.take_verified():
            self.verified.append(verified)
            self._apply(verified)
        for user_id in self.flows.take_queries():
            self.query(user_id)

    def _apply(self, verified: Verified) -> None:
        if verified.user_id == self.user_id:
            if verified.master_key is not None:
                self.trusted = True
            if verified.device_key is not None and self.identity.can_sign_devices:
                device = self.known[self.user_id]["devices"][verified.device_id]
                self.request("POST", "keys/signatures/upload", self.identity.sign_device(device, verified.device_key))
        elif verified.master_key is not None and self.identity.can_sign_users:
            master = self.known[verified.user_id]["master"]
            body = self.identity.sign_user(verified.user_id, master, verified.master_key)
            answer = self.request("POST", "keys/signatures/upload", body)
            assert not answer.get("failures"), answer

    def sync(self, *, timeout: int = 1000) -> None:
        since = f"&since={self.since}" if self.since else ""
        answer = self.request("GET", f"sync?timeout={timeout}{since}")
        first, self.since = not self.since, str(answer["next_batch"])
        for user_id in answer.get("device_lists", {}).get("changed", []):
            self.query(user_id)
        for event in answer.get("to_device", {}).get("events", []):
            self.flows.receive_to_device(event["sender"], event["type"], event["content"])
        for room_id, room in answer.get("rooms", {}).get("join", {}).items():
            for event in room["timeline"]["events"] if not first else []:
                self.flows.receive_in_room(room_id, event["type"], event, event["content"])

    async def pump(self, ready: Callable[[], Any], *, seconds: float = 40) -> None:
        """Work until ``ready()`` is true."""
        async with asyncio.timeout(seconds):
            while True:
                await asyncio.to_thread(self.flush)
                if ready():
                    return
                await asyncio.to_thread(self.sync)

    async def until(self, *phases: Phase) -> FlowView:
        """Work until the newest flow is in one of these phases."""
        await self.pump(lambda: self.flows.views() and self.flow.phase in (*phases, Phase.CANCELLED))
        assert self.flow.phase in phases, self.flow
        return self.flow

    @property
    def flow(self) -> FlowView:
        return self.flows.views()[-1]

    def send(self, room_id: str, event_type: str, content: Json) -> None:
        self.request("PUT", f"rooms/{quote(room_id)}/send/{event_type}/{secrets.token_hex(8)}", content)
