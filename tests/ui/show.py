# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.ui.show``: the window with scripted rooms on the display, until a line comes on standard input."""

from __future__ import annotations

import asyncio
import os
import sys

os.environ["QT_QPA_PLATFORM"] = os.environ.get("SHOW_PLATFORM", "xcb")

from PySide6.QtCore import Qt

from tests.support.sample_account import ANNA, SampleSession, message, today_at, usual_account
from tests.ui.stage import Stage, perform


async def scene(stage: Stage) -> None:
    await stage.open("!budget:behoerde.example")
    stage.window.activateWindow()
    await stage.until(stage.window.isActiveWindow)
    view = stage.window.chat.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    print("ready", flush=True)
    while True:
        line = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if line == "message":
            stage.account.timelines[-1].append([message(ANNA, "Gerade eingetroffen", today_at(11))])
            await stage.settle()
            print("ready", flush=True)
        else:
            return


if __name__ == "__main__":
    perform(scene, SampleSession(usual_account()))
