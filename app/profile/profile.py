# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile, opened: the lock, then the key, then both databases.

``crypto.db`` is precious: whatever is wrong with it is reported, and the file stays as it is. ``cache.db`` comes again
from the server: a damaged one is put aside and begun anew.
"""

from __future__ import annotations

import logging
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import ErrorCode, UserError
from app.policy.categories.security import KEY_STORAGE, MINIMUM_PASSPHRASE
from app.policy.network import Network
from app.policy.policy import Policy
from app.preferences import Preferences
from app.profile import folder as names
from app.profile import key as keys
from app.profile.attempts import Attempts
from app.profile.cache_folder import cache_home, forget, place
from app.profile.files import unwritable
from app.profile.generation import Generation
from app.profile.keystore import KeyStore, allowed_stores
from app.profile.lock import ProfileLock
from app.profile.passphrase import Argon2
from app.profile.record import Record
from app.profile.settings import SettingsFile
from app.proxy.secrets import Secrets
from crypto.store.database import Database, Migrations, journal_files, sync_folder
from crypto.store.errors import (
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreMissing,
    StoreNewer,
    StoreUnwritable,
    WrongKey,
)

_log = logging.getLogger(__name__)

KEEP_DAMAGED = 2
"""How many damaged cache files are kept for a look at them."""


class Profile:
    """Held by one process at a time. ``close`` it, or ``destroy`` it, after the threads that use it have ended."""

    def __init__(
        self,
        folder: Path,
        lock: ProfileLock,
        record: Record,
        key: bytes,
        databases: tuple[Database, Database],
        migrations: tuple[Migrations, Migrations],
        stores: Sequence[KeyStore],
        cost: Argon2,
        clock: Callable[[], float],
    ) -> None:
        self.folder = folder
        self.crypto, self.cache = databases
        self._lock = lock
        self._record = record
        self._key = key
        self._migrations = migrations
        self._stores = stores
        self._cost = cost
        self._clock = clock
        self._readers: list[Database] = []
        self._closed = False
        self._crashed = False
        self.cache_folder = folder
        """Of ``cache.db`` and ``media``."""
        self.policy = Policy()
        """What the organisation settles."""
        self.prefs = Preferences(self.policy)
        """What the user chose."""
        self.secrets = Secrets(lambda: stores)
        """What the user said so that connections are possible."""

    @property
    def id(self) -> str:
        """Random; tells profiles of one user apart, and nothing else."""
        return self._record.id

    @property
    def generation(self) -> Generation:
        """How far this profile has come, as the key store knows it."""
        return Generation.beside(self._record.key, self.id, self._stores)

    @property
    def network(self) -> Network:
        """What connections need to know."""
        return Network.of(self.policy, self.secrets)

    @property
    def has_passphrase(self) -> bool:
        return self._record.key.get("kept") == keys.WRAPPED

    @property
    def cost(self) -> Argon2:
        """Of trying a passphrase."""
        return self._cost

    @property
    def unclean(self) -> bool:
        """The program did not end in an orderly way last time: a good moment to ``verify``."""
        return self._crashed or self.crypto.unclean

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str | None = None,
        *,
        crypto: Migrations,
        cache: Migrations,
        stores: Sequence[KeyStore] | None = None,
        cost: Argon2 | None = None,
        clock: Callable[[], float] = time.time,
        memory_security: bool = True,
        policy: Policy | None = None,
        prefs: Preferences | None = None,
    ) -> Profile:
        """Open the profile in ``folder``, or make one there.

        A new profile is kept with ``passphrase`` if there is one, else in a key store of the operating system. An
        existing one stays as it is. Blocks for milliseconds, or for as long as the user takes to unlock the key store:
        call it away from the window's thread. The databases belong to the threads that use them first.
        ``memory_security`` holds for all databases of this process from then on (see ``Database.open``).
        ``policy``: what the organisation settles about the key, and for whoever uses the profile; ``prefs``: the user's
        settings under it, if they are in use already.

        Raises UserError PROFILE_IN_USE, PROFILE_UNWRITABLE, DISK_FULL, STORE_CORRUPT, STORE_NEWER, KEYRING_MISSING,
        KEYRING_CHANGED, KEYRING_LOCKED, KEY_LOST, PASSPHRASE_NEEDED, WRONG_PASSPHRASE, WEAK_PASSPHRASE.
        """
        stores = allowed_stores() if stores is None else stores
        cost = cost or Argon2()
        policy = policy or (prefs.policy if prefs is not None else Policy())
        names.prepare(folder)
        lock = ProfileLock.acquire(folder)
        try:
            record = Record.load(folder)
            if record is None:
                record, key = _new(folder, passphrase, stores, cost, policy)
            else:
                key = keys.find(record.key, record.id, passphrase, stores, Attempts(folder, clock))
            home = cache_home(folder, policy, record.id)
            databases = _open_databases(folder, home, key, record, crypto, cache, memory_security)
            try:
                if not record.ready:
                    record = record.with_(ready=True)
                    record.save(folder)
                crashed = (folder / names.RUNNING).exists()
                _mark_running(folder)
            except BaseException:
                _close(folder, *databases)
                raise
        except BaseException:
            lock.release()
            raise
        profile = cls(folder, lock, record, key, databases, (crypto, cache), stores, cost, clock)
        profile._crashed = crashed
        profile.cache_folder = home
        profile.policy = policy
        profile.prefs = prefs or Preferences(policy, SettingsFile(folder))
        return profile

    def reader(self) -> Database:
        """Another connection to ``cache.db``, for reading while the first one writes. Closed with the profile."""
        try:
            reader = Database.open(self.cache_folder / names.CACHE, self._key, self._migrations[1], read_only=True)
        except StoreError as error:
            raise as_user_error(error) from error
        self._readers.append(reader)
        return reader

    def rebuild_cache(self) -> Database:
        """Put ``cache.db`` aside because it turned out to be damaged (StoreCorrupt); gives the new, empty one.

        Nothing may be using the old one or its readers any more.
        """
        self._close_readers()
        with suppress(StoreError):
            self.cache.close()
        _set_aside(self.cache_folder)
        self.cache = _open(self.cache_folder / names.CACHE, self._key, self._migrations[1], create=True)
        return self.cache

    def verify(self) -> list[str]:
        """Read and authenticate all of ``crypto.db``; gives what is wrong. Takes 5 ms for each MB, on any thread.

        Every page is checked when it is used anyway. This finds damage in pages that have not been used yet, so it is
        worth its time after the program or the computer went down (``unclean``), in the background.
        """
        try:
            reader = Database.open(self.crypto.path, self._key, self._migrations[0], read_only=True)
            try:
                found = reader.check()
                # The writer may just have been folding its journal in: damage is what is there twice.
                return [problem for problem in reader.check() if problem in found] if found else []
            finally:
                reader.close()
        except (StoreCorrupt, StoreMissing, WrongKey) as error:
            return [str(error)]
        except StoreError as error:
            _log.warning("crypto.db could not be checked: %s", error)
            return []

    def check_passphrase(self, passphrase: str) -> None:
        """Whether this is the passphrase of the profile. Takes about a second.

        Raises UserError WRONG_PASSPHRASE (``wait``: seconds until the next try counts), PASSPHRASE_NEEDED.
        """
        if not self.has_passphrase:
            raise UserError(ErrorCode.PASSPHRASE_NEEDED)
        keys.find(self._record.key, self.id, passphrase, self._stores, Attempts(self.folder, self._clock))

    def set_passphrase(self, new: str, old: str | None = None) -> None:
        """Keep the key with another passphrase from now on, and no longer in a key store if it was there.

        ``old`` is needed if there is a passphrase now. Takes about a second. Raises UserError WRONG_PASSPHRASE,
        PASSPHRASE_NEEDED, WEAK_PASSPHRASE, DISK_FULL, PROFILE_UNWRITABLE.
        """
        before = self._record.key
        if self.has_passphrase:
            keys.find(before, self.id, old, self._stores, Attempts(self.folder, self._clock))
        minimum = self.policy.value(MINIMUM_PASSPHRASE)
        record = self._record.with_(key=keys.keep_with_passphrase(self._key, new, self.id, self._cost, minimum))
        record.save(self.folder)
        self._record = record
        Generation.beside(before, self.id, self._stores).forget()
        keys.forget(before, self.id, self._stores)

    def close(self) -> None:
        """Close both databases and let go of the lock. Doing it twice is harmless."""
        if not self._closed:
            self._closed = True
            self._close_readers()
            try:
                _close(self.folder, self.crypto, self.cache)
            finally:
                self._lock.release()

    def destroy(self) -> bool:
        """Remove the key, then the files: copies of the databases cannot be read any more either.

        False if the key store did not let go of the key. Raises UserError PROFILE_UNWRITABLE if a file stays.
        """
        self._closed = True
        self._close_readers()
        with suppress(StoreError):
            _close(self.folder, self.crypto, self.cache)
        self.secrets.forget()
        removed = _remove(self.folder, self._lock, self._record, self._stores)
        forget(self.cache_folder, self.folder)
        return removed

    def _close_readers(self) -> None:
        while self._readers:
            with suppress(StoreError):
                self._readers.pop().close()


def destroy(folder: Path, stores: Sequence[KeyStore] | None = None, policy: Policy | None = None) -> bool:
    """``Profile.destroy`` for a profile that is not open, or cannot be. Raises UserError PROFILE_IN_USE."""
    names.prepare(folder)
    lock = ProfileLock.acquire(folder)
    try:
        record = Record.load(folder)
    except UserError:
        record = None
    removed = _remove(folder, lock, record, allowed_stores() if stores is None else stores)
    if record is not None and policy is not None:
        forget(place(folder, policy, record.id), folder)
    return removed


def as_user_error(error: StoreError) -> UserError:
    """What to tell the user about an error of a database, at the start or in use."""
    file = error.path.name if error.path else ""
    path = str(error.path.parent) if error.path else ""
    if isinstance(error, StoreNewer):
        return UserError(ErrorCode.STORE_NEWER, file=file, path=path)
    if isinstance(error, StoreUnwritable):
        return UserError(ErrorCode.DISK_FULL if error.disk_full else ErrorCode.PROFILE_UNWRITABLE, file=file, path=path)
    if isinstance(error, StoreBusy):
        return UserError(ErrorCode.PROFILE_IN_USE, file=file, path=path)
    return UserError(ErrorCode.STORE_CORRUPT, file=file, path=path, reason=str(error))


def _new(
    folder: Path, passphrase: str | None, stores: Sequence[KeyStore], cost: Argon2, policy: Policy
) -> tuple[Record, bytes]:
    if (folder / names.CRYPTO).exists():  # its key cannot be told from profile.json any more: never make another
        raise UserError(ErrorCode.KEY_LOST, reason=f"{names.PROFILE} is missing")
    record = Record()
    key = keys.new_key()
    if passphrase is None:
        kept = keys.keep_in_store(key, record.id, () if policy.value(KEY_STORAGE) == "passphrase" else stores)
    else:
        kept = keys.keep_with_passphrase(key, passphrase, record.id, cost, policy.value(MINIMUM_PASSPHRASE))
    record = record.with_(key=kept)
    record.save(folder)
    return record, key


def _open_databases(
    folder: Path, home: Path, key: bytes, record: Record, crypto: Migrations, cache: Migrations, memory_security: bool
) -> tuple[Database, Database]:
    path = folder / names.CRYPTO
    journal = journal_files(path)[0]
    if (folder / names.RUNNING).exists() and path.exists() and not journal.exists():
        # SQLite would go on from an older state without a word: one-time keys and message keys would be used twice.
        raise as_user_error(StoreCorrupt(f"{journal.name} is missing after a crash", path))
    precious = _open(path, key, crypto, create=not record.ready, memory_security=memory_security)
    try:
        try:
            return precious, _open(home / names.CACHE, key, cache, create=True)
        except UserError as error:
            if error.code is not ErrorCode.STORE_CORRUPT:
                raise
            _log.warning("the message cache is damaged; beginning anew")
        _set_aside(home)
        return precious, _open(home / names.CACHE, key, cache, create=True)
    except BaseException:
        _close(folder, precious)
        raise


def _open(path: Path, key: bytes, migrations: Migrations, *, create: bool, memory_security: bool = False) -> Database:
    try:
        return Database.open(path, key, migrations, create=create, memory_security=memory_security)
    except WrongKey as error:  # the key is known to be the right one
        raise as_user_error(StoreCorrupt(f"{path.name} is damaged", path)) from error
    except StoreError as error:
        raise as_user_error(error) from error


def _mark_running(folder: Path) -> None:
    """From here to ``_close``, a missing journal of ``crypto.db`` means that someone took it away."""
    running = folder / names.RUNNING
    try:
        if not running.exists():
            sync_folder(folder)  # the journal's name first
            running.touch(mode=0o600)
    except OSError as error:
        raise unwritable(error, folder) from error


def _close(folder: Path, *databases: Database) -> None:
    with suppress(OSError):
        (folder / names.RUNNING).unlink(missing_ok=True)
    failure: StoreError | None = None
    for database in databases:
        try:
            database.close()
        except StoreError as error:
            failure = error
    if failure is not None:
        raise as_user_error(failure) from failure


def _set_aside(folder: Path) -> None:
    """Rename ``cache.db`` and its journal to ``cache.db.damaged-1``; older ones move up, the oldest goes."""
    cache = folder / names.CACHE

    def damaged(number: int) -> Path:
        return folder / f"{names.CACHE}.damaged-{number}"

    try:
        for file in (damaged(KEEP_DAMAGED), *journal_files(damaged(KEEP_DAMAGED))):
            file.unlink(missing_ok=True)
        for number in range(KEEP_DAMAGED - 1, -1, -1):
            old = damaged(number) if number else cache
            new = damaged(number + 1)
            # The journals first: a crash in between must not leave one beside a new database.
            for source, target in (*zip(journal_files(old), journal_files(new), strict=True), (old, new)):
                with suppress(FileNotFoundError):
                    source.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(error, folder) from error


def _remove(folder: Path, lock: ProfileLock, record: Record | None, stores: Sequence[KeyStore]) -> bool:
    # profile.json last: while it is there, a removal that was cut short is not taken for a new profile.
    own = (
        names.CARD,
        names.CRYPTO,
        names.CACHE,
        names.SETTINGS,
        names.ATTEMPTS,
        names.RUNNING,
        names.INSTANCE,
        names.PROFILE,
    )
    try:
        if record is not None:
            Generation.beside(record.key, record.id, stores).forget()
        forgotten = record is None or keys.forget(record.key, record.id, stores)
        for name in own:
            for file in folder.glob(f"{name}*"):
                file.unlink(missing_ok=True)
        shutil.rmtree(folder / names.LOG, ignore_errors=True)  # of no secrets, and perhaps open
        shutil.rmtree(folder / names.MEDIA, ignore_errors=True)  # encrypted, and their keys are gone
        if sys.platform == "win32":  # an open file cannot be removed there
            lock.release()
        # Elsewhere while it is held: whoever waits for it finds that the file is not the one it locked.
        (folder / names.LOCK).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(error, folder) from error
    finally:
        lock.release()
    with suppress(OSError):
        folder.rmdir()
    return forgotten
