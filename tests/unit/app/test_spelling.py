# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The spell check with its real dictionaries, in its process."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio

from app.context import Context
from app.media.process import DecoderProcess
from app.policy.categories.writing import SPELL_CHECK
from app.preferences import Preferences
from app.spelling import Spelling, words_in

RIGHT = """
Haushaltsausschuss Arbeitsplatzrechner Mitzeichnung Sachkosten Beschaffungsvorhaben Straße Bürgerinnen Maßnahme
Verwaltungsverfahrensbeschleunigungsgesetz Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung
Registermodernisierungsgesetz Datenschutz-Folgenabschätzung E-Akte Onlinezugangsgesetz Rückmeldung
colour color organisation don't
"""
WRONG = "Vorlge Hauhsalt Anlgae Mitzeichung Strasse Bescheinigunk recieve teh Beschaffungsvorhahben"


class KeptVault:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        return self.values.get(name)

    def set_value(self, name: str, value: Any) -> None:
        self.values[name] = json.loads(json.dumps(value))


class Direct:
    async def call(self, function: Any, *args: Any) -> Any:
        return function(*args)


def context(vault: KeptVault, prefs: Preferences) -> Context:
    return cast(Context, SimpleNamespace(storage=SimpleNamespace(crypto=Direct(), vault=vault), prefs=prefs))


@pytest_asyncio.fixture
async def spelling() -> AsyncIterator[Spelling]:
    made = Spelling(context(KeptVault(), Preferences()))
    await made.opened()
    yield made
    await made.close()


async def test_german_compounds_and_both_kinds_of_english_are_right(spelling: Spelling) -> None:
    assert spelling.known("Vorlage") is None
    right, wrong = RIGHT.split(), WRONG.split()
    await spelling.check([*right, *wrong])
    assert [word for word in right if not spelling.known(word)] == []
    assert [word for word in wrong if spelling.known(word)] == []


async def test_what_may_have_been_meant(spelling: Spelling) -> None:
    assert "Vorlage" in await spelling.suggest("Vorlge")
    assert "receive" in await spelling.suggest("recieve")
    assert len(await spelling.suggest("x" * 500)) <= 7


async def test_the_language_is_chosen(spelling: Spelling) -> None:
    told: list[None] = []
    spelling.changed_words.connect(told.append)
    spelling.context.prefs.choose(SPELL_CHECK, "german")
    await spelling.check(["colour", "Vorlage"])
    assert (spelling.known("colour"), spelling.known("Vorlage")) == (False, True)
    spelling.context.prefs.choose(SPELL_CHECK, "off")
    assert not spelling.on
    assert spelling.known("Vorlge") is True
    assert len(told) == 2


GERMAN = "Die Vorlage liegt dem Ausschuss bereits vor, wir sollten sie morgen gemeinsam besprechen"
ENGLISH = "The agenda was sent yesterday, please have a look before we meet again tomorrow"


async def test_each_paragraph_has_its_language(spelling: Spelling) -> None:
    mixed = "Bitte das Meeting canceln, wir have no time today"
    for text in (GERMAN, ENGLISH, mixed, "Ok the", "wrng gift"):
        assert spelling.language(text) == "de"  # nothing is known yet
        await spelling.check([word for _, word in words_in(text)])
    assert spelling.language(GERMAN) == "d"
    assert spelling.language(ENGLISH) == "e"
    assert spelling.language(mixed) == spelling.language("Ok") == "de"
    # An English word in a German paragraph has a mark, and none where both hold.
    assert spelling.known("yesterday", spelling.language(GERMAN)) is False
    assert spelling.known("yesterday", spelling.language(ENGLISH)) is True
    assert spelling.known("yesterday", spelling.language(mixed)) is True
    # A mistake does not change the language; suggestions are in it.
    slip = GERMAN.replace("Vorlage", "Vorlge")
    await spelling.check(["Vorlge"])
    assert spelling.language(slip) == "d"
    assert spelling.known("Vorlge", "d") is False
    await spelling.check(["teh"])
    assert "the" in await spelling.suggest("teh", "e")
    assert "the" not in await spelling.suggest("teh", "d")
    spelling.context.prefs.choose(SPELL_CHECK, "both")
    assert spelling.language(GERMAN) == "de"
    await spelling.check(["yesterday"])
    assert spelling.known("yesterday", "d") is True


async def test_own_words_are_kept_and_can_be_taken_back(spelling: Spelling) -> None:
    await spelling.check(["Öztürk"])
    await spelling.learn("Qwrtz")
    assert spelling.known("Qwrtz") is True
    again = Spelling(spelling.context)
    await again.opened()
    assert again.own_words == ["Qwrtz"]
    await again.unlearn("Qwrtz")
    assert again.own_words == []
    assert again.known("Qwrtz") is None
    spelling.ignore("Blupp")
    assert spelling.known("Blupp") is True
    await again.close()


async def test_words_are_looked_up_once_and_death_of_the_process_marks_nothing(
    spelling: Spelling, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ask = DecoderProcess.ask

    async def counted(self: DecoderProcess, op: str, data: bytes = b"", **values: Any) -> Any:
        asked.append(len(json.loads(data)))
        return await ask(self, op, data, **values)

    monkeypatch.setattr(DecoderProcess, "ask", counted)
    await spelling.check(["Vorlge", "Vorlage"])
    await spelling.check(["Vorlge", "Vorlage", "Anlage"])
    assert asked == [2, 1]
    process = spelling._process._process
    assert process is not None
    process.kill()
    process.wait()
    await spelling.check(["Anlgae"])
    assert spelling.known("Anlgae") is False  # a new one was started
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    process = spelling._process._process
    assert process is not None
    process.kill()
    process.wait()
    await spelling.check(["Hauhsalt"])
    assert spelling.known("Hauhsalt") is True


def test_what_is_no_word_is_not_looked_at() -> None:
    text = "Die Vorlge `kode` https://x.exampl/abc @anna:amt.example #amt:b :smiel: BMI 5kg A4 don't Datei.txt/x E-Akte"
    assert [word for _, word in words_in(text)] == ["Die", "Vorlge", "don't", "E-Akte"]
    assert words_in("Bürger*innen, Mitarbeiter:innen") == [(0, "Bürger"), (7, "innen"), (14, "Mitarbeiter")]
    assert words_in("/me winkt") == [(4, "winkt")]
