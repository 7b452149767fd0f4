# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every phase of a verification in its dialog, codes shown and scanned, and what screen readers are told."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage, QPainter, QTransform
from PySide6.QtWidgets import QWidget

from app.errors import ErrorCode, UserError
from app.security.interface import Phase, Trust, Verification
from crypto.verification.messages import CancelCode
from tests.support.sample_account import ANNA, ME
from tests.support.sample_security import CODE, SEVEN, SampleSecurity, verification, waits
from tests.ui.security_play import Play, play
from ui.dialogs import steps
from ui.dialogs.verification import VerificationDialog
from ui.dialogs.verification_parts import Numbers, QrView, Symbols, symbol_names
from ui.i18n import tr
from ui.main import make_application
from ui.security import codes, names
from ui.security.words import cancel_sentence, trust_text, trust_title

pytestmark = pytest.mark.window
NUMBERS = (1432, 8190, 3307)


async def verifying(p: Play, phase: Phase, user: str = ANNA, **fields: object) -> Verification:
    """A verification of ours is on screen in a phase."""
    flow = p.security.put(verification(user, phase, we_requested=True, **fields))
    p.dialogs._open(VerificationDialog(p.dialogs._context, flow, again=lambda: p.dialogs.verify_user(user)))
    await p.settle()
    return flow


def test_from_request_to_done_with_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr(steps, "announce", lambda _w, text, urgent=False: heard.append((text, urgent)))

    async def scene(p: Play) -> None:
        p.dialogs.verify_user(ANNA)
        await p.settle()
        key = p.security.verifications[0].key
        assert p.dialog.title() == "Warten auf eine Antwort"
        assert "noch 10 Minuten" in p.said()
        p.security.code = None
        p.security.move(key, Phase.READY, can_show_qr=False, can_scan_qr=False)
        await p.settle()
        await p.key(Qt.Key.Key_Space)  # the one way has the focus
        assert p.did("start_sas") == [("start_sas", key)]
        p.security.move(key, Phase.COMPARE, emoji=SEVEN, decimals=NUMBERS)
        await p.settle()
        shown = p.dialog.findChild(Symbols)
        assert shown is not None
        assert p.dialog.focusWidget() is shown
        german = [word for _symbol, word, _english in SEVEN]
        assert shown.accessibleName() == "Symbole: " + ", ".join(german)
        assert heard[-1][1]
        assert ", ".join(german) in heard[-1][0]
        await p.key(Qt.Key.Key_Return)
        assert not p.did("confirm")  # Enter alone says nothing: one has to choose
        button = p.button(names.VERIFY_MATCH)
        button.setFocus()
        await p.key(Qt.Key.Key_Space)
        assert p.did("confirm") == [("confirm", key)]
        assert p.dialog.title() == "Warten auf die andere Seite"
        p.security.move(key, Phase.DONE)
        await p.settle()
        assert heard[-1][0].startswith("Verifiziert. Ab jetzt")
        await p.key(Qt.Key.Key_Return)
        assert not p.open()
        assert not p.did("cancel")

    play(scene)


def test_symbols_have_english_names_in_an_english_window() -> None:
    make_application("en")
    assert symbol_names(SEVEN) == [english for _symbol, _german, english in SEVEN]
    make_application("de")
    assert symbol_names(SEVEN) == [german for _symbol, german, _english in SEVEN]


def test_numbers_in_place_of_symbols() -> None:
    async def scene(p: Play) -> None:
        await verifying(p, Phase.COMPARE, emoji=SEVEN, decimals=NUMBERS)
        link = next(b for b in p.dialog.findChildren(QWidget) if b.property("look") == "link" and b.isVisible())
        link.click()  # type: ignore[attr-defined]
        await p.settle()
        shown = p.dialog.findChild(Numbers)
        assert shown is not None
        assert "1 4 3 2, 8 1 9 0, 3 3 0 7" in shown.accessibleName()
        assert p.dialog.title() == "Sind die Zahlen gleich?"

    play(scene)


def test_a_mismatch_is_told_as_a_danger_once_and_can_be_tried_again() -> None:
    async def scene(p: Play) -> None:
        flow = await verifying(p, Phase.COMPARE, emoji=SEVEN, decimals=NUMBERS)
        go_on = waits(p.security)
        p.button(names.VERIFY_MISMATCH).click()
        p.dialog._made[0][0].click()
        await p.settle()
        assert p.did("mismatch") == [("mismatch", flow.key)]
        go_on()
        await p.settle()
        assert p.dialog.title() == "Nicht verifiziert: Etwas stimmt nicht"
        assert "nichts Vertrauliches" in p.said()
        await p.press(names.STEP_BACK)
        assert p.did("verify_user") == [("verify_user", ANNA)]

    play(scene)


