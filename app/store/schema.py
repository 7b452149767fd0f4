# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of ``cache.db`` (component "cache") and of the account in ``crypto.db`` (component "account")."""

from __future__ import annotations

# An event stands at (chunk, idx) in its room. A chunk is a run without holes; a row in ``gaps`` says that events are
# missing before the oldest event of that chunk, and which token fetches them. Both ends of a chunk can grow.
CACHE_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE rooms (
        room_id TEXT PRIMARY KEY,
        membership TEXT NOT NULL,
        encrypted INTEGER NOT NULL DEFAULT 0,         -- latched: never set back to 0
        members_complete INTEGER NOT NULL DEFAULT 0,  -- every joined and invited member is in ``members``
        server_name TEXT,                             -- name, avatar, heroes and counts as the server computed them
        server_avatar TEXT,
        heroes BLOB,
        joined_count INTEGER,
        invited_count INTEGER,
        is_direct INTEGER,
        server_unread INTEGER,
        server_highlight INTEGER,
        read_event TEXT,                              -- what we have read up to
        read_ts INTEGER NOT NULL DEFAULT 0,
        own_event TEXT,                               -- our own newest one, which counts as read
        receipt_due TEXT,                             -- read here, the server does not know yet
        ts INTEGER NOT NULL DEFAULT 0,                -- milliseconds of the last activity, never in the future
        summary BLOB                                  -- the row of the room list, ready to be shown
    );
    CREATE TABLE state (
        room_id TEXT NOT NULL,
        type TEXT NOT NULL,
        state_key TEXT NOT NULL,
        raw BLOB NOT NULL,
        PRIMARY KEY (room_id, type, state_key)
    ) WITHOUT ROWID;
    CREATE TABLE members (
        room_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        membership TEXT NOT NULL,
        display_name TEXT,
        avatar TEXT,
        PRIMARY KEY (room_id, user_id)
    ) WITHOUT ROWID;
    CREATE INDEX members_by_name ON members (room_id, display_name);
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        room_id TEXT NOT NULL,
        event_id TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        idx INTEGER NOT NULL,
        sender TEXT NOT NULL,          -- empty: not a user id
        type TEXT NOT NULL,            -- on the wire
        state_key TEXT,
        ts INTEGER NOT NULL,
        txn_id TEXT,                   -- of our own device
        kind TEXT,                     -- app.types.ItemKind; NULL: no row of its own
        encrypted INTEGER NOT NULL,    -- came as m.room.encrypted
        redacted INTEGER NOT NULL DEFAULT 0,
        rel_type TEXT,
        rel_event TEXT,
        mentions INTEGER NOT NULL DEFAULT 0,  -- 1: us, 2: the whole room
        session_id TEXT,
        utd TEXT,                      -- crypto.types.UtdCause
        shield_color TEXT,
        shield_code TEXT,
        raw BLOB NOT NULL,             -- as the server sent it
        clear BLOB,                    -- {"type": ..., "content": ...} after decryption
        UNIQUE (room_id, event_id)
    );
    CREATE UNIQUE INDEX events_in_order ON events (room_id, chunk, idx);
    CREATE INDEX events_rows ON events (room_id, chunk, idx) WHERE kind IS NOT NULL;
    CREATE INDEX events_by_relation ON events (room_id, rel_event) WHERE rel_event IS NOT NULL;
    CREATE INDEX events_by_session ON events (room_id, session_id) WHERE session_id IS NOT NULL;
    CREATE INDEX events_by_txn ON events (txn_id) WHERE txn_id IS NOT NULL;
    CREATE TABLE gaps (
        room_id TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        token TEXT NOT NULL,
        PRIMARY KEY (room_id, chunk)
    ) WITHOUT ROWID;
    CREATE TABLE account_data (
        room_id TEXT NOT NULL,         -- empty: of the account
        type TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (room_id, type)
    ) WITHOUT ROWID;
    CREATE TABLE media (
        mxc TEXT NOT NULL,
        size INTEGER NOT NULL,
        data BLOB NOT NULL,
        used INTEGER NOT NULL,         -- seconds since 1970, to drop the oldest
        PRIMARY KEY (mxc, size)
    );
    CREATE INDEX media_by_use ON media (used);
    CREATE TABLE tokens (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE media_files (
        mxc TEXT PRIMARY KEY,
        name TEXT NOT NULL,            -- in the folder of media
        size INTEGER NOT NULL,         -- bytes
        used INTEGER NOT NULL,         -- seconds since 1970, to drop the oldest
        file BLOB                      -- what decrypts it (EncryptedFile); NULL: the event says so
    );
    CREATE INDEX media_files_by_use ON media_files (used);
    """,
    """
    CREATE VIRTUAL TABLE search USING fts5(  -- rowid is the id of ``events``; the text itself is not stored again
        body, tokenize = 'trigram remove_diacritics 1', content = '', contentless_delete = 1
    );
    CREATE TABLE search_due (id INTEGER PRIMARY KEY);  -- of ``events``: not indexed as they are now
    INSERT INTO search_due SELECT id FROM events WHERE kind IS NOT NULL AND state_key IS NULL;
    CREATE TRIGGER search_new AFTER INSERT ON events
        WHEN new.state_key IS NULL AND (new.kind IS NOT NULL OR new.rel_type = 'm.replace') BEGIN
        INSERT OR IGNORE INTO search_due (id) VALUES (new.id);
    END;
    -- An edit that is redacted gives back the text before it.
    CREATE TRIGGER search_changed AFTER UPDATE OF kind, clear, redacted ON events WHEN new.state_key IS NULL BEGIN
        INSERT OR IGNORE INTO search_due (id) VALUES (new.id);
        INSERT OR IGNORE INTO search_due (id) SELECT id FROM events
            WHERE room_id = old.room_id AND event_id = old.rel_event AND old.rel_type = 'm.replace';
    END;
    CREATE TRIGGER search_gone AFTER DELETE ON events BEGIN
        DELETE FROM search WHERE rowid = old.id;
        DELETE FROM search_due WHERE id = old.id;
    END;
    """,
)

ACCOUNT_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE account_values (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE send_queue (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        room_id TEXT NOT NULL,
        txn_id TEXT NOT NULL UNIQUE,
        action TEXT NOT NULL,          -- "message", "file", "plain" or "redact", see app.store.vault
        type TEXT NOT NULL,
        content BLOB NOT NULL,
        target TEXT,                   -- event to redact
        ts INTEGER NOT NULL,           -- milliseconds
        state TEXT NOT NULL,           -- app.types.SendState
        error TEXT,                    -- app.errors.ErrorCode
        event_id TEXT                  -- once the server has it
    );
    CREATE INDEX send_queue_by_room ON send_queue (room_id, id);
    CREATE TABLE drafts (
        room_id TEXT PRIMARY KEY,
        text TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE uploads (
        txn_id TEXT NOT NULL,          -- of the message in ``send_queue``
        part TEXT NOT NULL,            -- "file" or "thumbnail"
        name TEXT NOT NULL,            -- in the folder of media; encrypted whatever the room is
        file BLOB NOT NULL,            -- what decrypts it: EncryptedFile (client-server API)
        size INTEGER NOT NULL,         -- bytes
        mimetype TEXT NOT NULL,
        mxc TEXT,                      -- once the server has it
        in_clear INTEGER NOT NULL DEFAULT 0,  -- the server has it in clear: the room was not encrypted
        PRIMARY KEY (txn_id, part)
    ) WITHOUT ROWID;
    """,
    "ALTER TABLE drafts ADD COLUMN rest BLOB",  # of a text: mentions, what it answers or changes (app.writing)
)
