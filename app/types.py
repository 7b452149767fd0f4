# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the account shows to a window: plain, immutable data, and the changes of lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from crypto.types import Shield, UtdCause


class Link(StrEnum):
    """The connection to the homeserver."""

    STARTING = "starting"  # nothing tried yet
    CONNECTING = "connecting"  # trying; the rooms on screen are yesterday's
    ONLINE = "online"
    OFFLINE = "offline"  # waiting to try again at ``retry_at``
    SIGNED_OUT = "signed_out"  # the server no longer accepts this device


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """``retry_at``: Unix time in seconds of the next attempt, if offline. ``soft``: signed out, but the device is kept.

    ``problem``: why it is offline, an ErrorCode value (``disk_full`` too: then nothing is fetched that cannot be kept);
    with SIGNED_OUT ``profile_copied`` if we ourselves gave up this device.
    """

    link: Link = Link.STARTING
    retry_at: float | None = None
    soft: bool = False
    problem: str | None = None


class Membership(StrEnum):
    JOIN = "join"
    INVITE = "invite"
    KNOCK = "knock"
    LEAVE = "leave"
    BAN = "ban"


class ItemKind(StrEnum):
    """What a timeline row is."""

    MESSAGE = "message"  # m.text and everything with a readable body that has no kind of its own
    NOTICE = "notice"
    EMOTE = "emote"
    FILE = "file"  # m.image, m.file, m.audio, m.video; see Attachment. body is the caption, or else the file name
    POLL = "poll"  # see Poll; body is the question
    LOCATION = "location"  # see Place
    STATE = "state"  # joined, renamed, ...; see StateNotice
    UNDECRYPTABLE = "undecryptable"
    REDACTED = "redacted"
    UNSUPPORTED = "unsupported"


