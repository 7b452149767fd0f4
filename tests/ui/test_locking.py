# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A locked window shows nothing to anybody, loses nothing, and opens with the code."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from app.locking.means import Means
from app.notifications.notification import Notification, Occasion
from app.policy.categories.security import LOCK_AFTER
from app.policy.policy import Entry, Policy, Source
from app.types import ConnectionState, Link
from tests.support.sample_account import (
    ANNA,
    SampleAccount,
    SampleSession,
    message,
    room,
    today_at,
)
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.rooms import CreateDialog
from ui.dialogs.unlock_code import UnlockCodeDialog
from ui.notifications.desktop import Card
from ui.window import MainWindow

pytestmark = pytest.mark.window
ROOM, CODE = "!room:x.example", "Kuckuck-47"
SECRETS = ("Haushalt", "Geheimsache", "Anna", "Entwurf", "Neuer Raum")


def session(code: str = CODE) -> SampleSession:
    account = SampleAccount(
        [room(ROOM, "Haushalt", today_at(9))], {ROOM: [message(ANNA, "Geheimsache Müller", today_at(9))]}
    )
    account.screen_lock.secret = code
    return SampleSession(account)


def arrived(window: MainWindow) -> Notification:
    return Notification(ROOM, Occasion.MESSAGE, window.rooms.find(ROOM), "$1", ANNA, "Anna", "Geheimsache")


def texts_for_assistive_technology() -> str:
    """Everything that a screen reader can find, from the windows of the program downwards."""
    found: list[str] = []

    def walk(node: Any, depth: int) -> None:
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
            found.append(node.text(kind))
        if (text := node.textInterface()) is not None:
            found.append(text.text(0, text.characterCount()))
        for number in range(min(node.childCount(), 500) if depth < 40 else 0):
            child = node.child(number)
            if child is not None:
                walk(child, depth + 1)

    app = QApplication.instance()
    assert app is not None
    root = QAccessible.queryAccessibleInterface(app)
    assert root is not None
    walk(root, 0)
    return "\n".join(found)


async def unlock(stage: Stage, code: str = CODE) -> None:
    field = stage.window.findChild(QLineEdit, names.LOCK_SECRET)
    assert isinstance(field, QLineEdit)
    assert field.hasFocus()
    QTest.keyClicks(field, code)
    QTest.keyClick(field, Qt.Key.Key_Return)
    await stage.settle()


class Idle:
    """Of a platform that knows. ``away``: seconds."""

    known = True

    def __init__(self, away: float = 0.0) -> None:
        self.away = away

    def seconds(self) -> float | None:
        return self.away


def test_the_program_begins_locked_and_opens_with_the_code() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.locking.locked
        assert window.page() is window.locking.page
        assert not [text for text in SECRETS if text in texts_for_assistive_technology()]
        assert window.windowTitle() == "BundesMessenger"
        await unlock(stage)
        assert not window.locking.locked
        assert window.page() is window.splitter
        await stage.open(ROOM)
        assert "Geheimsache" in texts_for_assistive_technology()

    perform(scene, session())


def test_what_is_covered_is_not_there_for_anybody_and_nothing_of_it_is_lost() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await unlock(stage)
        await stage.open(ROOM)
        window.chat.composer.set_text("Entwurf einer Antwort")
        window.toast.say("Geheimsache gespeichert")
        window.actions_of_rooms.create()
        dialog = window.findChildren(CreateDialog)[-1]
        dialog.group.click()
        dialog.name.setText("Neuer Raum")
        dialog.activateWindow()
        dialog.name.setFocus()
        await stage.settle()
        assert all(text in texts_for_assistive_technology() for text in SECRETS)
        before = window.windowTitle()
        assert "Haushalt" in before
        window.commands.run("lock")
        await stage.settle()
        assert not [text for text in SECRETS if text in texts_for_assistive_technology()]
        assert window.windowTitle() == "BundesMessenger"
        assert not [each for each in window.findChildren(QDialog) if each.isVisible()]
        assert not window.chat.isVisible()
        await unlock(stage)
        assert window.windowTitle() == before
        assert window.chat.composer.text() == "Entwurf einer Antwort"
        assert dialog.isVisible()
        assert dialog.isModal()
        assert dialog.parentWidget() is window
        assert (dialog.name.text(), dialog.name.hasFocus()) == ("Neuer Raum", True)
        assert not window.toast.isVisible()
        dialog.reject()

    perform(scene, session())


