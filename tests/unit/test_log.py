# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The log tells what happened and never what was said."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.demo.homeserver import PROJECT
from app.errors import ErrorCode, UserError
from app.log import RedactingFormatter
from app.redaction import describe_traceback, fingerprint, redact

CANARY = "KANARIENVOGEL"

# Runs in a process of its own, because it changes the hooks of the interpreter.
NOISE = """
import asyncio, gc, logging, sys, threading, warnings
from pathlib import Path
from app.errors import ErrorCode, UserError
from app.log import configure, log_to

folder, level, canary = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
configure(level, stream=sys.stderr)
log_to(folder)

class Odd:
    def __repr__(self): return canary
    __str__ = __repr__
    def __del__(self): raise ValueError(canary)

def fail():
    secret = canary
    try:
        {}[secret]
    except KeyError as error:
        raise RuntimeError(f"no {secret}") from error

texts = [canary, f"@{canary}:amt.example", f"!{canary}:amt.example", f"${canary}", f"#{canary}:amt.example",
         f"https://{canary}.example/{canary}?access_token={canary}",
         f"/_matrix/client/v3/rooms/!{canary}:x/send/m.room.message/{canary}",
         f"mxc://amt.example/{canary}", f"syt_{canary}_x", f"/home/{canary}/file.txt", f"m.room.message {canary}"]
things = [*texts, canary.encode(), {canary: canary}, [canary], (canary,), Odd(), ValueError(canary),
          Path("/home") / canary, UserError(ErrorCode.REFUSED, errcode=canary), OSError(2, canary, canary)]
for name in ("app.x", "ui.x", "crypto.x", "nio.client", "aiohttp.access", "sqlcipher", "qt", "asyncio", "root"):
    logger = logging.getLogger(name)
    for number in (10, 20, 30, 40, 50):
        for thing in things:
            logger.log(number, "told %s", thing)
            logger.log(number, "told %r %d", thing, thing)
            logger.log(number, "told %(it)s", {"it": thing})
        if name.split(".")[0] not in ("app", "ui", "crypto"):
            logger.log(number, f"formatted {canary}")
        logger.log(number, Odd())
        try:
            fail()
        except RuntimeError:
            logger.log(number, "it failed", exc_info=True, stack_info=True)
        try:
            raise ExceptionGroup(canary, [ValueError(canary)])
        except ExceptionGroup:
            logger.exception("they failed")
warnings.warn(canary)
thread = threading.Thread(target=fail, name=canary)
thread.start(); thread.join()
async def forgotten():
    task = asyncio.create_task(later(), name=canary)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)
async def later():
    fail()
asyncio.run(forgotten())
things.clear(); gc.collect()
if "crash" in sys.argv:
    import faulthandler
    secret = canary
    faulthandler._sigabrt()
fail()
"""


def make_noise(folder: Path, level: str, *more: str) -> subprocess.CompletedProcess[str]:
    script = folder / "noise.py"
    script.write_text(textwrap.dedent(NOISE), encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(script), str(folder / "log"), level, CANARY, *more],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_s10_no_content_at_any_level(tmp_path: Path, level: str) -> None:
    result = make_noise(tmp_path, level)
    assert result.returncode == 1
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "log").iterdir())
    assert "not caught" in written
    assert "not caught in a thread" in written
    assert "could not be raised" in written
    assert "RuntimeError" in written
    assert "caused by KeyError" in written
    assert "app.x told #" in written
    assert CANARY not in written
    assert CANARY not in result.stderr
    assert CANARY not in result.stdout


def test_s10_no_content_in_a_crash(tmp_path: Path) -> None:
    result = make_noise(tmp_path, "debug", "crash")
    assert result.returncode not in (0, 1)  # a signal, or what Windows calls one
    crash = (tmp_path / "log" / "crash.log").read_text("utf-8")
    assert "noise.py" in crash
    assert CANARY not in crash
    assert CANARY not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="file modes of POSIX")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    make_noise(tmp_path, "error")
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700
    for file in (tmp_path / "log").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    code = (
        "import sys, logging; from pathlib import Path; from app.log import configure, log_to\n"
        "configure('debug'); log_to(Path(sys.argv[1])); log = logging.getLogger('app.x')\n"
        "for number in range(90_000): log.debug('%d ' + 'x' * 60, number)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=True
    )
    assert 4_000_000 < sum(file.stat().st_size for file in tmp_path.iterdir()) <= 5_000_000
    assert "89999 xxx" in (tmp_path / "bundesmessenger.log").read_text("utf-8")


def test_the_same_room_can_be_followed() -> None:
    room, other = "!abc:amt.example", "!abd:amt.example"
    assert redact(room) == redact(room) == f"room#{fingerprint(room)}"
    assert redact(room) != redact(other)
    assert redact("@anna:amt.example").startswith("user#")
    assert redact("$event").startswith("event#")


@pytest.mark.parametrize(
    "word", ["M_LIMIT_EXCEEDED", "m.room.message", "org.matrix.msc3575", "POST", 42, 1.5, None, True]
)
def test_words_of_the_protocol_are_readable(word: object) -> None:
    assert redact(word) == word


def test_codes_and_paths_are_readable() -> None:
    assert redact(ErrorCode.TLS) == redact(ErrorCode.TLS.value) == "tls"
    assert redact(UserError(ErrorCode.TLS)) == "UserError(tls)"
    assert redact(OSError(28, "voll", "/home/anna/x")) == "OSError(errno 28)"
    path = "/_matrix/client/v3/rooms/!abc%3Aamt.example/send/m.room.message/17?x=y"
    assert redact(path) == "/_matrix/client/v3/rooms/*/send/m.room.message/*"
    assert redact("https://amt.example/_matrix/client/versions").endswith("/_matrix/client/versions")
    assert "amt.example" not in redact("https://amt.example/_matrix/client/versions")


def test_a_traceback_says_where() -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    with pytest.raises(ValueError) as caught:
        asyncio.run(fail())
    text = describe_traceback(caught.value, caught.tb)
    assert "ValueError" in text
    assert "tests/unit/test_log.py:" in text
    assert "fail" in text
    assert CANARY not in text


def test_a_mistaken_placeholder_loses_nothing() -> None:
    record = logging.LogRecord("app.x", logging.INFO, __file__, 1, "%d rooms of %s", ("many", "@a:b"), None)
    line = RedactingFormatter().format(record)
    assert "rooms of" in line
    assert "many" not in line
