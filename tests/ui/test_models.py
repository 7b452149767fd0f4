# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The models show what the account says, in few steps."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.types import Insert, Membership, Remove, RoomSummary, Update
from tests.support.sample_account import (
    ANNA,
    ME,
    MEHMET,
    SampleRoomList,
    SampleTimeline,
    many_messages,
    many_rooms,
    message,
    notice,
    room,
    today_at,
)
from ui.main import make_application
from ui.models.rooms import RoomsModel, RoomSource
from ui.models.timeline import TimelineModel
from ui.sentences import room_name
from ui.timeline.geometry import Geometry

pytestmark = pytest.mark.window


def ids(model: RoomsModel) -> list[str]:
    return [item.room_id for item in model.rooms()]


def test_any_change_of_the_list_ends_in_the_new_list() -> None:
    make_application("en")
    pick = random.Random(3)
    model = RoomsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pool = many_rooms(80)
    for _ in range(150):
        new = pool[:] if pick.random() < 0.5 else pick.sample(pool, pick.randrange(0, 80))
        if pick.random() < 0.6:
            new = list(model.rooms())
            for _ in range(pick.randrange(1, 4)):
                if new and pick.random() < 0.7:
                    new.insert(pick.randrange(len(new)), new.pop(pick.randrange(len(new))))
                elif new:
                    del new[pick.randrange(len(new))]
        kept = QPersistentModelIndex(model.index(pick.randrange(max(1, model.rowCount()))))
        kept_id = kept.data(Qt.ItemDataRole.UserRole) if kept.isValid() else None
        was_empty = not model.rowCount()
        model.set_rows(list(new))
        assert ids(model) == [item.room_id for item in new]
        if kept_id in ids(model) and not was_empty:  # what was selected stays selected
            assert kept.isValid()
            assert kept.data(Qt.ItemDataRole.UserRole) == kept_id
    del tester


def test_one_message_moves_one_row() -> None:
    make_application("en")
    model = RoomsModel()
    rooms = many_rooms(2000)
    model.set_rows(rooms)
    told: list[str] = []
    model.rowsMoved.connect(lambda *_: told.append("moved"))
    model.rowsInserted.connect(lambda *_: told.append("inserted"))
    model.rowsRemoved.connect(lambda *_: told.append("removed"))
    model.layoutChanged.connect(lambda *_: told.append("layout"))
    model.dataChanged.connect(lambda *_: told.append("data"))
    new = list(rooms)
    new.insert(0, replace(new.pop(1500), unread=3))
    model.set_rows(new)
    assert told == ["moved", "data"]
    assert model.room(0).unread == 3


def test_changes_are_shown_at_most_25_times_a_second() -> None:
    app = make_application("en")
    source = RoomSource()
    account = SampleRoomList(many_rooms(2000))
    source.follow(account)
    fills: list[float] = []
    source.changed.connect(lambda: fills.append(time.monotonic()))
    begin = time.monotonic()
    number = 0
    while time.monotonic() - begin < 0.5:
        old = 1500
        account.move(old, 0, replace(account.items[old], unread=number))
        number += 1
        app.processEvents()
        time.sleep(0.001)
    while fills and time.monotonic() - begin < 0.7:
        app.processEvents()
    assert number > 50
    assert 2 <= len(fills) <= 20
    assert ids(source.rooms) == [item.room_id for item in account.items]


def test_a_filter_finds_all_words_and_keeps_invitations_apart() -> None:
    make_application("en")
    source = RoomSource()
    account = SampleRoomList(
        [
            room("!1", "Haushalt 2027", 5, membership=Membership.INVITE),
            room("!2", "AG Haushalt", 4),
            room("!3", None, 3, heroes=("Änne Groß",)),
        ]
    )
    source.follow(account)
    assert ids(source.invitations) == ["!1"]
    assert ids(source.rooms) == ["!2", "!3"]
    source.set_filter("  haus AG")
    assert (ids(source.invitations), ids(source.rooms)) == ([], ["!2"])
    source.set_filter("GROSS")
    assert ids(source.rooms) == ["!3"]
    source.set_filter("")
    account.remove(1)
    source._coalescer.now()
    assert ids(source.rooms) == ["!3"]


