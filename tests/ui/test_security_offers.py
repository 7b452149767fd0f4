# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is offered in which state, when, and what people in a room block."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from app.security.interface import Backup, Identity, Recovery, SecurityState, Trust
from tests.support.sample_account import ANNA, KATHARINA
from tests.support.sample_security import FRESH, NEW_DEVICE, READY, SampleSecurity, waits
from tests.ui.security_play import Play, play
from ui.dialogs.alarm import AlarmDialog
from ui.dialogs.devices import DevicesDialog
from ui.dialogs.key_storage import KeyStorageDialog
from ui.dialogs.new_device import NewDeviceDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.set_up import SetUpDialog
from ui.security import names
from ui.security.needs import LASTING, Need, need_of

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
REPLACED = SecurityState(Identity.REPLACED, Recovery.READY, Backup.UNTRUSTED)
INCOMPLETE = SecurityState(Identity.READY, Recovery.INCOMPLETE, Backup.ON)


@pytest.mark.parametrize(
    ("state", "need"),
    [
        (SecurityState(), Need.NONE),
        (READY, Need.NONE),
        (FRESH, Need.SET_UP),
        (NEW_DEVICE, Need.VERIFY),
        (REPLACED, Need.REPLACED),
        (INCOMPLETE, Need.REPAIR),
        (SecurityState(Identity.READY, Recovery.UNKNOWN, Backup.OFF), Need.NONE),
        (SecurityState(Identity.READY, Recovery.MISSING, Backup.OFF), Need.NEW_KEY),
        (SecurityState(Identity.READY, Recovery.READY, Backup.OFF), Need.BACKUP),
        (SecurityState(Identity.READY, Recovery.READY, Backup.DECLINED), Need.NONE),
        (SecurityState(Identity.READY, Recovery.READY, Backup.DECLINED, required=True), Need.BACKUP),
        (SecurityState(Identity.READY, Recovery.READY, Backup.NO_KEY), Need.REPAIR),
        (SecurityState(Identity.READY, Recovery.READY, Backup.UNKNOWN), Need.NONE),
        (SecurityState(Identity.READY, Recovery.READY, Backup.ON, setup_interrupted=True), Need.CONTINUE),
        (SecurityState(Identity.REPLACED, setup_interrupted=True), Need.REPLACED),
    ],
)
def test_what_a_state_calls_for(state: SecurityState, need: Need) -> None:
    assert need_of(state) is need


def test_nothing_is_offered_while_something_is_unknown() -> None:
    for recovery, backup in itertools.product(Recovery, Backup):
        assert need_of(SecurityState(Identity.UNKNOWN, recovery, backup)) is Need.NONE


def quick(p: Play) -> None:
    p.window.security._wait.setInterval(20)


@pytest.mark.parametrize(
    ("state", "dialog"), [(FRESH, SetUpDialog), (NEW_DEVICE, NewDeviceDialog), (REPLACED, AlarmDialog)]
)
def test_what_cannot_wait_opens_once_and_stays_offered(state: SecurityState, dialog: type) -> None:
    async def scene(p: Play) -> None:
        quick(p)
        p.security.set_state(state)
        await p.stage.until(p.open)
        assert isinstance(p.dialog, dialog)
        p.dialog.reject()
        await p.settle()
        assert not p.open()
        row = p.window.security.offers.row("state")
        assert row is not None
        assert row.offer.no == ""
        p.security.set_state(SecurityState())
        p.security.set_state(state)
        await p.settle()
        await p.settle()
        assert not p.open()
        row = p.window.security.offers.row("state")
        assert row is not None
        row.yes.click()
        await p.settle()
        assert isinstance(p.dialog, dialog)

    play(scene)


def test_what_can_wait_is_put_aside() -> None:
    async def scene(p: Play) -> None:
        quick(p)
        p.security.set_state(INCOMPLETE)
        await p.stage.until(lambda: bool(p.window.security.offers.keys()))
        assert not p.open()
        row = p.window.security.offers.row("state")
        assert row is not None
        no = next(b for b in row.findChildren(QPushButton) if b.objectName() == names.OFFER_NO)
        no.click()
        assert p.window.security.offers.keys() == []
        p.security.set_state(READY)
        p.security.set_state(INCOMPLETE)
        await p.settle()
        assert p.window.security.offers.keys() == []

    play(scene)


def test_repair_begins_at_once() -> None:
    async def scene(p: Play) -> None:
        quick(p)
        p.security.set_state(SecurityState(Identity.READY, Recovery.READY, Backup.UNTRUSTED))
        await p.stage.until(lambda: bool(p.window.security.offers.keys()))
        row = p.window.security.offers.row("state")
        assert row is not None
        row.yes.click()
        await p.settle()
        assert isinstance(p.dialog, KeyStorageDialog)
        assert p.did("repair") == [("repair", None)]
        assert p.window.security.offers.keys() == []

    play(scene)


