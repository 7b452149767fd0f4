# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""All verifications of this device: finds the flow a message belongs to, begins new ones, keeps their number bounded.

Nothing raises for what comes from outside. After every call the owner takes ``take_outgoing``, ``take_verified``,
``take_queries`` and ``take_changes`` and commits them together, before anything is sent or shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crypto.types import Json
from crypto.verification import messages
from crypto.verification.flow import PROMPT, TIMEOUT, Flow, Phase
from crypto.verification.messages import (
    REASONS,
    CancelCode,
    Directory,
    OutgoingVerification,
    Refused,
    Side,
    Verified,
    is_id,
    texts,
)
from crypto.verification.sas import Sas, SasStep

#: How far a request may lie in the future, in seconds (the specification's figure).
MAX_AHEAD: Final = 300.0

_MAX_OPEN: Final = 50  # verifications begun by others at a time
_MAX_PER_USER: Final = 10  # begun by one user within the time a verification may take
_MAX_KEPT: Final = 200  # flows, the ended ones included
_MAX_PARKED: Final = 50  # messages that wait for keys or for an event id
_MAX_ANSWERED: Final = 20  # unknown transactions of one user that are told so, each once


class CannotVerify(Exception):
    """A verification cannot be begun; the message says why (for the log)."""


@dataclass(frozen=True, slots=True)
class FlowView:
    """What a window shows of a flow. ``emoji`` are indices into ``emoji.EMOJI``; ``possible``: it can be accepted."""

    key: str
    user_id: str
    device_id: str | None
    room_id: str | None
    phase: Phase
    we_requested: bool
    possible: bool
    can_sas: bool
    can_show_qr: bool
    can_scan_qr: bool
    emoji: tuple[int, ...] | None
    decimals: tuple[int, int, int] | None
    cancel_code: str | None
    cancelled_by_us: bool
    deadline: float


@dataclass(frozen=True, slots=True)
class _Parked:
    """A message that cannot be understood yet. ``user_id``/``device_id``: whose keys it waits for, if it does."""

    until: float
    user_id: str
    device_id: str | None
    room_id: str | None
    event_type: str
    content: Json
    event_id: str


