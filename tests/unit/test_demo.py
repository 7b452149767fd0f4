# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's story and the answers of its guest."""

from __future__ import annotations

import datetime
import random

import pytest

from app.demo import story
from app.demo.answers import Answers
from app.demo.seed import _script, beginning


@pytest.mark.parametrize("clock", ["00:05", "06:00", "09:45", "11:00", "23:59"])
def test_nothing_of_the_story_lies_in_the_future(clock: str) -> None:
    now = datetime.datetime.fromisoformat(f"2026-11-23T{clock}:00").astimezone().timestamp()
    script = _script(now)
    times = [when for when, _, _ in script]
    assert times == sorted(times)
    assert times[-1] < now - 1800
    assert beginning(now) < times[0]
    assert len(script) == sum(len(room.lines) for room in story.ROOMS.values())


def test_everybody_in_the_story_exists_and_can_write() -> None:
    with_device = {story.ME, story.PARTNER, story.COLLEAGUE}
    for room in story.ROOMS.values():
        inside = {*room.members, room.lines[0].author}
        assert {line.author for line in room.lines} <= inside <= set(story.PEOPLE)
        if room.encrypted:
            assert inside <= with_device
    for _, key, author, _ in story.LIVE_LINES:
        room = story.ROOMS[key]
        assert not room.encrypted
        assert author in {*room.members, room.lines[0].author}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Guten Morgen! Kann hier jemand mitlesen?", "mitlesen"),
        ("Ist das verschlüsselt?", "verschlüsselt"),
        ("Kommst du mit zum Mittagessen?", "Strudel"),
        ("Is this chat encrypted?", "Nobody"),
        ("Thanks, great!", "welcome"),
    ],
)
def test_answers_fit(text: str, word: str) -> None:
    answers = Answers(random.Random(1))
    given = {answers.to(text) for _ in range(12)}
    assert any(word.lower() in answer.lower() for answer in given)


def test_answers_do_not_repeat_at_once() -> None:
    answers = Answers(random.Random(2))
    given = [answers.to("Ich habe das Protokoll abgelegt.") for _ in range(20)]
    assert all(given[number] not in given[max(0, number - 3) : number] for number in range(1, len(given)))


def test_an_answer_takes_its_time() -> None:
    answers = Answers(random.Random(3))
    assert 0.8 <= answers.seconds_for("Ja.") < answers.seconds_for("Ja, aber " * 12) <= 3.5
