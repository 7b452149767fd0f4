# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our own name, picture and password on a real Synapse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.errors import ErrorCode, UserError
from app.own_profile import PasswordRules
from tests.support.account_world import People, people, until
from tests.support.synapse import MakeHomeserver, new_user

__all__ = ["people"]
pytestmark = pytest.mark.synapse
POLICY = {"password_config": {"policy": {"enabled": True, "minimum_length": 10, "require_digit": True}}}


async def test_name_picture_and_password(people: People, make_homeserver: MakeHomeserver, tmp_path: Path) -> None:
    server = make_homeserver(settings=POLICY)
    user = new_user(server, "anna")
    anna = await people.sign_in(user)
    profile = anna.account.own_profile
    await until(lambda: profile.known.name == "Anna", "the name on the server")
    await profile.set_name("  Anna   Weber ")
    assert anna.account.display_name == "Anna Weber"

    photo = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010E] = "Dienstgeheimnis"
    Image.effect_noise((2000, 1000), 80).convert("RGB").save(photo, exif=exif)
    await profile.set_avatar(photo)
    uri = profile.known.avatar
    assert uri is not None
    kept = await anna.account.avatar(uri, 96)
    assert kept is not None
    assert b"Dienstgeheimnis" not in kept
    with pytest.raises(UserError) as caught:
        await profile.set_avatar(Path(__file__))
    assert caught.value.code is ErrorCode.REFUSED
    assert profile.known.avatar == uri

    rules = await profile.password_rules()
    assert rules == PasswordRules(10, digit=True)
    assert rules.missing("kurz") == ("length", "digit")
    with pytest.raises(UserError) as caught:
        await profile.change_password("not the password", "correct horse 1")
    assert caught.value.code is ErrorCode.WRONG_PASSWORD
    with pytest.raises(UserError) as caught:
        await profile.change_password(user.password, "kurz")
    assert caught.value.code is ErrorCode.WEAK_PASSWORD
    await profile.change_password(user.password, "correct horse 1")
    assert server.login(user.localpart, "correct horse 1")["user_id"] == user.user_id

    await anna.reopen(online=False)
    assert (anna.account.display_name, anna.account.own_profile.known.avatar) == ("Anna Weber", uri)
    await anna.start()
    await anna.account.own_profile.set_avatar(None)
    assert anna.account.own_profile.known.avatar is None
