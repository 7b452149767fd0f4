# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Is there a screen to show a window on?"""

from __future__ import annotations

import os
import subprocess
import sys

_TRY = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


def has_display() -> bool:
    """Whether Qt can open windows here. Tried in another process, because Qt ends the process where it cannot."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal", "vnc"):
        return False
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    result = subprocess.run([sys.executable, "-c", _TRY], capture_output=True, timeout=60, check=False)  # noqa: S603
    return result.returncode == 0
