# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the program starts and ends: what is imported when, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ui import loop
from ui.main import make_application
from ui.tasks import Tasks

pytestmark = pytest.mark.window
ROOT = Path(__file__).resolve().parents[2]

FIRST_PAINT = """
import asyncio
import sys
from pathlib import Path
from app.demo.accounts import MemoryKeyStore
from ui.main import run

NETWORK = ("nio", "aiohttp", "app.matrix.client")

async def beside(window):
    print("painted", window.isVisible(), [name for name in NETWORK if name in sys.modules], flush=True)
    while window.page() is window.wait:
        await asyncio.sleep(0.01)
    print("page", window.page() is window.signin, window.account, flush=True)
    window.close()

status = run(Path(sys.argv[1]), homeserver="example.org", language="de", stores=[MemoryKeyStore()], beside=beside)
print("status", status)
"""


def start(*arguments: str, code: str = FIRST_PAINT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_the_first_paint_comes_before_the_network_is_imported(tmp_path: Path) -> None:
    done = start(str(tmp_path / "profile"))
    lines = done.stdout.splitlines()
    assert lines == ["painted True []", "page True None", "status 0"], done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "profile" / "instance.json").exists()


def test_settings_survive(tmp_path: Path) -> None:
    code = FIRST_PAINT.replace(
        "    window.close()", "    window.zoom(1)\n    window.resize(1000, 700)\n    window.close()"
    )
    assert start(str(tmp_path / "profile"), code=code).returncode == 0
    settings = (tmp_path / "profile" / "settings.json").read_text("utf-8")
    assert '"Zoom": 110' in settings
    assert "example.org" not in settings


@pytest.mark.parametrize("slow", ["", "first", "second"])
def test_a_second_start_raises_the_first_window(tmp_path: Path, slow: str) -> None:
    """Also if the first one does not listen yet, or the second sees late that there is a first."""
    code = """
import asyncio, subprocess, sys, time
from pathlib import Path
from app.demo.accounts import MemoryKeyStore
from ui.main import run

if sys.argv[3] == "first":
    from ui.session import ProfileSession
    listen = ProfileSession._listen
    ProfileSession._listen = lambda *all: time.sleep(3) or listen(*all)

async def beside(window):
    try:
        raised = asyncio.Event()
        window.raise_ = lambda: raised.set()
        while not (Path(sys.argv[1]) / "lock").exists():
            await asyncio.sleep(0.01)
        again = [sys.executable, "-c", sys.argv[2], sys.argv[1], sys.argv[3]]
        second = await asyncio.to_thread(subprocess.run, again, capture_output=True, text=True, timeout=60)
        await asyncio.wait_for(raised.wait(), 10)
        print("second", second.stdout.strip(), second.returncode, flush=True)
    finally:
        window.close()

status = run(Path(sys.argv[1]), language="de", stores=[MemoryKeyStore()], beside=beside)
print("status", status)
"""
    second = """
import asyncio, sys, time
from pathlib import Path
from app.demo.accounts import MemoryKeyStore
from ui.main import run
from ui.session import ProfileSession

if sys.argv[2] == "second":
    open_profile = ProfileSession._open_profile
    ProfileSession._open_profile = lambda *all: time.sleep(1) or open_profile(*all)

async def beside(window):
    await asyncio.sleep(30)
    print("still there")
    window.close()

sys.exit(run(Path(sys.argv[1]), language="de", stores=[MemoryKeyStore()], beside=beside))
"""
    done = start(str(tmp_path / "profile"), second, slow, code=code)
    assert done.stdout.splitlines() == ["second  0", "status 0"], done.stderr


def test_the_end_cancels_and_awaits_what_runs() -> None:
    app = make_application("en")
    seen: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.01)
            seen.append("cleaned up")

    async def main() -> int:
        asyncio.get_running_loop().create_task(forever())
        await asyncio.sleep(0.01)
        return 7

    assert loop.run(app, main, lambda: None) == 7
    assert seen == ["cleaned up"]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to oneself there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_in_order(number: signal.Signals) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored where we were started from
    app = make_application("en")
    stop = asyncio.Event()

    async def main() -> int:
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), number)
        await asyncio.wait_for(stop.wait(), 10)
        return 0

    try:
        assert loop.run(app, main, stop.set) == 0
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_end_from_outside_still_finishes_the_work() -> None:
    app = make_application("en")
    stop = asyncio.Event()
    seen: list[str] = []

    async def main() -> int:
        asyncio.get_running_loop().call_later(0.02, app.quit)
        await stop.wait()
        await asyncio.sleep(0.01)
        seen.append("saved")
        return 3

    assert loop.run(app, main, stop.set) == 3
    assert seen == ["saved"]


def test_tasks_tell_their_errors_and_can_be_drained() -> None:
    app = make_application("en")
    errors: list[str] = []
    seen: list[str] = []

    async def saved() -> None:
        await asyncio.sleep(0.01)
        seen.append("draft")

    async def broken() -> None:
        raise ValueError("secret")

    async def main() -> int:
        tasks = Tasks(lambda error: errors.append(error.code))
        tasks.spawn(broken(), "broken")
        await asyncio.sleep(0.01)
        tasks.spawn(saved(), "saved")
        tasks.spawn(asyncio.sleep(1000), "endless")
        await tasks.drain(0.1)
        assert tasks.spawn(saved(), "late") is None
        return 0

    assert loop.run(app, main, lambda: None) == 0
    assert errors == ["internal"]
    assert seen == ["draft"]


def test_the_window_needs_little_before_it_is_painted() -> None:
    """What the store, the engine and the network need is loaded beside it, or when somebody asks for it."""
    heavy = {
        *(
            "aiohttp",
            "nio",
            "vodozemac",
            "PIL",
            "keyring",
            "markdown_it",
            "pygments",
            "spylls",
            "av",
            "miniaudio",
        ),
        *("app.media.sounds", "app.media.sound_decoder", "app.voice.service"),
        *("app.account", "app.storage", "app.media.files", "app.profile.profile", "crypto.machine", "crypto.security"),
        *("ui.settings.dialog", "ui.security.dialogs"),
    }
    code = f"import sys, ui.main; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []
