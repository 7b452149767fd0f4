# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line, in German and English. Loads nothing that takes time: ``--version`` answers at once."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from app.log import LEVELS
from app.version import VERSION

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. ``profile`` None: the usual one. ``language`` None: the system's.

    ``log_level`` None: the usual one. ``link``: a matrix: address to open.
    """

    profile: str | None = None
    profile_name: str | None = None
    homeserver: str = ""
    language: str | None = None
    log_level: str | None = None
    demo: bool = False
    print_policies: bool = False
    diagnose: bool = False
    picture: Path | None = None
    link: str = ""
    minimized: bool = False
    remove_user_data: bool = False
    sure: bool = False


_PROFILE_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,31})?")
_ENGLISH = {
    "description": "BundesMessenger Desktop: an end-to-end encrypted Matrix messenger for public administration.",
    "usage": "usage: ",
    "options": "options",
    "commands": "commands",
    "help": "show this text and exit",
    "version": "show the version and exit",
    "profile": "folder with the account, its keys and messages (default: the one of this user)",
    "profile-name": "which of several accounts to open, by the name of its profile (default: the one used last)",
    "remove-user-data": "remove all accounts of this user from this computer, with keys and messages, and exit",
    "yes": "with --remove-user-data: do not ask",
    "homeserver": "server to sign in to, by name (example.org) or address (https://matrix.example.org)",
    "lang": "language of the window: de or en (default: the system's)",
    "log-level": "debug, info (default), warning or error; what was written, by whom, and keys are never logged",
    "print-policies": "show what the organisation settles, where it comes from, and what is wrong with it, and exit",
    "diagnose": "show versions, network, server and policies for the help desk, and exit; 1: something is wrong",
    "demo": "try the program: a private homeserver on this computer, with people who answer; nothing of it stays",
    "picture": "draw the window into this PNG file instead of showing it",
    "invalid": "there is no",
    "possible": "possible are",
    "unknown": "not understood",
    "wanting": "needs a value",
    "link": "open a room, message or person: a matrix: address, or --open with any link to one",
    "minimized": "start without showing the window, as after signing in to the computer",
    "examples": "examples:",
    "example_plain": "open the window",
    "example_server": "sign in to this server",
    "example_demo": "try it without an account",
}
_GERMAN = {
    "description": "BundesMessenger Desktop: Ende-zu-Ende-verschlüsselter Matrix-Messenger für die Verwaltung.",
    "usage": "Aufruf: ",
    "options": "Optionen",
    "commands": "Befehle",
    "help": "diesen Text anzeigen und beenden",
    "version": "die Version anzeigen und beenden",
    "profile": "Ordner mit dem Konto, seinen Schlüsseln und Nachrichten (sonst: der dieses Benutzers)",
    "profile-name": "welches von mehreren Konten, mit dem Namen seines Profils (sonst: das zuletzt benutzte)",
    "remove-user-data": "alle Konten dieses Benutzers mit Schlüsseln und Nachrichten vom Rechner entfernen und beenden",
    "yes": "mit --remove-user-data: nicht nachfragen",
    "homeserver": "Server für die Anmeldung, als Name (example.org) oder Adresse (https://matrix.example.org)",
    "lang": "Sprache des Fensters: de oder en (sonst: die des Systems)",
    "log-level": "debug, info (sonst), warning oder error; Inhalte, Namen und Schlüssel werden nie protokolliert",
    "print-policies": "zeigen, was die Organisation vorgibt, woher es kommt und was daran falsch ist, und beenden",
    "diagnose": "Versionen, Netz, Server und Richtlinien für den Support zeigen und beenden; 1: etwas stimmt nicht",
    "demo": "ausprobieren: ein eigener Server auf diesem Rechner, mit Leuten, die antworten; es bleibt nichts",
    "picture": "das Fenster in diese PNG-Datei zeichnen, statt es zu zeigen",
    "invalid": "das gibt es nicht",
    "possible": "möglich sind",
    "unknown": "nicht verstanden",
    "wanting": "braucht einen Wert",
    "link": "Raum, Nachricht oder Person öffnen: eine Adresse mit matrix:, oder --open mit einem Link dorthin",
    "minimized": "starten, ohne das Fenster zu zeigen, wie nach der Anmeldung am Rechner",
    "examples": "Beispiele:",
    "example_plain": "das Fenster öffnen",
    "example_server": "bei diesem Server anmelden",
    "example_demo": "ohne Konto ausprobieren",
}


def parse(arguments: Sequence[str]) -> Options:
    """Understand the command line; shows help, version or what is wrong with it, and raises SystemExit then."""
    texts = _GERMAN if _language(arguments) == "de" else _ENGLISH
    demo = find_spec("app.demo") is not None  # packages come without it: it needs Synapse, from a source tree
    program = "python -m app" if demo else "bundesmessenger"
    usage = f"[{texts['options']}]" + (" [demo]" if demo else "")
    parser = _Parser(texts, program, texts["description"], usage, _examples(program, texts, demo=demo))
    parser.add_argument(
        "--version", action="version", version=f"BundesMessenger Desktop {VERSION}", help=texts["version"]
    )
    parser.add_argument("--profile", metavar="DIR", help=texts["profile"])
    parser.add_argument("--profile-name", metavar="NAME", help=texts["profile-name"])
    parser.add_argument("--homeserver", metavar="SERVER", default="", help=texts["homeserver"])
    parser.add_argument("--print-policies", action="store_true", help=texts["print-policies"])
    parser.add_argument("--diagnose", action="store_true", help=texts["diagnose"])
    parser.add_argument("--minimized", action="store_true", help=texts["minimized"])
    parser.add_argument("--remove-user-data", action="store_true", help=texts["remove-user-data"])
    parser.add_argument("--yes", action="store_true", help=texts["yes"])
    parser.add_argument("--open", metavar="LINK", default="", help=texts["link"])
    _add_shared(parser, texts, language=None, level=None)
    if demo:
        commands = parser.add_subparsers(title=texts["commands"], dest="command", metavar="demo", help=texts["demo"])
        parser.add_command(commands, "demo", texts)
    found = parser.parse_args(_with_link(arguments))
    if found.profile_name is not None and _PROFILE_NAME.fullmatch(found.profile_name) is None:
        parser.error(f"--profile-name: {found.profile_name!r}")
    return Options(
        profile=found.profile,
        profile_name=found.profile_name,
        homeserver=found.homeserver,
        language=found.lang,
        log_level=found.log_level,
        demo=getattr(found, "command", None) == "demo",
        print_policies=found.print_policies,
        diagnose=found.diagnose,
        picture=getattr(found, "picture", None),
        link=found.open,
        minimized=found.minimized,
        remove_user_data=found.remove_user_data,
        sure=found.yes,
    )


def _with_link(arguments: Sequence[str]) -> list[str]:
    """The desktop hands over a matrix: address as the only argument.

    Windows puts it into a command line as it is, after ``--handle``: whatever comes with it is no option of ours.
    """
    given = list(arguments)
    if given[:1] == ["--handle"]:
        del given[0]
        if len(given) != 1 or not given[0].lower().startswith("matrix:"):
            return []
    return ["--open", given[0]] if len(given) == 1 and given[0].lower().startswith("matrix:") else given


def system_language() -> str:
    """``de`` if the system says so, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "de" if value.lower().startswith("de") else "en"
    if sys.platform == "win32":
        import ctypes

        german = 0x07  # the primary language of a Windows language identifier is in its lower ten bits
        return "de" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == german else "en"
    return "en"


