# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real window with a real account on a real Synapse: sign in, read, write, start again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.account import Account
from app.demo.accounts import DemoAccount, MemoryKeyStore
from app.types import ItemKind, Link, Membership, SendState
from tests.support.synapse import Homeserver, MakeHomeserver, User, new_user
from ui import names
from ui.dialogs.rooms import CreateDialog
from ui.main import run
from ui.signin import Step
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse]
Story = Callable[[MainWindow], Awaitable[None]]


def play(profile: Path, store: MemoryKeyStore, story: Story, *, homeserver: str = "") -> None:
    """Start the program as ``python -m app`` does, let the story happen, close the window."""
    failures: list[BaseException] = []

    async def beside(window: MainWindow) -> None:
        try:
            async with asyncio.timeout(120):
                await story(window)
        except BaseException as error:
            failures.append(error)
        finally:
            window.close()

    assert run(profile, homeserver=homeserver, language="de", stores=[store], beside=beside) == 0
    if failures:
        raise failures[0]


async def until(condition: Callable[[], object], what: str = "", seconds: float = 30.0) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end, f"did not happen: {what}"
        await asyncio.sleep(0.02)


def find(window: MainWindow, name: str) -> QWidget:
    widget = window.findChild(QWidget, name)
    assert widget is not None, name
    return widget


async def sign_in(window: MainWindow, user: User, *, server: str | None = None, password: str | None = None) -> None:
    """By keyboard, as a person does."""
    await until(lambda: window.page() is window.signin, "the sign-in page")
    page = window.signin

    def fill(*fields: tuple[str, str]) -> None:
        for name, text in fields:
            field = find(window, name)
            assert isinstance(field, QLineEdit)
            field.clear()
            QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    if page.step is Step.SERVER:
        fill((names.SIGNIN_SERVER, server or user.homeserver))
        told = (page._server_error, page.error)
        await until(lambda: page.step is Step.WAYS or any(label.isVisible() for label in told), "an answer")
    if page.step is Step.WAYS:
        fill((names.SIGNIN_USER, user.localpart), (names.SIGNIN_PASSWORD, password or user.password))


def bodies(window: MainWindow) -> list[str]:
    model = window.chat.model
    return [model.item(row).body for row in range(len(model)) if model.item(row).kind is ItemKind.MESSAGE]


async def write(window: MainWindow, text: str) -> None:
    edit = window.chat.composer.edit
    await until(edit.isVisible, "a composer")
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


async def received(account: Account, room_id: str, text: str) -> None:
    """Another account reads a text, decrypted."""
    timeline = await account.open_timeline(room_id)
    try:
        await until(lambda: any(item.body == text for item in timeline.items), f"{text!r} at the other one")
        item = next(item for item in timeline.items if item.body == text)
        assert item.encrypted
    finally:
        timeline.close()


def test_from_signing_in_to_the_next_morning(homeserver: Homeserver, tmp_path: Path) -> None:
    anna, bert = new_user(homeserver, "anna"), new_user(homeserver, "bert")
    store = MemoryKeyStore()
    partner = DemoAccount(tmp_path / "bert", [MemoryKeyStore()], bert.localpart, bert.password)
    rooms: list[str] = []

    async def first_day(window: MainWindow) -> None:
        await sign_in(window, anna, password="falsch")
        await until(lambda: window.signin._password_error.isVisible(), "an error")
        assert "Passwort" in window.signin._password_error.text()
        await sign_in(window, anna)
        await until(lambda: window.page() is window.splitter, "the rooms")
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        assert window.rooms.count() == 0
        other = await partner.open(homeserver.url)
        try:
            await other.synced()
            room = await other.create_room(name="Haushalt", invite=[anna.user_id], encrypted=True)
            rooms.append(room)
            await until(lambda: window.rooms.invitations.rowCount() == 1, "an invitation")
            window.open_room(room)
            assert "Bert" in window.chat.invitation._text.text()
            QTest.mouseClick(find(window, names.INVITATION_ACCEPT), Qt.MouseButton.LeftButton)
            await until(window.chat.composer.edit.isVisible, "the room")
            members = await other.members(room)
            await until(lambda: window.chat.header.people.text() == "2", "two members")
            assert len(members) == 2
            await write(window, "Guten Morgen")
            await received(other, room, "Guten Morgen")
            await other.send_text(room, "Moin <b>Anna</b> https://example.org/x")
            await until(lambda: "Moin <b>Anna</b> https://example.org/x" in bodies(window), "the answer")
            model = window.chat.model
            await until(
                lambda: all(model.item(row).send_state in (None, SendState.SENT) for row in range(len(model))),
                "sent",
            )
            assert all(
                model.item(row).encrypted for row in range(len(model)) if model.item(row).kind is ItemKind.MESSAGE
            )
            assert window.chat.header.lock.text() == "Verschlüsselt"
            QTest.keyClicks(window.chat.composer.edit, "angefangen")
        finally:
            await partner.close()

    async def next_morning(window: MainWindow) -> None:
        await until(lambda: window.rooms.rooms.rowCount() == 1, "the room of yesterday")
        window.open_room(rooms[0])
        await until(lambda: len(bodies(window)) == 2, "the messages of yesterday")
        await until(lambda: window.chat.composer.text() == "angefangen", "the draft")
        window.chat.composer.set_text("")
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        await write(window, "Und weiter")
        other = await partner.open(homeserver.url)
        try:
            await received(other, rooms[0], "Und weiter")
        finally:
            await partner.close()

    play(tmp_path / "anna", store, first_day)
    play(tmp_path / "anna", store, next_morning)


