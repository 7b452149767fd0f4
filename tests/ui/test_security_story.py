# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two people in two windows on a real homeserver: set up, verify each other with symbols, lose a device, recover."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.demo.accounts import MemoryKeyStore
from app.policy.policy import Policy
from app.preferences import Preferences
from app.profile.settings import SettingsFile
from app.security.interface import Backup, Identity, Recovery, Trust
from tests.support.synapse import Homeserver, User, new_user
from tests.ui.test_real_account import bodies, sign_in, until, write
from ui import loop
from ui.dialogs.new_device import NewDeviceDialog
from ui.dialogs.recovery_key import RecoveryKeyDialog
from ui.dialogs.set_up import SetUpDialog
from ui.dialogs.steps import StepDialog
from ui.dialogs.verification import VerificationDialog
from ui.dialogs.verification_parts import QrView, Symbols
from ui.main import Runner, make_application
from ui.security import names
from ui.text import Label
from ui.window import MainWindow

pytestmark = [pytest.mark.window, pytest.mark.synapse, pytest.mark.timeout(400)]


def side_by_side(
    folders: Sequence[Path],
    homeserver: str,
    story: Callable[[Sequence[MainWindow]], Awaitable[None]],
    stores: Sequence[MemoryKeyStore] = (),
) -> None:
    """Run several windows, each with its own profile, in one program; close them after the story."""
    app = make_application("de")
    failures: list[BaseException] = []

    async def main() -> int:
        kept = stores or [MemoryKeyStore() for _ in folders]
        runners = [
            Runner(app, folder, homeserver, [store], None, Preferences(Policy(), SettingsFile(folder)))
            for folder, store in zip(folders, kept, strict=True)
        ]

        async def act() -> None:
            try:
                async with asyncio.timeout(240):
                    await story([runner.window for runner in runners])
            except BaseException as error:
                failures.append(error)
            finally:
                for runner in runners:
                    runner.window.close()

        await asyncio.gather(act(), *(runner.main() for runner in runners))
        return 0

    loop.run(app, main, lambda: None)
    if failures:
        raise failures[0]


class Person:
    """Somebody in front of a window: looks at the open dialog, types and presses buttons."""

    def __init__(self, window: MainWindow, user: User) -> None:
        self.window = window
        self.user = user
        self.key = ""

    @property
    def dialog(self) -> StepDialog | None:
        dialogs = self.window.security.dialogs
        return dialogs.current if dialogs is not None else None

    async def sees(self, title: str, seconds: float = 60.0) -> StepDialog:
        await until(lambda: self.dialog is not None and self.dialog.title() == title, title, seconds)
        dialog = self.dialog
        assert dialog is not None
        return dialog

    async def press(self, name: str = names.STEP_SUBMIT) -> None:
        dialog = self.dialog
        assert dialog is not None
        found = [button for button in dialog.findChildren(QPushButton, name) if button.isVisible()]
        assert found, f"no {name} in {dialog.title()}"
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    async def types(self, name: str, text: str) -> None:
        dialog = self.dialog
        assert dialog is not None
        field = next(field for field in dialog.findChildren(QLineEdit, name) if field.isVisible())
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    async def sets_up(self) -> None:
        """The dialog comes by itself; the key is noted and typed in again."""
        await sign_in(self.window, self.user)
        dialog = await self.sees("Sichern Sie Ihre Nachrichten")
        assert isinstance(dialog, SetUpDialog)
        await self.press()
        await until(lambda: dialog.title() in ("Ihr Wiederherstellungsschlüssel", "Bestätigen Sie, dass Sie es sind"))
        if dialog.title() != "Ihr Wiederherstellungsschlüssel":
            await self.types(names.PASSWORD_FIELD, self.user.password)
            await self.sees("Ihr Wiederherstellungsschlüssel")
        shown = dialog.findChild(Label, names.RECOVERY_KEY_SHOWN)
        assert shown is not None
        self.key = " ".join(shown.text().split())
        await self.press()
        await self.types(names.RECOVERY_FIELD, self.key)
        await self.sees("Alles ist eingerichtet")
        await self.press()
        security = self.window.security.security
        assert security is not None
        await until(
            lambda: (
                (security.state.identity, security.state.recovery, security.state.backup)
                == (Identity.READY, Recovery.READY, Backup.ON)
            ),
            "everything ready",
        )


