# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A server that tampers with secret storage and key storage: what we say, and what we never do (P-33, P-35)."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any
from urllib.parse import quote

import pytest

from crypto.key_backup import BackupKey
from crypto.secret_storage import create_key
from tests.interop.security_steps import ready, until_status
from tests.support.client import Client, ClientError, StartClient
from tests.support.synapse import Homeserver, User, new_user

pytestmark = pytest.mark.synapse

Json = dict[str, Any]
DEFAULT = "m.secret_storage.default_key"
SECRETS = (
    "m.cross_signing.master",
    "m.cross_signing.self_signing",
    "m.cross_signing.user_signing",
    "m.megolm_backup.v1",
)


class Tampering:
    """The account data and key storage of one user, changed behind the back of their clients."""

    def __init__(self, homeserver: Homeserver, user: User) -> None:
        self._homeserver = homeserver
        self._user = user.user_id
        self._token = str(homeserver.login(user.localpart, user.password)["access_token"])

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        return dict(self._homeserver.request(method, f"/_matrix/client/v3/{path}", body, token=self._token))

    def _path(self, kind: str) -> str:
        return f"user/{quote(self._user, safe='')}/account_data/{quote(kind, safe='')}"

    def get(self, kind: str) -> Json:
        return self.ask("GET", self._path(kind))

    def put(self, kind: str, content: Json) -> None:
        self.ask("PUT", self._path(kind), content)


async def set_up(homeserver: Homeserver, start_client: StartClient) -> tuple[User, Client, str, Tampering]:
    user = new_user(homeserver, "anna")
    anna = await start_client(user)
    key = str((await anna.call("setup_recovery", passphrase="Nur für Anna"))["recovery_key"])
    await ready(anna)
    return user, anna, key, await asyncio.to_thread(Tampering, homeserver, user)


@pytest.mark.parametrize("what", ["mac", "iv", "ciphertext", "no mac", "gone", "text"])
async def test_p35_tampered_secrets(homeserver: Homeserver, start_client: StartClient, what: str) -> None:
    user, _, key, tampering = await set_up(homeserver, start_client)
    for name in SECRETS[:3]:
        content = tampering.get(name)
        ((key_id, secret),) = content["encrypted"].items()
        if what == "gone":
            tampering.put(name, {})
            continue
        if what == "text":
            tampering.put(name, {"encrypted": {key_id: "nichts"}})
            continue
        if what == "no mac":
            del secret["mac"]
        else:
            secret[what] = ("A" if secret[what][0] != "A" else "B") + secret[what][1:]
        tampering.put(name, {"encrypted": {key_id: secret}})
    other = await start_client(user)
    begun = time.monotonic()
    with pytest.raises(ClientError, match="bad_secret_storage"):
        await other.call("recover", recovery_key=key)
    assert time.monotonic() - begun < 5
    assert (await other.call("key_status"))["identity"] == "unverified"


async def test_p35_an_endless_iteration_count(homeserver: Homeserver, start_client: StartClient) -> None:
    user, _, _, tampering = await set_up(homeserver, start_client)
    kind = f"m.secret_storage.key.{tampering.get(DEFAULT)['key']}"
    description = tampering.get(kind)
    description["passphrase"]["iterations"] = 2**31
    tampering.put(kind, description)
    other = await start_client(user)
    begun = time.monotonic()
    with pytest.raises(ClientError, match="bad_secret_storage"):
        await other.call("recover", passphrase="Nur für Anna")
    assert time.monotonic() - begun < 5


async def test_p35_another_default_key_gets_no_secret(homeserver: Homeserver, start_client: StartClient) -> None:
    user, anna, key, tampering = await set_up(homeserver, start_client)
    before = {name: tampering.get(name) for name in SECRETS}
    evil, description = create_key()
    tampering.put(f"m.secret_storage.key.{evil.key_id}", description)
    tampering.put(DEFAULT, {"key": evil.key_id})
    await until_status(anna, recovery="incomplete")
    other = await start_client(user)
    for command, client in (("recover", other), ("repair_recovery", anna)):
        with pytest.raises(ClientError, match="wrong_recovery_key"):
            await client.call(command, recovery_key=key)
    assert {name: tampering.get(name) for name in SECRETS} == before
    # A recovery key of our own making repairs it.
    fresh = (await anna.call("new_recovery_key"))["recovery_key"]
    await ready(anna)
    await other.call("recover", recovery_key=fresh)
    await ready(other)


async def test_p33_a_key_storage_of_somebody_else_gets_nothing(
    homeserver: Homeserver, start_client: StartClient
) -> None:
    user, anna, key, tampering = await set_up(homeserver, start_client)
    room = await anna.create_room(name="Notizen")
    await anna.send(room, "gesichert")
    await anna.call("backup_wait")
    evil = BackupKey.create()
    body: Json = {
        "algorithm": "m.megolm_backup.v1.curve25519-aes-sha2",
        "auth_data": {
            "public_key": evil.public_key,
            "signatures": {user.user_id: {f"ed25519:{secrets.token_hex(4)}": "A"}},
        },
    }
    version = str(tampering.ask("POST", "room_keys/version", body)["version"])
    second = await anna.create_room(name="Neuer Raum")
    await anna.send(second, "nicht für den Angreifer")
    await until_status(anna, backup_state="untrusted")
    assert tampering.ask("GET", f"room_keys/version/{version}")["count"] == 0
    # When the server shows the real one again, everything goes there.
    tampering.ask("DELETE", f"room_keys/version/{version}")
    await anna.kill()
    await anna.restore()
    assert (await anna.call("backup_wait"))["total"] == 2
    other = await start_client(user)
    assert (await other.call("recover", recovery_key=key))["imported"] == 2


async def test_a_new_trusted_key_storage_is_used_at_once(homeserver: Homeserver, start_client: StartClient) -> None:
    """Our other client made a new one: the first one goes over to it, with everything."""
    user, anna, key, _ = await set_up(homeserver, start_client)
    room = await anna.create_room(name="Notizen")
    await anna.send(room, "eins")
    await anna.call("backup_wait")
    other = await start_client(user)
    await other.call("recover", recovery_key=key)
    fresh = (await other.call("reset_identity", password=user.password))["recovery_key"]
    await until_status(anna, identity="replaced")
    await anna.call("recover", recovery_key=fresh)
    await ready(anna)
    await anna.send(room, "zwei")
    await anna.call("backup_wait")
    third = await start_client(user)
    await third.call("recover", recovery_key=fresh)
    for text in ("eins", "zwei"):
        await third.wait_text(room, text)
