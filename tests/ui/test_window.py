# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stories in the window, with a scripted account."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.errors import ErrorCode, UserError
from app.types import ConnectionState, Link, Membership
from tests.support.sample_account import (
    SampleAccount,
    SampleSession,
    many_rooms,
    message,
    preview,
    room,
    today_at,
    usual_account,
)
from tests.ui.stage import Stage, perform
from ui import names
from ui.dialogs.base import FormDialog
from ui.dialogs.rooms import ConfirmDialog, CreateDialog, InviteDialog
from ui.models.rooms import Section
from ui.people_picker import user_ids
from ui.signin import Step

pytestmark = pytest.mark.window
BUDGET = "!budget:behoerde.example"
INVITED = "!inv:behoerde.example"


def usual() -> SampleSession:
    return SampleSession(usual_account())


def find(stage: Stage, name: str) -> QWidget:
    widget = stage.window.findChild(QWidget, name)
    assert widget is not None, name
    return widget


def type_into(widget: QWidget, text: str) -> None:
    widget.setFocus()
    QTest.keyClicks(widget, text)


# -- signing in


def test_signing_in() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.page() is window.signin
        server = find(stage, names.SIGNIN_SERVER)
        assert isinstance(server, QLineEdit)
        assert not find(stage, names.SIGNIN_DEVICE).isVisible()
        type_into(server, "messenger.example")
        QTest.keyClick(server, Qt.Key.Key_Return)
        await stage.until(lambda: window.signin.step is Step.WAYS)
        assert find(stage, names.SIGNIN_USER).hasFocus()
        type_into(find(stage, names.SIGNIN_USER), "jana")
        type_into(find(stage, names.SIGNIN_PASSWORD), "geheim")
        QTest.keyClick(find(stage, names.SIGNIN_PASSWORD), Qt.Key.Key_Return)
        await stage.until(lambda: window.page() is window.splitter)
        await stage.settle()
        call = next(call for call in stage.session.calls if call[0] == "sign_in")
        assert call[:4] == ("sign_in", "messenger.example", "jana", "geheim")
        assert ("start",) in stage.session.calls
        assert window.signin.password.text() == ""

    perform(scene, SampleSession())


async def reach_ways(stage: Stage, server: str = "a.example") -> None:
    page = stage.window.signin
    type_into(find(stage, names.SIGNIN_SERVER), server)
    QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
    await stage.until(lambda: page.step is Step.WAYS)


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        (ErrorCode.UNKNOWN_SERVER, True),
        (ErrorCode.NOT_MATRIX, True),
        (ErrorCode.TLS, True),
        (ErrorCode.NO_WAY_IN, True),
        (ErrorCode.NO_NETWORK, False),
        (ErrorCode.RATE_LIMITED, False),
    ],
)
def test_a_server_that_cannot_be_asked(code: ErrorCode, beside: bool) -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        stage.session.ask_error = UserError(code)
        type_into(find(stage, names.SIGNIN_SERVER), "a.example")
        QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
        assert not page.submit.isEnabled()
        await stage.until(page.submit.isEnabled)
        assert page.step is Step.SERVER
        assert bool(page.server.property("invalid")) is beside
        assert find(stage, names.SIGNIN_ERROR).isVisible() is not beside
        stage.session.ask_error = None
        QTest.keyClick(page.server, Qt.Key.Key_Return)
        await stage.until(lambda: page.step is Step.WAYS)

    perform(scene, SampleSession())


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (ErrorCode.BAD_USER_ID, names.SIGNIN_USER),
        (ErrorCode.DEACTIVATED, names.SIGNIN_USER),
        (ErrorCode.WRONG_PASSWORD, names.SIGNIN_PASSWORD),
        (ErrorCode.TLS, ""),
        (ErrorCode.NO_NETWORK, ""),
        (ErrorCode.RATE_LIMITED, ""),
        (ErrorCode.INTERNAL, ""),
    ],
)
def test_an_error_is_told_beside_its_field(code: ErrorCode, field: str) -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        stage.session.sign_in_error = UserError(code)
        await reach_ways(stage)
        for name, text in ((names.SIGNIN_USER, "b"), (names.SIGNIN_PASSWORD, "c")):
            type_into(find(stage, name), text)
        QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
        assert not page.submit.isEnabled()
        await stage.until(page.submit.isEnabled)
        await stage.settle()
        marked = [w.objectName() for w in page.findChildren(QLineEdit) if w.property("invalid")]
        assert marked == ([field] if field else [])
        assert find(stage, names.SIGNIN_ERROR).isVisible() is not bool(field)
        if field:
            assert find(stage, field).hasFocus()
            type_into(find(stage, field), "x")
            assert not find(stage, field).property("invalid")
        assert page.password.text() == ("x" if code is ErrorCode.WRONG_PASSWORD else "c")

    perform(scene, SampleSession())