def test_no_command_link_or_drop_gets_around_the_lock() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await unlock(stage)
        await stage.open(ROOM)
        window.locking.lock()
        allowed = {command.id for command in window.commands.all() if command.always}
        assert allowed == {"quit", "zoom.normal", "zoom.smaller", "zoom.larger"}
        for command in window.commands.all():
            if command.id not in allowed:
                assert not window.commands.run(command.id), command.id
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(__file__)])
        event = QDragEnterEvent(
            QPoint(300, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setAccepted(False)
        window.dragEnterEvent(event)
        assert not event.isAccepted()
        window.links.open_later("matrix:r/andere:x.example")
        window.show_page(window.splitter)
        window.open_room(ROOM)
        window.explain(window.rect(), icon="info", color="muted", title="Geheimsache", text="Geheimsache")
        window.toast.say("Geheimsache")
        await stage.settle()
        assert window.page() is window.locking.page
        assert window._popover is None
        assert not [text for text in SECRETS if text in texts_for_assistive_technology()]
        assert stage.window.locking.locked

    perform(scene, session())


def test_dialogs_that_open_by_themselves_wait() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.actions_of_rooms.create()  # as a request of somebody would
        dialog = window.findChildren(CreateDialog)[-1]
        dialog.name.setText("Geheimsache")
        await stage.settle()
        assert not dialog.isVisible()
        assert "Geheimsache" not in texts_for_assistive_technology()
        await unlock(stage)
        assert dialog.isVisible()
        assert not dialog.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        dialog.reject()

    perform(scene, session())


def test_messages_that_arrive_are_told_without_saying_what() -> None:
    cards: list[Card] = []
    closed: list[str] = []

    class Desktop:
        plays_sounds = True

        def show(self, card: Card) -> None:
            cards.append(card)

        def close(self, key: str) -> None:
            closed.append(key)

        def badge(self, count: int) -> None:
            pass

        async def stop(self) -> None:
            pass

    async def scene(stage: Stage) -> None:
        window = stage.window
        await unlock(stage)
        window.notifications.desktop = Desktop()
        window.notifications.show(arrived(window))
        assert "Geheimsache" in cards[-1].text
        window.locking.lock()
        assert closed == [ROOM]
        window.notifications.show(arrived(window))
        assert (cards[-1].title, cards[-1].text) == ("BundesMessenger", "Neue Nachricht")
        assert not cards[-1].reply
        assert not cards[-1].read
        before = len(stage.account.calls)
        window.notifications._chosen(ROOM, "inline-reply", "Antwort")
        await stage.settle()
        assert len(stage.account.calls) == before

    perform(scene, session())


@pytest.mark.parametrize("platform", [True, False])
def test_it_locks_after_the_time_of_the_policy(platform: bool) -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await unlock(stage)
        locking = window.locking
        idle = Idle()
        idle.known = platform
        locking.idle = idle  # type: ignore[assignment]
        locking._begin()
        assert locking._timer.isActive()
        await locking.look()
        assert not locking.locked
        if platform:
            idle.away = 9 * 60 + 59
            await locking.look()
            assert not locking.locked
            idle.away = 10 * 60
        else:
            locking._touched = time.monotonic() - 11 * 60
            QTest.keyClick(window, Qt.Key.Key_Shift)  # somebody is here
            await locking.look()
            assert not locking.locked
            locking._touched = time.monotonic() - 11 * 60
        await locking.look()
        assert locking.locked
        await unlock(stage)
        locking._seen = time.time() - 11 * 60  # the computer slept
        idle.away = 0
        await locking.look()
        assert locking.locked

    policy = Policy([Entry(Source.MACHINE, "", "LockAfterMinutes", 10)])
    perform(scene, session(), policy=policy)


def test_without_a_time_it_never_locks_by_itself() -> None:
    async def scene(stage: Stage) -> None:
        locking = stage.window.locking
        await unlock(stage)
        locking.idle = Idle(999_999)  # type: ignore[assignment]
        await locking.look()
        assert not locking.locked
        assert not locking._timer.isActive()
        stage.window.prefs.choose(LOCK_AFTER, 5)
        assert locking._timer.isActive()
        await locking.look()
        assert locking.locked

    perform(scene, session())


def test_the_organisation_wants_a_code_before_anything_is_shown() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.locking.locked
        assert "Haushalt" not in texts_for_assistive_technology()
        page = window.locking.page
        assert page.again.isVisible()
        assert not page.forgotten.isVisible()
        for first, second, problem in (
            ("Kuckuck-47", "Kuckuck-48", page._again_error),
            ("12345", "12345", page._error),
        ):
            page.secret.setText(first)
            page.again.setText(second)
            page.submit.click()
            await stage.settle()
            assert problem.isVisible()
            assert window.locking.locked
        page.secret.setText(CODE)
        page.again.setText(CODE)
        page.submit.click()
        await stage.settle()
        assert not window.locking.locked
        assert stage.account.screen_lock.means is Means.CODE
        window.commands.run("lock")
        await unlock(stage)
        assert window.page() is window.splitter

    policy = Policy([Entry(Source.MACHINE, "", "LockAfterMinutes", 10)])
    perform(scene, session(""), policy=policy)


def test_wrong_codes_have_to_wait_and_the_field_keeps_the_focus() -> None:
    async def scene(stage: Stage) -> None:
        window, page = stage.window, stage.window.locking.page
        stage.account.screen_lock.wait = 2.0
        await unlock(stage, "falsch")
        assert window.locking.locked
        assert page._error.text() == "Der Entsperrcode stimmt nicht. Versuchen Sie es in 2 Sekunden noch einmal."
        assert not page.submit.isEnabled()
        assert page.secret.hasFocus()
        QTest.keyClicks(page.secret, CODE)
        QTest.keyClick(page.secret, Qt.Key.Key_Return)  # too early
        await stage.settle()
        assert stage.account.screen_lock.tried == ["falsch"]
        page._until = 0.0
        page._count_down()
        assert page.submit.isEnabled()
        page.secret.selectAll()
        await unlock(stage)
        assert not window.locking.locked
        assert page.secret.text() == ""

    perform(scene, session())


def test_who_forgot_the_code_can_sign_out() -> None:
    async def scene(stage: Stage) -> None:
        window, page = stage.window, stage.window.locking.page
        page.forgotten.click()
        assert page.leave.isVisible()
        assert page.leave.hasFocus()
        page.leave.click()
        await stage.until(lambda: not window.locking.locked)
        assert window.account is None
        assert window.page() is not window.splitter

    perform(scene, session())


def test_lock_now_asks_for_a_code_if_there_is_none() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert not window.locking.locked
        window.commands.run("lock")
        dialog = window.findChildren(UnlockCodeDialog)[-1]
        dialog.new.setText("12345")
        dialog.again.setText("12345")
        dialog.submit_button.click()
        await stage.settle()
        assert dialog.error.isVisible()
        dialog.new.setText(CODE)
        dialog.again.setText(CODE)
        dialog.submit_button.click()
        await stage.settle()
        assert window.locking.locked
        await unlock(stage)

    perform(scene, session(""))


def test_the_settings_show_what_the_organisation_wants() -> None:
    async def scene(stage: Stage) -> None:
        from ui.settings.dialog import SettingsDialog
        from ui.settings.rows import NumberRow

        await unlock(stage)
        del SettingsDialog
        row = NumberRow(stage.window.theme, stage.window.prefs, LOCK_AFTER)
        assert (row.spin.value(), row.spin.isEnabled(), row._mark.isHidden()) == (10, False, False)

    policy = Policy([Entry(Source.MACHINE, "", "LockAfterMinutes", 10)])
    perform(scene, session(), policy=policy)


def test_being_signed_out_by_the_server_does_not_open_it() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        stage.account.link(ConnectionState(Link.SIGNED_OUT))
        window.show_page(window.signin)
        await stage.settle()
        assert window.page() is window.locking.page
        await unlock(stage)
        assert window.page() is window.signin

    perform(scene, session())


def test_a_window_without_lock_is_as_it_was() -> None:
    async def scene(stage: Stage) -> None:
        window: MainWindow = stage.window
        assert not window.locking.locked
        window.locking.lock()
        assert not window.locking.locked
        assert not window.locking._watching

    perform(scene, session(""))
