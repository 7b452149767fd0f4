# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands in words: what comes after them, what they do, and what is wrong with one."""

from __future__ import annotations

from app.slash import Wrong
from ui.i18n import tr
from ui.text import isolate


def usage(name: str) -> tuple[str, str]:
    """(what comes after it, what it does)."""
    person, reason, text = tr("<person>"), tr("[reason]"), tr("<text>")
    words = {
        "me": (text, tr("Says what you are doing")),
        "plain": (text, tr("Sends the text as it is, without formatting")),
        "spoiler": (text, tr("Hides the text until it is clicked")),
        "shrug": (tr("[text]"), tr("Puts ¯\\_(ツ)_/¯ in front of the text")),
        "poll": (tr("[question]"), tr("Starts a poll")),
        "location": (tr("[place]"), tr("Sends a place")),
        "invite": (person, tr("Invites somebody to this room")),
        "join": (tr("<room>"), tr("Enters a room")),
        "part": (tr("[room]"), tr("Leaves this or another room")),
        "topic": (text, tr("Changes the topic of this room")),
        "roomname": (text, tr("Changes the name of this room")),
        "nick": (tr("<name>"), tr("Changes your display name")),
        "myroomnick": (tr("<name>"), tr("Changes your display name in this room only")),
        "remove": (f"{person} {reason}", tr("Removes somebody from this room")),
        "ban": (f"{person} {reason}", tr("Bans somebody from this room")),
        "unban": (person, tr("Lets somebody in again who was banned")),
        "op": (" ".join((person, tr("[level]"))), tr("Gives somebody more rights in this room")),
        "deop": (person, tr("Takes somebody's rights in this room away")),
        "ignore": (person, tr("Hides the messages of somebody")),
        "unignore": (person, tr("Shows the messages of somebody again")),
        "help": ("", tr("Shows all commands")),
    }
    return words[name]


def sentence(wrong: Wrong) -> str:
    """What is wrong with a command, and what to do instead."""
    name = isolate(f"/{wrong.name}", 40)
    match wrong.code:
        case "person":
            return tr("Name a person after {name}, for example @anna:amt.example.").format(name=name)
        case "room":
            return tr("Name a room after {name}, for example #amt:amt.example.").format(name=name)
        case "text":
            return tr("Something is missing after {name}.").format(name=name)
        case "nothing":
            return tr("Nothing comes after {name}.").format(name=name)
    return tr(
        "There is no command {name}. Nothing was sent. Begin with // to send a text that starts with a slash."
    ).format(name=name)
