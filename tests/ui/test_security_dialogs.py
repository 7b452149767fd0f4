# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Setting up, recovering, resetting, devices, people and key files in the window, with scripted security."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPageSize, QPdfWriter
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget

from app.errors import ErrorCode, UserError
from app.security.interface import Backup, Device, Identity, Phase, Progress, Recovery, SecurityState, Trust
from tests.support.sample_account import ANNA
from tests.support.sample_security import (
    FRESH,
    KEY,
    NEW_DEVICE,
    NEW_KEY,
    PASSWORD,
    READY,
    SampleSecurity,
    verification,
    waits,
)
from tests.ui import security_screenshots
from tests.ui.security_play import Play, play
from ui.dialogs.device_rows import DeviceRow
from ui.dialogs.key_file import KeyFileDialog
from ui.dialogs.new_device import NewDeviceDialog
from ui.dialogs.recovery_key import RecoveryKeyDialog
from ui.dialogs.set_up import ResetDialog, SetUpDialog
from ui.dialogs.verification import VerificationDialog
from ui.main import make_application
from ui.security import names
from ui.security.clipboard import SensitiveClipboard
from ui.security.printing import file_text, key_lines, print_key, write_private
from ui.text import Label

pytestmark = pytest.mark.window


# -- first device


def test_first_device_with_the_keyboard_alone() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.set_up()
        await p.settle()
        await p.key(Qt.Key.Key_Return)  # Continue has the focus
        assert p.did("set_up") == [("set_up", None)]
        assert p.dialog.focusWidget() is p.field(names.PASSWORD_FIELD)
        await p.type("falsch")
        await p.key(Qt.Key.Key_Return)
        assert "Passwort stimmt nicht" in p.dialog.error.text()
        p.field(names.PASSWORD_FIELD).clear()
        await p.type(PASSWORD)
        await p.key(Qt.Key.Key_Return)
        shown = p.dialog.findChild(Label, names.RECOVERY_KEY_SHOWN)
        assert shown is not None
        assert shown.text().split() == KEY.split()
        assert shown.accessibleName() == "Wiederherstellungsschlüssel"
        p.button().setFocus()
        await p.key(Qt.Key.Key_Space)
        await p.type(KEY.lower())
        await p.key(Qt.Key.Key_Return)
        assert "gehört nicht zu Ihrem Konto" in p.dialog.error.text()
        assert p.field(names.RECOVERY_FIELD).hasFocus() or p.dialog.focusWidget() is p.field(names.RECOVERY_FIELD)
        p.field(names.RECOVERY_FIELD).setText("  " + KEY.replace(" ", "") + " ")
        await p.key(Qt.Key.Key_Return)
        assert p.dialog.title() == "Alles ist eingerichtet"
        await p.key(Qt.Key.Key_Return)
        assert not p.open()

    play(scene, SampleSecurity(FRESH))


def test_no_password_is_asked_where_the_server_wants_none() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.set_up()
        await p.settle()
        await p.press()
        assert p.dialog.title() == "Ihr Wiederherstellungsschlüssel"

    play(scene, SampleSecurity(FRESH, password=False))


def test_a_set_up_that_fails_can_be_tried_again_and_be_left() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.set_up()
        await p.settle()
        p.security.fail = UserError(ErrorCode.NO_NETWORK)
        await p.press()
        assert "keine Verbindung" in p.dialog.error.text()
        assert p.button().isEnabled()
        go_on = waits(p.security)
        await p.press()
        assert not p.button().isEnabled()
        assert p.button(names.STEP_BACK).isEnabled()
        await p.press(names.STEP_BACK)
        assert not p.open()
        go_on()
        await p.settle()
        assert p.security.state == FRESH  # closing has cancelled it

    play(scene, SampleSecurity(FRESH))


async def shown_key(p: Play) -> RecoveryKeyDialog:
    p.dialogs.new_key()
    await p.settle()
    await p.press()
    assert isinstance(p.dialog, RecoveryKeyDialog)
    return p.dialog