def test_empty_fields_are_asked_for_one_by_one() -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
        assert find(stage, names.SIGNIN_SERVER).hasFocus()
        await reach_ways(stage)
        for name, text in ((names.SIGNIN_USER, "@jana:a.example"), (names.SIGNIN_PASSWORD, "geheim")):
            QTest.mouseClick(page.submit, Qt.MouseButton.LeftButton)
            assert find(stage, name).hasFocus()
            type_into(find(stage, name), text)
        assert stage.session.calls == [("open", None), ("ask", "a.example")]

    perform(scene, SampleSession())


def test_a_whole_user_id_says_the_server_too() -> None:
    async def scene(stage: Stage) -> None:
        await reach_ways(stage, "@jana:a.example:8448")
        assert find(stage, names.SIGNIN_PASSWORD).hasFocus()
        type_into(find(stage, names.SIGNIN_PASSWORD), "geheim")
        QTest.keyClick(find(stage, names.SIGNIN_PASSWORD), Qt.Key.Key_Return)
        await stage.until(lambda: any(call[0] == "sign_in" for call in stage.session.calls))
        call = next(call for call in stage.session.calls if call[0] == "sign_in")
        assert call[1:3] == ("@jana:a.example:8448", "@jana:a.example:8448")
        await stage.settle()

    perform(scene, SampleSession())


def test_the_password_can_be_shown_and_caps_lock_is_noticed() -> None:
    async def scene(stage: Stage) -> None:
        page = stage.window.signin
        await reach_ways(stage)
        assert page.password.echoMode() == QLineEdit.EchoMode.Password
        QTest.mouseClick(page.password.eye, Qt.MouseButton.LeftButton)
        assert page.password.echoMode() == QLineEdit.EchoMode.Normal
        QTest.keyClicks(page.password, "A")  # without Shift
        assert page._caps.isVisible()
        QTest.keyClicks(page.password, "A", Qt.KeyboardModifier.ShiftModifier)
        assert not page._caps.isVisible()

    perform(scene, SampleSession())


def test_a_passphrase_is_asked_for_until_it_is_right() -> None:
    needed, wrong = UserError(ErrorCode.PASSPHRASE_NEEDED), UserError(ErrorCode.WRONG_PASSPHRASE, wait=3)
    session = SampleSession(usual_account(), opens=[needed, wrong, None])

    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.page() is window.unlock
        assert not find(stage, names.UNLOCK_REPEAT).isVisible()
        type_into(find(stage, names.UNLOCK_PASSPHRASE), "falsch")
        QTest.keyClick(find(stage, names.UNLOCK_PASSPHRASE), Qt.Key.Key_Return)
        await stage.until(lambda: window.unlock._error.isVisible())
        assert "3 Sekunden" in window.unlock._error.text()
        window.unlock.passphrase.setText("richtig")
        QTest.mouseClick(window.unlock.submit, Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.page() is window.splitter)
        assert session.calls[:3] == [("open", None), ("open", "falsch"), ("open", "richtig")]
        await stage.until(lambda: session.calls[-1] == ("start",))  # unlocked: it goes online
        assert window.unlock.passphrase.text() == ""

    perform(scene, session)


