# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encrypted attachments, against the published vector and against everything a peer may get wrong."""

from __future__ import annotations

import copy
import io
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.attachments import CHUNK, AttachmentKey, BadAttachment, decrypt, decrypt_to, encrypt

SECRET = b"It's a secret to everybody"
SEALED = bytes.fromhex("b39a767fba7f6e21cb2121864364ad2eeb1bd7ac241a4b2f21a0")
FILE: dict[str, Any] = {
    "v": "v2",
    "url": "mxc://example.org/abc",
    "key": {
        "kty": "oct",
        "alg": "A256CTR",
        "ext": True,
        "key_ops": ["encrypt", "decrypt"],
        "k": "Voq2nkPme_x8no5-Tjq_laDAdxE6iDbxnlQXxwFPgE4",
    },
    "iv": "i0DovxYdJEcAAAAAAAAAAA",
    "hashes": {"sha256": "ANdt819a8bZl4jKy3Z+jcqtiNICa2y0AW4BBJ/iQRAU"},
}


def changed(**changes: Any) -> dict[str, Any]:
    """FILE with some fields replaced (``key__alg`` for the one in ``key``) or, with None, left out."""
    file = copy.deepcopy(FILE)
    for path, value in changes.items():
        *outer, last = path.split("__")
        place = file
        for name in outer:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return file


def test_v05_published_vector() -> None:
    assert b"".join(decrypt(io.BytesIO(SEALED), AttachmentKey.parse(FILE))) == SECRET


@pytest.mark.parametrize(
    "file",
    [
        changed(v=None),
        changed(v="v1"),
        changed(v="v0"),
        changed(v=2),
        changed(hashes=None),
        changed(hashes={}),
        changed(hashes="ANdt819a8bZl4jKy3Z+jcqtiNICa2y0AW4BBJ/iQRAU"),
        changed(hashes__sha256="ANdt819a8bZl4jKy3Z+jcg"),
        changed(hashes__sha256="!" * 43),
        changed(key=None),
        changed(key=[]),
        changed(key__k=None),
        changed(key__k="Voq2nkPme_x8no5-Tjq_lQ"),  # 16 bytes: AES-128
        changed(key__k="A" * 64),
        changed(key__k="A" * 100_000),
        changed(key__k=7),
        changed(key__alg="A128CTR"),
        changed(key__alg="A256GCM"),
        changed(key__alg=None),
        changed(key__kty="RSA"),
        changed(key__ext=False),
        changed(key__ext=1),
        changed(key__key_ops=["encrypt"]),
        changed(key__key_ops="encrypt decrypt"),
        changed(iv=None),
        changed(iv="i0DovxYdJEc"),
        changed(iv="i0DovxYdJEcAAAAAAAAAAQ"),  # the counter does not begin at zero
        changed(iv="i0DovxYdJEf/////////////"[:22]),
        None,
        [],
        "v2",
        {},
    ],
)
def test_v05_objects_that_break_a_rule_are_refused(file: Any) -> None:
    with pytest.raises(BadAttachment):
        AttachmentKey.parse(file)


@pytest.mark.parametrize(
    "sealed",
    [SEALED[:-1], SEALED + b"\0", bytes([SEALED[0] ^ 1]) + SEALED[1:], b"", SEALED[::-1]],
    ids=["cut", "longer", "flipped", "empty", "other"],
)
def test_v05_no_byte_of_plaintext_if_the_hash_is_wrong(sealed: bytes) -> None:
    target = io.BytesIO()
    with pytest.raises(BadAttachment):
        decrypt_to(io.BytesIO(sealed), AttachmentKey.parse(FILE), target)
    assert target.getvalue() == b""


def test_v05_a_flip_in_the_last_byte_of_a_long_file_gives_nothing_at_all() -> None:
    sealed = io.BytesIO()
    key = encrypt(io.BytesIO(bytes(3 * CHUNK)), sealed)
    data = bytearray(sealed.getvalue())
    data[-1] ^= 1
    with pytest.raises(BadAttachment):
        decrypt(io.BytesIO(bytes(data)), key)  # before the first chunk is asked for


def test_padded_and_both_alphabets_are_read() -> None:
    k = FILE["key"]["k"]
    for spelled in (k, k + "=", k.replace("_", "/").replace("-", "+"), k.replace("_", "/").replace("-", "+") + "="):
        assert AttachmentKey.parse(changed(key__k=spelled)).key == AttachmentKey.parse(FILE).key
    assert AttachmentKey.parse(changed(iv=FILE["iv"] + "==")).iv == AttachmentKey.parse(FILE).iv


@given(st.binary(max_size=3000), st.binary(max_size=50))
def test_what_we_encrypt_we_can_read(data: bytes, before: bytes) -> None:
    sealed = io.BytesIO(before)
    sealed.seek(len(before))
    key = encrypt(io.BytesIO(data), sealed)
    again = AttachmentKey.parse(key.to_file("mxc://example.org/x"))
    sealed.seek(len(before))
    assert again == key
    assert b"".join(decrypt(sealed, again)) == data


def test_each_file_has_its_own_key_and_a_zero_counter() -> None:
    keys = [encrypt(io.BytesIO(b"same"), io.BytesIO()) for _ in range(50)]
    assert len({key.key for key in keys}) == len({key.iv for key in keys}) == 50
    assert all(key.iv[8:] == bytes(8) and any(key.iv[:8]) for key in keys)


def test_our_object_is_the_one_of_the_specification() -> None:
    file = AttachmentKey.parse(FILE).to_file(FILE["url"])
    assert file == FILE


def test_keys_are_not_printed() -> None:
    assert "Voq2" not in repr(AttachmentKey.parse(FILE))
    assert AttachmentKey.parse(FILE).key.hex() not in repr(AttachmentKey.parse(FILE))


class Zeros(io.RawIOBase):
    """A long file that is nowhere in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class Nowhere(io.RawIOBase):
    def write(self, data: Any) -> int:
        return len(data)


def test_memory_does_not_grow_with_the_file(tmp_path: Any) -> None:
    size = 40 * CHUNK
    with (tmp_path / "sealed").open("w+b") as sealed:
        tracemalloc.start()
        key = encrypt(Zeros(size), sealed)  # type: ignore[arg-type]
        sealed.seek(0)
        assert decrypt_to(sealed, key, Nowhere()) == size  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 6 * CHUNK


def test_a_file_changed_while_it_is_read_is_noticed() -> None:
    sealed = io.BytesIO()
    key = encrypt(io.BytesIO(bytes(CHUNK * 2)), sealed)
    sealed.seek(0)
    chunks = decrypt(sealed, key)
    sealed.getbuffer()[-1] ^= 1
    with pytest.raises(BadAttachment):
        list(chunks)
