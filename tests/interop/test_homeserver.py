# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The private homeserver of the demo and the tests does what they rely on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.demo.homeserver import PROJECT
from tests.support.synapse import Homeserver, HomeserverError, MakeHomeserver, new_raw_user, new_user

pytestmark = pytest.mark.synapse


def test_two_users_talk(homeserver: Homeserver) -> None:
    anna, jonas = new_raw_user(homeserver, "anna"), new_raw_user(homeserver, "jonas")
    room = anna.create_room(invite=[jonas.user_id], preset="private_chat")
    jonas.act(room, "join")
    event = anna.send(room, {"msgtype": "m.text", "body": "Guten Morgen"})
    found = jonas.request("GET", f"/_matrix/client/v3/rooms/{room}/event/{event}")
    assert found["content"]["body"] == "Guten Morgen"
    assert found["sender"] == anna.user_id


def test_it_offers_what_the_client_uses(homeserver: Homeserver) -> None:
    versions = homeserver.request("GET", "/_matrix/client/versions")
    assert "v1.11" in versions["versions"]
    assert versions["unstable_features"]["org.matrix.simplified_msc3575"] is True


def test_wrong_password_is_told_apart(homeserver: Homeserver) -> None:
    anna = new_user(homeserver, "anna")
    with pytest.raises(HomeserverError) as refused:
        homeserver.login(anna.localpart, "not this one")
    assert (refused.value.status, refused.value.errcode) == (403, "M_FORBIDDEN")


def test_nothing_is_limited(homeserver: Homeserver) -> None:
    anna = new_raw_user(homeserver, "anna")
    room = anna.create_room()
    for number in range(60):
        anna.send(room, {"msgtype": "m.text", "body": str(number)})


def test_data_survive_restart_and_kill(make_homeserver: MakeHomeserver) -> None:
    server = make_homeserver()
    anna = new_raw_user(server, "anna")
    room = anna.create_room(name="Bleibt")
    address = server.url
    server.restart()
    assert server.url == address
    server.kill()
    assert server.pid is None
    server.start()
    assert anna.request("GET", f"/_matrix/client/v3/rooms/{room}/state/m.room.name/")["name"] == "Bleibt"


def test_close_leaves_nothing(make_homeserver: MakeHomeserver) -> None:
    server = make_homeserver()
    folder, pid = server.folder, server.pid
    assert pid is not None
    assert folder.is_dir()
    server.close()
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_settings_override_the_configuration(make_homeserver: MakeHomeserver) -> None:
    server = make_homeserver(
        server_name="amt.example",
        settings={"rc_login": {"address": {"per_second": 0.01, "burst_count": 1}}},
    )
    anna = new_user(server, "anna")
    assert anna.user_id.endswith(":amt.example")
    server.login(anna.localpart, anna.password)
    with pytest.raises(HomeserverError) as refused:
        server.login(anna.localpart, anna.password)
    assert (refused.value.status, refused.value.errcode) == (429, "M_LIMIT_EXCEEDED")


def test_its_clock_can_be_in_the_past(make_homeserver: MakeHomeserver) -> None:
    week = 7 * 24 * 3600
    server = make_homeserver(clock=-week)
    anna = new_raw_user(server, "anna")
    room = anna.create_room()
    old = anna.send(room, {"msgtype": "m.text", "body": "vorige Woche"})
    server.set_clock(0)
    new = anna.send(room, {"msgtype": "m.text", "body": "heute"})
    first, second = (
        anna.request("GET", f"/_matrix/client/v3/rooms/{room}/event/{event}")["origin_server_ts"] / 1000
        for event in (old, new)
    )
    assert second - first == pytest.approx(week, abs=60)
    assert second == pytest.approx(time.time(), abs=60)


def test_it_ends_with_a_parent_that_is_killed() -> None:
    code = (
        "from app.demo.homeserver import Homeserver; import sys;"
        "server = Homeserver().start(); print(server.pid, server.folder, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    ) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        parent.kill()
    try:
        deadline = time.monotonic() + 20
        while _alive(int(pid)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not _alive(int(pid))
    finally:
        shutil.rmtree(folder)


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
