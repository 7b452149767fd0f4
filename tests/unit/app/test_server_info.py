# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator tells about the homeserver, honest or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.server_info import Contact, ServerInfo, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def links(**own: Any) -> ServerInfo:
    return parse({"de.bwi": own}, {})


def test_both_spellings_of_the_addresses_are_known() -> None:
    assert links(imprint_url="https://amt.example/i", data_privacy_url="https://amt.example/d") == ServerInfo(
        privacy="https://amt.example/d", imprint="https://amt.example/i"
    )
    assert links(imprintUrl="https://amt.example/i").imprint == "https://amt.example/i"
    assert links(imprint_url='"https://amt.example/i"').imprint == "https://amt.example/i"


@pytest.mark.parametrize(
    "address",
    [
        "http://amt.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://user@amt.example/",
        "https://amt.example/ x",
        "https://xn--\u202eamt.example/",
        "https://amt.example:port/",
        "https://" + "a" * 3000,
        7,
        None,
        {},
    ],
)
def test_other_addresses_are_not_offered(address: Any) -> None:
    assert links(imprint_url=address) == ServerInfo()


def test_contacts_are_people_or_mail_addresses() -> None:
    support = {
        "support_page": "https://amt.example/hilfe",
        "contacts": [
            {"role": "m.role.admin", "matrix_id": "@it:amt.example", "email_address": "it@amt.example"},
            {"role": "m.role.security", "email_address": "x@y.z?subject=a&body=b"},
            {"role": 5, "matrix_id": "nobody", "email_address": "dpo@amt.example"},
            "nonsense",
        ],
    }
    found = parse({}, support)
    assert found.support_page == "https://amt.example/hilfe"
    assert found.contacts == (
        Contact("m.role.admin", "@it:amt.example", "it@amt.example"),
        Contact("", "", "dpo@amt.example"),
    )


@given(st.dictionaries(st.sampled_from(["de.bwi", "contacts", "support_page"]), JSON))
def test_no_document_breaks_it(document: dict[str, Any]) -> None:
    found = parse(document, document)
    assert all(not page or page.startswith("https://") for page in (found.privacy, found.imprint, found.support_page))
