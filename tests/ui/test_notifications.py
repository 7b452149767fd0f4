# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notifications of the window: on a real bus with a real server of notifications, in the settings, in the menus."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QMenu, QPushButton, QToolButton

from app.errors import ErrorCode, UserError
from app.notifications.notification import Notification, Occasion
from app.notifications.quiet import Pause
from app.policy.categories.notifications import NOTIFICATION_CONTENT, QUIET_DAYS
from app.policy.policy import Entry, Policy, Source
from app.preferences import Preferences
from app.types import ItemKind, Membership, RoomLevel, RoomSummary
from tests.support.keyring_session import KeyringSession, keyring_session, missing_programs
from tests.support.sample_account import ANNA, SampleSession, room, usual_account
from tests.ui.stage import Stage, perform
from ui.main import make_application
from ui.notifications.badge import overlay, tray_icon
from ui.notifications.sound import FILE
from ui.notifications.words import texts
from ui.settings.dialog import SettingsDialog
from ui.settings.notifications import NotificationsPage

pytestmark = [pytest.mark.window, pytest.mark.timeout(120, method="thread")]
BUDGET = "!budget:behoerde.example"
HOSTILE = "<b>Frist</b> <img src='/etc/passwd'> & <a href='http://x'>klick</a>\u202e\x07"


def told(stage: Stage, **fields: object) -> Notification:
    """A message in a room of the account."""
    found = stage.window.rooms.find(BUDGET)
    values: dict[str, object] = {
        "key": BUDGET,
        "occasion": Occasion.MESSAGE,
        "room": found,
        "event_id": "$1",
        "sender": ANNA,
        "sender_name": "Anna Weber",
        "body": "Guten Morgen",
        "sound": True,
    }
    values.update(fields)
    return Notification(**values)  # type: ignore[arg-type]


# -- words


@pytest.fixture
def english() -> None:
    make_application("en")


def lines(**fields: object) -> tuple[str, str]:
    group = room("!r:x", "Lage", 0)
    values: dict[str, object] = {"key": "!r:x", "occasion": Occasion.MESSAGE, "room": group, "sender_name": "Anna"}
    return texts(Notification(**{**values, **fields}))  # type: ignore[arg-type]


def test_s13_without_content_nothing_of_a_message_is_in_a_notification(english: None) -> None:
    whole = Notification(
        "!r:x", Occasion.MESSAGE, room("!r:x", "Lage", 0), "$1", ANNA, "Anna", "Kennwort Tulpe", ItemKind.FILE, 2
    )
    bare = whole.discreet("nothing")
    assert bare == Notification("!r:x", Occasion.MESSAGE, count=2)
    assert texts(bare) == ("BundesMessenger", "2 new messages")
    assert "Tulpe" not in repr(whole.discreet("sender"))
    assert texts(replace(whole.discreet("sender"), kind=ItemKind.MESSAGE)) == ("Lage", "2 new messages")
    assert texts(Notification("!r:x", Occasion.INVITATION, sender_name="Anna").discreet("nothing")) == (
        "BundesMessenger",
        "New invitation",
    )


def test_what_notifications_say(english: None) -> None:
    assert lines(body="Guten Morgen") == ("Lage", "Anna: Guten Morgen")
    assert lines(body="Guten Morgen", room=room("!r:x", "Anna", 0, direct=True)) == ("Anna", "Guten Morgen")
    assert lines() == ("Lage", "New message from Anna")
    assert lines(sender_name="") == ("Lage", "New message")
    assert lines(body="plan.pdf", kind=ItemKind.FILE) == ("Lage", "Anna: File: plan.pdf")
    assert lines(kind=ItemKind.UNDECRYPTABLE, sender_name="") == ("Lage", "Encrypted message")
    assert lines(occasion=Occasion.INVITATION) == ("Lage", "Anna invites you")
    assert lines(occasion=Occasion.CATCH_UP, room=None, count=7, rooms=3) == (
        "While you were away",
        "7 new messages in 3 rooms",
    )


def test_c03_hostile_names_and_texts_are_one_plain_line() -> None:
    hostile = room("!r:x", HOSTILE * 20 + "\n\u2067", 0, others=3)
    title, text = lines(room=hostile, sender_name=HOSTILE + "\n" * 9, body=HOSTILE + "\n" * 50_000 + "x" * 70_000)
    assert len(title) <= 120
    assert len(text) <= 300
    for line in (title, text):
        assert not {"\n", "\u202e", "\x07", "\u2067"} & set(line)
        assert "<b>Frist</b>" in line


