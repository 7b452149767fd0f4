# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Published test vectors; ``tests/data/identity_vectors.json`` names where each comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

VECTORS: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "identity_vectors.json").read_text(encoding="utf-8")
)
JS_SDK: Final[dict[str, Any]] = VECTORS["js_sdk"]
