# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Mentions from the field to the event and back; links to people, rooms and messages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import messages
from app.drafts import Draft, Intent
from app.text.markdown import to_html
from app.text.markup import sanitize
from app.text.mentions import pills, spans
from app.text.permalinks import MatrixLink, link_to, parse
from app.text.written import EVERYBODY, Mention, Written, fitting

ANNA = "@anna:amt.example"
LINK = '<a href="https://matrix.to/#/%40anna%3Aamt.example">Anna *Weber*</a>'


def anna(before: str, after: str, name: str = "Anna *Weber*") -> Written:
    return Written(before + name + after, (Mention(len(before), len(before) + len(name), ANNA),))


def test_a_mention_is_a_link_in_the_html_and_a_name_in_the_body() -> None:
    content = messages.text(anna("Hallo ", ", **bitte** lesen"))
    assert content["body"] == "Hallo Anna *Weber*, **bitte** lesen"
    assert content["formatted_body"] == f"Hallo {LINK}, <strong>bitte</strong> lesen"
    assert content["m.mentions"] == {"user_ids": [ANNA]}
    alone = messages.text(anna("", ""))
    assert alone["formatted_body"] == LINK


def test_names_are_text_whatever_they_look_like() -> None:
    name = "<b>Anna</b> ](javascript:x) `"
    made = to_html(f"**{name}**", (Mention(2, 2 + len(name), ANNA),))
    assert made == (
        '<strong><a href="https://matrix.to/#/%40anna%3Aamt.example">'
        "&lt;b&gt;Anna&lt;/b&gt; ](javascript:x) `</a></strong>"
    )


def test_in_code_and_links_a_mention_is_a_name() -> None:
    made = messages.text(anna("`", "` und mehr *hier*"))
    assert made["formatted_body"] == "<code>Anna *Weber*</code> und mehr <em>hier</em>"
    linked = to_html("[Anna](https://x.example)", (Mention(1, 5, ANNA),))
    assert linked == '<a href="https://x.example">Anna</a>'


def test_plain_texts_keep_their_mentions_and_nothing_else() -> None:
    written = Written("**Anna** <b>\nEnde", (Mention(2, 6, ANNA),), markdown=False)
    content = messages.text(written)
    assert content["formatted_body"] == (
        '**<a href="https://matrix.to/#/%40anna%3Aamt.example">Anna</a>** &lt;b&gt;<br>Ende'
    )
    assert "formatted_body" not in messages.text(Written("**Anna**", markdown=False))


def test_everybody_is_mentioned_without_a_link_and_nobody_mentions_themselves() -> None:
    written = Written("@room bitte @ich:amt.example", (Mention(0, 5, EVERYBODY),))
    content = messages.text(written, own_user="@ich:amt.example")
    assert content["m.mentions"] == {"room": True}
    assert "formatted_body" not in content


def test_edits_notify_only_who_is_new() -> None:
    before = {"m.mentions": {"user_ids": [ANNA, "@frage:amt.example"]}}
    written = Written("Anna und @bernd:amt.example @room", (Mention(0, 4, ANNA), Mention(28, 33, EVERYBODY)))
    content = messages.edit("$e", written, before=before, kept=["@frage:amt.example"])
    assert content["m.mentions"] == {"user_ids": ["@bernd:amt.example"], "room": True}
    assert content["m.new_content"]["m.mentions"] == {
        "user_ids": [ANNA, "@bernd:amt.example", "@frage:amt.example"],
        "room": True,
    }
    again = messages.edit("$e", written, before=content["m.new_content"])
    assert again["m.mentions"] == {}


@given(st.data())
def test_whatever_is_mentioned_where_the_html_stays_safe_and_names_it(data: st.DataObject) -> None:
    parts = st.text(alphabet="ab *_`~|>#-[]()<>!\\\n1.&;@\ufdd0\ufdd1", max_size=12)
    text, found = data.draw(parts), []
    for _ in range(data.draw(st.integers(0, 4))):
        name = data.draw(st.text(alphabet="xy*_`<>&[]| ", min_size=1, max_size=8))
        found.append(Mention(len(text), len(text) + len(name), ANNA))
        text += name + data.draw(parts)
    made = to_html(text, found)
    assert made is None or sanitize(made) == made
    assert made is None or all(pill.link.target == ANNA for pill in pills(made))
    assert made is None or ("\ufdd0" not in made and "\ufdd1" not in made)