@pytest.mark.parametrize("code", [*CancelCode, "org.example.unknown"])
@pytest.mark.parametrize("own", [True, False])
def test_every_reason_has_a_sentence_of_its_own_or_a_general_one(code: str, own: bool) -> None:
    make_application("de")
    flow = verification(ME if own else ANNA, Phase.CANCELLED, cancel_code=str(code))
    sentence = cancel_sentence(flow)
    assert sentence.endswith(".")
    assert str(code) not in sentence
    by_us = cancel_sentence(replace(flow, cancelled_by_us=True))
    assert (by_us == tr("You have cancelled the verification.")) is (code == "m.user")


def test_every_trust_is_told() -> None:
    make_application("de")
    assert len({trust_title(trust) for trust in Trust}) == len(Trust)
    assert all("Anna" in trust_text(trust, "Anna") for trust in Trust)


@pytest.mark.parametrize("phase", [Phase.REQUESTED, Phase.READY, Phase.STARTED, Phase.COMPARE, Phase.WAITING])
def test_closing_cancels_what_is_not_over(phase: Phase) -> None:
    async def scene(p: Play) -> None:
        flow = await verifying(p, phase, emoji=SEVEN)
        await p.key(Qt.Key.Key_Escape)
        assert not p.open()
        assert p.did("cancel") == [("cancel", flow.key)]

    play(scene)


@pytest.mark.parametrize("phase", [Phase.DONE, Phase.CANCELLED, Phase.ELSEWHERE])
def test_closing_what_is_over_sends_nothing(phase: Phase) -> None:
    async def scene(p: Play) -> None:
        await verifying(p, phase, cancel_code="m.user")
        await p.key(Qt.Key.Key_Escape)
        assert not p.open()
        assert not p.did("cancel")

    play(scene)


def test_a_request_that_nobody_waits_for_any_more_is_cancelled() -> None:
    async def scene(p: Play) -> None:
        go_on = waits(p.security)
        p.dialogs.verify_user(ANNA)
        await p.settle()
        await p.key(Qt.Key.Key_Escape)
        assert not p.open()
        go_on()
        await p.settle()
        assert len(p.did("cancel")) == 1

    play(scene)


def test_what_cannot_be_started_says_why() -> None:
    async def scene(p: Play) -> None:
        p.security.fail = UserError(ErrorCode.CANNOT_VERIFY, reason="no_device")
        p.dialogs.verify_device(None)
        await p.settle()
        assert "kein anderes verifiziertes Gerät" in p.said()
        p.dialog.accept()

    play(scene)


# -- codes


def drawn(data: bytes, each: int = 5) -> QImage:
    """The code as a picture."""
    rows = codes.squares(data)
    side = (len(rows) + 8) * each
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect((x + 4) * each, (y + 4) * each, each, each, QColor("#000000"))
    painter.end()
    return image


def on_a_desktop(image: QImage) -> QImage:
    desk = QImage(1920, 1080, QImage.Format.Format_RGB32)
    desk.fill(QColor("#336677"))
    painter = QPainter(desk)
    painter.drawImage(900, 400, image)
    painter.end()
    return desk


def test_what_is_shown_can_be_scanned_in_every_theme() -> None:
    async def scene(p: Play) -> None:
        await verifying(p, Phase.READY)
        view = p.dialog.findChild(QrView)
        assert view is not None
        assert codes.find([view.grab().toImage()]) == CODE
        assert codes.find([p.dialog.grab().toImage()]) == CODE

    play(scene)
    play(scene, zoom=200)


def test_codes_are_found_turned_small_and_among_others() -> None:
    make_application("de")
    assert codes.find([QImage(), on_a_desktop(drawn(CODE))]) == CODE
    assert codes.find([on_a_desktop(drawn(CODE)).transformed(QTransform().rotate(37))]) == CODE
    assert codes.find([drawn(CODE, 2)]) == CODE
    assert codes.find([drawn(b"https://example.org/some/address")]) is None
    assert codes.find([on_a_desktop(QImage())]) is None


def test_every_byte_survives() -> None:
    make_application("de")
    data = b"MATRIX\x02\x00" + bytes(range(256))
    assert codes.find([drawn(data, 4)]) == data


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_c10_picture_files_are_read_by_their_content(tmp_path: Path, kind: str) -> None:
    make_application("de")
    path = tmp_path / f"code.{kind}"
    assert on_a_desktop(drawn(CODE)).save(str(path))
    other = path.rename(tmp_path / "code.dat")
    image = codes.load(other)
    assert image is not None
    assert codes.find([image]) == CODE


def test_c10_files_that_are_no_pictures_or_bombs_are_refused(tmp_path: Path) -> None:
    make_application("de")
    path = tmp_path / "x.png"
    for data in (b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"MATRIX" * 100):
        path.write_bytes(data)
        assert codes.load(path) is None
    assert drawn(CODE).save(str(path))
    bomb = bytearray(path.read_bytes())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    path.write_bytes(bytes(bomb))
    begin = time.perf_counter()
    assert codes.load(path) is None
    assert time.perf_counter() - begin < 0.5
    with path.open("wb") as file:
        file.truncate(codes.MAX_FILE + 1)
    assert codes.load(path) is None


