# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a server says of its authorization server, and what of it is believed (RFC 8414, MSC2965, MSC4191)."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import ErrorCode, UserError
from app.oauth import metadata
from app.oauth.metadata import DEVICE_DELETE, IDENTITY_RESET, PROFILE, AuthServer, from_json

ISSUER = "https://auth.amt.example/"


def document(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "issuer": ISSUER,
        "authorization_endpoint": ISSUER + "authorize",
        "token_endpoint": ISSUER + "token",
        "registration_endpoint": ISSUER + "register",
        "revocation_endpoint": ISSUER + "revoke",
        "device_authorization_endpoint": ISSUER + "device",
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", metadata.DEVICE],
        "code_challenge_methods_supported": ["plain", "S256"],
        "account_management_uri": "https://konto.amt.example/",
        "account_management_actions_supported": ["org.matrix.profile", "org.matrix.session_end"],
    }
    found |= changes
    return {name: value for name, value in found.items() if value is not ...}


def refused(*, local: bool = False, **changes: Any) -> ErrorCode:
    with pytest.raises(UserError) as caught:
        from_json(document(**changes), local=local)
    return caught.value.code


def test_what_is_needed_is_read_and_kept() -> None:
    found = from_json(document(), local=False)
    assert found.token == ISSUER + "token"
    assert found.device
    assert from_json(found.to_json(), local=False) == found
    assert from_json(document(grant_types_supported=["authorization_code"]), local=False).device == ""
    assert from_json(document(registration_endpoint=...), local=False).registration == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": ...}, ErrorCode.BAD_ANSWER),
        ({"issuer": 7}, ErrorCode.BAD_ANSWER),
        ({"issuer": "javascript:alert(1)"}, ErrorCode.BAD_ANSWER),
        ({"issuer": "https://user:pw@auth.amt.example/"}, ErrorCode.BAD_ANSWER),
        ({"issuer": "https://auth.amt.example/#x"}, ErrorCode.BAD_ANSWER),
        ({"issuer": "http://auth.amt.example/"}, ErrorCode.INSECURE_ADDRESS),
        ({"token_endpoint": ...}, ErrorCode.BAD_ANSWER),
        ({"token_endpoint": "https://evil.example/token"}, ErrorCode.BAD_ANSWER),
        ({"token_endpoint": "http://auth.amt.example/token"}, ErrorCode.INSECURE_ADDRESS),
        ({"token_endpoint": "http://127.0.0.1/token"}, ErrorCode.INSECURE_ADDRESS),
        ({"token_endpoint": "file:///etc/passwd"}, ErrorCode.BAD_ANSWER),
        ({"authorization_endpoint": "https://evil.example/authorize"}, ErrorCode.BAD_ANSWER),
        ({"registration_endpoint": "https://evil.example/register"}, ErrorCode.BAD_ANSWER),
        ({"revocation_endpoint": "https://auth.amt.example.evil.example/"}, ErrorCode.BAD_ANSWER),
        ({"device_authorization_endpoint": "https://evil.example/"}, ErrorCode.BAD_ANSWER),
        ({"account_management_uri": "http://konto.amt.example/"}, ErrorCode.INSECURE_ADDRESS),
        ({"account_management_uri": "https://" + "a" * 3000}, ErrorCode.BAD_ANSWER),
        ({"response_types_supported": ["token"]}, ErrorCode.UNSUPPORTED_SERVER),
        ({"code_challenge_methods_supported": ["plain"]}, ErrorCode.UNSUPPORTED_SERVER),
        ({"code_challenge_methods_supported": ...}, ErrorCode.UNSUPPORTED_SERVER),
        ({"grant_types_supported": ["implicit"]}, ErrorCode.UNSUPPORTED_SERVER),
    ],
)
def test_what_is_not_believed(changes: dict[str, Any], code: ErrorCode) -> None:
    assert refused(**changes) is code


def test_plain_http_on_this_machine_only_for_a_homeserver_on_it() -> None:
    here: dict[str, Any] = {
        name: "http://127.0.0.1:8080/" + name
        for name in document()
        if name.endswith("_endpoint") or name in ("issuer", "account_management_uri")
    }
    assert from_json(document(**here), local=True).issuer == here["issuer"]
    assert refused(**here) is ErrorCode.INSECURE_ADDRESS
    assert refused(local=True, **(here | {"issuer": "http://auth.amt.example/"})) is ErrorCode.INSECURE_ADDRESS


def test_pages_of_the_account() -> None:
    found = from_json(document(), local=False)
    assert found.page() == "https://konto.amt.example/"
    assert found.page(PROFILE) == "https://konto.amt.example/?action=org.matrix.profile"
    # by the name that this server knows
    wanted = "https://konto.amt.example/?action=org.matrix.session_end&device_id=AB%26C"
    assert found.page(DEVICE_DELETE, "AB&C") == wanted
    assert found.page(IDENTITY_RESET) == "https://konto.amt.example/"
    new = from_json(document(account_management_actions_supported=["org.matrix.device_delete"]), local=False)
    assert new.page(DEVICE_DELETE, "X").endswith("?action=org.matrix.device_delete&device_id=X")
    assert AuthServer(ISSUER, "a", "b").page(PROFILE) == ""