def test_without_a_key_store_a_passphrase_is_chosen_twice() -> None:
    session = SampleSession(opens=[UserError(ErrorCode.KEYRING_MISSING), None])

    async def scene(stage: Stage) -> None:
        window = stage.window
        type_into(find(stage, names.UNLOCK_PASSPHRASE), "vier kurze woerter hier")
        type_into(find(stage, names.UNLOCK_REPEAT), "anders")
        QTest.mouseClick(window.unlock.submit, Qt.MouseButton.LeftButton)
        assert window.unlock._repeat_error.isVisible()
        window.unlock.repeat.setText("vier kurze woerter hier")
        QTest.mouseClick(window.unlock.submit, Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.page() is window.signin)

    perform(scene, session)


def test_trouble_with_the_profile_can_be_tried_again() -> None:
    session = SampleSession(usual_account(), opens=[UserError(ErrorCode.DISK_FULL), None])

    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.page() is window.trouble
        assert "Datenträger" in window.trouble.intro.text()
        QTest.mouseClick(window.trouble.submit, Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.page() is window.splitter)

    perform(scene, session)


# -- rooms


def test_rooms_are_listed_and_opened() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        assert window.rooms.invitations.rowCount() == 1
        assert window.rooms.people.rowCount() == 2
        assert window.rooms.rooms.rowCount() == 8
        index = window.rooms.rooms.index(0)
        QTest.mouseClick(
            window.sidebar.rooms.viewport(),
            Qt.MouseButton.LeftButton,
            pos=window.sidebar.rooms.visualRect(index).center(),
        )
        await stage.until(lambda: window.chat.timeline() is not None)
        await stage.settle()
        assert window.chat.header._name.full() == "Haushalt 2027"
        assert window.chat.header.people.text() == "7"
        assert window.chat.composer.edit.hasFocus()
        assert window.windowTitle() == "(15) Haushalt 2027 – BundesMessenger"
        assert stage.account.timelines[0].read >= 0

    perform(scene, usual())


def test_the_keyboard_does_everything_with_rooms() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.activateWindow()
        window.focus_filter()
        QTest.keyClicks(window.sidebar.filter, "lage")
        assert [window.rooms.rooms.room(0).name] == ["Lagezentrum"]
        QTest.keyClick(window.sidebar.filter, Qt.Key.Key_Return)
        await stage.until(lambda: window.chat.title() == "Lagezentrum")
        window.sidebar.filter.setFocus()
        QTest.keyClick(window.sidebar.filter, Qt.Key.Key_Escape)
        assert window.sidebar.filter.text() == ""
        QTest.keyClick(window.sidebar.filter, Qt.Key.Key_Down)
        assert window.sidebar.invitations.hasFocus()
        QTest.keyClick(window.sidebar.invitations, Qt.Key.Key_Down)
        people = window.sidebar.sections.views[Section.PEOPLE]
        assert people.hasFocus()
        QTest.keyClick(people, Qt.Key.Key_Down)
        QTest.keyClick(people, Qt.Key.Key_Down)
        assert window.sidebar.rooms.hasFocus()
        QTest.keyClick(window.sidebar.rooms, Qt.Key.Key_Return)
        await stage.until(lambda: window.chat.title() == "Haushalt 2027")
        window.step_room(-1)
        await stage.until(lambda: window.chat.title() == "Mehmet Öztürk")
        window.step_room(1)
        await stage.until(lambda: window.chat.title() == "Haushalt 2027")
        order = []
        window.sidebar.filter.setFocus()
        for _ in range(6):
            window.cycle(1)
            focus = QApplication.focusWidget()
            order.append(focus.objectName() if focus is not None else "")
        assert order == [
            names.ROOMS_INVITATIONS,
            names.ROOMS_PEOPLE,
            names.ROOMS_LIST,
            names.TIMELINE_VIEW,
            names.COMPOSER_EDIT,
            names.ROOMS_FILTER,
        ]

    perform(scene, usual())


def test_tab_reaches_every_control() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(BUDGET)
        window.chat.composer.edit.setPlainText("x")
        window.sidebar._new.setFocus()
        seen = set()
        for _ in range(30):
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.add(focus.objectName())
            assert focus.accessibleName() or focus.objectName() == "", focus
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert {
            names.ROOMS_NEW,
            names.ROOMS_MENU,
            names.ROOMS_FILTER,
            names.ROOMS_INVITATIONS,
            names.ROOMS_LIST,
            names.ROOM_ENCRYPTION,
            names.ROOM_MEMBERS,
            names.ROOM_MENU,
            names.TIMELINE_VIEW,
            names.COMPOSER_EDIT,
            names.COMPOSER_SEND,
        } <= seen

    perform(scene, usual())


