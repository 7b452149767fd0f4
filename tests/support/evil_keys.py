# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Key bookkeeping of ``EvilHomeserver``: honest, until a test asks for lies."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Keys:
    """Uploaded keys of all users. Tests may read and change everything."""

    def __init__(self) -> None:
        self.devices: dict[str, dict[str, Json]] = {}
        self.one_time: dict[tuple[str, str], dict[str, Any]] = {}
        self.fallback: dict[tuple[str, str], dict[str, Any]] = {}
        self.used_fallback: set[tuple[str, str]] = set()
        self.cross_signing: dict[str, dict[str, Json]] = {}  # user -> master_key, self_signing_key, user_signing_key

    def add_device(
        self, user_id: str, device_keys: Json, one_time_keys: Json | None = None, fallback_keys: Json | None = None
    ) -> None:
        """A device of anybody, with what it would upload."""
        device_id = str(device_keys["device_id"])
        self.devices.setdefault(user_id, {})[device_id] = device_keys
        self.one_time.setdefault((user_id, device_id), {}).update(one_time_keys or {})
        self.fallback.setdefault((user_id, device_id), {}).update(fallback_keys or {})

    def upload(self, user_id: str, device_id: str, body: Json) -> tuple[int, Json]:
        new = body.get("one_time_keys", {})
        held = self.one_time.setdefault((user_id, device_id), {})
        for key_id, key in new.items():
            if key_id in held and held[key_id] != key:
                message = f"One time key {key_id} already exists. Old key: {held[key_id]}; new key: {key}"
                return 400, {"errcode": "M_INVALID_PARAM", "error": message}
        held.update(new)
        fallback = body.get("fallback_keys", {})
        if fallback:
            self.fallback[user_id, device_id] = dict(fallback)
            self.used_fallback.discard((user_id, device_id))
        if "device_keys" in body:
            self.devices.setdefault(user_id, {})[device_id] = body["device_keys"]
        return 200, {"one_time_key_counts": self.counts(user_id, device_id)}

    def counts(self, user_id: str, device_id: str) -> dict[str, int]:
        counts = {"signed_curve25519": 0}
        for key_id in self.one_time.get((user_id, device_id), {}):
            algorithm = key_id.partition(":")[0]
            counts[algorithm] = counts.get(algorithm, 0) + 1
        return counts

    def unused_fallback(self, user_id: str, device_id: str) -> list[str]:
        if (user_id, device_id) in self.used_fallback:
            return []
        return sorted({key_id.partition(":")[0] for key_id in self.fallback.get((user_id, device_id), {})})

    def query(self, body: Json) -> Json:
        answer: Json = {"device_keys": {}, "failures": {}}
        for user_id, wanted in body.get("device_keys", {}).items():
            devices = self.devices.get(user_id, {})
            answer["device_keys"][user_id] = {
                device_id: keys for device_id, keys in devices.items() if not wanted or device_id in wanted
            }
            for kind, key in self.cross_signing.get(user_id, {}).items():
                answer.setdefault(kind + "s", {})[user_id] = key
        return answer

    def claim(self, body: Json) -> Json:
        answer: Json = {"one_time_keys": {}, "failures": {}}
        for user_id, devices in body.get("one_time_keys", {}).items():
            for device_id, algorithm in devices.items():
                where = (user_id, device_id)
                held = self.one_time.get(where, {})
                key_id = next((name for name in sorted(held) if name.startswith(f"{algorithm}:")), None)
                if key_id is not None:
                    key = held.pop(key_id)
                else:
                    spare = self.fallback.get(where, {})
                    key_id = next((name for name in sorted(spare) if name.startswith(f"{algorithm}:")), None)
                    if key_id is None:
                        continue
                    key = spare[key_id]
                    self.used_fallback.add(where)
                answer["one_time_keys"].setdefault(user_id, {})[device_id] = {key_id: key}
        return answer

    def add_signatures(self, body: Json) -> None:
        """POST /keys/signatures/upload: merged into devices and cross-signing keys."""
        for user_id, objects in body.items():
            for object_id, signed in objects.items():
                known = self.devices.get(user_id, {}).get(object_id)
                for key in self.cross_signing.get(user_id, {}).values():
                    if object_id in key.get("keys", {}).values():
                        known = key
                if known is None:
                    continue
                for signer, signatures in signed.get("signatures", {}).items():
                    known.setdefault("signatures", {}).setdefault(signer, {}).update(signatures)