def test_leaving_before_the_key_was_checked_is_asked_once() -> None:
    async def scene(p: Play) -> None:
        dialog = await shown_key(p)
        dialog.reject()
        await p.settle()
        assert p.open()
        assert dialog.title() == "Ohne Prüfung beenden?"
        await p.press()
        assert dialog.title() == "Ihr Wiederherstellungsschlüssel"
        dialog.close()
        await p.settle()
        dialog.close()
        await p.settle()
        assert not p.open()

    play(scene)


def test_s11_the_clipboard_is_marked_and_forgets() -> None:
    async def scene(p: Play) -> None:
        clipboard = QGuiApplication.clipboard()
        mine = SensitiveClipboard(seconds=0.05)
        object.__setattr__(p.dialogs._context, "clipboard", mine)
        await shown_key(p)
        p.button(names.RECOVERY_COPY).click()
        assert clipboard.text() == NEW_KEY
        assert bytes(clipboard.mimeData().data("x-kde-passwordManagerHint").data()) == b"secret"
        assert any("CanIncludeInClipboardHistory" in kind for kind in clipboard.mimeData().formats())
        assert "60 Sekunden" in p.said()
        await p.stage.until(lambda: clipboard.text() == "")
        mine.copy(KEY)
        clipboard.setText("etwas anderes")
        await asyncio.sleep(0.1)
        assert clipboard.text() == "etwas anderes"
        clipboard.clear()

    play(scene)


def test_the_clipboard_forgets_when_the_program_ends() -> None:
    make_application("de")
    mine = SensitiveClipboard()
    mine.copy(KEY)
    QGuiApplication.instance().aboutToQuit.emit()  # type: ignore[union-attr]
    assert QGuiApplication.clipboard().text() == ""


def test_the_key_is_saved_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "Schlüssel.txt"

    async def scene(p: Play) -> None:
        dialog = await shown_key(p)
        dialog.save_to(path)
        await p.stage.until(lambda: "Gespeichert" in p.said())
        assert NEW_KEY in path.read_text("utf-8")
        assert p.window.account is not None
        assert p.window.account.user_id in path.read_text("utf-8")
        dialog.save_to(tmp_path / "fehlt" / "x.txt")
        await p.stage.until(lambda: "kann nicht geschrieben werden" in dialog.error.text())

    play(scene)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_an_older_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text("alt" * 1000)
    path.with_name("key.txt.new").write_text("Rest")
    write_private(path, "neu")
    assert path.read_text("utf-8") == "neu"
    assert not path.with_name("key.txt.new").exists()


