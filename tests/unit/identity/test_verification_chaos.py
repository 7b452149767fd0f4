# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two people press buttons in any order while letters cross, programs restart and time passes.

Whatever happens: nothing raises, nothing is verified that a person did not confirm, and every flow ends.
"""

from __future__ import annotations

from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crypto.verification.flow import FINAL, TIMEOUT, Phase
from crypto.verification.flows import FlowView
from crypto.verification.qr import BadQrCode
from tests.unit.identity.people import ROOM, Device, World, couple

WHO = st.sampled_from([0, 1])


class Chaos(RuleBasedStateMachine):
    """``same_user`` and ``in_room`` are fixed by the subclasses."""

    same_user = False
    in_room = False

    def __init__(self) -> None:
        super().__init__()
        self.world: World
        self.world, first, second = couple(same_user=self.same_user)
        self.devices: list[Device] = [first, second]
        self.confirmed: list[set[str]] = [set(), set()]  # flow ids each person has agreed to
        self.codes: list[bytes] = []

    def flow_id(self, who: int, view: FlowView) -> str:
        return self.devices[who].flows._flows[view.key].flow_id

    def pick(self, who: int, number: int) -> FlowView | None:
        views = self.devices[who].flows.views()
        return views[number % len(views)] if views else None

    @initialize(who=WHO)
    def begin(self, who: int) -> None:
        self.ask(who)
        self.world.deliver()

    @rule(who=WHO)
    def ask(self, who: int) -> None:
        device, other = self.devices[who], self.devices[1 - who]
        if any(view.phase not in FINAL for view in device.flows.views()) and len(device.flows.views()) > 2:
            return
        if self.in_room:
            device.flows.request_in_room(ROOM, other.user, "Verify?")
        else:
            device.flows.request(other.user, [other.device])

    @precondition(lambda self: self.world.events or self.world.seen)
    @rule(who=WHO, number=st.integers(0, 5), action=st.sampled_from(["accept", "start_sas", "cancel", "mismatch"]))
    def press(self, who: int, number: int, action: str) -> None:
        view = self.pick(who, number)
        if view is not None:
            getattr(self.devices[who].flows, action)(view.key)

    @rule(who=WHO, by_code=st.booleans())
    def both_go_on(self, who: int, by_code: bool) -> None:
        for each in (who, 1 - who):
            self.go_on(each, 0, by_code)
            self.world.deliver()

    @rule(who=WHO, number=st.integers(0, 2), by_code=st.booleans())
    def go_on(self, who: int, number: int, by_code: bool) -> None:
        """Do what a person who wants to be done would do now."""
        view = self.pick(who, -1 - number)
        match view.phase if view else None:
            case Phase.INCOMING:
                self.press(who, -1 - number, "accept")
            case Phase.READY if by_code and self.codes:
                self.scan(who, -1 - number, 0)
            case Phase.READY if by_code:
                self.show(who, -1 - number)
            case Phase.READY:
                self.press(who, -1 - number, "start_sas")
            case Phase.COMPARE | Phase.SCANNED:
                self.confirm(who, -1 - number)
            case _:
                self.world.deliver()

    @rule(who=WHO, number=st.integers(0, 5))
    def confirm(self, who: int, number: int) -> None:
        view = self.pick(who, number)
        if view is None:
            return
        if view.phase in (Phase.COMPARE, Phase.SCANNED):
            self.confirmed[who].add(self.flow_id(who, view))
        self.devices[who].flows.confirm(view.key)

    @rule(who=WHO, number=st.integers(0, 5))
    def show(self, who: int, number: int) -> None:
        view = self.pick(who, number)
        code = self.devices[who].flows.show_qr(view.key) if view else None
        if code is not None:
            self.codes.append(code)

    @rule(who=WHO, number=st.integers(0, 5), code=st.integers(0, 5))
    def scan(self, who: int, number: int, code: int) -> None:
        view = self.pick(who, number)
        if view is None or not self.codes:
            return
        try:
            self.devices[who].flows.scan_qr(view.key, self.codes[-1 - code % len(self.codes)])
        except BadQrCode:
            return
        self.confirmed[who].add(self.flow_id(who, view))

    @rule(who=WHO, count=st.integers(1, 8))
    def deliver(self, who: int, count: int) -> None:
        """Some letters of one person arrive, in order."""
        self.collect()
        for _ in range(count):
            place = next((n for n, (s, _) in enumerate(self.world.letters) if s is self.devices[who]), None)
            if place is None:
                return
            self.world._carry(*self.world.letters.pop(place))
            self.collect()

    @rule()
    def deliver_all(self) -> None:
        self.world.deliver()

    @rule(who=WHO)
    def restart(self, who: int) -> None:
        self.devices[who].restart()

    @rule(seconds=st.sampled_from([1, 1, 1, 60, 130, 605]))
    def wait(self, seconds: int) -> None:
        self.world.clock.now += seconds
        for device in self.devices:
            device.flows.tick()

    def collect(self) -> None:
        for device in self.devices:
            device.collect()

    @invariant()
    def only_what_was_confirmed_is_verified(self) -> None:
        self.collect()
        for who, device in enumerate(self.devices):
            other = self.devices[1 - who]
            side = self.world.sides[other.user, other.device]
            for verified in device.verified:
                assert verified.user_id == other.user
                assert verified.master_key in (None, side.master_key)
                assert (verified.device_id, verified.device_key) in ((None, None), (other.device, side.ed25519))
                assert verified.master_key or (verified.device_key and self.same_user)
        for who in (0, 1):
            for view in self.devices[who].flows.views():
                if view.phase is Phase.DONE:
                    assert self.flow_id(who, view) in self.confirmed[0] & self.confirmed[1]

    @invariant()
    def both_see_the_same_emoji(self) -> None:
        shown: dict[str, Any] = {}
        for who in (0, 1):
            for view in self.devices[who].flows.views():
                if view.emoji is not None:
                    assert shown.setdefault(self.flow_id(who, view), view.emoji) == view.emoji

    def teardown(self) -> None:
        self.world.deliver()
        self.world.clock.now += TIMEOUT
        for device in self.devices:
            device.flows.tick()
        self.world.deliver()
        for device in self.devices:
            assert all(view.phase in FINAL for view in device.flows.views())


class OwnDevices(Chaos):
    same_user = True


class TwoPeopleInARoom(Chaos):
    in_room = True


_SETTINGS = hypothesis.settings(max_examples=30, stateful_step_count=60, deadline=None)
TestTwoPeople = Chaos.TestCase
TestOwnDevices = OwnDevices.TestCase
TestTwoPeopleInARoom = TwoPeopleInARoom.TestCase
for _case in (TestTwoPeople, TestOwnDevices, TestTwoPeopleInARoom):
    _case.settings = _SETTINGS
del _case
