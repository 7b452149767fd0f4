# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m tests.support.tray_process``: the window with a tray; says on standard output what becomes of it."""

from __future__ import annotations

from app.policy.categories.notifications import CLOSE_TO_TRAY
from tests.support.sample_account import SampleSession, usual_account
from tests.ui.stage import Stage, perform


def say(word: str) -> None:
    print(word, flush=True)


async def scene(stage: Stage) -> None:
    window = stage.window
    ended: list[bool] = []
    window.closing.connect(lambda: ended.append(True))
    await stage.until(lambda: window.notifications.tray is not None)
    say("tray")
    window.prefs.choose(CLOSE_TO_TRAY, True)
    window.close()
    await stage.until(lambda: not window.isVisible())
    await stage.settle()
    say("ended" if ended else "hidden")
    await stage.until(window.isVisible, 40)
    say("shown")
    await stage.until(lambda: stage.account.notifications.quiet, 40)
    await stage.settle()
    say("quiet")
    await stage.until(lambda: not stage.account.notifications.quiet, 40)
    await stage.settle()
    say("loud")
    await stage.until(lambda: bool(ended), 40)
    say("ended")
    await window.notifications.stop()


if __name__ == "__main__":
    perform(scene, SampleSession(usual_account()))
