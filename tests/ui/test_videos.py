# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Videos in the window: from the row, with the keyboard, beside pictures, full screen, what goes wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.errors import ErrorCode, UserError
from app.media.gallery import Fetched
from app.types import Attachment, ItemKind, TimelineItem
from app.video.types import Frame
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui.picture_viewer import PictureViewer
from ui.timeline.spoken import spoken

pytestmark = pytest.mark.window
ROOM = "!room:x.example"
FILM = Attachment("Film.mp4", "m.video", "video/mp4", 9_000_000, 640, 480, duration=83_000, caption="Der Umbau")
BARE = Attachment("Ohne Angaben.mp4", "m.video", "video/mp4", 9_000_000)
PICTURE = Attachment("Plan.png", "m.image", "image/png", 1_234_567, 800, 600)


def row(attachment: Attachment) -> TimelineItem:
    item = message(ANNA, attachment.name, today_at(9), kind=ItemKind.FILE)
    return replace(item, attachment=attachment)


def session(*attachments: Attachment) -> SampleSession:
    return SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [row(each) for each in attachments]}))


def viewer(stage: Stage) -> PictureViewer:
    return stage.window.findChildren(PictureViewer)[-1]


def calls(stage: Stage, name: str) -> list[tuple[object, ...]]:
    return [call for call in stage.account.calls if call[0] == name]


async def opened(stage: Stage, at: int = 0) -> PictureViewer:
    await stage.open(ROOM)
    view = stage.window.chat.view
    view.setFocus()
    view.select_row(at)
    QTest.keyClick(view, Qt.Key.Key_Return)
    await stage.settle(12)
    return viewer(stage)


def test_a_video_is_played_with_the_keyboard() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        videos, film = stage.account.videos, shown.film
        assert len(calls(stage, "play_video")) == 1  # who opens it wants to see it
        assert film.screen_.hasFocus()
        assert film.screen_.image() is not None
        assert not film.screen_.waits
        assert film.screen_.accessibleName() == "Video: Film.mp4"
        assert film.screen_.accessibleDescription() == "Der Umbau"
        assert film.play.accessibleName() == "Anhalten"
        assert film.time.text() == "0:00 / 1:23"
        QTest.keyClick(film.screen_, Qt.Key.Key_Space)
        await stage.settle()
        assert not videos.showing.running
        assert film.play.accessibleName() == "Abspielen"
        QTest.keyClick(film.screen_, Qt.Key.Key_Right)
        QTest.keyClick(film.screen_, Qt.Key.Key_Right)
        await stage.settle()
        assert videos.showing.position in (5_000, 10_000)
        QTest.keyClick(film.screen_, Qt.Key.Key_Home)
        await stage.settle()
        assert videos.showing.position == 0
        QTest.keyClick(film.screen_, Qt.Key.Key_Down)
        assert videos.showing.volume == 90
        assert film.volume.accessibleName() == "Lautstärke: 90 %"
        QTest.keyClick(film.screen_, Qt.Key.Key_M)
        assert videos.showing.muted
        assert film.mute.accessibleName() == "Ton an"
        QTest.keyClick(film.position, Qt.Key.Key_Right)  # a slider of its own, too
        await stage.settle()
        assert videos.showing.position == 5_000
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        await stage.settle()
        assert calls(stage, "stop_video")
        assert not stage.window.findChildren(PictureViewer)

    perform(scene, session(FILM))


def test_the_row_of_a_video_has_a_place_to_click_whatever_is_known_of_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        for at in (0, 1):
            place = view.layout_of(at).picture
            assert place is not None
            top = view.row_rect(at).top()  # type: ignore[union-attr]
            QTest.mouseClick(
                view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.center().x(), top + place.center().y())
            )
            await stage.settle(12)
            assert viewer(stage).film.isVisible()
            viewer(stage).close()
            await stage.settle()
        assert len(calls(stage, "play_video")) == 2

    perform(scene, session(BARE, FILM))


def test_pictures_and_videos_are_looked_at_one_after_the_other() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        assert shown.area.isVisible()
        assert not shown.film.isVisible()
        QTest.keyClick(shown.area, Qt.Key.Key_Right)
        await stage.settle(12)
        assert shown.title.full() == "Film.mp4"
        assert shown.film.isVisible()
        assert not shown.area.isVisible()
        assert not calls(stage, "play_video")  # passing by is not asking for it
        assert shown.film.screen_.waits
        assert "2 von 3" in shown.about.text()
        hidden = {button.objectName() for button, _icon in shown._buttons if not button.isVisible()}
        assert {"viewer.copy", "viewer.larger", "viewer.rotate"} <= hidden
        QTest.mouseClick(shown.film.screen_, Qt.MouseButton.LeftButton)
        await stage.settle()
        assert calls(stage, "play_video")
        QTest.keyClick(shown.film.screen_, Qt.Key.Key_PageDown)
        await stage.settle(12)
        assert calls(stage, "stop_video")
        assert shown.area.isVisible()
        assert shown.zoom.isVisible()
        QTest.keyClick(shown.area, Qt.Key.Key_PageUp)
        await stage.settle()
        assert shown.film.isVisible()
        shown.close()

    perform(scene, session(PICTURE, FILM, replace(PICTURE, name="2.png")))


