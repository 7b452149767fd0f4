# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The private side of our own digital identity (specification, module "End-to-End Encryption", "Cross-signing").

A master key vouches for a self-signing key, which signs our devices, and a user-signing key, which signs the master
keys of people we verified. The three seeds are secrets: they rest in the encrypted store and, encrypted, in secret
storage, and every signature is made over an object that was compared with the keys the person has verified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto import secret_storage
from crypto import unpadded_base64 as base64
from crypto.canonical_json import NotCanonical
from crypto.signatures import sign_json, verify_json
from crypto.types import Json


class Usage(StrEnum):
    """What one of the three keys is for, as it stands in its public object."""

    MASTER = "master"
    SELF_SIGNING = "self_signing"
    USER_SIGNING = "user_signing"


#: The name of each key in secret storage and in secret sharing.
SECRET_NAMES: Final[Mapping[Usage, str]] = {
    Usage.MASTER: secret_storage.MASTER,
    Usage.SELF_SIGNING: secret_storage.SELF_SIGNING,
    Usage.USER_SIGNING: secret_storage.USER_SIGNING,
}


class CannotSign(Exception):
    """Nothing was signed: the private key is missing, or the object is not the one that was verified."""


def create_identity(user_id: str) -> OwnIdentity:
    """Return a new identity with three random keys. It exists nowhere else until it is stored and published."""
    return OwnIdentity(user_id, {usage: Ed25519PrivateKey.generate().private_bytes_raw() for usage in Usage})


