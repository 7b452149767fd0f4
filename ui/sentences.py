# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes told as sentences: what happened, and what one can do about it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale

from app.errors import ErrorCode, UserError
from app.types import ConnectionState, ItemKind, Place, Preview, RoomSummary, StateNotice
from crypto.types import ShieldCode, UtdCause
from ui.i18n import plural, tr
from ui.network.words import CODES as NETWORK_CODES
from ui.network.words import network_sentence
from ui.security.problems import security_sentence
from ui.sizes import size_text
from ui.text import isolate, one_line
from ui.times import full_label


def error_sentence(error: UserError) -> str:
    """One or two sentences. Details of the server are quoted as plain text, never shown alone."""
    return code_sentence(error.code, error.details)


def signed_out_sentence(state: ConnectionState) -> str:
    """Why this device is signed out, and what becomes of the messages."""
    if state.problem:
        return code_sentence(state.problem)
    if state.soft:
        return tr("The server asks you to sign in again. Your messages stay here, but new ones do not arrive.")
    return tr(
        "The server has signed out this device, for example because it was not used for a long time. "
        "Sign in again: this computer becomes a new device, and your messages stay readable here."
    )


def code_sentence(code: ErrorCode | str, details: Mapping[str, str | int | float] | None = None) -> str:
    """The sentence of an error code; an unknown one (of a newer store) is told as an internal error."""
    details = details or {}
    try:
        code = ErrorCode(code)
    except ValueError:
        code = ErrorCode.INTERNAL
    if code in NETWORK_CODES:
        return network_sentence(code, details)
    match code:
        case ErrorCode.NO_NETWORK:
            return tr("There is no connection to the network. Check your connection and try again.")
        case ErrorCode.UNKNOWN_SERVER:
            return tr("This server does not exist. Check the spelling of the server name.")
        case ErrorCode.NOT_MATRIX:
            return tr("There is no messenger server at this address. Check the server name or ask your IT department.")
        case ErrorCode.UNSUPPORTED_SERVER:
            return tr("This server does not offer what this program needs. Ask your IT department.")
        case ErrorCode.INSECURE_ADDRESS:
            return tr("This address is not encrypted. Use an address that begins with https://.")
        case ErrorCode.TLS:
            return tr(
                "The secure connection to the server failed, because its certificate is not trusted. "
                "Check the date and time of this computer or ask your IT department."
            )
        case ErrorCode.TIMEOUT:
            return tr("The server did not answer in time. Try again in a moment.")
        case ErrorCode.SERVER_ERROR:
            return tr("The server has a problem at the moment. Try again later.")
        case ErrorCode.BAD_ANSWER:
            return tr("The server gave an answer that cannot be understood. Try again or ask your IT department.")
        case ErrorCode.WRONG_PASSWORD:
            return tr("User name or password is not right. Check both and try again.")
        case ErrorCode.DEACTIVATED:
            return tr("This account has been deactivated. Ask your IT department.")
        case ErrorCode.LOCKED:
            return tr("This account is locked. Ask your IT department.")
        case ErrorCode.NOT_PERMITTED:
            return tr("Your organisation does not permit this server. Use the server of your organisation.")
        case ErrorCode.BY_POLICY:
            return by_policy(details)
        case ErrorCode.RATE_LIMITED:
            seconds = details.get("seconds")
            if isinstance(seconds, (int, float)) and seconds >= 1:
                return plural(
                    round(seconds),
                    tr("Too many attempts. Try again in one second."),
                    tr("Too many attempts. Try again in {n} seconds."),
                )
            return tr("Too many attempts. Try again in a moment.")
        case ErrorCode.BAD_USER_ID:
            return tr("This is not a valid user name. It looks like name or @name:server.")
        case ErrorCode.MAINTENANCE:
            end, text = details.get("end"), one_line(str(details.get("text", "")), 300)
            until = full_label(int(float(end) * 1000)) if isinstance(end, (int, float)) else ""
            said = tr("The messenger is under maintenance until {time}. Try again later.").format(time=until)
            return said + (f" {isolate(text, 300)}" if text else "")
        case ErrorCode.NO_WAY_IN:
            return tr("This server offers no way of signing in that your organisation permits. Ask your IT department.")
        case ErrorCode.DENIED:
            return tr("The sign-in page refused, or it was cancelled there. Try again or ask your IT department.")
        case ErrorCode.SIGN_IN_EXPIRED:
            return tr("Signing in was not finished in time. Begin again.")
        case ErrorCode.SUSPICIOUS_ANSWER:
            return tr(
                "What the browser brought back does not come from your server. You were not signed in. Try again; if "
                "this happens once more, tell your IT department."
            )
        case ErrorCode.OTHER_USER:
            return tr(
                "The messages on this computer belong to {user}. Sign in with this account, or sign out first."
            ).format(user=isolate(str(details.get("user", ""))))
        case ErrorCode.BROWSER_NEEDED:
            return tr("Your server wants you to confirm this in the browser.")
        case ErrorCode.SIGNED_OUT:
            return tr("This device has been signed out by the server. Sign in again.")
        case ErrorCode.FORBIDDEN:
            return tr("You do not have permission to do this in this room.")
        case ErrorCode.NOT_FOUND:
            return tr("This does not exist, or not any more.")
        case ErrorCode.TOO_LARGE if isinstance(limit := details.get("limit"), int):
            return tr("This is too large: at most {size} are possible.").format(size=size_text(limit))
        case ErrorCode.TOO_LARGE:
            return tr("This is too large for the server. Shorten the message.")
        case ErrorCode.CANCELLED:
            return tr("Cancelled.")
        case ErrorCode.REFUSED:
            reason = one_line(str(details.get("errcode", "")), 80)
            if reason in ("M_ROOM_IN_USE", "taken"):
                return tr("Another room has this address already.")
            if reason == "picture":
                return tr("This file is not a picture that can be shown.")
            if reason == "metadata":
                return tr(
                    "Place, time and camera cannot be removed from this picture. Send it with them or not at all."
                )
            if reason == "video_metadata":
                return tr("Place, time and camera cannot be removed from this video. Send it with them or not at all.")
            text = tr("The server refused this.")
            return text + (" " + tr("Reason given: {reason}").format(reason=isolate(reason)) if reason else "")
        case ErrorCode.NO_MICROPHONE:
            return tr(
                "No microphone can be used. Connect one, end other programs that use it, and check in the privacy "
                "settings of your computer whether programs may use the microphone."
            )
        case ErrorCode.NO_SPEAKERS:
            return tr("There is no sound output. Connect speakers or headphones, or ask your IT department.")
        case ErrorCode.NOT_PLAYABLE:
            return tr("This sound cannot be played here. You can save the file and open it with another program.")
        case ErrorCode.NOT_SHOWABLE if details.get("reason") == "video":
            return tr("This video cannot be played here. You can save the file and open it with another program.")
        case ErrorCode.NOT_SHOWABLE:
            return tr("This picture cannot be shown here. You can save the file.")
        case ErrorCode.INFECTED:
            return tr(
                "Malware was found in this file. It is neither shown nor saved. If you know the sender, tell your IT "
                "department."
            )
        case ErrorCode.TYPE_FORBIDDEN:
            return tr("Your organisation does not let this kind of file pass. It is neither shown nor saved.")
        case ErrorCode.NOT_CHECKED:
            return tr(
                "This file could not be checked for malware and therefore stays closed. Try again later, or ask your "
                "IT department."
            )
        case ErrorCode.GONE:
            return tr(
                "The server does not have this file any more. Servers remove files after some time. Ask the sender to "
                "send it again."
            )
        case ErrorCode.SEND_BLOCKED:
            users = one_line(str(details.get("users", "")), 200)
            if users:
                return tr(
                    "Not sent, because the digital identity of {users} has changed. "
                    "Verify the identity again before you write."
                ).format(users=isolate(users))
            return tr("Not sent, because the message could not be encrypted safely for everybody in the room.")
        case ErrorCode.PROFILE_IN_USE:
            return tr("The program is already running with this profile. Use the window that is open.")
        case ErrorCode.PROFILE_COPIED:
            return tr(
                "This is an older state or a copy of your profile, and its keys were used elsewhere since. "
                "Sign in again: this computer becomes a new device, and your messages stay readable here."
            )
        case ErrorCode.PROFILE_UNWRITABLE:
            return tr("The profile folder cannot be written to. Check its permissions or ask your IT department.")
        case ErrorCode.DISK_FULL:
            return tr("The disk is full. Free some space and try again.")
        case ErrorCode.STORE_CORRUPT:
            return tr(
                "The keys of this device are damaged and cannot be opened. Nothing was deleted. "
                "Ask your IT department, or sign in anew with another profile folder and restore your messages "
                "with the recovery key."
            )
        case ErrorCode.STORE_NEWER:
            return tr("This profile was used by a newer version of the program. Install that version.")
        case ErrorCode.KEYRING_MISSING:
            return tr("This computer offers no key store. Choose a passphrase that protects your messages.")
        case ErrorCode.KEYRING_CHANGED:
            return tr(
                "The key store that holds your key is not available now. Unlock it or sign in to your desktop again."
            )
        case ErrorCode.KEYRING_LOCKED:
            return tr("The key store of this computer is locked. Unlock it and try again.")
        case ErrorCode.PASSPHRASE_NEEDED:
            return tr("This profile is protected with a passphrase. Enter it.")
        case ErrorCode.KEY_LOST:
            return tr("The key store of this computer no longer holds the key of this profile. Ask your IT department.")
        case ErrorCode.WRONG_PASSPHRASE:
            wait = details.get("wait")
            if isinstance(wait, (int, float)) and wait >= 1:
                return plural(
                    round(wait),
                    tr("The passphrase is not right. Try again in one second."),
                    tr("The passphrase is not right. Try again in {n} seconds."),
                )
            return tr("The passphrase is not right. Try again.")
        case ErrorCode.WEAK_PASSWORD:
            return tr(
                "The server does not accept this password. Choose a longer one with different kinds of characters."
            )
        case ErrorCode.WEAK_PASSPHRASE:
            return tr("The passphrase is too short or too easy to guess. Choose a longer one.")
        case _:
            return security_sentence(code, details) or tr(
                "Something went wrong inside the program. Try again; if it happens again, tell your IT department."
            )


