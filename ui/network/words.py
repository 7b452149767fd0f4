# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences for trouble between this computer and the server."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import ErrorCode
from ui.i18n import tr
from ui.text import isolate, one_line

CODES = frozenset(
    {
        ErrorCode.PROXY_UNREACHABLE,
        ErrorCode.PROXY_REFUSED,
        ErrorCode.PROXY_LOGIN,
        ErrorCode.PROXY_SCRIPT,
        ErrorCode.CLIENT_CERTIFICATE,
    }
)
"""Trouble on the way, which waiting alone does not mend."""


def network_sentence(code: ErrorCode, details: Mapping[str, str | int | float]) -> str:
    """Of one of ``CODES``."""
    reason = str(details.get("reason", ""))
    match code:
        case ErrorCode.PROXY_REFUSED:
            text = tr("The proxy of your network does not permit the connection to the server.")
        case ErrorCode.PROXY_LOGIN if reason == "wrong":
            return tr("The proxy of your network did not accept the name and password.")
        case ErrorCode.PROXY_LOGIN if reason == "ticket":
            return tr(
                "The proxy of your network does not know you. Lock and unlock your computer, or ask your IT department."
            )
        case ErrorCode.PROXY_LOGIN if reason == "unsupported":
            return tr(
                "The proxy of your network wants a kind of sign-in that is not permitted here. Ask your IT department."
            )
        case ErrorCode.PROXY_LOGIN:
            return tr("The proxy of your network wants you to sign in.")
        case ErrorCode.PROXY_SCRIPT if reason == "missing":
            text = tr("The settings of your network (proxy script) cannot be fetched, so there is no connection.")
        case ErrorCode.PROXY_SCRIPT:
            text = tr("The settings of your network (proxy script) are faulty, so there is no connection.")
        case ErrorCode.CLIENT_CERTIFICATE if reason == "passphrase":
            return tr("The passphrase of this computer’s certificate is needed to connect.")
        case ErrorCode.CLIENT_CERTIFICATE:
            text = tr("The certificate with which this computer identifies itself to the server cannot be used.")
        case _:
            text = tr("The proxy of your network does not answer.")
    proxy = one_line(str(details.get("proxy", "")), 100)
    shown = f" ({isolate(proxy)})" if proxy else ""
    return text.removesuffix(".") + shown + ". " + tr("Ask your IT department.")
