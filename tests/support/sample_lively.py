# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A conversation with everything that others add to messages: reactions, readers, mentions, polls, code."""

from __future__ import annotations

from app.text.markup import sanitize
from app.types import ItemKind, Mentioned, Poll, PollAnswer, Reaction, ReadBy, Seen, TimelineItem
from tests.support.sample_account import (
    ANNA,
    BERND,
    KATHARINA,
    ME,
    MEHMET,
    PEOPLE,
    SABINE,
    THAO,
    SampleAccount,
    message,
    room,
    today_at,
)

ROOM = "!lively:behoerde.example"
ASKED, SECRET, POLL, HIDDEN_POLL, CODE = (f"$lively{n}" for n in range(5))


def seen(*users: str, more: int = 0) -> ReadBy:
    """These have read it, and ``more`` people who are not named."""
    people = tuple(Seen(user, PEOPLE[user], None, today_at(9, n)) for n, user in enumerate(users))
    return ReadBy(len(people) + more, people)


def formatted(sender: str, html: str, body: str, ts: int, **fields: object) -> TimelineItem:
    """A formatted text."""
    return message(sender, body, ts, html=sanitize(html), **fields)


def lively_room() -> list[TimelineItem]:
    to_us = f'<a href="https://matrix.to/#/{ME}">Jana</a>'
    to_mehmet = f'<a href="https://matrix.to/#/{MEHMET}">der Chef</a>'
    us, mehmet = Mentioned(ME, "Jana Sommer", True), Mentioned(MEHMET, "Mehmet Öztürk", False)
    answers = (
        PollAnswer("a", "Montag, 10 Uhr, im großen Sitzungssaal des Ministeriums", 3, own=True),
        PollAnswer("b", "Dienstag", 1),
        PollAnswer("c", "Gar nicht", 0),
    )
    unknown = (PollAnswer("j", "Ja"), PollAnswer("n", "Nein", own=True))
    code = (
        '<p>So holt man die Zahlen:</p><pre><code class="language-python">def summe(zahlen: list[int]) -> int:\n'
        "    # ohne die Nachträge\n    return sum(zahl for zahl in zahlen if zahl &gt; 0)\n\n"
        'print("Summe:", summe([1, 2, 3]))\n</code></pre><p>Danach <code>make</code> ausführen.</p>'
    )
    table = (
        "<table><thead><tr><th>Amt</th><th>Stellen</th></tr></thead><tbody><tr><td>Bauamt</td><td>12</td></tr>"
        "<tr><td>Kämmerei</td><td>7</td></tr></tbody></table><blockquote>Stand: gestern</blockquote>"
        "<ul><li>geprüft</li><li>abgestimmt<ul><li>mit dem Personalrat</li></ul></li></ul>"
    )
    secret = 'Der Täter ist <span data-mx-spoiler="Ende des Films">der Gärtner</span>.'
    return [
        formatted(
            KATHARINA,
            f"{to_us} und {to_mehmet}, könnt ihr die Vorlage ansehen?",
            "Jana und der Chef, könnt ihr die Vorlage ansehen?",
            today_at(8, 31),
            people=(us, mehmet),
            mentioned=True,
            key=ASKED,
            event_id=ASKED,
            reactions=(
                Reaction("👍", 3, True, "$own", ("Anna Weber", "Mehmet Öztürk", "Jana Sommer")),
                Reaction("🎉", 1, False, None, ("Bernd Krause",)),
            ),
        ),
        message(BERND, "@room Bitte bis 12 Uhr melden!", today_at(8, 35), mentioned=True, calls_room=True),
        message(ME, "Mache ich.", today_at(8, 40), read_by=seen(ANNA, BERND)),
        message(ANNA, "🎉👍", today_at(8, 41)),
        formatted(THAO, code, "def summe …", today_at(8, 45), key=CODE, event_id=CODE),
        formatted(SABINE, table, "Amt Stellen …", today_at(8, 50)),
        formatted(SABINE, secret, "Der Täter ist [Ende des Films].", today_at(8, 51), key=SECRET, event_id=SECRET),
        message(
            KATHARINA,
            "Wann tagen wir?",
            today_at(9, 0),
            kind=ItemKind.POLL,
            type="m.poll.start",
            poll=Poll("Wann tagen wir?", answers, voters=4),
            key=POLL,
            event_id=POLL,
            read_by=seen(KATHARINA, SABINE),
        ),
        message(
            ME,
            "Soll es Kuchen geben?",
            today_at(9, 5),
            kind=ItemKind.POLL,
            type="m.poll.start",
            poll=Poll("Soll es Kuchen geben?", unknown, disclosed=False, most=2, voters=5),
            key=HIDDEN_POLL,
            event_id=HIDDEN_POLL,
        ),
        message(ME, "Die Vorlage ist jetzt hochgeladen.", today_at(9, 10), read_by=seen(THAO, MEHMET, more=12)),
    ]


def lively_account() -> SampleAccount:
    """With that one room, in which two people type."""
    account = SampleAccount([room(ROOM, "Haushalt 2027", today_at(9, 10))], {ROOM: lively_room()})
    account.live.type(ROOM, "Anna Weber", "Mehmet Öztürk")
    return account
