# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a field offers to complete: people, rooms, emoji, commands. Prepared once for a room, asked with every key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from app.emoji import EmojiSet, emoji, fold
from app.errors import UserError
from app.interface import AccountView
from app.people_index import PeopleIndex
from app.slash import COMMANDS
from app.text.written import EVERYBODY
from app.types import Member, Membership
from ui.i18n import tr
from ui.slash_words import usage
from ui.text import one_line

LIMIT = 8
_PATTERNS = (
    ("command", re.compile(r"^/([A-Za-z]*)$")),
    ("person", re.compile(r"(?:^|(?<=[\s(]))@([^\s@]{0,60}(?: [^\s@]{1,60}){0,2})$")),
    ("room", re.compile(r"(?:^|(?<=[\s(]))#(\S{1,80})$")),
    ("emoji", re.compile(r"(?:^|(?<=[\s(])):((?:[^\W\d_]|\+)[\w+-]{1,30})$")),
)
_CLOSED = re.compile(r"(?:^|(?<=[\s(])):([\w+-]{2,40}):$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the text before the cursor asks for: ``start`` is where it begins (code points)."""

    kind: str
    query: str
    start: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """``text`` takes the place of what was typed; with a ``target`` it is a mention of it."""

    title: str
    detail: str
    text: str
    target: str = ""
    sign: str = ""  # an emoji in front
    member: Member | None = None


def asked(before: str, *, first_line: bool) -> Asked | None:
    """What is being typed at the end of ``before`` (the line up to the cursor)."""
    for kind, pattern in _PATTERNS:
        match = pattern.search(before[-200:])
        if match is not None and (kind != "command" or (first_line and len(before) <= 200)):
            return Asked(kind, match[1], max(0, len(before) - 200) + match.start())
    return None


def closed_code(before: str) -> tuple[int, str] | None:
    """(start, name) of an emoji that was just written out as ``:name:``."""
    match = _CLOSED.search(before[-60:])
    return (max(0, len(before) - 60) + match.start(), match[1]) if match is not None else None


class Sources:
    """Of one room. ``load`` may be called again, when members came."""

    def __init__(self, account: AccountView, room_id: str) -> None:
        self._account = account
        self._room_id = room_id
        self._people = PeopleIndex([])
        self._everybody = False
        self._aliases: dict[str, str] = {}
        self._emoji: EmojiSet | None = None
        self._language = QLocale().name()[:2]

    async def load(self) -> None:
        """Members, rights, names of rooms, emoji. Raises UserError."""
        loop = asyncio.get_running_loop()
        self._emoji = await loop.run_in_executor(None, emoji)
        self._aliases = dict(await self._account.writing.aliases())
        self._everybody = await self._account.writing.may_mention_everybody(self._room_id)
        members = await self._account.members(self._room_id)
        self._people = await loop.run_in_executor(None, PeopleIndex, members, self._account.user_id)

    @property
    def everybody(self) -> bool:
        """Whether one may mention all members."""
        return self._everybody

    def emoji_of(self, code: str) -> str:
        """The emoji ``:code:``; empty if there is none."""
        found = self._emoji.of_code(code) if self._emoji is not None else None
        return found.text if found is not None else ""

    def candidates(self, what: Asked, recent: Sequence[str]) -> list[Candidate]:
        match what.kind:
            case "person":
                return self._mentions(what.query, recent)
            case "room":
                return self._rooms(what.query)
            case "emoji":
                return self._emojis(what.query)
        return commands(what.query)

    def _mentions(self, query: str, recent: Sequence[str]) -> list[Candidate]:
        found = [
            Candidate(
                one_line(member.display_name or member.user_id, 80),
                one_line(member.user_id),
                one_line(member.display_name, 80) or member.user_id,
                member.user_id,
                member=member,
            )
            for member in self._people.find(query, recent, LIMIT)
        ]
        all_of_us = [EVERYBODY[1:], *tr("Everybody in the room").casefold().split()]
        if self._everybody and any(word.startswith(query.casefold()) for word in all_of_us):
            everybody = Candidate(EVERYBODY, tr("Everybody in the room"), EVERYBODY, EVERYBODY, sign="📣")
            found = [*found[: LIMIT - 1], everybody] if not query else [everybody, *found[: LIMIT - 1]]
        return found

    def _rooms(self, query: str) -> list[Candidate]:
        wanted = fold(query)
        found = []
        for room in self._account.rooms.items:
            alias = self._aliases.get(room.room_id, "")
            if not alias or room.membership is not Membership.JOIN:
                continue
            words = fold(room.name or "").split()
            if fold(alias[1:]).startswith(wanted) or any(word.startswith(wanted) for word in words):
                found.append(Candidate(one_line(room.name or alias, 80), alias, alias, alias, sign="#"))
        return found[:LIMIT]

    def _emojis(self, query: str) -> list[Candidate]:
        if self._emoji is None:
            return []
        return [
            Candidate(each.name(self._language), f":{each.codes[0]}:" if each.codes else "", each.text, sign=each.text)
            for each in self._emoji.search(query, LIMIT)
        ]


def commands(query: str) -> list[Candidate]:
    """The commands whose name, or another name, begins so."""
    found = []
    for command in COMMANDS:
        if any(name.startswith(query.casefold()) for name in (command.name, *command.also)):
            example, meaning = usage(command.name)
            found.append(Candidate(f"/{command.name} {example}".rstrip(), meaning, f"/{command.name} "))
    return found[:LIMIT] if query else found


async def loaded(sources: Sources) -> None:
    """Load, and leave what cannot be had: it comes with the next opening."""
    try:
        await sources.load()
    except UserError:
        return