def symbols(person: Person) -> str:
    dialog = person.dialog
    assert isinstance(dialog, VerificationDialog)
    shown = dialog.findChild(Symbols)
    assert shown is not None
    return shown.accessibleName()


async def meet(anna: Person, bert: Person) -> str:
    """A direct chat with one message; gives its room."""
    account = anna.window.account
    assert account is not None
    room = await account.create_room(invite=[bert.user.user_id], encrypted=True, direct=True)
    await until(lambda: bert.window.rooms.invitations.rowCount() == 1, "an invitation")
    assert bert.window.account is not None
    await bert.window.account.join(room)
    bert.window.open_when_there(room)
    anna.window.open_when_there(room)
    await until(lambda: bert.window.chat.timeline() is not None, "the room")
    await until(lambda: anna.window.chat.timeline() is not None, "the room")
    return room


def test_two_people_set_up_verify_each_other_lose_a_device_and_recover(homeserver: Homeserver, tmp_path: Path) -> None:
    anna_user, bert_user = new_user(homeserver, "anna"), new_user(homeserver, "bert")
    noted: list[str] = []
    rooms: list[str] = []

    async def meeting(windows: Sequence[MainWindow]) -> None:
        anna, bert = Person(windows[0], anna_user), Person(windows[1], bert_user)
        await anna.sets_up()
        await bert.sets_up()
        noted.append(anna.key)
        room = await meet(anna, bert)
        rooms.append(room)
        await write(bert.window, "Guten Morgen, Anna")
        await until(lambda: "Guten Morgen, Anna" in bodies(anna.window), "the message")

        anna.window.security.open_person(bert_user.user_id, "Bert")
        await until(lambda: anna.dialog is not None and anna.dialog.button(names.PERSON_VERIFY) is not None, "verify")
        await anna.press(names.PERSON_VERIFY)
        await anna.sees("Warten auf eine Antwort")
        await until(lambda: bool(bert.window.security.offers.keys()), "the offer")
        row = bert.window.security.offers.row(bert.window.security.offers.keys()[0])
        assert row is not None
        assert "möchte Sie verifizieren" in row.offer.title
        QTest.mouseClick(row.yes, Qt.MouseButton.LeftButton)
        await anna.sees("Wie möchten Sie verifizieren?")
        await bert.sees("Wie möchten Sie verifizieren?")
        await anna.press(names.VERIFY_COMPARE)
        await anna.sees("Sind die Symbole gleich?")
        await bert.sees("Sind die Symbole gleich?")
        assert symbols(anna) == symbols(bert)
        await anna.press(names.VERIFY_MATCH)
        await anna.sees("Warten auf die andere Seite")
        await bert.press(names.VERIFY_MATCH)
        for person, other in ((anna, bert_user), (bert, anna_user)):
            await person.sees("Verifiziert")
            await person.press()
            security = person.window.security.security
            assert security is not None

            for _ in range(100):
                if await security.trust(other.user_id) is Trust.VERIFIED:
                    break
                await asyncio.sleep(0.1)
            assert await security.trust(other.user_id) is Trust.VERIFIED
        own = anna.window.security.security
        assert own is not None
        await until(lambda: own.state.total >= 1 and own.state.remaining == 0, "all keys stored")

    side_by_side([tmp_path / "anna", tmp_path / "bert"], homeserver.url, meeting)

    async def new_computer(windows: Sequence[MainWindow]) -> None:
        anna = Person(windows[0], anna_user)
        await sign_in(anna.window, anna_user)
        dialog = await anna.sees("Dieses Gerät verifizieren")
        assert isinstance(dialog, NewDeviceDialog)
        await anna.press(names.NEW_DEVICE_KEY)
        await anna.types(names.RECOVERY_FIELD, noted[0][:-1] + ("2" if noted[0][-1] != "2" else "3"))
        await until(lambda: dialog.error.isVisible(), "a refusal")
        assert "Tippfehler" in dialog.error.text()
        field = next(field for field in dialog.findChildren(QLineEdit, names.RECOVERY_FIELD))
        field.clear()
        await anna.types(names.RECOVERY_FIELD, noted[0])
        await anna.sees("Dieses Gerät ist verifiziert")
        await anna.press()
        await until(lambda: anna.window.rooms.find(rooms[0]) is not None, "the room")
        anna.window.open_room(rooms[0])
        await until(lambda: "Guten Morgen, Anna" in bodies(anna.window), "the old message")
        security = anna.window.security.security
        assert security is not None
        assert await security.trust(bert_user.user_id) is Trust.VERIFIED
        anna.window.security.open_devices()
        await until(lambda: anna.dialog is not None and "Andere Geräte" in _texts(anna.dialog), "the devices")
        assert anna.dialog is not None
        assert "Nicht verifiziert" not in _texts(anna.dialog)
        await anna.press("devices.signout")
        await anna.press()
        await anna.sees("Bestätigen Sie, dass Sie es sind")
        await anna.types(names.PASSWORD_FIELD, anna_user.password)
        await until(lambda: anna.dialog is not None and "Andere Geräte" not in _texts(anna.dialog), "signed out")

    side_by_side([tmp_path / "anna-2"], homeserver.url, new_computer)


