# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Object names of the widgets that tests and automation may rely on. They do not change with the language."""

from __future__ import annotations

from typing import Final

WINDOW: Final = "window"

SIGNIN_SERVER: Final = "signin.server"
SIGNIN_USER: Final = "signin.user"
SIGNIN_PASSWORD: Final = "signin.password"  # noqa: S105 - the name of a field
SIGNIN_SHOW_PASSWORD: Final = "signin.password.show"  # noqa: S105
SIGNIN_ADVANCED: Final = "signin.advanced"
SIGNIN_DEVICE: Final = "signin.device"
SIGNIN_SUBMIT: Final = "signin.submit"
SIGNIN_ERROR: Final = "signin.error"

UNLOCK_PASSPHRASE: Final = "unlock.passphrase"  # noqa: S105
UNLOCK_REPEAT: Final = "unlock.repeat"
UNLOCK_SUBMIT: Final = "unlock.submit"
UNLOCK_ERROR: Final = "unlock.error"

TROUBLE_TEXT: Final = "trouble.text"
TROUBLE_RETRY: Final = "trouble.retry"

ROOMS_FILTER: Final = "rooms.filter"
ROOMS_LIST: Final = "rooms.list"
ROOMS_INVITATIONS: Final = "rooms.invitations"
ROOMS_FAVOURITES: Final = "rooms.favourites"
ROOMS_PEOPLE: Final = "rooms.people"
ROOMS_LOW: Final = "rooms.low"
ROOMS_UNREAD: Final = "rooms.unread"
ROOMS_NEW: Final = "rooms.new"
ROOMS_MENU: Final = "rooms.menu"
ROOMS_EMPTY: Final = "rooms.empty"

ROOM_NAME: Final = "room.name"
ROOM_TOPIC: Final = "room.topic"
ROOM_ENCRYPTION: Final = "room.encryption"
ROOM_MEMBERS: Final = "room.members"
ROOM_MENU: Final = "room.menu"

BANNER: Final = "banner"
BANNER_RETRY: Final = "banner.retry"

TIMELINE_VIEW: Final = "timeline.view"
TIMELINE_NEWEST: Final = "timeline.newest"
TIMELINE_READER: Final = "timeline.reader"
TIMELINE_LOADING: Final = "timeline.loading"

TYPING: Final = "timeline.typing"

COMPOSER_EDIT: Final = "composer.edit"
COMPOSER_SEND: Final = "composer.send"
COMPOSER_ATTACH: Final = "composer.attach"
COMPLETION: Final = "composer.completion"
COMPOSER_EMOJI: Final = "composer.emoji"
COMPOSER_INTENT: Final = "composer.intent"
COMPOSER_INTENT_CANCEL: Final = "composer.intent.cancel"
MENU_REPLY: Final = "menu.reply"
MENU_THREAD: Final = "menu.thread"
MENU_EDIT: Final = "menu.edit"
MENU_DELETE: Final = "menu.delete"
MENU_POLL_END: Final = "menu.poll.end"
DELETE_DIALOG: Final = "delete"
DELETE_REASON: Final = "delete.reason"
SEND_FILES: Final = "files"
SEND_FILES_CAPTION: Final = "files.caption"
SEND_FILES_STRIP: Final = "files.strip"
EMOJI_PICKER: Final = "emoji"
EMOJI_SEARCH: Final = "emoji.search"
EMOJI_GRID: Final = "emoji.grid"
EMOJI_TONE: Final = "emoji.tone"
COMPOSER_NOTICE: Final = "composer.notice"
COMPOSER_REASON: Final = "composer.reason"

INVITATION_ACCEPT: Final = "invitation.accept"
INVITATION_DECLINE: Final = "invitation.decline"
INVITATION_TEXT: Final = "invitation.text"

CREATE_DIALOG: Final = "create"
CREATE_NAME: Final = "create.name"
CREATE_DIRECT: Final = "create.direct"
CREATE_GROUP: Final = "create.group"
CREATE_ENCRYPTED: Final = "create.encrypted"
CREATE_INVITE: Final = "create.invite"
CREATE_SUBMIT: Final = "create.submit"
CREATE_ERROR: Final = "create.error"

INVITE_DIALOG: Final = "invite"
INVITE_USER: Final = "invite.user"
INVITE_SUBMIT: Final = "invite.submit"
INVITE_ERROR: Final = "invite.error"

CONFIRM_DIALOG: Final = "confirm"
CONFIRM_SUBMIT: Final = "confirm.submit"
LINK_DIALOG: Final = "link"
LINK_TARGET: Final = "link.target"
LINK_SUBMIT: Final = "link.submit"
ABOUT_DIALOG: Final = "about"
POLICIES_DIALOG: Final = "policies"

TOAST: Final = "toast.text"
POPOVER: Final = "popover"
SETTINGS_DIALOG: Final = "settings"
SETTINGS_LIST: Final = "settings.list"
SETTINGS_NAME: Final = "settings.account.name"
SETTINGS_SAVE_NAME: Final = "settings.account.save"
SETTINGS_AVATAR: Final = "settings.account.picture"
SETTINGS_CHANGE: Final = "settings.account.change"
CHANGE_DIALOG: Final = "change-password"
PANEL: Final = "panel"
PANEL_BACK: Final = "panel.back"
PANEL_CLOSE: Final = "panel.close"
TIMELINE_UNREAD: Final = "timeline.unread"
