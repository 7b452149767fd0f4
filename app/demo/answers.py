# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What Jonas answers: fitting to the words of the message, in its language, never twice the same in a row."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Topic:
    """Tried in the order of the lists below: what is said beside a greeting matters more than the greeting."""

    words: re.Pattern[str]
    answers: Sequence[str]


def _topic(words: str, *answers: str) -> _Topic:
    return _Topic(re.compile(rf"\b(?:{words})", re.IGNORECASE), answers)


_ENGLISH_WORDS = re.compile(
    r"\b(?:the|is|are|you|what|how|when|hello|hi|thanks?|please|can|do|does|good|yes|no)\b", re.I
)
_GERMAN_WORDS = re.compile(
    r"\b(?:der|die|das|ist|bist|du|ich|wie|was|wann|hallo|danke|bitte|kannst|guten?|ja|nein|und)\b", re.I
)

_GERMAN = (
    _topic(
        r"verschlüssel|sicher|lesen|mitlesen|geheim",
        "Das hier kann niemand mitlesen, auch der Server nicht: Die Nachrichten öffnen sich erst auf meinem Gerät.",
        "Ende-zu-Ende-verschlüsselt, sonst stünde es da. Die Schlüssel haben nur unsere beiden Geräte.",
    ),
    _topic(
        r"wer bist|bot\b|demo|echt\b|mensch",
        "Ich bin ein zweites, echtes Konto auf deinem Rechner, nur meine Sätze sind vorbereitet.",
        "Ertappt: Hinter mir sitzt das gleiche Programm wie vor dir, nur ohne Fenster.",
    ),
    _topic(
        r"kosten|tabelle|entwurf|vorlage|folie|zahl|wartung|portal",
        "Die Kostentabelle ist jetzt sauber, die Wartung steht nur noch einmal drin. Schaust du noch einmal?",
        "Ich habe Seite 4 noch gekürzt. Der Satz zu den Anträgen ohne Medienbruch ist geblieben.",
    ),
    _topic(
        r"kantine|mittag|essen|hunger|strudel|kaffee",
        "Apfelstrudel, das ist keine Frage. 11:45 am Brunnen?",
        "Ich bin dabei. Reservierst du uns den Tisch am Fenster?",
    ),
    _topic(
        r"termin|uhr\b|donnerstag|heute|wann|zeit",
        "Bei mir passt es um 10 Uhr am besten. Danach bin ich bis Mittag im Haus unterwegs.",
        "Donnerstag um 13 Uhr steht. Ich bin eine Viertelstunde früher da und baue auf.",
    ),
    _topic(
        r"tschüss|feierabend|bis (?:dann|später|morgen)|ciao", "Bis dann, Anna! Einen guten Tag noch.", "Mach’s gut!"
    ),
    _topic(
        r"danke|vielen dank|super|prima|perfekt",
        "Sehr gern! Dafür sind wir ein Team.",
        "Gerne. Melde dich, wenn noch etwas fehlt.",
    ),
    _topic(
        r"guten? (?:morgen|tag|abend)|hallo|moin|servus|grüß",
        "Hallo Anna! Schön, dass du schreibst. Womit fangen wir an?",
        "Moin! Kaffee steht, ich bin ganz Ohr.",
    ),
)
_ENGLISH = (
    _topic(
        r"encrypt|secure|safe|secret|read",
        "Nobody else can read this, not even the server: the keys are on our two devices only.",
        "End-to-end encrypted. You would see a mark here if it were not.",
    ),
    _topic(
        r"bot\b|demo|real|human|who are",
        "I am a second, real account on your computer; only my sentences were prepared.",
        "You caught me: the same program as yours, just without a window.",
    ),
    _topic(r"lunch|food|coffee|hungry", "Apple strudel today. 11:45 at the fountain?", "Count me in!"),
    _topic(
        r"meet|time|when|today|tomorrow|thursday",
        "Ten o’clock works best for me. After that I am around until noon.",
        "Thursday at one is settled. I will be there early to set up.",
    ),
    _topic(r"bye|see you|later", "See you, Anna!", "Take care!"),
    _topic(r"thank|great|perfect", "You are welcome!", "Any time. Tell me if something is missing."),
    _topic(
        r"hello|hi\b|good (?:morning|afternoon|evening)",
        "Hi Anna! Good to hear from you. What is up?",
        "Hello! I am all ears.",
    ),
)
_GERMAN_QUESTIONS = (
    "Gute Frage. Mein Gefühl sagt ja, ich prüfe es aber noch bis heute Nachmittag.",
    "Da frage ich kurz bei Fatma nach. Bis wann brauchst du es?",
    "Ich würde es so machen wie beim letzten Mal. Was meinst du?",
)
_GERMAN_OTHERS = (
    "Verstanden, das notiere ich mir.",
    "Klingt gut. Soll ich das gleich an die Projektgruppe weitergeben?",
    "Alles klar, so machen wir es.",
    "Da bin ich bei dir. Hast du schon eine Idee für den nächsten Schritt?",
    "Danke für den Hinweis, das hätte ich übersehen.",
)
_ENGLISH_QUESTIONS = (
    "Good question. I think so, but let me check until this afternoon.",
    "I will ask Fatma. When do you need it?",
    "I would do it like last time. What do you think?",
)
_ENGLISH_OTHERS = (
    "Understood, I will note it.",
    "Sounds good. Shall I tell the project group?",
    "All right, let us do that.",
)


@dataclass(slots=True)
class Answers:
    """A conversation partner. ``choose`` picks one of several sentences (tests bring their own)."""

    random: random.Random = field(default_factory=random.Random)
    _said: list[str] = field(default_factory=list)

    def to(self, text: str) -> str:
        """An answer to ``text``; not one of the last three given if there is another."""
        answer = self._pick(_candidates(text))
        self._said = [*self._said[-2:], answer]
        return answer

    def seconds_for(self, answer: str) -> float:
        """How long it takes to read the question and write the answer: one to three and a half seconds."""
        return min(3.5, 1.0 + len(answer) / 45) * self.random.uniform(0.85, 1.0)

    def _pick(self, candidates: Sequence[str]) -> str:
        fresh = [one for one in candidates if one not in self._said]
        return self.random.choice(fresh or candidates)


def _candidates(text: str) -> Sequence[str]:
    english = len(_ENGLISH_WORDS.findall(text)) > len(_GERMAN_WORDS.findall(text))
    question = "?" in text
    others = _ENGLISH_OTHERS if english else _GERMAN_OTHERS
    questions = _ENGLISH_QUESTIONS if english else _GERMAN_QUESTIONS
    for topic in _ENGLISH if english else _GERMAN:
        if topic.words.search(text):
            return [*topic.answers, *(questions if question else ())][: len(topic.answers) + 1]
    return questions if question else others
