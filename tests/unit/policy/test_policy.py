# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which value counts, what may stand in a source, and that nothing in it stops the program."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.command_line import LANGUAGES
from app.log import LEVELS
from app.policy import schema
from app.policy.categories import network, security, server, support, window
from app.policy.homeservers import permitted
from app.policy.keys import Key, WrongValue
from app.policy.policy import Entry, Fault, Policy, Source
from app.policy.report import all_problems, report
from app.policy.sources import INSTALLER_KEY, POLICIES_KEY, RECOMMENDED_KEY, RegistryKey, from_files, from_registry
from app.profile.passphrase import MIN_CHARACTERS
from ui.theme import ThemeChoice


def machine(**values: Any) -> Policy:
    return Policy(Entry(Source.MACHINE, "here", name, value) for name, value in values.items())


# -- order


def test_the_stronger_source_counts() -> None:
    sources = [Source.INSTALLER, Source.RECOMMENDED, Source.USER, Source.MACHINE]  # the weakest first
    servers = {source: f"{source.value}.example" for source in sources}
    for number in range(len(sources)):
        policy = Policy(Entry(source, "", "Homeserver", servers[source]) for source in sources[: number + 1])
        effective = policy.effective(server.HOMESERVER)
        assert (effective.value, effective.source) == (servers[sources[number]], sources[number])
        assert effective.locked == (sources[number] in (Source.USER, Source.MACHINE))
    assert Policy().effective(server.HOMESERVER).source is Source.DEFAULT


def test_the_users_setting_stands_between_policy_and_recommendation() -> None:
    recommended = Policy([Entry(Source.RECOMMENDED, "", "Theme", "dark")])
    assert recommended.value(window.THEME) == "dark"
    assert recommended.value(window.THEME, "light") == "light"
    assert recommended.value(window.THEME, "system") == "system"  # chosen, though it is the default
    assert machine(Theme="dark").value(window.THEME, "light") == "dark"


def test_what_the_user_cannot_choose_cannot_be_recommended() -> None:
    policy = Policy([Entry(Source.RECOMMENDED, "", "MinimumTls", "1.3")])
    assert policy.value(network.MINIMUM_TLS) == "1.2"
    assert [problem.fault for problem in policy.problems] == [Fault.NOT_CHOOSABLE]


# -- values


@pytest.mark.parametrize("key", schema.KEYS, ids=lambda key: key.name)
def test_the_example_of_every_key_is_right(key: Key[Any]) -> None:
    raw = json.loads(json.dumps(key.example))
    assert key.parse(raw) == key.example
    assert key.category in schema.CATEGORIES
    for words in (key.title, key.help):
        assert words.german
        assert words.english
        assert words.german != words.english or words.german == "Server"


