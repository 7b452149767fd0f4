# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key stores of operating systems in which the key of a profile may lie. Nothing else is ever used.

Neither PYTHON_KEYRING_BACKEND nor ``keyringrc.cfg`` has a say: they could name a store that keeps nothing, or keeps
it readable. Each store is made directly from its class and has to give back what it was given before it is trusted.

The Secret Service (GNOME Keyring, KDE Wallet 5.97 or newer, KeePassXC) is spoken to through ``secretstorage``, which
``keyring`` uses as well: that saves importing its core (70 ms at each start) and lets a locked store be waited for
with a time-out. The others come from ``keyring``.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Protocol, TypeVar

SERVICE = "BundesMessenger Desktop"

T = TypeVar("T")


class KeyStoreError(Exception):
    """The store is not there, or failed. Texts hold no secrets."""


class KeyStoreLocked(KeyStoreError):
    """The store is there, but was not unlocked, or did not answer in time."""


class KeyStore(Protocol):
    """One item for each profile: its random id and a short text. May block on a prompt: see ``within``."""

    @property
    def id(self) -> str:
        """Stands in profile.json; never changes its meaning."""
        ...

    def get(self, profile: str) -> str | None: ...

    def set(self, profile: str, secret: str) -> None: ...

    def delete(self, profile: str) -> None:
        """Not an error if there is none."""
        ...


class SecretService:
    """The freedesktop.org Secret Service over D-Bus."""

    id = "secret-service"

    def __init__(self, prompt_timeout: float = 120.0) -> None:
        self._prompt_timeout = prompt_timeout

    def get(self, profile: str) -> str | None:
        def read(bus: Any) -> str | None:
            items = self._items(bus, profile)
            return bytes(items[0].get_secret()).decode("ascii", "replace") if items else None

        return self._on_bus(read)

    def set(self, profile: str, secret: str) -> None:
        def write(bus: Any) -> None:
            import secretstorage

            collection = secretstorage.get_default_collection(bus)
            if _default_is_temporary(bus):
                raise KeyStoreError("the default collection of the Secret Service ends with the session")
            self._unlock(collection)
            collection.create_item(SERVICE, self._attributes(profile), secret.encode("ascii"), replace=True)

        self._on_bus(write)

    def delete(self, profile: str) -> None:
        def remove(bus: Any) -> None:
            for item in self._items(bus, profile):
                item.delete()

        self._on_bus(remove)

    def _items(self, bus: Any, profile: str) -> list[Any]:
        """Our items, unlocked, in whichever collection: the user may have made another one the default since."""
        import secretstorage

        items = list(secretstorage.search_items(bus, self._attributes(profile)))
        if not items:  # some services do not search in what is locked
            self._unlock(secretstorage.get_default_collection(bus))
            items = list(secretstorage.search_items(bus, self._attributes(profile)))
        for item in items:
            self._unlock(item)
        return items

    def _unlock(self, thing: Any) -> None:
        # True means that the user dismissed the prompt.
        if thing.is_locked() and thing.unlock(timeout=self._prompt_timeout):
            raise KeyStoreLocked("the Secret Service was not unlocked")

    @staticmethod
    def _attributes(profile: str) -> dict[str, str]:
        return {"application": SERVICE, "profile": profile}

    @staticmethod
    def _on_bus(use: Callable[[Any], T]) -> T:
        try:
            import secretstorage
        except ImportError as error:
            raise KeyStoreError("the Secret Service client is not installed") from error
        try:
            with closing(secretstorage.dbus_init()) as bus:
                return use(bus)
        except KeyStoreError:
            raise
        except (TimeoutError, secretstorage.LockedException, secretstorage.PromptDismissedException) as error:
            raise KeyStoreLocked("the Secret Service was not unlocked") from error
        except Exception as error:  # of the service, of the bus, or an answer that makes no sense
            raise KeyStoreError(f"the Secret Service failed ({type(error).__name__})") from error


def _default_is_temporary(bus: Any) -> bool:
    from secretstorage.collection import SERVICE_IFACE, SESSION_COLLECTION
    from secretstorage.defines import SS_PATH
    from secretstorage.util import DBusAddressWrapper

    return bool(
        DBusAddressWrapper(SS_PATH, SERVICE_IFACE, bus).call("ReadAlias", "s", "default")[0] == SESSION_COLLECTION
    )


class KeyringBackend:
    """One class of the ``keyring`` package, by its name."""

    def __init__(self, id: str, module: str, class_name: str) -> None:
        self.id = id
        self._module = module
        self._class_name = class_name

    def get(self, profile: str) -> str | None:
        found: str | None = self._do("get_password", SERVICE, profile)
        return found

    def set(self, profile: str, secret: str) -> None:
        self._do("set_password", SERVICE, profile, secret)

    def delete(self, profile: str) -> None:
        if self.get(profile) is not None:
            self._do("delete_password", SERVICE, profile)

    def _do(self, method: str, *args: str) -> Any:
        try:
            backend_class = getattr(importlib.import_module(self._module), self._class_name)
            _ = backend_class.priority  # raises where this store cannot work
            backend = backend_class()
        except Exception as error:
            raise KeyStoreError(f"{self.id} is not available ({type(error).__name__})") from error
        try:
            return getattr(backend, method)(*args)
        except Exception as error:
            if type(error).__name__ == "KeyringLocked":
                raise KeyStoreLocked(f"{self.id} was not unlocked") from error
            raise KeyStoreError(f"{self.id} failed ({type(error).__name__})") from error


def allowed_stores() -> Sequence[KeyStore]:
    """The stores of this operating system, best first. Making them touches nothing yet."""
    if sys.platform == "win32":
        return (KeyringBackend("windows-vault", "keyring.backends.Windows", "WinVaultKeyring"),)
    if sys.platform == "darwin":
        return (KeyringBackend("macos-keychain", "keyring.backends.macOS", "Keyring"),)
    return (
        SecretService(),
        # Before 5.97 KDE had no Secret Service; needs dbus-python.
        KeyringBackend("kwallet5", "keyring.backends.kwallet", "DBusKeyring"),
    )


def within(seconds: float, work: Callable[[], T]) -> T:
    """Do ``work``, which may wait for a prompt or a service that hangs, for so long. Raises KeyStoreLocked after."""
    result: list[T] = []
    failure: list[BaseException] = []

    def body() -> None:
        try:
            result.append(work())
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=body, name="key store", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise KeyStoreLocked("the key store did not answer")
    if failure:
        raise failure[0]
    return result[0]
