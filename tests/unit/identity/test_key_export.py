# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key file: read from others, written for others, and bounded."""

from __future__ import annotations

import base64
import io
import itertools
import json
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from crypto import key_export
from crypto.exported_session import BadSession, ExportedSession, parse_session
from crypto.key_export import (
    FOOTER,
    HEADER,
    MAX_ROUNDS,
    Cancelled,
    KeyFileError,
    KeyFileProblem,
    export_sessions,
    import_sessions,
)
from tests.unit.identity.vectors import JS_SDK, VECTORS

VECTOR = VECTORS["key_export"]
BODY = VECTOR["body_base64"]
PASSPHRASE = VECTOR["passphrase"]
SESSION = parse_session(JS_SDK["MEGOLM_SESSION_DATA"])


def file(body: str = BODY, *, newline: str = "\n", width: int = 70, end: bytes = FOOTER) -> io.BytesIO:
    lines = [body[i : i + width] for i in range(0, len(body), width)]
    return io.BytesIO(newline.join([HEADER.decode(), *lines, end.decode(), ""]).encode())


def changed(**fields: bytes) -> io.BytesIO:
    data = bytearray(base64.b64decode(BODY + "=" * (-len(BODY) % 4)))
    for name, value in fields.items():
        begin = {"version": 0, "salt": 1, "iv": 17, "rounds": 33, "text": 37}[name]
        data[begin : begin + len(value)] = value
    return file(base64.b64encode(bytes(data)).decode())


def written(sessions: Any, passphrase: str = "a", rounds: int = 10) -> io.BytesIO:
    return io.BytesIO(b"".join(export_sessions(sessions, passphrase, rounds=rounds)))


def problem_of(source: io.BytesIO, passphrase: str = PASSPHRASE) -> KeyFileProblem:
    with pytest.raises(KeyFileError) as caught:
        list(import_sessions(source, passphrase))
    return caught.value.problem


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("width", [64, 76, 10_000])
def test_v06_the_published_file_is_read(newline: str, width: int) -> None:
    (session,) = import_sessions(file(newline=newline, width=width), PASSPHRASE)
    assert isinstance(session, ExportedSession)
    assert session.open().session_id == session.session_id


def test_v06_all_in_one_line_and_with_space_around() -> None:
    text = b"\xef\xbb\xbf\n  " + HEADER + BODY.encode() + FOOTER
    assert len(list(import_sessions(io.BytesIO(text), PASSPHRASE))) == 1


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (io.BytesIO(), KeyFileProblem.NOT_A_KEY_FILE),
        (io.BytesIO(b"x"), KeyFileProblem.NOT_A_KEY_FILE),
        (io.BytesIO(b"\0" * 500_000), KeyFileProblem.NOT_A_KEY_FILE),
        (io.BytesIO(HEADER), KeyFileProblem.TRUNCATED),
        (io.BytesIO(HEADER + b"\n" + BODY.encode()), KeyFileProblem.TRUNCATED),
        (file(""), KeyFileProblem.TRUNCATED),
        (file("AQ"), KeyFileProblem.TRUNCATED),
        (file(BODY[:60]), KeyFileProblem.TRUNCATED),
        (file(end=b"-----END"), KeyFileProblem.TRUNCATED),
        (file(end=b"-----END SOMETHING ELSE-----------------------"), KeyFileProblem.MALFORMED),
        (file(BODY[:400]), KeyFileProblem.WRONG_PASSPHRASE),
        (file(BODY[:401]), KeyFileProblem.MALFORMED),
        (file(BODY.replace("A", "ä", 1)), KeyFileProblem.MALFORMED),
        (changed(version=b"\2"), KeyFileProblem.UNSUPPORTED_VERSION),
        (changed(version=b"\0"), KeyFileProblem.UNSUPPORTED_VERSION),
        (changed(rounds=b"\xff\xff\xff\xff"), KeyFileProblem.TOO_EXPENSIVE),
        (changed(rounds=(MAX_ROUNDS + 1).to_bytes(4, "big")), KeyFileProblem.TOO_EXPENSIVE),
        (changed(rounds=b"\0\0\0\0"), KeyFileProblem.MALFORMED),
        (changed(text=b"xx"), KeyFileProblem.WRONG_PASSPHRASE),
        (changed(iv=b"xx"), KeyFileProblem.WRONG_PASSPHRASE),
        (changed(salt=b"xx"), KeyFileProblem.WRONG_PASSPHRASE),
    ],
)
def test_v06_what_is_wrong_is_named_at_once(source: io.BytesIO, problem: KeyFileProblem) -> None:
    begin = time.monotonic()
    assert problem_of(source) is problem
    assert time.monotonic() - begin < 2


