# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Give the accounts of the demo a digital identity each, which signs their device, as every careful client does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.demo.homeserver import HomeserverError, Json
from crypto.own_identity import Usage, create_identity

Request = Callable[[str, str, Json], Json]
"""Method, path from the API's version on, body: a request of the person it is about."""


def identify(request: Request, user_id: str, device_id: str, ed25519: str) -> None:
    """Publish a new identity of ``user_id`` and sign the device with it. Its private keys are forgotten at once.

    Raises HomeserverError if the server refuses, or does not have these keys of the device.
    """
    identity = create_identity(user_id)
    keys = {f"{usage}_key": identity.public_object(usage) for usage in Usage}
    request("POST", "/v3/keys/device_signing/upload", keys)
    answer = request("POST", "/v3/keys/query", {"device_keys": {user_id: [device_id]}})
    device: Any = answer["device_keys"].get(user_id, {}).get(device_id)
    failures = request("POST", "/v3/keys/signatures/upload", identity.sign_device(device, ed25519)).get("failures")
    if failures:
        raise HomeserverError("the homeserver did not take the signature of a device")
