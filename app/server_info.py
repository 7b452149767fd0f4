# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator of the homeserver tells about it: privacy policy, imprint, whom to ask.

From ``/.well-known/matrix/client`` (keys of ``de.bwi``) and ``/.well-known/matrix/support`` (client-server API, "Server
support discovery"). Asked once for each connection and kept, so that it can be read offline.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from app.context import Context
from app.errors import UserError
from app.service import Service
from app.signal import Signal
from app.store.events import as_dict, is_user_id
from crypto.types import Json

_log = logging.getLogger(__name__)
_KEPT = "server_info"
_MAX_CONTACTS = 20
_MAX_TEXT = 2000
_TEXTS = ("privacy", "imprint", "support_page", "map_style", "web_client", "account_page")


@dataclass(frozen=True, slots=True)
class Contact:
    """``role``: m.role.admin, m.role.security, ... Empty is what was not said."""

    role: str
    user_id: str
    email: str


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Addresses are https, or empty. Nothing is opened without being asked for."""

    privacy: str = ""
    imprint: str = ""
    support_page: str = ""
    contacts: tuple[Contact, ...] = ()
    map_style: str = ""  # of the server's maps (``m.tile_server``, MSC3488); never fetched here
    web_client: str = ""  # of links to messages and rooms, on a host of the server's own domain
    account_page: str = ""  # where the account is managed (``org.matrix.msc2965.authentication``)


def parse(client: Json, support: Json, server_name: str = "") -> ServerInfo:
    """Both documents; what is odd in them counts as not said. Calls (``rtc_foci``) are not for this program."""
    own = as_dict(client.get("de.bwi"))
    links = _page(own, "permalink_prefix", "permalinkPrefix") or _page(client, "permalink_prefix")
    listed = support.get("contacts")
    contacts = [_contact(as_dict(each)) for each in (listed[:_MAX_CONTACTS] if isinstance(listed, list) else [])]
    return ServerInfo(
        privacy=_page(own, "data_privacy_url", "dataPrivacyUrl"),
        imprint=_page(own, "imprint_url", "imprintUrl"),
        support_page=_page(support, "support_page"),
        contacts=tuple(contact for contact in contacts if contact.user_id or contact.email),
        map_style=_page(as_dict(client.get("m.tile_server")), "map_style_url"),
        web_client=links.rstrip("/") if _is_prefix(links, server_name) else "",
        account_page=_page(as_dict(client.get("org.matrix.msc2965.authentication")), "account"),
    )


def _page(section: Json, *names: str) -> str:
    for name in names:
        value = section.get(name)
        if isinstance(value, str) and _is_page(value.strip().strip('"')):
            return value.strip().strip('"')
    return ""


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = (bool(parts.hostname) and parts.port is None) or parts.port is not None
    except ValueError:
        return False
    plain = len(text) <= _MAX_TEXT and text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme == "https" and named and parts.username is None


def _is_prefix(address: str, server_name: str) -> bool:
    """Links begin with it, so it may only lead to the server's own domain."""
    parts = urlsplit(address)
    host, domain = parts.hostname or "", server_name.rpartition(":")[0] or server_name
    own = host == domain or host.endswith(f".{domain}")
    return bool(domain) and "." in domain and own and not parts.query and not parts.fragment


def _contact(said: Json) -> Contact:
    role, user, email = said.get("role"), said.get("matrix_id"), said.get("email_address")
    return Contact(
        role if isinstance(role, str) and len(role) <= 100 else "",
        str(user) if is_user_id(user) else "",
        email if isinstance(email, str) and _is_email(email) else "",
    )


def _is_email(text: str) -> bool:
    name, at, domain = text.partition("@")
    return (
        bool(name and at and "." in domain)
        and len(text) <= 254
        and text.isprintable()
        and not set(text) & set(' <>"?&')
    )


class Server(Service):
    """``known`` is what was said last; ``news`` when it changed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.known = ServerInfo()
        self.news: Signal[ServerInfo] = Signal()

    async def opened(self) -> None:
        """See ``Service``."""
        storage = self.context.storage
        kept = await storage.crypto.call(storage.vault.value, _KEPT)
        if kept is not None:
            self.known = _restored(kept)

    def connected(self) -> None:
        """See ``Service``."""
        self.context.errand(self.refresh())

    async def refresh(self) -> None:
        """Ask again. What cannot be asked now stays as it was."""
        from app.matrix.discovery import published

        client, storage = self.context.online(), self.context.storage
        server_name = self.context.user_id.partition(":")[2]
        documents: list[Json] = []
        for name in ("client", "support"):
            try:
                documents.append(await published(client.http, server_name, storage.session.homeserver, name))
            except UserError as error:
                _log.info("what the operator tells could not be asked for: %s", error.code.value)
                return
        found = parse(documents[0], documents[1], server_name)
        if found != self.known:
            await storage.crypto.call(storage.vault.set_value, _KEPT, asdict(found))
            self.known = found
            self.news.emit(found)


def _restored(kept: Json) -> ServerInfo:
    listed: Any = kept.get("contacts")
    contacts: Sequence[Any] = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ()
    return ServerInfo(
        **{name: str(kept.get(name) or "") for name in _TEXTS},
        contacts=tuple(
            Contact(*(str(as_dict(each).get(field) or "") for field in ("role", "user_id", "email")))
            for each in contacts
        ),
    )
