# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was begun in a room or thread, and what a text is meant to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.text.written import Written
from crypto.types import Json

EMPTY = Written("")


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text will be: ``kind`` is reply, thread or edit. ``name`` and ``body``: of the message it refers to."""

    kind: str
    event_id: str
    name: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """``before``: what was in the field when an edit began."""

    written: Written = EMPTY
    intent: Intent | None = None
    before: Written | None = None

    def __bool__(self) -> bool:
        return bool(self.written.text or self.intent is not None or (self.before is not None and self.before.text))

    def rest(self) -> Json:
        """Everything beside the text, to keep."""
        value = self.written.to_json()
        del value["text"]
        if self.intent is not None:
            intent = self.intent
            value["intent"] = [intent.kind, intent.event_id, intent.name[:200], intent.body]
        if self.before is not None:
            value["before"] = self.before.to_json()
        return value

    @classmethod
    def of(cls, text: str, rest: Any) -> Draft:
        """From a text and what ``rest`` gave; never raises."""
        value = rest if isinstance(rest, dict) else {}
        given = value.get("intent")
        whole = isinstance(given, list) and len(given) == 4 and all(isinstance(each, str) for each in given)
        intent = Intent(*given) if whole and isinstance(given, list) else None
        before = Written.from_json(value["before"]) if "before" in value else None
        return cls(Written.from_json({"text": text, "mentions": value.get("mentions")}), intent, before)