class Verifications:
    """The verifications of one device. ``clock`` gives Unix time in seconds."""

    def __init__(self, directory: Directory, clock: Callable[[], float], stored: Iterable[Json] = ()) -> None:
        self._directory = directory
        self._clock = clock
        self._flows: dict[str, Flow] = {}
        self._by_id: dict[tuple[str, str], str] = {}
        self._parked: list[_Parked] = []
        self._answered: dict[tuple[str, str], float] = {}  # unknown transactions that were told so, and when
        self._outgoing: list[OutgoingVerification] = []
        self._verified: list[Verified] = []
        self._queries: set[str] = set()
        self._touched: set[str] = set()
        for data in stored:
            self._add(Flow.from_json(data))
        self._touched.clear()

    # -- what the owner takes after each call -------------------------------------------------------------------------

    def take_outgoing(self) -> list[OutgoingVerification]:
        """Return the messages to send, in this order."""
        taken, self._outgoing = self._outgoing, []
        return taken

    def take_verified(self) -> list[Verified]:
        """Return what was proven."""
        taken, self._verified = self._verified, []
        return taken

    def take_queries(self) -> set[str]:
        """Return users whose devices are to be queried now; call ``devices_updated`` when they are there."""
        taken, self._queries = self._queries, set()
        return taken

    def take_changes(self) -> dict[str, Json | None]:
        """Return the flows that changed, by key, as they are to be stored; None: delete."""
        taken, self._touched = self._touched, set()
        return {key: self._flows[key].to_json() if key in self._flows else None for key in taken}

    # -- what a window asks -------------------------------------------------------------------------------------------

    def views(self) -> list[FlowView]:
        """Return all flows, the ended ones of the last minutes included, oldest first."""
        return [_view(flow) for flow in self._flows.values()]

    def view(self, key: str) -> FlowView | None:
        """Return one flow."""
        flow = self._flows.get(key)
        return _view(flow) if flow else None

    def next_deadline(self) -> float | None:
        """Return when ``tick`` has something to do, in Unix seconds."""
        return min((flow.deadline for flow in self._flows.values() if flow.active), default=None)

    # -- what the person does -----------------------------------------------------------------------------------------

    def request(self, user_id: str, devices: Sequence[str]) -> str:
        """Ask ``devices`` of a user, usually our own other devices, by to-device message; return the flow's key.

        Raises:
            CannotVerify: there is no device to ask, or another person is asked while our own identity is unverified.
        """
        own = self._own_for(user_id)
        targets = tuple(device for device in devices if (user_id, device) != (own.user_id, own.device_id))
        if not targets:
            raise CannotVerify("no device to ask")
        now = self._clock()
        flow = Flow(secrets.token_hex(8), secrets.token_hex(16), own, user_id, now=now, room_id=None)
        flow.requested_devices = targets
        flow.outgoing.append(
            OutgoingVerification(
                messages.REQUEST,
                {
                    "from_device": own.device_id,
                    "methods": list(flow.our_methods),
                    "timestamp": int(now * 1000),
                    "transaction_id": flow.flow_id,
                },
                user_id,
                secrets.token_hex(16),
                targets,
            )
        )
        self._add(flow)
        self._collect(flow)
        return flow.key

    def request_in_room(self, room_id: str, user_id: str, body: str) -> str:
        """Ask another person by a message in the room we share with them alone; return the flow's key.

        ``body`` is what programs show that cannot verify. Call ``request_sent`` with the event id of the answer.

        Raises:
            CannotVerify: our own identity is not verified.
        """
        own = self._own_for(user_id)
        if user_id == own.user_id:
            raise CannotVerify("own devices are verified by to-device messages")
        flow = Flow(secrets.token_hex(8), "", own, user_id, now=self._clock(), room_id=room_id)
        content: Json = {
            "msgtype": messages.REQUEST,
            "body": body,
            "from_device": own.device_id,
            "methods": list(flow.our_methods),
            "to": user_id,
        }
        flow.outgoing.append(OutgoingVerification("m.room.message", content, user_id, flow.key, (), room_id))
        self._add(flow)
        self._collect(flow)
        return flow.key

    def request_sent(self, key: str, event_id: str) -> None:
        """Tell that the request in a room is on the server; ``key`` is also the ``txn_id`` it was sent with."""
        flow = self._flows.get(key)
        if flow is None or flow.flow_id or not is_id(event_id):
            return
        flow.flow_id = event_id
        self._by_id[flow.user_id, event_id] = key
        if not flow.active:  # given up in between: they must not go on seeing the offer
            flow.phase = Phase.REQUESTED
            flow.cancel(CancelCode.USER)
        self._collect(flow)
        self._replay(lambda parked: parked.room_id == flow.room_id and parked.device_id is None)

    def accept(self, key: str) -> None:
        """Accept an incoming request; one of ours to the same user that nobody has answered is given up."""
        self._act(key, Flow.accept)
        accepted = self._flows.get(key)
        for flow in list(self._flows.values()):
            if accepted and flow.user_id == accepted.user_id and flow.phase is Phase.REQUESTED:
                self.cancel(flow.key)

    def start_sas(self, key: str) -> None:
        """Begin to compare emoji."""
        self._act(key, Flow.start_sas)

    def confirm(self, key: str) -> None:
        """The emoji are equal, or the other device says that it scanned our code."""
        self._act(key, Flow.confirm)

    def mismatch(self, key: str) -> None:
        """They are not, or it does not."""
        self._act(key, Flow.mismatch)

    def cancel(self, key: str) -> None:
        """Decline or give up."""
        self._act(key, Flow.cancel)

    def show_qr(self, key: str) -> bytes | None:
        """Return the bytes of the QR code to show, None if there is none."""
        flow = self._flows.get(key)
        data = flow.show_qr() if flow else None
        if flow:
            self._collect(flow)
        return data

    def scan_qr(self, key: str, data: bytes) -> None:
        """Take the bytes of a scanned QR code.

        Raises:
            BadQrCode: it is no code of this verification; nothing has changed, scan again.
        """
        flow = self._flows.get(key)
        if flow:
            flow.scan_qr(data)
            self._collect(flow)

    # -- what comes from outside --------------------------------------------------------------------------------------

    def receive_to_device(self, sender: Any, event_type: str, content: Any, sender_device: str | None = None) -> None:
        """Take a to-device message. ``sender_device``: the device proven by Olm, None if it came in clear."""
        if not is_id(sender) or not isinstance(content, dict) or not is_id(content.get("transaction_id")):
            return
        from_device = content.get("from_device")
        if sender_device is not None and from_device is not None and from_device != sender_device:
            return
        self._receive(sender, content["transaction_id"], None, event_type, content, sender_device)

    def receive_in_room(self, room_id: str, event_type: str, event: Any, content: Any) -> None:
        """Take an event of a room. ``event`` is the event of the server, ``content`` its content after decryption.

        Hand over live events only, each once: old ones of a timeline that is scrolled back are none of our business.
        """
        if not isinstance(event, dict) or not isinstance(content, dict):
            return
        sender, event_id = event.get("sender"), event.get("event_id")
        if not is_id(sender) or not is_id(event_id):
            return
        if event_type == "m.room.message":
            timestamp = event.get("origin_server_ts")
            if content.get("msgtype") == messages.REQUEST and content.get("to") == self._directory.own().user_id:
                self._receive_request(sender, event_id, room_id, {**content, "timestamp": timestamp})
            return
        relation = content.get("m.relates_to")
        if isinstance(relation, dict) and relation.get("rel_type") == "m.reference" and is_id(relation.get("event_id")):
            self._receive(sender, relation["event_id"], room_id, event_type, content, None)

    def devices_updated(self, user_id: str) -> None:
        """Tell that the keys of a user were queried: what waited for them is taken up, and changed keys end flows."""
        for flow in list(self._flows.values()):
            if flow.active and user_id in (flow.user_id, flow.own.user_id):
                other = self._directory.other(flow.user_id, flow.other.device_id) if flow.other else None
                flow.check_keys(self._directory.own(), other)
                self._collect(flow)
        self._replay(lambda parked: parked.user_id == user_id and parked.device_id is not None)

    def tick(self) -> None:
        """End what has taken too long, and forget what ended long ago."""
        now = self._clock()
        self._parked = [parked for parked in self._parked if parked.until > now]
        for flow in list(self._flows.values()):
            if flow.active and now >= flow.deadline:
                flow.expire(now)
                self._collect(flow)
            elif not flow.active and now >= flow.created_at + 2 * TIMEOUT:
                self._forget(flow.key)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _receive(
        self,
        sender: str,
        flow_id: str,
        room_id: str | None,
        event_type: str,
        content: Json,
        sender_device: str | None,
    ) -> None:
        own = self._directory.own()
        if event_type == messages.REQUEST:
            if room_id is None:
                self._receive_request(sender, flow_id, None, content)
            return
        if room_id is not None and sender == own.user_id:
            self._receive_own(flow_id, event_type, content)
            return
        before = next((p for p in self._parked if (p.user_id, p.event_id) == (sender, flow_id)), None)
        if before is not None and event_type == messages.CANCEL:
            self._parked = [p for p in self._parked if (p.user_id, p.event_id) != (sender, flow_id)]
        elif before is not None:  # what comes after a message that waits, waits behind it
            self._park(sender, before.device_id, room_id, event_type, content, flow_id)
            return
        flow = self._flows.get(self._by_id.get((sender, flow_id), ""))
        if flow is None:
            self._receive_unknown(sender, flow_id, room_id, event_type, content, sender_device)
            return
        if flow.room_id != room_id or (
            sender_device is not None and flow.other is not None and sender_device != flow.other.device_id
        ):
            return
        flow.expire(self._clock())
        if event_type == messages.READY:
            self._receive_ready(flow, content)
        else:
            flow.receive(event_type, content)
        self._collect(flow)

    def _receive_request(self, sender: str, flow_id: str, room_id: str | None, content: Json) -> None:
        now = self._clock()
        device_id, timestamp = content.get("from_device"), content.get("timestamp")
        own = self._directory.own()
        if not is_id(device_id) or not isinstance(timestamp, int) or not 0 < timestamp < 2**53:
            return
        asked_at = timestamp / 1000
        if not now - TIMEOUT <= asked_at <= now + MAX_AHEAD or (sender == own.user_id and room_id is not None):
            return
        if (sender, device_id) == (own.user_id, own.device_id) or (sender, flow_id) in self._by_id:
            return
        try:
            methods = texts(content.get("methods"))
        except Refused:
            return
        other = self._directory.other(sender, device_id)
        if other is None:
            event_type = messages.REQUEST if room_id is None else "m.room.message"
            self._park(sender, device_id, room_id, event_type, content, flow_id)
            return
        flow = self._incoming(flow_id, room_id, other)
        if flow is None:
            return
        flow.their_methods = tuple(methods)
        flow.prompt_until = min(now + PROMPT, asked_at + TIMEOUT)
        self._refuse_second(flow)
        self._collect(flow)

    def _receive_bare_start(self, sender: str, flow_id: str, content: Json) -> None:
        device_id = content.get("from_device")
        own = self._directory.own()
        if not is_id(device_id) or (sender, device_id) == (own.user_id, own.device_id):
            return
        other = self._directory.other(sender, device_id)
        if other is None:
            self._park(sender, device_id, None, messages.START, content, flow_id)
            return
        flow = self._incoming(flow_id, None, other)
        if flow is None:
            return
        flow.from_request = False
        flow.their_methods = (messages.SAS,)
        flow.prompt_until = self._clock() + PROMPT
        if flow.active:
            flow.receive_start_without_request(content)
        self._refuse_second(flow)
        self._collect(flow)

    def _incoming(self, flow_id: str, room_id: str | None, other: Side) -> Flow | None:
        """Begin a flow that ``other`` asked for; None if it is one too many."""
        theirs = [flow for flow in self._flows.values() if not flow.we_requested]
        recent = [f for f in theirs if f.user_id == other.user_id and f.created_at + TIMEOUT > self._clock()]
        if sum(flow.active for flow in theirs) >= _MAX_OPEN or len(recent) >= _MAX_PER_USER:
            return None
        flow = Flow(
            secrets.token_hex(8), flow_id, self._directory.own(), other.user_id, now=self._clock(), room_id=room_id
        )
        flow.phase = Phase.INCOMING
        flow.we_requested = False
        flow.set_other(other)
        self._add(flow)
        return flow

    def _refuse_second(self, new: Flow) -> None:
        """A device that asks again while it is being verified: both attempts end (specification)."""
        for flow in list(self._flows.values()):
            if (
                flow is not new
                and flow.active
                and not flow.we_requested
                and flow.user_id == new.user_id
                and flow.other is not None
                and new.other is not None
                and flow.other.device_id == new.other.device_id
            ):
                flow.cancel(CancelCode.UNEXPECTED_MESSAGE)
                new.cancel(CancelCode.UNEXPECTED_MESSAGE)
                self._collect(flow)

    def _receive_ready(self, flow: Flow, content: Json) -> None:
        device_id = content.get("from_device")
        if not is_id(device_id) or not flow.active or not flow.we_requested:
            return
        if (flow.user_id, device_id) == (flow.own.user_id, flow.own.device_id):
            return
        if flow.requested_devices and device_id not in flow.requested_devices:
            return
        other = self._directory.other(flow.user_id, device_id)
        if other is None:
            self._park(flow.user_id, device_id, flow.room_id, messages.READY, content, flow.flow_id)
            return
        flow.receive_ready(content, other)

    def _receive_own(self, flow_id: str, event_type: str, content: Json) -> None:
        """See what we ourselves (everything comes back from a room) or another device of ours answered."""
        flow = next((flow for flow in self._flows.values() if flow.flow_id == flow_id and flow.active), None)
        if flow is not None:
            flow.own_answer(event_type, content.get("from_device"))
            self._collect(flow)

    def _receive_unknown(
        self,
        sender: str,
        flow_id: str,
        room_id: str | None,
        event_type: str,
        content: Json,
        sender_device: str | None,
    ) -> None:
        if room_id is not None:
            waiting = any(
                flow.room_id == room_id and flow.user_id == sender and not flow.flow_id for flow in self._flows.values()
            )
            if waiting:  # an answer that overtook the server's answer to our request
                self._park(sender, None, room_id, event_type, content, flow_id)
            return
        if event_type == messages.START:
            self._receive_bare_start(sender, flow_id, content)
        elif event_type in (messages.READY, messages.ACCEPT, messages.KEY, messages.MAC, messages.DONE):
            self._answer_unknown(sender, flow_id, content, sender_device)

    def _answer_unknown(self, sender: str, flow_id: str, content: Json, sender_device: str | None) -> None:
        now = self._clock()
        self._answered = {key: when for key, when in self._answered.items() if when + TIMEOUT > now}
        if (sender, flow_id) in self._answered or sum(user == sender for user, _ in self._answered) >= _MAX_ANSWERED:
            return
        self._answered[sender, flow_id] = now
        device = sender_device or content.get("from_device")
        code = CancelCode.UNKNOWN_TRANSACTION
        body = {"transaction_id": flow_id, "code": str(code), "reason": REASONS[code]}
        target = device if is_id(device) else "*"
        self._outgoing.append(OutgoingVerification(messages.CANCEL, body, sender, secrets.token_hex(16), (target,)))

    def _park(
        self, user_id: str, device_id: str | None, room_id: str | None, event_type: str, content: Json, flow_id: str
    ) -> None:
        if len(self._parked) >= _MAX_PARKED:
            self._parked.pop(0)
        self._parked.append(_Parked(self._clock() + TIMEOUT, user_id, device_id, room_id, event_type, content, flow_id))
        if device_id is not None:
            self._queries.add(user_id)

    def _replay(self, ready: Callable[[_Parked], bool]) -> None:
        due = [parked for parked in self._parked if ready(parked) and not self._still_waits(parked)]
        self._parked = [parked for parked in self._parked if parked not in due]
        for parked in due:
            if parked.event_type in (messages.REQUEST, "m.room.message"):
                self._receive_request(parked.user_id, parked.event_id, parked.room_id, parked.content)
            else:
                self._receive(parked.user_id, parked.event_id, parked.room_id, parked.event_type, parked.content, None)

    def _still_waits(self, parked: _Parked) -> bool:
        return parked.device_id is not None and self._directory.other(parked.user_id, parked.device_id) is None

    def _act(self, key: str, action: Callable[[Flow], None]) -> None:
        flow = self._flows.get(key)
        if flow is not None:
            flow.expire(self._clock())
            action(flow)
            self._collect(flow)

    def _own_for(self, user_id: str) -> Side:
        own = self._directory.own()
        if user_id != own.user_id and (own.master_key is None or not own.master_trusted):
            raise CannotVerify("our own identity is not verified")
        return own

    def _add(self, flow: Flow) -> None:
        self._flows[flow.key] = flow
        if flow.flow_id:
            self._by_id[flow.user_id, flow.flow_id] = flow.key
        self._touched.add(flow.key)
        ended = (old.key for old in self._flows.values() if not old.active)
        if len(self._flows) > _MAX_KEPT and (oldest := next(ended, None)):
            self._forget(oldest)

    def _forget(self, key: str) -> None:
        flow = self._flows.pop(key)
        self._by_id.pop((flow.user_id, flow.flow_id), None)
        self._touched.add(key)

    def _collect(self, flow: Flow) -> None:
        self._outgoing += flow.outgoing
        self._verified += flow.verified
        flow.outgoing, flow.verified = [], []
        self._touched.add(flow.key)


def _view(flow: Flow) -> FlowView:
    sas: Sas | None = flow.sas if flow.sas is not None and flow.sas.step is SasStep.COMPARE else None
    return FlowView(
        key=flow.key,
        user_id=flow.user_id,
        device_id=flow.other.device_id if flow.other else None,
        room_id=flow.room_id,
        phase=flow.phase,
        we_requested=flow.we_requested,
        possible=flow.possible,
        can_sas=flow.can_sas,
        can_show_qr=flow.can_show_qr,
        can_scan_qr=flow.can_scan_qr,
        emoji=sas.emoji if sas else None,
        decimals=sas.decimals if sas else None,
        cancel_code=flow.cancel_code,
        cancelled_by_us=flow.cancelled_by_us,
        deadline=flow.deadline,
    )
