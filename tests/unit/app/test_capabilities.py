# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a homeserver allows, as it says it and as the specification means it where it says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capabilities import ServerCapabilities, parse


def versions(default: str, **available: str) -> dict[str, Any]:
    return {"m.room_versions": {"default": default, "available": {name[1:]: each for name, each in available.items()}}}


def test_a_silent_server_allows_what_the_specification_says() -> None:
    known = parse({})
    assert (known.change_password, known.set_display_name, known.set_avatar) == (True, True, True)
    assert known.change_third_party_ids
    assert not known.profile_fields
    assert known.default_room_version == "1"
    assert not ServerCapabilities().outdated("1")


def test_what_is_forbidden_is_known() -> None:
    names = ("m.change_password", "m.set_displayname", "m.set_avatar_url", "m.3pid_changes")
    known = parse({name: {"enabled": False} for name in names})
    assert not known.change_password
    assert not known.set_display_name
    assert not known.set_avatar
    assert not known.change_third_party_ids


@pytest.mark.parametrize(
    ("fields", "name", "avatar"),
    [
        ({"enabled": True}, True, True),
        ({"enabled": False}, False, False),
        ({"enabled": True, "allowed": ["displayname"]}, True, False),
        ({"enabled": True, "disallowed": ["displayname"]}, False, True),
        ({"enabled": True, "allowed": []}, False, False),
        ({"enabled": "yes"}, True, True),
    ],
)
def test_the_fields_of_a_profile(fields: Any, name: bool, avatar: bool) -> None:
    known = parse({"m.profile_fields": fields})
    assert (known.set_display_name, known.set_avatar) == (name, avatar)


def test_which_versions_a_room_can_be_replaced_with() -> None:
    known = parse(versions("11", v9="stable", v10="stable", v11="stable", v12="stable", v13="unstable"))
    assert known.newer_versions("10") == ["11", "12"]
    assert known.newer_versions("12") == []
    assert known.outdated("10")
    assert known.outdated("13")
    assert known.outdated("org.example")
    assert not known.outdated("11")
    assert not known.outdated("12")


@given(
    st.dictionaries(
        st.sampled_from(["m.room_versions", "m.change_password", "m.set_displayname", "m.profile_fields", "x"]),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.sampled_from(["default", "available", "enabled", "allowed", "12"]), inner),
            ),
            max_leaves=8,
        ),
    )
)
def test_answers_of_any_shape_are_read(answer: Any) -> None:
    known = parse(answer)
    assert known.default_room_version in ("1", *known.room_versions)
    assert isinstance(known.newer_versions("1"), list)
    assert known.outdated("1") in (True, False)