class _Parser(argparse.ArgumentParser):
    """Speaks the language of ``texts``, where argparse speaks English only."""

    def __init__(self, texts: dict[str, str], prog: str, description: str, usage: str, epilog: str = "") -> None:
        self._texts = texts
        super().__init__(
            prog=prog,
            usage=f"{prog} {usage}",
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._optionals.title = texts["options"]
        self.add_argument("-h", "--help", action="help", help=texts["help"])

    def add_command(self, commands: Any, name: str, texts: dict[str, str]) -> None:
        command = commands.add_parser(
            name,
            texts=texts,
            prog=f"{self.prog} {name}",
            description=texts[name],
            usage=f"[{texts['options']}]",
        )
        command.add_argument("--picture", metavar="PNG", type=Path, help=texts["picture"])
        # Without defaults of its own: they would overrule what stands before the command.
        _add_shared(command, texts, language=argparse.SUPPRESS, level=argparse.SUPPRESS)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", self._texts["usage"], 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", self._texts["usage"], 1)

    def error(self, message: str) -> NoReturn:
        for english, key in (
            ("argument ", ""),
            ("unrecognized arguments", "unknown"),
            ("expected one argument", "wanting"),
            ("invalid choice", "invalid"),
            ("choose from", "possible"),
        ):
            message = message.replace(english, self._texts.get(key, ""))
        self.exit(2, f"{self.format_usage()}{message.removeprefix('demo: ')}\n")


def _add_shared(
    parser: argparse.ArgumentParser, texts: dict[str, str], *, language: str | None, level: str | None
) -> None:
    parser.add_argument("--lang", metavar="de|en", choices=LANGUAGES, default=language, help=texts["lang"])
    parser.add_argument("--log-level", metavar="LEVEL", choices=LEVELS, default=level, help=texts["log-level"])


def _examples(program: str, texts: dict[str, str], *, demo: bool) -> str:
    lines = [
        (program, texts["example_plain"]),
        (f"{program} --homeserver example.org", texts["example_server"]),
    ]
    if demo:
        lines.append((f"{program} demo", texts["example_demo"]))
    return texts["examples"] + "".join(f"\n  {line:<42} {text}" for line, text in lines)


def _language(arguments: Sequence[str]) -> str:
    """The language to speak while still reading the command line."""
    for number, argument in enumerate(arguments):
        value = arguments[number + 1] if argument == "--lang" and number + 1 < len(arguments) else ""
        value = value or (argument.partition("=")[2] if argument.startswith("--lang=") else "")
        if value in LANGUAGES:
            return value
    return system_language()