WRONG: dict[str, list[Any]] = {
    "Density": ["tight", "", 1, None],
    "TechnicalDetails": ["yes", 2, None],
    "Homeserver": ["", " ", 7, "http://amt.example", "amt example", "https://a:b@amt.example", "a\nb", "x" * 3000],
    "RoomDirectories": ["amt.example", [""], [7], ["a b"], ["*.amt.example"], ["x.example"] * 501],
    "AllowedHomeservers": ["amt.example", [""], [7], ["a b"], ["*.*"], ["x.example"] * 501],
    "AllowedSignIn": ["oauth", ["saml"], [""], ["OAuth"], [7]],
    "OAuthClientId": ["", 7, "a b", "für", "x" * 1001],
    "MapLink": ["http://karten.amt.example/{lat}/{lon}", "https://karten.amt.example/", 7],
    "SpellCheck": ["yes", True, ""],
    "ProxyMode": ["", "auto", "Fixed", 1],
    "ProxyUrl": [
        "proxy:3128",
        "ftp://proxy:1080",
        "socks5://user@proxy:1080",
        "http://user:secret@proxy:3128",
        "http://proxy:99999",
        "http://",
    ],
    "ProxyPacUrl": [
        "proxy.pac",
        "ftp://a/proxy.pac",
        "file://server/x.pac",
        "https://a:b@proxy.example/x",
        "javascript:1",
    ],
    "ProxyAuthentication": ["", "Basic", "digest", True],
    "ClientCertificate": ["x.pem", "../x.p12", ""],
    "ClientCertificateKey": ["x.pem", 7],
    "ClientCertificateHosts": ["amt.example", [""], ["*.*"], ["https://amt.example"]],
    "ProxyBypass": ["a.example", ["a b"], ["10.0.0.0/64"]],
    "CaFiles": ["/etc/x.pem", ["x.pem"], ["../x.pem"]],
    "MinimumTls": ["1.1", 1.3, "", "1.0"],
    "OnlySignedDevices": ["true", 2, None],
    "MinimumPassphraseLength": [11, 129, "16", True, 16.0],
    "KeyStorage": ["none", ""],
    "ProfileFolder": ["profile", "../x"],
    "MediaCacheMegabytes": [49, 100_001, "500", True],
    "AutomaticDownloadMegabytes": [-1, 33, "5"],
    "SearchHistory": ["yes", 2, None],
    "MultipleAccounts": ["yes", 2, None],
    "SearchMessagesPerRoom": [99, 1_000_001, "500", True],
    "SearchDays": [0, 36_501, "90"],
    "SearchSpaceMegabytes": [49, 100_001, "500", True],
    "PermalinkPrefix": [
        "",
        "chat.amt.example",
        "http://chat.amt.example",
        "https://chat.amt.example/#/",
        "https://chat.amt.example?x",
        "https://a:b@chat.amt.example",
        "javascript:alert(1)",
    ],
    "Language": ["fr", "DE", ""],
    "Theme": ["blue"],
    "Zoom": [79, 201, "100", True],
    "ReadReceipts": ["nobody", True],
    "SendTyping": ["yes", 2],
    "RequireSecureBackup": ["yes", 2, None],
    "RequireContentScanner": ["", True, "Always", 1],
    "Notifications": ["ja", 2],
    "NotificationContent": ["everything", ""],
    "NotificationSounds": [None],
    "CloseToTray": ["yes"],
    "QuietHours": [3],
    "QuietFrom": ["24:00", "7:00", "18.30", ""],
    "QuietTo": ["07:60", "07:00:00", 7],
    "QuietDays": ["mo", ["mo", "sonntag"]],
    "LogLevel": ["loud"],
    "LockAfterMinutes": [-1, 1441, "10", True],
    "AllowScreenshots": ["no", 2],
    "ClassificationBanner": ["", "x" * 121, "a\nb", 7],
    "ClassificationColour": ["pink", "", 1],
    "CacheFolder": ["cache", "../x", ""],
    "LogFolder": ["log", ""],
    "LogRetentionDays": [0, 366, "7", True],
    "SupportText": ["", "a\nb", 7],
    "SupportUrl": ["", "http://hilfe.amt.example", "hilfe.amt.example", "https://a:b@amt.example", "javascript:x"],
    "AccessibilityContact": ["", "amt.example", "a b@amt.example", "http://amt.example"],
    "Autostart": ["yes", 2],
    "AllowSaveFiles": ["no", 2, None],
    "DownloadFolder": ["Downloads", "../x", ""],
    "AllowedFileTypes": [".pdf", ["pdf"], ["."], ["image/"], ["*"], [7]],
    "AllowedFileTypesToOpen": [["*.pdf"], ["image"], [""]],
    "MaximumUploadMegabytes": [-1, 100_001, "25", True],
    "AllowRoomCreation": ["no", 2, None],
    "AllowPublicRooms": ["no", 2],
    "AllowLocation": ["no", -1],
    "AllowPolls": ["no", 2],
    "AllowVoiceMessages": ["no", 2],
}


@pytest.mark.parametrize("key", schema.KEYS, ids=lambda key: key.name)
def test_wrong_values_are_told_and_not_heeded(key: Key[Any]) -> None:
    for raw in WRONG[key.name]:
        with pytest.raises(WrongValue):
            key.parse(raw)
        policy = machine(**{key.name: raw})
        assert policy.value(key) == key.default
        assert not policy.locked(key)
        assert [(problem.fault, problem.key) for problem in policy.problems] == [(Fault.WRONG_VALUE, key.name)]
        assert all(ord(letter) >= 32 for letter in report(policy, "de").replace("\n", ""))


