# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forwarding a message, and its details: the dialogs and what happens in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import UserError
from app.interface import AccountView
from app.policy.categories.support import TECHNICAL_DETAILS
from app.types import ItemKind, Membership, RoomSummary, TimelineItem
from ui import names
from ui.i18n import plural, tr
from ui.message_actions import Choice
from ui.message_list import message_line
from ui.sentences import error_sentence
from ui.text import isolate
from ui.times import full_label

if TYPE_CHECKING:
    from ui.dialogs.details import DetailsDialog
    from ui.window import MainWindow

_FORWARDED = (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE, ItemKind.FILE, ItemKind.LOCATION)


class MessageExtras:
    """Belongs to the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.messages.more.append(self._choices)

    def _choices(self, item: TimelineItem) -> list[Choice]:
        found = []
        if item.kind in _FORWARDED and (item.attachment is None or item.attachment.available):
            forward = lambda: self.forward(item)  # noqa: E731
            found.append(Choice(names.MENU_FORWARD, tr("Forward …"), forward, "forward", "F"))
        if item.state is None:
            found.append(Choice(names.MENU_DETAILS, tr("Details"), lambda: self.details(item), "info", "I"))
        return found

    def _here(self) -> tuple[AccountView, RoomSummary] | None:
        account, room = self._window.account, self._window.chat.room()
        return (account, room) if account is not None and room is not None else None

    def forward(self, item: TimelineItem) -> None:
        from ui.dialogs.forward import ForwardDialog

        window, here, event_id = self._window, self._here(), item.event_id
        if here is None or event_id is None:
            return
        account, room = here
        rooms = [each for each in window.rooms.all() if each.membership is Membership.JOIN and not each.is_space]
        encrypted = item.encrypted or room.encrypted
        dialog = ForwardDialog(window, window.theme, message_line(item), rooms, encrypted=encrypted)

        async def work() -> None:
            targets = [each.room_id for each in dialog.targets()]
            dialog.set_busy(True)
            try:
                await account.forwarding.forward(room.room_id, event_id, targets)
            except UserError as error:
                dialog.fail(error_sentence(error))
            else:
                dialog.accept()
                window.toast.say(plural(len(targets), tr("Forwarded."), tr("Forwarded to {n} rooms.")))

        def submit() -> None:
            if dialog.targets() and dialog.confirmed():
                window.tasks.spawn(work(), "forward")

        dialog.submitted.connect(submit)
        dialog.open()
        dialog.search.setFocus()

    def details(self, item: TimelineItem) -> None:
        from ui.dialogs.details import DetailsDialog

        window, here = self._window, self._here()
        if here is None or item.event_id is None:
            return
        dialog = DetailsDialog(window, window.theme, item)
        task = window.tasks.spawn(self._fill(dialog, *here, item), "details")
        if task is not None:
            dialog.finished.connect(lambda _result: task.cancel())
        dialog.open()

    async def _fill(self, dialog: DetailsDialog, account: AccountView, room: RoomSummary, item: TimelineItem) -> None:
        event_id = item.event_id or ""
        readers = await account.live.readers(room.room_id, event_id)
        dialog.show_readers([f"{isolate(seen.name, 60)}, {full_label(seen.ts)}" for seen in readers])
        details = await account.details.read(room.room_id, event_id)
        if details is None:
            dialog.show_versions(())
            return
        if self._window.prefs.value(TECHNICAL_DETAILS):
            dialog.show_device(details.device)
            dialog.show_source(details.source)
        dialog.show_versions([(version.ts, version.body) for version in details.versions])
        if item.edited:
            try:
                whole = await account.details.complete(room.room_id, event_id)
            except UserError:
                return  # what is stored is shown
            if whole is not None:
                dialog.show_versions([(version.ts, version.body) for version in whole.versions])
