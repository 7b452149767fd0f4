# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts that begin with a slash: other kinds of messages, and things to do. The names are those of other programs.

Nothing that looks like a command is ever sent as a message by mistake: ``parse`` says what is wrong with it instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from app.text.permalinks import parse as parse_link
from app.text.written import Written

SHRUG = "¯\\_(ツ)_/¯"
_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_-]*)(?:[ \n]+|$)")
_USER = re.compile(r"@[^\s:@]{1,200}:[^\s:]+(?::\d{1,5})?")
_ROOM = re.compile(r"[#!]\S{1,254}")


class Takes(StrEnum):
    """What comes after the name."""

    NOTHING = "nothing"
    TEXT = "text"  # it may be empty
    SOME_TEXT = "some text"
    PERSON = "person"  # and a reason, or a number, that may be empty
    ROOM = "room"
    PERHAPS_ROOM = "perhaps room"


@dataclass(frozen=True, slots=True)
class Command:
    """``message``: it is a way to write; else it does something. ``also``: other names for it."""

    name: str
    takes: Takes
    also: tuple[str, ...] = ()
    message: bool = False


COMMANDS = (
    Command("me", Takes.SOME_TEXT, message=True),
    Command("plain", Takes.SOME_TEXT, message=True),
    Command("spoiler", Takes.SOME_TEXT, message=True),
    Command("shrug", Takes.TEXT, message=True),
    Command("poll", Takes.TEXT),
    Command("location", Takes.TEXT),
    Command("invite", Takes.PERSON),
    Command("join", Takes.ROOM, ("j", "goto")),
    Command("part", Takes.PERHAPS_ROOM, ("leave",)),
    Command("topic", Takes.SOME_TEXT),
    Command("roomname", Takes.SOME_TEXT),
    Command("nick", Takes.SOME_TEXT),
    Command("myroomnick", Takes.SOME_TEXT, ("roomnick",)),
    Command("remove", Takes.PERSON, ("kick",)),
    Command("ban", Takes.PERSON),
    Command("unban", Takes.PERSON),
    Command("op", Takes.PERSON),
    Command("deop", Takes.PERSON),
    Command("ignore", Takes.PERSON),
    Command("unignore", Takes.PERSON),
    Command("help", Takes.NOTHING),
)
_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.also)}


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do. ``target``: a user id, an alias or a room id. ``text``: the rest."""

    name: str
    target: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """``code``: unknown, person (there is no user id), room, text (there is none), nothing (there is some)."""

    code: str
    name: str


def parse(written: Written) -> Written | Action | Wrong:
    """What a text is: the message to be sent, something to do, or what is wrong with it.

    ``//`` at the beginning stands for a slash; a path such as /home/anna is no command.
    """
    if written.text.startswith("//"):
        return written.part(1, len(written.text))
    match = _COMMAND.match(written.text)
    if match is None:
        return written
    command = _BY_NAME.get(match[1].casefold())
    if command is None:
        return Wrong("unknown", match[1])
    rest = written.part(match.end(), len(written.text)).stripped()
    if command.message:
        return _message(command, rest)
    return _action(command, rest)


def _message(command: Command, rest: Written) -> Written | Wrong:
    if command.takes is Takes.SOME_TEXT and not rest.text.strip():
        return Wrong("text", command.name)
    match command.name:
        case "me":
            return replace(rest, kind="m.emote")
        case "plain":
            return replace(rest, markdown=False)
        case "spoiler":
            return _around(rest, "||", "||")
    return replace(_around(rest, SHRUG + (" " if rest.text else ""), ""), markdown=False)


def _around(written: Written, before: str, after: str) -> Written:
    moved = tuple(
        replace(each, start=each.start + len(before), end=each.end + len(before)) for each in written.mentions
    )
    return replace(written, text=before + written.text + after, mentions=moved)


def _action(command: Command, rest: Written) -> Action | Wrong:
    text = rest.text.strip()
    match command.takes:
        case Takes.NOTHING:
            return Wrong("nothing", command.name) if text else Action(command.name)
        case Takes.TEXT:
            return Action(command.name, text=text)
        case Takes.SOME_TEXT:
            return Action(command.name, text=text) if text else Wrong("text", command.name)
        case Takes.PERSON:
            target, more = _first(rest)
            return Action(command.name, target, more) if _USER.fullmatch(target) else Wrong("person", command.name)
    target, more = _first(rest)
    if not target and command.takes is Takes.PERHAPS_ROOM:
        return Action(command.name)
    return Action(command.name, target, more) if _ROOM.fullmatch(target) else Wrong("room", command.name)


def _first(rest: Written) -> tuple[str, str]:
    """(whom or what it is about, the rest): a mention, a link to somebody, or the first word."""
    if rest.mentions and rest.mentions[0].start == 0:
        return rest.mentions[0].target, rest.text[rest.mentions[0].end :].strip()
    word, _, more = rest.text.partition(" ")
    link = parse_link(word)
    return (link.target if link is not None else word), more.strip()