def test_steps_on_the_way_do_not_flash_by() -> None:
    async def scene(p: Play) -> None:
        p.window.security._wait.setInterval(60)
        for state in (FRESH, NEW_DEVICE, INCOMPLETE, READY):
            p.security.set_state(state)
            await p.stage.settle(1)
            assert p.window.security.offers.keys() == []
        await p.settle()
        await p.settle()
        assert p.window.security.offers.keys() == []
        assert not p.open()

    play(scene)


def test_nothing_new_is_offered_while_a_dialog_is_at_work() -> None:
    async def scene(p: Play) -> None:
        quick(p)
        p.dialogs.set_up()
        await p.settle()
        go_on = waits(p.security)
        await p.press()
        p.security.set_state(INCOMPLETE)
        await p.settle()
        await p.settle()
        assert p.window.security.offers.keys() == []
        go_on()

    play(scene)


def test_an_alarm_is_offered_at_once_and_leads_to_what_helps() -> None:
    async def scene(p: Play) -> None:
        p.security.set_state(REPLACED)
        await p.settle()
        assert isinstance(p.dialog, AlarmDialog)
        row = p.window.security.offers.row("state")
        assert row is not None
        assert row.offer.tone == "danger"
        p.dialog._was_not_me()
        await p.settle()
        assert "Passwort" in p.said()
        p.dialog._hand_over(p.dialogs.devices)
        await p.settle()
        assert isinstance(p.dialog, DevicesDialog)

    play(scene)


def test_p22_a_broken_verification_blocks_the_room_until_it_is_settled() -> None:
    async def scene(p: Play) -> None:
        chat = p.window.chat
        await p.stage.open(BUDGET)
        assert chat.composer.edit.isVisible()
        p.security.set_trust(ANNA, Trust.VIOLATION)
        await p.stage.until(lambda: not chat.composer.edit.isVisible())
        assert "gesperrt" in chat.composer.reason.text()
        row = p.window.security.warnings.row.row("room")
        assert row is not None
        assert row.offer.tone == "danger"
        assert "Anna Weber" in row.offer.title
        p.window._rooms_changed()
        assert not chat.composer.edit.isVisible()
        row.yes.click()
        await p.settle()
        assert isinstance(p.dialog, PersonDialog)
        assert p.dialog.user_id == ANNA
        await p.press(names.PERSON_WITHDRAW)
        await p.press()
        await p.stage.until(lambda: chat.composer.edit.isVisible())
        assert p.window.security.warnings.row.keys() == []

    play(scene)


def test_a_changed_identity_warns_without_blocking() -> None:
    async def scene(p: Play) -> None:
        p.security.trusts.update({ANNA: Trust.CHANGED, KATHARINA: Trust.CHANGED})
        await p.stage.open(BUDGET)
        await p.stage.until(lambda: bool(p.window.security.warnings.row.keys()))
        row = p.window.security.warnings.row.row("room")
        assert row is not None
        assert row.offer.tone == "warn"
        assert "einer weiteren Person" in row.offer.title
        assert p.window.chat.composer.edit.isVisible()

    play(scene)


def test_a_warning_belongs_to_its_room() -> None:
    async def scene(p: Play) -> None:
        p.security.trusts[ANNA] = Trust.VIOLATION
        await p.stage.open(BUDGET)
        await p.stage.until(lambda: bool(p.window.security.warnings.row.keys()))
        p.security.trusts.clear()
        await p.stage.open("!states:behoerde.example")
        assert p.window.security.warnings.row.keys() == []
        assert p.window.chat.composer.edit.isVisible()

    play(scene)


def test_only_what_cannot_wait_is_lasting() -> None:
    assert Need.REPAIR not in LASTING
    assert Need.NEW_KEY not in LASTING
    assert {Need.VERIFY, Need.SET_UP, Need.REPLACED, Need.CONTINUE} == LASTING


def test_another_account_begins_without_the_old_one() -> None:
    async def scene(p: Play) -> None:
        p.window.security.offers.show_offer(p.window.security._offer(Need.REPAIR))
        p.window.show_account(None)
        assert p.window.security.offers.keys() == []
        assert p.window.security.dialogs is None
        p.security.set_state(FRESH)
        await p.settle()
        assert p.window.security.offers.keys() == []

    play(scene, SampleSecurity())


@pytest.mark.parametrize("state", [INCOMPLETE, replace(INCOMPLETE, backup=Backup.OFF, recovery=Recovery.READY)])
def test_where_a_recovery_key_is_demanded_nothing_of_it_is_put_aside(state: SecurityState) -> None:
    async def scene(p: Play) -> None:
        quick(p)
        p.security.set_state(replace(state, required=True))
        await p.stage.until(p.open)
        p.dialog.reject()
        await p.settle()
        row = p.window.security.offers.row("state")
        assert row is not None
        assert row.offer.no == ""

    play(scene)
