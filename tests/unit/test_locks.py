# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is installed is pinned, hashed, complete, and names no server."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from app.demo.homeserver import PROJECT

LOCKS = PROJECT / "requirements"
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; ([^\\]+?))? \\$")
LISTS = {"app": [], "dev": ["dev"], "synapse": ["synapse"], "node": ["node"], "uv": ["uv"]}


def pins(name: str) -> dict[str, set[tuple[str, str]]]:
    """Package -> its versions and markers; fails on a line that is no pin, hash or comment."""
    found: dict[str, set[tuple[str, str]]] = {}
    hashed = True
    for line in (LOCKS / f"{name}.txt").read_text("utf-8").splitlines():
        if match := PIN.match(line):
            assert hashed
            hashed = False
            found.setdefault(match[1], set()).add((match[2], match[3] or ""))
        elif line.startswith("    --hash=sha256:"):
            hashed = True
        else:
            assert line.lstrip().startswith("#"), line
    assert hashed
    return found


def declared(name: str) -> set[str]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        project: dict[str, Any] = tomllib.load(file)
    wanted = list(project["project"]["dependencies"]) if name in ("app", "dev") else []
    for group in LISTS[name]:
        wanted += project["dependency-groups"][group]
    return {re.split(r"[^A-Za-z0-9_.-]", entry, maxsplit=1)[0].lower().replace("_", "-") for entry in wanted}


@pytest.mark.parametrize("name", LISTS)
def test_everything_declared_is_locked(name: str) -> None:
    assert declared(name) <= set(pins(name))


def test_what_is_tested_is_what_is_run() -> None:
    tested = pins("dev")
    for package, versions in pins("app").items():
        assert {version for version, _ in versions} == {version for version, _ in tested[package]}, package


def test_libolm_is_never_shipped() -> None:
    assert "python-olm" not in pins("app")


def test_no_lock_names_a_server() -> None:
    for file in LOCKS.glob("*.txt"):
        assert not re.search(r"https?://|index-url|find-links|\.(org|com|net|io)\b", file.read_text("utf-8")), file.name
    lock = json.loads((PROJECT / "tests/interop/peer/package-lock.json").read_text("utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name
