# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and their people: what we change others see, and what others change we see."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import ErrorCode, UserError
from app.finder.query import Query
from app.power import CREATOR
from app.room_admin.settings import RoomSettings
from app.room_admin.types import Removal
from app.types import Member, Membership
from tests.support.account_world import People, Person, people, until
from tests.support.peer import LaunchPeer, Peer
from tests.support.synapse import Homeserver, HomeserverError, MakeHomeserver, new_raw_user, new_user
from ui.models.rooms import replaced

__all__ = ["people"]
pytestmark = [pytest.mark.synapse, pytest.mark.peer]


async def settings(person: Person, room: str, fits: Callable[[RoomSettings], object], what: str = "") -> RoomSettings:
    """The settings of a room, once they fit."""
    found: RoomSettings | None = None
    for _ in range(1500):
        found = await person.account.room_admin.settings(room)
        if found is not None and fits(found):
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"never so: {what}; it is {found}")


async def member(person: Person, room: str, user: str, fits: Callable[[Member], object]) -> Member:
    """Somebody in a room, once they fit."""
    seen: list[Member] = []
    for _ in range(300):
        seen = list(await person.account.room_admin.people(room))
        for one in seen:
            if one.user_id == user and fits(one):
                return one
        await asyncio.sleep(0.05)
    raise AssertionError(f"never so: {seen}")


async def peer_state(peer: Peer, room: str, type_: str) -> Any:
    path = f"/_matrix/client/v3/rooms/{room}/state/{type_}"
    return await peer.call("raw", method="GET", path=path)


def photograph(path: Path) -> Path:
    """A picture that says where it was taken."""
    picture = Image.new("RGB", (900, 600), (10, 90, 160))
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    picture.save(path, "JPEG", exif=exif)
    return path


async def test_settings_of_a_room_both_ways(
    people: People, make_homeserver: MakeHomeserver, launch_peer: LaunchPeer, tmp_path: Path
) -> None:
    homeserver = make_homeserver(settings={"room_list_publication_rules": [{"action": "allow"}]})
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    room = await anna.account.create_room(name="Raum", invite=[jonas.user_id], encrypted=False)
    await jonas.join(room)
    admin = anna.account.room_admin
    first = await settings(anna, room, lambda found: found.powers.content is not None)
    assert (first.name, first.encrypted, first.join_rule, first.joined) == ("Raum", False, "invite", True)
    assert first.may_set("m.room.name")
    assert first.may("ban")
    assert anna.account.capabilities.known.asked
    assert "12" in anna.account.capabilities.known.room_versions
    assert first.version == anna.account.capabilities.known.default_room_version

    await admin.set_name(room, "  Personalrat  ")
    await admin.set_topic(room, "Was uns angeht")
    await admin.set_join_rule(room, "knock")
    await admin.set_history_visibility(room, "joined")
    await admin.set_guests(room, False)
    changed = await settings(anna, room, lambda found: found.history_visibility == "joined" and found.knocking)
    await settings(anna, room, lambda found: not found.guests)
    assert (changed.name, changed.topic) == ("Personalrat", "Was uns angeht")
    assert (await peer_state(jonas, room, "m.room.topic"))["topic"] == "Was uns angeht"
    assert (await peer_state(jonas, room, "m.room.join_rules"))["join_rule"] == "knock"

    await admin.set_avatar(room, photograph(tmp_path / "amt.jpg"))
    pictured = await settings(anna, room, lambda found: found.avatar)
    content = await peer_state(jonas, room, "m.room.avatar")
    assert content["url"] == pictured.avatar
    assert (content["info"]["w"], content["info"]["h"], content["info"]["mimetype"]) == (512, 341, "image/jpeg")
    data = await anna.account.avatar(str(pictured.avatar), 96)
    assert data
    spy = new_raw_user(homeserver, "spy")
    server, media = str(pictured.avatar).removeprefix("mxc://").split("/")
    raw = await asyncio.to_thread(download, spy, f"/_matrix/client/v1/media/download/{server}/{media}")
    assert b"CANARY" not in raw
    assert Image.open(io.BytesIO(raw)).size == (512, 341)
    await admin.set_avatar(room, None)
    await settings(anna, room, lambda found: found.avatar is None)
    (tmp_path / "x.jpg").write_bytes(b"no picture")
    with pytest.raises(UserError) as refused:
        await admin.set_avatar(room, tmp_path / "x.jpg")
    assert refused.value.code is ErrorCode.REFUSED

    alias = f"#pr-{anna.user_id[1:].partition(':')[0]}:{homeserver.server_name}"
    await admin.add_alias(room, alias)
    with pytest.raises(UserError) as taken:
        await admin.add_alias(room, alias)
    assert taken.value.details["errcode"] == "taken"
    await admin.set_aliases(room, alias)
    assert list(await admin.local_aliases(room)) == [alias]
    await settings(anna, room, lambda found: found.alias == alias)
    assert not await admin.published(room)
    await admin.set_published(room, True)
    assert await admin.published(room)
    found = await anna.account.directory.preview(alias)
    assert (found.room_id, found.name, found.join_rule, found.joined) == (room, "Personalrat", "knock", 2)
    await admin.remove_alias(room, alias)
    await settings(anna, room, lambda found: found.alias is None)

    await admin.enable_encryption(room)
    await settings(anna, room, lambda found: found.encrypted)
    assert await anna.account.is_encrypted(room)
    await anna.send(room, "jetzt geheim")
    assert (await jonas.wait_text(room, "jetzt geheim"))["encrypted"]
    await anna.reopen(online=False)
    offline = await anna.account.room_admin.settings(room)
    assert offline is not None
    assert (offline.name, offline.encrypted, offline.join_rule) == ("Personalrat", True, "knock")
    assert "12" in anna.account.capabilities.known.room_versions


