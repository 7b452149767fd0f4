# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""This device's own identity keys, one-time keys and fallback key (specification, "Key management").

Everything is committed before it is shown: an upload is built from keys that are already in the database, so a crash
before, while or after the server answers ends in the same keys being uploaded again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

import orjson
import vodozemac

from crypto.signatures import sign_json
from crypto.store.database import Database
from crypto.store.pickles import PICKLE_KEY
from crypto.types import Json, OutgoingRequest

_log = logging.getLogger(__name__)

OLM = "m.olm.v1.curve25519-aes-sha2"
MEGOLM = "m.megolm.v1.aes-sha2"
SIGNED_KEY = "signed_curve25519"
FORGET_FALLBACK_AFTER_MS = 3_600_000
UPLOAD = "upload-"


class WrongAccount(ValueError):
    """The database belongs to another user or device."""


class OwnAccount:
    """The account row of ``crypto.db`` and the vodozemac account in it. All changes run in the caller's transaction."""

    def __init__(self, db: Database, user_id: str, device_id: str, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock
        self.user_id = user_id
        self.device_id = device_id
        self._loaded: vodozemac.Account | None = None
        self._refusals = 0
        self._paused_until = 0.0
        row = db.execute("SELECT user_id, device_id FROM account").fetchone()
        if row is None:
            self._create()
        elif tuple(row) != (user_id, device_id):
            raise WrongAccount("the key store belongs to another device")
        self.ed25519 = self._account.ed25519_key.to_base64()
        self.curve25519 = self._account.curve25519_key.to_base64()
        self.created_ms = int(self._column("created_ms"))

    def _create(self) -> None:
        account = vodozemac.Account()
        account.generate_one_time_keys(account.max_number_of_one_time_keys)
        _fallback(account).generate_fallback_key()
        self._db.execute(
            "INSERT INTO account(id, user_id, device_id, pickle, created_ms) VALUES(1, ?, ?, ?, ?)",
            (self.user_id, self.device_id, account.pickle(PICKLE_KEY), int(self._clock() * 1000)),
        )

    @property
    def _account(self) -> vodozemac.Account:
        if self._loaded is None:
            self._loaded = vodozemac.Account.from_pickle(str(self._column("pickle")), PICKLE_KEY)
        return self._loaded

    def _column(self, name: str) -> Any:
        row = self._db.execute(f"SELECT {name} FROM account").fetchone()  # noqa: S608 - names are ours
        return row[0] if row else None

    def forget(self) -> None:
        """Drop what is in memory; the database has the truth."""
        self._loaded = None

    def _save(self) -> None:
        self._db.execute("UPDATE account SET pickle=?", (self._account.pickle(PICKLE_KEY),))

    def sign(self, message: bytes) -> str:
        """Unpadded base64 of the Ed25519 signature."""
        return self._account.sign(message).to_base64()

    # -- device keys -------------------------------------------------------------------------------------------------

    def device_keys(self) -> Json:
        """Our device keys, signed by this device and, where known, by our identity."""
        keys: Json = {
            "user_id": self.user_id,
            "device_id": self.device_id,
            "algorithms": [OLM, MEGOLM],
            "keys": {f"curve25519:{self.device_id}": self.curve25519, f"ed25519:{self.device_id}": self.ed25519},
        }
        sign_json(keys, self.user_id, f"ed25519:{self.device_id}", self.sign)
        keys["signatures"][self.user_id].update(orjson.loads(self._column("signatures")))
        return keys

    def add_signature(self, key_id: str, signature: str) -> None:
        """Remember a signature of our device keys by our self-signing key; peers see it in each Olm message."""
        known = orjson.loads(self._column("signatures"))
        if known.get(key_id) != signature:
            self._db.execute("UPDATE account SET signatures=?", (orjson.dumps({key_id: signature}).decode(),))

    # -- keys for others to begin a session with us ------------------------------------------------------------------

    def upload_request(self) -> OutgoingRequest | None:
        """What the server does not have yet. The same keys come again until ``uploaded`` is called."""
        if self._refusals and self._clock() < self._paused_until:
            return None
        body: Json = {}
        if not self._column("published"):
            body["device_keys"] = self.device_keys()
        if one_time := self._account.one_time_keys:
            body["one_time_keys"] = self._signed(one_time, fallback=False)
        if fallback := _fallback(self._account).fallback_key:
            body["fallback_keys"] = self._signed(fallback, fallback=True)
        if not body:
            return None
        number = self._column("uploads")
        return OutgoingRequest(f"{UPLOAD}{number}", "upload", "POST", "/_matrix/client/v3/keys/upload", body)

    def _signed(self, keys: Mapping[str, vodozemac.Curve25519PublicKey], *, fallback: bool) -> Json:
        signed: Json = {}
        for name, key in keys.items():
            obj: Json = {"key": key.to_base64()}
            if fallback:
                obj["fallback"] = True
            sign_json(obj, self.user_id, f"ed25519:{self.device_id}", self.sign)
            signed[f"{SIGNED_KEY}:{name}"] = obj
        return signed

    def uploaded(self, request_id: str, response: Json) -> None:
        """The server took the keys of the last ``upload_request``."""
        if request_id != f"{UPLOAD}{self._column('uploads')}":
            return
        self._refusals = 0
        sent = len(self._account.one_time_keys)
        counts = response.get("one_time_key_counts")
        count = counts.get(SIGNED_KEY) if isinstance(counts, dict) else None
        if not _is_count(count):
            count = int(self._column("server_keys")) + sent
        self._account.mark_keys_as_published()
        self._db.execute("UPDATE account SET published=1, uploads=uploads+1, server_keys=?", (count,))
        self._save()

    def upload_refused(self, request_id: str) -> None:
        """The server will never take these one-time keys (it has others under the same names): move on to new names.

        What is refused again and again is tried less and less often, down to once an hour.
        """
        if request_id != f"{UPLOAD}{self._column('uploads')}":
            return
        _log.error("the server refused our one-time keys; making new ones")
        self._paused_until = self._clock() + min(60.0 * 2**self._refusals, 3600.0)
        self._refusals = min(self._refusals + 1, 10)
        self._account.mark_keys_as_published()
        self._db.execute("UPDATE account SET uploads=uploads+1")
        self._save()

    def update_counts(
        self, counts: Mapping[str, Any] | None, unused_fallback: Sequence[Any] | None, *, drained: bool
    ) -> None:
        """Make what the server lacks, from the counts of a sync answer.

        A count that is missing or is no number means zero. ``drained``: no to-device message is waiting on the server
        as far as we know.
        """
        if counts is not None:
            count = counts.get(SIGNED_KEY) if isinstance(counts, Mapping) else 0
            count = count if _is_count(count) else 0
            if count != self._column("server_keys"):
                self._db.execute("UPDATE account SET server_keys=?", (count,))
        changed = self._refill()
        if isinstance(unused_fallback, list | tuple) and SIGNED_KEY not in unused_fallback:
            changed |= self._rotate_fallback()
        if drained:
            changed |= self._forget_old_fallback()
        if changed:
            self._save()

    def _refill(self) -> bool:
        """Up to the most the server should hold. While an upload is under way nothing is added to it."""
        account = self._account
        missing = account.max_number_of_one_time_keys - int(self._column("server_keys"))
        if missing <= 0 or account.one_time_keys:
            return False
        account.generate_one_time_keys(missing)
        return True

    def _rotate_fallback(self) -> bool:
        """Replace the fallback key because somebody used it. The private half of the used one is kept for a while."""
        if _fallback(self._account).fallback_key:
            return False  # the next one is already on its way
        _fallback(self._account).generate_fallback_key()
        self._db.execute(
            "UPDATE account SET forget_fallback_ms=?", (int(self._clock() * 1000) + FORGET_FALLBACK_AFTER_MS,)
        )
        return True

    def _forget_old_fallback(self) -> bool:
        """Give up the used fallback key an hour after its successor came (specification, "One-time and fallback keys").

        The binding has no call for that. An account keeps two fallback keys, so making one more drops the used one;
        the one in between, which nobody used, stays as the previous key.
        """
        due = self._column("forget_fallback_ms")
        if due is None or self._clock() * 1000 < due or _fallback(self._account).fallback_key:
            return False
        _fallback(self._account).generate_fallback_key()
        self._db.execute("UPDATE account SET forget_fallback_ms=NULL")
        return True

    # -- sessions ----------------------------------------------------------------------------------------------------

    def open_session(self, curve25519: str, message: vodozemac.PreKeyMessage) -> tuple[vodozemac.Session, bytes]:
        """Begin a session from a pre-key message and use up its one-time key. Raises ValueError.

        vodozemac removes the one-time key only after the message was authenticated and decrypted, so a broken message
        burns nothing.
        """
        key = vodozemac.Curve25519PublicKey.from_base64(curve25519)
        session, plaintext = self._account.create_inbound_session(key, message)
        self._save()
        return session, plaintext

    def new_session(self, curve25519: str, one_time_key: str) -> vodozemac.Session:
        """Begin a session with a claimed key. Raises ValueError (also for keys of small order)."""
        return self._account.create_outbound_session(
            vodozemac.Curve25519PublicKey.from_base64(curve25519),
            vodozemac.Curve25519PublicKey.from_base64(one_time_key),
        )


class _WithFallback(Protocol):
    """What the type hints of the binding leave out of an account."""

    fallback_key: dict[str, vodozemac.Curve25519PublicKey]

    def generate_fallback_key(self) -> None: ...


def _fallback(account: vodozemac.Account) -> _WithFallback:
    return cast("_WithFallback", account)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000
