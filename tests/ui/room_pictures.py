# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scenes about rooms and their people, for the pictures of the handbook."""

from __future__ import annotations

from dataclasses import replace

from app.power import CREATOR
from app.room_admin.settings import Replacement
from app.room_admin.types import Invitation, Successor
from app.types import Member, Membership
from tests.support.sample_account import (
    ANNA,
    BERND,
    KATHARINA,
    ME,
    MEHMET,
    PEOPLE,
    SABINE,
    THAO,
    SampleAccount,
    usual_account,
)
from tests.support.sample_rooms import room_settings
from tests.ui.stage import Stage
from ui import names
from ui.dialogs.rooms import CreateDialog

BUDGET, INVITED = "!budget:behoerde.example", "!inv:behoerde.example"


def account() -> SampleAccount:
    """The usual rooms; in one of them everybody has a role."""
    made = usual_account()
    admin = made.room_admin
    create = {"sender": KATHARINA, "content": {"room_version": "12"}}
    admin.rooms[BUDGET] = room_settings(BUDGET, ME, levels={ME: 100, ANNA: 50}, create=create)
    roles = {KATHARINA: CREATOR, ME: 100, ANNA: 50}
    joined = (ME, KATHARINA, ANNA, MEHMET, SABINE)
    admin.members[BUDGET] = [
        Member(user, PEOPLE.get(user, "Jana Sommer"), None, Membership.JOIN, roles.get(user, 0)) for user in joined
    ]
    admin.members[BUDGET] += [
        Member(THAO, PEOPLE[THAO], None, Membership.KNOCK),
        Member(BERND, PEOPLE[BERND], None, Membership.INVITE),
    ]
    admin.invitations[INVITED] = Invitation(
        INVITED, BERND, PEOPLE[BERND], None, external=True, direct=False, shared=(BUDGET,), members=18, encrypted=True
    )
    return made


async def members(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.commands.run("room.members")
    await stage.settle(30)


async def create(stage: Stage) -> None:
    stage.window.commands.run("room.new")
    await stage.settle()
    dialog = stage.window.findChild(CreateDialog, names.CREATE_DIALOG)
    assert dialog is not None
    dialog.public.click()
    dialog.name.setText("Kantine")
    dialog.alias.setText("kantine")
    dialog.name.setFocus()
    await stage.settle()


async def invitation(stage: Stage) -> None:
    stage.window.open_room(INVITED)
    await stage.settle()


async def rights(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.room_admin.open_settings("rights")
    await stage.settle()


async def replaced(stage: Stage) -> None:
    admin = stage.account.room_admin
    admin.successors[BUDGET] = Successor("!new", BUDGET, (), None, None)
    admin.rooms[BUDGET] = replace(admin.rooms[BUDGET], replaced=Replacement("!new"))
    await stage.open(BUDGET)