def by_policy(details: Mapping[str, str | int | float]) -> str:
    """What the organisation does not permit."""
    limit = details.get("limit")
    match details.get("policy"):
        case "MaximumUploadMegabytes" if isinstance(limit, int):
            return tr("Your organisation permits files of at most {size}.").format(size=size_text(limit))
        case "AllowedFileTypes":
            return tr("Your organisation does not permit sending this kind of file.")
        case "AllowedFileTypesToOpen":
            return tr("Your organisation does not permit opening this kind of file. You can save it.")
        case "AllowSaveFiles":
            return tr("Your organisation does not permit saving or opening files of messages.")
        case "AllowRoomCreation":
            return tr("Your organisation does not permit you to create rooms. You can write to one person directly.")
        case "AllowPublicRooms":
            return tr("Your organisation does not permit public rooms. Somebody in the room can invite you.")
        case "AllowLocation":
            return tr("Your organisation does not permit sending places.")
        case "AllowPolls":
            return tr("Your organisation does not permit polls.")
        case "AllowVoiceMessages":
            return tr("Your organisation does not permit voice messages.")
        case _:
            return tr("Your organisation does not permit this.")


def undecryptable_line(cause: UtdCause | None) -> str:
    """What stands in place of the message."""
    match cause:
        case UtdCause.SENT_BEFORE_JOIN:
            return tr("You had no access to this message when it was sent")
        case UtdCause.HISTORICAL:
            return tr("Older messages are not available on this device")
        case UtdCause.UNSIGNED_DEVICE | UtdCause.UNKNOWN_DEVICE | UtdCause.MISMATCHED_SENDER | UtdCause.REPLAY:
            return tr("Message hidden, its sender is not certain")
        case UtdCause.VERIFICATION_VIOLATION:
            return tr("Message hidden, the sender's digital identity has changed")
        case UtdCause.BAD_EVENT | UtdCause.UNSUPPORTED_ALGORITHM:
            return tr("This message cannot be read")
        case UtdCause.WITHHELD_UNVERIFIED | UtdCause.WITHHELD_BY_SENDER:
            return tr("The sender did not make this message available to this device")
        case _:
            return tr("Waiting for this message to become readable")