def test_names_of_widgets_are_unique() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        wanted = {value for key, value in vars(names).items() if key.isupper() and isinstance(value, str)}
        found = [w.objectName() for w in stage.window.findChildren(QWidget) if w.objectName() in wanted]
        assert len(found) == len(set(found))
        pages = (
            "signin",
            "unlock",
            "trouble",
            "rooms",
            "room",
            "banner",
            "timeline",
            "composer",
            "invitation",
            "toast",
        )
        missing = {name for name in wanted - set(found) if name.partition(".")[0] in pages}
        assert missing == {names.TIMELINE_READER}

    perform(scene, usual())


def test_2000_rooms_are_no_burden() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        begin = time.process_time()
        for number in range(50):
            item = stage.account.rooms.items[1000]
            stage.account.rooms.move(1000, 0, room(item.room_id, item.name, today_at(10) + number))
            await stage.settle(1)
        assert time.process_time() - begin < 3.0
        begin = time.process_time()
        for number in range(50):
            item = stage.account.rooms.items[5]
            stage.account.rooms.replace(5, room(item.room_id, item.name, item.ts, unread=number))
            await stage.settle(1)
        assert time.process_time() - begin < 2.0
        await stage.until(lambda: window.rooms.rooms.room(5).unread == 49)

    perform(scene, SampleSession(SampleAccount(many_rooms(2000))))


def test_an_invitation_is_accepted() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.open_room(INVITED)
        await stage.settle()
        text = find(stage, names.INVITATION_TEXT)
        assert "Bernd Krause (@b.krause:land.example)" in text.text()  # type: ignore[attr-defined]
        QTest.mouseClick(find(stage, names.INVITATION_ACCEPT), Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.chat.composer.edit.isVisible())
        assert ("join", INVITED) in stage.account.calls
        assert window.chat.room().membership is Membership.JOIN  # type: ignore[union-attr]

    perform(scene, usual())


def test_an_invitation_is_declined() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.open_room(INVITED)
        stage.account.fail = UserError(ErrorCode.NO_NETWORK)
        QTest.mouseClick(find(stage, names.INVITATION_DECLINE), Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.toast.isVisible())
        assert find(stage, names.INVITATION_DECLINE).isEnabled()
        QTest.mouseClick(find(stage, names.INVITATION_DECLINE), Qt.MouseButton.LeftButton)
        await stage.until(lambda: window.chat.room() is None)
        assert window.rooms.find(INVITED) is None

    perform(scene, usual())


def test_a_room_is_created() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.actions_of_rooms.create()
        dialog = window.findChild(CreateDialog)
        assert dialog is not None
        dialog.group.setChecked(True)
        dialog.submit_button.click()
        assert dialog.error.isVisible()
        dialog.name.setText("AG Neu")
        dialog.invite.edit.setText("anna, @bert:land.example")
        stage.account.fail = UserError(ErrorCode.FORBIDDEN)
        dialog.submit_button.click()
        await stage.until(lambda: dialog.error.isVisible() and dialog.submit_button.isEnabled())
        dialog.submit_button.click()
        await stage.until(lambda: window.chat.title() == "AG Neu")
        people = ("@anna:behoerde.example", "@bert:land.example")
        assert ("create_room", "AG Neu", people, True, False) in stage.account.calls

    perform(scene, usual())


def test_a_direct_chat_is_always_encrypted() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        window.actions_of_rooms.create()
        dialog = window.findChild(CreateDialog)
        assert dialog is not None
        dialog.group.setChecked(True)
        dialog.encrypted.setChecked(False)
        dialog.direct.setChecked(True)
        dialog.invite.edit.setText("anna bert")
        dialog.submit_button.click()
        assert dialog.error.isVisible()
        dialog.invite.remove("@bert:behoerde.example")
        dialog.submit_button.click()
        await stage.until(lambda: bool(stage.account.calls))
        await stage.settle()
        assert stage.account.calls[0] == ("create_room", "", ("@anna:behoerde.example",), True, True)

    perform(scene, usual())


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("anna", ["@anna:x.de"], []),
        ("@anna:y.de;bert , ", ["@anna:y.de", "@bert:x.de"], []),
        ("anna anna", ["@anna:x.de"], []),
        ("@a:b:c:d", [], ["@a:b:c:d"]),
        ("anna@mail.de", [], ["anna@mail.de"]),
        ("", [], []),
    ],
)
def test_user_names_are_completed(text: str, good: list[str], bad: list[str]) -> None:
    assert user_ids(text, "x.de") == (good, bad)


