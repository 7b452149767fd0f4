# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queue of the key backup over the engine's real tables, and what is stored of the identity."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import vodozemac

from crypto.backup_uploads import BackupUploads, all_sessions
from crypto.exported_session import ExportedSession
from crypto.key_backup import BackupKey, BackupWriter
from crypto.key_export import export_sessions, import_sessions
from crypto.machine import CryptoMachine
from crypto.megolm_inbound import InboundSessions, Owner
from crypto.own_identity import OwnIdentity, create_identity
from crypto.store.database import Database, Migrations
from crypto.store.identity_tables import BACKUP, IDENTITY_MIGRATIONS, OWN_IDENTITY, IdentityTables
from crypto.trust import Vouched
from crypto.unpadded_base64 import encode

KEY = bytes(32)
ROOM = "!room:x"
OWNER = Owner("@bob:x", encode(b"c" * 32), encode(b"e" * 32), "BOB", Vouched.DEVICE)


class Store:
    """A real database that can be closed and opened again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.open()

    def open(self) -> None:
        tables = Migrations(crypto=CryptoMachine.MIGRATIONS, identity=IDENTITY_MIGRATIONS)
        self.db = Database.open(self.path, KEY, tables)
        self.inbound = InboundSessions(self.db, lambda: 1_800_000_000.0)
        self.uploads = BackupUploads(self.db)
        self.tables = IdentityTables(self.db)

    def reopen(self) -> None:
        self.db.close()
        self.open()

    def add(self, count: int) -> list[vodozemac.GroupSession]:
        groups = [vodozemac.GroupSession() for _ in range(count)]
        with self.db.transaction():
            for group in groups:
                assert self.inbound.add(ROOM, vodozemac.InboundGroupSession(group.session_key), OWNER)
        return groups


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "crypto.db")


def sessions_in(body: dict[str, object], key: BackupKey) -> set[tuple[str, int]]:
    """What a restore would read: (session id, first index)."""
    rooms = body["rooms"]
    assert isinstance(rooms, dict)
    found = [
        key.decrypt(room, session_id, data)
        for room, content in rooms.items()
        for session_id, data in content["sessions"].items()
    ]
    return {(session.open().session_id, session.first_index) for session in found}


def test_everything_is_uploaded_once_through_restarts(store: Store) -> None:
    groups = store.add(25)
    key = BackupKey.create()
    writer = BackupWriter(key.public_key)
    seen: list[tuple[str, int]] = []
    while upload := store.uploads.next(writer, size=10):
        again = store.uploads.next(writer, size=10)
        assert again is not None
        assert again.stamps == upload.stamps
        seen += sessions_in(upload.body, key)
        with store.db.transaction():
            store.uploads.done(upload.stamps)
        store.reopen()
    assert sorted(seen) == sorted((group.session_id, 0) for group in groups)
    assert (store.uploads.remaining, store.uploads.total) == (0, 25)


def test_a_crash_before_the_answer_sends_the_same_again(store: Store) -> None:
    store.add(3)
    writer = BackupWriter(BackupKey.create().public_key)
    first = store.uploads.next(writer)
    store.reopen()
    second = store.uploads.next(writer)
    assert first is not None
    assert second is not None
    assert first.stamps == second.stamps


def test_a_better_key_goes_again_even_if_it_comes_during_an_upload(store: Store) -> None:
    group = vodozemac.GroupSession()
    full = vodozemac.InboundGroupSession(group.session_key)
    late = full.export_at(5)
    assert late is not None
    store.inbound.add(ROOM, vodozemac.InboundGroupSession.import_session(late), OWNER)
    key = BackupKey.create()
    writer = BackupWriter(key.public_key)
    upload = store.uploads.next(writer)
    assert upload is not None
    assert sessions_in(upload.body, key) == {(group.session_id, 5)}
    assert store.inbound.add(ROOM, full, OWNER)
    store.uploads.done(upload.stamps)
    upload = store.uploads.next(writer)
    assert upload is not None
    assert sessions_in(upload.body, key) == {(group.session_id, 0)}
    store.uploads.done(upload.stamps)
    assert store.uploads.next(writer) is None
    # What changes nothing for a reader changes nothing here.
    store.inbound.add(ROOM, full, OWNER)
    assert store.uploads.remaining == 0


def test_a_new_version_gets_everything(store: Store) -> None:
    store.add(5)
    writer = BackupWriter(BackupKey.create().public_key)
    upload = store.uploads.next(writer)
    assert upload is not None
    store.uploads.done(upload.stamps)
    store.uploads.start_over()
    assert store.uploads.remaining == 5


def test_what_was_restored_does_not_go_back(store: Store) -> None:
    first, second = store.add(2)
    store.uploads.restored(ROOM, first.session_id)
    key = BackupKey.create()
    upload = store.uploads.next(BackupWriter(key.public_key))
    assert upload is not None
    assert sessions_in(upload.body, key) == {(second.session_id, 0)}


def test_p32_a_session_under_a_foreign_name_does_not_replace_the_first(store: Store) -> None:
    group = vodozemac.GroupSession()
    inbound = vodozemac.InboundGroupSession(group.session_key)
    store.inbound.add(ROOM, inbound, OWNER)
    mallory = Owner("@mallory:x", encode(b"m" * 32), encode(b"n" * 32), "M", Vouched.DEVICE)
    store.inbound.add(ROOM, inbound, mallory)
    key = BackupKey.create()
    upload = store.uploads.next(BackupWriter(key.public_key))
    assert upload is not None
    assert len(upload.stamps) == 2
    data = upload.body["rooms"][ROOM]["sessions"][group.session_id]
    assert key.decrypt(ROOM, group.session_id, data).sender_key == OWNER.curve25519
    store.uploads.done(upload.stamps)
    assert store.uploads.remaining == 0
    other = Owner("@mallory:x", encode(b"x" * 32), encode(b"n" * 32), "M2", Vouched.DEVICE)
    store.inbound.add(ROOM, inbound, other)
    assert store.uploads.remaining == 1
    assert store.uploads.next(BackupWriter(key.public_key)) is None
    assert store.uploads.remaining == 0


def test_sessions_of_an_older_program_are_queued(tmp_path: Path) -> None:
    path = tmp_path / "crypto.db"
    db = Database.open(path, KEY, Migrations(crypto=CryptoMachine.MIGRATIONS))
    group = vodozemac.GroupSession()
    InboundSessions(db, lambda: 0.0).add(ROOM, vodozemac.InboundGroupSession(group.session_key), OWNER)
    db.close()
    assert Store(path).uploads.remaining == 1


def test_a_key_file_holds_every_session(store: Store) -> None:
    groups = store.add(450)
    file = io.BytesIO(b"".join(export_sessions(all_sessions(store.db), "a", rounds=10)))
    found = list(import_sessions(file, "a"))
    assert all(isinstance(session, ExportedSession) for session in found)
    ids = {session.session_id for session in found if isinstance(session, ExportedSession)}
    assert ids == {group.session_id for group in groups}


def test_parts_are_kept_and_forgotten(store: Store) -> None:
    identity = create_identity("@alice:x")
    assert store.tables.get(OWN_IDENTITY) is None
    store.tables.put(OWN_IDENTITY, identity.to_json())
    store.tables.put(BACKUP, {"version": "1"})
    store.tables.put_verifications({"b": {"n": 1}, "a": {"n": 2}})
    store.tables.put_verifications({"b": {"n": 3}, "c": {"n": 4}})
    store.reopen()
    kept = store.tables.get(OWN_IDENTITY)
    assert kept is not None
    assert OwnIdentity.from_json(kept) == identity
    assert store.tables.verifications() == [{"n": 3}, {"n": 2}, {"n": 4}]
    store.tables.put_verifications({"b": None})
    store.tables.put(BACKUP, None)
    assert store.tables.verifications() == [{"n": 2}, {"n": 4}]
    assert store.tables.get(BACKUP) is None