def undecryptable_why(cause: UtdCause | None) -> str:
    """The explanation behind it."""
    match cause:
        case UtdCause.UNKNOWN_INDEX:
            return tr(
                "The key that came for this conversation begins after this message. It becomes readable as soon as "
                "an earlier key arrives."
            )
        case UtdCause.SENT_BEFORE_JOIN:
            return tr("The message was sent before you were a member of this room, so it was not encrypted for you.")
        case UtdCause.HISTORICAL:
            return tr("The message was sent before you signed in on this device, and there is no backup of its key.")
        case UtdCause.WITHHELD_UNVERIFIED:
            return tr(
                "The sender's program only sends to verified devices. Verify this device and ask the sender to "
                "send the message again."
            )
        case UtdCause.WITHHELD_BY_SENDER:
            return tr("The sender's program decided not to share the key of this message with this device.")
        case UtdCause.UNSIGNED_DEVICE:
            return tr(
                "The message came from a device that its owner has not confirmed. It could come from somebody else. "
                "Ask the sender to verify the device."
            )
        case UtdCause.UNKNOWN_DEVICE:
            return tr(
                "The message came from a device that is unknown or was removed. It could come from somebody else."
            )
        case UtdCause.MISMATCHED_SENDER:
            return tr("The message says it comes from one person, but its key belongs to another. Do not trust it.")
        case UtdCause.VERIFICATION_VIOLATION:
            return tr("You had verified this person, and their digital identity has changed since. Verify it again.")
        case UtdCause.REPLAY:
            return tr("This is the copy of a message that was shown before. Somebody may be trying to deceive you.")
        case UtdCause.BAD_EVENT:
            return tr("The message is damaged or was not encrypted correctly.")
        case UtdCause.UNSUPPORTED_ALGORITHM:
            return tr("The message is encrypted in a way this program does not support.")
        case _:
            return tr(
                "The key of this message has not arrived yet. It is fetched automatically; you need not do anything. "
                "It may help if the sender opens their messenger."
            )


