# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every dialog about identity and trust needs of the window it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.interface import AccountView
from app.security.interface import Security
from ui.avatars import Avatars
from ui.icons import Icons
from ui.security.clipboard import SensitiveClipboard
from ui.tasks import Tasks
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Context:
    """The window, what it is drawn with, and the account it shows. ``say``: a short notice at its lower edge."""

    window: QWidget
    theme: Theme
    icons: Icons
    avatars: Avatars
    tasks: Tasks
    clipboard: SensitiveClipboard
    account: AccountView
    security: Security
    say: Callable[[str], None]
