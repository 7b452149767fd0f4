# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Code in messages: which parts of a text are code, and what in it is a word of the language, a text, a number.

Whoever writes to us chooses code and language, and this runs while a message is laid out. So it is one pass with one
pattern for each family of languages that never goes back, instead of a grammar for each language.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_CODE = 20_000
"""Characters of one block that are looked at; the rest has the colour of text."""
MAX_MARKS = 2_000
_PRE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_CODE = re.compile(r'<code(?: class="language-([^"]*)")?>')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code; ``language`` as its author calls it, in small letters, or empty."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """``kind``: word, text, number or comment. Places count characters."""

    start: int
    end: int
    kind: str


def code_blocks(clean: str) -> list[Code]:
    """The blocks of code in safe HTML, in order."""
    found = []
    for match in _PRE.finditer(clean):
        language = _CODE.search(match[1])
        text = html.unescape(_TAG.sub("", match[1].replace("<br>", "\n"))).removesuffix("\n")
        found.append(Code((language[1] or "").lower() if language is not None else "", text))
    return found


# What is not closed ends with the line (or the block): nothing is looked at twice.
_STRINGS = r'"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?'
_NUMBER = r"\b(?:0[xX][0-9a-fA-F_]++|\d[\d_]*+(?:\.\d++)?(?:[eE][+-]?\d++)?)\b"
_WORD = r"[A-Za-z_]\w*+"
_FAMILIES = {
    "c": (r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", rf"{_STRINGS}|`(?:[^`\\]|\\.)*+`?", _WORD),
    "hash": (r"#[^\n]*+", _STRINGS, _WORD),
    "python": (
        r"#[^\n]*+",
        rf'"""(?:[^"]|"(?!""))*+(?:""")?|\'\'\'(?:[^\']|\'(?!\'\'))*+(?:\'\'\')?|{_STRINGS}',
        _WORD,
    ),
    "sql": (r"--[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", r"'(?:[^']|'')*+'?", _WORD),
    "ini": (r"(?m:^[ \t]*[;#][^\n]*+)", _STRINGS, r"(?m:^[ \t]*\[[^\]\n]*+\]|^[\w.\- ]++(?==))"),
    "yaml": (r"#[^\n]*+", _STRINGS, r"(?m:^[ \t\-]*+[\w.\-/]++(?=:))|\b(?:true|false|null|yes|no)\b"),
    "json": (r"(?!)", r'"(?:[^"\\\n]|\\.)*+"?', r"\b(?:true|false|null)\b"),
    "xml": (r"<!--(?:[^-]|-(?!->))*+(?:-->)?", r'"[^"<>]*+"?|\'[^\'<>]*+\'?', r"</?[A-Za-z][\w:.\-]*+|/?>"),
    "diff": (r"(?m:^(?:---|\+\+\+|@@)[^\n]*+)", r"(?m:^\+[^\n]*+)", r"(?m:^-[^\n]*+)"),
}
_C = (
    "abstract as async auto await base bool boolean break byte case catch char class const continue crate debugger"
    " default defer delete do double dyn else enum explicit export extends extern false final finally fn float for"
    " foreach friend from fun func function go goto if impl implements import in inline instanceof int interface"
    " internal is let long match mod mut namespace new nil null nullptr operator out override package private"
    " protected pub public readonly ref return self sealed short signed sizeof static struct super switch template"
    " this throw throws trait true try type typedef typename typeof union unsigned unsafe use using val var virtual"
    " void volatile when where while yield"
)
_PYTHON = (
    "and as assert async await break case class continue def del elif else except False finally for from global if"
    " import in is lambda match None nonlocal not or pass raise return True try while with yield"
)
_SHELL = (
    "alias break case cd continue do done echo elif else esac exit export fi for function if in local readonly return"
    " set shift source sudo test then trap unset until while begin end param process foreach switch throw try catch"
    " require puts module unless def class self nil true false last use my sub print library"
)
_SQL = (
    "add all alter and as asc begin between by case check column commit constraint create cross database default"
    " delete desc distinct drop else end exists foreign from full grant group having in index inner insert into is"
    " join key left like limit not null on or order outer primary references revoke right rollback select set table"
    " then transaction trigger union unique update values view when where with"
)
_WORDS = {"c": frozenset(_C.split()), "python": frozenset(_PYTHON.split()), "hash": frozenset(_SHELL.split())}
_WORDS["sql"] = frozenset(_SQL.split())
_LANGUAGES = {
    "c": "c c++ cpp cs csharp c# java javascript js jsx typescript ts tsx go golang rust rs swift kotlin kt scala php"
    " dart css scss less groovy objc proto",
    "python": "python py python3 pycon",
    "hash": "bash sh shell zsh console powershell ps1 ps ruby rb perl pl r makefile make dockerfile docker nginx cmake",
    "sql": "sql mysql postgresql postgres plsql tsql sqlite",
    "ini": "ini toml cfg conf properties",
    "yaml": "yaml yml",
    "json": "json json5 jsonc",
    "xml": "xml html xhtml svg xslt vue",
    "diff": "diff patch",
}
_FAMILY = {language: family for family, languages in _LANGUAGES.items() for language in languages.split()}


@lru_cache(maxsize=16)
def _pattern(family: str) -> re.Pattern[str]:
    comment, text, word = _FAMILIES[family]
    return re.compile(f"(?P<comment>{comment})|(?P<text>{text})|(?P<number>{_NUMBER})|(?P<word>{word})", re.DOTALL)


def marks(code: Code) -> list[Mark]:
    """What is to be marked in a block, in order; nothing for a language we do not know."""
    return list(_marks(code.language, code.text[:MAX_CODE]))


@lru_cache(maxsize=64)
def _marks(language: str, text: str) -> tuple[Mark, ...]:
    return tuple(_found(language, text))


def _found(language: str, text: str) -> Iterator[Mark]:
    family = _FAMILY.get(language)
    if family is None:
        return
    words = _WORDS.get(family)
    count = 0
    for match in _pattern(family).finditer(text):
        kind = match.lastgroup or ""
        if kind == "word" and words is not None:
            word = match[0].lower() if family == "sql" else match[0]
            if word not in words:
                continue
        count += 1
        if count > MAX_MARKS:
            return
        yield Mark(match.start(), match.end(), kind)
