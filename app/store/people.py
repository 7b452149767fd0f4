# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People whom we share rooms with, found by parts of their names or user ids."""

from __future__ import annotations

from collections import Counter

from app.found import Person
from app.store.members import valid_mxc
from app.store.order import Executes

_MAX_WORDS = 6
_MAX_ROWS = 400  # one person is in many rooms


def known_people(db: Executes, query: str, own_user: str, limit: int) -> list[Person]:
    """Each person once, under the name that most rooms show; sorted by name. An empty query finds nobody."""
    words = query.split()[:_MAX_WORDS]
    if not words:
        return []
    where, params = "", []
    for word in words:
        # LIKE knows upper and lower case of ASCII only.
        forms = {word, word.lower(), word.upper(), word.capitalize()}
        patterns = ["%" + form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for form in forms]
        each = " OR ".join(["display_name LIKE ? ESCAPE '\\' OR user_id LIKE ? ESCAPE '\\'"] * len(patterns))
        where += f" AND ({each})"
        params += [pattern for pattern in patterns for _ in range(2)]
    rows = db.execute(
        "SELECT user_id, display_name, avatar, COUNT(*) FROM members"  # noqa: S608 - only placeholders are put in
        f" WHERE membership IN ('join', 'invite') AND user_id <> ?{where}"
        " GROUP BY user_id, display_name, avatar ORDER BY COUNT(*) DESC LIMIT ?",
        (own_user, *params, _MAX_ROWS),
    ).fetchall()
    names: dict[str, Counter[tuple[str, str | None]]] = {}
    for user_id, name, avatar, count in rows:
        names.setdefault(str(user_id), Counter())[(str(name or ""), valid_mxc(avatar))] += int(count)
    found = [Person(user, *shown.most_common(1)[0][0]) for user, shown in names.items()]
    found.sort(key=lambda person: ((person.display_name or person.user_id).casefold(), person.user_id))
    return found[:limit]