def test_a_message_can_be_written_on_with_its_mentions() -> None:
    content = messages.text(anna("Hallo ", ", und Anna *Weber* nochmal"))
    assert spans(content["body"], sanitize(content["formatted_body"])) == (Mention(6, 18, ANNA),)
    foreign = '<p>Moin <a href="https://matrix.to/#/@anna:amt.example">Anna</a> <a href="https://x.example">x</a></p>'
    assert spans("Moin Anna x", sanitize(foreign)) == (Mention(5, 9, ANNA),)


def test_c12_pills_say_which_of_them_are_us() -> None:
    clean = sanitize(
        '<a href="https://matrix.to/#/@ich:b.example">Ich</a> <a href="matrix:u/anna:amt.example">Anna</a> '
        '<a href="https://matrix.to/#/!r:b.example/$e">Nachricht</a> <a href="https://amt.example">Amt</a>'
    )
    assert clean is not None
    found = list(pills(clean, "@ich:b.example"))
    assert [(each.text, each.link.target, each.own) for each in found] == [
        ("Ich", "@ich:b.example", True),
        ("Anna", ANNA, False),
    ]
    assert clean[found[1].start : found[1].end].startswith("<a href=")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://matrix.to/#/@a:b.c", MatrixLink("@a:b.c")),
        ("https://matrix.to/#/%40a%3Ab.c?web-instance=x", MatrixLink("@a:b.c")),
        ("https://matrix.to/#/#amt:b.c", MatrixLink("#amt:b.c")),
        (
            "https://matrix.to/#/!r:b.c/$ev?via=x.y&via=z.w&via=%3Cscript%3E",
            MatrixLink("!r:b.c", "$ev", ("x.y", "z.w")),
        ),
        ("https://matrix.to/#/!r/$ev/mit/Schr%C3%A4gstrich", MatrixLink("!r", "$ev/mit/Schrägstrich")),
        ("matrix:u/a:b.c?action=chat", MatrixLink("@a:b.c")),
        ("matrix:r/amt:b.c", MatrixLink("#amt:b.c")),
        ("matrix:roomid/r:b.c/e/ev?via=x.y", MatrixLink("!r:b.c", "$ev", ("x.y",))),
        ("https://chat.amt.example/#/room/#amt:b.c", MatrixLink("#amt:b.c")),
        ("https://matrix.to/#/", None),
        ("https://matrix.to/#/nobody", None),
        ("https://matrix.to.evil.example/#/@a:b.c", None),
        ("https://matrix.to/#/!r:b.c/kein", None),
        ("matrix:e/ev", None),
        ("javascript:alert(1)", None),
        ("https://matrix.to/#/@a:b.c" + "x" * 5000, None),
    ],
)
def test_links(address: str, link: MatrixLink | None) -> None:
    assert parse(address, ("https://chat.amt.example/#/",)) == link


@given(st.text(max_size=80))
def test_no_link_raises(text: str) -> None:
    for start in ("https://matrix.to/#/", "matrix:", ""):
        parse(start + text)


@pytest.mark.parametrize("link", [MatrixLink("@ä b:c.d"), MatrixLink("!r:b.c", "$e/+=", ("x.y",)), MatrixLink("#ü:c")])
def test_our_links_are_understood(link: MatrixLink) -> None:
    if " " not in link.target:
        assert parse(link_to(link.target, link.event, link.via)) == link


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda more: st.lists(more, max_size=4),
    max_leaves=9,
)


@given(st.text(max_size=20), st.lists(_json, max_size=6))
def test_c16_only_spans_that_fit_are_read(text: str, given_spans: list[Any]) -> None:
    end = 0
    for each in fitting(text, given_spans):
        assert end <= each.start < each.end <= len(text)
        end = each.end


def test_drafts_come_back_whole_and_broken_ones_as_text() -> None:
    draft = Draft(anna("a ", " b"), Intent("edit", "$e", "Anna", "alt"), anna("vor ", ""))
    kept = json.loads(json.dumps(draft.rest()))
    assert Draft.of(draft.written.text, kept) == draft
    assert Draft.of("x", {"intent": ["reply", 5], "mentions": "?", "before": 7}) == Draft(
        Written("x"), None, Written("")
    )
    assert not Draft.of("", None)
    assert Draft(Written(""), Intent("reply", "$e"))


def test_a_part_keeps_the_mentions_that_are_whole() -> None:
    written = Written("\n\nAnna und Bernd \n", (Mention(2, 6, ANNA), Mention(11, 16, "@bernd:b.c")))
    assert written.stripped() == Written("Anna und Bernd", (Mention(0, 4, ANNA), Mention(9, 14, "@bernd:b.c")))
    assert written.part(4, 16).mentions == (Mention(7, 12, "@bernd:b.c"),)
