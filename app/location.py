# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places (MSC3488): read from events and from what people type or copy from maps; written as other programs do."""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from app.types import Place
from crypto.types import Json

_LOCATION = ("org.matrix.msc3488.location", "m.location")
_ASSET = "org.matrix.msc3488.asset"
_TS = "org.matrix.msc3488.ts"
_TEXT = "org.matrix.msc1767.text"
MAX_TEXT = 300
_NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
_GEO = re.compile(rf"geo:({_NUMBER}),({_NUMBER})(?:,-?[\d.]{{1,12}})?((?:;[^;]{{1,80}}){{0,8}})", re.I)
_UNCERTAIN = re.compile(r";u=(\d{1,8}(?:\.\d{1,6})?)(?:;|$)", re.I)
_TYPED = r"[+-]?\d{1,3}(?:[.,]\d{1,12})?"
_PAIR = re.compile(rf"({_TYPED})\s*°?\s*([NS])?\s*[,;/ ]\s*({_TYPED})\s*°?\s*([EOW])?", re.I)
_SECONDS = r"(?:([\d.,]{1,8})\s*(?:\"|″|'')\s*)?"
_DEGREES = re.compile(
    rf"(\d{{1,2}})\s*°\s*(\d{{1,2}})\s*['′]\s*{_SECONDS}([NS])[\s,;]+"
    rf"(\d{{1,3}})\s*°\s*(\d{{1,2}})\s*['′]\s*{_SECONDS}([EOW])",
    re.I,
)
_IN_PATH = re.compile(rf"(?:@|#map=\d{{1,2}}/)({_NUMBER})[,/]({_NUMBER})")


def place(latitude: float, longitude: float, text: str = "", accuracy: float | None = None) -> Place | None:
    """A place on Earth; None if there is none."""
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Place(latitude, longitude, " ".join(text.split())[:MAX_TEXT], accuracy)


def of_geo(uri: str) -> Place | None:
    """A ``geo:`` URI (RFC 5870) in WGS 84."""
    match = _GEO.fullmatch(uri.strip()) if len(uri) <= 500 else None
    if match is None or re.search(r";crs=(?!wgs84)", match[3], re.I):
        return None
    uncertain = _UNCERTAIN.search(match[3])
    return place(float(match[1]), float(match[2]), "", float(uncertain[1]) if uncertain else None)


def of_content(content: Json) -> Place | None:
    """The place in a message; None if there is none that can be shown. Never raises."""
    found: Json = next((content[name] for name in _LOCATION if isinstance(content.get(name), dict)), {})
    uri = found.get("uri") if isinstance(found.get("uri"), str) else content.get("geo_uri")
    spot = of_geo(uri) if isinstance(uri, str) else None
    description: Any = found.get("description")
    if spot is None or not isinstance(description, str):
        return spot
    return place(spot.latitude, spot.longitude, description.encode("utf-8", "replace").decode(), spot.accuracy)


def of_text(text: str) -> Place | None:
    """What somebody typed or copied: coordinates, a ``geo:`` URI, or a link to a map."""
    text = text.strip()
    if not text or len(text) > 2000:
        return None
    if text.lower().startswith("geo:"):
        return of_geo(text.partition("?")[0])
    if text.lower().startswith(("http://", "https://")):
        return _of_link(text)
    if match := _DEGREES.fullmatch(text):
        latitude = _decimal(match[1], match[2], match[3]) * (-1 if match[4] in "sS" else 1)
        longitude = _decimal(match[5], match[6], match[7]) * (-1 if match[8] in "wW" else 1)
        return place(latitude, longitude)
    match = _PAIR.fullmatch(text)
    if match is None:
        return None
    latitude, longitude = (_number(part) for part in (match[1], match[3]))
    return place(-latitude if match[2] in ("S", "s") else latitude, -longitude if match[4] in ("W", "w") else longitude)


def _of_link(address: str) -> Place | None:
    try:
        parts = urlsplit(address)
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
    for latitude, longitude in (("mlat", "mlon"), ("lat", "lon"), ("lat", "lng")):
        if latitude in query and longitude in query:
            return of_text(f"{query[latitude][0]},{query[longitude][0]}")
    match = _IN_PATH.search(unquote(parts.path) + "#" + parts.fragment)
    if match is not None:
        return place(float(match[1]), float(match[2]))
    for name in ("q", "ll", "query", "cp"):
        if name in query and (found := of_text(query[name][0].replace("~", ","))) is not None:
            return found
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _decimal(degrees: str, minutes: str, seconds: str | None) -> float:
    return int(degrees) + int(minutes) / 60 + (_number(seconds) if seconds else 0.0) / 3600


def geo_uri(spot: Place) -> str:
    uri = f"geo:{_plain(spot.latitude)},{_plain(spot.longitude)}"
    return uri if spot.accuracy is None else f"{uri};u={_plain(spot.accuracy)}"


def _plain(number: float) -> str:
    return f"{number:.7f}".rstrip("0").rstrip(".")


def content(spot: Place, ts: int) -> Json:
    """A message with a pin. ``ts``: milliseconds, when it was chosen. ``body`` is for programs without places."""
    uri = geo_uri(spot)
    body = f"{spot.text}: {uri}" if spot.text else uri
    location: Json = {"uri": uri}
    if spot.text:
        location["description"] = spot.text
    return {
        "msgtype": "m.location",
        "body": body,
        "geo_uri": uri,
        _LOCATION[0]: location,
        _ASSET: {"type": "m.pin"},
        _TEXT: body,
        _TS: ts,
        "m.mentions": {},
    }


def map_link(template: str, spot: Place) -> str:
    """The address of a map. ``{lat}`` and ``{lon}`` in ``template`` are replaced."""
    latitude, longitude = _plain(spot.latitude), _plain(spot.longitude)
    return template.replace("{lat}", quote(latitude)).replace("{lon}", quote(longitude))
