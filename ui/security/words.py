# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences about identity, recovery and verification: plain words, what happened, what one can do."""

from __future__ import annotations

from app.errors import ErrorCode, UserError
from app.security.interface import Trust, Verification
from ui.i18n import tr
from ui.sentences import error_sentence
from ui.text import isolate, one_line

_DANGEROUS = {"m.mismatched_sas", "m.key_mismatch", "m.mismatched_commitment", "m.user_mismatch"}


def problem_sentence(error: UserError) -> str:
    """The sentence of an error, with what only these dialogs know."""
    match error.code:
        case ErrorCode.PASSWORD_NEEDED:
            return tr("Enter the password of your account.")
        case ErrorCode.WRONG_RECOVERY_KEY:
            return recovery_key_sentence(str(error.details.get("problem", "")))
        case ErrorCode.NOT_SET_UP:
            return tr("There is no recovery key for this account.")
        case ErrorCode.BAD_SECRET_STORAGE:
            return tr(
                "What the server keeps under your recovery key is damaged or was changed. It is not used. "
                "Verify this device with another one, or tell your IT department."
            )
        case ErrorCode.CANNOT_VERIFY:
            return cannot_verify_sentence(str(error.details.get("reason", "")))
        case ErrorCode.KEY_FILE:
            return key_file_sentence(str(error.details.get("problem", "")))
        case ErrorCode.FORBIDDEN:
            return tr("The server does not allow this.")
        case ErrorCode.WRONG_PASSWORD:
            return tr("The password is not right. Try again.")
        case ErrorCode.TOO_LARGE:
            return tr("This is too large.")
        case _:
            return error_sentence(error)


def recovery_key_sentence(problem: str) -> str:
    """What is wrong with a recovery key, so that one knows where to look."""
    match problem:
        case "letter":
            return tr(
                "There is a character in it that does not occur in recovery keys. "
                "The digit 0, the letters O and I and the small l are never used."
            )
        case "length":
            return tr("The recovery key is too short or too long. It has twelve groups of four characters.")
        case "header":
            return tr("This is not a recovery key. It begins with the letter E.")
        case "parity":
            return tr("The recovery key contains a typing error. Compare it letter by letter, also capital and small.")
        case "no_passphrase":
            return tr("There is no passphrase for this account. Enter the recovery key.")
        case _:
            return tr(
                "This recovery key does not belong to your account, or a newer one has replaced it. "
                "Use the one you received last."
            )


def cannot_verify_sentence(reason: str) -> str:
    match reason:
        case "no_identity":
            return tr("This person has no digital identity yet, so there is nothing to verify.")
        case "not_verified":
            return tr("Verify this device first. After that you can verify other people.")
        case "no_device":
            return tr("You have no other verified device that could answer.")
        case "bad_code":
            return tr("This QR code does not belong to this verification. Scan the code that is shown now.")
        case _:
            return tr("The verification cannot be started at the moment. Try again later.")


def key_file_sentence(problem: str) -> str:
    match problem:
        case "wrong_passphrase":
            return tr("The passphrase does not fit this file, or the file is damaged.")
        case "not_a_key_file":
            return tr("This is not a key file. Choose a file that was exported from a messenger.")
        case "truncated" | "malformed":
            return tr("The key file is damaged or incomplete.")
        case "too_large":
            return tr("The key file is too large.")
        case "unsupported_version" | "too_expensive":
            return tr("The key file was written in a way that this program does not support.")
        case "unwritable":
            return tr("The file cannot be written. Choose another place.")
        case _:
            return tr("The file cannot be read.")


def cancel_is_dangerous(verification: Verification) -> bool:
    """Somebody may have tried to deceive: more than a verification that just ended early."""
    return verification.cancel_code in _DANGEROUS


def other_side(verification: Verification) -> str:
    """Who is on the other side, isolated, for a sentence."""
    if verification.own:
        name = one_line(verification.device_name or verification.device_id or "", 60)
        return isolate(name) if name else tr("your other device")
    return isolate(verification.display_name or verification.user_id, 60)


def cancel_sentence(verification: Verification) -> str:
    """Why a verification ended early."""
    who = other_side(verification)
    match verification.cancel_code:
        case "m.user" if verification.cancelled_by_us:
            return tr("You have cancelled the verification.")
        case "m.user":
            return tr("{who} has cancelled or declined the verification.").format(who=who)
        case "m.timeout":
            return tr("Nobody answered in time. Start again when both devices are at hand.")
        case "m.accepted":
            return tr("The request was answered on another device.")
        case "m.unknown_method":
            return tr("The two programs know no common way to verify. Update the other program and try again.")
        case "m.mismatched_sas":
            return tr("The symbols were not the same on both sides.")
        case "m.key_mismatch" | "m.mismatched_commitment":
            return tr("The two devices did not see the same keys.")
        case "m.user_mismatch":
            return tr("Somebody else than expected has answered.")
        case "m.unknown_transaction" | "m.unexpected_message" | "m.invalid_message":
            return tr("The two programs did not understand each other. Try again.")
        case _:
            return tr("The verification was ended by the other side. Try again.")


def trust_title(trust: Trust) -> str:
    match trust:
        case Trust.VERIFIED:
            return tr("Verified")
        case Trust.UNVERIFIED:
            return tr("Not verified")
        case Trust.CHANGED:
            return tr("Digital identity has changed")
        case Trust.VIOLATION:
            return tr("Verified identity has changed")
        case _:
            return tr("No digital identity")


def trust_text(trust: Trust, name: str) -> str:
    """What it means, and what one can do."""
    who = isolate(name, 60)
    match trust:
        case Trust.VERIFIED:
            return tr("You have verified that you are really writing with {name}.").format(name=who)
        case Trust.UNVERIFIED:
            return tr(
                "Your messages are encrypted. To be sure that nobody pretends to be {name}, verify each other once."
            ).format(name=who)
        case Trust.CHANGED:
            return tr(
                "The digital identity of {name} is not the one you saw first. Usually the person has set up their "
                "messenger anew. Ask them by telephone if you are not sure."
            ).format(name=who)
        case Trust.VIOLATION:
            return tr(
                "You had verified {name}, and the digital identity is another one now. Until you have verified it "
                "again or withdrawn the verification, nothing is sent."
            ).format(name=who)
        case _:
            return tr(
                "{name} has not set up a digital identity. There is nothing to verify yet, and devices of this person "
                "receive no encrypted messages."
            ).format(name=who)


#: icon, colour of the scheme, tone of a box
TRUST_LOOK = {
    Trust.UNKNOWN: ("info", "muted", "calm"),
    Trust.UNVERIFIED: ("shield", "muted", "calm"),
    Trust.CHANGED: ("alert", "warn", "warn"),
    Trust.VERIFIED: ("shield-check", "ok", "ok"),
    Trust.VIOLATION: ("alert", "danger", "danger"),
}
