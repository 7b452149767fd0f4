# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""An account with scripted rooms, for views and their pictures. No network, no store, no encryption.

The real account has its own tests; this one shows what is hard to bring about for real: every state of a message,
500 rooms, 5,000 messages, names nobody should have.
"""

from __future__ import annotations

import asyncio
import datetime
import itertools
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.errors import ErrorCode, UserError
from app.maintenance import Announcement
from app.network.interface import Step as NetworkStep
from app.network.interface import Wanted
from app.oauth.device_grant import DeviceCode
from app.offer import Offer, Way, WayKind
from app.own_profile import OwnProfile, PasswordRules
from app.preferences import Preferences
from app.server_info import Contact, ServerInfo
from app.signal import Signal
from app.types import (
    ConnectionState,
    Diff,
    Insert,
    ItemKind,
    Link,
    Member,
    Membership,
    Move,
    Picture,
    Preview,
    Reaction,
    Remove,
    ReplyTo,
    Reset,
    RoomSummary,
    SendState,
    StateNotice,
    TimelineItem,
    Update,
)
from crypto.types import Shield, ShieldCode, ShieldColor, UtdCause
from tests.support.sample_extras import SampleDetails, SampleForwarding
from tests.support.sample_finder import SampleFinder
from tests.support.sample_links import SampleLinks
from tests.support.sample_list import SampleDirectory, SampleMarks, SampleSpaces
from tests.support.sample_live import SampleLive
from tests.support.sample_media import SampleGallery, SampleVideos, SampleVoice
from tests.support.sample_notifications import SampleNotifications
from tests.support.sample_pins import SamplePins
from tests.support.sample_rooms import SampleCapabilities, SampleIgnored, SampleRoomAdmin
from tests.support.sample_scanner import SampleScanner
from tests.support.sample_screen_lock import SampleScreenLock
from tests.support.sample_threads import SampleThreads
from tests.support.sample_writing import SampleSpelling, SampleWriting

if TYPE_CHECKING:
    from app.matrix.discovery import Homeserver

ME = "@j.sommer:behoerde.example"
MINUTE = 60_000
PEOPLE = {
    "@a.weber:behoerde.example": "Anna Weber",
    "@m.oeztuerk:behoerde.example": "Mehmet Öztürk",
    "@k.lindner:ministerium.example": "Dr. Katharina Lindner",
    "@t.nguyen:behoerde.example": "Thảo Nguyễn",
    "@b.krause:land.example": "Bernd Krause",
    "@s.hoffmann:behoerde.example": "Sabine Hoffmann",
}
ANNA, MEHMET, KATHARINA, THAO, BERND, SABINE = PEOPLE


def today_at(hour: int, minute: int = 0, days_ago: int = 0) -> int:
    """Local time of today (or before) in milliseconds."""
    day = datetime.datetime.now().astimezone() - datetime.timedelta(days=days_ago)
    return int(day.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp() * 1000)


_keys = itertools.count(1)


def message(sender: str, body: str, ts: int, **fields: object) -> TimelineItem:
    """A text message; any field of TimelineItem can be given."""
    key = f"$event{next(_keys)}"
    values: dict[str, object] = {
        "key": key,
        "event_id": key,
        "sender": sender,
        "sender_name": PEOPLE.get(sender, "Jana Sommer" if sender == ME else sender),
        "sender_avatar": None,
        "ts": ts,
        "kind": ItemKind.MESSAGE,
        "type": "m.room.message",
        "body": body,
        "own": sender == ME,
        "encrypted": True,
    }
    values.update(fields)
    return TimelineItem(**values)  # type: ignore[arg-type]


def notice(code: str, sender: str, ts: int, *, whom: str = "", what: str = "") -> TimelineItem:
    """A change of the room."""
    who = PEOPLE.get(sender, "Jana Sommer" if sender == ME else sender)
    state = StateNotice(code, who, whom, what)
    return message(sender, "", ts, kind=ItemKind.STATE, type="m.room.member", state=state)


def room(room_id: str, name: str | None, ts: int, **fields: object) -> RoomSummary:
    """A joined, encrypted room; any field of RoomSummary can be given."""
    values: dict[str, object] = {
        "room_id": room_id,
        "name": name,
        "heroes": (),
        "others": 0,
        "avatar": None,
        "membership": Membership.JOIN,
        "direct": False,
        "encrypted": True,
        "unread": 0,
        "highlight": 0,
        "ts": ts,
        "preview": None,
    }
    values.update(fields)
    return RoomSummary(**values)  # type: ignore[arg-type]


def preview(sender: str, body: str, kind: ItemKind = ItemKind.MESSAGE) -> Preview:
    return Preview(PEOPLE.get(sender, ""), sender == ME, kind, body)


class SampleAccountPages:
    """``app.account_pages.AccountPages``; ``actions`` are those that there are pages for."""

    def __init__(self) -> None:
        self.news: Signal[None] = Signal()
        self.managed = False
        self.actions: set[str] = set()

    def page(self, action: str = "", device_id: str = "") -> str:
        if not self.managed:
            return ""
        where = "https://konto.behoerde.example/"
        return where + (f"?action={action}&device_id={device_id}" if action in self.actions else "")

    def offers(self, action: str) -> bool:
        return self.managed and action in self.actions


class SampleRoomList:
    def __init__(self, items: Sequence[RoomSummary]) -> None:
        self.items: list[RoomSummary] = list(items)
        self.changed: Signal[Sequence[Diff[RoomSummary]]] = Signal()
        self.total: int | None = None

    def replace(self, index: int, item: RoomSummary) -> None:
        self.items[index] = item
        self.changed.emit([Update(index, item)])

    def move(self, old: int, new: int, item: RoomSummary) -> None:
        del self.items[old]
        self.items.insert(new, item)
        self.changed.emit([Move(old, new, item)])

    def insert(self, index: int, items: Sequence[RoomSummary]) -> None:
        self.items[index:index] = items
        self.changed.emit([Insert(index, items)])

    def remove(self, index: int) -> None:
        del self.items[index]
        self.changed.emit([Remove(index)])

    def reset(self, items: Sequence[RoomSummary]) -> None:
        self.items[:] = items
        self.changed.emit([Reset(list(items))])


class SampleTimeline:
    """Shows the newest ``shown`` of its messages; older ones come with ``load_older``.

    ``absent``: raised by ``focus`` for an event that is not among them.
    """

    def __init__(self, room_id: str, everything: list[TimelineItem], shown: int) -> None:
        self.room_id = room_id
        self._older = everything[:-shown] if shown < len(everything) else []
        self.items: list[TimelineItem] = everything[-shown:] if everything else []
        self.changed: Signal[Sequence[Diff[TimelineItem]]] = Signal()
        self.loading = False
        self.read_up_to: str | None = None
        self.unread_key: str | None = None
        self.unread_above = False
        self.absent = UserError(ErrorCode.NOT_FOUND)
        self._newer: list[TimelineItem] = []
        self.read = 0
        self.closed = False
        self.root = ""  # of a thread

    @property
    def at_start(self) -> bool:
        return not self._older

    async def load_older(self, count: int = 50) -> int:
        self.loading = True
        await asyncio.sleep(0)
        come = self._older[-count:]
        del self._older[-count:]
        self.loading = False
        if come:
            self.items[0:0] = come
            self.changed.emit([Insert(0, come)])
        return len(come)

    @property
    def at_newest(self) -> bool:
        return not self._newer

    async def load_newer(self, count: int = 50) -> int:
        await asyncio.sleep(0)
        come = self._newer[:count]
        del self._newer[:count]
        if come:
            self.items.extend(come)
            self.changed.emit([Insert(len(self.items) - len(come), come)])
        return len(come)

    def _stand(self, first: int, last: int) -> None:
        everything = [*self._older, *self.items, *self._newer]
        self._older, self.items, self._newer = everything[:first], everything[first:last], everything[last:]
        self.changed.emit([Reset(list(self.items))])

    async def focus(self, event_id: str) -> str:
        await asyncio.sleep(0)
        everything = [*self._older, *self.items, *self._newer]
        for place, item in enumerate(everything):
            if item.event_id == event_id:
                self._stand(max(0, place - 30), min(len(everything), place + 31))
                return item.key
        raise self.absent

    async def show_newest(self) -> None:
        await asyncio.sleep(0)
        count = len(self._older) + len(self.items) + len(self._newer)
        self._stand(max(0, count - 60), count)

    async def mark_read(self) -> None:
        self.read += 1

    def append(self, items: Sequence[TimelineItem]) -> None:
        if self._newer:
            self._newer.extend(items)
            return
        self.items.extend(items)
        self.changed.emit([Insert(len(self.items) - len(items), items)])

    def update(self, index: int, item: TimelineItem) -> None:
        self.items[index] = item
        self.changed.emit([Update(index, item)])

    def remove(self, index: int) -> None:
        del self.items[index]
        self.changed.emit([Remove(index)])

    def close(self) -> None:
        self.closed = True


class SampleServer:
    """``app.interface.Server``."""

    def __init__(self) -> None:
        self.news: Signal[ServerInfo] = Signal()
        self.known = ServerInfo(
            privacy="https://messenger.behoerde.example/datenschutz",
            imprint="https://messenger.behoerde.example/impressum",
            contacts=(Contact("m.role.admin", "@support:behoerde.example", "messenger@behoerde.example"),),
        )


class SampleProfiles:
    """``app.interface.ProfilesView``."""

    def __init__(self, account: SampleAccount) -> None:
        self._account = account
        self.known = OwnProfile("Jana Sommer")
        self.news: Signal[OwnProfile] = Signal()
        self.rules = PasswordRules(8, digit=True, upper=True)

    def _learn(self, known: OwnProfile) -> None:
        self.known = known
        self.news.emit(known)

    async def set_name(self, name: str) -> None:
        self._account._call("set_name", name)
        self._learn(replace(self.known, name=name or ME))

    async def set_name_in(self, room_id: str, name: str) -> None:
        self._account._call("set_name_in", room_id, name)

    async def set_avatar(self, path: Path | None) -> None:
        self._account._call("set_avatar", path.name if path is not None else None)
        self._learn(replace(self.known, avatar="mxc://behoerde.example/face" if path is not None else None))

    async def password_rules(self) -> PasswordRules:
        return self.rules

    async def change_password(self, old: str, new: str, *, sign_out_others: bool = False) -> None:
        self._account._call("change_password", old, new, sign_out_others)


class SampleMaintenance:
    """``app.interface.Maintenance``."""

    def __init__(self) -> None:
        self.news: Signal[Sequence[Announcement]] = Signal()
        self.current: Sequence[Announcement] = ()

    def announce(self, *announced: Announcement) -> None:
        self.current = announced
        self.news.emit(announced)


class SampleAccount:
    """``app.interface.AccountView``. ``fail``: raised by the next call that talks to a server."""

    def __init__(
        self, rooms: Sequence[RoomSummary] = (), timelines: dict[str, list[TimelineItem]] | None = None
    ) -> None:
        self.user_id = ME
        self.device_id = "KQZWJXLRTA"
        self.prefs = Preferences()
        self.own_profile = SampleProfiles(self)
        self.server = SampleServer()
        self.maintenance = SampleMaintenance()
        self.connection = ConnectionState(Link.ONLINE)
        self.connection_changed: Signal[ConnectionState] = Signal()
        self.rooms = SampleRoomList(rooms)
        self.marks = SampleMarks(self)
        self.spaces = SampleSpaces(self)
        self.directory = SampleDirectory(self)
        self.messages = timelines or {}
        self.timelines: list[SampleTimeline] = []
        self.drafts: dict[str, str] = {}
        self.writing = SampleWriting(self)
        self.spelling = SampleSpelling()
        self.pictures: dict[str, bytes] = {}
        self.calls: list[tuple[object, ...]] = []
        self.fail: UserError | None = None
        self.shown = 60
        self.live = SampleLive(self._call)
        self.finder = SampleFinder(self.messages)
        self.links = SampleLinks(self.rooms)
        self.threads = SampleThreads(self)
        self.pins = SamplePins(self)
        self.details = SampleDetails()
        self.forwarding = SampleForwarding(self)
        self.voice = SampleVoice(self.calls)
        self.videos = SampleVideos(self.calls)
        self.gallery = SampleGallery(self.messages, self.calls)
        self.scanner = SampleScanner(self.calls)
        self.notifications = SampleNotifications(lambda: self._call("notifications"))
        self.account_pages = SampleAccountPages()
        self.capabilities = SampleCapabilities()
        self.ignored = SampleIgnored(self)
        self.room_admin = SampleRoomAdmin(self)
        self.screen_lock = SampleScreenLock()

    @property
    def display_name(self) -> str:
        return self.own_profile.known.name

    def link(self, state: ConnectionState) -> None:
        self.connection = state
        self.connection_changed.emit(state)

    def call(self, *what: object) -> None:
        """For the fakes of services: something was asked of the server."""
        self._call(*what)

    def _call(self, *what: object) -> None:
        self.calls.append(what)
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error

    async def open_timeline(self, room_id: str) -> SampleTimeline:
        timeline = SampleTimeline(room_id, list(self.messages.get(room_id, [])), self.shown)
        self.timelines.append(timeline)
        return timeline

    async def send_text(self, room_id: str, body: str) -> None:
        self._call("send_text", room_id, body)
        for timeline in self.timelines:
            if timeline.room_id == room_id and not timeline.closed:
                now = int(time.time() * 1000)
                timeline.append([message(ME, body, now, event_id=None, send_state=SendState.SENDING)])

    async def reply(self, room_id: str, event_id: str, body: str, *, markdown: bool = False) -> str:
        self._call("reply", room_id, event_id, body)
        return "k"

    async def thread(self, room_id: str, root: str, body: str, *, markdown: bool = False) -> str:
        self._call("thread", room_id, root, body)
        return "k"

    async def edit(self, room_id: str, event_id: str, body: str, *, markdown: bool = False) -> str:
        self._call("edit", room_id, event_id, body)
        return "k"

    async def react(self, room_id: str, event_id: str, key: str) -> str:
        self._call("react", room_id, event_id, key)
        return "k"

    async def redact(self, room_id: str, event_id: str, reason: str | None = None) -> str:
        self._call("redact", room_id, event_id, reason)
        return "k"

    async def poll_vote(self, room_id: str, event_id: str, answers: Sequence[str]) -> str:
        self._call("poll_vote", room_id, event_id, tuple(answers))
        return "k"

    async def poll_end(self, room_id: str, event_id: str, text: str = "") -> str:
        self._call("poll_end", room_id, event_id)
        return "k"

    async def send_file(
        self,
        room_id: str,
        path: Path,
        caption: str = "",
        *,
        strip: bool = False,
        scale: bool = False,
        thread: str = "",
    ) -> str:
        if thread:
            self._call("send_file_in_thread", room_id, path.name, thread)
            return "k"
        self._call("send_file", room_id, path.name, caption, strip, *(("scale",) if scale else ()))
        return "k"

    async def save_attachment(self, room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
        self._call("save_attachment", room_id, event_id, folder)
        return folder / "file", ""

    async def picture(self, room_id: str, key: str, width: int, height: int) -> Picture | None:
        self._call("picture", room_id, key, width, height)
        return Picture(width, height, bytes((200, 30, 30, 255)) * (width * height))

    async def resend(self, room_id: str, key: str) -> None:
        self._call("resend", room_id, key)

    async def discard(self, room_id: str, key: str) -> None:
        self._call("discard", room_id, key)

    async def members(self, room_id: str) -> Sequence[Member]:
        members = [Member(ME, "Jana Sommer", None, Membership.JOIN, 100)]
        members += [Member(user, name, None, Membership.JOIN) for user, name in PEOPLE.items()]
        return [*members, Member("@c.vogt:land.example", "Claudia Vogt", None, Membership.INVITE)]

    async def create_room(
        self,
        *,
        name: str = "",
        invite: Sequence[str] = (),
        encrypted: bool = True,
        direct: bool = False,
        preset: str | None = None,
        topic: str = "",
        alias: str = "",
    ) -> str:
        more = (preset, topic, alias) if preset or topic or alias else ()
        self._call("create_room", name, tuple(invite), encrypted, direct, *more)
        room_id = f"!new{len(self.rooms.items)}:behoerde.example"
        self.rooms.insert(0, [room(room_id, name or None, today_at(12), heroes=tuple(invite), encrypted=encrypted)])
        return room_id

    def _index(self, room_id: str) -> int:
        return next(n for n, item in enumerate(self.rooms.items) if item.room_id == room_id)

    async def join(self, room_id: str, via: Sequence[str] = ()) -> str:
        self._call("join", room_id, *via)
        if all(item.room_id != room_id for item in self.rooms.items):
            self.rooms.insert(0, [room(room_id, room_id, today_at(12))])
        index = self._index(room_id)
        self.rooms.replace(index, replace(self.rooms.items[index], membership=Membership.JOIN))
        return room_id

    async def read_room(self, room_id: str) -> None:
        self._call("read_room", room_id)
        index = self._index(room_id)
        self.rooms.replace(index, replace(self.rooms.items[index], unread=0, highlight=0, marked_unread=False))

    async def leave(self, room_id: str) -> None:
        self._call("leave", room_id)
        self.rooms.remove(self._index(room_id))

    async def invite(self, room_id: str, user_id: str) -> None:
        self._call("invite", room_id, user_id)

    async def avatar(self, mxc: str, size: int) -> bytes | None:
        self.calls.append(("avatar", mxc, size))
        return self.pictures.get(mxc)

    async def sign_out(self) -> None:
        self._call("sign_out")


class SampleNetwork:
    """``app.network.interface.NetworkView``: nothing is wanted, and ``steps`` are what a check finds."""

    def __init__(self) -> None:
        self.now_wanted: Wanted | None = None
        self.keeps = True
        self.answers: list[tuple[Wanted, str, str, bool]] = []
        self.steps: list[NetworkStep] = []
        self.checked: list[str] = []

    def wanted(self) -> Wanted | None:
        return self.now_wanted

    async def can_keep(self) -> bool:
        return self.keeps

    async def answer(self, wanted: Wanted, user: str, password: str, *, keep: bool) -> None:
        self.answers.append((wanted, user, password, keep))
        self.now_wanted = None

    async def check(self, server: str) -> AsyncIterator[NetworkStep]:
        self.checked.append(server)
        for step in self.steps:
            yield step


class SampleSession:
    """``ui.session.Session``: what the start pages talk to."""

    def __init__(self, account: SampleAccount | None = None, *, opens: Sequence[UserError | None] = ()) -> None:
        self.account = account
        self.results = list(opens)
        self.sign_in_error: UserError | None = None
        self.ask_error: UserError | None = None
        self.ways: tuple[Way, ...] = (Way(WayKind.PASSWORD),)
        self.with_code = False
        self.arrived = asyncio.Event()  # the browser, or the other device, is done
        self.calls: list[tuple[object, ...]] = []
        self.network = SampleNetwork()

    async def open(self, passphrase: str | None = None) -> SampleAccount | None:
        self.calls.append(("open", passphrase))
        error = self.results.pop(0) if self.results else None
        if error is not None:
            raise error
        return self.account

    async def sign_in(self, server: str, user: str, password: str, device_name: str) -> SampleAccount:
        self.calls.append(("sign_in", server, user, password, device_name))
        await asyncio.sleep(0)
        if self.sign_in_error is not None:
            raise self.sign_in_error
        self.account = self.account or SampleAccount()
        return self.account

    async def ask(self, server: str) -> Offer:
        self.calls.append(("ask", server))
        await asyncio.sleep(0)
        if self.ask_error is not None:
            raise self.ask_error
        user = server if server.startswith("@") else ""
        host = server.split(":", 1)[1] if user else server.removeprefix("https://")
        return Offer(server, host, self.ways, cast("Homeserver", None), self.with_code, user)

    async def _arrive(self) -> SampleAccount:
        await self.arrived.wait()
        if self.sign_in_error is not None:
            raise self.sign_in_error
        self.account = self.account or SampleAccount()
        return self.account

    async def sign_in_browser(
        self, offer: Offer, way: Way, device_name: str, open_page: Callable[[str], None]
    ) -> SampleAccount:
        self.calls.append(("sign_in_browser", offer.server, way, device_name))
        open_page("https://anmeldung.behoerde.example/authorize?client_id=bundesmessenger")
        return await self._arrive()

    async def sign_in_code(self, offer: Offer, device_name: str, show: Callable[[DeviceCode], None]) -> SampleAccount:
        self.calls.append(("sign_in_code", offer.server, device_name))
        address = "https://anmeldung.behoerde.example/link"
        show(DeviceCode(address, "KDWR-TXPM", f"{address}?code=KDWR-TXPM", 5.0, 600.0, "geheim"))
        return await self._arrive()

    def home(self) -> str:
        return "https://matrix.behoerde.example" if self.account is not None else ""

    async def start(self) -> None:
        self.calls.append(("start",))

    def retry_now(self) -> None:
        self.calls.append(("retry_now",))

    async def signed_out(self) -> None:
        self.account = None

    async def stop(self) -> None:
        self.calls.append(("stop",))


# -- scripted rooms ----------------------------------------------------------------------------------------------------


def budget_room() -> list[TimelineItem]:
    """A conversation in which everything that usually happens has happened."""
    y = 1
    one = message(
        KATHARINA,
        "Guten Morgen zusammen, die Vorlage für den Haushaltsausschuss muss bis Donnerstag stehen.",
        today_at(16, 2, y),
    )
    two = message(
        ANNA,
        "Ich habe die Zahlen aus dem zweiten Quartal ergänzt. Die Abweichung bei den Sachkosten erklärt sich durch die "
        "vorgezogene Beschaffung der Arbeitsplatzrechner.",
        today_at(16, 9, y),
        reactions=(Reaction("👍", 3, True), Reaction("🙏", 1, False)),
    )
    three = message(ME, "Danke! Ich übernehme die Begründung und schicke sie heute noch herum.", today_at(16, 14, y))
    return [
        notice("room_created", KATHARINA, today_at(15, 40, y)),
        notice("encryption_on", KATHARINA, today_at(15, 40, y)),
        notice("joined", ANNA, today_at(15, 52, y)),
        notice("joined", MEHMET, today_at(15, 58, y)),
        one,
        two,
        three,
        message(ME, "Wer stimmt die Fassung mit dem Ministerium ab?", today_at(16, 15, y)),
        message(MEHMET, "Das mache ich. Termin ist morgen um 10 Uhr.", today_at(16, 21, y), edited=True),
        message(
            KATHARINA,
            "Sehr gut. Die Tagesordnung liegt hier: https://ausschuss.example.de/sitzung/2026-11/tagesordnung",
            today_at(8, 31),
        ),
        message(KATHARINA, "Bitte die Anlage 3 nicht vergessen.", today_at(8, 32)),
        message(
            ANNA,
            "Anlage 3 ist fertig.",
            today_at(8, 47),
            in_reply_to=ReplyTo("$x", "Dr. Katharina Lindner", "Bitte die Anlage 3 nicht vergessen."),
        ),
        message(ANNA, "Anlage_3_Kostenübersicht.pdf", today_at(8, 48), kind=ItemKind.FILE),
        message(
            ME,
            "Perfekt, dann ist die Mappe vollständig. Ich lade sie jetzt hoch und gebe Bescheid.",
            today_at(9, 2),
            send_state=SendState.SENT,
        ),
    ]


def states_room() -> list[TimelineItem]:
    """Every state of a message."""

    def red(code: ShieldCode) -> Shield:
        return Shield(ShieldColor.RED, code)

    return [
        message(
            ANNA,
            "Diese Nachricht wurde von einem nicht verifizierten Gerät gesendet.",
            today_at(9, 1),
            shield=Shield(ShieldColor.GREY, ShieldCode.UNVERIFIED_IDENTITY),
        ),
        message(
            BERND,
            "Und diese kam unverschlüsselt.",
            today_at(9, 3),
            encrypted=False,
            shield=red(ShieldCode.SENT_IN_CLEAR),
        ),
        message(
            BERND,
            "Meine digitale Identität hat sich geändert.",
            today_at(9, 4),
            shield=red(ShieldCode.VERIFICATION_VIOLATION),
        ),
        message(MEHMET, "", today_at(9, 6), kind=ItemKind.UNDECRYPTABLE, type="m.room.encrypted", utd=UtdCause.UNKNOWN),
        message(
            MEHMET,
            "",
            today_at(9, 7),
            kind=ItemKind.UNDECRYPTABLE,
            type="m.room.encrypted",
            utd=UtdCause.UNSIGNED_DEVICE,
        ),
        message(THAO, "", today_at(9, 9), kind=ItemKind.REDACTED),
        message(THAO, "", today_at(9, 10), kind=ItemKind.UNSUPPORTED, type="org.example.unknown"),
        message(SABINE, "winkt in die Runde", today_at(9, 12), kind=ItemKind.EMOTE),
        message(SABINE, "Erinnerung: Jour fixe um 11 Uhr", today_at(9, 13), kind=ItemKind.NOTICE),
        message(ME, "Diese ist angekommen.", today_at(9, 20)),
        message(ME, "Diese ist gesendet.", today_at(9, 21), send_state=SendState.SENT),
        message(ME, "Diese wird gerade gesendet …", today_at(9, 22), send_state=SendState.SENDING, event_id=None),
        message(
            ME,
            "Diese konnte nicht gesendet werden, weil der Server gerade nicht erreichbar ist.",
            today_at(9, 23),
            send_state=SendState.FAILED,
            send_error=ErrorCode.TIMEOUT.value,
            event_id=None,
        ),
    ]


def usual_rooms() -> list[RoomSummary]:
    """What a civil servant's list looks like."""
    return [
        room(
            "!inv:behoerde.example",
            "Projekt E-Akte Rollout",
            today_at(9, 20),
            membership=Membership.INVITE,
            inviter="Bernd Krause (@b.krause:land.example)",
            topic="Abstimmung der Einführung in den Ämtern",
        ),
        room(
            "!budget:behoerde.example",
            "Haushalt 2027",
            today_at(9, 2),
            topic="Vorlage für den Haushaltsausschuss",
            preview=preview(ME, "Perfekt, dann ist die Mappe vollständig. Ich lade sie jetzt hoch und gebe Bescheid."),
        ),
        room(
            "!anna:behoerde.example",
            None,
            today_at(8, 55),
            heroes=("Anna Weber",),
            direct=True,
            unread=2,
            preview=preview(ANNA, "Hast du kurz Zeit für eine Rückfrage?"),
        ),
        room(
            "!lage:behoerde.example",
            "Lagezentrum",
            today_at(8, 41),
            unread=12,
            highlight=1,
            preview=preview(THAO, "@Jana bitte bis 10 Uhr bestätigen"),
        ),
        room(
            "!states:behoerde.example",
            "Referat Z 21 – Organisation",
            today_at(8, 20),
            preview=preview(SABINE, "Erinnerung: Jour fixe um 11 Uhr"),
        ),
        room(
            "!mehmet:behoerde.example",
            None,
            today_at(17, 5, 1),
            heroes=("Mehmet Öztürk",),
            direct=True,
            preview=preview(ME, "Bis morgen!"),
        ),
        room(
            "!it:behoerde.example",
            "IT-Störungsmeldungen",
            today_at(14, 30, 1),
            encrypted=False,
            preview=preview(BERND, "Das VPN ist wieder erreichbar."),
        ),
        room(
            "!personal:behoerde.example",
            "Personalrat",
            today_at(11, 12, 2),
            unread=1,
            preview=preview(SABINE, "", ItemKind.UNDECRYPTABLE),
        ),
        room(
            "!kita:behoerde.example",
            "Kantine & Speiseplan",
            today_at(10, 0, 3),
            preview=preview(THAO, "Speiseplan_KW48.pdf", ItemKind.FILE),
        ),
        room(
            "!umzug:behoerde.example",
            "Umzug Standort Nord",
            today_at(9, 0, 8),
            preview=preview(KATHARINA, "Die Schlüsselübergabe ist am 1. Dezember."),
        ),
        room(
            "!fort:behoerde.example",
            "Fortbildung Barrierefreiheit",
            today_at(9, 0, 21),
            preview=preview(ANNA, "Die Unterlagen sind im Intranet."),
        ),
    ]


