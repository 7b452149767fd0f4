# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Object names of what belongs to identity, recovery and verification. They do not change with the language."""

from __future__ import annotations

from typing import Final

OFFER: Final = "security.offer"  # one row over the conversation
OFFER_TEXT: Final = "security.offer.text"
OFFER_YES: Final = "security.offer.yes"
OFFER_NO: Final = "security.offer.no"
WARNING: Final = "security.warning"  # over the messages of a room
WARNING_TEXT: Final = "security.warning.text"
WARNING_SHOW: Final = "security.warning.show"

SETUP_DIALOG: Final = "setup"
NEW_DEVICE_DIALOG: Final = "newdevice"
NEW_DEVICE_VERIFY: Final = "newdevice.verify"
NEW_DEVICE_KEY: Final = "newdevice.key"
NEW_DEVICE_LOST: Final = "newdevice.lost"
RESET_DIALOG: Final = "reset"
RESET_UNDERSTOOD: Final = "reset.understood"
RECOVERY_KEY_SHOWN: Final = "recovery.key"
RECOVERY_COPY: Final = "recovery.copy"
RECOVERY_SAVE: Final = "recovery.save"
RECOVERY_PRINT: Final = "recovery.print"
RECOVERY_FIELD: Final = "recovery.field"
PASSWORD_FIELD: Final = "security.password"  # noqa: S105 - the name of a field

VERIFY_DIALOG: Final = "verify"
VERIFY_EMOJI: Final = "verify.emoji"
VERIFY_QR: Final = "verify.qr"
VERIFY_MATCH: Final = "verify.match"
VERIFY_MISMATCH: Final = "verify.mismatch"
VERIFY_COMPARE: Final = "verify.compare"
VERIFY_SCAN: Final = "verify.scan"
VERIFY_CANCEL: Final = "verify.cancel"

PERSON_DIALOG: Final = "person"
PERSON_TRUST: Final = "person.trust"
PERSON_VERIFY: Final = "person.verify"
PERSON_WITHDRAW: Final = "person.withdraw"
PERSON_COPY_LINK: Final = "person.copy-link"
PERSON_ACCEPT: Final = "person.accept"
DEVICES_DIALOG: Final = "devices"
DEVICES_SEVERAL: Final = "devices.several"
DEVICES_LIST: Final = "devices.list"
DEVICE_NAME: Final = "devices.name"
KEYS_DIALOG: Final = "keystorage"
KEYS_REPAIR: Final = "keystorage.repair"
KEY_FILE_DIALOG: Final = "keyfile"
KEY_FILE_PASSPHRASE: Final = "keyfile.passphrase"  # noqa: S105
KEY_FILE_REPEAT: Final = "keyfile.repeat"
ALARM_DIALOG: Final = "alarm"

STEP_SUBMIT: Final = "step.submit"  # the main button of a dialog's step
STEP_BROWSER: Final = "step.browser"
STEP_BACK: Final = "step.back"
STEP_TITLE: Final = "step.title"
STEP_ERROR: Final = "step.error"
