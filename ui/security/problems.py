# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences of the error codes of identity, recovery and verification."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import ErrorCode
from ui.i18n import tr


def security_sentence(code: ErrorCode, details: Mapping[str, str | int | float]) -> str | None:
    """None for all other codes."""
    match code:
        case ErrorCode.PASSWORD_NEEDED:
            return tr("Enter the password of your account.")
        case ErrorCode.WRONG_RECOVERY_KEY:
            return recovery_key_sentence(str(details.get("problem", "")))
        case ErrorCode.NOT_SET_UP:
            return tr("There is no recovery key for this account.")
        case ErrorCode.BAD_SECRET_STORAGE:
            return tr(
                "What the server keeps under your recovery key is damaged or was changed. It is not used. "
                "Verify this device with another one, or tell your IT department."
            )
        case ErrorCode.CANNOT_VERIFY:
            return cannot_verify_sentence(str(details.get("reason", "")))
        case ErrorCode.KEY_FILE:
            return key_file_sentence(str(details.get("problem", "")))
        case _:
            return None


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
