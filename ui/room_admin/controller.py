# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the window does about rooms and their people. Belongs to the window and follows its account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.interface import AccountView
from app.room_admin.types import Removal, Successor
from app.types import Member, Membership, RoomSummary
from ui import names
from ui.commands import Command, Group
from ui.dialogs.base import FormDialog
from ui.dialogs.rooms import ConfirmDialog
from ui.i18n import tr
from ui.room_admin.dialogs import ReasonDialog
from ui.room_admin.members_panel import PAGE, MembersPanel
from ui.room_admin.words import role_name
from ui.security.offers import Offer, Offers
from ui.sentences import room_name
from ui.text import isolate, one_line

if TYPE_CHECKING:
    from app.room_admin.settings import RoomSettings
    from ui.settings.dialog import SettingsDialog
    from ui.window import MainWindow

_REPLACED, _RIGHTS = "replaced", "rights"


class RoomAdminController(QObject):
    """``rows`` stand over the conversation. ``known`` tells that the settings of the open room are (newly) known."""

    known = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._account: AccountView | None = None
        self._stops: list[Callable[[], None]] = []
        self._room_id = ""
        self.rows = Offers(window.theme, window.icons)
        window.chat.room_changed.connect(self._room_changed)
        view = window.chat.invitation
        view.wanted.connect(self._invitation_wanted)
        view.ignore.connect(self._ignore_inviter)
        view.report.connect(self._report_invitation)
        self._register()

    # -- life

    def follow(self, account: AccountView | None) -> None:
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._account = account
        self._room_id = ""
        self.rows.clear()
        if account is not None:
            admin = account.room_admin
            self._stops += [
                admin.settings_changed.connect(self._settings_changed),
                admin.removed.connect(self._removed),
            ]

    def _register(self) -> None:
        window = self._window

        def joined() -> bool:
            room = window.chat.room()
            return self._account is not None and room is not None and room.membership is Membership.JOIN

        for command in (
            Command(
                "room.members",
                tr("Members"),
                self.show_members,
                "people",
                "Ctrl+Shift+M",
                where="room",
                group=Group.PEOPLE,
                available=joined,
            ),
            Command(
                "room.person",
                tr("Profile"),
                self.open_partner,
                "shield",
                where="room",
                group=Group.PEOPLE,
                available=lambda: joined() and self._partner() is not None,
            ),
            Command(
                "room.settings",
                tr("Room settings"),
                self.open_settings,
                "settings",
                where="room",
                group=Group.SETTINGS,
                available=joined,
            ),
            Command(
                "room.report",
                tr("Report this room …"),
                self.report_room,
                "alert",
                where="room",
                group=Group.HELP,
                available=joined,
            ),
            Command(
                "room.forget",
                tr("Leave and forget …"),
                self.leave_and_forget,
                "trash",
                where="room",
                group=Group.END,
                available=joined,
            ),
        ):
            window.commands.add(command)

    # -- the open room

    def _room_changed(self, room_id: str) -> None:
        if self._account is not None and self._room_id:
            self._account.room_admin.unfollow(self._room_id)
        self.rows.withdraw(_REPLACED)
        self._window.chat.set_warning("", _REPLACED)
        self._window.chat.set_warning("", _RIGHTS)
        self._room_id = room_id
        if self._account is not None and room_id:
            self._window.tasks.spawn(self._account.room_admin.follow(room_id), "room settings")

    def _settings_changed(self, room_id: str) -> None:
        if self._account is None or room_id != self._room_id:
            return
        settings = self._account.room_admin.known(room_id)
        self.known.emit(room_id)
        mute = settings is not None and settings.joined and not settings.may_write
        self._window.chat.set_warning(tr("You may read in this room, but not write.") if mute else "", _RIGHTS)
        if settings is not None and settings.replaced is not None:
            self._window.tasks.spawn(self._show_successor(self._account, room_id), "replaced")
        else:
            self.rows.withdraw(_REPLACED)
            self._window.chat.set_warning("", _REPLACED)

    def settings(self) -> RoomSettings | None:
        """Of the open room."""
        return self._account.room_admin.known(self._room_id) if self._account is not None else None

    def may(self, action: str) -> bool:
        """Whether we may do this in the open room, as far as known: ``invite``, ``kick``, ``ban``, ``redact``."""
        settings = self.settings()
        return settings is None or settings.may(action)

    # -- a room that was replaced

    async def _show_successor(self, account: AccountView, room_id: str) -> None:
        successor = await account.room_admin.successor(room_id)
        if room_id != self._room_id or successor is None:
            return
        there = successor.membership is Membership.JOIN
        self._window.chat.set_warning(tr("This room has been replaced. Write in the new room."), _REPLACED)
        text = one_line(successor.text, 200)
        if there and successor.agreed is False:
            text = tr("The new room does not say that it continues this one. Ask before you trust it.")
        self.rows.show_offer(
            Offer(
                _REPLACED,
                "info",
                "warn",
                tr("This room has been replaced."),
                text,
                tr("Go to the new room") if there else tr("Join the new room …"),
                lambda: self.go_on(successor),
            )
        )

    def go_on(self, successor: Successor) -> None:
        """To the room that took the place of the open one."""
        window, account = self._window, self._account
        if account is None:
            return
        if successor.membership is Membership.JOIN and window.rooms.find(successor.room_id) is not None:
            window.open_room(successor.room_id)
            return
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Join the new room?"),
            tr("Whoever administrates the old room has named a new one. Its members see that you join."),
            tr("Join"),
            look="primary",
        )

        async def work() -> None:
            agreed = await account.room_admin.enter_successor(successor)
            window.open_when_there(successor.room_id)
            if not agreed:
                window.toast.say(tr("The new room does not say that it continues this one. Ask before you trust it."))

        self._ask(dialog, work, "new room")

    def _removed(self, removal: Removal) -> None:
        room = isolate(removal.room or tr("a room"), 80)
        by, reason = isolate(removal.by, 80), one_line(removal.reason, 200)
        text = tr("{who} banned you from {room}.") if removal.banned else tr("{who} removed you from {room}.")
        text = text.format(who=by, room=room)
        if reason:
            text += " " + tr("Reason given: {reason}").format(reason=isolate(reason, 200))
        self._window.toast.say(text)

    # -- invitations

    def _invitation_wanted(self, room_id: str) -> None:
        if self._account is not None:
            self._window.tasks.spawn(self._show_invitation(self._account, room_id), "invitation")

    async def _show_invitation(self, account: AccountView, room_id: str) -> None:
        invitation = await account.room_admin.invitation(room_id)
        if invitation is None:
            return
        security = self._window.security.security
        trust = await security.trust(invitation.user_id) if security is not None else None
        found = [self._window.rooms.find(room) for room in invitation.shared]
        shared = [room_name(room) for room in found if room is not None and not room.is_space]
        self._window.chat.invitation.show_details(invitation, trust, shared)

    def _ignore_inviter(self, room_id: str) -> None:
        self._with_inviter(room_id, self._decline_and_ignore)

    def _report_invitation(self, room_id: str) -> None:
        self._with_inviter(room_id, lambda _room, user: self.report_person(Member(user, user, None, Membership.JOIN)))

    def _with_inviter(self, room_id: str, run: Callable[[RoomSummary, str], None]) -> None:
        account, room = self._account, self._window.rooms.find(room_id)
        if account is None or room is None:
            return

        async def work() -> None:
            invitation = await account.room_admin.invitation(room_id)
            if invitation is not None:
                run(room, invitation.user_id)

        self._window.tasks.spawn(work(), "who invites")

    # -- members and settings

    def show_members(self) -> None:
        window, room = self._window, self._window.chat.room()
        if self._account is None or room is None or room.membership is not Membership.JOIN:
            return
        if window.panel.page_name() == PAGE:
            window.panel.close_page()
            return
        window.panel.show_page(PAGE, tr("Members"), MembersPanel(window, self._account, room.room_id))

    def _partner(self) -> str | None:
        """Whom a direct conversation is with."""
        room = self._window.chat.room()
        if room is None or not room.direct or self._window.security.security is None:
            return None
        people = [user for user in (*room.people, *room.hero_ids) if user]
        return people[0] if people else None

    def open_partner(self) -> None:
        """The person of the open direct conversation."""
        room, user = self._window.chat.room(), self._partner()
        if room is not None and user is not None:
            self._window.security.open_person(user, room_name(room), room.avatar)

    def open_settings(self, page: str = "") -> SettingsDialog | None:
        """The settings of the open room."""
        from ui.room_admin.settings_dialog import make

        settings = self.settings()
        if self._account is None or settings is None:
            return None
        admin = self._account.room_admin
        self._window.tasks.spawn(admin.follow(settings.room_id), "room settings")
        dialog = make(self._window, self._account, settings, page)
        dialog.finished.connect(lambda _result: admin.unfollow(settings.room_id))
        dialog.open()
        return dialog

    # -- people

    def open_person(self, member: Member) -> None:
        window = self._window
        if window.security.security is not None:
            window.security.open_person(member.user_id, member.display_name, member.avatar)
        else:
            window.toast.say(member.user_id)

    def write_to(self, user_id: str) -> None:
        window, account = self._window, self._account
        if account is None:
            return

        async def work() -> None:
            window.open_when_there(await account.room_admin.conversation_with(user_id))

        window.tasks.spawn(work(), "direct conversation")

    def change_role(self, room_id: str, member: Member, level: int) -> ConfirmDialog | None:
        """With a question first where one cannot take it back: gives the dialog that asks, if there is one."""
        account = self._account
        settings = account.room_admin.known(room_id) if account is not None else None
        if account is None or settings is None or level == settings.powers.level(member.user_id):
            return None
        own, name = member.user_id == settings.user_id, isolate(member.display_name or member.user_id, 80)

        async def work() -> None:
            await account.room_admin.set_role(room_id, member.user_id, level)

        if own and level < settings.level:
            text = tr("You give up rights in this room. Only somebody with more rights can give them back to you.")
            if not any(settings.powers.may_set(user, "m.room.power_levels") for user in self._others(settings)):
                text += " " + tr("Nobody else in this room can change roles: it would stay so for ever.")
            title, submit = tr("Give up your role?"), tr("Give up")
        elif not own and level >= settings.level:
            role = role_name(level)
            text = tr("{name} gets as many rights as you have. You cannot take them back.").format(name=name)
            title, submit = tr("Make {name} {role}?").format(name=name, role=role), tr("Give this role")
        else:
            self._window.tasks.spawn(work(), "role")
            return None
        dialog = ConfirmDialog(self._window, self._window.theme, title, text, submit)
        self._ask(dialog, work, "role")
        return dialog

    @staticmethod
    def _others(settings: RoomSettings) -> list[str]:
        return [user for user in (*settings.powers.users, *settings.powers.creators) if user != settings.user_id]

    def remove(self, room_id: str, member: Member) -> None:
        """Out of the room; an invitation is withdrawn, a request to join refused."""
        name = isolate(member.display_name or member.user_id, 80)
        match member.membership:
            case Membership.INVITE:
                title, submit = tr("Withdraw the invitation of {name}?"), tr("Withdraw")
                text = tr("The person can be invited again.")
            case Membership.KNOCK:
                title, submit = tr("Refuse the request of {name}?"), tr("Refuse")
                text = tr("The person can ask again. To prevent that, ban them.")
            case _:
                title, submit = tr("Remove {name} from the room?"), tr("Remove")
                text = tr("Who was invited can come back only with a new invitation; into an open room at any time.")

        async def work(admin: AccountView, reason: str) -> None:
            await admin.room_admin.kick(room_id, member.user_id, reason)

        self._ask_reason(title.format(name=name), text, submit, work, tr("Reason (optional, everybody can read it)"))

    def ban(self, room_id: str, member: Member) -> None:
        name = isolate(member.display_name or member.user_id, 80)
        text = tr("The person is removed and cannot come back until the ban is lifted.")

        async def work(admin: AccountView, reason: str) -> None:
            await admin.room_admin.ban(room_id, member.user_id, reason)

        title = tr("Ban {name} from the room?").format(name=name)
        self._ask_reason(title, text, tr("Ban"), work, tr("Reason (optional, everybody can read it)"))

    def unban(self, room_id: str, member: Member) -> None:
        account, name = self._account, isolate(member.display_name or member.user_id, 80)
        if account is not None:
            self._do(account.room_admin.unban(room_id, member.user_id), tr("The ban of {name} is lifted."), name)

    def let_in(self, room_id: str, member: Member) -> None:
        account, name = self._account, isolate(member.display_name or member.user_id, 80)
        if account is not None:
            self._do(account.room_admin.accept_knock(room_id, member.user_id), tr("{name} may come in now."), name)

    def _do(self, work: Awaitable[None], done: str, name: str) -> None:
        async def act() -> None:
            await work
            self._window.toast.say(done.format(name=name))

        self._window.tasks.spawn(act(), "room people")

    def ignore(self, member: Member) -> None:
        window, account = self._window, self._account
        if account is None:
            return
        name = isolate(member.display_name or member.user_id, 80)
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Ignore {name}?").format(name=name),
            tr(
                "You no longer see messages and invitations of this person, on all your devices. The person is not "
                "told. You can undo this in the list of members."
            ),
            tr("Ignore"),
        )
        self._ask(dialog, lambda: account.ignored.ignore(member.user_id), "ignore")

    def unignore(self, user_id: str) -> None:
        if self._account is not None:
            name = isolate(user_id, 80)
            self._do(self._account.ignored.unignore(user_id), tr("You see messages of {name} again."), name)

    # -- telling the administration

    def report_person(self, member: Member) -> None:
        name = isolate(member.display_name or member.user_id, 80)

        async def work(account: AccountView, reason: str) -> None:
            await account.room_admin.report_user(member.user_id, reason)

        self._report(tr("Report {name}?").format(name=name), work)

    def report_message(self, room_id: str, event_id: str) -> None:
        async def work(account: AccountView, reason: str) -> None:
            await account.room_admin.report_message(room_id, event_id, reason)

        self._report(tr("Report this message?"), work)

    def report_room(self, room_id: str = "") -> None:
        room = self._window.rooms.find(room_id) if room_id else self._window.chat.room()
        if room is None:
            return

        async def work(account: AccountView, reason: str) -> None:
            await account.room_admin.report_room(room.room_id, reason)

        self._report(tr("Report {name}?").format(name=isolate(room_name(room), 80)), work)

    def _report(self, title: str, work: Callable[[AccountView, str], Awaitable[None]]) -> None:
        async def tell(account: AccountView, reason: str) -> None:
            await work(account, reason)
            self._window.toast.say(tr("Your report has been sent."))

        text = tr(
            "The administration of your server learns that you report this, and your reason. It cannot read encrypted "
            "messages: describe what happened."
        )
        self._ask_reason(title, text, tr("Report"), tell, tr("What happened?"), needed=True)

    # -- leaving

    def leave_and_forget(self) -> None:
        window, account, room = self._window, self._account, self._window.chat.room()
        if account is None or room is None:
            return
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Leave {room} and forget it?").format(room=isolate(room_name(room), 80)),
            tr(
                "You leave the room, and its messages are removed from this device. If you come back, you may not be "
                "able to read the earlier ones."
            ),
            tr("Leave and forget"),
        )
        self._ask(dialog, lambda: account.room_admin.leave_and_forget(room.room_id), "forget")

    def _decline_and_ignore(self, room: RoomSummary, user_id: str) -> None:
        """An invitation of somebody from whom one wants no other."""
        window, account = self._window, self._account
        if account is None:
            return
        dialog = ConfirmDialog(
            window,
            window.theme,
            tr("Decline and ignore {name}?").format(name=isolate(user_id, 80)),
            tr("You see no more messages and invitations of this person. The person is not told that you ignore them."),
            tr("Decline and ignore"),
        )

        async def work() -> None:
            await account.leave(room.room_id)
            await account.ignored.ignore(user_id)

        self._ask(dialog, work, "decline and ignore")

    # -- dialogs

    def _ask(self, dialog: FormDialog, work: Callable[[], Awaitable[None]], name: str) -> None:
        dialog.submitted.connect(lambda: self._window.actions_of_rooms.run(dialog, work, name))
        dialog.open()

    def _ask_reason(
        self,
        title: str,
        text: str,
        submit: str,
        work: Callable[[AccountView, str], Awaitable[None]],
        label: str,
        *,
        needed: bool = False,
    ) -> None:
        account = self._account
        if account is None:
            return
        dialog = ReasonDialog(self._window, self._window.theme, title, text, submit, label, needed=needed)

        async def act() -> None:
            await work(account, dialog.reason())

        def submitted() -> None:
            if dialog.complete():
                self._window.actions_of_rooms.run(dialog, act, names.REASON_DIALOG)

        dialog.submitted.connect(submitted)
        dialog.open()
