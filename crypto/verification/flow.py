# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""One verification from request to done (specification, section "Key verification framework").

A flow keeps the keys of both sides as they were when it began, and ends with ``m.key_mismatch`` if they change.
Whatever the other side sends either moves it on or ends it with the code the specification names.
"""

from __future__ import annotations

import hmac
import secrets
from enum import StrEnum
from typing import Any, Final

from crypto import unpadded_base64 as base64
from crypto.types import Json
from crypto.verification import messages, qr
from crypto.verification.messages import (
    CancelCode,
    OutgoingVerification,
    Refused,
    Side,
    Verified,
    has_key_named_device,
)
from crypto.verification.qr import QrCode
from crypto.verification.sas import Sas, SasStep

#: Seconds in which a verification has to be done, and a request is worth answering.
TIMEOUT: Final = 600.0
#: Seconds for which an incoming request is offered to the person.
PROMPT: Final = 120.0


class Phase(StrEnum):
    """Where a flow stands, seen from the person in front of this device."""

    REQUESTED = "requested"  # we asked; nobody has answered
    INCOMING = "incoming"  # we are asked: accept or decline
    READY = "ready"  # both want; choose how: emoji, show a code, scan a code
    STARTED = "started"  # a moment of patience, keys are exchanged
    COMPARE = "compare"  # compare emoji or numbers: confirm or mismatch
    SCANNED = "scanned"  # the other device has scanned our code: confirm that it says so
    WAITING = "waiting"  # we are done and wait for the other side
    DONE = "done"
    CANCELLED = "cancelled"
    ELSEWHERE = "elsewhere"  # another device of ours has answered


FINAL: Final = frozenset({Phase.DONE, Phase.CANCELLED, Phase.ELSEWHERE})


class Flow:
    """One verification. ``now`` is Unix time in seconds everywhere.

    ``key`` names it for its whole life, also before the server has given a request in a room its event id
    (``flow_id`` is then empty). ``outgoing`` and ``verified`` are emptied by the owner after each step.
    """

    def __init__(self, key: str, flow_id: str, own: Side, user_id: str, *, now: float, room_id: str | None) -> None:
        self.key = key
        self.flow_id = flow_id
        self.room_id = room_id
        self.own = own
        self.user_id = user_id
        self.other: Side | None = None
        self.phase = Phase.REQUESTED
        self.we_requested = True
        self.from_request = True  # False: began with a bare start message, as old programs do
        self.requested_devices: tuple[str, ...] = ()
        self.our_methods: tuple[str, ...] = messages.METHODS
        self.their_methods: tuple[str, ...] = ()
        self.created_at = now
        self.prompt_until: float | None = None
        self.ready_seen = False  # in a room: our answer has come back before that of another device of ours
        self.cancel_code: str | None = None
        self.cancelled_by_us = False
        self.sas: Sas | None = None
        self.qr_code: QrCode | None = None  # the one we show
        self.qr_scanned: QrCode | None = None  # the one of theirs that we scanned
        self.their_done = False  # they scanned our code and are done before our person has confirmed
        self.outgoing: list[OutgoingVerification] = []
        self.verified: list[Verified] = []

    # -- what a window asks -------------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        return self.phase not in FINAL

    @property
    def deadline(self) -> float:
        """When ``expire`` has something to do."""
        if self.phase is Phase.INCOMING and self.prompt_until is not None:
            return min(self.prompt_until, self.created_at + TIMEOUT)
        return self.created_at + TIMEOUT

    @property
    def can_sas(self) -> bool:
        """Both sides can compare emoji or numbers."""
        return messages.SAS in self.our_methods and messages.SAS in self.their_methods

    @property
    def can_show_qr(self) -> bool:
        """We can show a code that they can scan."""
        return self._both(messages.QR_SHOW, messages.QR_SCAN)

    @property
    def can_scan_qr(self) -> bool:
        """They can show a code that we can scan."""
        return self._both(messages.QR_SCAN, messages.QR_SHOW)

    @property
    def possible(self) -> bool:
        """There is a way both know, to something worth knowing.

        If not, the person can only decline (another device may do better): two people need an identity each, ours
        verified, because it is the identities that they verify.
        """
        return self._identities_known and (self.can_sas or self.can_show_qr or self.can_scan_qr)

    @property
    def _identities_known(self) -> bool:
        if self.other is None or self.user_id == self.own.user_id:
            return True
        return self.own.master_key is not None and self.own.master_trusted and self.other.master_key is not None

    def _both(self, ours: str, theirs: str) -> bool:
        return (
            ours in self.our_methods
            and theirs in self.their_methods
            and messages.RECIPROCATE in self.our_methods
            and messages.RECIPROCATE in self.their_methods
        )

    # -- what the person does -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accept an incoming request, or the bare start message of an old program."""
        if self.phase is not Phase.INCOMING or not self.possible:
            return
        if self.sas is not None:
            self._send(messages.ACCEPT, self.sas.accept())
            self.phase = Phase.STARTED
            return
        self._send(messages.READY, {"from_device": self.own.device_id, "methods": self._answered_methods()})
        self.phase = Phase.READY

    def start_sas(self) -> None:
        """Begin to compare emoji."""
        if self.phase is not Phase.READY or not self.can_sas or self.other is None:
            return
        self.sas = Sas.begin(self.own, self.other, self.flow_id, self._relation())
        self._send(messages.START, self.sas.start)
        self.phase = Phase.STARTED

    def show_qr(self) -> bytes | None:
        """Return the bytes of the code to show; the same ones each time. None: there is none, emoji are the way."""
        if self.phase is not Phase.READY or not self.can_show_qr or self.other is None:
            return None
        if self.qr_code is None:
            self.qr_code = qr.create(self.own, self.other, self.flow_id)
        return self.qr_code.encode() if self.qr_code else None

    def scan_qr(self, data: bytes) -> None:
        """Take the bytes of a scanned code; ends the flow if its keys are not the ones we know.

        Raises:
            BadQrCode: it is no code of this verification; nothing has changed.
        """
        if self.phase is not Phase.READY or not self.can_scan_qr or self.other is None:
            raise qr.BadQrCode("not the time to scan")
        code = QrCode.parse(data)
        try:
            qr.check(code, self.own, self.other, self.flow_id)
        except Refused as error:
            self.cancel(error.code)
            return
        self.qr_scanned = code
        self._send(
            messages.START,
            {
                "from_device": self.own.device_id,
                "method": messages.RECIPROCATE,
                "secret": base64.encode(code.secret),
                **self._relation(),
            },
        )
        self.phase = Phase.WAITING

    def confirm(self) -> None:
        """The strings match; or the other device says that it scanned our code."""
        if self.phase is Phase.COMPARE and self.sas is not None:
            self._send(messages.MAC, self.sas.confirm())
            self.phase = Phase.WAITING
            if self.sas.proven:
                self._sas_complete()
        elif self.phase is Phase.SCANNED:
            self._send(messages.DONE, {})
            self.phase = Phase.WAITING
            if self.their_done:
                self._receive_done()

    def mismatch(self) -> None:
        """The strings differ; or the other device did not scan our code."""
        if self.phase is Phase.COMPARE:
            self.cancel(CancelCode.MISMATCHED_SAS)
        elif self.phase is Phase.SCANNED:
            self.cancel(CancelCode.KEY_MISMATCH)

    def cancel(self, code: CancelCode = CancelCode.USER) -> None:
        """End the flow and tell the other side why."""
        if not self.active:
            return
        if self.flow_id:
            self._send(messages.CANCEL, _cancel_body(code), self.requested_devices if self.other is None else None)
        self._end(code, by_us=True)

    # -- what time and the store do -----------------------------------------------------------------------------------

    def expire(self, now: float) -> None:
        """End the flow if its time is over. An unanswered offer just goes away: another device may still answer."""
        if not self.active or now < self.deadline:
            return
        if self.phase is Phase.INCOMING:
            self._end(CancelCode.TIMEOUT, by_us=True)
        else:
            self.cancel(CancelCode.TIMEOUT)

    def check_keys(self, own: Side, other: Side | None) -> None:
        """End the flow if the keys of either side are not the fixed ones any more."""
        if not self.active:
            return
        if not self.own.same_keys(own) or (self.other is not None and not self.other.same_keys(other)):
            self.cancel(CancelCode.KEY_MISMATCH)

    # -- what the other side does -------------------------------------------------------------------------------------

    def set_other(self, other: Side) -> bool:
        """Fix the keys of the other side; False (and the flow ends) if a device is named like a signing key."""
        self.other = other
        if has_key_named_device(self.own, other):
            self.cancel(CancelCode.KEY_MISMATCH)
            return False
        return True

    def receive(self, event_type: str, content: Json) -> None:
        """Take a message of the other side, except ``request`` and ``ready``, which have to be looked up first."""
        if not self.active:
            return
        try:
            match event_type:
                case messages.CANCEL:
                    self._receive_cancel(content)
                case messages.START:
                    self._receive_start(content)
                case messages.ACCEPT:
                    self._receive_accept(content)
                case messages.KEY:
                    self._receive_key(content)
                case messages.MAC:
                    self._receive_mac(content)
                case messages.DONE:
                    self._receive_done()
                case _:
                    raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        except Refused as error:
            self.cancel(error.code)

    def receive_ready(self, content: Json, other: Side) -> None:
        """Take the answer to our request, given by the device ``other``."""
        if not self.active:
            return
        if self.phase is not Phase.REQUESTED:
            # In a room a second device may answer too late; the first one it is.
            if self.other is not None and other.device_id == self.other.device_id:
                self.cancel(CancelCode.UNEXPECTED_MESSAGE)
            return
        rest = tuple(device for device in self.requested_devices if device != other.device_id)
        if not self.set_other(other):
            return
        try:
            methods = messages.texts(content.get("methods"))
        except Refused as error:
            self.cancel(error.code)
            return
        self.their_methods = tuple(methods)
        if rest and "*" not in rest:
            self._send(messages.CANCEL, _cancel_body(CancelCode.ACCEPTED), rest)
        if not self.possible:
            self.cancel(CancelCode.UNKNOWN_METHOD if self._identities_known else CancelCode.KEY_MISMATCH)
            return
        self.phase = Phase.READY

    def receive_start_without_request(self, content: Json) -> None:
        """Take the bare start message of an old program as a request to be accepted."""
        assert self.other is not None
        try:
            if content.get("method") != messages.SAS:
                raise Refused(CancelCode.UNKNOWN_METHOD)
            self.sas = Sas.from_start(self.own, self.other, self.flow_id, content)
        except Refused as error:
            self.cancel(error.code)

    def own_answer(self, event_type: str, from_device: Any) -> None:
        """See in the room what we or another device of ours answered; the first answer counts."""
        if self.we_requested or event_type not in (messages.READY, messages.CANCEL):
            return
        if event_type == messages.READY and from_device == self.own.device_id:
            self.ready_seen = True
        elif self.phase is Phase.INCOMING or (self.phase is Phase.READY and not self.ready_seen):
            self.phase = Phase.ELSEWHERE

    def _receive_cancel(self, content: Json) -> None:
        code = content.get("code")
        if code == CancelCode.ACCEPTED and self.phase is Phase.INCOMING:
            self.phase = Phase.ELSEWHERE
            return
        if self.phase is Phase.REQUESTED and len(self.requested_devices) > 1:
            # One device declined for the person: the offer on the others goes away.
            self._send(messages.CANCEL, _cancel_body(CancelCode.USER), self.requested_devices)
        self._end(code if isinstance(code, str) and len(code) <= 255 else CancelCode.INVALID_MESSAGE, by_us=False)

    def _receive_start(self, content: Json) -> None:
        if self.other is None or self.phase in (Phase.REQUESTED, Phase.INCOMING):
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        if messages.text(content.get("from_device")) != self.other.device_id:
            raise Refused(CancelCode.INVALID_MESSAGE)
        method = messages.text(content.get("method"))
        ours = self._started_method()
        if ours is not None and ours != method:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        if ours is not None and self._we_go_first():
            return  # both started at once, and ours counts
        if ours is None and self.phase is not Phase.READY:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        match method:
            case messages.SAS if self.can_sas:
                self.qr_code = None
                self.sas = Sas.from_start(self.own, self.other, self.flow_id, content)
                self._send(messages.ACCEPT, self.sas.accept())
                self.phase = Phase.STARTED
            case messages.RECIPROCATE if messages.RECIPROCATE in self.our_methods:
                self._receive_reciprocate(content)
            case _:
                raise Refused(CancelCode.UNKNOWN_METHOD)

    def _receive_reciprocate(self, content: Json) -> None:
        if self.qr_code is None:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        try:
            secret = base64.decode(content.get("secret"), max_length=3000)
        except base64.BadBase64 as error:
            raise Refused(CancelCode.INVALID_MESSAGE) from error
        if not hmac.compare_digest(secret, self.qr_code.secret):
            raise Refused(CancelCode.KEY_MISMATCH)
        self.qr_scanned = None
        self.phase = Phase.SCANNED

    def _receive_accept(self, content: Json) -> None:
        if self.sas is None:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        self._send(messages.KEY, self.sas.receive_accept(content))

    def _receive_key(self, content: Json) -> None:
        if self.sas is None:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        answer = self.sas.receive_key(content)
        if answer is not None:
            self._send(messages.KEY, answer)
        self.phase = Phase.COMPARE

    def _receive_mac(self, content: Json) -> None:
        if self.sas is None:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        self.sas.receive_mac(content)
        if self.sas.confirmed:
            self._sas_complete()

    def _receive_done(self) -> None:
        if self.phase is Phase.SCANNED and not self.their_done:
            self.their_done = True
            return
        if self.phase is not Phase.WAITING:
            raise Refused(CancelCode.UNEXPECTED_MESSAGE)
        if self.sas is not None:
            if not self.sas.proven:
                raise Refused(CancelCode.UNEXPECTED_MESSAGE)
            self._finish(self.sas.device_proven, self.sas.master_proven)
        elif self.qr_scanned is not None:
            self._send(messages.DONE, {})
            self._finish(*qr.proves(self.qr_scanned, we_scanned=True))
        elif self.qr_code is not None:
            self._finish(*qr.proves(self.qr_code, we_scanned=False))

    def _sas_complete(self) -> None:
        """Both codes are sent and right: say so, and wait for the other side to say so."""
        self._send(messages.DONE, {})
        if not self.from_request:  # old programs do not say it
            assert self.sas is not None
            self._finish(self.sas.device_proven, self.sas.master_proven)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _started_method(self) -> str | None:
        """Return the method of our own start message, as long as theirs can still take its place."""
        if self.sas is not None and self.sas.step is SasStep.START_SENT:
            return messages.SAS
        return messages.RECIPROCATE if self.phase is Phase.WAITING and self.qr_scanned is not None else None

    def _we_go_first(self) -> bool:
        assert self.other is not None
        return (self.own.user_id, self.own.device_id) < (self.other.user_id, self.other.device_id)

    def _answered_methods(self) -> list[str]:
        """Return those of our methods that fit one of theirs."""
        methods = [messages.SAS] if self.can_sas else []
        methods += [messages.QR_SHOW] if self.can_show_qr else []
        methods += [messages.QR_SCAN] if self.can_scan_qr else []
        return methods + ([messages.RECIPROCATE] if self.can_show_qr or self.can_scan_qr else [])

    def _finish(self, device: bool, master: bool) -> None:
        assert self.other is not None
        own_device = self.other.user_id == self.own.user_id and device
        self.phase = Phase.DONE
        self.verified.append(
            Verified(
                self.key,
                self.user_id,
                self.other.device_id if own_device else None,
                self.other.ed25519 if own_device else None,
                self.other.master_key if master else None,
            )
        )

    def _end(self, code: str, *, by_us: bool) -> None:
        self.phase = Phase.CANCELLED
        self.cancel_code = str(code)
        self.cancelled_by_us = by_us
        self.sas = None
        self.qr_code = self.qr_scanned = None

    def _relation(self) -> Json:
        if self.room_id is None:
            return {"transaction_id": self.flow_id}
        return {"m.relates_to": {"rel_type": "m.reference", "event_id": self.flow_id}}

    def _send(self, event_type: str, body: Json, devices: tuple[str, ...] | None = None) -> None:
        if self.room_id is not None:
            devices = ()
        elif devices is None:
            devices = (self.other.device_id,) if self.other is not None else self.requested_devices
        self.outgoing.append(
            OutgoingVerification(
                event_type, {**body, **self._relation()}, self.user_id, secrets.token_hex(16), devices, self.room_id
            )
        )

    # -- storing ------------------------------------------------------------------------------------------------------

    def to_json(self) -> Json:
        """Return everything, secrets included, for the encrypted store."""
        return {
            "key": self.key,
            "flow_id": self.flow_id,
            "room_id": self.room_id,
            "own": self.own.to_json(),
            "user_id": self.user_id,
            "other": self.other.to_json() if self.other else None,
            "phase": str(self.phase),
            "we_requested": self.we_requested,
            "from_request": self.from_request,
            "requested_devices": list(self.requested_devices),
            "our_methods": list(self.our_methods),
            "their_methods": list(self.their_methods),
            "created_at": self.created_at,
            "prompt_until": self.prompt_until,
            "ready_seen": self.ready_seen,
            "cancel_code": self.cancel_code,
            "cancelled_by_us": self.cancelled_by_us,
            "their_done": self.their_done,
            "sas": self.sas.to_json() if self.sas else None,
            "qr_code": base64.encode(self.qr_code.encode()) if self.qr_code else None,
            "qr_scanned": base64.encode(self.qr_scanned.encode()) if self.qr_scanned else None,
        }

    @classmethod
    def from_json(cls, data: Json) -> Flow:
        """Return what ``to_json`` gave."""
        own = Side.from_json(data["own"])
        flow = cls(data["key"], data["flow_id"], own, data["user_id"], now=data["created_at"], room_id=data["room_id"])
        flow.other = Side.from_json(data["other"]) if data["other"] else None
        flow.phase = Phase(data["phase"])
        flow.we_requested, flow.from_request = data["we_requested"], data["from_request"]
        flow.requested_devices = tuple(data["requested_devices"])
        flow.our_methods, flow.their_methods = tuple(data["our_methods"]), tuple(data["their_methods"])
        flow.prompt_until, flow.ready_seen = data["prompt_until"], data["ready_seen"]
        flow.their_done = data["their_done"]
        flow.cancel_code, flow.cancelled_by_us = data["cancel_code"], data["cancelled_by_us"]
        if data["sas"] and flow.other is not None:
            flow.sas = Sas.from_json(data["sas"], own, flow.other, flow.flow_id)
        flow.qr_code, flow.qr_scanned = _qr_from_json(data["qr_code"]), _qr_from_json(data["qr_scanned"])
        return flow


def _qr_from_json(value: Any) -> QrCode | None:
    return QrCode.parse(base64.decode(value)) if value else None


def _cancel_body(code: CancelCode) -> Json:
    return {"code": str(code), "reason": messages.REASONS[code]}