def _texts(dialog: StepDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(Label) if label.isVisible())


def test_a_set_up_left_without_checking_shows_the_same_key_again(homeserver: Homeserver, tmp_path: Path) -> None:
    user = new_user(homeserver, "clara")
    seen: list[str] = []

    async def leave(windows: Sequence[MainWindow]) -> None:
        clara = Person(windows[0], user)
        await sign_in(clara.window, user)
        await clara.sees("Sichern Sie Ihre Nachrichten")
        await clara.press()
        dialog = await clara.sees("Ihr Wiederherstellungsschlüssel")
        assert isinstance(dialog, RecoveryKeyDialog)
        shown = dialog.findChild(Label, names.RECOVERY_KEY_SHOWN)
        assert shown is not None
        seen.append(shown.text())
        dialog.reject()
        await clara.sees("Ohne Prüfung beenden?")
        await clara.press(names.STEP_BACK)
        await until(lambda: clara.dialog is None)
        security = clara.window.security.security
        assert security is not None
        assert security.state.identity is Identity.READY

    store = MemoryKeyStore()
    side_by_side([tmp_path / "clara"], homeserver.url, leave, [store])

    async def come_back(windows: Sequence[MainWindow]) -> None:
        clara = Person(windows[0], user)
        await clara.sees("Einrichtung fortsetzen")
        await clara.press()
        dialog = await clara.sees("Ihr Wiederherstellungsschlüssel")
        shown = dialog.findChild(Label, names.RECOVERY_KEY_SHOWN)
        assert shown is not None
        assert shown.text() == seen[0]
        await clara.press()
        await clara.types(names.RECOVERY_FIELD, " ".join(seen[0].split()))
        await clara.sees("Alles ist eingerichtet")

    side_by_side([tmp_path / "clara"], homeserver.url, come_back, [store])


def test_two_people_verify_each_other_with_a_code_on_the_screen(homeserver: Homeserver, tmp_path: Path) -> None:
    anna_user, bert_user = new_user(homeserver, "anna"), new_user(homeserver, "bert")

    async def meeting(windows: Sequence[MainWindow]) -> None:
        anna, bert = Person(windows[0], anna_user), Person(windows[1], bert_user)
        await anna.sets_up()
        await bert.sets_up()
        await meet(anna, bert)
        dialogs = anna.window.security.dialogs
        assert dialogs is not None
        dialogs.verify_user(bert_user.user_id)
        await until(lambda: bool(bert.window.security.offers.keys()), "the offer")
        row = bert.window.security.offers.row(bert.window.security.offers.keys()[0])
        assert row is not None
        QTest.mouseClick(row.yes, Qt.MouseButton.LeftButton)
        await until(lambda: bert.dialog is not None and bert.dialog.findChild(QrView) is not None, "the code")
        await anna.sees("Wie möchten Sie verifizieren?")
        await anna.press(names.VERIFY_SCAN)
        shown, scanner = bert.dialog, anna.dialog
        assert shown is not None
        assert isinstance(scanner, VerificationDialog)
        scanner.take([shown.grab().toImage()])
        await bert.sees("Hat die andere Seite den Code gescannt?")
        await bert.press(names.VERIFY_MATCH)
        await bert.sees("Verifiziert")
        await anna.sees("Verifiziert")

    side_by_side([tmp_path / "anna", tmp_path / "bert"], homeserver.url, meeting)