def test_inviting_and_leaving() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(BUDGET)
        window.actions_of_rooms.invite()
        dialog = window.findChild(InviteDialog)
        assert dialog is not None
        type_into(dialog.user.edit, "carla")
        QTest.keyClick(dialog.user.edit, Qt.Key.Key_Return)
        await stage.until(lambda: ("invite", BUDGET, "@carla:behoerde.example") in stage.account.calls)
        await stage.settle()
        assert not [d for d in window.findChildren(FormDialog) if d.isVisible()]
        window.actions_of_rooms.leave()
        question = window.findChild(ConfirmDialog)
        assert question is not None
        assert question.cancel_button.isDefault()
        QTest.keyClick(question, Qt.Key.Key_Escape)
        await stage.settle()
        assert ("leave", BUDGET) not in stage.account.calls
        window.actions_of_rooms.leave()
        window.findChildren(ConfirmDialog)[-1].submit_button.click()
        await stage.until(lambda: window.chat.room() is None)

    perform(scene, usual())


# -- writing


def test_enter_sends_and_shift_enter_breaks_the_line() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        edit = stage.window.chat.composer.edit
        low = edit.height()
        QTest.keyClicks(edit, "eins")
        QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClicks(edit, "zwei")
        assert edit.height() > low
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.until(lambda: bool(stage.account.calls))
        assert stage.account.calls == [("send_text", BUDGET, "eins\nzwei")]
        assert edit.toPlainText() == ""
        assert edit.height() == low
        QTest.keyClick(edit, Qt.Key.Key_Return)
        QTest.keyClicks(edit, "   ")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.settle()
        assert len(stage.account.calls) == 1
        assert stage.window.chat.view.at_bottom()
        edit.setPlainText("\n".join(str(n) for n in range(40)))
        six = edit.height()
        assert low * 2 < six < low * 5

    perform(scene, usual())


def test_what_could_not_be_sent_is_not_lost() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(BUDGET)
        edit = stage.window.chat.composer.edit
        stage.account.fail = UserError(ErrorCode.DISK_FULL)
        QTest.keyClicks(edit, "wichtig")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.until(lambda: stage.window.toast.isVisible())
        assert edit.toPlainText() == "wichtig"
        assert "Datenträger" in stage.window.toast.label.text()

    perform(scene, usual())


def test_drafts_belong_to_their_room() -> None:
    async def scene(stage: Stage) -> None:
        anna = "!anna:behoerde.example"
        await stage.open(BUDGET)
        edit = stage.window.chat.composer.edit
        QTest.keyClicks(edit, "angefangen")
        await stage.open(anna)
        assert edit.toPlainText() == ""
        assert stage.account.drafts[BUDGET] == "angefangen"
        await stage.open(BUDGET)
        await stage.until(lambda: edit.toPlainText() == "angefangen")
        QTest.keyClick(edit, Qt.Key.Key_Return)
        await stage.until(lambda: stage.account.drafts[BUDGET] == "")

    perform(scene, usual())


def test_pasted_markup_is_text() -> None:
    async def scene(stage: Stage) -> None:
        from PySide6.QtCore import QMimeData

        await stage.open(BUDGET)
        data = QMimeData()
        data.setHtml("<b>fett</b><img src='file:///etc/hostname'>")
        data.setText("fett")
        QGuiApplication.clipboard().setMimeData(data)
        edit = stage.window.chat.composer.edit
        QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert edit.toPlainText() == "fett"
        QGuiApplication.clipboard().clear()  # else the data outlives the application, and Qt dies of it

    perform(scene, usual())


# -- connection


