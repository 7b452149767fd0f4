# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run by the system's Python, which has AT-SPI: print what assistive technology sees of our window, as JSON.

``read_tree.py SECONDS``: wait until an application of ours with at least one list item is there.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import pyatspi


def describe(node: Any, depth: int, budget: list[int]) -> dict[str, Any]:
    """One node and what is below it."""
    budget[0] -= 1
    found: dict[str, Any] = {"role": node.getRoleName(), "name": node.name}
    states = node.getState().getStates()
    for name in ("STATE_FOCUSED", "STATE_SELECTED", "STATE_FOCUSABLE", "STATE_SHOWING"):
        if getattr(pyatspi, name) in states:
            found[name[6:].lower()] = True
    if node.description:
        found["description"] = node.description
    children = []
    if depth < 30:
        for index in range(min(node.childCount, 400)):
            if budget[0] <= 0:
                break
            child = node.getChildAtIndex(index)
            if child is not None:
                children.append(describe(child, depth + 1, budget))
    if children:
        found["children"] = children
    return found


def main() -> int:
    end = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        desktop = pyatspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            program = desktop.getChildAtIndex(index)
            if program is not None and "bundesmessenger" in program.name.lower() and program.childCount:
                tree = describe(program, 0, [4000])
                if '"list item"' in json.dumps(tree):
                    print(json.dumps(tree, ensure_ascii=False))
                    return 0
        time.sleep(0.2)
    print("no window with messages was found", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
