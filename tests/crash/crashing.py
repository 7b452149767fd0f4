# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.crash.crashing POINT ...``: the driver, which kills itself (SIGKILL) when it comes to a point.

The proxy of ``tests/support/fault_proxy.py`` stops between two requests; here it is about moments between two
statements of a database transaction, which nobody could hit from outside. The arguments behind the point are those of
``tests.driver``.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _always(*_: Any, **__: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Point:
    """Before or after the ``nth`` call of a method for whose arguments ``when`` is true (and that gave true)."""

    module: str
    method: str  # Class.method
    after: bool = True
    nth: int = 1
    when: Callable[..., bool] = _always
    true: bool = False


def _to_device(_machine: Any, request_id: str, *_: Any) -> bool:
    return request_id.startswith("todevice-")


def _upload(_machine: Any, request_id: str, *_: Any) -> bool:
    return request_id.startswith("upload-")


def _claim(_machine: Any, request_id: str, *_: Any) -> bool:
    return request_id.startswith("claim-")


def _with_messages(_machine: Any, sync: Any) -> bool:
    return bool(sync.to_device)


def _with_tokens(_vault: Any, **changes: Any) -> bool:
    return "access_token" in changes


def _renewed(vault: Any, session: Any) -> bool:
    return bool(session.access_token != vault.session().access_token)


_MACHINE = "crypto.machine"

POINTS: dict[str, Point] = {
    # keys for others
    "keys-made": Point("crypto.account", "OwnAccount._create"),
    "upload-answer-arrived": Point(_MACHINE, "CryptoMachine.mark_sent", after=False, when=_upload),
    "upload-answer-taken-in": Point("crypto.account", "OwnAccount.uploaded"),
    "upload-answer-committed": Point(_MACHINE, "CryptoMachine.mark_sent", when=_upload),
    "keys-refilled": Point("crypto.account", "OwnAccount._refill", true=True),
    # to-device messages that come
    "messages-arrived": Point(_MACHINE, "CryptoMachine.receive_sync", after=False, when=_with_messages),
    "one-time-key-used": Point("crypto.account", "OwnAccount.open_session"),
    "olm-session-stored": Point("crypto.olm_sessions", "OlmSessions.decrypt"),
    "room-key-stored": Point("crypto.megolm_inbound", "InboundSessions.add"),
    "counts-taken-in": Point("crypto.account", "OwnAccount.update_counts", nth=1),
    "messages-committed": Point(_MACHINE, "CryptoMachine.receive_sync", when=_with_messages),
    "cache-committed": Point("app.store.cache", "Cache.apply"),
    # messages that go
    "message-queued": Point("app.store.vault", "Vault.enqueue"),
    "claim-answer-taken-in": Point("crypto.claims", "Claims.answered"),
    "claim-answer-committed": Point(_MACHINE, "CryptoMachine.mark_sent", when=_claim),
    "room-key-sealed": Point("crypto.outbox", "Outbox.put"),
    "shares-recorded": Point("crypto.sharing", "Sharing._record"),
    "share-answer-arrived": Point(_MACHINE, "CryptoMachine.mark_sent", after=False, when=_to_device),
    "share-answer-taken-in": Point("crypto.outbox", "Outbox.done"),
    "share-answer-committed": Point(_MACHINE, "CryptoMachine.mark_sent", when=_to_device),
    "ratchet-advanced": Point("crypto.megolm_outbound", "OutboundSessions.encrypt"),
    "ciphertext-committed": Point(_MACHINE, "CryptoMachine.encrypt"),
    # tokens that are renewed
    "token-answer-arrived": Point("app.tokens", "TokenKeeper._keep", after=False),
    "tokens-written": Point("app.store.vault", "Vault.save_session", when=_renewed),
    "tokens-committed": Point("app.store.vault", "Vault.change_session", when=_with_tokens),
    "event-id-arrived": Point("app.send_queue", "SendQueue._store_sent", after=False),
    "event-id-written": Point("app.store.vault", "Vault.set_state"),
    "event-id-committed": Point("app.send_queue", "SendQueue._store_sent"),
}


def arm(point: Point) -> None:
    """From now on the process dies at this point."""
    name, _, method = point.method.partition(".")
    owner = getattr(importlib.import_module(point.module), name)
    original = getattr(owner, method)
    calls = 0

    @functools.wraps(original)
    def watched(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        here = point.when(*arguments, **options)
        result = original(*arguments, **options) if point.after else None
        calls += here and (bool(result) or not point.true)
        if here and calls == point.nth:
            _die()
        return result if point.after else original(*arguments, **options)

    setattr(owner, method, watched)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()


def main() -> int:
    from tests.driver.__main__ import main as drive

    arm(POINTS[sys.argv.pop(1)])
    return drive()


if __name__ == "__main__":
    sys.exit(main())
