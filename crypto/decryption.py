# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""From an ``m.room.encrypted`` room event to its content, its owner and its mark - or the reason why not.

A message belongs to the owner of the session, as recorded when the key came. ``sender_key`` and ``device_id`` of the
event are neither needed nor read (MSC4381).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import orjson
import vodozemac

from crypto.account import MEGOLM, OwnAccount
from crypto.devices import Devices
from crypto.guard import tolerable
from crypto.identities import Identities
from crypto.megolm_inbound import InboundSession, InboundSessions
from crypto.replay import Entry, ReplayTable
from crypto.trust import PolicyInForce, Verdict, Vouched, judge
from crypto.types import (
    DecryptedEvent,
    DecryptionResult,
    Json,
    SenderDevice,
    SessionRef,
    Shield,
    Undecryptable,
    UtdCause,
)
from crypto.withheld import Withheld

_log = logging.getLogger(__name__)

MAX_ID = 255
_RELATES_TO = "m.relates_to"


class Decryption:
    """Reads sessions, writes the replay table. Runs in the caller's transaction."""

    def __init__(
        self,
        own: OwnAccount,
        inbound: InboundSessions,
        replay: ReplayTable,
        withheld: Withheld,
        identities: Identities,
        devices: Devices,
        policy: PolicyInForce,
    ) -> None:
        self._own = own
        self._inbound = inbound
        self._replay = replay
        self._withheld = withheld
        self._identities = identities
        self._devices = devices
        self._policy = policy

    def decrypt(self, events: Sequence[tuple[str, Json]]) -> list[DecryptionResult]:
        """One result for each event, in order. Raises StoreError only."""
        results: list[DecryptionResult] = []
        entries: list[Entry] = []
        positions: list[int] = []
        for room_id, event in events:
            try:
                result, entry = self._decrypt(room_id, event)
            except BaseException as error:
                if not tolerable(error):
                    raise
                result, entry = Undecryptable(UtdCause.BAD_EVENT, None, type(error).__name__), None
            if entry is not None:
                positions.append(len(results))
                entries.append(entry)
            results.append(result)
        for number in self._replay.register(entries):
            _log.warning("a ciphertext came again as another event")
            results[positions[number]] = Undecryptable(UtdCause.REPLAY, None, "known as another event")
        return results

    def _decrypt(self, room_id: str, event: Json) -> tuple[DecryptionResult, Entry | None]:
        content = event["content"]
        sender, event_id, origin_ms = event["sender"], event["event_id"], event.get("origin_server_ts")
        algorithm = content["algorithm"]
        if algorithm != MEGOLM:
            cause = UtdCause.UNSUPPORTED_ALGORITHM if isinstance(algorithm, str) else UtdCause.BAD_EVENT
            return Undecryptable(cause), None
        session_id, ciphertext = content["session_id"], content["ciphertext"]
        if not (isinstance(sender, str) and isinstance(event_id, str) and isinstance(session_id, str)):
            return Undecryptable(UtdCause.BAD_EVENT, None, "wrong types"), None
        if not 0 < len(event_id) <= MAX_ID:
            return Undecryptable(UtdCause.BAD_EVENT, None, "no event id"), None
        if not isinstance(origin_ms, int) or not 0 <= origin_ms < 2**53:
            origin_ms = 0
        message = vodozemac.MegolmMessage.from_base64(ciphertext)
        index = message.message_index()
        session = self._choose(self._inbound.get(room_id, session_id), sender, index)
        if session is None:
            return self._no_key(room_id, session_id, sender, origin_ms, event), None
        if not self._belongs(session, sender):
            return Undecryptable(UtdCause.MISMATCHED_SENDER, session_id, "the key is of another user"), None
        verdict = self._verdict(session)
        if not isinstance(verdict, Shield):
            return Undecryptable(verdict, session_id), None
        if index < session.first_index:
            return self._too_early(session_id, event), None
        decrypted = session.load().decrypt(message)
        payload = orjson.loads(decrypted.plaintext)
        event_type, inner = payload["type"], payload["content"]
        if payload.get("room_id") != room_id:
            return Undecryptable(UtdCause.BAD_EVENT, None, "encrypted for another room"), None
        if not isinstance(event_type, str) or not isinstance(inner, dict):
            return Undecryptable(UtdCause.BAD_EVENT, None, "no event inside"), None
        if _RELATES_TO in content and _RELATES_TO not in inner:
            inner[_RELATES_TO] = content[_RELATES_TO]
        return (
            DecryptedEvent(event_type, inner, session_id, index, session.device_id, verdict, session.forwarder),
            (session.row_id, index, event_id, origin_ms),
        )

    def _choose(self, sessions: list[InboundSession], sender: str, index: int) -> InboundSession | None:
        """The session of the sender; of several the one that is vouched for best among those that reach back enough."""
        if len(sessions) == 1:
            return sessions[0]
        if not sessions:
            return None
        own = [session for session in sessions if session.user_id in (sender, "")]
        return max(own or sessions, key=lambda session: (session.first_index <= index, session.vouched))

    def _belongs(self, session: InboundSession, sender: str) -> bool:
        """Whether a session may be of this sender.

        A key from a backup, a file or somebody's history does not say whose it is. If a device with its sender key is
        known, it is its owner's.
        """
        if session.user_id:
            return session.user_id == sender
        owners = self._devices.owners_of(session.curve25519)
        return not owners or sender in owners

    def _verdict(self, session: InboundSession) -> Verdict:
        if session.verdict is None:
            identity = self._identities.get(session.user_id)
            session.verdict = judge(self._policy.current, session.vouched, session.master, session.imported, identity)
        return session.verdict

    def shield(self, ref: SessionRef, sender: str) -> Shield | Undecryptable:
        """The mark of a sender's messages of a session as of now, or why they are not to be shown."""
        session = self._choose(self._inbound.get(ref.room_id, ref.session_id), sender, 2**32)
        if session is None:
            return Undecryptable(UtdCause.UNKNOWN, ref.session_id)
        if not self._belongs(session, sender):
            return Undecryptable(UtdCause.MISMATCHED_SENDER, ref.session_id)
        verdict = self._verdict(session)
        return verdict if isinstance(verdict, Shield) else Undecryptable(verdict, ref.session_id)

    def sender(self, room_id: str, event: Json) -> SenderDevice | None:
        """The device that the session of an encrypted event came from; None if there is no such session.

        From the record of the session alone: what the event says of its device is not read.
        """
        try:
            content, sender = event["content"], event["sender"]
            session_id = content["session_id"]
            if content["algorithm"] != MEGOLM or not isinstance(session_id, str) or not isinstance(sender, str):
                return None
            index = vodozemac.MegolmMessage.from_base64(content["ciphertext"]).message_index()
        except BaseException as error:
            if not tolerable(error):
                raise
            return None
        session = self._choose(self._inbound.get(room_id, session_id), sender, index)
        if session is None or not self._belongs(session, sender):
            return None
        if session.vouched == Vouched.OWN:
            return SenderDevice(self._own.device_id, self._name(sender, self._own.device_id), known=True)
        device = self._devices.by_curve25519(sender, session.curve25519)
        if device is None:
            return SenderDevice(session.device_id, None, known=False)
        known = session.vouched >= (Vouched.SIGNED if session.imported else Vouched.DEVICE)
        return SenderDevice(device.device_id, device.display_name, known=known)

    def _name(self, user_id: str, device_id: str) -> str | None:
        device = self._devices.get(user_id, device_id)
        return device.display_name if device is not None else None

    # -- reasons -----------------------------------------------------------------------------------------------------

    def _no_key(self, room_id: str, session_id: str, sender: str, origin_ms: int, event: Json) -> Undecryptable:
        if not 0 < len(session_id) <= MAX_ID:
            return Undecryptable(UtdCause.BAD_EVENT, None, "no session id")
        if _before_join(event):
            return Undecryptable(UtdCause.SENT_BEFORE_JOIN, session_id)
        withheld = self._withheld.get(room_id, session_id, sender)
        if withheld is not None:
            return Undecryptable(withheld[0], session_id, withheld[1])
        if 0 < origin_ms < self._own.created_ms:
            return Undecryptable(UtdCause.HISTORICAL, session_id)
        return Undecryptable(UtdCause.UNKNOWN, session_id)

    def _too_early(self, session_id: str, event: Json) -> Undecryptable:
        cause = UtdCause.SENT_BEFORE_JOIN if _before_join(event) else UtdCause.UNKNOWN_INDEX
        return Undecryptable(cause, session_id)


def _before_join(event: Json) -> bool:
    """Whether we were not in the room when the event was sent, by the server's word (MSC4115)."""
    unsigned: Any = event.get("unsigned")
    if not isinstance(unsigned, dict):
        return False
    membership = unsigned.get("membership", unsigned.get("io.element.msc4115.membership"))
    return isinstance(membership, str) and membership != "join"
