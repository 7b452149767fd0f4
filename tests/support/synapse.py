# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Users on a real Synapse; the server itself is ``app.demo.homeserver.Homeserver``.

``homeserver`` is one Synapse for the whole run: make your own users with ``new_user`` and leave it running.
``make_homeserver`` starts one of your own (about one second) that you may restart, kill or configure:

    def test_something(homeserver: Homeserver) -> None:
        anna = new_user(homeserver, "anna")
        answer = homeserver.login(anna.localpart, anna.password)
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.demo.homeserver import Homeserver, HomeserverError, Json

__all__ = ["Homeserver", "HomeserverError", "MakeHomeserver", "RawUser", "User", "new_raw_user", "new_user"]

MakeHomeserver = Callable[..., Homeserver]


@dataclass(frozen=True, slots=True)
class User:
    """An account on a test homeserver, with no device yet."""

    homeserver: str  # http://127.0.0.1:port
    user_id: str
    localpart: str
    password: str
    display_name: str


def new_user(homeserver: Homeserver, name: str = "anna", *, display_name: str | None = None) -> User:
    """An account nobody else uses: ``name`` with a random ending."""
    localpart = f"{name}-{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(12)
    shown = display_name if display_name is not None else name.capitalize()
    user_id = homeserver.register(localpart, password, display_name=shown)
    return User(homeserver.url, user_id, localpart, password, shown)


@dataclass(frozen=True, slots=True)
class RawUser:
    """A signed-in user without encryption: plain requests, for servers' side effects and traffic."""

    homeserver: Homeserver
    user: User
    user_id: str
    device_id: str
    token: str

    def request(self, method: str, path: str, body: Json | None = None) -> Json:
        """``path`` from ``/_matrix`` on; raises HomeserverError for any other status than 200."""
        return self.homeserver.request(method, path, body, token=self.token)

    def create_room(self, **body: Any) -> str:
        """The body of ``/createRoom``; gives the room id."""
        return str(self.request("POST", "/_matrix/client/v3/createRoom", body)["room_id"])

    def send(self, room_id: str, content: Json, *, type: str = "m.room.message", txn_id: str | None = None) -> str:
        """Send an event as it is, in clear; gives the event id."""
        txn_id = txn_id or secrets.token_hex(8)
        path = f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/send/{quote(type, safe='')}/{txn_id}"
        return str(self.request("PUT", path, content)["event_id"])

    def set_state(self, room_id: str, type: str, content: Json, state_key: str = "") -> str:
        room, kind, key = (quote(part, safe="") for part in (room_id, type, state_key))
        return str(self.request("PUT", f"/_matrix/client/v3/rooms/{room}/state/{kind}/{key}", content)["event_id"])

    def act(self, room_id: str, action: str, **body: Any) -> None:
        """``join``, ``leave``, ``invite``, ``kick``, ``ban`` ... of ``/rooms/{room}/{action}``."""
        self.request("POST", f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/{action}", body)


def new_raw_user(homeserver: Homeserver, name: str = "raw", *, display_name: str | None = None) -> RawUser:
    """A new account, signed in with plain requests."""
    user = new_user(homeserver, name, display_name=display_name)
    answer = homeserver.login(user.localpart, user.password)
    return RawUser(homeserver, user, user.user_id, str(answer["device_id"]), str(answer["access_token"]))
