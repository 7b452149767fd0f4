# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a message is nothing but a few emoji: then they are shown larger."""

from __future__ import annotations

import re

MOST = 6
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f004-\U0001f251\U0001f300-\U0001faff]"
)
_ONE = (
    rf"(?:[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{{2}}"
    rf"|{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}[\U000e0020-\U000e007f]{{0,8}}"
    rf"(?:\u200d{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}){{0,5}})"
)
_ONLY = re.compile(rf"\s*(?:{_ONE}\s?){{1,{MOST}}}\s*")
_EACH = re.compile(_ONE)


def emoji_only(text: str) -> int:
    """How many emoji the text is made of, up to ``MOST``; 0 if there is anything else in it."""
    if not text or len(text) > 120 or text.isascii() or _ONLY.fullmatch(text) is None:
        return 0
    return len(_EACH.findall(text))