async def scanning(p: Play) -> VerificationDialog:
    await verifying(p, Phase.READY)
    await p.press(names.VERIFY_SCAN)
    dialog = p.dialog
    assert isinstance(dialog, VerificationDialog)
    return dialog


def test_a_code_is_scanned_from_a_file_the_clipboard_and_by_dropping(tmp_path: Path) -> None:
    path = tmp_path / "code.png"

    async def from_file(p: Play) -> None:
        assert drawn(CODE).save(str(path))
        dialog = await scanning(p)
        dialog.take_file(path)
        await p.stage.until(lambda: dialog.title() == "Warten auf die andere Seite")
        assert p.did("scan_qr")[-1][2] == CODE

    async def from_clipboard(p: Play) -> None:
        dialog = await scanning(p)
        QGuiApplication.clipboard().setText("kein Bild")
        dialog._paste()
        assert "kein Bild" in dialog.error.text()
        QGuiApplication.clipboard().setImage(on_a_desktop(drawn(CODE)))
        dialog._paste()
        await p.stage.until(lambda: bool(p.did("scan_qr")))
        QGuiApplication.clipboard().clear()

    async def dropped(p: Play) -> None:
        dialog = await scanning(p)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        nothing, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
        dialog.dropEvent(QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, nothing))
        await p.stage.until(lambda: bool(p.did("scan_qr")))

    for scene in (from_file, from_clipboard, dropped):
        play(scene)


def test_a_wrong_code_leaves_the_verification_as_it_is(tmp_path: Path) -> None:
    async def scene(p: Play) -> None:
        dialog = await scanning(p)
        dialog.take([drawn(CODE[:-1] + b"x")])
        await p.stage.until(dialog.error.isVisible)
        assert "gehört nicht zu dieser Verifizierung" in dialog.error.text()
        dialog.take([QImage(100, 100, QImage.Format.Format_RGB32)])
        await p.stage.until(lambda: "kein QR-Code" in dialog.error.text())
        dialog.take_file(tmp_path / "fehlt.png")
        await p.settle()
        dialog.take([drawn(CODE)])
        await p.stage.until(lambda: dialog.title() == "Warten auf die andere Seite")

    play(scene)


def test_without_a_code_there_are_symbols() -> None:
    async def scene(p: Play) -> None:
        await verifying(p, Phase.READY)
        assert p.dialog.findChild(QrView) is None
        assert p.button(names.VERIFY_COMPARE).isVisible()

    security = SampleSecurity()
    security.code = None
    play(scene, security)


# -- requests of others


def test_a_request_is_an_offer_that_leaves_the_focus_alone() -> None:
    async def scene(p: Play) -> None:
        await p.stage.open("!budget:behoerde.example")
        edit = p.window.chat.composer.edit
        assert p.window.focusWidget() is edit
        flow = p.security.put(verification(ANNA, Phase.INCOMING))
        await p.settle()
        assert p.window.focusWidget() is edit
        row = p.window.security.offers.row(flow.key)
        assert row is not None
        assert "Anna Weber" in row.offer.title
        row.yes.click()
        await p.settle()
        assert p.did("accept") == [("accept", flow.key)]
        assert p.window.security.offers.keys() == []
        assert p.dialog.title() == "Wie möchten Sie verifizieren?"

    play(scene)


@pytest.mark.parametrize("phase", [Phase.ELSEWHERE, Phase.CANCELLED, Phase.DONE])
def test_a_request_that_is_over_is_no_longer_offered(phase: Phase) -> None:
    async def scene(p: Play) -> None:
        flow = p.security.put(verification(ANNA, Phase.INCOMING))
        assert p.window.security.offers.keys() == [flow.key]
        p.security.move(flow.key, phase, cancel_code="m.timeout")
        assert p.window.security.offers.keys() == []
        assert p.window.security.offers.isHidden()

    play(scene)


def test_a_request_is_declined() -> None:
    async def scene(p: Play) -> None:
        flow = p.security.put(verification(ME, Phase.INCOMING))
        row = p.window.security.offers.row(flow.key)
        assert row is not None
        assert row.offer.on_no is not None
        row.offer.on_no()
        await p.settle()
        assert p.did("cancel") == [("cancel", flow.key)]

    play(scene)


def test_several_at_once_do_not_mix() -> None:
    async def scene(p: Play) -> None:
        first = await verifying(p, Phase.COMPARE, emoji=SEVEN, decimals=NUMBERS)
        second = p.security.put(verification(ME, Phase.INCOMING))
        p.security.move(second.key, Phase.CANCELLED, cancel_code="m.user")
        await p.settle()
        assert p.dialog.title() == "Sind die Symbole gleich?"
        assert p.security.flows[first.key].phase is Phase.COMPARE

    play(scene)
