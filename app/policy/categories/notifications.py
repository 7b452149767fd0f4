# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Policies of the category "notifications": notifications."""

from __future__ import annotations

from typing import Any

from app.notifications.quiet import DAYS
from app.policy import checks
from app.policy.keys import BoolKey, Choice, ChoiceKey, Key, ListKey, TextKey, Words

NOTIFICATIONS = BoolKey(
    name="Notifications",
    category="notifications",
    title=Words("Benachrichtigungen auf diesem Computer", "Notifications on this computer"),
    help=Words(
        "Neue Nachrichten und Einladungen werden vom Betriebssystem gemeldet, wenn das Fenster nicht vorn ist.",
        "The operating system tells of new messages and invitations while the window is not in front.",
    ),
    default=True,
    example=False,
    choosable=True,
)
NOTIFICATION_CONTENT = ChoiceKey(
    name="NotificationContent",
    category="notifications",
    title=Words("Inhalt der Benachrichtigungen", "Content of notifications"),
    help=Words(
        "Was in einer Benachrichtigung steht. Sie kann auf dem Sperrbildschirm zu lesen sein und im Verlauf des "
        "Betriebssystems bleiben.",
        "What a notification says. It may be readable on the lock screen and stay in the history of the operating "
        "system.",
    ),
    default="nothing",
    example="nothing",
    choosable=True,
    choices=(
        Choice(value="nothing", title=Words("Nur, dass es Neues gibt", "Only that there is something new")),
        Choice(value="sender", title=Words("Absender und Raum", "Sender and room")),
        Choice(value="text", title=Words("Absender, Raum und Text", "Sender, room and text")),
    ),
)
NOTIFICATION_SOUNDS = BoolKey(
    name="NotificationSounds",
    category="notifications",
    title=Words("Ton bei Benachrichtigungen", "Sound with notifications"),
    help=Words(
        "Ein kurzer Ton, wo die Einstellungen des Kontos einen vorsehen.",
        "A short sound where the settings of the account provide for one.",
    ),
    default=True,
    example=False,
    choosable=True,
)
CLOSE_TO_TRAY = BoolKey(
    name="CloseToTray",
    category="notifications",
    title=Words("Beim Schließen im Infobereich weiterlaufen", "Keep running in the tray when the window is closed"),
    help=Words(
        "Wird das Fenster geschlossen, läuft das Programm weiter und meldet Neues. Nur wo es einen Infobereich gibt.",
        "When the window is closed the program keeps running and tells of what is new. Only where there is a tray.",
    ),
    default=False,
    example=True,
    choosable=True,
)
QUIET_HOURS = BoolKey(
    name="QuietHours",
    category="notifications",
    title=Words("Ruhezeiten", "Quiet hours"),
    help=Words(
        "Von QuietFrom bis QuietTo gibt es an den Tagen aus QuietDays keine Benachrichtigungen und keine Töne.",
        "From QuietFrom to QuietTo, on the days of QuietDays, there are neither notifications nor sounds.",
    ),
    default=False,
    example=True,
    choosable=True,
)
QUIET_FROM = TextKey(
    name="QuietFrom",
    category="notifications",
    title=Words("Beginn der Ruhezeit", "Beginning of the quiet hours"),
    help=Words("Uhrzeit, etwa 18:30.", "A time, 18:30 for example."),
    default="18:00",
    example="18:30",
    choosable=True,
    check=checks.clock,
)
QUIET_TO = TextKey(
    name="QuietTo",
    category="notifications",
    title=Words("Ende der Ruhezeit", "End of the quiet hours"),
    help=Words(
        "Uhrzeit, etwa 07:00; liegt sie vor dem Beginn, dann am Tag danach.",
        "A time, 07:00 for example; on the day after if it is before the beginning.",
    ),
    default="07:00",
    example="07:00",
    choosable=True,
    check=checks.clock,
)
QUIET_DAYS = ListKey(
    name="QuietDays",
    category="notifications",
    title=Words("Tage der Ruhezeit", "Days of the quiet hours"),
    help=Words(
        "Tage, an denen die Ruhezeit beginnt: mo, tu, we, th, fr, sa, su.",
        "Days on which the quiet hours begin: mo, tu, we, th, fr, sa, su.",
    ),
    default=DAYS,
    example=("mo", "tu", "we", "th", "fr"),
    choosable=True,
    check=checks.weekday,
)

KEYS: tuple[Key[Any], ...] = (
    NOTIFICATIONS,
    NOTIFICATION_CONTENT,
    NOTIFICATION_SOUNDS,
    CLOSE_TO_TRAY,
    QUIET_HOURS,
    QUIET_FROM,
    QUIET_TO,
    QUIET_DAYS,
)
