# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the account needs next, worked out from its state: one thing at a time."""

from __future__ import annotations

from enum import StrEnum

from app.security.interface import Backup, Identity, Recovery, SecurityState


class Need(StrEnum):
    """In the order of importance."""

    NONE = "none"
    REPLACED = "replaced"  # alarm
    CONTINUE = "continue"  # a set-up that was interrupted
    SET_UP = "set_up"
    VERIFY = "verify"
    NEW_KEY = "new_key"  # no recovery key
    REPAIR = "repair"
    BACKUP = "backup"  # the key storage is off, and nobody wanted that


#: Cannot be put aside: without it, others neither get nor send messages.
LASTING = frozenset({Need.REPLACED, Need.CONTINUE, Need.SET_UP, Need.VERIFY})

#: Nor these, where the organisation demands a recovery key and the key storage.
DEMANDED = frozenset({Need.NEW_KEY, Need.REPAIR, Need.BACKUP})


def lasting(need: Need, state: SecurityState) -> bool:
    """It cannot be put aside, and opens by itself once for each start."""
    return need in LASTING or (state.required and need in DEMANDED)


def need_of(state: SecurityState) -> Need:
    """The one thing to offer. Nothing while anything that decides it is unknown."""
    match state.identity:
        case Identity.UNKNOWN:
            return Need.NONE
        case Identity.REPLACED:
            return Need.REPLACED
    if state.setup_interrupted:
        return Need.CONTINUE
    match state.identity:
        case Identity.MISSING:
            return Need.SET_UP
        case Identity.UNVERIFIED:
            return Need.VERIFY
    match state.recovery:
        case Recovery.MISSING:
            return Need.NEW_KEY
        case Recovery.INCOMPLETE:
            return Need.REPAIR
        case Recovery.UNKNOWN:
            return Need.NONE
    match state.backup:
        case Backup.UNTRUSTED | Backup.NO_KEY:
            return Need.REPAIR
        case Backup.OFF:
            return Need.BACKUP
        case Backup.DECLINED if state.required:
            return Need.BACKUP
    return Need.NONE
