# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A browser without a window: follows redirects, keeps cookies, fills forms and follows links, as a test says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp


@dataclass(frozen=True, slots=True)
class Form:
    action: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Where one is, and what one sees there."""

    url: str
    status: int
    text: str
    headers: Mapping[str, str]
    forms: tuple[Form, ...]
    links: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), {}))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])


class Browser:
    """``async with``. Cookies are kept for as long as it is open. ``visited``: every address, in order."""

    def __init__(self) -> None:
        self.visited: list[str] = []
        self._cookies: dict[str, dict[str, str]] = {}  # by host and port: two servers share 127.0.0.1
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def open(self, url: str, fields: Mapping[str, str] | None = None, *, stop_at: str = "") -> Page:
        """GET, or POST of ``fields``, then all redirects; one that begins with ``stop_at`` is not followed."""
        assert self._session is not None
        method, data = ("GET", None) if fields is None else ("POST", dict(fields))
        for _ in range(20):
            self.visited.append(url)
            kept = self._cookies.setdefault(urlsplit(url).netloc, {})
            cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
            headers = {"Cookie": cookie} if cookie else {}
            async with self._session.request(method, url, data=data, headers=headers, allow_redirects=False) as answer:
                for line in answer.headers.getall("Set-Cookie", []):
                    name, _, value = line.partition(";")[0].partition("=")
                    kept[name] = value
                text = await answer.text()
                target = answer.headers.get("Location")
                if target is None or answer.status not in (301, 302, 303, 307, 308):
                    return _page(url, answer.status, text, answer.headers)
            url, method, data = urljoin(url, target), "GET", None
            if stop_at and url.startswith(stop_at):
                return Page(url, 0, "", {}, (), ())
        raise AssertionError("redirected in a circle")

    async def submit(self, page: Page, *, stop_at: str = "", **fields: str) -> Page:
        """Send the first form of a page, with these fields."""
        form = page.forms[0]
        return await self.open(urljoin(page.url, form.action), form.fields | fields, stop_at=stop_at)

    async def sign_in(self, address: str, user: str, *, stop_at: str = "") -> Page:
        """Go through the pages of ``auth_server.mjs``, and of Synapse around it, until the end."""
        page = await self.open(address, stop_at=stop_at)
        for _ in range(8):
            if page.status == 0:
                return page
            if page.forms and "user" in page.forms[0].fields:
                page = await self.submit(page, user=user, password="x", stop_at=stop_at)
            elif page.forms:
                page = await self.submit(page, stop_at=stop_at)
            elif any("loginToken" in link for link in page.links):  # Synapse asks whether one trusts the program
                page = await self.open(next(link for link in page.links if "loginToken" in link), stop_at=stop_at)
            else:
                return page
        raise AssertionError(f"no end at {page.url}")


def _page(url: str, status: int, text: str, headers: Mapping[str, str]) -> Page:
    reader = _Reader()
    reader.feed(text)
    return Page(url, status, text, headers, tuple(reader.forms), tuple(reader.links))
