# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands under and beside a bubble: reactions, the thread it began, and who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect

from app.types import ReadBy, TimelineItem
from ui.i18n import plural, tr
from ui.text import isolate, one_line
from ui.theme import Theme

MAX_REACTIONS = 20
MAX_READERS = 3  # pictures at one row
_KEY = 24  # characters of a reaction that are shown


@dataclass(slots=True)
class Pill:
    """Something round to click on. ``action`` as in ``RowLayout.hits``, ``hint``: what the pointer learns."""

    rect: QRect
    text: str
    own: bool
    action: str
    hint: str = ""
    icon: str = ""


@dataclass(slots=True)
class Readers:
    """Pictures of the newest who have read up to a row, beside its bubble."""

    pictures: list[QRect] = field(default_factory=list)
    more: QRect = field(default_factory=QRect)
    more_text: str = ""
    area: QRect = field(default_factory=QRect)
    hint: str = ""


def names_line(names: Sequence[str], count: int) -> str:
    """Who did something, in one line: a few names, and how many more."""
    shown = ", ".join(isolate(name, 60) for name in names[:10])
    more = count - min(len(names), 10)
    if more <= 0 or not shown:
        return shown
    return plural(more, tr("{names} and one other"), tr("{names} and {n} others"), names=shown)


def reaction_pills(item: TimelineItem, theme: Theme) -> list[Pill]:
    """Not yet placed: their rectangles begin at 0, 0."""
    px, metrics = theme.px, theme.metrics("small")
    height = max(px(24), metrics.height() + px(6))
    pills = []
    for reaction in item.reactions[:MAX_REACTIONS]:
        key = one_line(reaction.key, _KEY) or "?"
        text = f"{key} {reaction.count}"
        width = metrics.horizontalAdvance(text) + px(18)
        hint = tr("{key} from {names}").format(
            key=one_line(reaction.key, 60), names=names_line(reaction.names, reaction.count)
        )
        pills.append(Pill(QRect(0, 0, width, height), text, reaction.own, f"react:{reaction.key}", hint))
    if len(item.reactions) > MAX_REACTIONS:
        text = f"… {len(item.reactions) - MAX_REACTIONS}"
        width = metrics.horizontalAdvance(text) + px(18)
        pills.append(Pill(QRect(0, 0, width, height), text, False, "reactions", tr("All reactions")))
    if pills and item.event_id is not None:
        pills.append(Pill(QRect(0, 0, px(32), height), "", False, "react", tr("React"), "plus"))
    return pills


def place_pills(pills: Sequence[Pill], theme: Theme, at: QPoint, limit: int, *, right: int | None = None) -> int:
    """In lines of at most ``limit`` pixels; ``right``: they end there instead of beginning at ``at``. The bottom."""
    gap = theme.px(4)
    lines: list[list[Pill]] = [[]]
    used = 0
    for pill in pills:
        if lines[-1] and used + pill.rect.width() > limit:
            lines.append([])
            used = 0
        lines[-1].append(pill)
        used += pill.rect.width() + gap
    y = at.y()
    for line in lines:
        whole = sum(pill.rect.width() + gap for pill in line) - gap
        x = at.x() if right is None else right - whole
        for pill in line:
            pill.rect.moveTo(x, y)
            x += pill.rect.width() + gap
        y += (line[0].rect.height() if line else 0) + gap
    return y - gap


def place_readers(read_by: ReadBy, theme: Theme, left: int, right: int, bottom: int, *, at_right: bool) -> Readers:
    """Between ``left`` and ``right``; as many pictures as there is room for. ``at_right``: they begin at the left."""
    px, tiny = theme.px, theme.metrics("tiny")
    side, step = px(16), px(11)
    lay = Readers(
        hint=tr("Read by {names}").format(names=names_line([seen.name for seen in read_by.people], read_by.count))
    )
    room = right - left
    shown = min(MAX_READERS, len(read_by.people))
    while shown > 0:
        more = read_by.count - shown
        lay.more_text = f"+{more if more < 1000 else '999'}" if more > 0 else ""
        more_width = tiny.horizontalAdvance(lay.more_text) + px(3) if lay.more_text else 0
        width = side + step * (shown - 1) + more_width
        if width <= room:
            break
        shown -= 1
    if shown <= 0:
        return Readers()
    x, y = (left if at_right else right - width), bottom - side
    lay.pictures = [QRect(x + step * number, y, side, side) for number in range(shown)]
    if lay.more_text:
        lay.more = QRect(x + side + step * (shown - 1) + px(3), y, more_width, side)
    grow = px(4)
    lay.area = QRect(x, y, width, side).adjusted(-grow, -grow, grow, grow)
    return lay
