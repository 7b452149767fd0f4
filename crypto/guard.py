# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a guard around one remote thing may swallow."""

from __future__ import annotations

from crypto.store.errors import StoreError


def tolerable(error: BaseException) -> bool:
    """Whether an error spoils only the thing it came from: one event, one device, one key.

    Trouble with the database is never that: the step as a whole has failed. A panic inside the binding is: it derives
    from BaseException, and some input that is merely malformed causes one (a signing key that is not 32 bytes long).
    """
    if isinstance(error, StoreError):
        return False
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
