# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A device made by hand on a real homeserver: ``RawPeer`` with an access token. Light enough to have fifty of them."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import quote

import vodozemac

from tests.support.raw_peer import RawPeer
from tests.support.synapse import Homeserver, RawUser, User

Json = dict[str, Any]
_FILTER = json.dumps({"room": {"rooms": []}, "account_data": {"types": []}, "presence": {"types": []}})


class RawDevice:
    """Signs in, uploads keys, collects room keys, reads and writes."""

    def __init__(self, homeserver: Homeserver, user: User) -> None:
        answer = homeserver.login(user.localpart, user.password)
        self.user_id, self.device_id = user.user_id, str(answer["device_id"])
        self.api = RawUser(homeserver, user, self.user_id, self.device_id, str(answer["access_token"]))
        self.peer = RawPeer(self.user_id, self.device_id)
        self._room_keys: dict[str, vodozemac.InboundGroupSession] = {}
        self._since = ""
        one_time_keys: Json = {}
        for _ in range(5):
            one_time_keys |= self.peer.one_time_key()
        body = {"device_keys": self.peer.device_keys(), "one_time_keys": one_time_keys}
        self.api.request("POST", "/_matrix/client/v3/keys/upload", body)

    def collect(self) -> None:
        """Take the to-device messages that wait, and the room keys in them."""
        path = f"/_matrix/client/v3/sync?timeout=0&filter={quote(_FILTER, safe='')}"
        answer = self.api.request("GET", path + (f"&since={quote(self._since, safe='')}" if self._since else ""))
        self._since = str(answer["next_batch"])
        for event in answer.get("to_device", {}).get("events", []):
            payload = self.peer.open_event(event)
            if payload["type"] == "m.room_key":
                key = vodozemac.SessionKey(payload["content"]["session_key"])
                self._room_keys[payload["content"]["session_id"]] = vodozemac.InboundGroupSession(key)

    def read(self, room_id: str, event_id: str) -> str | None:
        """The body of an encrypted message, None without its key."""
        self.collect()
        path = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/event/{quote(event_id, safe='')}"
        content = self.api.request("GET", path)["content"]
        session = self._room_keys.get(content["session_id"])
        if session is None:
            return None
        plaintext = session.decrypt(vodozemac.MegolmMessage.from_base64(content["ciphertext"])).plaintext
        return str(json.loads(plaintext)["content"]["body"])

    def write(self, room_id: str, text: str, *targets: tuple[str, str]) -> str:
        """Send an encrypted message whose key goes to these (user, device); gives the event id."""
        wanted: dict[str, dict[str, str]] = {}
        for user_id, device_id in targets:
            wanted.setdefault(user_id, {})[device_id] = "signed_curve25519"
        keys = self.api.request("POST", "/_matrix/client/v3/keys/query", {"device_keys": {u: [] for u in wanted}})
        claimed = self.api.request("POST", "/_matrix/client/v3/keys/claim", {"one_time_keys": wanted})
        messages: dict[str, dict[str, Json]] = {}
        for user_id, device_id in targets:
            device = _Target(user_id, device_id, keys["device_keys"][user_id][device_id]["keys"])
            (one_time_key,) = claimed["one_time_keys"][user_id][device_id].values()
            self.peer.open_session(device.curve25519, one_time_key["key"])
            messages.setdefault(user_id, {})[device_id] = self.peer.room_key_event(device, room_id)["content"]
        path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{secrets.token_hex(8)}"
        self.api.request("PUT", path, {"messages": messages})
        event = self.peer.room_event(room_id, text)
        return self.api.send(room_id, event["content"], type="m.room.encrypted")


class _Target:
    def __init__(self, user_id: str, device_id: str, keys: dict[str, str]) -> None:
        self.user_id, self.device_id = user_id, device_id
        self.ed25519, self.curve25519 = keys[f"ed25519:{device_id}"], keys[f"curve25519:{device_id}"]