def test_c20_a_wrong_passphrase_gives_nothing() -> None:
    assert problem_of(file(), "12345") is KeyFileProblem.WRONG_PASSPHRASE


def test_c20_a_file_that_is_too_large_is_refused_while_it_is_read() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            text = HEADER + BODY[:600].encode() if not self.given else b"A" * size
            self.given += len(text)
            return text

        def seek(self, offset: int, whence: int = 0, /) -> int:
            return 0

    source = Endless()
    with pytest.raises(KeyFileError) as caught:
        list(import_sessions(source, PASSPHRASE, max_bytes=10 * 1024 * 1024))
    assert caught.value.problem is KeyFileProblem.TOO_LARGE
    assert source.given < 11 * 1024 * 1024


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[" * 100_000, b'[{"a": "' + b"x" * 10**6 + b'"}]', b'{"a":{}}', b"[{}", b"\xff\xfe" * 1000],
)
def test_c20_a_genuine_file_with_foreign_content_is_bounded(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_export, "_json_pieces", lambda sessions, cancelled: iter([text]))
    source = written([])
    if text == b"{}":
        assert list(import_sessions(source, "a")) == []
    else:
        assert problem_of(source, "a") is KeyFileProblem.MALFORMED


def test_c20_a_bad_session_does_not_spoil_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.dumps(SESSION.export_data())
    text = f'[{good},{{"session_key":5}},7,[],{{"a":tru}},{good}]'.encode()
    monkeypatch.setattr(key_export, "_json_pieces", lambda sessions, cancelled: iter([text]))
    found = list(import_sessions(written([]), "a"))
    assert [type(item) for item in found] == [ExportedSession, BadSession, BadSession, BadSession, ExportedSession]


@pytest.mark.parametrize("count", [0, 1, 2, 700])
def test_what_is_written_reads_back(count: int) -> None:
    source = written(itertools.repeat(SESSION, count), "Grüße", rounds=100)
    text = source.getvalue()
    assert text.startswith(HEADER + b"\n")
    assert text.endswith(b"\n" + FOOTER + b"\n")
    assert max(len(line) for line in text.splitlines()) <= 128
    assert list(import_sessions(source, "Grüße")) == [SESSION] * count


def binary(file: io.BytesIO) -> bytes:
    return base64.b64decode(file.getvalue().split(b"\n", 1)[1].split(b"-")[0])


def test_new_files_follow_the_specification() -> None:
    data = binary(io.BytesIO(b"".join(export_sessions([], "a"))))
    assert data[0] == 1
    assert int.from_bytes(data[33:37], "big") >= 100_000
    several = [binary(written([])) for _ in range(20)]
    assert all(data[17 + 8] & 0x80 == 0 for data in several)
    assert len({data[1:33] for data in several}) == 20


def test_c20_both_ways_can_be_given_up() -> None:
    answers = itertools.chain([False] * 10, itertools.repeat(True))
    with pytest.raises(Cancelled):
        list(export_sessions(itertools.repeat(SESSION), "a", rounds=1, cancelled=lambda: next(answers)))
    with pytest.raises(Cancelled):
        list(import_sessions(file(), PASSPHRASE, cancelled=lambda: True))


def test_c20_memory_does_not_grow_with_the_number_of_sessions() -> None:
    class Disk(io.BytesIO):
        """Counts as a file: what is in it is not the memory of the code under test."""

    disk = Disk()
    for piece in export_sessions(itertools.repeat(SESSION, 10_000), "a", rounds=1):
        disk.write(piece)
    assert disk.tell() > 5_000_000
    tracemalloc.start()
    try:
        count = sum(1 for _ in import_sessions(disk, "a"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert peak < 3 * 1024 * 1024


def test_the_first_session_comes_before_the_last_is_read() -> None:
    stream: Iterator[object] = import_sessions(written(itertools.repeat(SESSION, 5000)), "a")
    assert next(stream) == SESSION
