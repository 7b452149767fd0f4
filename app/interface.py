# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The account as the window sees it. ``app.account.Account`` is the one that runs; tests of views may bring their own.

All methods are called, and all signals emitted, on the event loop's thread. Coroutines raise ``UserError`` only
(and CancelledError). Nothing here waits for the network if the store can answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.capabilities import Capabilities
    from app.details import Details
    from app.drafts import Draft, Intent
    from app.emoji import EmojiMemory
    from app.finder.interface import FinderView
    from app.ignored import Ignored
    from app.list_interface import DirectoryView, MarksView, SpacesView
    from app.locking.means import Means
    from app.maintenance import Announcement
    from app.media.gallery import Gallery
    from app.notifications.interface import NotificationCentre
    from app.own_profile import OwnProfile, PasswordRules
    from app.preferences import Preferences
    from app.room_admin.service import RoomAdmin
    from app.scanner.types import Scan, Scanning
    from app.security.interface import Security
    from app.server_info import ServerInfo
    from app.signal import Signal
    from app.text.permalinks import MatrixLink
    from app.text.written import Written
    from app.threads.interface import ThreadsView
    from app.types import (
        ConnectionState,
        Diff,
        Member,
        Picture,
        Place,
        Refused,
        RoomSummary,
        Seen,
        TimelineItem,
        Typist,
    )
    from app.video.service import VideoService
    from app.voice.service import Voice


class Server(Protocol):
    """What the operator tells about the homeserver."""

    news: Signal[ServerInfo]

    @property
    def known(self) -> ServerInfo: ...


class AccountPagesView(Protocol):
    """``app.account_pages.AccountPages``. ``news``: pages came, or went."""

    news: Signal[None]

    @property
    def managed(self) -> bool:
        """Devices and password are managed on these pages, and not here."""
        ...

    def page(self, action: str = "", device_id: str = "") -> str:
        """An address for the browser; empty: there is none."""
        ...

    def offers(self, action: str) -> bool: ...


class ProfilesView(Protocol):
    """See ``app.own_profile.Profiles``."""

    news: Signal[OwnProfile]

    @property
    def known(self) -> OwnProfile: ...

    async def set_name(self, name: str) -> None: ...

    async def set_name_in(self, room_id: str, name: str) -> None: ...

    async def set_avatar(self, path: Path | None) -> None: ...

    async def password_rules(self) -> PasswordRules: ...

    async def change_password(self, old: str, new: str, *, sign_out_others: bool = False) -> None: ...


class Maintenance(Protocol):
    """What the operator announces now, the most urgent first."""

    news: Signal[Sequence[Announcement]]

    @property
    def current(self) -> Sequence[Announcement]: ...


class RoomList(Protocol):
    """Rooms we are in or invited to, invitations first, then the newest activity first."""

    changed: Signal[Sequence[Diff[RoomSummary]]]
    total: int | None  # how many rooms there will be, if more are still coming

    @property
    def items(self) -> Sequence[RoomSummary]: ...


class Timeline(Protocol):
    """The events of one room that are loaded, oldest first. Close it when it leaves the screen.

    ``read_up_to``: the event up to which everything was read when it was opened. ``unread_key``: the row that was the
    first unread one then, as far as it is loaded.
    """

    room_id: str
    changed: Signal[Sequence[Diff[TimelineItem]]]
    loading: bool
    read_up_to: str | None
    unread_key: str | None

    @property
    def items(self) -> Sequence[TimelineItem]: ...

    @property
    def at_newest(self) -> bool:
        """It follows the newest events; False: it stands in the past."""
        ...

    @property
    def at_start(self) -> bool:
        """There is nothing older."""
        ...

    @property
    def unread_above(self) -> bool:
        """There are messages before those that are loaded which were unread when it was opened."""
        ...

    async def load_older(self, count: int = 50) -> int:
        """Put older events in front, from the store or, at a gap, from the server; gives how many came."""
        ...

    async def load_newer(self, count: int = 50) -> int:
        """In the past: put newer events behind, from the store or the server; gives how many came."""
        ...

    async def focus(self, event_id: str) -> str:
        """Stand around an event, from the store or the server; gives the key of its row. Raises UserError."""
        ...

    async def show_newest(self) -> None:
        """Follow the newest events again."""
        ...

    async def mark_read(self) -> None: ...

    def close(self) -> None: ...


class PinsView(Protocol):
    """``app.pins.Pins``. ``changed_in``: with the room in which something else is pinned, or says something else."""

    changed_in: Signal[str]

    async def listing(self, room_id: str) -> Sequence[TimelineItem]:
        """The newest pinned one first."""
        ...

    async def pin(self, room_id: str, event_id: str) -> None: ...

    async def unpin(self, room_id: str, event_id: str) -> None: ...


class DetailsView(Protocol):
    """``app.details.MessageDetails``."""

    async def read(self, room_id: str, event_id: str) -> Details | None:
        """From the store; None if it does not know the message."""
        ...

    async def complete(self, room_id: str, event_id: str) -> Details | None:
        """Like ``read``, after asking the server for all changes."""
        ...