def test_choices_are_those_of_the_program() -> None:
    assert [choice.value for choice in window.THEME.choices] == list(ThemeChoice)
    assert [choice.value for choice in window.LANGUAGE.choices] == list(LANGUAGES)
    assert [choice.value for choice in support.LOG_LEVEL.choices] == list(LEVELS)
    assert security.MINIMUM_PASSPHRASE.default == security.MINIMUM_PASSPHRASE.minimum == MIN_CHARACTERS


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    policy = machine(homeserver="amt.example", Bogus=1)
    assert [(problem.fault, problem.key, problem.detail) for problem in policy.problems] == [
        (Fault.UNKNOWN_KEY, "homeserver", "Homeserver"),
        (Fault.UNKNOWN_KEY, "Bogus", ""),
    ]
    assert "gemeint: Homeserver" in report(policy, "de")
    assert "meant: Homeserver" in report(policy, "en")


def test_a_fixed_proxy_without_address_is_told() -> None:
    assert [problem.key for problem in all_problems(machine(ProxyMode="fixed"))] == ["ProxyMode"]
    assert not all_problems(machine(ProxyMode="fixed", ProxyUrl="http://proxy.example:3128"))
    assert [problem.detail for problem in all_problems(machine(ProxyMode="pac"))] == ["ProxyPacUrl"]
    assert not all_problems(machine(ProxyMode="pac", ProxyPacUrl="file:///etc/proxy.pac"))


def test_a_certificate_for_nobody_is_told() -> None:
    assert [problem.detail for problem in all_problems(machine(ClientCertificate="/a.pem"))] == [
        "ClientCertificateHosts"
    ]
    assert not all_problems(machine(ClientCertificate="/a.pem", Homeserver="amt.example"))


# -- files


def put(root: Path, name: str, text: str | bytes, mode: int = 0o644) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def read(root: Path) -> Policy:
    return from_files(root, owner=root.stat().st_uid)


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "managed/20.json", '{"Homeserver": "second.example"}')
    put(tmp_path, "managed/10.json", '{"$schema": "x", "Homeserver": "first.example", "Zoom": 120}')
    put(tmp_path, "managed/30.txt", '{"Homeserver": "third.example"}')
    put(tmp_path, "recommended/a.json", b'\xef\xbb\xbf{"Theme": "dark", "Zoom": 150}')
    policy = read(tmp_path)
    assert policy.value(server.HOMESERVER) == "second.example"
    assert policy.value(window.ZOOM, 200) == 120
    assert policy.value(window.THEME) == "dark"
    assert [(problem.fault, problem.key) for problem in policy.problems] == [(Fault.CONFLICT, "Homeserver")]
    assert str(tmp_path / "managed" / "20.json") in report(policy, "de")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"null", b"[" * 100_000, b'{"a":' * 100_000, b" " * (1 << 21)]
)
def test_a_broken_file_does_not_stop_the_others(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "managed/10.json", data)
    put(tmp_path, "managed/20.json", '{"Homeserver": "amt.example"}')
    policy = read(tmp_path)
    assert policy.value(server.HOMESERVER) == "amt.example"
    assert [problem.fault for problem in policy.problems] == [Fault.UNREADABLE]


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "managed" / "10.json").mkdir(parents=True)
    assert [problem.fault for problem in read(tmp_path).problems] == [Fault.UNREADABLE]


def test_no_folder_is_no_policy(tmp_path: Path) -> None:
    policy = read(tmp_path)
    assert not policy.managed
    assert policy.problems == []
    assert "keine Richtlinien" in report(policy, "de", all_keys=False)


@pytest.mark.skipif(os.name != "posix", reason="Windows has its policies in the registry")
@pytest.mark.parametrize("mode", [0o664, 0o666, 0o646])
def test_a_file_that_others_may_change_is_no_policy(tmp_path: Path, mode: int) -> None:
    put(tmp_path, "managed/10.json", '{"Homeserver": "evil.example"}', mode)
    policy = read(tmp_path)
    assert policy.value(server.HOMESERVER) == ""
    assert [problem.fault for problem in policy.problems] == [Fault.UNSAFE_FILE]


