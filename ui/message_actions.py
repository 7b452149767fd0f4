# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one can do with a message: answer, change, react, delete, vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QMenu

from app.drafts import Intent
from app.errors import UserError
from app.types import ItemKind, Membership, TimelineItem
from ui import names
from ui.dialogs.base import FormDialog
from ui.i18n import tr
from ui.sentences import error_sentence

if TYPE_CHECKING:
    from ui.window import MainWindow

QUICK = ("👍", "❤️", "😄", "🎉", "👀", "✅")
_ANSWERED = (ItemKind.MESSAGE, ItemKind.NOTICE, ItemKind.EMOTE, ItemKind.FILE, ItemKind.POLL, ItemKind.LOCATION)


class MessageActions:
    """Belongs to the window and uses its account."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def fill(self, menu: QMenu, item: TimelineItem) -> None:
        """The entries for a message of the open room; none for what is not on the server."""
        room = self._window.chat.room()
        if room is None or room.membership is not Membership.JOIN or item.event_id is None:
            return
        event = item.event_id
        if item.kind in _ANSWERED:
            self._entry(menu, names.MENU_REPLY, tr("Reply"), lambda: self._write("reply", item))
            self._entry(menu, names.MENU_THREAD, tr("Reply in a thread"), lambda: self._write("thread", item))
            if item.own and item.kind is ItemKind.MESSAGE:
                self._entry(menu, names.MENU_EDIT, tr("Edit"), lambda: self._write("edit", item))
            reactions = menu.addMenu(tr("React"))
            for key in QUICK:
                own = any(reaction.key == key and reaction.own for reaction in item.reactions)
                if not own:
                    reactions.addAction(key).triggered.connect(lambda _=False, k=key: self.react(event, k))
            if item.poll is not None and item.own and not item.poll.ended and not item.poll.voters:
                change = self._window.writing.change_poll
                self._entry(menu, names.MENU_POLL_EDIT, tr("Change the poll …"), lambda: change(item))
            if item.poll is not None and item.own and not item.poll.ended:
                self._entry(menu, names.MENU_POLL_END, tr("End poll"), lambda: self._run("poll_end", event))
        if item.state is None and item.kind is not ItemKind.REDACTED:
            menu.addSeparator()
            if item.own or self._may_redact(room.room_id):
                self._entry(menu, names.MENU_DELETE, tr("Delete …"), lambda: self.delete(event))
            if not item.own:
                report = self._window.room_admin.report_message
                self._entry(menu, names.MENU_REPORT, tr("Report …"), lambda: report(room.room_id, event))

    def _may_redact(self, room_id: str) -> bool:
        account = self._window.account
        return account is not None and account.room_admin.may_redact(room_id)

    @staticmethod
    def _entry(menu: QMenu, name: str, text: str, run: object) -> None:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(run)

    def _write(self, kind: str, item: TimelineItem) -> None:
        assert item.event_id is not None
        self._window.chat.set_intent(Intent(kind, item.event_id, item.sender_name or item.sender, item.body))

    def react(self, event_id: str, key: str) -> None:
        """Put a reaction under a message."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is not None and room is not None:
            window.tasks.spawn(account.live.toggle_reaction(room.room_id, event_id, key), "react")

    def vote(self, item: TimelineItem, answer_id: str) -> None:
        """Choose an answer of a poll, or take it back; where several are allowed, beside the others."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        poll = item.poll
        if account is None or room is None or poll is None or poll.ended or item.event_id is None:
            return
        chosen = [each.id for each in poll.answers if each.own]
        if answer_id in chosen:
            chosen.remove(answer_id)
        elif poll.most == 1:
            chosen = [answer_id]
        elif len(chosen) < poll.most:
            chosen.append(answer_id)
        else:
            window.toast.say(tr("You cannot choose more answers."))
            return
        window.tasks.spawn(account.poll_vote(room.room_id, item.event_id, chosen), "vote")

    def _run(self, what: str, event_id: str) -> None:
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is not None and room is not None and what == "poll_end":
            window.tasks.spawn(account.poll_end(room.room_id, event_id, tr("The poll has ended.")), "end poll")

    def delete(self, event_id: str) -> None:
        """Ask for a reason, then remove the message for everyone."""
        window, account, room = self._window, self._window.account, self._window.chat.room()
        if account is None or room is None:
            return
        room_id = room.room_id
        dialog = FormDialog(window, window.theme, tr("Delete this message for everyone?"), tr("Delete"), look="danger")
        dialog.setObjectName(names.DELETE_DIALOG)
        reason = QLineEdit()
        reason.setObjectName(names.DELETE_REASON)
        reason.setMaxLength(500)
        dialog.add_field(tr("Reason (optional, everybody can read it)"), reason)

        async def work() -> None:
            dialog.set_busy(True)
            try:
                await account.redact(room_id, event_id, reason.text().strip() or None)
            except UserError as error:
                dialog.fail(error_sentence(error))
            else:
                dialog.accept()

        dialog.submitted.connect(lambda: window.tasks.spawn(work(), "delete"))
        dialog.open()
        reason.setFocus()