REACTIONS = ("👍", "🎉", "✅", "👀", "🙏", "😀", "🚀", "❤️", "🇩🇪")
LONG_NAME = (
    "Bundesministerium für Digitales und Staatsmodernisierung – Unterabteilung Rechtsangelegenheiten der "
    "Registermodernisierung und Verwaltungsverfahrensbeschleunigungsgesetzgebung"
)
LONG_PERSON = "Prof. Dr. Dr. h. c. Maximiliane Freifrau von Hohenlohe-Waldenburg-Schillingsfürst-Donaueschingen"


def usual_account() -> SampleAccount:
    return SampleAccount(
        usual_rooms(), {"!budget:behoerde.example": budget_room(), "!states:behoerde.example": states_room()}
    )


def long_account() -> SampleAccount:
    """Names as long as an organisation chart."""
    rooms = [
        room(
            "!l1:x.example",
            LONG_NAME,
            today_at(9, 0),
            unread=128,
            topic=LONG_NAME,
            preview=Preview(LONG_PERSON, False, ItemKind.MESSAGE, "Donaudampfschifffahrtsgesellschaftskapitän " * 6),
        ),
        room(
            "!l2:x.example",
            None,
            today_at(8, 0),
            heroes=(LONG_PERSON, "Anna Weber"),
            others=14,
            unread=3,
            highlight=3,
            preview=Preview(LONG_PERSON, False, ItemKind.MESSAGE, "Kurz."),
        ),
    ]
    word = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
    items = [
        message("@x:x.example", f"Es geht um die {word}.", today_at(9, 0), sender_name=LONG_PERSON),
        message(
            "@x:x.example",
            word * 4,
            today_at(9, 1),
            sender_name=LONG_PERSON,
            reactions=tuple(Reaction(key, n, n % 2 == 0) for n, key in enumerate(REACTIONS, 1)),
        ),
        message(ME, "https://example.org/" + "sehr/langer/pfad/" * 12 + "ende.html", today_at(9, 2)),
        message(
            "@y:x.example",
            "مرحبا بالعالم، هذه رسالة تجريبية من اليمين إلى اليسار.",
            today_at(9, 3),
            sender_name="محمد علي",
        ),
        notice("room_name", "@x:x.example", today_at(9, 4), what=LONG_NAME),
    ]
    return SampleAccount(rooms, {"!l1:x.example": items})


def many_rooms(count: int) -> list[RoomSummary]:
    pick = random.Random(7)
    kinds = ("Referat", "AG", "Projekt", "Team", "Sachgebiet", "Stabsstelle")
    themes = (
        "Haushalt",
        "Digitalisierung",
        "Personal",
        "Beschaffung",
        "Recht",
        "Presse",
        "Liegenschaften",
        "Statistik",
    )
    people = list(PEOPLE)
    return [
        room(
            f"!r{number}:behoerde.example",
            f"{pick.choice(kinds)} {pick.choice(themes)} {number + 1}",
            today_at(9) - number * 37 * MINUTE,
            unread=pick.choice((0, 0, 0, 1, 4, 23)),
            preview=preview(
                pick.choice(people), pick.choice(("Danke, erledigt.", "Siehe Anlage.", "Rückmeldung folgt."))
            ),
        )
        for number in range(count)
    ]


def many_messages(count: int) -> list[TimelineItem]:
    """``count`` messages over several days, of several lengths."""
    pick = random.Random(11)
    people = [*PEOPLE, ME]
    text = "die Vorlage ist abgestimmt und liegt zur Mitzeichnung bereit bitte prüfen Sie Frist Anlage Termin"
    words = text.split()
    start = today_at(8, 0, 6)
    return [
        message(
            people[pick.randrange(len(people))],
            " ".join(pick.choice(words) for _ in range(pick.choice((3, 8, 20, 60)))).capitalize() + ".",
            start + number * 100_000,
        )
        for number in range(count)
    ]
