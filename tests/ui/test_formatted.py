# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formatted texts in the window: painted in a document that loads nothing."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtGui import QTextCursor

from app.text.markup import sanitize
from app.types import ItemKind, TimelineItem
from tests.support.sample_account import ANNA, SampleAccount, SampleSession, message, room, today_at
from tests.ui.stage import Stage, perform
from ui.theme import Theme, ThemeChoice
from ui.timeline.documents import body_document

pytestmark = pytest.mark.window
ROOM = "!room:x.example"


def formatted(html: str, body: str = "der reine Text") -> TimelineItem:
    return replace(message(ANNA, body, today_at(9)), html=sanitize(html))


def test_bold_lists_code_tables_and_links_are_shown() -> None:
    html = (
        "<p><strong>Wichtig</strong></p><ul><li>eins</li><li>zwei</li></ul><pre><code>x = 1</code></pre>"
        "<table><tr><th>Amt</th><td>5</td></tr></table><p><a href='https://amt.example/x'>hier</a></p>"
    )

    async def scene(stage: Stage) -> None:
        await stage.open(ROOM)
        view = stage.window.chat.view
        lay = view.layout_of(0)
        text = lay.doc.toPlainText()
        for part in ("Wichtig", "eins", "zwei", "x = 1", "Amt", "5", "hier"):
            assert part in text
        assert "der reine Text" not in text
        cursor = lay.doc.find("Wichtig")
        assert cursor.charFormat().fontWeight() >= 600
        assert lay.doc.find("hier").charFormat().anchorHref() == "https://amt.example/x"
        assert lay.height > 100
        opened: list[str] = []
        view.link.connect(opened.append)
        view.trigger("k", "https://amt.example/x")
        assert opened == ["https://amt.example/x"]

    perform(scene, SampleSession(SampleAccount([room(ROOM, "Raum", today_at(9))], {ROOM: [formatted(html)]})))


def test_what_is_too_much_is_shown_as_plain_text() -> None:
    theme = Theme(ThemeChoice.LIGHT, 100)
    for html in ("<table><tr><td>" * 8 + "x", "<br>" * 3000 + "x", "<b></b>" * 6000 + "x"):
        begun = time.monotonic()
        assert body_document(formatted(html), theme).toPlainText() == "der reine Text"
        assert time.monotonic() - begun < 2


def test_c17_deep_nesting_is_laid_out_fast() -> None:
    theme = Theme(ThemeChoice.LIGHT, 100)
    for element in ("div", "blockquote", "ul><li", "b"):
        depth = 45 if "li" in element else 95
        begun = time.monotonic()
        doc = body_document(formatted(f"<{element}>" * depth + "tief"), theme)
        doc.setTextWidth(400)
        assert doc.size().height() > 0
        assert "tief" in doc.toPlainText()
        assert time.monotonic() - begun < 2


def test_written_out_addresses_are_links_and_hidden_parts_are_hidden() -> None:
    theme = Theme(ThemeChoice.DARK, 100)
    doc = body_document(formatted("<b>siehe</b> https://amt.example/ <span data-mx-spoiler>Gärtner</span>"), theme)
    assert "Gärtner" not in doc.toPlainText()
    cursor: QTextCursor = doc.find("amt.example")
    assert cursor.charFormat().anchorHref() == "https://amt.example/"


def test_what_somebody_does_is_shown_with_its_formatting() -> None:
    theme = Theme(ThemeChoice.LIGHT, 100)

    def emote(html: str) -> TimelineItem:
        return replace(formatted(html), kind=ItemKind.EMOTE, sender_name="Anna <b>", body="winkt *sehr*")

    doc = body_document(emote("winkt <strong>sehr</strong>"), theme)
    assert doc.toPlainText() == "* Anna <b> winkt sehr"
    assert doc.find("sehr").charFormat().fontWeight() >= 600
    assert all(doc.find(word).charFormat().fontItalic() for word in ("Anna", "winkt", "sehr"))
    assert doc.find("Anna").charFormat().fontWeight() < 600
    for html in ("<ul><li>eins</li></ul>", "<pre><code>x = 1</code></pre>", "<blockquote>Zitat</blockquote>"):
        doc = body_document(emote(html), theme)
        assert doc.firstBlock().text() == "* Anna <b> "
        assert doc.firstBlock().textList() is None
        assert doc.blockCount() >= 2
    assert body_document(replace(emote(""), html=None), theme).toPlainText() == "* Anna <b> winkt *sehr*"
    link = body_document(emote("liest <a href='https://amt.example/x'>hier</a>"), theme)
    assert link.find("hier").charFormat().anchorHref() == "https://amt.example/x"