def shield_title(code: ShieldCode | None) -> str:
    match code:
        case ShieldCode.SENT_IN_CLEAR:
            return tr("Not encrypted")
        case ShieldCode.MISMATCHED_SENDER:
            return tr("Sender does not match")
        case ShieldCode.VERIFICATION_VIOLATION:
            return tr("Digital identity has changed")
        case ShieldCode.UNVERIFIED_IDENTITY:
            return tr("Sender not verified")
        case ShieldCode.UNSIGNED_DEVICE:
            return tr("Device not confirmed by its owner")
        case ShieldCode.UNKNOWN_DEVICE:
            return tr("Unknown or removed device")
        case ShieldCode.AUTHENTICITY_NOT_GUARANTEED:
            return tr("Authenticity not certain")
        case _:
            return tr("Encrypted")


def shield_why(code: ShieldCode | None) -> str:
    match code:
        case ShieldCode.SENT_IN_CLEAR:
            return tr("This message was not encrypted, although the room is. The server and others could read it.")
        case ShieldCode.MISMATCHED_SENDER:
            return tr("The sender of the message does not match the owner of the device that encrypted it.")
        case ShieldCode.VERIFICATION_VIOLATION:
            return tr("You had verified this person, and their digital identity has changed since. Verify it again.")
        case ShieldCode.UNVERIFIED_IDENTITY:
            return tr("The message is encrypted. You have not yet verified the person who sent it.")
        case ShieldCode.UNSIGNED_DEVICE:
            return tr("The message is encrypted, but its owner has not confirmed the device that sent it.")
        case ShieldCode.UNKNOWN_DEVICE:
            return tr("The message is encrypted by a device that is unknown or has been removed since.")
        case ShieldCode.AUTHENTICITY_NOT_GUARANTEED:
            return tr(
                "The key of this message came from another device or a backup, so who wrote it cannot be proved "
                "on this device."
            )
        case _:
            return tr("Only the members of this room can read this message.")


