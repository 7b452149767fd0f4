# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links to rooms, messages and people: what is made is understood, and nothing else is taken for one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.links import via_servers
from app.text.permalinks import MatrixLink, link_to, parse
from app.types import Member, Membership

PREFIX = "https://chat.amt.example"
_SERVER = st.sampled_from(("amt.example", "xn--mnchen-3ya.example:8448", "[::1]:8008", "10.0.0.1"))
_LOCAL = st.text(
    alphabet=st.characters(categories=("L", "N", "P", "S"), exclude_characters=":"), min_size=1, max_size=30
)
_TARGET = st.one_of(
    st.builds("@{}:{}".format, _LOCAL, _SERVER),
    st.builds("#{}:{}".format, _LOCAL, _SERVER),
    st.builds("!{}:{}".format, _LOCAL.filter(lambda text: "/" not in text), _SERVER),
    st.just("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"),
)
_EVENT = st.one_of(st.just(""), st.builds("${}".format, _LOCAL), st.just("$Ab/c+d=="))


def _long(text: str) -> bool:
    return len(text.encode()) > 255


@given(
    target=_TARGET, event=_EVENT, via=st.lists(_SERVER, unique=True, max_size=4), prefix=st.sampled_from(("", PREFIX))
)
def test_what_we_make_we_understand(target: str, event: str, via: list[str], prefix: str) -> None:
    if target.startswith("@"):
        event, via = "", []
    if _long(target) or _long(event) or ("/" in target and target[0] != "@" and "/" in target.partition(":")[0]):
        return
    wanted = MatrixLink(target, event, tuple(via))
    assert parse(link_to(target, event, via, prefix), [PREFIX]) == wanted
    assert parse(link_to(target, event, via), [PREFIX]) == wanted
    if prefix:
        assert parse(link_to(target, event, via, prefix)) is None  # not our organisation's: an ordinary address


@given(target=_TARGET, event=_EVENT, via=st.lists(_SERVER, unique=True, max_size=3))
def test_matrix_uris(target: str, event: str, via: list[str]) -> None:
    """Client-server specification, appendices, "Matrix URI scheme"."""
    kind = {"@": "u", "#": "r", "!": "roomid"}[target[0]]
    if target[0] == "@":
        event, via = "", []
    if _long(target) or _long(event) or (target[0] != "!" and not target[1:].strip()):
        return
    address = f"matrix:{kind}/{quote(target[1:], safe='')}"
    if event:
        address += f"/e/{quote(event[1:], safe='')}"
    if via:
        address += "?" + "&".join(f"via={quote(server, safe='')}" for server in via)
    assert parse(address) == MatrixLink(target, event, tuple(via))


@given(
    st.text(max_size=300), st.sampled_from(("", "https://matrix.to/#/", "matrix:", "matrix:u/", PREFIX + "/#/room/"))
)
def test_anything_may_come(text: str, start: str) -> None:
    link = parse(start + text, [PREFIX])
    if link is not None:
        assert link.target[0] in "@#!"
        assert not link.event or link.event[0] == "$"
        assert link.target.isprintable()
        assert not _long(link.target)


@pytest.mark.parametrize(
    "address",
    [
        "https://matrix.to.evil.example/#/@a:amt.example",
        "https://evil.example/#/@a:amt.example",
        "https://evil.example/https://matrix.to/#/@a:amt.example",
        "https://matrix.to@evil.example/#/@a:amt.example",
        "https://matrix.to:443@evil.example/#/@a:amt.example",
        "https://chat.amt.example.evil.example/#/room/!a:amt.example",
        "https://chat.amt.example@evil.example/#/room/!a:amt.example",
        "https://chat.amt.examplé/#/room/!a:amt.example",
        "https://matrix.to/#/@a:amt.example%0d%0aX",
        "https://matrix.to/#/@a%E2%80%AE:amt.example",  # turns the direction of what stands beside it
        "https://matrix.to/#/%E2%80%8B@a:amt.example",
        "https://matrix.to/#/@a:amt.example/$event",
        "https://matrix.to/#/!a:amt.example/event",
        "https://matrix.to/#/#raum",
        "https://matrix.to/#/@a:amt .example",
        "https://matrix.to/#/%2540a%253Aamt.example",  # decoded once, never twice
        "matrix:javascript/alert(1)",
        "matrix:e/event",
        "matrix:u/",
        "javascript:matrix:u/a:amt.example",
        "https://matrix.to/#/" + "!" + "a" * 300,
    ],
)
def test_c_links_that_only_look_like_ours(address: str) -> None:
    assert parse(address, [PREFIX]) is None


def test_servers_named_in_a_link() -> None:
    def member(user: str, power: int = 0, membership: Membership = Membership.JOIN) -> Member:
        return Member(user, user, None, membership, power)

    people = [member(f"@u{n}:gross.example") for n in range(5)]
    people += [member("@chef:klein.example", 100), member("@a:mittel.example"), member("@b:mittel.example")]
    people += [member("@x:10.0.0.1"), member("@x:[::1]:8448"), member("@y:viert.example")]
    people += [member(f"@v{n}:fort.example", 100, Membership.LEAVE) for n in range(9)]
    assert via_servers(people) == ["klein.example", "gross.example", "mittel.example"]
    assert via_servers([member("@x:10.0.0.1", 100)]) == []
    assert via_servers([]) == []