def test_the_banner_tells_about_the_connection() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        banner = window.chat.banner
        assert not banner.isVisible()
        stage.account.link(ConnectionState(Link.OFFLINE, retry_at=time.time() + 30))
        await stage.settle()
        assert banner.isVisible()
        assert "30 Sekunden" in banner.label.text()
        QTest.mouseClick(banner._button, Qt.MouseButton.LeftButton)
        assert stage.session.calls[-1] == ("retry_now",)
        stage.account.link(ConnectionState(Link.ONLINE))
        assert not banner.isVisible()
        stage.account.link(ConnectionState(Link.SIGNED_OUT))
        assert banner.isVisible()
        QTest.mouseClick(banner._button, Qt.MouseButton.LeftButton)
        assert window.page() is window.signin
        await stage.until(lambda: window.signin.step is Step.WAYS)
        assert window.signin.user.text() == "@j.sommer:behoerde.example"

    perform(scene, usual())


def test_signing_out_asks_and_comes_back_to_the_first_page() -> None:
    async def scene(stage: Stage) -> None:
        window = stage.window
        await stage.open(BUDGET)
        window.actions_of_rooms.sign_out()
        account = stage.account
        window.findChildren(ConfirmDialog)[-1].submit_button.click()
        await stage.until(lambda: window.page() is window.signin)
        assert ("sign_out",) in account.calls
        assert window.account is None
        assert window.rooms.count() == 0

    perform(scene, usual())


def test_pictures_come_after_the_letters() -> None:
    out = io.BytesIO()
    Image.new("RGB", (100, 100), (250, 0, 0)).save(out, "PNG")
    account = SampleAccount(
        [room("!a", "Rot", 1, avatar="mxc://x.example/rot"), room("!b", "Bombe", 1, avatar="mxc://b/b")]
    )
    account.pictures = {"mxc://x.example/rot": out.getvalue(), "mxc://b/b": b"\x89PNG\r\n\x1a\n" + b"\xff" * 99}

    async def scene(stage: Stage) -> None:
        avatars = stage.window.avatars
        await stage.until(
            lambda: avatars.pixmap("!a", "Rot", "mxc://x.example/rot", 40, 1.0).toImage().pixelColor(20, 8).red() > 240
        )
        await stage.settle()
        await stage.until(lambda: len([call for call in account.calls if call[0] == "avatar"]) >= 2)
        stage.window.grab()
        wanted = [call for call in account.calls if call[1] == "mxc://b/b"]
        stage.window.grab()
        await stage.settle()
        assert len([call for call in account.calls if call[1] == "mxc://b/b"]) == len(wanted)  # not asked again

    perform(scene, SampleSession(account))


def test_every_sample_preview_is_shown() -> None:
    async def scene(stage: Stage) -> None:
        await stage.settle(1)
        model = stage.window.rooms.rooms
        texts = [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
        assert "Sie: Perfekt" in texts[0]
        assert "12 ungelesene Nachrichten" in texts[1]
        assert "Sie wurden erwähnt" in texts[1]
        assert preview("@x:y", "z").body == "z"
        assert message("@x:y", "z", 1).body == "z"

    perform(scene, usual())


def test_an_empty_list_is_not_told_before_the_server_answered() -> None:
    async def scene(stage: Stage) -> None:
        text = find(stage, names.ROOMS_EMPTY)
        stage.account.link(ConnectionState(Link.CONNECTING))
        assert text.text().startswith("Ihre Unterhaltungen werden geladen")  # type: ignore[attr-defined]
        stage.account.link(ConnectionState(Link.ONLINE))
        assert text.text().startswith("Noch keine Unterhaltungen")  # type: ignore[attr-defined]
        stage.account.rooms.total = 300
        stage.account.rooms.insert(0, many_rooms(20))
        await stage.settle()
        assert stage.window.sidebar._more.text() == "280 weitere Räume werden geladen …"
        assert stage.window.sidebar._more.isVisible()
        stage.account.rooms.total = None
        stage.account.rooms.insert(0, many_rooms(21)[20:])
        await stage.settle()
        assert not stage.window.sidebar._more.isVisible()

    perform(scene, SampleSession(SampleAccount()))