def state_line(notice: StateNotice | None) -> str:
    """A change of the room in one line; names are isolated plain text."""
    if notice is None:
        return tr("The room was changed")
    who, whom, what = isolate(notice.who, 80), isolate(notice.whom, 80), isolate(notice.what, 160)
    texts = {
        "joined": tr("{who} joined the room"),
        "left": tr("{who} left the room"),
        "invited": tr("{who} invited {whom}"),
        "invite_declined": tr("{who} declined the invitation"),
        "invite_withdrawn": tr("{who} withdrew the invitation of {whom}"),
        "kicked": tr("{who} removed {whom} from the room"),
        "banned": tr("{who} banned {whom} from the room"),
        "unbanned": tr("{who} lifted the ban of {whom}"),
        "knocked": tr("{who} asks to join"),
        "renamed_self": tr("{who} is now called {what}"),
        "avatar_self": tr("{who} changed their picture"),
        "room_created": tr("{who} created the room"),
        "room_name": tr("{who} renamed the room to {what}"),
        "room_name_removed": tr("{who} removed the name of the room"),
        "room_topic": tr("{who} changed the topic to {what}"),
        "room_avatar": tr("{who} changed the picture of the room"),
        "encryption_on": tr("{who} turned on encryption. Messages can only be read by members of the room."),
        "history_visibility": tr("{who} changed who can read earlier messages"),
        "join_rules": tr("{who} changed who may join"),
        "power_levels": tr("{who} changed the permissions"),
        "tombstone": tr("This room was replaced by a new one"),
    }
    return texts.get(notice.code, tr("{who} changed the room")).format(who=who, whom=whom, what=what)


def room_name(room: RoomSummary) -> str:
    """The room's own name, or one made of its members. Plain text on one line."""
    if room.name and (name := one_line(room.name)):
        return name
    heroes = [name for hero in room.heroes if (name := one_line(hero, 60))]
    if heroes:
        if room.others > 0:
            return plural(
                room.others, tr("{names} and one other"), tr("{names} and {n} others"), names=", ".join(heroes)
            )
        return ", ".join(heroes)
    return tr("Empty room") if room.others <= 0 else tr("Unnamed room")


def preview_line(preview: Preview | None, *, direct: bool) -> str:
    """The last message of a room on one line."""
    if preview is None:
        return ""
    match preview.kind:
        case ItemKind.STATE:
            return state_line(preview.state)
        case ItemKind.UNDECRYPTABLE:
            body = tr("Encrypted message")
        case ItemKind.REDACTED:
            body = tr("Message deleted")
        case ItemKind.UNSUPPORTED:
            body = tr("Message of an unknown kind")
        case ItemKind.FILE:
            body = tr("File: {name}").format(name=one_line(preview.body))
        case ItemKind.LOCATION:
            return tr("Place")
        case ItemKind.EMOTE:
            return f"{one_line(preview.sender_name, 60)} {one_line(preview.body)}"
        case _:
            body = one_line(preview.body)
    if preview.own:
        return tr("You: {text}").format(text=body)
    return body if direct or not preview.sender_name else f"{one_line(preview.sender_name, 40)}: {body}"


def coordinates(place: Place) -> str:
    """Latitude and longitude as people of the language write them, with five decimals (about a metre)."""
    locale = QLocale()
    north = tr("N") if place.latitude >= 0 else tr("S")
    east = tr("E") if place.longitude >= 0 else tr("W")
    latitude = locale.toString(abs(place.latitude), "f", 5)
    longitude = locale.toString(abs(place.longitude), "f", 5)
    return f"{latitude}° {north}  {longitude}° {east}"
