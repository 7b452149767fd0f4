# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.ui.user_pictures [NAME...]``: the pictures of docs/user, from the real window, in both languages.

A picture is named after its German page: ``NAME-de.png`` and ``NAME-en.png``. ``test_user_docs`` keeps PICTURES and
what the pages show the same.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.sample_account import SampleAccount, SampleSession, usual_account
from tests.support.sample_list import listed_account
from tests.support.sample_security import SampleSecurity, SecuredAccount
from tests.ui import (
    account_scenes,
    list_scenes,
    lively_scenes,
    policy_scenes,
    scan_scenes,
    search_scenes,
    thread_scenes,
    writing_scenes,
)
from tests.ui import media_screenshots as media
from tests.ui import room_pictures as rooms
from tests.ui import screenshots as shots
from tests.ui import security_screenshots as security
from tests.ui.security_play import Play
from tests.ui.stage import Stage, perform

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "user" / "pictures"
LANGUAGES = ("de", "en")
Scene = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """``scene`` brings the window into the state; ``account`` None: nobody is signed in."""

    scene: Scene
    account: Callable[[], SampleAccount] | None = usual_account
    size: tuple[int, int] = (1100, 740)


def secured(scene: security.Scene) -> Drawing:
    """A scene about identity and trust."""
    script = SampleSecurity()

    async def play(stage: Stage) -> None:
        await scene(Play(stage, script))
        await stage.settle()

    def account() -> SampleAccount:
        script.__init__()  # type: ignore[misc]
        return SecuredAccount(usual_account(), script)

    return Drawing(play, account)


def settings(subject: str) -> Drawing:
    """A page of the settings."""

    async def scene(stage: Stage) -> None:
        stage.window.open_settings(subject)
        await stage.settle()

    return Drawing(scene, lambda: SecuredAccount(usual_account(), SampleSecurity()))


PICTURES: dict[str, Drawing] = {
    "threads": Drawing(thread_scenes.thread, thread_scenes.account, (1300, 780)),
    "nachrichten": Drawing(thread_scenes.messages, thread_scenes.account),
    "erste-schritte-anmelden": Drawing(shots.signin_filled, None),
    "anmelden-wege": Drawing(shots.signin_browser, None),
    "anmelden-browser": Drawing(shots.signin_waiting, None),
    "anmelden-code": Drawing(shots.signin_code, None, (1100, 860)),
    "anmelden-erneut": Drawing(shots.signin_again),
    "erste-schritte-einrichten": secured(security.setup_intro),
    "erste-schritte-fenster": Drawing(shots.budget),
    "identitaet-neues-geraet": secured(security.device_ways),
    "identitaet-symbole": secured(security.verify_emoji),
    "identitaet-geraete": secured(security.devices),
    "identitaet-geraete-mehrere": secured(account_scenes.unused),
    "mehrere-konten": Drawing(account_scenes.several),
    "anmelden-abgemeldet": Drawing(account_scenes.signed_out),
    "identitaet-schluesselspeicher": secured(security.keys_incomplete),
    "einstellungen-konto": settings("account"),
    "einstellungen-darstellung": settings("appearance"),
    "benachrichtigungen": settings("notifications"),
    "tastatur": settings("keyboard"),
    "sperren": Drawing(policy_scenes.locked, policy_scenes.locked_account, (1000, 640)),
    "einstellungen-richtlinien": Drawing(policy_scenes.policies, size=(1100, 760)),
    "raumliste": Drawing(list_scenes.sections, listed_account),
    "raeume-finden-oeffentlich": Drawing(list_scenes.public_rooms, listed_account),
    "raeume-finden-personen": Drawing(list_scenes.people, listed_account),
    "raeume-anlegen": Drawing(rooms.create, rooms.account),
    "raeume-einladung": Drawing(rooms.invitation, rooms.account),
    "raeume-rechte": Drawing(rooms.rights, rooms.account),
    "raeume-ersetzt": Drawing(rooms.replaced, rooms.account),
    "lesen-unterhaltung": Drawing(lively_scenes.conversation, lively_scenes.account, (1200, 980)),
    "lesen-formatiert": Drawing(lively_scenes.formatted, lively_scenes.account, (1100, 700)),
    "lesen-gelesen": Drawing(lively_scenes.readers, lively_scenes.account),
    "dateien-pruefung": Drawing(scan_scenes.rows, scan_scenes.account, (1000, 860)),
    "dateien-pruefung-frage": Drawing(scan_scenes.offer, scan_scenes.account, (1100, 560)),
    "suchen": Drawing(search_scenes.search, search_scenes.account, (1200, 740)),
    "suchen-springen": Drawing(search_scenes.switcher, search_scenes.account),
    "mitglieder": Drawing(rooms.members, rooms.account, (1280, 760)),
    "dateien-unterhaltung": Drawing(media.rows, media.account),
    "dateien-senden": Drawing(media.send, media.account),
    "dateien-ansehen": Drawing(media.viewer, media.account),
    "dateien-video": Drawing(media.film, media.films),
    "dateien-liste": Drawing(media.panel, media.account, (1300, 740)),
    "dateien-speicherplatz": settings("storage"),
    "schreiben-erwaehnen": Drawing(writing_scenes.mention),
    "schreiben-emoji": Drawing(writing_scenes.emoji),
    "umfragen-neu": Drawing(writing_scenes.poll),
    "sprachnachrichten-aufnehmen": Drawing(media.recording, media.account),
    "sprachnachrichten-anhoeren": Drawing(media.playing, media.account),
}


def draw(name: str, language: str, out: Path) -> Path:
    """One picture; gives its file."""
    drawing = PICTURES[name]
    file = out / f"{name}-{language}.png"

    async def act(stage: Stage) -> None:
        await drawing.scene(stage)
        await stage.settle()
        shots.picture(stage, file)

    session = SampleSession() if drawing.account is None else SampleSession(drawing.account())
    perform(act, session, language=language, size=drawing.size)
    return file


def main(arguments: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in arguments or PICTURES:
        for language in LANGUAGES:
            print(draw(name, language, FOLDER))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
