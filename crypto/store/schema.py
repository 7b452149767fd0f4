# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of the encryption engine in ``crypto.db`` (component "crypto"). Steps are never changed once released.

Times are milliseconds since 1970. Sessions are pickles of vodozemac, see ``crypto/store/pickles.py``.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE account(
    id INTEGER PRIMARY KEY CHECK(id = 1),
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    pickle TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    published INTEGER NOT NULL DEFAULT 0,      -- the server has our device keys
    uploads INTEGER NOT NULL DEFAULT 0,        -- how many uploads were answered; names the next one
    server_keys INTEGER NOT NULL DEFAULT 0,    -- one-time keys the server has, as far as we know
    forget_fallback_ms INTEGER,                -- when the fallback key before the last one is to be given up
    signatures TEXT NOT NULL DEFAULT '{}'      -- of our device keys by others than this device: {key id: signature}
);
CREATE TABLE tokens(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

-- A user is outdated while changed > fetched; both are values of one growing counter.
CREATE TABLE tracked_users(
    user_id TEXT PRIMARY KEY,
    changed INTEGER NOT NULL,
    fetched INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX tracked_users_outdated ON tracked_users(user_id) WHERE changed > fetched;
CREATE TABLE devices(
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    ed25519 TEXT NOT NULL,                     -- this and the next never change once known
    curve25519 TEXT NOT NULL,
    display_name TEXT,
    signed INTEGER NOT NULL DEFAULT 0,         -- by the self-signing key of its owner's identity
    deleted INTEGER NOT NULL DEFAULT 0,
    dehydrated INTEGER NOT NULL DEFAULT 0,
    keys BLOB NOT NULL,                        -- canonical JSON as the server gave it, without "unsigned"
    PRIMARY KEY(user_id, device_id)
) WITHOUT ROWID;
CREATE INDEX devices_curve25519 ON devices(user_id, curve25519);
CREATE TABLE identities(
    user_id TEXT PRIMARY KEY,
    master TEXT NOT NULL,
    self_signing TEXT,
    user_signing TEXT,
    pinned TEXT NOT NULL,                      -- the master key seen first, or accepted by the user
    verified INTEGER NOT NULL DEFAULT 0,
    was_verified INTEGER NOT NULL DEFAULT 0,   -- once verified and not withdrawn since
    master_json BLOB NOT NULL,
    self_signing_json BLOB,
    user_signing_json BLOB
) WITHOUT ROWID;

CREATE TABLE olm_sessions(
    session_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    curve25519 TEXT NOT NULL,
    pickle TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    rank INTEGER NOT NULL                      -- grows with each reception; the highest one is used for sending
);
CREATE INDEX olm_sessions_device ON olm_sessions(user_id, curve25519, rank);
CREATE INDEX olm_sessions_rank ON olm_sessions(rank);
CREATE TABLE olm_seen(hash BLOB PRIMARY KEY, received_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX olm_seen_received ON olm_seen(received_ms);
CREATE TABLE wedged(
    user_id TEXT NOT NULL,
    curve25519 TEXT NOT NULL,
    failures INTEGER NOT NULL,                 -- since the last new session
    renewed_ms INTEGER NOT NULL,               -- when the last new session was decided on
    pending INTEGER NOT NULL,                  -- it is still to be made
    PRIMARY KEY(user_id, curve25519)
) WITHOUT ROWID;
CREATE INDEX wedged_pending ON wedged(user_id) WHERE pending;

CREATE TABLE inbound_sessions(
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,                     -- the owner, from the Olm message that brought the key
    curve25519 TEXT NOT NULL,
    ed25519 TEXT NOT NULL,
    device_id TEXT,
    first_index INTEGER NOT NULL,
    pickle TEXT NOT NULL,
    trust INTEGER NOT NULL,                    -- crypto.trust.Vouched
    master TEXT,                               -- the master key that vouched for the device
    imported INTEGER NOT NULL DEFAULT 0,
    shared_history INTEGER NOT NULL DEFAULT 0,
    received_ms INTEGER NOT NULL
);
CREATE UNIQUE INDEX inbound_sessions_name ON inbound_sessions(room_id, session_id, user_id, curve25519);
CREATE INDEX inbound_sessions_owner ON inbound_sessions(user_id, curve25519);
CREATE TABLE replay(
    session INTEGER NOT NULL,                  -- inbound_sessions.id
    message_index INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    origin_ms INTEGER NOT NULL,
    PRIMARY KEY(session, message_index)
) WITHOUT ROWID;
CREATE TABLE withheld(
    room_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,                     -- who said so
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY(room_id, session_id, user_id)
) WITHOUT ROWID;
CREATE INDEX withheld_received ON withheld(received_ms);

CREATE TABLE room_encryption(
    room_id TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    period_ms INTEGER NOT NULL,
    period_msgs INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE outbound_sessions(
    room_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    pickle TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    period_ms INTEGER NOT NULL,
    period_msgs INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0         -- someone who had the key may not read on
);
CREATE TABLE shares(
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    curve25519 TEXT NOT NULL,
    message_index INTEGER NOT NULL,
    code TEXT NOT NULL,                        -- '' key given, 'again' to be given again, else the withheld code
    PRIMARY KEY(session_id, user_id, device_id)
) WITHOUT ROWID;
CREATE TABLE no_olm_told(user_id TEXT NOT NULL, device_id TEXT NOT NULL, PRIMARY KEY(user_id, device_id)) WITHOUT ROWID;
CREATE TABLE sends(txn_id TEXT PRIMARY KEY, room_id TEXT NOT NULL, content BLOB NOT NULL, created_ms INTEGER NOT NULL);
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_type TEXT NOT NULL,
    txn_id TEXT NOT NULL,
    room_id TEXT,                              -- whose key it carries
    body BLOB NOT NULL
);
CREATE INDEX outbox_room ON outbox(room_id) WHERE room_id IS NOT NULL;
CREATE TABLE alarms(
    code TEXT PRIMARY KEY,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL
) WITHOUT ROWID;
"""

_IDENTITY = """
ALTER TABLE identities ADD COLUMN withdrawn TEXT;          -- the master key whose verification was taken back
ALTER TABLE inbound_sessions ADD COLUMN forwarder TEXT;    -- who shared it as history; the owner of such a key is ''
CREATE INDEX devices_by_key ON devices(curve25519);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _IDENTITY)