def download(spy: Any, path: str) -> bytes:
    import urllib.request

    request = urllib.request.Request(spy.user.homeserver + path, headers={"Authorization": f"Bearer {spy.token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("version", ["10", "12"])
async def test_roles_removing_and_banning(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer, version: str
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    raw = new_raw_user(homeserver, "clara")
    made = {"room_version": version, "invite": [anna.user_id, bert.user_id, jonas.user_id, raw.user_id], "name": "Rat"}
    boss = new_raw_user(homeserver, "boss")
    room = boss.create_room(preset="private_chat", **made)
    for person in (anna, bert):
        await person.accept(room)
    await jonas.join(room)
    raw.act(room, "join")
    powers = boss.request("GET", f"/_matrix/client/v3/rooms/{room}/state/m.room.power_levels")
    powers["events"]["m.room.power_levels"] = 80
    boss.set_state(room, "m.room.power_levels", {**powers, "users": {**powers["users"], anna.user_id: 90}})
    admin = anna.account.room_admin
    found = await settings(anna, room, lambda found: found.level == 90)
    assert found.version == version
    assert found.powers.level(boss.user_id) == (CREATOR if version == "12" else 100)
    assert found.powers.assignable(anna.user_id, boss.user_id) is None
    assert not found.powers.may_kick(anna.user_id, boss.user_id)
    assert not found.may_upgrade

    # We make Jonas a moderator; he uses it; we cannot give more than we have.
    await admin.set_role(room, jonas.user_id, 50)
    await member(anna, room, jonas.user_id, lambda one: one.power == 50)
    await jonas.call("kick", room=room, user=bert.user_id, reason="falscher Raum")
    gone: list[Removal] = []
    bert.account.room_admin.removed.connect(gone.append)
    await until(lambda: bert.room(room) is None, "Bert to be out")
    await until(lambda: gone, "Bert to hear of it")
    assert (gone[0].banned, gone[0].by, gone[0].reason) == (False, "Jonas", "falscher Raum")
    with pytest.raises(UserError) as refused:
        await admin.set_role(room, jonas.user_id, 91)
    assert refused.value.code is ErrorCode.FORBIDDEN
    await admin.set_rights(room, {"ban": 60, "events.m.room.name": 90, "notifications.room": 20})
    changed = await settings(anna, room, lambda found: found.powers.needed("ban") == 60)
    assert changed.powers.room_mention == 20
    assert not changed.powers.may_set(jonas.user_id, "m.room.name")
    await jonas.call("wait_for", room=room, type="m.room.power_levels")

    # We ban somebody, see them among the banned, and lift it again.
    await admin.ban(room, raw.user_id, "stört")
    banned = await member(anna, room, raw.user_id, lambda one: one.membership is Membership.BAN)
    assert banned.display_name == "Clara"
    event = boss.request("GET", f"/_matrix/client/v3/rooms/{room}/state/m.room.member/{raw.user_id}")
    assert event["reason"] == "stört"
    await admin.unban(room, raw.user_id)
    for _ in range(200):
        if raw.user_id not in [one.user_id for one in await admin.people(room)]:
            break
        await asyncio.sleep(0.05)
    else:
        raise AssertionError("still banned")

    # The other side promotes, demotes and removes us.
    boss.set_state(room, "m.room.power_levels", {**powers, "users": {**powers["users"], anna.user_id: 0}})
    demoted = await settings(anna, room, lambda found: found.level == 0)
    assert not demoted.may("kick")
    assert not demoted.may_redact
    with pytest.raises(UserError) as forbidden:
        await admin.kick(room, jonas.user_id)
    assert forbidden.value.code is ErrorCode.FORBIDDEN
    boss.act(room, "ban", user_id=anna.user_id, reason="Prüfung")
    mine: list[Removal] = []
    admin.removed.connect(mine.append)
    await until(lambda: mine, "Anna to hear of it")
    assert (mine[0].banned, mine[0].reason, mine[0].room) == (True, "Prüfung", "Rat")
    await until(lambda: anna.room(room) is None, "Anna to be out")
    await admin.leave_and_forget(room)
    assert await admin.settings(room) is None


async def test_forgetting_a_room_does_not_stop_what_comes_after(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "clara")
    room = await anna.account.create_room(name="Alt", encrypted=False, preset="public_chat", topic="Vergangenes")
    raw.act(room, "join")
    raw.send(room, {"msgtype": "m.text", "body": "vergessen"})
    await anna.wait_text(room, "vergessen")
    anna.timelines.pop(room).timeline.close()
    anna.account.room_admin.forget_after = 0.1  # before the sync is past it: the hard case
    await anna.account.room_admin.leave_and_forget(room)
    assert await anna.account.room_admin.settings(room) is None
    database = anna.account._reader._db

    def left() -> dict[str, int]:
        """Rows about the room, by table."""
        tables = database.execute(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'room_id'"
            " WHERE m.type = 'table'"
        ).fetchall()
        count = "SELECT COUNT(*) FROM {} WHERE room_id = ? AND 'rooms' <> '{}'"
        rows = {name: database.execute(count.format(name, name), (room,)).fetchall()[0][0] for (name,) in tables}
        assert {"events", "state", "members"} <= set(rows)
        return {name: number for name, number in rows.items() if number}

    assert await anna.account._read_worker.call(left) == {}
    again = raw.create_room(name="Neu", invite=[anna.user_id])
    await until(lambda: anna.room(again) is not None, "an invitation", timeout=30)
    token = anna.account.context.online().access_token

    def forgotten() -> bool:
        try:
            homeserver.request("GET", f"/_matrix/client/v3/rooms/{room}/state/m.room.topic", token=token)
        except HomeserverError as error:
            return error.status == 403
        return False

    await until(forgotten, "the server to forget")
    async with asyncio.timeout(15):  # the server knows a moment before us
        while await anna.account._crypto_worker.call(anna.account._vault.value, "rooms to forget"):
            await asyncio.sleep(0.02)

    # What was not forgotten before the end of the program is forgotten at the next start.
    second = await anna.account.create_room(name="Zwei", encrypted=False)
    anna.account.room_admin.forget_after = 60.0
    await anna.account.room_admin.leave_and_forget(second)
    await anna.reopen(online=False)
    anna.account.room_admin.forget_after = 0.0
    await anna.start()
    room = second
    await until(forgotten, "the server to forget the second", timeout=30)


async def test_asking_to_join_and_being_let_in(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    bert = await people.sign_in(new_user(homeserver, "bert"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    room = await anna.account.create_room(name="Offene Tür", encrypted=False)
    admin = anna.account.room_admin
    await admin.set_join_rule(room, "knock")

    # The peer asks, we let them in.
    await jonas.call("knock", room=room, reason="Ich bin neu", via=[homeserver.server_name])
    await member(anna, room, jonas.user_id, lambda one: one.membership is Membership.KNOCK)
    await admin.accept_knock(room, jonas.user_id)
    await jonas.call("wait_room", room=room, membership="invite")
    await jonas.call("join", room=room)
    await member(anna, room, jonas.user_id, lambda one: one.membership is Membership.JOIN)

    # We ask; first we are refused, then we take it back, then we are let in.
    theirs = bert.account.room_admin
    assert await bert.account.directory.knock(room, "Bitte") == room
    await until(lambda: (found := bert.room(room)) and found.membership is Membership.KNOCK, "to be waiting")
    await member(anna, room, bert.user_id, lambda one: one.membership is Membership.KNOCK)
    await until(lambda: (found := bert.room(room)) and found.name == "Offene Tür", "the name of the room")
    await admin.kick(room, bert.user_id, "leider nein")
    await until(lambda: bert.room(room) is None, "to be refused")
    await bert.account.directory.knock(room)
    await until(lambda: (found := bert.room(room)) and found.membership is Membership.KNOCK, "to be waiting again")
    await bert.account.leave(room)
    await until(lambda: bert.room(room) is None, "to have taken it back")
    await bert.account.directory.knock(room)
    await member(anna, room, bert.user_id, lambda one: one.membership is Membership.KNOCK)
    await admin.accept_knock(room, bert.user_id)
    await until(lambda: (found := bert.room(room)) and found.membership is Membership.INVITE, "to be invited")
    asked = await theirs.invitation(room)
    assert asked is not None
    assert (asked.user_id, asked.name, asked.external, asked.direct) == (anna.user_id, "Anna", False, False)
    await bert.accept(room)


async def test_whom_we_ignore_is_not_seen_any_more(
    people: People, homeserver: Homeserver, launch_peer: LaunchPeer
) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    raw = new_raw_user(homeserver, "clara")
    room = await anna.account.create_room(name="Raum", invite=[jonas.user_id, raw.user_id], encrypted=True)
    await jonas.join(room)
    raw.act(room, "join")
    await jonas.wait_member(room, anna.user_id)
    mine = await anna.send(room, "hallo zusammen")
    await jonas.wait_text(room, "hallo zusammen")
    await jonas.call("react", room=room, event=mine, key="👎")
    await jonas.send(room, "alte Meldung")
    await anna.wait_text(room, "alte Meldung")
    follower = await anna.timeline(room)
    await follower.wait(lambda item: bool(item.reactions), "the reaction")
    summary = anna.room(room)
    assert summary is not None
    assert summary.preview is not None
    assert (summary.preview.body, summary.unread) == ("alte Meldung", 1)

    heard: list[frozenset[str]] = []
    anna.account.ignored.news.connect(heard.append)
    await anna.account.ignored.ignore(jonas.user_id)
    assert heard == [frozenset({jonas.user_id})]
    await follower.timeline.settled()
    assert "alte Meldung" not in follower.bodies
    assert not follower.items[-1].reactions
    summary = anna.room(room)
    assert summary is not None
    assert summary.preview is not None
    assert (summary.preview.body, summary.unread) == ("hallo zusammen", 0)
    assert not (await anna.account.finder.find(Query("alte Meldung"))).hits
    await jonas.send(room, "neue Meldung")
    raw.send(room, {"msgtype": "m.text", "body": "von Clara"})
    await anna.wait_text(room, "von Clara")
    assert "neue Meldung" not in follower.bodies
    invited = await jonas.create_room(invite=[anna.user_id], name="Komm her")
    await asyncio.sleep(0.5)
    assert anna.room(invited) is None
    await anna.reopen(online=False)
    assert anna.account.ignored.users == {jonas.user_id}
    assert "alte Meldung" not in (await anna.timeline(room)).bodies
    await anna.start()
    for number in range(3):
        await jonas.send(room, f"noch eine {number}")
        raw.send(room, {"msgtype": "m.text", "body": f"Clara {number}"})
    await anna.wait_text(room, "Clara 2")
    follower = await anna.timeline(room)
    assert not [body for body in follower.bodies if body.startswith("noch eine")]

    # When they are no longer ignored, everything of the meantime is there, readable, once and in its place.
    await anna.account.ignored.unignore(jonas.user_id)
    await anna.wait_text(room, "alte Meldung")
    await anna.wait_text(room, "noch eine 2", 30)
    written = [body for body in follower.bodies if body.split()[0] in ("alte", "neue", "von", "noch", "Clara")]
    talk = [text for number in range(3) for text in (f"noch eine {number}", f"Clara {number}")]
    assert written == ["alte Meldung", "neue Meldung", "von Clara", *talk]
    assert all(item.utd is None for item in follower.items)
    await anna.account.search_ready()
    assert (await anna.account.finder.find(Query("noch eine"))).hits
    await anna.reopen()
    assert [body for body in (await anna.timeline(room)).bodies if body in written] == written
    with pytest.raises(UserError):
        await anna.account.ignored.ignore(anna.user_id)

    # Somebody else's list is not touched: what another of our devices added stays.
    await anna.account.ignored.ignore("@weg:test.local")
    await anna.account.ignored.ignore(jonas.user_id)
    assert anna.account.ignored.users == {"@weg:test.local", jonas.user_id}


async def test_a_room_that_is_replaced(people: People, homeserver: Homeserver, launch_peer: LaunchPeer) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    jonas = await launch_peer(new_user(homeserver, "jonas"))
    boss = new_raw_user(homeserver, "boss")
    made = {
        "room_version": "10",
        "invite": [anna.user_id, jonas.user_id],
        "name": "Rat",
        "preset": "trusted_private_chat",
    }
    room = boss.create_room(**made)
    await anna.accept(room)
    await jonas.join(room)
    admin = anna.account.room_admin
    before = await settings(anna, room, lambda found: found.powers.content is not None)
    assert before.may_upgrade
    assert anna.account.capabilities.known.newer_versions("10")
    assert await admin.successor(room) is None

    # We replace it: 10 becomes 12, everybody is invited, we are its creator.
    second = await admin.upgrade(room, "12")
    assert ":" not in second
    after = await settings(anna, second, lambda found: found.powers.content is not None)
    assert (after.version, after.level, after.predecessor, after.name) == ("12", CREATOR, room, "Rat")
    assert after.powers.creators == {anna.user_id}
    old = await settings(anna, room, lambda found: found.replaced)
    assert old.replaced is not None
    assert old.replaced.room_id == second
    following = await admin.successor(room)
    assert following is not None
    assert (following.room_id, following.agreed, following.membership) == (second, True, Membership.JOIN)
    await jonas.call("wait_room", room=second, membership="invite")
    await jonas.call("join", room=second)

    # The peer replaces it again, and we follow.
    await admin.set_rights(second, {"events.m.room.tombstone": 100})
    await settings(anna, second, lambda found: found.powers.right("events.m.room.tombstone") == 100)
    await admin.set_role(second, jonas.user_id, 100)
    await member(anna, second, jonas.user_id, lambda one: one.power == 100)
    await jonas.call("wait_for", room=second, type="m.room.power_levels")
    third = (await jonas.call("upgrade", room=second, version="12"))["replacement_room"]
    await jonas.call("invite", room=third, user=anna.user_id)
    await settings(anna, second, lambda found: found.replaced)
    chain = await admin.successor(room)
    assert chain is not None
    assert (chain.room_id, chain.of, chain.agreed) == (third, second, None)
    assert await admin.enter_successor(chain)
    await until(lambda: (found := anna.room(third)) and found.membership is Membership.JOIN, "to be in the third room")
    await settings(anna, third, lambda found: found.predecessor == second and found.joined)
    chain = await admin.successor(room)
    assert chain is not None
    assert (chain.room_id, chain.agreed) == (third, True)
    # In the list only the newest of them is left.
    await until(lambda: replaced(list(anna.account.rooms.items)) == {room, second}, "the old rooms to be known as such")

    # A tombstone that only one side claims is not to be believed (P-45).
    lonely = new_raw_user(homeserver, "spy")
    trap = lonely.create_room(preset="public_chat")
    boss_room = boss.create_room(invite=[anna.user_id], name="Falle")
    await anna.accept(boss_room)
    boss.set_state(boss_room, "m.room.tombstone", {"replacement_room": trap, "body": "hier entlang"})
    await settings(anna, boss_room, lambda found: found.replaced)
    assert boss_room not in replaced(list(anna.account.rooms.items))
    lure = await admin.successor(boss_room)
    assert lure is not None
    assert (lure.agreed, lure.membership) == (None, None)
    assert not await admin.enter_successor(lure)


async def test_telling_the_administration(people: People, homeserver: Homeserver) -> None:
    anna = await people.sign_in(new_user(homeserver, "anna"))
    raw = new_raw_user(homeserver, "clara")
    room = await anna.account.create_room(name="Raum", invite=[raw.user_id], encrypted=False)
    raw.act(room, "join")
    event = raw.send(room, {"msgtype": "m.text", "body": "Beleidigung"})
    await anna.wait_text(room, "Beleidigung")
    admin = anna.account.room_admin
    await admin.report_message(room, event, "beleidigend")
    await admin.report_room(room, "Unfug")
    await admin.report_user(raw.user_id, "immer wieder")
    token = homeserver.admin_token
    reports = homeserver.request("GET", "/_synapse/admin/v1/event_reports", token=token)["event_reports"]
    assert ("beleidigend", anna.user_id) in [(report["reason"], report["user_id"]) for report in reports]