def test_the_key_is_printed_on_one_page(tmp_path: Path) -> None:
    make_application("de")
    writer = QPdfWriter(str(tmp_path / "key.pdf"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    assert print_key(writer, "@jana:example.org", KEY)
    del writer
    data = (tmp_path / "key.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 1
    assert len(data) > 3_000
    assert " ".join(key_lines(KEY)) == KEY
    assert KEY in file_text("@jana:example.org", KEY)


# -- new device


def test_recovering_on_a_new_device() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.new_device()
        await p.settle()
        await p.press(names.NEW_DEVICE_KEY)
        await p.key(Qt.Key.Key_Return)
        assert p.dialog.error.text() == "Geben Sie den Wiederherstellungsschlüssel ein."
        await p.type("falsch")
        await p.key(Qt.Key.Key_Return)
        assert "gehört nicht zu Ihrem Konto" in p.dialog.error.text()
        p.field(names.RECOVERY_FIELD).setText(KEY)
        p.security.progress = [Progress(0, None), Progress(31_200, 100_000)]
        await p.key(Qt.Key.Key_Return)
        assert p.dialog.title() == "Dieses Gerät ist verifiziert"
        assert "Sie können hier Ihre Nachrichten lesen" in p.said()

    play(scene, SampleSecurity(NEW_DEVICE))


def test_a_restore_goes_on_in_the_background() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.recovery_key()
        await p.settle()
        await p.fill(names.RECOVERY_FIELD, KEY)
        p.security.progress = [Progress(31_200, 100_000), Progress(99_000, 100_000)]
        original = p.security._tell
        done: list[bool] = []

        async def tell(on_progress: object) -> None:
            waits(p.security)
            await original(on_progress)  # type: ignore[arg-type]
            done.append(True)

        p.security._tell = tell  # type: ignore[method-assign]
        await p.press()
        assert "31.200 von 100.000 Schlüsseln" in p.said()
        await p.press()
        assert not p.open()
        gate = p.security.gate
        assert gate is not None
        p.security.gate = None
        gate.set()
        await p.stage.until(lambda: bool(done))

    play(scene, SampleSecurity(NEW_DEVICE))


def test_an_interrupted_restore_does_not_ask_for_the_key_again() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.recovery_key()
        await p.settle()
        await p.fill(names.RECOVERY_FIELD, KEY)

        async def tell(_on_progress: object) -> None:
            raise UserError(ErrorCode.NO_NETWORK)

        p.security._tell = tell  # type: ignore[method-assign, assignment]
        await p.press()
        assert p.dialog.title() == "Dieses Gerät ist verifiziert"
        assert "keine Verbindung" in p.said()

    play(scene, SampleSecurity(NEW_DEVICE))


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("letter", "Zeichen, das in Wiederherstellungsschlüsseln nicht vorkommt"),
        ("length", "zu kurz oder zu lang"),
        ("header", "beginnt mit dem Buchstaben E"),
        ("parity", "Tippfehler"),
        ("no_passphrase", "keine Passphrase"),
        ("wrong_key", "gehört nicht zu Ihrem Konto"),
    ],
)
def test_what_is_wrong_with_a_recovery_key_is_told(problem: str, words: str) -> None:
    async def scene(p: Play) -> None:
        p.dialogs.recovery_key()
        await p.settle()
        await p.fill(names.RECOVERY_FIELD, "x")
        p.security.fail = UserError(ErrorCode.WRONG_RECOVERY_KEY, problem=problem)
        await p.press()
        assert words in p.dialog.error.text()
        assert p.field(names.RECOVERY_FIELD).text() == "x"

    play(scene, SampleSecurity(NEW_DEVICE))


def test_reset_is_the_last_of_the_ways_and_asks_first() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.new_device()
        await p.settle()
        assert "zurücksetzen" not in p.said()
        await p.press(names.NEW_DEVICE_LOST)
        ways = [b for b in p.dialog.findChildren(QWidget) if b.property("look") == "choice"]
        assert [way.accessibleName() for way in ways] == ["Schlüsseldatei verwenden", "Digitale Identität zurücksetzen"]
        ways[1].click()  # type: ignore[attr-defined]
        await p.settle()
        assert isinstance(p.dialog, ResetDialog)
        await p.press()
        assert "verstanden" in p.dialog.error.text()
        assert not p.did("reset")
        check = p.dialog.findChild(QCheckBox, names.RESET_UNDERSTOOD)
        assert check is not None
        check.setChecked(True)
        await p.press()
        await p.fill(names.PASSWORD_FIELD, PASSWORD)
        await p.press()
        assert p.did("reset") == [("reset", PASSWORD)]
        assert p.dialog.title() == "Ihr Wiederherstellungsschlüssel"
        assert NEW_KEY.split()[0] in p.said()

    play(scene, SampleSecurity(NEW_DEVICE))


# -- key storage


def test_repair_uses_what_this_device_has_first() -> None:
    async def scene(p: Play) -> None:
        p.security.set_state(SecurityState(Identity.READY, Recovery.READY, Backup.UNTRUSTED))
        p.dialogs.key_storage()
        await p.settle()
        await p.press(names.KEYS_REPAIR)
        assert p.did("repair") == [("repair", None)]
        assert "Alle Schlüssel sind gespeichert" in p.said()

    play(scene)


def test_repair_does_not_go_round_in_circles() -> None:
    async def scene(p: Play) -> None:
        p.security.repairs = False
        p.security.set_state(SecurityState(Identity.READY, Recovery.INCOMPLETE, Backup.ON))
        p.dialogs.key_storage()
        await p.settle()
        await p.press(names.KEYS_REPAIR)
        assert p.dialog.title() == "Wiederherstellungsschlüssel eingeben"
        await p.fill(names.RECOVERY_FIELD, KEY)
        await p.press()
        assert p.dialog.title() == "Nicht alles konnte repariert werden"
        await p.press()
        assert p.dialog.title() == "Neuen Wiederherstellungsschlüssel erstellen?"
        await p.press()
        assert p.security.state.recovery is Recovery.READY

    play(scene)


def test_the_state_is_followed_while_the_page_is_open() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.key_storage()
        await p.settle()
        p.security.set_state(replace(READY, remaining=240))
        await p.settle()
        assert "1.000 von 1.240 Schlüsseln" in p.said()

    play(scene)


def test_the_key_storage_cannot_be_switched_off_where_it_is_required() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.key_storage()
        await p.settle()
        texts = [button.text() for button in p.dialog.findChildren(QPushButton)]
        assert "Digitale Identität zurücksetzen …" in texts
        assert "Schlüsselspeicher ausschalten …" not in texts

    play(scene, SampleSecurity(replace(READY, required=True)))


# -- devices


def test_devices_that_nobody_uses_are_marked_and_signed_out_together() -> None:
    async def scene(p: Play) -> None:
        day = 86_400
        p.security.devices = [
            *p.security.devices,
            Device("SCHULUNG", "Schulungsraum 2.014 (Windows)", False, True, time.time() - 97 * day, "10.9.1.1"),
            Device("KURZ", "Laptop", False, True, time.time() - 59 * day),
        ]
        p.dialogs.devices()
        await p.settle()
        rows = {row.accessibleName() for row in p.dialog.findChildren(DeviceRow)}
        assert any("Seit 97 Tagen nicht benutzt" in row and "Schulungsraum" in row for row in rows)
        assert not any("nicht benutzt" in row and "Schulungsraum" not in row for row in rows)
        await p.press("devices.several")
        boxes = {box.objectName().rpartition(".")[2]: box for box in p.dialog.findChildren(QCheckBox)}
        assert set(boxes) == {device.device_id for device in p.security.devices if not device.this}
        assert [name for name, box in boxes.items() if box.isChecked()] == ["SCHULUNG"]
        assert "97" in boxes["SCHULUNG"].accessibleDescription()
        boxes["SCHULUNG"].setChecked(False)
        await p.press()
        assert "mindestens ein Gerät" in p.dialog.error.text()
        boxes["SCHULUNG"].setChecked(True)
        boxes["KURZ"].setChecked(True)
        await p.press()
        await p.press()
        await p.fill(names.PASSWORD_FIELD, PASSWORD)
        await p.press()
        assert set(p.did("sign_out_devices")[-1][1]) == {"SCHULUNG", "KURZ"}  # type: ignore[call-overload]
        assert {device.device_id for device in p.security.devices} == {
            "KQZWJXLRTA",
            "DIENSTHANDY",
            "ALTERBROWSER",
            "OHNENAMEN",
        }

    play(scene)


def test_devices_are_renamed_and_signed_out() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.devices()
        await p.settle()
        assert "Firefox auf dem Laptop im Besprechungsraum" in p.said()
        assert "2 Geräte sind nicht verifiziert" in p.said()
        await p.press("devices.rename")
        p.field(names.DEVICE_NAME).setText("Mein Rechner")
        await p.key(Qt.Key.Key_Return)
        assert p.did("rename_device") == [("rename_device", "KQZWJXLRTA", "Mein Rechner")]
        assert "Mein Rechner" in p.said()
        await p.press("devices.signout")
        assert "Firefox" in p.dialog.title()
        await p.press()
        assert p.dialog.title() == "Bestätigen Sie, dass Sie es sind"
        await p.fill(names.PASSWORD_FIELD, "falsch")
        await p.press()
        assert "Passwort stimmt nicht" in p.dialog.error.text()
        await p.fill(names.PASSWORD_FIELD, PASSWORD)
        await p.press()
        assert "Firefox" not in p.said()
        assert p.did("sign_out_devices")[-1] == ("sign_out_devices", ("ALTERBROWSER",), PASSWORD)

    play(scene)


def test_this_device_is_not_offered_to_be_signed_out_here() -> None:
    async def scene(p: Play) -> None:
        p.security.devices = p.security.devices[:1]
        p.dialogs.devices()
        await p.settle()
        assert [b for b in p.dialog.findChildren(QWidget, "devices.signout") if b.isVisible()] == []

    play(scene)


# -- people


def test_a_broken_verification_is_withdrawn_only_after_a_question() -> None:
    async def scene(p: Play) -> None:
        p.security.trusts[ANNA] = Trust.VIOLATION
        p.dialogs.person(ANNA, "Anna Weber", None)
        await p.settle()
        assert "wird nichts gesendet" in p.said()
        await p.press(names.PERSON_WITHDRAW)
        assert not p.did("withdraw_verification")
        await p.press()
        assert p.did("withdraw_verification") == [("withdraw_verification", ANNA)]
        await p.settle()
        assert "Nicht verifiziert" in p.said()

    play(scene)


def test_a_person_is_verified_from_their_profile() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.person(ANNA, "Anna Weber", None)
        await p.settle()
        await p.press(names.PERSON_VERIFY)
        assert isinstance(p.dialog, VerificationDialog)
        assert p.did("verify_user") == [("verify_user", ANNA)]
        assert "Anna Weber wurde gefragt" in p.said().replace("\u2068", "").replace("\u2069", "")

    play(scene)


def test_c01_hostile_names_stay_text() -> None:
    evil = '<img src="file:///etc/hostname"><b>Anna</b>\u202e\n'

    async def scene(p: Play) -> None:
        p.security.people[ANNA] = [replace(p.security.people[ANNA][0], name=evil)]
        p.dialogs.person(ANNA, evil, None)
        await p.settle()
        await p.press("person.devices")
        shown = [label.text() for label in p.dialog.findChildren(Label) if "img src" in label.text()]
        assert len(shown) >= 3
        assert all("\u202e" not in text and "\n" not in text for text in shown)
        p.security.put(verification(ANNA, Phase.INCOMING, display_name=evil))
        await p.settle()
        assert p.window.security.offers.keys()

    play(scene)


# -- key files


def test_keys_are_exported_with_progress_and_cancel(tmp_path: Path) -> None:
    async def scene(p: Play) -> None:
        p.dialogs.key_file(True)
        await p.settle()
        dialog = p.dialog
        assert isinstance(dialog, KeyFileDialog)
        await p.fill(names.KEY_FILE_PASSPHRASE, "kurz")
        await p.press()
        assert "zu kurz" in dialog.error.text()
        await p.fill(names.KEY_FILE_PASSPHRASE, "eine lange passphrase")
        await p.fill(names.KEY_FILE_REPEAT, "eine andere passphrase")
        await p.press()
        assert "stimmen nicht überein" in dialog.error.text()
        p.security.fail = UserError(ErrorCode.KEY_FILE, problem="unwritable")
        dialog.export_to(tmp_path / "keys.txt", "eine lange passphrase")
        await p.settle()
        assert "kann nicht geschrieben werden" in dialog.error.text()
        assert p.field(names.KEY_FILE_REPEAT).text() == "eine lange passphrase"
        waits(p.security)
        dialog.export_to(tmp_path / "keys.txt", "eine lange passphrase")
        await p.settle()
        dialog._went_on(Progress(5_120, 12_240))
        assert "5.120 von 12.240 Schlüsseln" in p.said()
        await p.press(names.STEP_BACK)
        assert not p.open()

    play(scene)


def test_keys_are_imported(tmp_path: Path) -> None:
    async def scene(p: Play) -> None:
        p.dialogs.key_file(False)
        await p.settle()
        dialog = p.dialog
        assert isinstance(dialog, KeyFileDialog)
        await p.press()
        assert dialog.error.text() == "Wählen Sie eine Datei."
        dialog.choose_source(tmp_path / "keys.txt")
        await p.fill(names.KEY_FILE_PASSPHRASE, "x")
        p.security.fail = UserError(ErrorCode.KEY_FILE, problem="wrong_passphrase")
        await p.press()
        assert "passt nicht zu dieser Datei" in dialog.error.text()
        await p.fill(names.KEY_FILE_PASSPHRASE, "richtig")
        await p.press()
        assert "812 neue Schlüssel" in p.said()

    play(scene)


# -- for everybody


@pytest.mark.parametrize("scene", security_screenshots.SCENES, ids=lambda scene: scene.__name__)
def test_everything_has_a_name_and_can_be_reached_with_tab(scene: security_screenshots.Scene) -> None:
    async def check(p: Play) -> None:
        await scene(p)
        place: QWidget = p.dialog if p.open() else p.window.security.offers
        focusable = [
            widget
            for widget in place.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        for widget in focusable:
            name = widget.accessibleName() or (widget.text() if hasattr(widget, "text") else "")
            assert name or (isinstance(widget, QLineEdit) is False and widget.property("look") is None), widget
        if not p.open():
            return
        for field in place.findChildren(QLineEdit):
            assert field.accessibleName()
        start = p.dialog.focusWidget()
        assert start is not None, "nothing has the focus"
        seen = {id(start)}
        at = _next(start)
        while at is not None and id(at) not in seen:
            seen.add(id(at))
            at = _next(at)
        assert {id(widget) for widget in focusable} <= seen

    play(check)


def _next(widget: QWidget) -> QWidget | None:
    """What Tab goes to."""
    at = widget.nextInFocusChain()
    while at is not None and at is not widget:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return at
        at = at.nextInFocusChain()
    return None


@pytest.mark.parametrize("scene", security_screenshots.MAIN, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("zoom", [100, 200])
def test_dialogs_fit_on_the_screen_and_no_button_is_cut_off(scene: security_screenshots.Scene, zoom: int) -> None:
    async def check(p: Play) -> None:
        await scene(p)
        if not p.open():
            return
        dialog, screen = p.dialog, p.dialog.screen().availableGeometry()
        assert dialog.height() <= screen.height()
        for button, _choice in dialog._made:
            inside = button.geometry()
            assert dialog.rect().contains(inside), button.text()
            assert inside.width() >= button.sizeHint().width() - 1, button.text()

    play(check, zoom=zoom)


def test_closing_the_window_with_a_dialog_open_is_clean() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.set_up()
        await p.settle()
        assert isinstance(p.dialog, SetUpDialog)
        waits(p.security)
        await p.press()
        p.window.show_account(None)
        assert QApplication.activeModalWidget() is None
        assert p.window.security.security is None

    play(scene, SampleSecurity(FRESH))


def test_recovery_is_not_lost_when_another_dialog_takes_over() -> None:
    async def scene(p: Play) -> None:
        p.dialogs.new_device()
        await p.settle()
        assert isinstance(p.dialog, NewDeviceDialog)
        await p.press(names.NEW_DEVICE_VERIFY)
        assert isinstance(p.dialog, VerificationDialog)
        link = next(b for b in p.dialog.findChildren(QWidget) if b.property("look") == "link" and b.isVisible())
        link.click()  # type: ignore[attr-defined]
        await p.settle()
        assert isinstance(p.dialog, NewDeviceDialog)
        assert p.dialog.title() == "Wiederherstellungsschlüssel eingeben"
        assert p.did("cancel")

    play(scene, SampleSecurity(NEW_DEVICE))