@pytest.mark.skipif(os.name != "posix", reason="Windows has its policies in the registry")
def test_a_file_of_somebody_else_is_no_policy(tmp_path: Path) -> None:
    put(tmp_path, "managed/10.json", '{"Homeserver": "evil.example"}')
    policy = from_files(tmp_path, owner=tmp_path.stat().st_uid + 1)
    assert policy.value(server.HOMESERVER) == ""
    assert [problem.fault for problem in policy.problems] == [Fault.UNSAFE_FILE]


# -- registry


class SampleRegistry:
    """Keys as a group policy writes them."""

    def __init__(self, keys: dict[tuple[str, str], RegistryKey], refused: str = "") -> None:
        self._keys = keys
        self._refused = refused

    def read(self, hive: str, path: str) -> RegistryKey | None:
        if hive == self._refused:
            raise PermissionError(13, "Zugriff verweigert")
        return self._keys.get((hive, path))


def test_the_registry_is_read_in_the_order_of_its_places() -> None:
    policy = from_registry(
        SampleRegistry(
            {
                ("HKLM", POLICIES_KEY): RegistryKey(
                    {"": "x", "Homeserver": "machine.example", "OnlySignedDevices": 1, "Zoom": 120},
                    {
                        "AllowedHomeservers": {"10": "c.example", "2": "b.example", "1": "a.example"},
                        "Recommended": {"Theme": "dark"},
                    },
                ),
                ("HKCU", POLICIES_KEY): RegistryKey({"Homeserver": "user.example", "Language": "de"}, {}),
                ("HKLM", RECOMMENDED_KEY): RegistryKey({"Theme": "dark"}, {}),
                ("HKCU", RECOMMENDED_KEY): RegistryKey({"Theme": "light", "LogLevel": "error"}, {}),
                ("HKLM", INSTALLER_KEY): RegistryKey({"LogLevel": "debug"}, {}),
            }
        )
    )
    assert policy.value(server.HOMESERVER) == "machine.example"
    assert policy.value(security.ONLY_SIGNED_DEVICES) is True
    assert policy.value(server.ALLOWED_HOMESERVERS) == ("a.example", "b.example", "c.example")
    assert policy.effective(window.LANGUAGE, "en").value == "de"
    assert policy.effective(window.LANGUAGE).source is Source.USER
    assert policy.value(window.THEME) == "dark"
    assert policy.value(support.LOG_LEVEL) == "error"
    assert [(problem.fault, problem.key) for problem in policy.problems] == [(Fault.CONFLICT, "Theme")]


def test_a_registry_that_may_not_be_read_is_told() -> None:
    keys = {("HKLM", POLICIES_KEY): RegistryKey({"Homeserver": "amt.example"}, {})}
    policy = from_registry(SampleRegistry(keys, refused="HKCU"))
    assert policy.value(server.HOMESERVER) == "amt.example"
    assert {problem.fault for problem in policy.problems} == {Fault.UNREADABLE}


# -- homeservers


@pytest.mark.parametrize(
    ("name", "url", "allowed"),
    [
        ("amt.example", "", True),
        ("amt.example", "https://matrix.elsewhere.example", True),  # where amt.example itself leads
        ("AMT.example", "", True),
        ("matrix.bund.example", "", True),
        ("bund.example", "", False),
        ("evilbund.example", "", False),
        ("amt.example.evil.example", "", False),
        ("evil.example", "https://evil.example", False),
        ("amt.example:8448", "", True),
        ("", "https://amt.example/x", True),
    ],
)
def test_permitted_homeservers(name: str, url: str, allowed: bool) -> None:
    policy = machine(AllowedHomeservers=["amt.example", "*.bund.example"])
    assert permitted(policy, name, url) is allowed


def test_a_locked_homeserver_is_the_only_one_and_a_recommended_one_is_not() -> None:
    assert permitted(machine(Homeserver="https://matrix.amt.example"), "matrix.amt.example", "")
    assert not permitted(machine(Homeserver="https://matrix.amt.example"), "other.example", "")
    recommended = Policy([Entry(Source.RECOMMENDED, "", "Homeserver", "amt.example")])
    assert permitted(recommended, "other.example", "")
    assert permitted(Policy(), "other.example", "https://other.example")
