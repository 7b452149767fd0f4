# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors that a person is told about. The window owns the sentences; this owns the codes."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, as far as a person can do something about it."""

    # reaching a server
    NO_NETWORK = "no_network"  # no route, name server silent
    UNKNOWN_SERVER = "unknown_server"  # the name does not exist
    NOT_MATRIX = "not_matrix"  # something answers, but it is no Matrix homeserver
    UNSUPPORTED_SERVER = "unsupported_server"  # a Matrix server without what we need (versions, password login)
    INSECURE_ADDRESS = "insecure_address"  # http:// to something other than this machine
    TLS = "tls"  # certificate not trusted, expired, wrong name
    CLIENT_CERTIFICATE = "client_certificate"  # ours: missing, unreadable, not accepted; details: reason
    PROXY_UNREACHABLE = "proxy_unreachable"  # details: proxy, reason
    PROXY_REFUSED = "proxy_refused"  # it lets nobody through to this host; details: proxy, status
    PROXY_LOGIN = "proxy_login"  # it wants a sign-in; details: proxy, reason (needed, wrong, ticket, unsupported)
    PROXY_SCRIPT = "proxy_script"  # cannot be had or does not work; details: reason, text
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"  # 5xx
    BAD_ANSWER = "bad_answer"  # not JSON, wrong shape, too large, redirect
    # signing in
    WRONG_PASSWORD = "wrong_password"
    DEACTIVATED = "deactivated"
    LOCKED = "locked"
    NOT_PERMITTED = "not_permitted"  # the organisation does not permit this server
    BY_POLICY = "by_policy"  # the organisation does not permit this; details: policy, limit (bytes)
    RATE_LIMITED = "rate_limited"  # details: seconds
    BAD_USER_ID = "bad_user_id"
    SIGNED_OUT = "signed_out"
    NO_WAY_IN = "no_way_in"  # the server offers no way of signing in that the organisation permits
    DENIED = "denied"  # the person, or the server, said no in the browser
    SIGN_IN_EXPIRED = "sign_in_expired"  # nobody finished it in time
    SUSPICIOUS_ANSWER = "suspicious_answer"  # what the browser brought back is not from the server that was asked
    OTHER_USER = "other_user"  # the profile belongs to somebody else than who signed in; details: user
    BROWSER_NEEDED = "browser_needed"  # has to be confirmed in the browser; details: url
    MAINTENANCE = "maintenance"  # the operator lets nobody in; details: text, end (seconds since 1970)
    # acting
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # the server said no, for a reason we have no sentence for; details: errcode
    NO_MICROPHONE = "no_microphone"  # missing, in use or forbidden
    NO_SPEAKERS = "no_speakers"
    NOT_PLAYABLE = "not_playable"  # a kind of sound that we do not play, or a broken file
    NOT_SHOWABLE = "not_showable"  # no picture, too large, or broken
    INFECTED = "infected"  # the content scanner has found malware in the file
    TYPE_FORBIDDEN = "type_forbidden"  # the content scanner does not let this kind of file pass
    NOT_CHECKED = "not_checked"  # the content scanner could not check the file, and has to; details: reason
    GONE = "gone"  # the server does not have this file any more
    SEND_BLOCKED = "send_blocked"  # the encryption engine refuses; details: reason, users
    # the profile
    PROFILE_IN_USE = "profile_in_use"
    PROFILE_COPIED = "profile_copied"  # a copy of it, or a later state, was in use: this device must not go on
    PROFILE_UNWRITABLE = "profile_unwritable"
    DISK_FULL = "disk_full"
    STORE_CORRUPT = "store_corrupt"  # crypto.db; the file is kept
    STORE_NEWER = "store_newer"
    KEYRING_MISSING = "keyring_missing"  # no usable key store and no passphrase given
    KEYRING_CHANGED = "keyring_changed"  # the key was kept in a key store that is not there now
    KEYRING_LOCKED = "keyring_locked"  # the key store did not answer or was not unlocked
    KEY_LOST = "key_lost"  # the key store no longer has our key
    PASSPHRASE_NEEDED = "passphrase_needed"  # the profile is kept with a passphrase and none was given
    WRONG_PASSPHRASE = "wrong_passphrase"  # details: wait, seconds until the next try is accepted
    WEAK_PASSPHRASE = "weak_passphrase"
    # identity and recovery
    WEAK_PASSWORD = "weak_password"  # the server wants a better one
    PASSWORD_NEEDED = "password_needed"  # the server wants the account's password for this
    WRONG_RECOVERY_KEY = "wrong_recovery_key"  # details: problem (mistyped, does not fit, ...)
    NOT_SET_UP = "not_set_up"  # there is no recovery key on the server
    BAD_SECRET_STORAGE = "bad_secret_storage"  # what the server holds is damaged or tampered with
    CANNOT_VERIFY = "cannot_verify"  # details: reason
    KEY_FILE = "key_file"  # details: problem
    INTERNAL = "internal"


class UserError(Exception):
    """Something to tell the user. ``details`` are plain text values for the sentence."""

    def __init__(self, code: ErrorCode, /, **details: str | int | float) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = details
