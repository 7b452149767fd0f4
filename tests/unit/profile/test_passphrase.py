# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile kept with a passphrase."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.profile.passphrase import Argon2, backoff_seconds, unwrap, wrap
from tests.unit.profile.conftest import FAST, PASSPHRASE, OpenProfile

KEY = bytes(range(32))


def code(caught: pytest.ExceptionInfo[UserError]) -> ErrorCode:
    return caught.value.code


def kept(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "profile.json").read_bytes())
    return values


def test_the_cost_is_what_was_promised() -> None:
    assert Argon2().memory_kib >= 256 * 1024
    assert Argon2().passes >= 3


def test_the_promised_cost_really_works() -> None:
    wrapped = wrap(KEY, PASSPHRASE, "id", Argon2())
    assert (wrapped["kdf"], wrapped["memory_kib"], wrapped["passes"]) == ("argon2id", 262144, 3)
    assert unwrap(wrapped, PASSPHRASE, "id") == KEY


def test_the_key_comes_out_only_with_the_passphrase_and_for_its_profile() -> None:
    wrapped = wrap(KEY, PASSPHRASE, "id", FAST)
    assert unwrap(wrapped, PASSPHRASE, "id") == KEY
    assert unwrap(wrapped, PASSPHRASE + " ", "id") is None
    assert unwrap(wrapped, PASSPHRASE, "other") is None
    assert wrap(KEY, PASSPHRASE, "id", FAST)["salt"] != wrapped["salt"]


def test_an_umlaut_is_an_umlaut_however_the_keyboard_composes_it() -> None:
    wrapped = wrap(KEY, unicodedata.normalize("NFD", PASSPHRASE), "id", FAST)
    assert unwrap(wrapped, unicodedata.normalize("NFC", PASSPHRASE), "id") == KEY


@pytest.mark.parametrize("weak", ["", "elf Zeichen", "ä" * 11, unicodedata.normalize("NFD", "ä" * 11)])
def test_a_short_passphrase_is_refused(folder: Path, open_profile: OpenProfile, weak: str) -> None:
    with pytest.raises(UserError) as caught:
        open_profile(weak)
    assert code(caught) is ErrorCode.WEAK_PASSPHRASE
    assert caught.value.details["minimum"] == 12
    assert not (folder / "profile.json").exists()
    open_profile(PASSPHRASE)  # and one can try again


def test_wrong_missing_and_right(folder: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    assert profile.has_passphrase
    profile.crypto.execute("INSERT INTO keys(text) VALUES('precious')")
    profile.close()
    before = (folder / "crypto.db").read_bytes()
    for passphrase, expected in ((None, ErrorCode.PASSPHRASE_NEEDED), ("falsch " * 3, ErrorCode.WRONG_PASSPHRASE)):
        with pytest.raises(UserError) as caught:
            open_profile(passphrase)
        assert code(caught) is expected
    assert (folder / "crypto.db").read_bytes() == before
    assert open_profile().crypto.execute("SELECT text FROM keys").fetchone() == ("precious",)


def test_wrong_ones_slow_down_the_next_but_never_wipe(folder: Path, open_profile: OpenProfile) -> None:
    open_profile().close()
    time = [1000.0]
    waits = []

    def clock() -> float:
        return time[0]

    for _ in range(12):
        with pytest.raises(UserError) as caught:
            open_profile("falsch " * 3, clock=clock)
        wait = float(caught.value.details["wait"])
        waits.append(wait)
        if wait:
            # Too early: not even the right one is tried; it costs no further delay.
            time[0] += wait - 0.5
            with pytest.raises(UserError) as caught:
                open_profile(PASSPHRASE, clock=clock)
            assert code(caught) is ErrorCode.WRONG_PASSPHRASE
            assert float(caught.value.details["wait"]) == pytest.approx(0.5)
            time[0] += 0.5
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    open_profile(PASSPHRASE, clock=clock).close()
    with pytest.raises(UserError) as caught:
        open_profile("falsch " * 3, clock=clock)
    assert caught.value.details["wait"] == 0  # counted anew


def test_a_clock_set_back_does_not_lock_out_for_days(folder: Path, open_profile: OpenProfile) -> None:
    open_profile().close()
    for _ in range(3):
        with pytest.raises(UserError):
            open_profile("falsch " * 3, clock=lambda: 1_000_000.0)
    with pytest.raises(UserError) as caught:
        open_profile(clock=lambda: 5.0)
    assert float(caught.value.details["wait"]) <= 2
    open_profile(clock=lambda: 1_000_003.0)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"failures": "x"}', b'{"failures": 1e999, "last": 0}'])
def test_a_broken_count_is_no_hindrance(folder: Path, open_profile: OpenProfile, content: bytes) -> None:
    open_profile().close()
    (folder / "attempts.json").write_bytes(content)
    open_profile()


def test_back_off_never_shrinks_and_has_an_end() -> None:
    waits = [backoff_seconds(failures) for failures in range(200)]
    assert waits == sorted(waits)
    assert waits[:3] == [0, 0, 0]
    assert waits[-1] == 60


def test_the_passphrase_can_be_changed(folder: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    profile.crypto.execute("INSERT INTO keys(text) VALUES('precious')")
    for old, new, expected in (
        ("falsch " * 3, "noch eine lange Passphrase", ErrorCode.WRONG_PASSPHRASE),
        (None, "noch eine lange Passphrase", ErrorCode.PASSPHRASE_NEEDED),
        (PASSPHRASE, "kurz", ErrorCode.WEAK_PASSPHRASE),
    ):
        with pytest.raises(UserError) as caught:
            profile.set_passphrase(new, old)
        assert code(caught) is expected
    profile.set_passphrase("noch eine lange Passphrase", PASSPHRASE)
    profile.close()
    with pytest.raises(UserError) as caught:
        open_profile(PASSPHRASE)
    assert code(caught) is ErrorCode.WRONG_PASSPHRASE
    again = open_profile("noch eine lange Passphrase")
    assert again.crypto.execute("SELECT text FROM keys").fetchone() == ("precious",)


@pytest.mark.parametrize(
    "edit",
    [
        {"memory_kib": 1 << 40},
        {"passes": 1 << 30},
        {"lanes": 100_000},
        {"memory_kib": -1},
        {"memory_kib": "x"},
        {"kdf": "scrypt"},
        {"cipher": "none"},
        {"salt": "AA=="},
        {"wrapped": "AA=="},
        {"wrapped": "!"},
        {"kept": "in a drawer"},
    ],
)
def test_an_edited_record_neither_hangs_nor_makes_another_key(
    folder: Path, open_profile: OpenProfile, edit: dict[str, Any]
) -> None:
    open_profile().close()
    values = kept(folder)
    values["key"] |= edit
    (folder / "profile.json").write_text(json.dumps(values))
    before = (folder / "crypto.db").read_bytes()
    with pytest.raises(UserError) as caught:
        open_profile()
    assert code(caught) is ErrorCode.KEY_LOST
    assert (folder / "crypto.db").read_bytes() == before


def test_neither_key_nor_passphrase_is_in_the_record(folder: Path, open_profile: OpenProfile) -> None:
    profile = open_profile()
    text = (folder / "profile.json").read_text("utf-8")
    assert PASSPHRASE not in text
    assert profile._key.hex() not in text
    assert set(kept(folder)) == {"schema", "id", "ready", "key"}
