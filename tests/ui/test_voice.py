# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Voice messages in the window: heard, sought, played faster; recorded, listened to, sent or deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

from app.errors import ErrorCode, UserError
from app.types import Attachment, ItemKind, TimelineItem
from app.voice.types import Playing
from tests.support.sample_account import ANNA, ME, MEHMET, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui import names
from ui.timeline.accessible import TimelineAccessible
from ui.timeline.inline_sound import SoundBar

pytestmark = pytest.mark.window
ROOM = "!room:x.example"
OTHER = "!other:x.example"
WAVE = tuple((n * 37) % 1025 for n in range(100))
VOICE = Attachment("Voice message.ogg", "m.audio", "audio/ogg", 9000, duration=10_000, voice=True, waveform=WAVE)


def spoken(sender: str = ANNA, attachment: Attachment = VOICE) -> TimelineItem:
    item = message(sender, attachment.name, today_at(9), kind=ItemKind.FILE)
    return replace(item, attachment=attachment)


def session(*items: TimelineItem) -> SampleSession:
    rooms = [room(ROOM, "Raum", today_at(9)), room(OTHER, "Anderer", today_at(8))]
    return SampleSession(SampleAccount(rooms, {ROOM: list(items)}))


def bar(stage: Stage, item: TimelineItem) -> SoundBar:
    widget = stage.window.chat.view.widgets.of(item.key)
    assert isinstance(widget, SoundBar)
    return widget


def button(stage: Stage, name: str) -> QToolButton:
    found = stage.window.findChild(QToolButton, name)
    assert found is not None
    return found


def test_a_voice_message_is_played_paused_sought_and_faster() -> None:
    item = spoken()

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        sound = bar(stage, item)
        assert "Sprachnachricht" in sound.button.accessibleName()
        assert "Anna Weber" in sound.button.accessibleName()
        assert sound.time.text() == "0:10"
        sound.button.click()
        await stage.settle()
        assert ("play", ROOM, item.event_id) in stage.account.calls
        stage.account.voice.tell(Playing(str(item.event_id), 4_000, 10_000, running=True))
        assert sound.time.text() == "0:04 / 0:10"
        assert sound.wave.value() == 4_000
        sound.wave.setFocus()
        QTest.keyClick(sound.wave, Qt.Key.Key_Right)
        await stage.settle()
        assert ("seek", 9_000) in stage.account.calls
        sound.speed.click()
        await stage.settle()
        assert ("set_speed", 1.5) in stage.account.calls
        assert sound.speed.text() == "1,5×"
        sound.button.click()
        await stage.settle()
        assert ("pause",) in stage.account.calls
        assert "Abspielen" in sound.button.accessibleName()

    perform(scene, session(item))


def test_keyboard_and_screen_reader_reach_it() -> None:
    item = spoken()

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view, sound = stage.window.chat.view, bar(stage, item)
        view.setFocus()
        view.select_row(0)
        QTest.keyClick(view, Qt.Key.Key_Return)
        await stage.settle()
        assert ("play", ROOM, item.event_id) in stage.account.calls
        for expected in (sound.button, sound.wave, sound.speed):
            QTest.keyClick(stage.window.focusWidget() or view, Qt.Key.Key_Tab)
            assert expected.hasFocus()
        QTest.keyClick(sound.speed, Qt.Key.Key_Tab)
        assert not sound.isAncestorOf(stage.window.focusWidget() or sound)
        assert not view.hasFocus()
        sound.button.setFocus()
        QTest.keyClick(sound.button, Qt.Key.Key_Escape)
        assert view.hasFocus()
        accessible = TimelineAccessible(view)
        assert accessible.childCount() == len(view.model) + 1
        child = accessible.child(len(view.model))
        assert child is not None
        assert child.object() is sound
        assert accessible.indexOfChild(child) == len(view.model)

    perform(scene, session(item))


