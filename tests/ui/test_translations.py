# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""German is complete, and what is compiled is what is written."""

from __future__ import annotations

import ast
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from app.demo.homeserver import PROJECT
from app.errors import ErrorCode, UserError
from crypto.types import ShieldCode, UtdCause
from tests.ui.translations import FOLDER, compile_to, update
from ui.i18n import choose_language, plural, tr
from ui.main import make_application
from ui.sentences import error_sentence, shield_title, shield_why, undecryptable_line, undecryptable_why

pytestmark = pytest.mark.window
GERMAN = FOLDER / "bundesmessenger_de.ts"


def messages(path: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for message in ET.parse(path).getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        source = message.findtext("source") or ""
        unfinished = translation.get("type") is not None or not translation.text
        found[source] = None if unfinished else translation.text
    return found


def test_every_text_is_known_to_the_collector() -> None:
    """It does not look into f-strings: what is said there would stay English, and nobody would be told."""
    known = messages(GERMAN)
    unknown = [
        (path.name, call.args[0].value)
        for path in (PROJECT / "ui").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "tr"
        if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value not in known
    ]
    assert unknown == []


def test_every_text_is_translated(tmp_path: Path) -> None:
    fresh = tmp_path / GERMAN.name
    shutil.copy(GERMAN, fresh)
    update(fresh)
    now = messages(fresh)
    assert [source for source, text in now.items() if text is None] == []
    assert now == messages(GERMAN), "run python -m tests.ui.translations"


def test_placeholders_are_the_same() -> None:
    for source, text in messages(GERMAN).items():
        assert text is not None
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", text)), source


def test_what_is_compiled_is_up_to_date(tmp_path: Path) -> None:
    fresh = tmp_path / "de.qm"
    compile_to(GERMAN, fresh)
    assert fresh.read_bytes() == GERMAN.with_suffix(".qm").read_bytes(), "run python -m tests.ui.translations"


def test_terms_are_those_for_people() -> None:
    for source, text in messages(GERMAN).items():
        for word in ("Cross-Signing", "Session", "Sitzung", "Megolm", "Olm", "Token", "du ", "dein"):
            assert word.lower() not in f"{text} ".lower().replace("änd", ""), (source, text)


def test_the_language_is_german_if_asked_or_if_the_system_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_language("de") == "de"
    assert choose_language("en") == "en"
    german, french = QLocale("de_DE"), QLocale("fr_FR")
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: german))
    assert choose_language(None) == "de"
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: french))
    assert choose_language(None) == "en"


def test_changing_the_language_changes_the_texts() -> None:
    make_application("de")
    assert tr("Send") == "Senden"
    assert plural(2, tr("1 member"), tr("{n} members")) == "2 Mitglieder"
    make_application("en")
    assert tr("Send") == "Send"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_code_has_a_sentence(language: str) -> None:
    make_application(language)
    internal = error_sentence(UserError(ErrorCode.INTERNAL))
    for code in ErrorCode:
        sentence = error_sentence(UserError(code))
        assert sentence.endswith(".")
        assert code is ErrorCode.INTERNAL or sentence != internal, code
    for shield in ShieldCode:
        assert shield_title(shield) != shield_title(None)
        assert shield_why(shield) != shield_why(None)
    for cause in UtdCause:
        assert undecryptable_line(cause)
        assert undecryptable_why(cause).endswith(".")


def test_c03_what_a_server_gives_as_reason_is_quoted_as_text() -> None:
    make_application("en")
    sentence = error_sentence(UserError(ErrorCode.REFUSED, errcode="<b>M_EVIL</b>\n" + "x" * 500))
    assert "<b>M_EVIL</b>" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 200
