# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets between own devices: asked from verified ones, answered to verified ones, taken only if they fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crypto.secret_sharing import NAMES, SEND, WAIT, SecretMessage, SecretSharing
from crypto.secret_storage import BACKUP, MASTER
from tests.unit.identity.people import Clock

ME = "@alice:x"


def pair() -> tuple[Clock, SecretSharing, SecretSharing]:
    clock = Clock()
    return clock, SecretSharing(ME, "NEW", clock), SecretSharing(ME, "OLD", clock)


def asked(new: SecretSharing, devices: tuple[str, ...] = ("OLD",)) -> SecretMessage:
    *_, request = new.ask([MASTER], devices)
    return request


def take(new: SecretSharing, content: Any, **changes: Any) -> Any:
    arguments: dict[str, Any] = {
        "sender": ME,
        "device_id": "OLD",
        "verified": True,
        "fits": lambda name, secret: secret == "seed",
    }
    return new.receive(content=content, **(arguments | changes))


def again(sharing: SecretSharing, device: str, clock: Clock) -> SecretSharing:
    return SecretSharing(ME, device, clock, json.loads(json.dumps(sharing.to_json())))


def test_a_secret_goes_over() -> None:
    clock, new, old = pair()
    request = asked(new, ("OLD", "OTHER", "NEW"))
    assert request.devices == ("OLD", "OTHER")
    new = again(new, "NEW", clock)
    answer = old.answer(ME, request.content, {"NEW", "OLD"}, {MASTER: "seed"})
    assert answer is not None
    assert (answer.event_type, answer.devices, answer.encrypted) == (SEND, ("NEW",), True)
    received = take(new, answer.content)
    assert (received.name, received.secret) == (MASTER, "seed")
    (withdrawn,) = received.outgoing
    assert (withdrawn.content["action"], withdrawn.devices) == ("request_cancellation", ("OTHER",))
    assert withdrawn.content["request_id"] == request.content["request_id"]
    assert new.missing == ()
    assert take(new, answer.content) is None


def test_p15_nothing_is_taken_that_was_not_asked_for() -> None:
    _, new, _ = pair()
    assert take(new, {"request_id": "x", "secret": "seed"}) is None
    assert new.to_json() == {"requests": [], "answered": []}


@pytest.mark.parametrize(
    "changes",
    [
        {"verified": False},
        {"sender": "@mallory:x"},
        {"device_id": "GHOST"},
        {"fits": lambda name, secret: False},
    ],
)
def test_p15_an_answer_of_somebody_else_changes_nothing(changes: dict[str, Any]) -> None:
    _, new, _ = pair()
    content = {"request_id": asked(new).content["request_id"], "secret": "seed"}
    before = new.to_json()
    assert take(new, content, **changes) is None
    assert new.to_json() == before
    assert take(new, content) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"request_id": "wrong"},
        {"request_id": None},
        {"secret": None},
        {"secret": ""},
        {"secret": 5},
        {"secret": "x" * 9999},
    ],
)
def test_p15_a_malformed_answer_changes_nothing(change: dict[str, Any]) -> None:
    _, new, _ = pair()
    content = {"request_id": asked(new).content["request_id"], "secret": "seed"}
    assert new.receive(ME, "OLD", True, content | change, lambda name, secret: True) is None
    assert new.missing == (MASTER,)
    malformed: list[Any] = [None, [], "x"]
    for rubbish in malformed:
        assert take(new, rubbish) is None


def test_p15_too_late_is_too_late() -> None:
    clock, new, _ = pair()
    content = {"request_id": asked(new).content["request_id"], "secret": "seed"}
    clock.now += WAIT
    assert new.missing == ()
    assert take(new, content) is None


@pytest.mark.parametrize(
    "change",
    [
        {"requesting_device_id": "GHOST"},
        {"requesting_device_id": "OLD"},
        {"requesting_device_id": None},
        {"name": "m.other"},
        {"name": BACKUP},
        {"name": ["m"]},
        {"request_id": None},
        {"action": "request_cancellation"},
        {"action": None},
    ],
)
def test_p13_who_is_not_verified_gets_no_answer(change: dict[str, Any]) -> None:
    _, new, old = pair()
    content = asked(new).content
    assert old.answer(ME, content | change, {"NEW", "OLD"}, {MASTER: "seed"}) is None
    assert old.answer("@mallory:x", content, {"NEW"}, {MASTER: "seed"}) is None
    assert old.answer(ME, None, {"NEW"}, {MASTER: "seed"}) is None
    assert old.answer(ME, content, set(), {MASTER: "seed"}) is None
    assert old.answer(ME, content, {"NEW"}, {MASTER: "seed"}) is not None


def test_a_request_is_answered_once_after_a_restart_too() -> None:
    clock, new, old = pair()
    content = asked(new).content
    assert old.answer(ME, content, {"NEW"}, {MASTER: "seed"}) is not None
    assert again(old, "OLD", clock).answer(ME, content, {"NEW"}, {MASTER: "seed"}) is None


def test_the_memory_of_answers_is_bounded() -> None:
    _, new, old = pair()
    for _ in range(500):
        assert old.answer(ME, asked(new).content, {"NEW"}, {MASTER: "seed"}) is not None
    assert len(old.to_json()["answered"]) == 100


def test_asking_again_and_giving_up() -> None:
    _, new, _ = pair()
    first = asked(new)
    withdrawn, second = new.ask([MASTER], ["OLD"])
    assert withdrawn.content["request_id"] == first.content["request_id"]
    assert second.content["request_id"] != first.content["request_id"]
    assert len(new.ask(NAMES, ["OLD"])) == 5
    assert {message.content["action"] for message in new.withdraw()} == {"request_cancellation"}
    assert new.missing == ()
    assert new.ask(NAMES, ["NEW"]) == []
    assert new.ask(["m.other"], ["OLD"]) == []