class ForwardingView(Protocol):
    """``app.forwarding.Forwarding``."""

    async def forward(self, room_id: str, event_id: str, targets: Sequence[str]) -> Sequence[str]:
        """Into the send queue of each room; gives the keys of the rows there."""
        ...


class LiveView(Protocol):
    """See ``app.live.Live``."""

    typing_changed: Signal[str]
    refused: Signal[Refused]

    async def readers(self, room_id: str, event_id: str) -> Sequence[Seen]: ...

    def typing(self, room_id: str) -> Sequence[Typist]: ...

    def wrote(self, room_id: str) -> None: ...

    def paused(self, room_id: str) -> None: ...

    async def toggle_reaction(self, room_id: str, event_id: str, key: str) -> bool: ...


class SpellingView(Protocol):
    """``app.spelling.Spelling``. ``changed_words``: words may count differently now."""

    changed_words: Signal[None]

    @property
    def on(self) -> bool: ...

    @property
    def own_words(self) -> Sequence[str]: ...

    def language(self, text: str) -> str:
        """What a paragraph is written in, as far as its words were looked up."""
        ...

    def known(self, word: str, language: str = ...) -> bool | None:
        """Whether a word is right; None if it was not looked up yet."""
        ...

    async def check(self, words: Collection[str]) -> None: ...

    async def suggest(self, word: str, language: str = ...) -> Sequence[str]: ...

    async def learn(self, word: str) -> None: ...

    async def unlearn(self, word: str) -> None: ...

    def ignore(self, word: str) -> None: ...


class WritingView(Protocol):
    """``app.writing.Writing``."""

    async def send(self, room_id: str, written: Written, intent: Intent | None = None, *, thread: str = "") -> str:
        """A message, an answer, one in a thread, or a new text for one. Into the send queue; the local echo is in the
        timeline when this returns. ``thread``: the root of the thread it is written in. Gives the key of the row, or
        of the errand."""
        ...

    async def poll(
        self,
        room_id: str,
        question: str,
        answers: Sequence[str],
        *,
        disclosed: bool = True,
        most: int = 1,
        intent: Intent | None = None,
    ) -> str:
        """Ask everybody. ``intent``: a thread, or the poll that this one takes the place of."""
        ...

    async def place(self, room_id: str, place: Place, intent: Intent | None = None) -> str:
        """Send a pin on the map."""
        ...

    async def aliases(self) -> Mapping[str, str]:
        """The main alias of each room that has one, by room id."""
        ...

    async def may_mention_everybody(self, room_id: str) -> bool: ...

    async def draft(self, place: str) -> Draft: ...

    async def save_draft(self, place: str, draft: Draft) -> None: ...

    async def emoji_memory(self) -> EmojiMemory: ...

    async def emoji_used(self, text: str) -> None: ...

    async def choose_tone(self, tone: int) -> None: ...


class ScannerView(Protocol):
    """``app.scanner.service.Scanner``. ``news``: whether files are checked; ``changed_row``: (room, key) with another
    result."""

    known: Scanning
    news: Signal[Scanning]
    changed_row: Signal[tuple[str, str]]

    def decide(self, check: bool) -> None:
        """The user's answer to ``known.ask``."""
        ...

    def refresh(self) -> None:
        """The setting was chosen, be it the value that it had by default."""
        ...

    def state(self, room_id: str, key: str) -> Scan | None:
        """What is known of the files of a row (``event_id`` or key); None: nothing to say. GONE is said in any case."""
        ...

    def look(self, room_id: str, key: str) -> None:
        """A row with a file is on screen."""
        ...

    async def check_again(self, room_id: str, key: str) -> Scan: ...


class LinksView(Protocol):
    """``app.links.Links``."""

    def understand(self, address: str) -> MatrixLink | None:
        """What an address leads to; None if it is no link to a room, a message or a person."""
        ...

    def to_person(self, user_id: str) -> str: ...

    async def to_room(self, room_id: str) -> str: ...

    async def to_message(self, room_id: str, event_id: str) -> str: ...

    async def room_of(self, link: MatrixLink) -> str | None:
        """The id of the room that a link names, if it is one of ours."""
        ...


class ScreenLockView(Protocol):
    """``app.locking.service.ScreenLock``."""

    @property
    def means(self) -> Means:
        """With what a locked window is opened."""
        ...

    @property
    def at_start(self) -> bool:
        """The window begins locked."""
        ...

    async def check(self, secret: str) -> None:
        """Raises UserError WRONG_PASSPHRASE (``wait``: seconds until the next try counts)."""
        ...

    async def set_code(self, new: str, old: str = "") -> None:
        """Another unlock code; empty: none. Raises UserError WRONG_PASSPHRASE, WEAK_PASSPHRASE."""
        ...


