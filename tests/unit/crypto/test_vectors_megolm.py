# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""V-04: a Megolm session and an event made by matrix-js-sdk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import vodozemac

from crypto.megolm_inbound import InboundSessions, Owner
from crypto.trust import Vouched
from crypto.types import DecryptedEvent, ShieldCode, ShieldColor, Undecryptable, UtdCause
from tests.support.engine import World
from tests.support.key_server import Client

JS = json.loads((Path(__file__).parents[2] / "data/vectors.json").read_text("utf-8"))["js_sdk"]


def take(client: Client, data: dict[str, Any], user_id: str) -> None:
    """Import an exported session as an export file or a backup would."""
    session = vodozemac.InboundGroupSession.import_session(vodozemac.ExportedSessionKey(data["session_key"]))
    owner = Owner(user_id, data["sender_key"], data["sender_claimed_keys"]["ed25519"], None, Vouched.UNKNOWN_DEVICE)
    with client.db.transaction():
        InboundSessions(client.db, client.clock).add(data["room_id"], session, owner, imported=True)
    client.crash()


@pytest.mark.parametrize("prefix", ["", "BOB_"])
def test_v04_event_of_js_sdk(world: World, prefix: str) -> None:
    client = world.client("@me:localhost")
    event = JS[f"{prefix}ENCRYPTED_EVENT"]
    take(client, JS[f"{prefix}MEGOLM_SESSION_DATA"] if prefix == "" else JS["BOB_MEGOLM_SESSION_DATA"], event["sender"])
    (result,) = client.machine.decrypt([(event["room_id"], event)])
    assert isinstance(result, DecryptedEvent), result
    assert (result.type, result.content) == ("m.room.message", JS[f"{prefix}CLEAR_EVENT"]["content"])
    assert result.message_index == 0
    assert (result.shield.color, result.shield.code) == (ShieldColor.GREY, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)


def test_v04_ratcheted_key_knows_only_later_messages(world: World) -> None:
    client = world.client("@me:localhost")
    event = JS["ENCRYPTED_EVENT"]
    take(client, JS["RATCHTED_MEGOLM_SESSION_DATA"], event["sender"])
    (result,) = client.machine.decrypt([(event["room_id"], event)])
    assert result == Undecryptable(UtdCause.UNKNOWN_INDEX, event["content"]["session_id"])


def test_v04_unconnected_ratchet_is_not_merged(world: World) -> None:
    """The two vectors carry one session id but are not one ratchet (libolm says so too): the first one stays."""
    client = world.client("@me:localhost")
    event = JS["ENCRYPTED_EVENT"]
    first, second = JS["RATCHTED_MEGOLM_SESSION_DATA"], JS["MEGOLM_SESSION_DATA"]
    libolm = pytest.importorskip("olm.group_session", reason="libolm is for Linux only")
    at_one = libolm.InboundGroupSession.import_session(second["session_key"]).export_session(1)
    assert at_one != first["session_key"]
    take(client, first, event["sender"])
    take(client, second, event["sender"])
    (result,) = client.machine.decrypt([(event["room_id"], event)])
    assert result == Undecryptable(UtdCause.UNKNOWN_INDEX, event["content"]["session_id"])
