# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""To-device messages: in order, each in its own guard (specification, "Send-to-Device messaging").

What carries a key counts only if it came through Olm. In clear, only the reasons for withheld keys are read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import vodozemac

from crypto.account import MEGOLM, OwnAccount
from crypto.device_lists import DeviceLists, is_user_id
from crypto.devices import Devices
from crypto.guard import tolerable
from crypto.identities import Identities
from crypto.megolm_inbound import InboundSessions, Owner
from crypto.olm_messages import OlmMessage, Rejected, open_payload, read_envelope
from crypto.olm_sessions import OlmSessions, fingerprint
from crypto.security import Security
from crypto.trust import Vouched
from crypto.types import CryptoChanges, Json, SessionRef
from crypto.unwedging import Unwedging
from crypto.withheld import EVENT_TYPES as WITHHELD
from crypto.withheld import NO_OLM, Withheld

_log = logging.getLogger(__name__)

MAX_ROOM_ID = 255
SHARED_HISTORY = ("shared_history", "m.shared_history", "org.matrix.msc3061.shared_history")


class ToDevice:
    """Decrypts and dispatches. Runs in the caller's transaction."""

    def __init__(
        self,
        own: OwnAccount,
        olm: OlmSessions,
        devices: Devices,
        lists: DeviceLists,
        identities: Identities,
        inbound: InboundSessions,
        withheld: Withheld,
        unwedging: Unwedging,
        mended: Callable[[str, str], None],
        security: Security,
    ) -> None:
        """``mended`` hears the user and identity key of a device that began a new session because the old one broke."""
        self._security = security
        self._own = own
        self._olm = olm
        self._devices = devices
        self._lists = lists
        self._identities = identities
        self._inbound = inbound
        self._withheld = withheld
        self._unwedging = unwedging
        self._handlers: dict[str, Callable[[OlmMessage, CryptoChanges], None]] = {
            "m.room_key": self._room_key,
            "m.dummy": lambda message, _: mended(message.sender, message.curve25519),
            **dict.fromkeys(WITHHELD, self._withheld_through_olm),
            **security.handlers(),
        }

    def receive(self, event: Any, changes: CryptoChanges) -> None:
        """Process one event of the to-device list. Raises StoreError only."""
        try:
            if not isinstance(event, dict) or not is_user_id(event.get("sender")):
                return
            if event.get("type") == "m.room.encrypted":
                self._encrypted(event, changes)
            elif event.get("type") in WITHHELD and isinstance(event.get("content"), dict):
                self._withheld_by(event["sender"], event["content"], changes)
            elif isinstance(event.get("type"), str):
                self._security.in_clear(event["sender"], event["type"], event.get("content"), changes)
        except BaseException as error:
            if not tolerable(error):
                raise
            # The type only: the text of an exception may quote what was sent.
            _log.warning("a to-device message was dropped: %s", type(error).__name__)

    def _encrypted(self, event: Json, changes: CryptoChanges) -> None:
        envelope = read_envelope(event, self._own)
        if envelope is None:
            return
        mark = fingerprint(envelope.curve25519, envelope.kind, envelope.body)
        if self._olm.seen(mark):
            return
        try:
            plaintext = self._olm.decrypt(envelope.sender, envelope.curve25519, envelope.kind, envelope.body)
        except BaseException as error:
            if not tolerable(error):
                raise
            _log.debug("an Olm message cannot be decrypted: %s", type(error).__name__)
            self._unwedging.failure(envelope.sender, envelope.curve25519)
            return
        self._olm.remember(mark)
        try:
            message = open_payload(envelope, plaintext, self._own, self._devices)
        except Rejected as error:
            _log.warning("an Olm message was rejected: %s", error)
            return
        handler = self._handlers.get(message.type)
        if handler is None and self._security.through_olm(message, changes):
            return
        if handler is None:
            _log.info("a to-device message of a type we do not use")
            return
        handler(message, changes)

    # -- messages ----------------------------------------------------------------------------------------------------

    def _room_key(self, message: OlmMessage, changes: CryptoChanges) -> None:
        content = message.content
        room_id, session_id, key = (content.get(name) for name in ("room_id", "session_id", "session_key"))
        if content.get("algorithm") != MEGOLM:
            return
        if not isinstance(room_id, str) or not room_id.startswith("!") or len(room_id) > MAX_ROOM_ID:
            return
        if not isinstance(session_id, str) or not isinstance(key, str):
            return
        session = vodozemac.InboundGroupSession(vodozemac.SessionKey(key))
        if session.session_id != session_id:
            _log.warning("a room key under a wrong name; ignored")
            return
        shared = any(content.get(name) is True for name in SHARED_HISTORY)
        owner = self.owner(message)
        if self._inbound.add(room_id, session, owner, shared_history=shared):
            self._withheld.arrived(room_id, session_id, message.sender)
            changes.new_keys.add(SessionRef(room_id, session_id))
            if owner.vouched <= Vouched.UNKNOWN_DEVICE:
                self._lists.track([message.sender])
                self._lists.changed([message.sender])

    def owner(self, message: OlmMessage) -> Owner:
        """Who sent a message, and what vouches for that now.

        The device as the server's list has it, else as the message itself carries it (MSC4147): the signature of the
        sender's identity on it is worth the same wherever it is found.
        """
        identity = self._identities.get(message.sender)
        master = identity.master if identity else None
        self_signing = identity.self_signing if identity else None
        device_id = message.keys.device_id if message.keys else None
        vouched = Vouched.UNKNOWN_DEVICE
        if message.device is not None and not message.device.deleted:
            device_id = message.device.device_id
            vouched = Vouched.SIGNED if message.device.signed else Vouched.DEVICE
        if vouched < Vouched.SIGNED and message.keys is not None and message.keys.signed_by(self_signing):
            vouched = Vouched.SIGNED
        if device_id is not None and vouched < Vouched.DEVICE:
            known = self._devices.get(message.sender, device_id)
            if known is not None and known.curve25519 != message.curve25519:
                vouched = Vouched.OWNER_CHECK_FAILED
        return Owner(
            message.sender,
            message.curve25519,
            message.ed25519,
            device_id,
            vouched,
            master if vouched is Vouched.SIGNED else None,
        )

    def _withheld_through_olm(self, message: OlmMessage, changes: CryptoChanges) -> None:
        self._withheld_by(message.sender, message.content, changes)

    def _withheld_by(self, sender: str, content: Json, changes: CryptoChanges) -> None:
        code = self._withheld.receive(sender, content, changes)
        sender_key = content.get("sender_key")
        if code == NO_OLM and isinstance(sender_key, str):
            # They could not open a channel to us; we can try from our side.
            self._unwedging.failure(sender, sender_key)