def test_full_screen_and_back() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        QTest.keyClick(shown.film.screen_, Qt.Key.Key_F)
        await stage.settle()
        assert shown.isFullScreen()
        assert not shown._foot.isVisible()
        assert shown.film.whole.accessibleName() == "Vollbild verlassen"
        QTest.keyClick(shown.film.screen_, Qt.Key.Key_Escape)
        await stage.settle()
        assert not shown.isFullScreen()
        assert shown._foot.isVisible()
        assert shown.isVisible()
        shown.close()

    perform(scene, session(FILM))


def test_what_cannot_be_played_is_told_in_its_place() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.videos.fail = UserError(ErrorCode.NOT_SHOWABLE, reason="video")
        shown = await opened(stage)
        assert "Video" in shown.told.text()
        assert shown.told.isVisible()
        stage.account.videos.tell(replace(stage.account.videos.showing, key="other"))
        assert shown.told.isVisible()  # of something else
        QTest.keyClick(shown.film.screen_, Qt.Key.Key_Space)  # perhaps now
        await stage.settle()
        assert not shown.told.isVisible()
        playing = stage.account.videos.showing
        stage.account.videos.tell(replace(playing, running=False, error=ErrorCode.NOT_SHOWABLE))
        assert "bricht" in shown.told.text()
        shown.close()

    perform(scene, session(FILM))


def test_how_far_a_large_file_is() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        key = shown.item().event_id or ""
        stage.account.videos.tell(replace(stage.account.videos.showing, loading=True, running=False))
        assert shown.told.text() == "Wird geladen …"
        stage.account.gallery.fetched.emit(Fetched(ROOM, key, 4_500_000))
        assert "50 %" in shown.told.text()
        stage.account.videos.tell(replace(stage.account.videos.showing, loading=False, running=True))
        assert not shown.told.isVisible()
        shown.close()

    perform(scene, session(FILM))


def test_frames_are_painted_as_they_come() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        screen = shown.film.screen_
        red = bytes((0, 0, 255, 0)) * (320 * 240)
        stage.account.videos.frame.emit(Frame(320, 240, red, 1_000))
        color = screen.grab().toImage().pixelColor(screen.rect().center())
        assert (color.red(), color.green(), color.blue()) == (255, 0, 0)
        _what, width, height, fastest = calls(stage, "fit")[-1]
        ratio = screen.devicePixelRatioF()
        assert (width, height) == (screen.width() * ratio, screen.height() * ratio)
        assert fastest in (12, 30)
        shown.resize(shown.width() - 100, shown.height() - 100)
        await stage.settle()
        assert calls(stage, "fit")[-1][1] < width  # type: ignore[operator]
        shown.close()

    perform(scene, session(FILM))


def test_a_locked_window_shows_and_plays_no_video() -> None:
    async def scene(stage: Stage) -> None:
        stage.account.screen_lock.secret = "Kuckuck-47"
        shown = await opened(stage)
        assert stage.account.videos.showing.running
        stage.window.locking.lock()
        await stage.settle()
        assert not shown.isVisible()
        assert not stage.account.videos.showing.running

    perform(scene, session(FILM))


def test_screen_readers_hear_how_long_a_video_is() -> None:
    assert spoken(row(FILM)).startswith("Anna")
    assert "Video: Film.mp4, 1:23, 9,0 MB, Der Umbau" in spoken(row(FILM))


def test_everything_is_reached_in_a_small_window_at_200_per_cent() -> None:
    async def scene(stage: Stage) -> None:
        shown = await opened(stage)
        film = shown.film
        assert shown.width() <= 800
        for part in (film.play, film.position, film.time, film.mute, film.whole):
            assert part.isVisible()
            at = part.mapTo(shown, part.rect().center())
            assert shown.rect().contains(at)
            assert part.mapTo(shown, part.rect().topRight()).x() < shown.width()
        assert film.position.width() > 100
        shown.close()

    perform(scene, session(FILM), zoom=200, size=(800, 600))
