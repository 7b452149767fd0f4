# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.ui.screenshots OUT [NAME...]``: pictures of the window in every state, drawn without a screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog

from app.errors import ErrorCode, UserError
from app.offer import Way, WayKind
from app.types import ConnectionState, Link
from tests.support.sample_account import (
    SampleAccount,
    SampleSession,
    budget_room,
    long_account,
    many_messages,
    many_rooms,
    room,
    today_at,
    usual_account,
)
from tests.support.sample_list import listed_account
from tests.ui import list_scenes, policy_scenes
from tests.ui.stage import Stage, perform
from ui.links import examine
from ui.signin import Step
from ui.theme import ThemeChoice

BUDGET, STATES = "!budget:behoerde.example", "!states:behoerde.example"
Scene = Callable[[Stage], Awaitable[None]]


def picture(stage: Stage, path: Path) -> None:
    """The window with the dialogs over it."""
    image = stage.window.grab()
    for dialog in stage.window.findChildren(QDialog):
        if dialog.isVisible():
            from PySide6.QtGui import QColor, QPainter

            painter = QPainter(image)
            painter.fillRect(image.rect(), QColor(0, 0, 0, 70))
            shot = dialog.grab()
            at = QPoint((stage.window.width() - dialog.width()) // 2, (stage.window.height() - dialog.height()) // 2)
            painter.drawPixmap(at, shot)
            painter.end()
    image.save(str(path), "PNG")
    with Image.open(path) as whole:  # without the transparency nobody uses, and as small as PNG can be
        opaque = whole.convert("RGB")
    opaque.save(path, optimize=True)


async def nothing(stage: Stage) -> None:
    del stage


async def signin_server(stage: Stage) -> None:
    stage.window.signin.server.setText("messenger.behoerde.example")
    await stage.settle()


async def signin_ways(stage: Stage) -> None:
    await signin_server(stage)
    page = stage.window.signin
    page.submit.click()
    await stage.until(lambda: page.step is Step.WAYS)
    await stage.settle()


async def signin_browser(stage: Stage) -> None:
    stage.session.ways, stage.session.with_code = (Way(WayKind.OAUTH), Way(WayKind.PASSWORD)), True
    await signin_ways(stage)


async def signin_providers(stage: Stage) -> None:
    ausweis, amt = Way(WayKind.SSO, "ausweis", "Dienstausweis"), Way(WayKind.SSO, "amt", "Anmeldedienst des Landes")
    stage.session.ways = (ausweis, amt, Way(WayKind.PASSWORD))
    await signin_ways(stage)


async def signin_waiting(stage: Stage) -> None:
    await signin_browser(stage)
    stage.window.open_address = lambda address: bool(address)  # type: ignore[method-assign]
    stage.window.signin._way_buttons[0].click()
    await stage.settle()


async def signin_denied(stage: Stage) -> None:
    await signin_waiting(stage)
    stage.session.sign_in_error = UserError(ErrorCode.DENIED)
    stage.session.arrived.set()
    await stage.settle()


async def signin_code(stage: Stage) -> None:
    await signin_browser(stage)
    stage.window.signin.other_device.click()
    await stage.settle()


async def signin_again(stage: Stage) -> None:
    stage.session.ways = (Way(WayKind.OAUTH),)
    account = stage.account
    account.connection = ConnectionState(Link.SIGNED_OUT, soft=True)
    account.connection_changed.emit(account.connection)
    await stage.settle()
    stage.window.chat.banner.sign_in.emit()
    await stage.until(lambda: stage.window.signin.step is Step.WAYS)
    await stage.settle()


async def signin_filled(stage: Stage) -> None:
    await signin_ways(stage)
    page = stage.window.signin
    page.user.setText("j.sommer")
    page.password.setText("correct horse battery")
    page.password.setFocus()
    await stage.settle()


async def signin_error(stage: Stage) -> None:
    await signin_filled(stage)
    stage.session.sign_in_error = UserError(ErrorCode.WRONG_PASSWORD)
    stage.window.signin.submit.click()
    await stage.until(lambda: stage.window.signin.submit.isEnabled())
    await stage.settle()


async def signin_advanced(stage: Stage) -> None:
    await signin_filled(stage)
    stage.window.signin.advanced.click()
    stage.window.signin.fail(UserError(ErrorCode.RATE_LIMITED, seconds=20))
    await stage.settle()


async def unlock_new(stage: Stage) -> None:
    stage.window.unlock.ask(new=True)
    await stage.settle()


async def budget(stage: Stage) -> None:
    await stage.open(BUDGET)


async def states(stage: Stage) -> None:
    await stage.open(STATES)


async def states_popover(stage: Stage) -> None:
    await stage.open(STATES)
    model = stage.window.chat.model
    stage.window.message_action(model.item(1).key, "shield")
    await stage.settle()


async def utd_popover(stage: Stage) -> None:
    await stage.open(STATES)
    stage.window.message_action(stage.window.chat.model.item(3).key, "why")
    await stage.settle()


async def failed_popover(stage: Stage) -> None:
    await stage.open(STATES)
    stage.window.message_action(stage.window.chat.model.item(12).key, "failed")
    await stage.settle()


async def offline(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.account.link(ConnectionState(Link.OFFLINE, retry_at=time.time() + 24))
    stage.window.chat.composer.edit.setPlainText("Zeile eins\nZeile zwei\nZeile drei\nZeile vier")
    await stage.settle()


async def signed_out(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.account.link(ConnectionState(Link.SIGNED_OUT))
    await stage.settle()


async def one_room(stage: Stage) -> None:
    await stage.open(BUDGET)


async def scrolled(stage: Stage) -> None:
    await stage.open("!r0:behoerde.example")
    stage.window.chat.view.scroll_by(-2400)
    await stage.settle()
    from tests.support.sample_account import ANNA, message

    stage.account.timelines[-1].append(
        [message(ANNA, "Neu", today_at(10)), message(ANNA, "Noch eine", today_at(10, 1))]
    )
    await stage.settle()


async def long_names(stage: Stage) -> None:
    await stage.open("!l1:x.example")


async def create(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.actions_of_rooms.create()
    await stage.settle()


async def create_group(stage: Stage) -> None:
    from ui.dialogs.rooms import CreateDialog

    await create(stage)
    dialog = stage.window.findChild(CreateDialog)
    assert dialog is not None
    dialog.group.setChecked(True)
    dialog.submit_button.click()
    await stage.settle()


async def invite(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.actions_of_rooms.invite()
    await stage.settle()


async def members(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.room_admin.show_members()
    await stage.settle()


async def leave(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.actions_of_rooms.leave()
    await stage.settle()


async def link(stage: Stage) -> None:
    await stage.open(BUDGET)
    address = "http://xn--bnk-sla.example/anmelden?konto=1"
    assert examine(address) is not None
    stage.window.actions_of_rooms.open_link(address)
    await stage.settle()


async def about(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.menus.about()
    await stage.settle()


async def invitation(stage: Stage) -> None:
    stage.window.open_room("!inv:behoerde.example")
    await stage.settle()


async def toast(stage: Stage) -> None:
    await stage.open(BUDGET)
    stage.window.show_error(UserError(ErrorCode.FORBIDDEN))
    await stage.settle()


async def reader(stage: Stage) -> None:
    await stage.open(BUDGET)
    view = stage.window.chat.view
    view.setFocus()
    view.select_row(5)
    stage.window.message_action(view.current, "reader")
    await stage.settle()


async def selection(stage: Stage) -> None:
    await stage.open(BUDGET)
    view = stage.window.chat.view
    from ui.timeline.selection import Place

    view.selection.start = Place(view.model.item(6).key, 8)
    view.selection.end = Place(view.model.item(9).key, 30)
    view.setFocus()
    view.select_row(9)
    await stage.settle()


def _one() -> SampleSession:
    return SampleSession(
        SampleAccount(
            [room(BUDGET, "Haushalt 2027", today_at(9), topic="Vorlage für den Haushaltsausschuss")],
            {BUDGET: budget_room()},
        )
    )


def _many() -> SampleSession:
    return SampleSession(SampleAccount(many_rooms(500), {"!r0:behoerde.example": many_messages(5000)}))


def usual() -> SampleSession:
    return SampleSession(usual_account())


SCENES: dict[str, tuple[Scene, Callable[[], SampleSession], dict[str, object]]] = {
    "list": (list_scenes.sections, lambda: SampleSession(listed_account()), {}),
    "list-dark": (list_scenes.sections, lambda: SampleSession(listed_account()), {"choice": ThemeChoice.DARK}),
    "list-175": (list_scenes.sections, lambda: SampleSession(listed_account()), {"zoom": 175}),
    "find-rooms": (list_scenes.public_rooms, lambda: SampleSession(listed_account()), {}),
    "find-rooms-dark": (
        list_scenes.public_rooms,
        lambda: SampleSession(listed_account()),
        {"choice": ThemeChoice.DARK},
    ),
    "find-rooms-narrow": (
        list_scenes.public_rooms,
        lambda: SampleSession(listed_account()),
        {"zoom": 200, "size": (640, 800)},
    ),
    "find-rooms-space": (list_scenes.space_rooms, lambda: SampleSession(listed_account()), {}),
    "people": (list_scenes.people, lambda: SampleSession(listed_account()), {}),
    "people-contrast": (
        list_scenes.people,
        lambda: SampleSession(listed_account()),
        {"choice": ThemeChoice.CONTRAST},
    ),
    "sign-in": (signin_filled, SampleSession, {}),
    "sign-in-server": (signin_server, SampleSession, {}),
    "sign-in-ways": (signin_browser, SampleSession, {}),
    "sign-in-ways-dark": (signin_browser, SampleSession, {"choice": ThemeChoice.DARK}),
    "sign-in-ways-contrast": (signin_browser, SampleSession, {"choice": ThemeChoice.CONTRAST}),
    "sign-in-providers": (signin_providers, SampleSession, {}),
    "sign-in-waiting": (signin_waiting, SampleSession, {}),
    "sign-in-waiting-175": (signin_waiting, SampleSession, {"zoom": 175}),
    "sign-in-denied": (signin_denied, SampleSession, {}),
    "sign-in-code": (signin_code, SampleSession, {}),
    "sign-in-code-dark": (signin_code, SampleSession, {"choice": ThemeChoice.DARK}),
    "sign-in-code-contrast": (signin_code, SampleSession, {"choice": ThemeChoice.CONTRAST}),
    "sign-in-code-175": (signin_code, SampleSession, {"zoom": 175}),
    "sign-in-again": (signin_again, lambda: SampleSession(SampleAccount()), {}),
    "sign-in-error": (signin_error, SampleSession, {}),
    "sign-in-advanced": (signin_advanced, SampleSession, {}),
    "sign-in-dark": (signin_error, SampleSession, {"choice": ThemeChoice.DARK}),
    "sign-in-175": (signin_filled, SampleSession, {"zoom": 175}),
    "sign-in-english": (nothing, SampleSession, {"language": "en"}),
    "unlock": (nothing, lambda: SampleSession(opens=[UserError(ErrorCode.PASSPHRASE_NEEDED)]), {}),
    "unlock-new": (unlock_new, lambda: SampleSession(opens=[UserError(ErrorCode.KEYRING_MISSING)]), {}),
    "trouble": (nothing, lambda: SampleSession(opens=[UserError(ErrorCode.STORE_CORRUPT)]), {}),
    "rooms-light": (budget, usual, {"size": (1200, 826)}),
    "rooms-dark": (budget, usual, {"choice": ThemeChoice.DARK, "size": (1200, 826)}),
    "rooms-contrast": (budget, usual, {"choice": ThemeChoice.CONTRAST}),
    "rooms-175": (budget, usual, {"zoom": 175, "size": (1360, 900)}),
    "rooms-wide": (budget, usual, {"size": (1920, 1000)}),
    "rooms-narrow": (budget, usual, {"size": (720, 640)}),
    "rooms-english": (budget, usual, {"language": "en"}),
    "no-room-chosen": (nothing, usual, {}),
    "no-rooms": (nothing, lambda: SampleSession(SampleAccount()), {}),
    "one-room": (one_room, _one, {}),
    "many-rooms": (scrolled, _many, {}),
    "long-names": (long_names, lambda: SampleSession(long_account()), {}),
    "states": (states, usual, {}),
    "states-dark": (states, usual, {"choice": ThemeChoice.DARK}),
    "shield": (states_popover, usual, {}),
    "undecryptable": (utd_popover, usual, {}),
    "failed": (failed_popover, usual, {"choice": ThemeChoice.DARK}),
    "offline": (offline, usual, {}),
    "locked": (policy_scenes.locked, policy_scenes.locked_session, {}),
    "locked-forgotten-175": (
        policy_scenes.forgotten,
        policy_scenes.locked_session,
        {"zoom": 175, "choice": ThemeChoice.DARK, "size": (1000, 900)},
    ),
    "notice": (budget, usual, {"policy": policy_scenes.NOTICE}),
    "policies": (policy_scenes.policies, usual, {}),
    "signed-out": (signed_out, usual, {}),
    "invitation": (invitation, usual, {}),
    "create": (create, usual, {}),
    "create-group": (create_group, usual, {}),
    "invite": (invite, usual, {}),
    "members": (members, usual, {}),
    "leave": (leave, usual, {}),
    "link": (link, usual, {}),
    "about": (about, usual, {"choice": ThemeChoice.DARK}),
    "toast": (toast, usual, {}),
    "reader": (reader, usual, {}),
    "selection": (selection, usual, {}),
}


def main(arguments: list[str]) -> int:
    out = Path(arguments[0] if arguments else "screenshots")
    out.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or SCENES:
        scene, session, options = SCENES[name]

        async def act(stage: Stage, scene: Scene = scene, name: str = name) -> None:
            await scene(stage)
            picture(stage, out / f"{name}.png")

        perform(act, session(), **options)  # type: ignore[arg-type]
        print(out / f"{name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
