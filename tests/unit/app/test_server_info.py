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


@pytest.mark.parametrize(
    ("prefix", "counts"),
    [
        ("https://chat.amt.example", True),
        ("https://amt.example/web/", True),
        ('"https://chat.amt.example"', True),
        ("https://chat.amt.example:8443/x", True),
        ("https://amt.example.evil.test", False),
        ("https://notamt.example", False),
        ("https://evil.test/amt.example", False),
        ("https://amt.example@evil.test", False),
        ("http://chat.amt.example", False),
        ("https://chat.amt.example/?x=1", False),
        ("https://chat.amt.example/#/", False),
        (7, False),
    ],
)
def test_links_begin_only_with_an_address_of_the_servers_own_domain(prefix: Any, counts: bool) -> None:
    for document in ({"permalink_prefix": prefix}, {"de.bwi": {"permalink_prefix": prefix}}):
        found = parse(document, {}, "amt.example:8448").web_client
        assert found == (str(prefix).strip('"').rstrip("/") if counts else "")
        assert parse(document, {}).web_client == ""


@pytest.mark.parametrize("name", ["localhost", "example", "", "de"])
def test_a_name_without_a_domain_has_no_web_client(name: str) -> None:
    assert parse({"permalink_prefix": f"https://x.{name}"}, {}, name).web_client == ""


def test_the_address_of_a_map_may_stand_in_quotation_marks() -> None:
    for address in ("https://amt.example/style.json", '"https://amt.example/style.json"'):
        assert parse({"m.tile_server": {"map_style_url": address}}, {}).map_style == "https://amt.example/style.json"
    assert parse({"m.tile_server": {"map_style_url": "http://amt.example/style.json"}}, {}) == ServerInfo()


def test_what_is_not_for_us_is_passed_over() -> None:
    document = {
        "m.homeserver": {"base_url": "https://amt.example"},
        "org.matrix.msc4143.rtc_foci": [{"type": "livekit", "livekit_service_url": "https://call.amt.example"}],
        "io.element.e2ee": {"outbound_keys_pre_sharing_mode": "on_room_opening"},
        "de.bwi": {"federation": {"show_announcement": True, "enable": False}},
    }
    assert parse(document, {}, "amt.example") == ServerInfo()


_NAMES = ["de.bwi", "contacts", "support_page", "m.tile_server", "permalink_prefix", "org.matrix.msc4143.rtc_foci"]


@given(st.dictionaries(st.sampled_from(_NAMES), JSON))
def test_no_document_breaks_it(document: dict[str, Any]) -> None:
    found = parse(document, document, "amt.example")
    assert all(not page or page.startswith("https://") for page in (found.privacy, found.imprint, found.support_page))