def test_without_a_server_everything_of_yesterday_is_there(make_homeserver: MakeHomeserver, tmp_path: Path) -> None:
    homeserver = make_homeserver()
    anna = new_user(homeserver, "anna")
    store = MemoryKeyStore()
    rooms: list[str] = []

    async def online(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        window.actions_of_rooms.create()
        dialog = window.findChild(CreateDialog)
        assert dialog is not None
        dialog.group.setChecked(True)
        QTest.keyClicks(dialog.name, "Notizen")
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        await until(lambda: window.chat.title() == "Notizen", "the new room")
        room = window.chat.room()
        assert room is not None
        assert room.membership is Membership.JOIN
        rooms.append(room.room_id)
        await write(window, "gestern")
        await until(lambda: _states(window) == [None] or _states(window) == [SendState.SENT], "sent")

    async def offline(window: MainWindow) -> None:
        await until(lambda: window.rooms.rooms.rowCount() == 1, "the room of yesterday")
        window.open_room(rooms[0])
        await until(lambda: bodies(window) == ["gestern"], "the message of yesterday")
        await until(lambda: "Keine Verbindung" in window.chat.banner.label.text(), "the banner")
        assert window.chat.banner.isVisible()
        await write(window, "unterwegs")
        await until(lambda: bodies(window) == ["gestern", "unterwegs"], "the local echo")
        assert _states(window)[-1] is SendState.SENDING
        homeserver.start()
        QTest.mouseClick(find(window, names.BANNER_RETRY), Qt.MouseButton.LeftButton)
        await until(lambda: not window.chat.banner.isVisible(), "connected again")
        await until(lambda: _states(window)[-1] in (None, SendState.SENT), "sent later")

    play(tmp_path / "anna", store, online)
    homeserver.kill()
    play(tmp_path / "anna", store, offline)


def _states(window: MainWindow) -> list[SendState | None]:
    model = window.chat.model
    return [model.item(row).send_state for row in range(len(model)) if model.item(row).kind is ItemKind.MESSAGE]


@pytest.mark.parametrize(
    ("server", "field"),
    [
        ("http://127.0.0.1:1", ""),
        ("does-not-exist.invalid", names.SIGNIN_SERVER),
        ("http://192.0.2.1", names.SIGNIN_SERVER),
    ],
)
def test_a_server_that_is_none_is_told_in_a_sentence(
    server: str, field: str, homeserver: Homeserver, tmp_path: Path
) -> None:
    anna = new_user(homeserver, "anna")

    async def story(window: MainWindow) -> None:
        await sign_in(window, anna, server=server)
        await until(lambda: window.signin.submit.isEnabled() and not window.signin._progress.isVisible(), "an answer")
        page = window.signin
        told = [label.text() for label in (page._server_error, page.error) if label.isVisible() and label.text()]
        assert len(told) == 1, server
        assert told[0].endswith(".")
        if field:
            assert find(window, field).property("invalid")

    play(tmp_path / "anna", MemoryKeyStore(), story)


def test_signing_out_removes_everything(homeserver: Homeserver, tmp_path: Path) -> None:
    anna = new_user(homeserver, "anna")

    async def story(window: MainWindow) -> None:
        await sign_in(window, anna)
        await until(lambda: window.account is not None and window.account.connection.link is Link.ONLINE, "online")
        window.actions_of_rooms.sign_out()
        from ui.dialogs.rooms import ConfirmDialog

        dialog = window.findChild(ConfirmDialog)
        assert dialog is not None
        QTest.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        await until(lambda: window.page() is window.signin, "the sign-in page")
        assert window.account is None

    play(tmp_path / "anna", MemoryKeyStore(), story)