# -- a real server


@pytest.fixture
def bus() -> Iterator[KeyringSession]:
    if not sys.platform.startswith("linux"):
        pytest.skip("notifications of Linux desktops")
    missing = [program for program in missing_programs() if program == "dbus-daemon"]
    assert not missing, f"not installed: {missing}"
    with keyring_session(start=False) as session:
        before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        try:
            yield session
        finally:
            os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
            if before is not None:
                os.environ["DBUS_SESSION_BUS_ADDRESS"] = before


def test_notifications_of_the_desktop_from_first_to_last(bus: KeyringSession) -> None:
    from tests.support.notification_server import NotificationServer

    server = NotificationServer(bus.environment["DBUS_SESSION_BUS_ADDRESS"])

    async def scene(stage: Stage) -> None:
        window, account = stage.window, stage.account
        centre = account.notifications
        await stage.until(lambda: window.notifications.desktop is not None)
        unread = sum(each.unread for each in account.rooms.items)
        await stage.until(lambda: unread in server.counts)
        window.prefs.choose(NOTIFICATION_CONTENT, "text")
        centre.notified.emit(told(stage, body=HOSTILE))
        await stage.until(lambda: len(server.shown) == 1)
        first = server.shown[1]
        assert (first.app, first.title) == ("BundesMessenger", "Haushalt 2027")
        # What looks like markup is text (C-03).
        assert first.body.startswith("Anna Weber: &lt;b&gt;Frist&lt;/b&gt; &lt;img src='/etc/passwd'&gt; &amp; &lt;a")
        assert first.hints["sound-file"] == str(FILE)
        assert first.hints["desktop-entry"] == "de.bundesmessenger.Desktop"
        assert set(first.actions) == {"default", "read", "inline-reply"}
        # A later one takes its place, and another sound so soon would be one too many.
        centre.notified.emit(told(stage, body="zweite", count=2))
        await stage.until(lambda: server.shown[1].body == "Anna Weber: zweite")
        assert server.shown[1].replaced == 1
        assert server.shown[1].hints["suppress-sound"] is True
        # Another room has its own; reading closes only that of its room.
        other = "!lage:behoerde.example"
        centre.notified.emit(told(stage, key=other))
        await stage.until(lambda: len(server.shown) == 2)
        centre.withdrawn.emit(other)
        await stage.until(lambda: server.shown[2].closed)
        assert not server.shown[1].closed
        # Answer, mark as read, open.
        server.answer(1, "Ich komme <b>gleich</b>\n")
        await stage.until(lambda: ("read_room", BUDGET) in account.calls)
        sent = [call for call in account.calls if "Ich komme" in repr(call)]
        assert len(sent) == 1
        assert "<b>gleich</b>" in repr(sent)
        account.calls.clear()
        server.click(1, "read")
        await stage.until(lambda: ("read_room", BUDGET) in account.calls)
        window.hide()
        server.click(1)
        await stage.until(lambda: window.isVisible())
        opened = window.chat.room()
        assert opened is not None
        assert opened.room_id == BUDGET
        # What nobody shows any more is no place to take.
        server.dismiss(1)
        await stage.settle()
        centre.notified.emit(told(stage, body="neu"))
        await stage.until(lambda: len(server.shown) == 3)
        assert server.wrong == []
        await window.notifications.stop()
        assert window.notifications.desktop is None

    try:
        perform(scene, SampleSession(usual_account()))
    finally:
        server.close()


def test_signals_of_others_than_the_server_are_not_heard(bus: KeyringSession) -> None:
    from jeepney import DBusAddress, new_signal  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    from tests.support.notification_server import NotificationServer

    address = bus.environment["DBUS_SESSION_BUS_ADDRESS"]
    server = NotificationServer(address, ("actions", "body", "inline-reply"))

    async def scene(stage: Stage) -> None:
        await stage.until(lambda: stage.window.notifications.desktop is not None)
        stage.window.prefs.choose(NOTIFICATION_CONTENT, "text")
        stage.account.notifications.notified.emit(told(stage, body="<i>ohne</i>"))
        await stage.until(lambda: len(server.shown) == 1)
        assert server.shown[1].body == "Anna Weber: <i>ohne</i>"  # a server without markup shows it as it is
        assert "sound-file" not in server.shown[1].hints

        def pretend() -> None:
            with open_dbus_connection(address) as stranger:
                for name, text in (("NotificationReplied", "gefälscht"), ("ActionInvoked", "read")):
                    place = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
                    stranger.send(new_signal(place, name, "us", (1, text)))

        await asyncio.to_thread(pretend)
        server.click(1)  # comes after them
        await stage.until(lambda: stage.window.chat.room() is not None)
        assert "gefälscht" not in repr(stage.account.calls)
        assert ("read_room", BUDGET) not in stage.account.calls
        await stage.window.notifications.stop()

    try:
        perform(scene, SampleSession(usual_account()))
    finally:
        server.close()


