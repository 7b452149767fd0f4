# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""People of the open room whose digital identity has changed: a row over the messages, and what it blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import UserError
from app.security.interface import Security, Trust
from app.types import Member
from ui.i18n import plural, tr
from ui.security.offers import Offer, Offers
from ui.text import isolate, one_line

if TYPE_CHECKING:
    from ui.window import MainWindow

OpenPerson = Callable[[str, str, str | None], None]
_KEY = "room"


class RoomWarnings(QObject):
    """``row`` is put over the timeline by the window; ``blocked`` is why nothing can be sent, or empty."""

    def __init__(self, window: MainWindow, open_person: OpenPerson) -> None:
        super().__init__(window)
        self._window = window
        self._open_person = open_person
        self._security: Security | None = None
        self._room_id = ""
        self.row = Offers(window.theme, window.icons)

    def follow(self, security: Security | None) -> None:
        self._security = security
        self.show_room("")

    def show_room(self, room_id: str) -> None:
        """Another room is open now; empty: none."""
        if room_id != self._room_id:
            self._room_id = room_id
            self._tell([], [])
        self._ask()

    def trust_changed(self, _user_id: str) -> None:
        self._ask()

    def _ask(self) -> None:
        if self._security is not None and self._room_id:
            self._window.tasks.spawn(self._look(self._security, self._room_id), "changed members")

    async def _look(self, security: Security, room_id: str) -> None:
        account = self._window.account
        try:
            changed = await security.changed_members(room_id)
            members = await account.members(room_id) if changed and account is not None else ()
        except UserError:
            return  # asked again with the next change
        if room_id == self._room_id and security is self._security:
            self._tell(changed, members)

    def _tell(self, changed: Sequence[tuple[str, Trust]], members: Sequence[Member]) -> None:
        known = {member.user_id: member for member in members}
        broken = [user for user, trust in changed if trust is Trust.VIOLATION]
        renewed = [user for user, trust in changed if trust is Trust.CHANGED]
        shown = broken or renewed
        if not shown:
            self.row.clear()
            self._block("")
            return
        first = known.get(shown[0])
        name = one_line(first.display_name if first is not None else "", 60) or one_line(shown[0], 60)
        who = isolate(name, 60)
        more = len(shown) - 1
        if broken:
            title = (
                tr("The verified identity of {name} has changed").format(name=who)
                if not more
                else plural(
                    more,
                    tr("The verified identities of {name} and one other have changed"),
                    tr("The verified identities of {name} and {n} others have changed"),
                    name=who,
                )
            )
            text = tr("Nothing is sent to this room until you have verified again or withdrawn the verification.")
        else:
            title = (
                tr("The digital identity of {name} has changed").format(name=who)
                if not more
                else plural(
                    more,
                    tr("The digital identities of {name} and one other have changed"),
                    tr("The digital identities of {name} and {n} others have changed"),
                    name=who,
                )
            )
            text = tr("Usually somebody has set up their messenger anew. Ask by telephone if you are not sure.")
        user, avatar = shown[0], first.avatar if first is not None else None
        self.row.show_offer(
            Offer(
                _KEY,
                "alert",
                "danger" if broken else "warn",
                title,
                text,
                tr("Check"),
                lambda: self._open_person(user, name, avatar),
            ),
            urgent=bool(broken),
        )
        self._block(tr("Sending is blocked until the changed identity is verified.") if broken else "")

    def _block(self, reason: str) -> None:
        self._window.chat.set_warning(reason)
