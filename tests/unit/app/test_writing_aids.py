# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People, emoji and commands are found from what is typed."""

from __future__ import annotations

import pytest

from app import people_index
from app.emoji import emoji, fold
from app.people_index import PeopleIndex
from app.slash import COMMANDS, SHRUG, Action, Wrong, parse
from app.text.written import Mention, Written
from app.types import Member, Membership

ANNA = "@a.weber:amt.example"


def member(user: str, name: str, membership: Membership = Membership.JOIN) -> Member:
    return Member(user, name, None, membership)


PEOPLE = [
    member(ANNA, "Anna Weber"),
    member("@x9:amt.example", "Dr. Änne Öztürk"),
    member("@bernd.krause:land.example", "Bernd Krause"),
    member("@gone:amt.example", "Anna Fort", Membership.LEAVE),
    member("@ich:amt.example", "Ich"),
]


def found(query: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [each.display_name for each in PeopleIndex(PEOPLE, "@ich:amt.example").find(query, recent)]


def test_people_by_beginnings_of_names_and_ids() -> None:
    assert found("an") == ["Anna Weber", "Dr. Änne Öztürk"]
    assert found("anne") == ["Dr. Änne Öztürk"]
    assert found("web") == ["Anna Weber"]
    assert found("krau be") == ["Bernd Krause"]
    assert found("X9") == ["Dr. Änne Öztürk"]
    assert found("eber") == []
    assert found("") == ["Anna Weber", "Dr. Änne Öztürk", "Bernd Krause"]


def test_who_spoke_last_comes_first() -> None:
    assert found("an", ("@x9:amt.example",)) == ["Dr. Änne Öztürk", "Anna Weber"]
    assert found("", ("@bernd.krause:land.example",))[0] == "Bernd Krause"


def test_a_key_in_a_room_of_ten_thousand_looks_at_few_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [member(f"@u{number}:amt.example", f"Person{number:05} Nach{number:05}") for number in range(10_000)]
    index = PeopleIndex(many)
    looks: list[str] = []

    def counted(text: str) -> str:
        looks.append(text)
        return fold(text)

    monkeypatch.setattr(people_index, "fold", counted)
    people = [each.user_id for each in index.find("person0424")]
    assert people == [f"@u{number}:amt.example" for number in range(4240, 4248)]
    assert len(looks) < 60


def test_names_of_any_length_are_bounded() -> None:
    index = PeopleIndex([member("@x:amt.example", "wort " * 50_000), member("@y:amt.example", "\u202egnihton\n<b>")])
    assert len(index._words) < 30
    assert [each.user_id for each in index.find("gni")] == ["@y:amt.example"]


# -- emoji


def test_emoji_by_german_and_english_names_and_codes() -> None:
    them = emoji()
    assert them.search("Daumen hoch")[0].text == "👍️"
    assert them.search("thumbs up")[0].text == "👍️"
    assert them.search(":+1:")[0].text == "👍️"
    assert them.search("Tränen")[0] is them.search("tranen")[0]
    assert them.search("Deutschland")[0].text == "🇩🇪"
    assert them.search("xyzzy") == []
    code = them.of_code("tada")
    assert code is not None
    assert code.text == "🎉"
    assert code.name("de") == "Konfettibombe"


def test_every_emoji_has_names_a_group_and_five_tones_or_none() -> None:
    them = emoji()
    assert len(them.all) > 1800
    for each in them.all:
        assert all(each.names)
        assert 0 <= each.group < len(them.groups)
        assert len(each.tones) in (0, 5)
        assert them.find(each.text) is each
    hand = them.find("👋🏽")
    assert hand is not None
    assert hand.toned(5) == "👋🏿"
    assert hand.toned(0) == "👋"


# -- commands


def test_ways_to_write() -> None:
    assert parse(Written("/me winkt **sehr**")) == Written("winkt **sehr**", kind="m.emote")
    assert parse(Written("/plain **so**")) == Written("**so**", markdown=False)
    assert parse(Written("/spoiler Ende")) == Written("||Ende||")
    assert parse(Written("/shrug")) == Written(SHRUG, markdown=False)
    assert parse(Written("/SHRUG na ja")) == Written(f"{SHRUG} na ja", markdown=False)


def test_mentions_move_with_their_text() -> None:
    written = Written("/me grüßt Anna", (Mention(10, 14, ANNA),))
    assert parse(written) == Written("grüßt Anna", (Mention(6, 10, ANNA),), "m.emote")
    written = Written("/spoiler Anna", (Mention(9, 13, ANNA),))
    assert parse(written) == Written("||Anna||", (Mention(2, 6, ANNA),))


@pytest.mark.parametrize("text", ["Hallo", "/", "/ 5", "/home/anna/datei.txt", "/5", " /me", "a/b"])
def test_what_is_no_command_is_sent(text: str) -> None:
    assert parse(Written(text)) == Written(text)


def test_a_slash_can_be_sent() -> None:
    assert parse(Written("//me too", (Mention(5, 8, ANNA),))) == Written("/me too", (Mention(4, 7, ANNA),))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("/giphy Katze", Wrong("unknown", "giphy")),
        ("/html <b>x</b>", Wrong("unknown", "html")),
        ("/me", Wrong("text", "me")),
        ("/me   ", Wrong("text", "me")),
        ("/invite anna", Wrong("person", "invite")),
        ("/invite", Wrong("person", "invite")),
        ("/join Amt", Wrong("room", "join")),
        ("/help mir", Wrong("nothing", "help")),
    ],
)
def test_nothing_is_sent_by_mistake(text: str, wrong: Wrong) -> None:
    assert parse(Written(text)) == wrong


def test_whom_and_what_it_is_about() -> None:
    assert parse(Written("/invite @b:c.de bitte komm")) == Action("invite", "@b:c.de", "bitte komm")
    assert parse(Written("/invite https://matrix.to/#/@b:c.de")) == Action("invite", "@b:c.de")
    pill = Written("/invite Anna Weber bitte", (Mention(8, 18, ANNA),))
    assert parse(pill) == Action("invite", ANNA, "bitte")
    assert parse(Written("/join #amt:b.c")) == Action("join", "#amt:b.c")
    assert parse(Written("/leave")) == Action("part")
    assert parse(Written("/part !r:b.c")) == Action("part", "!r:b.c")


def test_every_command_is_described() -> None:
    from ui.slash_words import sentence, usage

    for command in COMMANDS:
        assert all(isinstance(word, str) for word in usage(command.name))
    assert "giphy" in sentence(Wrong("unknown", "giphy"))
