# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "privacy": privacy."""

from __future__ import annotations

from typing import Any

from app.policy.keys import BoolKey, Choice, ChoiceKey, Key, Words

READ_RECEIPTS = ChoiceKey(
    name="ReadReceipts",
    category="privacy",
    title=Words("Lesebestätigungen", "Read receipts"),
    help=Words(
        "Wer erfährt, wie weit man in einem Raum gelesen hat. „public“: alle im Raum; „private“: nur die eigenen "
        "Geräte. Andere sieht man in jedem Fall, soweit sie es zeigen.",
        "Who hears how far one has read in a room. “public”: everybody in the room; “private”: one's own devices "
        "only. Others are seen in any case, as far as they show it.",
    ),
    default="public",
    example="private",
    choosable=True,
    choices=(
        Choice(value="public", title=Words("Für alle im Raum sichtbar", "Visible to everybody in the room")),
        Choice(value="private", title=Words("Nur für eigene Geräte", "For own devices only")),
    ),
)
SEND_TYPING = BoolKey(
    name="SendTyping",
    category="privacy",
    title=Words("Zeigen, dass man schreibt", "Show that one is typing"),
    help=Words(
        "Ob andere im Raum sehen, dass gerade eine Nachricht geschrieben wird.",
        "Whether others in the room see that a message is being written.",
    ),
    default=True,
    example=False,
    choosable=True,
)

KEYS: tuple[Key[Any], ...] = (
    READ_RECEIPTS,
    SEND_TYPING,
)
