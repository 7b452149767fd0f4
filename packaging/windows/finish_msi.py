# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""FILE.msi VERSION UPGRADECODE PACKAGECODE EPOCH: what wixl cannot say, through libmsi (system Python with gi)."""

import contextlib
import sys

import gi

gi.require_version("Libmsi", "1.0")
from gi.repository import Libmsi  # noqa: E402

CONDITIONS = {
    "Homeserver": "HOMESERVER",
    "Autostart": 'AUTOSTART = "1"',
    "DesktopLink": 'DESKTOPSHORTCUT = "1"',
    "StartMenu": 'NOT (STARTMENUSHORTCUT = "0")',
}
# What a person or a deployment tool gives on the command line wins over what the registry remembers: the value is kept
# in another property before AppSearch runs, and put back after it.
KEPT = ("HOMESERVER", "AUTOSTART", "DESKTOPSHORTCUT", "STARTMENUSHORTCUT", "INSTALLDIR")
SECURE = ";".join(("WIX_DOWNGRADE_DETECTED", "WIX_UPGRADE_DETECTED", *KEPT, "REMOVEUSERDATA"))
SET_PROPERTY = 51  # custom action: property from formatted text
# What users have of the program lies in their own folders, which SYSTEM does not know. With REMOVEUSERDATA=1 Windows
# removes it for each of them when they next sign in (Active Setup). Installing the program again calls that off.
FORGET = r"Software\Microsoft\Active Setup\Installed Components\[ProductCode]"
FORGET_DATA = (
    r"cmd.exe /d /c rd /s /q \"%LOCALAPPDATA%\bundesmessenger\" & cmdkey.exe /delete:\"BundesMessenger Desktop\""
)
DEFERRED_AS_SYSTEM = 34 | 64 | 1024 | 2048  # custom action: a program of a folder; as SYSTEM; its failure stops nothing
LOCAL_MACHINE = 2
MIGRATE_AND_INCLUDE_SAME = 1 | 512  # migrate features, highest version included
WINDOWS_EPOCH = 11644473600  # seconds from 1601 to 1970


def numbers(database: Libmsi.Database, table: str) -> dict[str, int]:
    """When the actions of a sequence come."""
    query = Libmsi.Query.new(database, f"SELECT `Action`, `Sequence` FROM `{table}`")
    query.execute(None)
    found = {}
    while (record := query.fetch()) is not None:
        found[record.get_string(1)] = record.get_int(2)
    query.close()
    return found


def main() -> None:
    file, version, upgrade, package, epoch = sys.argv[1:]
    database = Libmsi.Database.new(file, Libmsi.DbFlags.TRANSACT, None)

    def change(sql: str) -> None:
        query = Libmsi.Query.new(database, sql)
        query.execute(None)
        query.close()

    for component, condition in CONDITIONS.items():
        change(f"UPDATE `Component` SET `Condition` = '{condition}' WHERE `Component` = '{component}'")
    change(f"UPDATE `Property` SET `Value` = '{SECURE}' WHERE `Property` = 'SecureCustomProperties'")
    change("DELETE FROM `Upgrade` WHERE `ActionProperty` = 'WIX_UPGRADE_DETECTED'")
    change(
        "INSERT INTO `Upgrade` (`UpgradeCode`, `VersionMax`, `Attributes`, `ActionProperty`) VALUES "
        f"('{{{upgrade}}}', '{version}', {MIGRATE_AND_INCLUDE_SAME}, 'WIX_UPGRADE_DETECTED')"
    )
    with contextlib.suppress(Exception):  # there is one
        change(
            "CREATE TABLE `CustomAction` (`Action` CHAR(72) NOT NULL, `Type` SHORT NOT NULL, `Source` CHAR(72), "
            "`Target` CHAR(255) PRIMARY KEY `Action`)"
        )
    for name in KEPT:
        for action, source, target in (
            (f"Keep{name}", f"GIVEN_{name}", f"[{name}]"),
            (f"Take{name}", name, f"[GIVEN_{name}]"),
        ):
            change(
                "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES "
                f"('{action}', {SET_PROPERTY}, '{source}', '{target}')"
            )
        for table in ("InstallExecuteSequence", "InstallUISequence"):
            for action, condition, number in ((f"Keep{name}", name, 10), (f"Take{name}", f"GIVEN_{name}", 60)):
                change(
                    f"INSERT INTO `{table}` (`Action`, `Condition`, `Sequence`) VALUES "
                    f"('{action}', '{condition}', {number + KEPT.index(name)})"
                )
    change(
        "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES "
        f"('ForgetUserData', {DEFERRED_AS_SYSTEM}, 'System64Folder', "
        f'\'"[System64Folder]reg.exe" add "HKLM\\{FORGET}" /v StubPath /d "{FORGET_DATA}" /f /reg:64\')'
    )
    sequence = numbers(database, "InstallExecuteSequence")
    change(
        "INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('ForgetUserData', "
        f'\'REMOVE = "ALL" AND REMOVEUSERDATA = "1" AND NOT UPGRADINGPRODUCTCODE\', {sequence["RemoveFiles"] + 1})'
    )
    change(
        "CREATE TABLE `RemoveRegistry` (`RemoveRegistry` CHAR(72) NOT NULL, `Root` SHORT NOT NULL, "
        "`Key` CHAR(255) NOT NULL LOCALIZABLE, `Name` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL "
        "PRIMARY KEY `RemoveRegistry`)"
    )
    change(
        "INSERT INTO `RemoveRegistry` (`RemoveRegistry`, `Root`, `Key`, `Name`, `Component_`) VALUES "
        f"('KeepUserData', {LOCAL_MACHINE}, '{FORGET}', '-', 'Registration')"
    )
    if "RemoveRegistryValues" not in sequence:
        change(
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES "
            f"('RemoveRegistryValues', {sequence['WriteRegistryValues'] - 1})"
        )
    information = Libmsi.SummaryInfo.new(database, 20)
    kinds = Libmsi.Property
    information.set_string(kinds.TITLE, "Installation Database")
    information.set_string(kinds.SUBJECT, "BundesMessenger Desktop")
    information.set_string(kinds.TEMPLATE, "x64;1031")
    information.set_string(kinds.UUID, f"{{{package}}}")
    when = (int(epoch) + WINDOWS_EPOCH) * 10**7
    information.set_filetime(kinds.CREATED_TM, when)
    information.set_filetime(kinds.LASTSAVED_TM, when)
    information.persist()
    database.commit()


main()
