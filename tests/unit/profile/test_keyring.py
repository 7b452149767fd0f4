# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A profile whose key lies in a real key store (GNOME Keyring), and in stores that are none."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.profile import key as keys
from app.profile.attempts import Attempts
from app.profile.keystore import KeyringBackend, KeyStoreError, SecretService, allowed_stores
from app.profile.profile import Profile, destroy
from tests.support import processes
from tests.support.canaries import find_canaries
from tests.support.keyring_session import KeyringSession
from tests.unit.profile.conftest import CACHE, CRYPTO, OpenProfile

pytestmark = pytest.mark.keyring


@contextmanager
def raises(code: ErrorCode) -> Iterator[None]:
    with pytest.raises(UserError) as caught:
        yield
    assert caught.value.code is code, caught.value.details


def open_(folder: Path, stores: Any = None) -> Profile:
    return Profile.open(folder, crypto=CRYPTO, cache=CACHE, stores=stores)


@contextmanager
def collection() -> Iterator[Any]:
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        yield secretstorage.get_default_collection(bus)


def items() -> list[dict[str, str]]:
    with collection() as default:
        return [dict(item.get_attributes()) for item in default.get_all_items()]


def test_the_key_lies_in_the_key_store_and_nowhere_else(keyring: KeyringSession, folder: Path) -> None:
    profile = open_(folder)
    assert not profile.has_passphrase
    profile.crypto.execute("INSERT INTO keys(text) VALUES('precious')")
    key = profile._key
    record = json.loads((folder / "profile.json").read_bytes())
    assert record["key"]["store"] == "secret-service"
    assert [item["profile"] for item in items()] == [profile.id]
    assert find_canaries(folder, [key, key.hex()]) == []
    profile.close()
    assert find_canaries(folder, [key, key.hex()]) == []
    again = open_(folder)
    assert again.crypto.execute("SELECT text FROM keys").fetchone() == ("precious",)
    again.close()
    assert len(items()) == 1


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_neither_environment_nor_configuration_choose_the_store(
    keyring: KeyringSession, folder: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    configuration = keyring.home / ".config" / "python_keyring"
    configuration.mkdir(parents=True)
    (configuration / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(keyring.home / ".config"))
    open_(folder).close()
    assert len(items()) == 1
    open_(folder).close()


def test_a_store_that_keeps_nothing_is_not_trusted(folder: Path) -> None:
    null = KeyringBackend("null", "keyring.backends.null", "Keyring")
    with raises(ErrorCode.KEYRING_MISSING):
        open_(folder, [null])
    assert not (folder / "profile.json").exists()
    assert not (folder / "crypto.db").exists()


def test_without_any_store_it_says_so_and_a_passphrase_helps(
    folder: Path, monkeypatch: pytest.MonkeyPatch, open_profile: OpenProfile
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with raises(ErrorCode.KEYRING_MISSING):
        open_(folder)
    assert open_profile().has_passphrase


def test_a_store_that_is_gone_is_not_replaced(
    keyring: KeyringSession, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_(folder).close()
    before = (folder / "crypto.db").read_bytes(), (folder / "profile.json").read_bytes()
    keyring.stop_daemon()
    with raises(ErrorCode.KEYRING_CHANGED):  # the bus is there, the service is not
        open_(folder)
    with raises(ErrorCode.KEYRING_CHANGED):  # another store would be there
        open_(folder, [KeyringBackend("other", "keyring.backends.null", "Keyring")])
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    with raises(ErrorCode.KEYRING_CHANGED):
        open_(folder)
    assert ((folder / "crypto.db").read_bytes(), (folder / "profile.json").read_bytes()) == before


def test_the_store_comes_back_with_the_key(keyring: KeyringSession, folder: Path) -> None:
    open_(folder).close()
    keyring.stop_daemon()
    keyring.start_daemon("keyring password")
    open_(folder).close()


def test_a_removed_entry_means_that_the_key_is_lost_and_no_other_is_made(keyring: KeyringSession, folder: Path) -> None:
    open_(folder).close()
    before = (folder / "crypto.db").read_bytes()
    with collection() as default:
        for item in default.get_all_items():
            item.delete()
    for _ in range(2):
        with raises(ErrorCode.KEY_LOST):
            open_(folder)
    assert items() == []
    assert (folder / "crypto.db").read_bytes() == before


@pytest.mark.parametrize("secret", ["", "1:", "1:AAAA", "2:" + "A" * 44, "1:" + "A" * 43 + "=", "1:ü"])
def test_an_entry_that_is_not_our_key(keyring: KeyringSession, folder: Path, secret: str) -> None:
    open_(folder).close()
    with collection() as default:
        for item in default.get_all_items():
            item.set_secret(secret.encode())
    with raises(ErrorCode.KEY_LOST):
        open_(folder)


def test_a_lost_record_does_not_lead_to_another_key(keyring: KeyringSession, folder: Path) -> None:
    open_(folder).close()
    (folder / "profile.json").unlink()
    with raises(ErrorCode.KEY_LOST):
        open_(folder)
    assert len(items()) == 1
    assert not (folder / "profile.json").exists()


def test_a_locked_store_is_waited_for_and_then_named(keyring: KeyringSession, folder: Path) -> None:
    open_(folder).close()
    with collection() as default:
        default.lock()
    # The prompt has no display to appear on: it is dismissed, or nobody answers it in time.
    with raises(ErrorCode.KEYRING_LOCKED):
        open_(folder, [SecretService(prompt_timeout=0.3)])
    with raises(ErrorCode.KEYRING_LOCKED):
        open_(folder.with_name("second"), [SecretService(prompt_timeout=0.3)])
    assert not (folder.with_name("second") / "crypto.db").exists()
    keyring.stop_daemon()
    keyring.start_daemon("keyring password")
    open_(folder).close()


def test_the_key_is_found_after_another_collection_became_the_default(
    keyring: KeyringSession, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_(folder).close()
    import secretstorage
    from secretstorage.defines import SS_PATH
    from secretstorage.util import DBusAddressWrapper

    with closing(secretstorage.dbus_init()) as bus:
        service = DBusAddressWrapper(SS_PATH, "org.freedesktop.Secret.Service", bus)
        temporary = "/org/freedesktop/secrets/collection/session"
        service.call("SetAlias", "so", "default", temporary)
        assert service.call("ReadAlias", "s", "default")[0] == temporary
    profile = open_(folder)
    # But a new key does not go where it would be gone tomorrow.
    with raises(ErrorCode.KEYRING_MISSING):
        open_(folder.with_name("second"))
    assert profile.destroy()
    with closing(secretstorage.dbus_init()) as bus:
        assert list(secretstorage.search_items(bus, {"profile": profile.id})) == []


class Hanging:
    """A store whose prompt nobody answers."""

    id = "hanging"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def get(self, profile: str) -> str | None:
        self.go_on.wait(10)
        return None

    def set(self, profile: str, secret: str) -> None:
        self.go_on.wait(10)

    def delete(self, profile: str) -> None:
        self.go_on.wait(10)


def test_a_store_that_hangs_does_not_hang_us(folder: Path) -> None:
    folder.mkdir()
    store = Hanging()
    with raises(ErrorCode.KEYRING_LOCKED):
        keys.keep_in_store(bytes(32), "id", [store], timeout=0.05)
    with raises(ErrorCode.KEYRING_LOCKED):
        keys.find({"kept": "key-store", "store": "hanging"}, "id", None, [store], Attempts(folder), timeout=0.05)
    assert keys.forget({"kept": "key-store", "store": "hanging"}, "id", [store], timeout=0.05) is False
    store.go_on.set()


def test_from_the_key_store_to_a_passphrase(keyring: KeyringSession, folder: Path, open_profile: OpenProfile) -> None:
    profile = open_profile(None, stores=allowed_stores())
    profile.set_passphrase("eine lange Passphrase")
    assert profile.has_passphrase
    assert items() == []
    profile.close()
    with raises(ErrorCode.PASSPHRASE_NEEDED):
        open_(folder)
    assert open_profile("eine lange Passphrase").has_passphrase


def test_s09_destroying_removes_key_and_files_and_makes_copies_unreadable(
    keyring: KeyringSession, folder: Path, tmp_path: Path
) -> None:
    other = open_(tmp_path / "other")
    profile = open_(folder)
    profile.crypto.execute("INSERT INTO keys(text) VALUES('precious')")
    copy = tmp_path / "copy"
    copy.mkdir(mode=0o700)
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    assert profile.destroy() is True
    assert not folder.exists()
    assert [item["profile"] for item in items()] == [other.id]
    with raises(ErrorCode.KEY_LOST):
        open_(copy)
    other.close()
    open_(folder).close()  # and one can begin anew


def test_s09_a_profile_that_cannot_be_opened_can_be_destroyed(keyring: KeyringSession, folder: Path) -> None:
    profile = open_(folder)
    with raises(ErrorCode.PROFILE_IN_USE):
        destroy(folder)
    profile.close()
    (folder / "crypto.db").write_bytes(b"")
    with raises(ErrorCode.STORE_CORRUPT):
        open_(folder)
    assert destroy(folder) is True
    assert items() == []
    assert not folder.exists()


def test_s09_without_the_store_the_files_go_all_the_same(keyring: KeyringSession, folder: Path) -> None:
    profile = open_(folder)
    keyring.stop_daemon()
    assert profile.destroy() is False
    assert not folder.exists()


def test_a_backend_that_cannot_work_here_says_so() -> None:
    for store in (
        KeyringBackend("windows-vault", "keyring.backends.Windows", "WinVaultKeyring"),
        KeyringBackend("kwallet5", "keyring.backends.kwallet", "DBusKeyring"),
        KeyringBackend("nothing", "keyring.backends.nothing", "Nothing"),
    ):
        if os.name == "nt" and store.id == "windows-vault":
            continue
        with pytest.raises(KeyStoreError):
            store.get("id")


def test_starting_with_the_key_store_imports_neither_keyring_nor_a_window(
    keyring: KeyringSession, folder: Path
) -> None:
    program = """
        import sys
        from pathlib import Path
        from app.profile.profile import Profile
        from crypto.store.database import Migrations
        keys = Migrations(keys=["CREATE TABLE keys(id INTEGER PRIMARY KEY, text BLOB)"])
        cache = Migrations(messages=["CREATE TABLE messages(id INTEGER PRIMARY KEY, text BLOB)"])
        Profile.open(Path(sys.argv[1]), crypto=keys, cache=cache).close()
        heavy = {"keyring", "nio", "aiohttp", "PySide6", "asyncio", "argon2", "platformdirs"}
        print(sorted(heavy & set(sys.modules)))
    """
    open_(folder).close()
    assert processes.run(program, folder) == (0, "[]\n")
