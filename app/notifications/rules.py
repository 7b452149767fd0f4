# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push rules (Matrix v1.18, client-server API, "Push Rules"): what an event does to its reader.

``Ruleset.parse`` takes whatever ``m.push_rules`` says; a rule that makes no sense is left out, and no other with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.notifications.conditions import Condition, Facts, Subject, compile_condition
from app.notifications.glob import Glob
from crypto.types import Json

KINDS = ("override", "content", "room", "sender", "underride")
"""In the order in which they are looked at."""

MASTER = ".m.rule.master"
# Only for events without m.mentions ("should only be enabled if the event does not have an m.mentions property").
LEGACY_MENTIONS = frozenset({".m.rule.contains_display_name", ".m.rule.contains_user_name", ".m.rule.roomnotif"})
MAX_RULES = 5_000
"""Of one kind; what comes after them is not looked at."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be done about an event. ``rule`` is the (kind, rule id) that decided; None: none did."""

    notify: bool = False
    highlight: bool = False
    sound: str = ""  # name of a sound; empty: none
    rule: tuple[str, str] | None = None


NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``conditions`` None: it can never match."""

    kind: str
    rule_id: str
    enabled: bool
    notify: bool
    highlight: bool
    sound: str
    default: bool = False
    pattern: str = ""  # of a content rule
    conditions: tuple[Condition, ...] | None = ()
    source: Json = field(default_factory=dict, compare=False)

    @property
    def outcome(self) -> Outcome:
        if not self.notify:
            return Outcome(rule=(self.kind, self.rule_id))
        return Outcome(True, self.highlight, self.sound, (self.kind, self.rule_id))

    def holds(self, subject: Subject, facts: Facts) -> bool:
        """Whether the rule matches."""
        if not self.enabled or self.conditions is None:
            return False
        if self.rule_id in LEGACY_MENTIONS and subject.has_mentions:
            return False
        return all(condition(subject, facts) for condition in self.conditions)


def read_actions(actions: Sequence[Any]) -> tuple[bool, bool, str]:
    """(notify, highlight, sound). ``dont_notify``, ``coalesce`` and what is not known do nothing."""
    notify = highlight = False
    sound = ""
    for action in actions:
        if action == "notify":
            notify = True
        elif isinstance(action, dict):
            value = action.get("value")
            if action.get("set_tweak") == "highlight":
                highlight = value is not False
            elif action.get("set_tweak") == "sound" and isinstance(value, str):
                sound = value
    return notify, highlight, sound


def parse_rule(kind: str, raw: Any) -> Rule | None:
    """A rule as ``m.push_rules`` has it; None if it is none."""
    if not isinstance(raw, dict):
        return None
    rule_id, actions = raw.get("rule_id"), raw.get("actions")
    if not isinstance(rule_id, str) or not rule_id or not isinstance(actions, list):
        return None
    conditions: tuple[Condition, ...] | None = ()
    pattern = raw.get("pattern")
    if kind == "content":
        conditions = (_in_body(pattern),) if isinstance(pattern, str) else None
    elif kind in ("override", "underride"):
        listed = raw.get("conditions", [])
        found = [compile_condition(each) for each in listed] if isinstance(listed, list) else [None]
        conditions = None if None in found else tuple(each for each in found if each is not None)
    notify, highlight, sound = read_actions(actions)
    return Rule(
        kind,
        rule_id,
        raw.get("enabled", True) is True,
        notify,
        highlight,
        sound,
        raw.get("default") is True,
        pattern if isinstance(pattern, str) else "",
        conditions,
        raw,
    )


_BODY = ("content", "body")


def _in_body(pattern: str) -> Condition:
    glob = Glob(pattern)

    def holds(subject: Subject, _facts: Facts) -> bool:
        found = subject.text_at(_BODY)
        return found is not None and glob.in_words(*found)

    return holds


class Ruleset:
    """All rules of an account, ready to be asked."""

    def __init__(self, rules: Mapping[str, Sequence[Rule]]) -> None:
        self._rules = {kind: tuple(rules.get(kind, ())) for kind in KINDS}
        self._by_id = {kind: {rule.rule_id: rule for rule in reversed(self._rules[kind])} for kind in KINDS}

    @classmethod
    def parse(cls, content: Any, complete: Callable[[dict[str, list[Rule]]], None] | None = None) -> Ruleset:
        """The content of ``m.push_rules``. ``complete`` adds what the server does not have."""
        scope = content.get("global") if isinstance(content, dict) else None
        rules: dict[str, list[Rule]] = {}
        for kind in KINDS:
            listed = scope.get(kind) if isinstance(scope, dict) else None
            parsed = [parse_rule(kind, raw) for raw in (listed[:MAX_RULES] if isinstance(listed, list) else ())]
            rules[kind] = [rule for rule in parsed if rule is not None]
        if complete is not None:
            complete(rules)
        return cls(rules)

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        return self._rules[kind]

    def get(self, kind: str, rule_id: str) -> Rule | None:
        return self._by_id[kind].get(rule_id)

    def evaluate(self, subject: Subject, facts: Facts, *, master: bool = True) -> Outcome:
        """What the first rule that matches says; nobody is told of what they sent themselves.

        ``master`` False: as if the rule that switches everything off were not there.
        """
        if subject.sender == facts.user_id:
            return NOTHING
        for kind in KINDS:
            if kind in ("room", "sender"):
                rule = self._by_id[kind].get(subject.room_id if kind == "room" else subject.sender)
                if rule is not None and rule.enabled:
                    return rule.outcome
                continue
            for rule in self._rules[kind]:
                if rule.holds(subject, facts) and (master or rule.rule_id != MASTER):
                    return rule.outcome
        return NOTHING