def test_a_change_that_does_not_fit_reads_the_list_again() -> None:
    make_application("en")
    source = RoomSource()
    account = SampleRoomList(many_rooms(3))
    source.follow(account)
    account.items = many_rooms(5)
    account.changed.emit([Remove(77)])
    source._coalescer.now()
    assert source.count() == 5


@pytest.mark.parametrize(
    ("summary", "name"),
    [
        (room("!a", "  Raum\nName ", 0), "Raum Name"),
        (room("!a", "", 0, heroes=("Anna", "Bert")), "Anna, Bert"),
        (room("!a", None, 0, heroes=("Anna",), others=1), "Anna and one other"),
        (room("!a", None, 0, heroes=("{n}{names}",), others=3), "{n}{names} and 3 others"),
        (room("!a", None, 0), "Empty room"),
        (room("!a", "\u202e\u2066", 0), "Empty room"),
    ],
)
def test_rooms_without_a_name_are_called_after_people(summary: RoomSummary, name: str) -> None:
    make_application("en")
    assert room_name(summary) == name


def test_messages_stand_together_by_sender_day_and_time() -> None:
    make_application("en")
    model = TimelineModel()
    day = today_at(9, 0, 1)
    items = [
        notice("joined", ANNA, day),
        message(ANNA, "1", day + 1000),
        message(ANNA, "2", day + 2000),
        message(ME, "3", day + 3000),
        message(MEHMET, "4", day + 4000),
        message(MEHMET, "5", day + 4000 + 6 * 60_000),
        message(MEHMET, "6", today_at(9)),
    ]
    model.follow(SampleTimeline("!a", items, 100))
    flags = [model.flags(row) for row in range(len(model))]
    assert [flag[0] for flag in flags] == [True, False, False, False, False, False, True]
    assert [flag[1] for flag in flags] == [True, True, False, True, True, True, True]
    assert [flag[2] for flag in flags] == [True, False, True, True, True, True, True]


def test_rows_are_found_by_key_after_changes() -> None:
    make_application("en")
    model = TimelineModel()
    timeline = SampleTimeline("!a", many_messages(20), 10)
    model.follow(timeline)
    key = model.item(3).key
    timeline.changed.emit([Insert(0, many_messages(5)), Remove(6, 2), Update(0, message(ANNA, "x", 0))])
    model.flush()
    assert model.row_of(key) == 6
    assert model.row_of("gone") == -1
    assert len(model) == 13


def test_geometry_never_moves_what_is_being_read() -> None:
    pick = random.Random(5)
    for _ in range(60):
        heights = [pick.randrange(20, 300) for _ in range(pick.randrange(1, 200))]
        geometry = Geometry(lambda row: heights[row], lambda row: 50)  # noqa: B023 - used in this round only
        geometry.view_height = 600
        geometry.reset(len(heights))
        geometry.settle()
        for _ in range(40):
            names = list(range(len(heights)))
            before = {names[row]: top for row, top in geometry.visible()}
            tracked, added = dict(before), 0
            action = pick.choice(("scroll", "front", "back", "jump"))
            if action == "scroll":
                geometry.move_by(pick.randrange(-900, 900))
                geometry.settle()
                tracked = {}
            elif action == "front":
                new = [pick.randrange(20, 300) for _ in range(pick.randrange(1, 30))]
                heights[0:0] = new
                geometry.insert(0, len(new))
                added = len(new)
                geometry.settle()
            elif action == "back":
                stick = geometry.stick
                new = [pick.randrange(20, 300) for _ in range(pick.randrange(1, 30))]
                heights.extend(new)
                geometry.insert(len(heights) - len(new), len(new))
                geometry.settle()
                if stick:
                    tracked = {}
            else:
                geometry.move_to(pick.randrange(0, max(1, geometry.extent())), geometry.extent() - 600)
                geometry.settle()
                tracked = {}
            after = dict(geometry.visible())
            if len(before) == len(names):
                continue  # everything fitted: it is kept at the bottom
            for row, top in tracked.items():
                if row + added in after:
                    assert after[row + added] == top, action
            assert geometry.visible()
            last_row, last_top = geometry.visible()[-1]
            bottom = last_top + heights[last_row]
            assert bottom >= 600 - geometry.bottom_margin or sum(heights) < 600 or last_row == len(heights) - 1
