# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the account must not be lost with the cache: session, send queue, drafts. Tables of ``crypto.db``,
used on the crypto thread."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from app.errors import ErrorCode
from app.oauth.grant import Grant
from app.store import blob
from app.store.events import as_dict
from app.store.uploads import Upload, UploadRows
from app.types import SendState
from crypto.renewal import give_up_device, was_published
from crypto.store.database import Database
from crypto.types import Json


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device. The tokens never show up in a log.

    ``refresh_token``: empty if there is none; ``expires_at``: of the access token, Unix time in seconds, None if
    unknown; ``grant``: of a sign-in with OAuth 2.0.
    """

    homeserver: str
    user_id: str
    device_id: str
    access_token: str
    display_name: str = ""
    refresh_token: str = ""
    expires_at: float | None = None
    grant: Grant | None = None

    def __repr__(self) -> str:
        return f"<Session {self.user_id} {self.device_id}>"


@dataclass(frozen=True, slots=True)
class Queued:
    """One thing to be sent. ``action``: "message" (encrypted where the room is), "file" (the same, its files before
    it), "plain" (never) or "redact"."""

    room_id: str
    txn_id: str
    action: str
    type: str
    content: Json
    ts: int
    state: SendState = SendState.SENDING
    target: str | None = None
    error: str | None = None
    event_id: str | None = None
    id: int = 0


CONTACT = "contact"
"""When and where this device was last in use, see ``app.copies``."""
_RENEWAL = "renewal"
_COLUMNS = "id, room_id, txn_id, action, type, content, target, ts, state, error, event_id"


class Vault:
    """The account's tables in ``crypto.db``."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.uploads = UploadRows(db)

    def transaction(self) -> AbstractContextManager[Any]:
        """All or nothing, with everything else in ``crypto.db``."""
        return self._db.transaction()

    # -- session -----------------------------------------------------------------------------------------------------

    def session(self) -> Session | None:
        """Who is signed in; None: nobody."""
        row = self._db.execute("SELECT value FROM account_values WHERE name = 'session'").fetchone()
        if row is None:
            return None
        value = as_dict(blob.load(row[0]))
        expires, grant = value.get("expires_at"), value.get("grant")
        return Session(
            homeserver=str(value["homeserver"]),
            user_id=str(value["user_id"]),
            device_id=str(value["device_id"]),
            access_token=str(value["access_token"]),
            display_name=str(value.get("display_name", "")),
            refresh_token=str(value.get("refresh_token", "")),
            expires_at=float(expires) if isinstance(expires, int | float) else None,
            grant=Grant.from_json(grant) if isinstance(grant, dict) else None,
        )

    def save_session(self, session: Session) -> None:
        """Durable when it returns."""
        value = {
            "homeserver": session.homeserver,
            "user_id": session.user_id,
            "device_id": session.device_id,
            "access_token": session.access_token,
            "display_name": session.display_name,
            "refresh_token": session.refresh_token,
            "expires_at": session.expires_at,
            "grant": session.grant.to_json() if session.grant is not None else None,
        }
        self._db.execute(
            "INSERT OR REPLACE INTO account_values (name, value) VALUES ('session', ?)", (blob.dump(value).decode(),)
        )

    def change_session(self, **changes: Any) -> Session:
        """Change some fields of the session that is kept, whatever else changed meanwhile; durable when it returns.

        Raises LookupError if nobody is signed in.
        """
        with self._db.transaction():
            session = self.session()
            if session is None:
                raise LookupError("nobody is signed in")
            session = replace(session, **changes)
            self.save_session(session)
        return session

    def renewal(self) -> str | None:
        """Why signing in again has to make a new device, if it has to: "signed_out" (the server has deleted this one)
        or "copied" (its keys were used by another copy of the profile, or by a later state of this one)."""
        value = self.value(_RENEWAL)
        return str(value["reason"]) if value else None

    def ask_for_renewal(self, reason: str) -> None:
        """Durable when it returns. The first reason stays."""
        if self.renewal() is None:
            self.set_value(_RENEWAL, {"reason": reason})

    def device_to_keep(self) -> str | None:
        """The id of the device with which to sign in again; None: a new one."""
        session = self.session()
        return session.device_id if session is not None and self.renewal() is None else None

    def has_published_keys(self) -> bool:
        """Whether the server had the keys of this device."""
        return was_published(self._db)

    def begin(self, session: Session) -> None:
        """Signed in: go on with the device that was here before, or with a new one in its place.

        What was not sent by the device before waits for the person: it may be old, or have been sent by another copy.
        """
        with self._db.transaction():
            before = self.session()
            if before is not None and (before.device_id != session.device_id or self.renewal() is not None):
                give_up_device(self._db)
                self._db.execute(
                    "UPDATE send_queue SET state = ?, error = ? WHERE event_id IS NULL",
                    (SendState.FAILED.value, ErrorCode.SIGNED_OUT.value),
                )
                for name in (_RENEWAL, CONTACT):
                    self._db.execute("DELETE FROM account_values WHERE name = ?", (name,))
            self.save_session(session)

    def value(self, name: str) -> Json | None:
        """Something small that a service keeps here, under a name of its own; None: nothing yet."""
        row = self._db.execute("SELECT value FROM account_values WHERE name = ?", (name,)).fetchone()
        return as_dict(blob.load(row[0])) if row else None

    def set_value(self, name: str, value: Json) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO account_values (name, value) VALUES (?, ?)", (name, blob.dump(value).decode())
        )

    # -- send queue --------------------------------------------------------------------------------------------------

    def enqueue(self, item: Queued, uploads: Sequence[Upload] = ()) -> Queued:
        """Durable with its files when it returns; gives the item with its place in the queue."""
        with self._db.transaction():
            self.uploads.add(item.txn_id, uploads)
            return self._enqueue(item)

    def _enqueue(self, item: Queued) -> Queued:
        cursor = self._db.execute(
            "INSERT INTO send_queue (room_id, txn_id, action, type, content, target, ts, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                item.room_id,
                item.txn_id,
                item.action,
                item.type,
                blob.dump(item.content),
                item.target,
                item.ts,
                item.state.value,
            ),
        )
        return replace(item, id=int(cursor.lastrowid))

    def queued(self) -> list[Queued]:
        """Everything that is not yet known to be in a timeline, in order."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM send_queue ORDER BY id").fetchall()  # noqa: S608
        return [
            Queued(
                id=int(row[0]),
                room_id=str(row[1]),
                txn_id=str(row[2]),
                action=str(row[3]),
                type=str(row[4]),
                content=as_dict(blob.load(row[5])),
                target=row[6],
                ts=int(row[7]),
                state=SendState(row[8]),
                error=row[9],
                event_id=row[10],
            )
            for row in rows
        ]

    def set_state(
        self, txn_id: str, state: SendState, *, error: str | None = None, event_id: str | None = None
    ) -> None:
        """How far it came."""
        self._db.execute(
            "UPDATE send_queue SET state = ?, error = ?, event_id = COALESCE(?, event_id) WHERE txn_id = ?",
            (state.value, error, event_id, txn_id),
        )

    def dequeue(self, txn_id: str) -> None:
        """Done, or discarded."""
        self._db.execute("DELETE FROM send_queue WHERE txn_id = ?", (txn_id,))

    # -- drafts ------------------------------------------------------------------------------------------------------

    def draft(self, place: str) -> tuple[str, bytes | None]:
        """The text that was begun in a room or thread, and what ``app.writing`` keeps beside it."""
        row = self._db.execute("SELECT text, rest FROM drafts WHERE room_id = ?", (place,)).fetchone()
        return (str(row[0]), row[1]) if row else ("", None)

    def save_draft(self, place: str, text: str, rest: bytes | None = None) -> None:
        """Nothing at all removes the draft."""
        if text or rest:
            self._db.execute(
                "INSERT OR REPLACE INTO drafts (room_id, text, rest) VALUES (?, ?, ?)", (place, blob.text(text), rest)
            )
        else:
            self._db.execute("DELETE FROM drafts WHERE room_id = ?", (place,))