def test_the_next_voice_message_plays_on_but_not_past_others() -> None:
    first, second = spoken(), spoken(MEHMET)
    text = message(ANNA, "Danke", today_at(9))
    last = spoken()

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        voice = stage.account.voice
        voice.finished.emit(str(first.event_id))
        await stage.settle()
        assert stage.account.calls.count(("play", ROOM, second.event_id)) == 1
        voice.finished.emit(str(second.event_id))
        await stage.settle()
        assert ("play", ROOM, last.event_id) not in stage.account.calls

    perform(scene, session(first, second, text, last))


def test_a_sound_file_has_its_name_and_a_line_instead_of_a_wave() -> None:
    item = spoken(attachment=Attachment("<b>Lied</b>.mp3", "m.audio", "audio/mpeg", 3_000_000, duration=60_000))

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        assert "<b>Lied</b>.mp3" in bar(stage, item).button.accessibleName()
        stage.account.voice.fail = UserError(ErrorCode.NOT_PLAYABLE)
        bar(stage, item).button.click()
        await stage.settle()
        assert stage.window.toast.isVisible()

    perform(scene, session(item))


def test_record_listen_and_send() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        chat = stage.window.chat
        button(stage, names.RECORD).click()
        await stage.settle()
        recording = stage.account.voice.recording
        assert recording is not None
        assert not chat.composer.isVisible()
        assert button(stage, names.RECORDER_STOP).hasFocus()
        recording.speak(*[500] * 25)
        chat.conversation.recorder._heard(recording)  # type: ignore[arg-type]
        button(stage, names.RECORDER_STOP).click()
        await stage.settle()
        assert button(stage, names.RECORDER_SEND).hasFocus()
        assert chat.conversation.recorder.time.text() == "0:02"
        button(stage, names.RECORDER_LISTEN).click()
        await stage.settle()
        assert ("listen", 2_500) in stage.account.calls
        assert button(stage, names.RECORDER_LISTEN).accessibleName() == "Anhalten"
        button(stage, names.RECORDER_SEND).click()
        await stage.settle()
        assert ("send_voice", ROOM, 2_500, "Sprachnachricht") in stage.account.calls
        assert chat.composer.isVisible()
        assert chat.composer.edit.hasFocus()

    perform(scene, session())


def test_a_recording_is_deleted_or_waits_for_its_room() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        chat = stage.window.chat
        button(stage, names.RECORD).click()
        await stage.settle()
        first = stage.account.voice.recording
        assert first is not None
        button(stage, names.RECORDER_CANCEL).click()
        await stage.settle()
        assert first.cancelled
        assert chat.composer.isVisible()
        button(stage, names.RECORD).click()
        await stage.settle()
        second = stage.account.voice.recording
        assert second is not None
        second.speak(*[300] * 10)
        await stage.open(OTHER)
        assert not second.running
        assert chat.composer.isVisible()
        await stage.open(ROOM)
        assert not chat.composer.isVisible()
        assert button(stage, names.RECORDER_SEND).isVisible()
        button(stage, names.RECORDER_CANCEL).click()
        await stage.settle()
        await stage.open(OTHER)
        await stage.open(ROOM)
        assert chat.composer.isVisible()
        assert not [call for call in stage.account.calls if call[0] == "send_voice"]

    perform(scene, session())


def test_without_a_microphone_one_is_told_what_to_do() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        stage.account.voice.fail = UserError(ErrorCode.NO_MICROPHONE)
        button(stage, names.RECORD).click()
        await stage.settle()
        assert stage.window.toast.isVisible()
        assert stage.window.chat.composer.isVisible()

    perform(scene, session())


def test_rows_that_leave_the_screen_keep_no_widgets() -> None:
    items = [spoken(ME if n % 3 else ANNA) for n in range(60)]

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        for _ in range(12):
            view.scroll_by(-700)
            await stage.settle(2)
        shown = view.widgets.widgets()
        assert 0 < len(shown) < 15
        bars = [widget for widget in view.viewport().findChildren(QWidget) if isinstance(widget, SoundBar)]
        assert len(bars) < 30
        for widget in shown:
            row = view.model.row_of(widget.key)
            rect = view.row_rect(row)
            assert rect is not None
            assert rect.contains(widget.geometry().center())

    perform(scene, session(*items))
