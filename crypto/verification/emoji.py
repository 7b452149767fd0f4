# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-FileCopyrightText: The Matrix.org Foundation C.I.C.
# SPDX-License-Identifier: EUPL-1.2 AND Apache-2.0
"""The 64 emoji of short authentication strings, with their English and German names.

The table is the specification's (``data-definitions/sas-emoji.json``): two people have to read the same words.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Emoji(NamedTuple):
    """One symbol and what it is called."""

    symbol: str
    english: str
    german: str


EMOJI: Final[tuple[Emoji, ...]] = (
    Emoji("🐶", "Dog", "Hund"),
    Emoji("🐱", "Cat", "Katze"),
    Emoji("🦁", "Lion", "Löwe"),
    Emoji("🐎", "Horse", "Pferd"),
    Emoji("🦄", "Unicorn", "Einhorn"),
    Emoji("🐷", "Pig", "Schwein"),
    Emoji("🐘", "Elephant", "Elefant"),
    Emoji("🐰", "Rabbit", "Hase"),
    Emoji("🐼", "Panda", "Panda"),
    Emoji("🐓", "Rooster", "Hahn"),
    Emoji("🐧", "Penguin", "Pinguin"),
    Emoji("🐢", "Turtle", "Schildkröte"),
    Emoji("🐟", "Fish", "Fisch"),
    Emoji("🐙", "Octopus", "Oktopus"),
    Emoji("🦋", "Butterfly", "Schmetterling"),
    Emoji("🌷", "Flower", "Blume"),
    Emoji("🌳", "Tree", "Baum"),
    Emoji("🌵", "Cactus", "Kaktus"),
    Emoji("🍄", "Mushroom", "Pilz"),
    Emoji("🌏", "Globe", "Globus"),
    Emoji("🌙", "Moon", "Mond"),
    Emoji("☁️", "Cloud", "Wolke"),
    Emoji("🔥", "Fire", "Feuer"),
    Emoji("🍌", "Banana", "Banane"),
    Emoji("🍎", "Apple", "Apfel"),
    Emoji("🍓", "Strawberry", "Erdbeere"),
    Emoji("🌽", "Corn", "Mais"),
    Emoji("🍕", "Pizza", "Pizza"),
    Emoji("🎂", "Cake", "Kuchen"),
    Emoji("❤️", "Heart", "Herz"),
    Emoji("😀", "Smiley", "Lächeln"),
    Emoji("🤖", "Robot", "Roboter"),
    Emoji("🎩", "Hat", "Hut"),
    Emoji("👓", "Glasses", "Brille"),
    Emoji("🔧", "Spanner", "Schraubenschlüssel"),
    Emoji("🎅", "Santa", "Weihnachtsmann"),
    Emoji("👍", "Thumbs Up", "Daumen Hoch"),
    Emoji("☂️", "Umbrella", "Regenschirm"),
    Emoji("⌛", "Hourglass", "Sanduhr"),
    Emoji("⏰", "Clock", "Uhr"),
    Emoji("🎁", "Gift", "Geschenk"),
    Emoji("💡", "Light Bulb", "Glühbirne"),
    Emoji("📕", "Book", "Buch"),
    Emoji("✏️", "Pencil", "Bleistift"),
    Emoji("📎", "Paperclip", "Büroklammer"),
    Emoji("✂️", "Scissors", "Schere"),
    Emoji("🔒", "Lock", "Schloss"),
    Emoji("🔑", "Key", "Schlüssel"),
    Emoji("🔨", "Hammer", "Hammer"),
    Emoji("☎️", "Telephone", "Telefon"),
    Emoji("🏁", "Flag", "Flagge"),
    Emoji("🚂", "Train", "Zug"),
    Emoji("🚲", "Bicycle", "Fahrrad"),
    Emoji("✈️", "Aeroplane", "Flugzeug"),
    Emoji("🚀", "Rocket", "Rakete"),
    Emoji("🏆", "Trophy", "Pokal"),
    Emoji("⚽", "Ball", "Ball"),
    Emoji("🎸", "Guitar", "Gitarre"),
    Emoji("🎺", "Trumpet", "Trompete"),
    Emoji("🔔", "Bell", "Glocke"),
    Emoji("⚓", "Anchor", "Anker"),
    Emoji("🎧", "Headphones", "Kopfhörer"),
    Emoji("📁", "Folder", "Ordner"),
    Emoji("📌", "Pin", "Stecknadel"),
)