@dataclass(frozen=True, slots=True, repr=False)
class OwnIdentity:
    """The seeds (32 bytes each) of the keys this device has; a device may have none, some or all.

    ``public`` holds the public keys that were published, in unpadded base64, also of keys whose seed is elsewhere.
    """

    user_id: str
    seeds: Mapping[Usage, bytes] = field(default_factory=dict)
    public: Mapping[Usage, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"OwnIdentity({self.user_id!r}, has={sorted(self.seeds)})"

    # -- what there is ------------------------------------------------------------------------------------------------

    def public_key(self, usage: Usage) -> str | None:
        """Return the public key in unpadded base64, from the seed or as published."""
        seed = self.seeds.get(usage)
        return _public(seed) if seed is not None else self.public.get(usage)

    @property
    def complete(self) -> bool:
        """All three seeds are here."""
        return all(usage in self.seeds for usage in Usage)

    @property
    def can_sign_devices(self) -> bool:
        return Usage.SELF_SIGNING in self.seeds

    @property
    def can_sign_users(self) -> bool:
        return Usage.USER_SIGNING in self.seeds

    def fits(self, public: Mapping[Usage, str]) -> bool:
        """Tell whether every seed here belongs to the published identity; if not, it was replaced by somebody."""
        return all(_public(seed) == public.get(usage) for usage, seed in self.seeds.items())

    # -- storing ------------------------------------------------------------------------------------------------------

    def to_json(self) -> Json:
        """Return everything, secrets included, for the encrypted store."""
        return {
            "user_id": self.user_id,
            "seeds": {str(usage): base64.encode(seed) for usage, seed in self.seeds.items()},
            "public": {str(usage): key for usage, key in self.public.items()},
        }

    @classmethod
    def from_json(cls, data: Json) -> OwnIdentity:
        """Return what ``to_json`` gave."""
        return cls(
            data["user_id"],
            {Usage(usage): base64.decode(seed, length=32) for usage, seed in data["seeds"].items()},
            {Usage(usage): key for usage, key in data["public"].items()},
        )

    def secrets(self) -> dict[str, str]:
        """Return the seeds by the names they have in secret storage, in unpadded base64."""
        return {SECRET_NAMES[usage]: base64.encode(seed) for usage, seed in self.seeds.items()}

    def with_secret(self, name: str, secret: str, public: Mapping[Usage, str]) -> OwnIdentity:
        """Return this identity with one more key, from secret storage or another device of ours.

        Raises:
            CannotSign: the secret is no key, or not the key of the published identity ``public``. Nothing was taken.
        """
        usage = next((usage for usage, known in SECRET_NAMES.items() if known == name), None)
        if usage is None:
            raise CannotSign("not the name of a key")
        try:
            seed = base64.decode(secret, length=32)
        except base64.BadBase64 as error:
            raise CannotSign("malformed key") from error
        if _public(seed) != public.get(usage):
            raise CannotSign("the key of another identity")
        return OwnIdentity(self.user_id, {**self.seeds, usage: seed}, dict(public))

    # -- publishing ---------------------------------------------------------------------------------------------------

    def public_object(self, usage: Usage) -> Json:
        """Return the public key object, signed by the master key where it is not the master key itself.

        Raises:
            CannotSign: a seed is missing.
        """
        key = _public(self._seed(usage))
        obj: Json = {"user_id": self.user_id, "usage": [str(usage)], "keys": {f"ed25519:{key}": key}}
        if usage is not Usage.MASTER:
            self._sign(obj, Usage.MASTER)
        return obj

    def publish_body(self, device_id: str, sign: Callable[[bytes], str]) -> Json:
        """Return the body of ``POST /_matrix/client/v3/keys/device_signing/upload`` without ``auth``.

        The same body may be sent again after a crash; the server then asks for no authentication. ``sign`` is the
        device's own signature, which lets others see that device and identity agree.
        """
        master = self.public_object(Usage.MASTER)
        sign_json(master, self.user_id, f"ed25519:{device_id}", sign)
        return {
            "master_key": master,
            "self_signing_key": self.public_object(Usage.SELF_SIGNING),
            "user_signing_key": self.public_object(Usage.USER_SIGNING),
        }

    # -- signing ------------------------------------------------------------------------------------------------------

    def sign_device(self, device_keys: Any, ed25519: str, *, from_store: bool = False) -> Json:
        """Return the body of ``POST /keys/signatures/upload`` that signs a device of ours.

        ``device_keys`` is the object of the server, ``ed25519`` the signing key that was verified. ``from_store``: the
        object is the stored one, whose own signature was checked when it came and has been left out.

        Raises:
            CannotSign: no self-signing key, or the object is of another user, another key, or not signed by itself.
        """
        device_id = device_keys.get("device_id") if isinstance(device_keys, dict) else None
        keys = device_keys.get("keys") if isinstance(device_keys, dict) else None
        if not isinstance(device_id, str) or not isinstance(keys, dict):
            raise CannotSign("malformed device")
        key_id = f"ed25519:{device_id}"
        if device_keys.get("user_id") != self.user_id or keys.get(key_id) != ed25519:
            raise CannotSign("not the device that was verified")
        if device_id in {self.public_key(usage) for usage in Usage}:
            raise CannotSign("a device named like a key")
        if not from_store and not verify_json(device_keys, self.user_id, key_id, ed25519):
            raise CannotSign("the device has not signed itself")
        signed = {k: v for k, v in device_keys.items() if k not in ("signatures", "unsigned")}
        self._sign(signed, Usage.SELF_SIGNING)
        return {self.user_id: {device_id: signed}}

    def sign_user(self, user_id: str, master_object: Any, master_key: str) -> Json:
        """Return the body of ``POST /keys/signatures/upload`` that marks another person as verified.

        ``master_object`` is the object of the server, ``master_key`` the public key that was verified.

        Raises:
            CannotSign: no user-signing key, or the object is not that person's master key.
        """
        if not isinstance(master_object, dict) or user_id == self.user_id:
            raise CannotSign("not another person's master key")
        if (
            master_object.get("user_id") != user_id
            or master_object.get("usage") != [str(Usage.MASTER)]
            or master_object.get("keys") != {f"ed25519:{master_key}": master_key}
        ):
            raise CannotSign("not the master key that was verified")
        signed = {k: v for k, v in master_object.items() if k not in ("signatures", "unsigned")}
        self._sign(signed, Usage.USER_SIGNING)
        return {user_id: {master_key: signed}}

    def sign_object(self, obj: Json, usage: Usage = Usage.MASTER) -> None:
        """Add our signature to an object of our own making, such as the description of a key backup.

        Raises:
            CannotSign: the seed is missing, or the object has no canonical form.
        """
        self._sign(obj, usage)

    def _seed(self, usage: Usage) -> bytes:
        seed = self.seeds.get(usage)
        if seed is None:
            raise CannotSign(f"no {usage} key on this device")
        return seed

    def _sign(self, obj: Json, usage: Usage) -> None:
        private = Ed25519PrivateKey.from_private_bytes(self._seed(usage))
        key_id = f"ed25519:{base64.encode(private.public_key().public_bytes_raw())}"
        try:
            sign_json(obj, self.user_id, key_id, lambda data: base64.encode(private.sign(data)))
        except NotCanonical as error:
            raise CannotSign("the object has no canonical form") from error


def _public(seed: bytes) -> str:
    return base64.encode(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())
