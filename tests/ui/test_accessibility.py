# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a screen reader gets: the AT-SPI tree of the real window, on a display and a bus of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.display
ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
UNWANTED = ("DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS", "QT_QPA_PLATFORM")
STRUCTURE = ("scroll pane", "filler", "panel", "viewport", "scroll bar", "layered pane", "split pane")
SESSION = """
set -e
/usr/libexec/at-spi-bus-launcher --launch-immediately &
launcher=$!
trap 'kill $launcher 2>/dev/null || true' EXIT
"$PYTHON" -m tests.ui.show < "$FIFO" > "$OUT" 2> "$ERR" &
window=$!
exec 9> "$FIFO"
for _ in $(seq 300); do grep -q ready "$OUT" && break; sleep 0.1; done
/usr/bin/python3 tests/ui/read_tree.py 30 > "$TREE"
echo message >&9
for _ in $(seq 100); do [ "$(grep -c ready "$OUT")" = 2 ] && break; sleep 0.1; done
/usr/bin/python3 tests/ui/read_tree.py 30 > "$TREE.2"
echo end >&9
exec 9>&-
wait $window
"""


def _missing() -> str:
    for program in ("Xvfb", "dbus-run-session"):
        if shutil.which(program) is None:
            return program
    if not Path("/usr/libexec/at-spi-bus-launcher").exists():
        return "at-spi2-core"
    check = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True)
    return "" if check.returncode == 0 else "python3-pyatspi"


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """The tree with an open room, and again after a message came."""
    if missing := _missing():
        pytest.skip(f"{missing} is not installed")
    folder = tmp_path_factory.mktemp("a11y")
    fifo = folder / "in"
    os.mkfifo(fifo)
    read, write = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        number = os.read(read, 20).decode().strip()
        environment = {
            **{key: value for key, value in os.environ.items() if key not in UNWANTED},
            "DISPLAY": f":{number}",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "NO_AT_BRIDGE": "0",
            "XDG_RUNTIME_DIR": str(folder),
            "PYTHON": sys.executable,
            "FIFO": str(fifo),
            "OUT": str(folder / "out"),
            "ERR": str(folder / "err"),
            "TREE": str(folder / "tree"),
        }
        folder.chmod(0o700)
        done = subprocess.run(
            ["dbus-run-session", "--", "bash", "-c", SESSION],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=150,
        )
        errors = (folder / "err").read_text("utf-8") if (folder / "err").exists() else ""
        assert done.returncode == 0, done.stderr + errors
        assert "Traceback" not in errors
        yield [json.loads((folder / name).read_text("utf-8")) for name in ("tree", "tree.2")]
    finally:
        os.close(read)
        display.terminate()
        display.wait(10)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("children", ()):
        yield from walk(child)


def named(tree: dict[str, Any], name: str) -> dict[str, Any]:
    """The node with something in it: a heading may have the same name."""
    return next(node for node in walk(tree) if node["name"] == name and "children" in node)


def test_every_message_is_a_list_item_in_order(trees: list[dict[str, Any]]) -> None:
    timeline = named(trees[0], "Nachrichten in Haushalt 2027")
    assert timeline["role"] == "list"
    items = [node for node in timeline["children"] if node["role"] == "list item"]
    assert len(items) == 14
    texts = [item["name"] for item in items]
    assert "Dr. Katharina Lindner" in texts[0]
    assert "hat den Raum angelegt" in texts[0]
    assert texts[4].startswith("Dr. Katharina Lindner, Guten Morgen zusammen")
    assert "👍 3" in texts[5]
    assert texts[6].startswith("Sie, Danke!")
    assert "bearbeitet" in texts[8]
    assert "als Antwort an Dr. Katharina Lindner" in texts[11]
    assert "Datei: Anlage_3" in texts[12]
    assert "gesendet" in texts[13]
    focused = [item for item in items if item.get("focused")]
    assert [item["name"] for item in focused] == [texts[13]]


def test_a_new_message_is_at_the_end(trees: list[dict[str, Any]]) -> None:
    timeline = named(trees[1], "Nachrichten in Haushalt 2027")
    items = [node for node in timeline["children"] if node["role"] == "list item"]
    assert len(items) == 15
    assert items[-1]["name"].startswith("Anna Weber, Gerade eingetroffen")


def test_rooms_and_invitations_have_names(trees: list[dict[str, Any]]) -> None:
    rooms = [node["name"] for node in walk(named(trees[0], "Räume")) if node["role"] in ("list item", "table cell")]
    assert len(rooms) == 8
    assert rooms[0].startswith("Haushalt 2027, Sie: Perfekt")
    assert "12 ungelesene Nachrichten, Sie wurden erwähnt" in rooms[1]
    people = [node["name"] for node in walk(named(trees[0], "Personen"))]
    assert any(name.startswith("Anna Weber, 2 ungelesene Nachrichten") for name in people)
    headers = [node["name"] for node in walk(trees[0]) if node["name"].startswith(("Personen, ", "Räume, "))]
    assert headers == [
        "Personen, 2 Einträge, ein ungelesener Eintrag, ausgeklappt",
        "Räume, 8 Einträge, 2 ungelesene Einträge, ausgeklappt",
    ]
    invitations = named(trees[0], "Einladungen")
    assert any("Einladung von Bernd Krause" in node["name"] for node in walk(invitations))


def test_whatever_takes_the_focus_has_a_name_and_a_role(trees: list[dict[str, Any]]) -> None:
    nameless = [
        node
        for node in walk(trees[0])
        if node.get("focusable") and node.get("showing") and not node["name"] and node["role"] not in STRUCTURE
    ]
    assert nameless == []
    roles = {node["name"]: node["role"] for node in walk(trees[0]) if node["name"]}
    assert roles["Räume filtern"] in ("text", "entry")
    assert roles["Nachricht an Haushalt 2027"] in ("text", "entry")
    assert "button" in roles["Senden"]
    assert "button" in roles["Neue Unterhaltung"]
    assert "button" in roles["Raummenü"]
    assert "button" in roles["7 Mitglieder"]