class AccountView(Protocol):
    user_id: str
    device_id: str
    connection: ConnectionState
    connection_changed: Signal[ConnectionState]
    prefs: Preferences

    @property
    def server(self) -> Server: ...

    @property
    def maintenance(self) -> Maintenance: ...

    @property
    def security(self) -> Security:
        """Identity, recovery, devices and verification."""
        ...

    @property
    def screen_lock(self) -> ScreenLockView:
        """What opens a locked window."""
        ...

    @property
    def spelling(self) -> SpellingView:
        """Right and wrong words."""
        ...

    @property
    def writing(self) -> WritingView:
        """Texts, drafts, and what is used often."""
        ...

    @property
    def notifications(self) -> NotificationCentre:
        """What is new, and of what one wants to be told."""
        ...

    @property
    def rooms(self) -> RoomList: ...

    @property
    def threads(self) -> ThreadsView:
        """Conversations that branch off from a message."""
        ...

    @property
    def pins(self) -> PinsView:
        """Messages that are pinned in rooms."""
        ...

    @property
    def details(self) -> DetailsView:
        """What is known of one message beside what its row shows."""
        ...

    @property
    def forwarding(self) -> ForwardingView:
        """A message or a file once more, in other rooms."""
        ...

    @property
    def live(self) -> LiveView:
        """Who reads, types and reacts."""
        ...

    @property
    def links(self) -> LinksView:
        """Links to rooms, messages and people."""
        ...

    @property
    def finder(self) -> FinderView:
        """Finding messages."""
        ...

    @property
    def voice(self) -> Voice:
        """Voice messages and sound files."""
        ...

    @property
    def scanner(self) -> ScannerView:
        """Whether files are checked for malware, and what was found."""
        ...

    @property
    def videos(self) -> VideoService:
        """Videos to look at."""
        ...

    @property
    def gallery(self) -> Gallery:
        """The files of rooms, and pictures to look at."""
        ...

    @property
    def marks(self) -> MarksView:
        """Favourite, low priority, marked as unread."""
        ...

    @property
    def spaces(self) -> SpacesView: ...

    @property
    def directory(self) -> DirectoryView:
        """Rooms and people that one may find."""
        ...

    async def read_room(self, room_id: str) -> None:
        """Everything in the room is read: here at once, on the server as soon as it can be reached."""
        ...

    @property
    def room_admin(self) -> RoomAdmin:
        """Settings of rooms, roles and rights, removing, banning, reporting, knocking."""
        ...

    @property
    def ignored(self) -> Ignored:
        """People whose messages and invitations are not shown."""
        ...

    @property
    def display_name(self) -> str: ...

    @property
    def own_profile(self) -> ProfilesView:
        """Our own name and picture, and the password."""
        ...

    @property
    def account_pages(self) -> AccountPagesView:
        """Where the account is managed in the browser."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the server allows this account."""
        ...

    async def open_timeline(self, room_id: str) -> Timeline: ...

    async def react(self, room_id: str, event_id: str, key: str) -> str: ...

    async def redact(self, room_id: str, event_id: str, reason: str | None = None) -> str:
        """Remove the content of a message for everyone."""
        ...

    async def poll_vote(self, room_id: str, event_id: str, answers: Sequence[str]) -> str:
        """Answer a poll, or answer it anew; ``answers`` are ids, none takes the answer back."""
        ...

    async def poll_end(self, room_id: str, event_id: str, text: str = ...) -> str: ...

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
        """Send a copy of a file; ``strip``: pictures lose their metadata; ``scale``: large ones are made smaller;
        ``thread``: the message in whose thread it is sent.

        Gives the key of the row.
        """
        ...

    async def save_attachment(self, room_id: str, event_id: str, folder: Path) -> tuple[Path, str]:
        """Save the file of a message in ``folder``; gives its path and SHA-256 (hexadecimal)."""
        ...

    async def picture(self, room_id: str, key: str, width: int, height: int) -> Picture | None:
        """The picture of a row, decoded in another process, at most that large; None if there is none to show."""
        ...

    async def resend(self, room_id: str, key: str) -> None: ...

    async def discard(self, room_id: str, key: str) -> None: ...

    async def members(self, room_id: str) -> Sequence[Member]: ...

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
        """Gives the room id. ``preset`` public_chat: everybody may join; ``alias``: its address without the server."""
        ...

    async def join(self, room_id: str, via: Sequence[str] = ()) -> str:
        """Accept an invitation, or enter an open room (also by its alias); gives the room id.

        ``via``: servers through which the room can be found.
        """
        ...

    async def leave(self, room_id: str) -> None:
        """Also declines an invitation."""
        ...

    async def invite(self, room_id: str, user_id: str) -> None: ...

    async def avatar(self, mxc: str, size: int) -> bytes | None:
        """The image file of an avatar from the encrypted cache or the server; None if there is none. Not decoded."""
        ...

    async def sign_out(self) -> None:
        """Log out on the server if it can be reached, then remove keys and store."""
        ...
