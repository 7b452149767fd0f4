# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences about identity, recovery and verification: plain words, what happened, what one can do."""

from __future__ import annotations

from app.errors import ErrorCode, UserError
from app.security.interface import Backup, Recovery, Security, Trust, Verification
from ui.i18n import plural, tr
from ui.sentences import error_sentence
from ui.text import isolate, one_line

_DANGEROUS = {"m.mismatched_sas", "m.key_mismatch", "m.mismatched_commitment", "m.user_mismatch"}


def problem_sentence(error: UserError) -> str:
    """The sentence of an error in a dialog about the account rather than about a room."""
    match error.code:
        case ErrorCode.FORBIDDEN:
            return tr("The server does not allow this.")
        case ErrorCode.WRONG_PASSWORD:
            return tr("The password is not right. Try again.")
        case ErrorCode.TOO_LARGE:
            return tr("This is too large.")
        case _:
            return error_sentence(error)


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


def kept_sentence(security: Security | None) -> str:
    """What will still be readable after this device is gone, from the state of the key storage."""
    state = security.state if security is not None else None
    if state is None or state.backup is Backup.UNKNOWN:
        return tr("Whether your keys are in the key storage is not known now.")
    if state.backup is not Backup.ON or state.recovery is not Recovery.READY:
        return tr("There is no complete key storage: set it up under Security first if you want to keep your messages.")
    if state.remaining:
        return plural(
            state.remaining,
            tr("One key is not in the key storage yet. Wait a moment before you sign out."),
            tr("{n} keys are not in the key storage yet. Wait a moment before you sign out."),
        )
    return tr("All keys are in the key storage: with the recovery key you can read your messages on another device.")