def test_a_server_that_comes_late_and_goes_again_is_found(bus: KeyringSession, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.notification_server import NotificationServer
    from ui.notifications import freedesktop

    monkeypatch.setattr(freedesktop, "TRY_AGAIN", 0.05)
    address = bus.environment["DBUS_SESSION_BUS_ADDRESS"]
    servers: list[NotificationServer] = []

    async def scene(stage: Stage) -> None:
        centre = stage.account.notifications
        centre.notified.emit(told(stage, body="zu früh"))
        await stage.settle(10)
        for number in range(2):
            servers.append(NotificationServer(address))
            end = asyncio.get_running_loop().time() + 10
            while not servers[-1].shown:
                assert asyncio.get_running_loop().time() < end
                centre.notified.emit(told(stage, body=f"Nr. {number}"))
                await asyncio.sleep(0.1)
            assert "Haushalt 2027" in repr(servers[-1].shown)
            servers[-1].close()
            centre.notified.emit(told(stage, body="verloren"))
            await stage.settle(10)
        await stage.window.notifications.stop()

    perform(scene, SampleSession(usual_account()))


# -- what is before one's eyes


def test_the_open_room_is_looked_at_while_its_window_is_in_front() -> None:
    async def scene(stage: Stage) -> None:
        centre = stage.account.notifications
        await stage.open(BUDGET)
        stage.window.activateWindow()
        await stage.until(lambda: stage.window.isActiveWindow())
        await stage.until(lambda: centre.looked_at[-1] == BUDGET)
        stage.window.show_page(stage.window.signin)
        assert centre.looked_at[-1] is None
        stage.window.show_page(stage.window.splitter)
        assert centre.looked_at[-1] == BUDGET
        stage.window.hide()
        await stage.until(lambda: centre.looked_at[-1] is None)

    perform(scene, SampleSession(usual_account()))


# -- levels of rooms


def menu_of(stage: Stage, summary: RoomSummary) -> QMenu:
    menu = QMenu(stage.window)
    stage.window.room_menu.fill(menu, summary)
    found = menu.findChild(QMenu, "row.notifications")
    assert isinstance(found, QMenu)
    return found


def test_the_level_of_a_room_is_in_its_menus_and_in_its_row() -> None:
    async def scene(stage: Stage) -> None:
        window, account = stage.window, stage.account
        place = next(n for n, each in enumerate(account.rooms.items) if each.room_id == BUDGET)
        summary = account.rooms.items[place]
        actions = {action.objectName(): action for action in menu_of(stage, summary).actions()}
        assert [name for name, action in actions.items() if action.isChecked()] == ["level.default"]
        actions["level.mute"].trigger()
        await stage.until(lambda: account.notifications.levels == {BUDGET: RoomLevel.MUTE})
        before = window.sidebar.grab().toImage()
        account.rooms.replace(place, replace(summary, level=RoomLevel.MUTE, unread=0, highlight=0))
        await stage.settle()
        assert window.sidebar.grab().toImage() != before
        actions = {action.objectName(): action for action in menu_of(stage, account.rooms.items[place]).actions()}
        assert actions["level.mute"].isChecked()
        model = next(each for each in window.rooms.sections.values() if each.row_of(BUDGET) >= 0)
        spoken = model.data(model.index(model.row_of(BUDGET)), Qt.ItemDataRole.AccessibleTextRole)
        assert "stumm" in spoken
        await stage.open(BUDGET)
        assert window.commands.run("room.notifications.mentions")
        await stage.until(lambda: account.notifications.levels == {BUDGET: RoomLevel.MENTIONS})
        assert not window.commands.run("room.notifications.mute")  # as it is
        invited = room("!i:x", "Einladung", 0, membership=Membership.INVITE)
        menu = QMenu(window)
        window.notifications.levels.fill(menu, invited)
        assert menu.isEmpty()

    perform(scene, SampleSession(usual_account()))


# -- settings


async def page_of(stage: Stage) -> NotificationsPage:
    stage.window.open_settings("notifications")
    await stage.settle()
    dialog = next(each for each in stage.window.findChildren(SettingsDialog) if each.isVisible())
    page = dialog.page()
    assert isinstance(page, NotificationsPage)
    return page


def test_what_holds_for_all_devices_is_asked_of_the_server() -> None:
    async def scene(stage: Stage) -> None:
        centre = stage.account.notifications
        page = await page_of(stage)
        box = page.findChild(QCheckBox, "settings.push.groups")
        assert isinstance(box, QCheckBox)
        await stage.until(box.isEnabled)
        assert box.isChecked()
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        await stage.until(lambda: not centre.switches.groups)
        # What the server refuses is not what is shown.
        stage.account.fail = UserError(ErrorCode.NO_NETWORK)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        await stage.until(page.error.isVisible)
        await stage.until(lambda: not box.isChecked())
        everything = page.findChild(QCheckBox, "settings.push.everything")
        assert isinstance(everything, QCheckBox)
        QTest.mouseClick(everything, Qt.MouseButton.LeftButton)
        await stage.until(lambda: not centre.switches.everything and not box.isEnabled())
        assert not page.error.isVisible()
        # Keywords.
        edit, add = (
            page.findChild(QLineEdit, "settings.keywords.edit"),
            page.findChild(QPushButton, "settings.keywords.add"),
        )
        assert isinstance(edit, QLineEdit)
        assert isinstance(add, QPushButton)
        assert not add.isEnabled()
        edit.setFocus()
        QTest.keyClicks(edit, "<b>Erlass</b>")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.until(lambda: centre.words[-1] == "<b>Erlass</b>")
        await stage.settle()
        remove = page.findChild(QToolButton, "settings.keywords.remove.Haushalt")
        assert isinstance(remove, QToolButton)
        assert "Haushalt" in remove.accessibleName()
        QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
        await stage.until(lambda: centre.words == ["Lagebild", "<b>Erlass</b>"])

    perform(scene, SampleSession(usual_account()))


def test_settings_of_this_computer() -> None:
    async def scene(stage: Stage) -> None:
        window, centre = stage.window, stage.account.notifications
        seen: list[Notification] = []
        centre.notified.connect(seen.append)
        page = await page_of(stage)
        button = next(each for each in page.findChildren(QPushButton) if each.text() == "Probe zeigen")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert [each.occasion for each in seen] == [Occasion.TEST]
        pause = page.findChild(QComboBox, "settings.quiet")
        assert isinstance(pause, QComboBox)
        pause.setFocus()
        for _ in range(3):
            QTest.keyClick(pause, Qt.Key.Key_Down)
        assert centre.quiet
        assert window.commands.run("quiet.end")
        await stage.settle()
        assert not centre.quiet
        assert pause.currentIndex() == 0
        assert window.commands.run(f"quiet.{Pause.OPEN.value}")
        await stage.settle()
        assert pause.currentData() == Pause.OPEN.value
        sunday = page.findChild(QCheckBox, "settings.QuietDays.su")
        assert isinstance(sunday, QCheckBox)
        assert sunday.accessibleName() == "Sonntag"
        QTest.mouseClick(sunday, Qt.MouseButton.LeftButton)
        assert window.prefs.value(QUIET_DAYS) == ("mo", "tu", "we", "th", "fr", "sa")

    perform(scene, SampleSession(usual_account()))


def test_the_organisation_can_fix_how_much_a_notification_says() -> None:
    policy = Policy([Entry(Source.MACHINE, "there", NOTIFICATION_CONTENT.name, "nothing")])
    prefs = Preferences(policy)
    prefs.choose(NOTIFICATION_CONTENT, "text")
    assert prefs.value(NOTIFICATION_CONTENT) == "nothing"


# -- pictures


def inked(image: QImage) -> int:
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))


def test_the_number_is_in_the_icon() -> None:
    async def scene(stage: Stage) -> None:
        icons = stage.window.icons
        plain = tray_icon(icons, 0, mentioned=False, quiet=False)
        images = [
            tray_icon(icons, count, mentioned=mentioned, quiet=quiet).pixmap(32, 32).toImage()
            for count, mentioned, quiet in ((0, False, False), (3, False, False), (3, True, False), (120, True, False))
        ]
        images.append(tray_icon(icons, 3, mentioned=True, quiet=True).pixmap(32, 32).toImage())
        assert len({bytes(image.constBits()) for image in images}) == len(images)
        assert not plain.isNull()
        assert inked(overlay(7, mentioned=True).toImage()) > 300

    perform(scene, SampleSession(usual_account()))