class SendState(StrEnum):
    """Only own messages of this device have one; None means: not ours, or long done."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StateNotice:
    """A room event told in one line. ``code`` is the message to translate; ``who``/``whom``/``what`` are plain text.

    Codes: joined, left, invited, invite_declined, invite_withdrawn, kicked, banned, unbanned, knocked, renamed_self,
    avatar_self, room_created, room_name, room_name_removed, room_topic, room_avatar, encryption_on, history_visibility,
    join_rules, power_levels, tombstone, other.
    """

    code: str
    who: str
    whom: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """``own_event``: the event that is ours, if the server has it. ``names``: the first of those who reacted."""

    key: str
    count: int
    own: bool
    own_event: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who has read a message; ``ts``: when, in milliseconds, as the server says."""

    user_id: str
    name: str
    avatar: str | None = None  # mxc URI, validated
    ts: int = 0


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who has read up to this row and not further. ``people``: the newest of them first, not all."""

    count: int
    people: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Typist:
    """Somebody who is writing a message now; ``name`` as the room shows it."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something without a row of its own that the server or the engine did not take. ``text``: of an edit."""

    room_id: str
    what: str  # "reaction", "edit", "vote", "delete" or "other"
    code: str  # an ErrorCode value
    event_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A person whom a formatted text names: under the name they have in the room, whatever the text calls them."""

    user_id: str
    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """``sender`` and ``body`` are empty while the replied-to event is not known."""

    event_id: str
    sender_name: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """The file of a message, as its sender describes it: nothing of it is checked before the file is there.

    ``size`` bytes, ``width``/``height`` pixels, ``duration`` milliseconds; None: not said. ``name`` is no safe path.
    """

    name: str
    msgtype: str  # m.image, m.file, m.audio, m.video
    mimetype: str
    size: int | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    caption: str = ""
    thumbnail: bool = False  # there is a smaller picture of it
    available: bool = True  # it says where the file is, and how to decrypt it
    uploaded: int | None = None  # bytes on the server so far, while it is on its way there
    voice: bool = False  # a voice message (MSC3245)
    waveform: tuple[int, ...] = ()  # how loud it is, 0 to 1024, evenly over its duration (MSC1767)
    blurhash: str = ""  # what stands for the picture until it is there
    animated: bool = False  # a picture that moves


@dataclass(frozen=True, slots=True)
class PollAnswer:
    """``votes`` is None while nobody is to know."""

    id: str
    text: str
    votes: int | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """``most``: how many answers one may choose; ``voters``: how many people have answered."""

    question: str
    answers: tuple[PollAnswer, ...]
    disclosed: bool = True
    most: int = 1
    ended: bool = False
    voters: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere on Earth: degrees in WGS 84; ``accuracy`` in metres. ``text``: what its sender calls it."""

    latitude: float
    longitude: float
    text: str = ""
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded pixels: rows of red, green, blue, alpha, one byte each, top to bottom."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Animation:
    """Frames of equal size, and how many milliseconds each is shown."""

    frames: tuple[Picture, ...]
    durations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ThreadInfo:
    """What answers a message in a thread of its own. ``last_*`` say nothing while the last answer is not known.

    ``ts``: milliseconds of the last answer.
    """

    count: int
    unread: int = 0
    highlight: int = 0
    ts: int = 0
    last_sender: str = ""
    last_name: str = ""
    last_kind: ItemKind | None = None
    last_body: str = ""


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One row of a timeline. All text is plain text from other people, never markup; but for ``html``.

    ``key`` identifies the row for its life: the transaction id of a local echo stays the key after the server's
    event took its place. ``ts`` is milliseconds since 1970 of origin_server_ts (a local echo: of this machine).
    """

    key: str
    event_id: str | None
    sender: str
    sender_name: str
    sender_avatar: str | None  # mxc URI, validated
    ts: int
    kind: ItemKind
    type: str
    body: str
    own: bool
    encrypted: bool
    shield: Shield = field(default_factory=Shield)
    utd: UtdCause | None = None
    send_state: SendState | None = None
    send_error: str | None = None  # an ErrorCode value
    edited: bool = False
    in_reply_to: ReplyTo | None = None
    reactions: tuple[Reaction, ...] = ()
    state: StateNotice | None = None
    session_id: str | None = None
    shared_by: str | None = None  # user id of who gave us the key as part of the room's history (MSC4268)
    shared_by_name: str = ""
    attachment: Attachment | None = None
    html: str | None = None  # the formatted text: sanitised (app.text.markup), or None
    poll: Poll | None = None
    place: Place | None = None
    thread_root: str | None = None  # event id of the message that began the thread this one is in
    thread: ThreadInfo | None = None  # the thread that this one began
    read_by: ReadBy | None = None
    mentioned: bool = False  # us, or everybody by somebody who may
    calls_room: bool = False  # everybody (@room), by somebody who may
    people: tuple[Mentioned, ...] = ()  # members that ``html`` links to


@dataclass(frozen=True, slots=True)
class Preview:
    """The last message of a room, for the list."""

    sender_name: str
    own: bool
    kind: ItemKind
    body: str
    state: StateNotice | None = None


class RoomLevel(StrEnum):
    """Of what in a room one wants to be told; kept in the account's push rules, for all devices."""

    DEFAULT = "default"  # as for all rooms
    ALL = "all"
    MENTIONS = "mentions"  # and keywords
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class RoomSummary:
    """One row of the room list.

    ``name`` is the room's own name or alias, or None: then the window builds one from ``heroes`` (display names of
    the others) and ``others`` (how many more members there are beside the heroes and us).
    """

    room_id: str
    name: str | None
    heroes: tuple[str, ...]
    others: int
    avatar: str | None  # mxc URI, validated
    membership: Membership
    direct: bool
    encrypted: bool
    unread: int
    highlight: int
    ts: int  # milliseconds; sort key, newest first
    preview: Preview | None
    inviter: str = ""  # display name and user id of who invited us
    topic: str = ""
    hero_ids: tuple[str, ...] = ()  # user ids of ``heroes``
    people: tuple[str, ...] = ()  # of a direct conversation: whom it is with (user ids), as far as known
    favourite: bool = False
    low_priority: bool = False
    marked_unread: bool = False  # by somebody's hand, whatever ``unread`` says
    is_space: bool = False
    successor: str = ""  # the room that this one says to have been replaced by
    predecessor: str = ""  # the room that this one says to go on
    level: RoomLevel = RoomLevel.DEFAULT  # a muted room has no unread messages, one with mentions only just those


@dataclass(frozen=True, slots=True)
class Member:
    user_id: str
    display_name: str
    avatar: str | None
    membership: Membership
    power: int = 0


T = TypeVar("T")

# -- changes of a list, in the order in which they are to be applied -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reset(Generic[T]):
    items: Sequence[T]


@dataclass(frozen=True, slots=True)
class Insert(Generic[T]):
    index: int
    items: Sequence[T]


@dataclass(frozen=True, slots=True)
class Update(Generic[T]):
    index: int
    item: T


@dataclass(frozen=True, slots=True)
class Remove:
    index: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Move(Generic[T]):
    """Take the row at ``old`` away, then put ``item`` in at ``new``."""

    old: int
    new: int
    item: T


Diff = Reset[T] | Insert[T] | Update[T] | Remove | Move[T]
