# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an account can do, each a service of its own: a new feature is made here, in one line, and listed below."""

from __future__ import annotations

from app.account_pages import AccountPages
from app.capabilities import Capabilities
from app.context import Context
from app.details import MessageDetails
from app.directory import Directory
from app.finder.service import Finder
from app.forwarding import Forwarding
from app.ignored import Ignored
from app.links import Links
from app.live import Live
from app.locking.service import ScreenLock
from app.maintenance import Maintenance
from app.marks import Marks
from app.media.files import Files
from app.media.gallery import Gallery
from app.notifications.service import Notifications
from app.own_profile import Profiles
from app.pins import Pins
from app.policy.categories.storage import AUTO_DOWNLOAD
from app.room_actions import RoomActions
from app.room_admin.service import RoomAdmin
from app.scanner.service import Scanner
from app.search import Search
from app.server_info import Server
from app.service import Services
from app.signal import Signal
from app.spaces import Spaces
from app.spelling import Spelling
from app.threads.service import Threads
from app.types import ConnectionState
from app.video.service import VideoService
from app.voice.service import Voice
from app.writing import Writing


class Features:
    """The services of a running account, in the order in which they hear of things."""

    def __init__(
        self, context: Context, files: Files, actions: RoomActions, search: Search, link: Signal[ConnectionState]
    ) -> None:
        """``link`` tells when the connection changes."""
        self.own_profile = Profiles(context, files.pictures)
        """Our name and picture, and the password."""
        self.server = Server(context)
        """What the operator tells about the homeserver."""
        self.account_pages = AccountPages(context)
        """Where the account is managed in the browser."""
        self.maintenance = Maintenance(context, link)
        """What the operator announces."""
        self.capabilities = Capabilities(context)
        self.ignored = Ignored(context, actions.read_again)
        self.room_admin = RoomAdmin(context, actions, files.pictures)
        self.live = Live(context)
        """Who reads, types and reacts."""
        actions.prefs = context.prefs
        actions.private_receipts = lambda: self.live.private_receipts
        self.scanner = Scanner(context, files)
        """Files are checked for malware before they are used."""
        self.voice = Voice(context, files)
        self.videos = VideoService(context, files, self.voice)
        self.gallery = Gallery(context, files, actions.fill_gap)
        files.automatic = lambda: context.prefs.value(AUTO_DOWNLOAD) * 1_000_000
        self.writing = Writing(context)
        self.spelling = Spelling(context)
        self.marks = Marks(context)
        """Favourite, low priority, marked as unread."""
        self.spaces = Spaces(context)
        self.directory = Directory(context)
        """Rooms and people that one may find."""
        self.threads = Threads(context)
        self.pins = Pins(context)
        self.details = MessageDetails(context)
        self.forwarding = Forwarding(context, files)
        self.notifications = Notifications(context)
        self.finder = Finder(context, search, actions.fill_gap)
        """Finds messages, and fetches older ones to be found."""
        self.links = Links(context)
        self.links.told = lambda: self.server.known.web_client
        self.screen_lock = ScreenLock(context)
        """What opens a locked window."""
        self._services = Services(
            [
                self.own_profile,
                self.account_pages,
                self.maintenance,
                self.server,
                self.capabilities,
                self.ignored,
                self.room_admin,
                self.live,
                self.scanner,
                self.videos,
                self.voice,
                self.gallery,
                self.writing,
                self.spelling,
                self.marks,
                self.spaces,
                self.directory,
                self.threads,
                self.pins,
                self.details,
                self.forwarding,
                self.notifications,
                self.finder,
                self.links,
                self.screen_lock,
            ]
        )
