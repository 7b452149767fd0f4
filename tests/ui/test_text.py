# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Text of other people stays text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from ui.links import examine, find_links
from ui.main import make_application
from ui.text import FSI, PDI, Label, PlainDocument, clean_body, clip_body, isolate, one_line, set_tooltip

pytestmark = pytest.mark.window
UI = Path(__file__).resolve().parents[2] / "ui"
EVIL = '<img src="file:///etc/hostname"><b>x</b><a href="https://evil.example">y</a>'


def test_c01_a_label_shows_markup_literally() -> None:
    make_application("en")
    label = Label(EVIL)
    assert label.text() == EVIL
    assert label.textFormat().name == "PlainText"


def test_c03_tooltips_are_escaped() -> None:
    make_application("en")
    widget = QWidget()
    set_tooltip(widget, EVIL)
    document = QTextDocument()
    document.setHtml(widget.toolTip())
    assert document.toPlainText() == EVIL
    set_tooltip(widget, "")
    assert widget.toolTip() == ""


def test_c01_a_document_loads_nothing(tmp_path: Path) -> None:
    make_application("en")
    document = PlainDocument()
    document.setHtml(f'<img src="{tmp_path.as_uri()}/x.png">')  # even if somebody put markup into it
    assert document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"{tmp_path.as_uri()}/x.png")) is None


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"\bQLabel\(", {"text.py"}),
        (r"class \w+\(QLabel\)", {"text.py"}),
        (r"\.setToolTip\(", {"text.py", "tray.py"}),  # of the tray: our own words only
        (r"\bQMessageBox\b", set()),
        (r"\bQTextDocument\(", set()),
        (r"\bsetHtml\(|\binsertHtml\(|\btoHtml\(", {"rich.py"}),  # sanitised (app.text), into a PlainDocument
        (r"\.exec\(|\.exec_\(|processEvents", set()),
        (r"\bQStaticText\(", set()),
        (r"\binterface_cast\b\(|def interface_cast|def interfaceCast", set()),
    ],
)
def test_c01_the_window_uses_nothing_that_guesses_markup(pattern: str, allowed: set[str]) -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in UI.rglob("*.py")
        if path.name not in allowed
        for line in path.read_text("utf-8").splitlines()
        if re.search(pattern, line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna\nWeber\t ", "Anna Weber"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u2066x\u2069", "x"),
        ("a\x00b\x1bc\x85d", "abc d"),
        ("x\ud800y", "xy"),
        ("Z" + "\u0301" * 50 + "a", "Z" + "\u0301" * 4 + "a"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("محمد", "محمد"),
        ("n" * 300, "n" * 199 + "…"),
    ],
)
def test_c18_names_are_one_tame_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_names_are_isolated_in_sentences() -> None:
    assert isolate("abc") == FSI + "abc" + PDI
    assert isolate(PDI + "x" + FSI) == FSI + "x" + PDI


def test_c18_a_huge_body_is_clipped_quickly() -> None:
    begin = time.perf_counter()
    text, more = clip_body("a" * 1_000_000)
    lines, more_lines = clip_body("\n" * 100_000 + "end")
    assert time.perf_counter() - begin < 0.5
    assert more
    assert len(text) == 20_000
    assert more_lines
    assert lines.count("\n") <= 400
    assert clip_body("kurz") == ("kurz", False)


def test_line_ends_become_one_kind() -> None:
    assert clean_body("a\r\nb\rc\u2028d\ne") == "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("siehe https://example.org/a_(b).", ["https://example.org/a_(b)"]),
        ("(https://example.org/x)", ["https://example.org/x"]),
        ("www.example.org, und mehr", ["https://www.example.org"]),
        ("Mail an anna.weber@example.org bitte", ["mailto:anna.weber@example.org"]),
        ("@anna:example.org schreibt", []),
        ("file:///etc/passwd smb://x/y ms-msdt:/id javascript:alert(1) data:text/html,x", []),
        ("https://bank.de@evil.example/", ["https://bank.de@evil.example/"]),
        ("https://localhost-nix", []),
        ("kein link: http:// oder https", []),
        ("https://xn--bnk-sla.example", ["https://xn--bnk-sla.example"]),
        ("https://exa\u202emple.org", []),
        ("🇩🇪 https://example.org 🇩🇪", ["https://example.org"]),
    ],
)
def test_links_are_found(text: str, targets: list[str]) -> None:
    links = find_links(text)
    assert [link.target for link in links] == targets
    for link in links:
        assert text[link.start : link.end] in link.target or link.target.endswith(text[link.start : link.end])


@pytest.mark.parametrize(
    ("address", "host", "odd"),
    [
        ("https://example.org/x", "example.org", False),
        ("http://example.org/x", "example.org", True),
        ("https://bank.de@evil.example/", "evil.example", True),
        ("https://user:secret@evil.example/", "evil.example", True),
        ("https://bаnk.example/", "xn--bnk-6cd.example", True),  # a Cyrillic letter
        ("https://10.0.0.1/", "10.0.0.1", True),
        ("https://example.org:8443/", "example.org:8443", False),
        ("mailto:a@example.org", "example.org", False),
    ],
)
def test_c07_a_link_says_where_it_leads(address: str, host: str, odd: bool) -> None:
    target = examine(address)
    assert target is not None
    assert (target.host, target.odd) == (host, odd)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "https://", "http://[::1", "ftp://x.example", "bm:resend"]
)
def test_c07_other_addresses_are_not_opened(address: str) -> None:
    assert examine(address) is None


def test_c18_many_links_are_found_in_no_time() -> None:
    begin = time.perf_counter()
    assert len(find_links("https://example.org/ " * 5_000)) == 100
    find_links("a@" * 10_000)
    find_links("https://" + "(" * 20_000)
    find_links(("a." * 5_000) + "@" + ("b." * 5_000))
    assert time.perf_counter() - begin < 1.0
