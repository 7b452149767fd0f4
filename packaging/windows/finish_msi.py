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
}
SECURE = "WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;HOMESERVER;AUTOSTART;DESKTOPSHORTCUT;INSTALLDIR"
# What a person or a deployment tool gives on the command line wins over what the registry remembers: the value is kept
# in another property before AppSearch runs, and put back after it.
KEPT = ("HOMESERVER", "AUTOSTART", "DESKTOPSHORTCUT", "INSTALLDIR")
SET_PROPERTY = 51  # custom action: property from formatted text
MIGRATE_AND_INCLUDE_SAME = 1 | 512  # migrate features, highest version included
WINDOWS_EPOCH = 11644473600  # seconds from 1601 to 1970


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
