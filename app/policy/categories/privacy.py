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
CONTENT_SCANNER = ChoiceKey(
    name="RequireContentScanner",
    category="privacy",
    title=Words("Dateien auf Schadsoftware prüfen lassen", "Have files checked for malware"),
    help=Words(
        "Ob Dateien vor dem Öffnen, Zeigen und Speichern vom Content Scanner des eigenen Homeservers geprüft werden. "
        "Dafür erfährt der Scanner den Schlüssel der jeweiligen Datei; Textnachrichten bleiben Ende-zu-Ende-"
        "verschlüsselt. „always“: ohne Prüfung wird keine Datei geöffnet; „offered“: geprüft wird, wenn der Server "
        "einen Scanner hat; „never“: kein Schlüssel wird weitergegeben. Ohne diese Richtlinie entscheidet jede Person "
        "einmal selbst, wenn ihr Server einen Scanner hat, und bis dahin wird nichts weitergegeben.",
        "Whether files are checked by the content scanner of the own homeserver before they are opened, shown or "
        "saved. For that the scanner gets to know the key of the file; text messages stay end-to-end encrypted. "
        "“always”: no file is opened without a check; “offered”: files are checked if the server has a scanner; "
        "“never”: no key is given away. Without this policy everybody decides once, if their server has a scanner, "
        "and nothing is given away until then.",
    ),
    default="offered",
    example="always",
    choosable=True,
    choices=(
        Choice(value="never", title=Words("Nie", "Never")),
        Choice(value="offered", title=Words("Wenn der Server es anbietet", "If the server offers it")),
        Choice(value="always", title=Words("Immer", "Always")),
    ),
)

KEYS: tuple[Key[Any], ...] = (
    READ_RECEIPTS,
    SEND_TYPING,
    CONTENT_SCANNER,
)
