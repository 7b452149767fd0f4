# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a message is believed to be from, and what follows for the window.

The table is the one of matrix-rust-sdk's ``VerificationLevel``, with two differences: a failed owner check is red, and
a user without any cross-signing identity is shown with a red mark where the policy permits (MSC4153).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from crypto.identities import UserIdentity
from crypto.types import Shield, ShieldCode, ShieldColor, UtdCause


class TrustPolicy(StrEnum):
    """To which devices keys go and whose messages are shown."""

    ALL = "all"
    """Every device; for tests."""
    SIGNED_WHERE_POSSIBLE = "signed_where_possible"
    """Users who have an identity: only devices signed by it. Users without one: every device, marked red."""
    SIGNED_ONLY = "signed_only"
    """Only devices signed by their owner's identity (MSC4153)."""


class PolicyInForce:
    """The policy of this moment.

    Unless one is fixed, it becomes strict as soon as this device is signed by our own identity: from then on others
    see us the same way (MSC4153). Before that, refusing people without an identity would leave a new account mute.
    """

    def __init__(self, fixed: TrustPolicy | None = None) -> None:
        self.fixed = fixed
        self.own_device_signed = False

    @property
    def current(self) -> TrustPolicy:
        if self.fixed is not None:
            return self.fixed
        return TrustPolicy.SIGNED_ONLY if self.own_device_signed else TrustPolicy.SIGNED_WHERE_POSSIBLE


class Vouched(IntEnum):
    """Who vouches that a Megolm session belongs to its owner. Only ever raised."""

    OWNER_CHECK_FAILED = -1  # the owner's device of that id has other keys
    UNKNOWN_DEVICE = 0
    DEVICE = 1  # the owner has such a device, by the server's word
    SIGNED = 2  # ... and the owner's identity signed it
    OWN = 3  # made by this very device


Verdict = Shield | UtdCause

NO_SHIELD = Shield()


def red(code: ShieldCode) -> Shield:
    return Shield(ShieldColor.RED, code)


def judge(
    policy: TrustPolicy, vouched: int, master: str | None, imported: bool, identity: UserIdentity | None
) -> Verdict:
    """The mark of messages of a session, or why they are hidden.

    ``master`` is the master key that vouched for the device, ``identity`` the owner's present one.
    """
    if vouched == Vouched.OWN:
        return NO_SHIELD
    if vouched == Vouched.SIGNED:
        if identity is None or identity.master != master or not identity.violation:
            return NO_SHIELD
        return red(ShieldCode.VERIFICATION_VIOLATION) if policy is TrustPolicy.ALL else UtdCause.VERIFICATION_VIOLATION
    if imported:
        if vouched == Vouched.OWNER_CHECK_FAILED:
            return red(ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
        return Shield(ShieldColor.GREY, ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
    hidden = policy is TrustPolicy.SIGNED_ONLY or (policy is TrustPolicy.SIGNED_WHERE_POSSIBLE and identity is not None)
    if vouched == Vouched.DEVICE:
        return UtdCause.UNSIGNED_DEVICE if hidden else red(ShieldCode.UNSIGNED_DEVICE)
    if hidden:
        return UtdCause.UNKNOWN_DEVICE
    if vouched == Vouched.OWNER_CHECK_FAILED:
        return red(ShieldCode.AUTHENTICITY_NOT_GUARANTEED)
    return red(ShieldCode.UNKNOWN_DEVICE)


def entitled(policy: TrustPolicy, signed: bool, dehydrated: bool, has_identity: bool) -> bool:
    """Whether a device of another user, or another one of ours, gets room keys."""
    if signed:
        return True
    if dehydrated:
        return False  # MSC3814: anybody with the account could have made it
    if policy is TrustPolicy.ALL:
        return True
    return policy is TrustPolicy.SIGNED_WHERE_POSSIBLE and not has_identity
