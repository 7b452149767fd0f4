# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rule that coroutines of the account raise UserError only."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from app.errors import ErrorCode, UserError
from app.worker import WorkerStopped
from crypto.store.errors import StoreError
from crypto.types import SendBlocked

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)


def told(function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Whatever goes wrong inside comes out as a UserError."""

    @functools.wraps(function)
    async def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await function(*args, **kwargs)
        except UserError:
            raise
        except StoreError as error:
            from app.profile.profile import as_user_error

            raise as_user_error(error) from error
        except SendBlocked as error:
            raise UserError(ErrorCode.SEND_BLOCKED, reason=error.code, users=" ".join(error.users)) from error
        except WorkerStopped as error:
            raise UserError(ErrorCode.CANCELLED) from error
        except asyncio.CancelledError:
            raise
        except Exception as error:
            _log.exception("an unexpected error")
            raise UserError(ErrorCode.INTERNAL) from error

    return wrapper
