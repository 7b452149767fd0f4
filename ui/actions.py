# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one can do with rooms and links: the dialogs, and what happens when they are confirmed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

from app.errors import ErrorCode, UserError
from app.policy.categories.rooms import ALLOW_PUBLIC_ROOMS, ALLOW_ROOM_CREATION
from ui.dialogs.base import FormDialog
from ui.dialogs.rooms import ConfirmDialog, CreateDialog, InviteDialog, LinkDialog
from ui.i18n import tr
from ui.links import examine
from ui.people_picker import PeoplePicker
from ui.security.words import kept_sentence
from ui.sentences import error_sentence, room_name
from ui.text import isolate

if TYPE_CHECKING:
    from app.interface import AccountView
    from ui.window import MainWindow


class RoomActions:
    """Belongs to the window and uses its account."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def picker(self, account: AccountView, without: Collection[str] = ()) -> PeoplePicker:
        """A field to choose people with, but not ourselves nor ``without``."""
        window = self._window
        return PeoplePicker(
            window.theme,
            window.icons,
            window.avatars,
            window.tasks,
            account.directory,
            account.user_id.split(":", 1)[-1],
            without={account.user_id, *without},
        )

    def run(self, dialog: FormDialog, work: Callable[[], Awaitable[None]], name: str) -> None:
        """Do what a dialog asked for; it stays open with the reason if that fails."""

        async def attempt() -> None:
            dialog.set_busy(True)
            try:
                await work()
            except UserError as error:
                dialog.fail(error_sentence(error))
            except Exception:
                dialog.fail(error_sentence(UserError(ErrorCode.INTERNAL)))
                raise
            else:
                dialog.accept()

        task = self._window.tasks.spawn(attempt(), name)
        if task is not None:
            dialog.finished.connect(lambda _result: task.cancel())

    # -- rooms

    def create(self, *, into: str = "") -> None:
        """``into``: a space that is to list the new room."""
        window, account = self._window, self._window.account
        if account is None:
            return
        server = account.user_id.partition(":")[2]
        dialog = CreateDialog(window, window.theme, self.picker(account), server)
        dialog.permit(
            rooms=window.prefs.value(ALLOW_ROOM_CREATION),
            public=window.prefs.value(ALLOW_PUBLIC_ROOMS),
        )
        dialog.space_wanted.connect(lambda: window.spaces.create())

        def submit() -> None:
            wanted = dialog.wanted()
            if wanted is not None:

                async def work() -> None:
                    room_id = await account.create_room(**wanted)  # type: ignore[arg-type]
                    if into:
                        await account.spaces.add(into, room_id)
                    window.open_when_there(room_id)

                self.run(dialog, work, "create room")

        dialog.submitted.connect(submit)
        dialog.open()

    def invite(self, room_id: str = "") -> None:
        """Without ``room_id`` to the open room."""
        window, account = self._window, self._window.account
        room = window.rooms.find(room_id) if room_id else window.chat.room()
        if account is None or room is None:
            return
        dialog = InviteDialog(window, window.theme, room_name(room), self.picker(account, room.people))

        def submit() -> None:
            people = dialog.wanted()
            if people is not None:

                async def work() -> None:
                    for person in people:
                        await account.invite(room.room_id, person)
                    window.toast.say(tr("Invitation sent."))

                self.run(dialog, work, "invite")

        dialog.submitted.connect(submit)
        dialog.open()

    def leave(self, room_id: str = "") -> None:
        """Ask, then leave the room; without ``room_id`` the open one."""
        window, account = self._window, self._window.account
        room = window.rooms.find(room_id) if room_id else window.chat.room()
        if account is None or room is None:
            return
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Leave {room}?").format(room=isolate(room_name(room), 80)),
            tr("You will no longer receive messages of this room. To come back you may need an invitation."),
            tr("Leave"),
        )
        dialog.submitted.connect(lambda: self.run(dialog, lambda: account.leave(room.room_id), "leave"))
        dialog.open()

    def accept(self, room_id: str) -> None:
        self._answer(room_id, accept=True)

    def decline(self, room_id: str) -> None:
        self._answer(room_id, accept=False)

    def _answer(self, room_id: str, *, accept: bool) -> None:
        window, account = self._window, self._window.account
        if account is None:
            return

        async def work() -> None:
            try:
                await (account.join(room_id) if accept else account.leave(room_id))
            finally:
                window.chat.invitation.set_busy(False)
            if accept:
                window.open_when_there(room_id)

        window.tasks.spawn(work(), "answer invitation")

    # -- links, account

    def open_link(self, address: str) -> None:
        window = self._window
        if window.links.open(address):
            return
        target = examine(address)
        if target is None:
            return
        dialog = LinkDialog(window, window.theme, target.address, target.host, odd=target.odd)

        def submit() -> None:
            dialog.accept()
            window.open_address(address)

        dialog.submitted.connect(submit)
        dialog.open()

    def sign_out(self) -> None:
        window, account = self._window, self._window.account
        if account is None:
            return
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Sign out?"),
            tr(
                "The keys and messages on this device are deleted. Encrypted messages that no other device of yours "
                "can read are lost."
            )
            + " "
            + kept_sentence(window.security.security),
            tr("Sign out"),
        )

        async def work() -> None:
            await account.sign_out()
            window.signed_out.emit()

        dialog.submitted.connect(lambda: self.run(dialog, work, "sign out"))
        dialog.open()
