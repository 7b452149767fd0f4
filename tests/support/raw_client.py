# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A hand-made device (``RawPeer``) on a real homeserver: cheap enough to have a hundred of them.

Requests are plain and blocking, and take a few milliseconds each.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import vodozemac

from tests.support.raw_peer import Json, RawPeer
from tests.support.synapse import Homeserver, RawUser, User, new_user

_ONLY_KEYS: Json = {"presence": {"types": []}, "account_data": {"types": []}, "room": {"rooms": []}}


@dataclass(frozen=True, slots=True)
class Target:
    """A device somebody wants to write to."""

    user_id: str
    device_id: str
    ed25519: str
    curve25519: str


class RawClient(RawPeer):
    """Signed in on ``homeserver``, its keys uploaded: ``one_time_keys`` of them and a fallback key."""

    def __init__(self, homeserver: Homeserver, user: User, *, one_time_keys: int = 1) -> None:
        answer = homeserver.login(user.localpart, user.password)
        super().__init__(user.user_id, str(answer["device_id"]))
        token = str(answer["access_token"])
        self.api = RawUser(homeserver, user, user.user_id, self.device_id, token)
        self.claimed: list[str] = []  # public keys, in the order in which they were taken
        self._since = ""
        keys: Json = {}
        for _ in range(one_time_keys):
            keys |= self.one_time_key()
        body = {"device_keys": self.device_keys(), "one_time_keys": keys, "fallback_keys": self._fallback()}
        self.api.request("POST", "/_matrix/client/v3/keys/upload", body)

    def _fallback(self) -> Json:
        self.account.generate_fallback_key()  # type: ignore[attr-defined]
        ((name, key),) = self.account.fallback_key.items()  # type: ignore[attr-defined]
        self.account.mark_keys_as_published()
        return {f"signed_curve25519:{name}": self.sign({"key": key.to_base64(), "fallback": True})}

    @classmethod
    def new(cls, homeserver: Homeserver, name: str = "raw") -> RawClient:
        """The first device of a new user."""
        return cls(homeserver, new_user(homeserver, name))

    # -- out ---------------------------------------------------------------------------------------------------------

    def claim(self, target: Target) -> str:
        """Take a one-time key of the device and begin an Olm session with it; gives the name of the key."""
        body = {"one_time_keys": {target.user_id: {target.device_id: "signed_curve25519"}}}
        answer = self.api.request("POST", "/_matrix/client/v3/keys/claim", body)
        ((name, key),) = answer["one_time_keys"][target.user_id][target.device_id].items()
        self.claimed.append(str(key["key"]))
        self.open_session(target.curve25519, self.claimed[-1])
        return str(name)

    def to_device(self, target: Target, *events: Json) -> None:
        """Send to-device events that were made by ``olm_event`` and the like, one request each."""
        for event in events:
            where = f"/_matrix/client/v3/sendToDevice/{event['type']}/{secrets.token_hex(8)}"
            self.api.request("PUT", where, {"messages": {target.user_id: {target.device_id: event["content"]}}})

    def share(self, target: Target, room_id: str) -> None:
        """Give the device the room's key; begins an Olm session if there is none."""
        if target.curve25519 not in self.sessions:
            self.claim(target)
        self.to_device(target, self.room_key_event(target, room_id))

    def rotate(self, room_id: str) -> None:
        """The next message of the room has a new key."""
        self.groups.pop(room_id, None)

    def say(self, room_id: str, text: str) -> str:
        """Write an encrypted message; gives the event id."""
        event = self.room_event(room_id, text)
        return self.api.send(room_id, event["content"], type="m.room.encrypted")

    # -- in ----------------------------------------------------------------------------------------------------------

    def received(self) -> list[Json]:
        """The to-device messages that came since the last time, decrypted; those in clear as they are."""
        chosen = quote(json.dumps(_ONLY_KEYS), safe="")
        since = f"&since={quote(self._since, safe='')}" if self._since else ""
        answer = self.api.request("GET", f"/_matrix/client/v3/sync?timeout=0&filter={chosen}{since}")
        self._since = str(answer["next_batch"])
        events = answer.get("to_device", {}).get("events", [])
        return [self.open_event(event) if event["type"] == "m.room.encrypted" else event for event in events]

    def history(self, room_id: str) -> list[Json]:
        """The events of the room, oldest first, as the homeserver has them (up to 500)."""
        where = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/messages?dir=f&limit=500"
        return list(self.api.request("GET", where)["chunk"])


def read(keys: Sequence[Json], content: Json) -> tuple[Json, int]:
    """Decrypt a room event's content with one of the room keys (``m.room_key`` payloads); gives payload and index."""
    (key,) = [one["content"] for one in keys if one["content"].get("session_id") == content["session_id"]]
    session = vodozemac.InboundGroupSession(vodozemac.SessionKey(key["session_key"]))
    decrypted = session.decrypt(vodozemac.MegolmMessage.from_base64(content["ciphertext"]))
    return json.loads(decrypted.plaintext), int(decrypted.message_index)
