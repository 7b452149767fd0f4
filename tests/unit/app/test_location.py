# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places in events, and in what people type or copy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.location import content, geo_uri, map_link, of_content, of_geo, of_text
from app.types import Place

GATE = (52.5163, 13.3777)


@pytest.mark.parametrize(
    "text",
    [
        "52.5163, 13.3777",
        "52.5163,13.3777",
        "52,5163 13,3777",
        "52,5163; 13,3777",
        "52.5163° N, 13.3777° O",
        "52.5163 N 13.3777 E",
        "geo:52.5163,13.3777",
        "geo:52.5163,13.3777,34;u=10",
        "https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=17/1.0/1.0",
        "https://www.openstreetmap.org/#map=17/52.5163/13.3777",
        "https://maps.example/maps/place/Tor/@52.5163,13.3777,17z/data=x",
        "https://maps.example/?q=52.5163,13.3777",
        "https://maps.example/maps?cp=52.5163~13.3777",
    ],
)
def test_what_people_type_and_copy(text: str) -> None:
    found = of_text(text)
    assert found is not None
    assert (found.latitude, found.longitude) == GATE


def test_degrees_and_the_other_half_of_the_world() -> None:
    found = of_text("52° 30' 58\" N, 13° 22' 40\" O")
    assert found is not None
    assert (round(found.latitude, 3), round(found.longitude, 3)) == (52.516, 13.378)
    assert of_text("22.9 S 43.2 W") == Place(-22.9, -43.2)
    assert of_text("-22.9, -43.2") == Place(-22.9, -43.2)
    assert of_text("52,13") == Place(52.0, 13.0)


@pytest.mark.parametrize(
    "text",
    ["", "Brandenburger Tor", "91,0", "0,181", "geo:nan,1", "geo:1,2;crs=moon", "https://x.example/", "1,2,3,4,5"],
)
def test_what_is_no_place(text: str) -> None:
    assert of_text(text) is None


def test_an_event_as_others_read_it() -> None:
    made = content(Place(*GATE, "Haupteingang", 10.0), 1_700_000_000_000)
    assert made["msgtype"] == "m.location"
    assert made["geo_uri"] == "geo:52.5163,13.3777;u=10"
    assert made["org.matrix.msc3488.location"] == {"uri": made["geo_uri"], "description": "Haupteingang"}
    assert made["org.matrix.msc3488.asset"] == {"type": "m.pin"}
    assert made["org.matrix.msc3488.ts"] == 1_700_000_000_000
    assert "Haupteingang" in made["body"]
    assert of_content(made) == Place(*GATE, "Haupteingang", 10.0)


def test_events_of_others() -> None:
    assert of_content({"geo_uri": "geo:1.5,2.5"}) == Place(1.5, 2.5)
    stable = {"m.location": {"uri": "geo:1.5,2.5;u=3", "description": "a\n b" * 500}, "geo_uri": "geo:9,9"}
    found = of_content(stable)
    assert found is not None
    assert (found.latitude, found.accuracy, len(found.text)) == (1.5, 3.0, 300)
    assert of_content({"m.location": 5, "geo_uri": None}) is None


@given(
    st.dictionaries(
        st.sampled_from(["geo_uri", "m.location", "org.matrix.msc3488.location"]),
        st.none()
        | st.text(max_size=30)
        | st.integers()
        | st.dictionaries(st.sampled_from(["uri", "description"]), st.text()),
    )
)
def test_c16_no_content_raises(given_content: dict[str, Any]) -> None:
    of_content(given_content)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for start in ("", "geo:", "https://x.example/?q=", "https://x.example/@", "52,"):
        of_text(start + text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_uris_come_back(latitude: float, longitude: float) -> None:
    found = of_geo(geo_uri(Place(latitude, longitude)))
    assert found is not None
    assert abs(found.latitude - latitude) < 1e-6
    assert abs(found.longitude - longitude) < 1e-6


def test_the_address_of_a_map() -> None:
    template = "https://karten.amt.example/?mitte={lat},{lon}"
    assert map_link(template, Place(*GATE)) == "https://karten.amt.example/?mitte=52.5163,13.3777"
