# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the parts of one message are, for one width. Made only for rows near the screen, and kept for a while."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt

from app.scanner.types import Scan
from app.types import Attachment, ItemKind, SendState, TimelineItem
from crypto.types import ShieldColor
from ui.i18n import tr
from ui.models.timeline import TimelineModel
from ui.scan_words import shown
from ui.sentences import shield_title
from ui.text import PlainDocument, one_line
from ui.theme import COLUMN, Theme
from ui.timeline import inline_scan, inline_sound, inline_upload
from ui.timeline.documents import body_document, failure_document
from ui.timeline.inline import HIGHEST, WIDEST, picture_size, shows_picture
from ui.timeline.polls import PollLayout, natural_width, poll_layout
from ui.timeline.rich import Decoration, decorations
from ui.timeline.thread_row import ThreadRow, place
from ui.timeline.under import Pill, Readers, place_pills, place_readers, reaction_pills
from ui.times import clock, day_label

KEEP = 400  # layouts
Flags = tuple[bool, bool, bool]


@dataclass(slots=True)
class Mark:
    """A small sign with a tap area; ``action`` as in ``RowLayout.hits``."""

    rect: QRect
    icon: str
    color: str  # name of a colour of the scheme
    text: str = ""
    action: str = ""


@dataclass(slots=True)
class RowLayout:
    """Rectangles in row coordinates. ``hits``: areas that do something, with the name of the action; ``hints``: what
    the pointer learns over them."""

    item: TimelineItem
    flags: Flags
    width: int
    height: int = 0
    top: int = 0  # where the row itself begins, below day and "New messages"
    new: QRect | None = None  # the line before the first unread message
    day: str = ""
    day_rect: QRect = field(default_factory=QRect)
    name: str = ""
    name_rect: QRect = field(default_factory=QRect)
    avatar: QRect | None = None
    bubble: QRect | None = None
    leading: QRect | None = None  # an icon before the text
    leading_icon: str = ""
    doc: PlainDocument = field(default_factory=PlainDocument)
    text_pos: QPointF = field(default_factory=QPointF)
    picture: QRect | None = None
    control: QRect | None = None  # for a widget, and its kind: "upload" or "sound"
    control_kind: str = ""
    reply: QRect | None = None
    reply_name: str = ""
    reply_text: str = ""
    meta: QRect = field(default_factory=QRect)
    meta_text: str = ""
    marks: list[Mark] = field(default_factory=list)
    pills: list[Pill] = field(default_factory=list)
    readers: Readers = field(default_factory=Readers)
    decorations: list[Decoration] = field(default_factory=list)  # in coordinates of the document
    copies: list[tuple[QRect, int]] = field(default_factory=list)  # buttons that copy a block of code
    poll: PollLayout | None = None
    scan: Scan | None = None  # what the line under a file says of it
    scan_rect: QRect | None = None
    sides: tuple[int, int] = (0, 0)  # left and right end of the column
    thread: ThreadRow | None = None
    foot: PlainDocument | None = None
    foot_pos: QPointF = field(default_factory=QPointF)
    hits: list[tuple[QRect, str]] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)

    def target(self, point: QPoint) -> str:
        """The action at a point of the row that is no text; empty if there is none."""
        for pill in self.pills:
            if pill.rect.contains(point):
                return pill.action
        if self.readers.area.contains(point):
            return "readers"
        return next((action for rect, action in self.hits if rect.contains(point)), "")

    def hint(self, action: str) -> str:
        """What the pointer learns over an action."""
        if action == "readers":
            return self.readers.hint
        return next((pill.hint for pill in self.pills if pill.action == action), self.hints.get(action, ""))


class Layouts:
    """Makes and keeps ``RowLayout``s. A kept one is valid for the same item object, neighbours and width."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.scan: Callable[[TimelineItem], Scan | None] = lambda _item: None
        self._kept: OrderedDict[str, RowLayout] = OrderedDict()
        self._revealed: dict[str, frozenset[int]] = {}
        theme.changed.connect(self.forget)

    def forget(self) -> None:
        self._kept.clear()

    def revealed(self, key: str) -> frozenset[int]:
        """The hidden parts of a row that are shown."""
        return self._revealed.get(key, frozenset())

    def reveal(self, key: str, parts: Iterable[int]) -> None:
        """Show hidden parts of a row."""
        self._revealed[key] = self.revealed(key) | frozenset(parts)
        self._kept.pop(key, None)

    def hide_again(self) -> None:
        """What was shown in one room is no matter of the next."""
        self._revealed.clear()

    def get(self, model: TimelineModel, row: int, width: int) -> RowLayout:
        item, flags = model.item(row), model.flags(row)
        kept = self._kept.get(item.key)
        new = model.unread_key == item.key
        if (
            kept is not None
            and kept.flags == flags
            and kept.width == width
            and (kept.new is not None) == new
            and self._still(kept, item)
            and kept.scan is self.scan(item)
        ):
            self._kept.move_to_end(item.key)
            return kept
        made = self._make(item, flags, width, new=new)
        self._kept[item.key] = made
        self._kept.move_to_end(item.key)
        if len(self._kept) > KEEP:
            self._kept.popitem(last=False)
        return made

    def _still(self, kept: RowLayout, item: TimelineItem) -> bool:
        """Whether a layout is still right: who has read a message changes often, and moves nothing."""
        if kept.item is item:
            return True
        if replace(item, read_by=kept.item.read_by) != kept.item:
            return False
        kept.item = item
        self._readers(kept)
        return True

    def estimate(self, item: TimelineItem, flags: Flags, width: int) -> int:
        """A guess of the height without laying out."""
        px = self.theme.px
        day, first, _last = flags
        height = (48 if day else 0) + (40 if first and not item.own else 2)
        per_line = max(16, min(width - px(140), px(640)) // max(1, px(7)))
        lines = 1 + len(item.body) // per_line + min(item.body.count("\n"), 400)
        height += 20 * min(lines, 2000) + 16
        height += (44 if item.in_reply_to else 0) + (32 if item.reactions else 0) + (34 if item.thread else 0)
        height += 24 + 38 * len(item.poll.answers) if item.poll is not None else 0
        if item.attachment is not None and shows_picture(item.attachment):
            height += picture_size(item.attachment, WIDEST, HIGHEST).height() + 6
        height += control_size(item)[1].height() + (22 if self.scan(item) is not None else 0)
        return px(32 if item.kind is ItemKind.STATE else height)

    # -- making

    def _make(self, item: TimelineItem, flags: Flags, width: int, *, new: bool = False) -> RowLayout:
        px = self.theme.px
        lay = RowLayout(item, flags, width, scan=self.scan(item))
        day, first, last = flags
        column = min(width, px(COLUMN))
        left = (width - column) // 2
        y = 0
        if day:
            lay.day = day_label(item.ts)
            text_width = self.theme.metrics("small_strong").horizontalAdvance(lay.day) + px(24)
            lay.day_rect = QRect((width - text_width) // 2, px(16), text_width, px(24))
            y += px(52)
        elif first:
            y += self.theme.gap(14, 7)
        else:
            y += self.theme.gap(3, 1)
        if new:
            lay.new = QRect(0, y, width, px(28))
            y += px(32)
        lay.top = y - px(2)
        if item.kind is ItemKind.STATE:
            y = self._state(lay, left, column, y)
        else:
            y = self._message(lay, left, column, y, first=first)
        lay.height = y + (px(2) if not last else px(4))
        lay.sides = (left + px(24), left + column - px(24))
        self._readers(lay)
        return lay

    def _readers(self, lay: RowLayout) -> None:
        """Beside the bubble, where there is room for it whoever reads: nothing moves when they come and go."""
        lay.readers = Readers()
        if lay.item.read_by is None:
            return
        px, (left, right) = self.theme.px, lay.sides
        if lay.bubble is None:
            bottom = round(lay.text_pos.y() + lay.doc.size().height())
            lay.readers = place_readers(lay.item.read_by, self.theme, right - px(80), right, bottom, at_right=False)
            return
        bottom = lay.bubble.bottom() + 1
        if lay.item.own:
            end = lay.bubble.left() - px(6)
            lay.readers = place_readers(lay.item.read_by, self.theme, left, end, bottom, at_right=False)
        else:
            start = lay.bubble.right() + px(7)
            lay.readers = place_readers(lay.item.read_by, self.theme, start, right, bottom, at_right=True)

    def _state(self, lay: RowLayout, left: int, column: int, y: int) -> int:
        px = self.theme.px
        doc = body_document(lay.item, self.theme)
        room = column - px(96)
        doc.setTextWidth(room)
        lay.doc = doc
        lay.text_pos = QPointF(left + px(48), y + px(2))
        return y + math.ceil(doc.size().height()) + px(6)

    def _message(self, lay: RowLayout, left: int, column: int, y: int, *, first: bool) -> int:
        theme, px, item = self.theme, self.theme.px, lay.item
        gutter = px(24)
        start = left + gutter + (0 if item.own else px(32) + px(12))
        if first and not item.own:
            lay.avatar = QRect(left + gutter, y, px(32), px(32))
            lay.name = one_line(item.sender_name or item.sender, 80)
            name_height = theme.metrics("small_strong").height()
            lay.name_rect = QRect(start + px(2), y, column - px(68) - gutter, name_height)
            y += name_height + px(4)
            lay.hits.append((lay.avatar, "person"))
        pad_x, pad_y = px(12), theme.gap(8, 4)
        end = left + column - gutter
        max_inner = max(px(120), min(end - start - px(56), px(640)) - 2 * pad_x)

        doc = body_document(item, theme, self.revealed(item.key))
        lay.doc = doc
        icon_room = 0
        if item.kind in (ItemKind.UNDECRYPTABLE, ItemKind.REDACTED, ItemKind.UNSUPPORTED, ItemKind.FILE):
            icon_room = px(18) + px(8)
            lay.leading_icon = {
                ItemKind.UNDECRYPTABLE: "key-off",
                ItemKind.REDACTED: "trash",
                ItemKind.UNSUPPORTED: "info",
            }.get(item.kind, file_icon(item.attachment))
        doc.setTextWidth(max_inner - icon_room)
        natural = math.ceil(doc.idealWidth()) + 1
        meta_width = self._measure_meta(lay)
        last_line = self._last_line(doc)
        inner = max(natural + icon_room, px(8))
        if item.poll is not None:
            inner = max(inner, min(max_inner, natural_width(item.poll, theme)))
        if "<pre>" in (item.html or ""):
            inner = max(inner, min(max_inner, natural + px(36)))
            last_line = None  # code has its own ground, the time stands below it
        if item.poll is not None:
            last_line = None
        scan_width, scan_height = inline_scan.line_size(lay.scan, theme) if lay.scan is not None else (0, 0)
        end_of_text = last_line + icon_room if last_line is not None else None
        if scan_width:
            end_of_text = min(scan_width, max_inner)
            inner = max(inner, min(scan_width, max_inner))
        beside = end_of_text is not None and end_of_text + px(12) + meta_width <= max_inner
        inner = max(inner, math.ceil((end_of_text or 0) + px(12) + meta_width) if beside else meta_width)
        reply_height = self._measure_reply(lay)
        if reply_height:
            small = theme.metrics("small")
            wanted = max(
                theme.metrics("small_strong").horizontalAdvance(lay.reply_name), small.horizontalAdvance(lay.reply_text)
            )
            inner = max(inner, min(max_inner, wanted + px(20)))
        attachment = item.attachment
        picture = None
        if attachment is not None and shows_picture(attachment):
            picture = picture_size(attachment, min(max_inner, px(WIDEST)), px(HIGHEST))
            inner = max(inner, picture.width())
        lay.control_kind, control = control_size(item)
        if lay.control_kind:
            inner = max(inner, min(max_inner, px(control.width())))
        inner = min(inner, max_inner)
        doc.setTextWidth(inner - icon_room)
        text_height = math.ceil(doc.size().height())
        meta_height = theme.metrics("tiny").height()
        height = pad_y * 2 + text_height + (0 if beside else meta_height + px(2))
        if reply_height:
            height += reply_height + px(6)
        if picture is not None:
            height += picture.height() + px(6)
        if lay.control_kind:
            height += px(control.height()) + px(4)
        if scan_width:
            height += scan_height + px(4)
        if item.poll is not None:
            lay.poll = poll_layout(item.poll, theme, inner)
            height += lay.poll.height
        bubble_width = inner + 2 * pad_x
        x = end - bubble_width if item.own else start
        lay.bubble = QRect(x, y, bubble_width, height)
        top = y + pad_y
        if reply_height:
            lay.reply = QRect(x + pad_x, top, inner, reply_height)
            lay.hits.append((lay.reply, "reply"))
            top += reply_height + px(6)
        if picture is not None:
            lay.picture = QRect(x + pad_x, top, picture.width(), picture.height())
            if item.event_id is not None:
                lay.hits.append((lay.picture, "view"))
            top += picture.height() + px(6)
        if lay.control_kind:
            lay.control = QRect(x + pad_x, top, inner, px(control.height()))
            top += px(control.height()) + px(4)
        lay.text_pos = QPointF(x + pad_x + icon_room, top)
        if lay.poll is not None:
            lay.poll.move(QPoint(x + pad_x, top + text_height))
            lay.hits += lay.poll.hits()
        if lay.scan is not None:
            lay.scan_rect = QRect(x + pad_x, top + text_height + px(4), min(inner, scan_width), scan_height)
            lay.hits.append((lay.scan_rect.adjusted(0, -px(3), 0, px(3)), "scan"))
            lay.hints["scan"] = shown(lay.scan).why
        if item.html or item.calls_room:
            self._decorate(lay)
        if icon_room:
            lay.leading = QRect(x + pad_x, top + (theme.metrics("body").height() - px(18)) // 2, px(18), px(18))
        lay.meta = QRect(
            x + pad_x + inner - meta_width, y + height - pad_y - meta_height + px(2), meta_width, meta_height
        )
        self._place_marks(lay)
        if item.kind is ItemKind.UNDECRYPTABLE:
            lay.hits.append((lay.bubble, "why"))
        y += height
        y = self._reactions(lay, y, x, bubble_width)
        if item.thread is not None:
            room = end - start
            lay.thread = place(item.thread, theme, end if item.own else start, y, room, right=item.own)
            lay.hits.append((lay.thread.rect, "thread"))
            y = lay.thread.rect.bottom() + px(2)
        return self._failure(lay, y, start, end)

    @staticmethod
    def _last_line(doc: PlainDocument) -> float | None:
        """Width of the last line; None if the time cannot stand beside it because it is written right to left."""
        block = doc.lastBlock()
        if block.textDirection() == Qt.LayoutDirection.RightToLeft:
            return None
        layout = block.layout()
        if not layout.lineCount():
            return 0.0
        indent = doc.documentLayout().blockBoundingRect(block).x()  # of a list or a quotation
        return indent + layout.lineAt(layout.lineCount() - 1).naturalTextRect().right()

    def _measure_meta(self, lay: RowLayout) -> int:
        """Time, "edited" and marks: their width."""
        px, item = self.theme.px, lay.item
        tiny = self.theme.metrics("tiny")
        lay.meta_text = (tr("edited") + " · " if item.edited else "") + clock(item.ts)
        width = tiny.horizontalAdvance(lay.meta_text)
        icon = px(14)
        if item.shield.color is not ShieldColor.NONE:
            red = item.shield.color is ShieldColor.RED
            text = shield_title(item.shield.code) if red else ""
            lay.marks.append(
                Mark(
                    QRect(0, 0, icon + (px(4) + tiny.horizontalAdvance(text) if text else 0), icon),
                    "lock-open" if item.shield.code == "SentInClear" else "shield",
                    "danger" if red else "muted",
                    text,
                    "shield",
                )
            )
        match item.send_state:
            case SendState.SENDING:
                lay.marks.append(Mark(QRect(0, 0, icon, icon), "clock", "muted"))
            case SendState.SENT:
                lay.marks.append(Mark(QRect(0, 0, icon, icon), "check", "muted"))
            case SendState.FAILED:
                lay.marks.append(Mark(QRect(0, 0, icon, icon), "alert", "danger", "", "failed"))
        return width + sum(mark.rect.width() + px(6) for mark in lay.marks)

    def _place_marks(self, lay: RowLayout) -> None:
        """Shield before the time, the state of sending after it."""
        px, tiny = self.theme.px, self.theme.metrics("tiny")
        x, middle = lay.meta.x(), lay.meta.center().y()
        before = [mark for mark in lay.marks if mark.action == "shield"]
        after = [mark for mark in lay.marks if mark.action != "shield"]
        for mark in before:
            mark.rect.moveTo(x, middle - mark.rect.height() // 2 + 1)
            x += mark.rect.width() + px(6)
        text_width = tiny.horizontalAdvance(lay.meta_text)
        lay.meta = QRect(x, lay.meta.y(), text_width + 1, lay.meta.height())
        if lay.item.edited:
            shown = tiny.horizontalAdvance(tr("edited"))
            lay.hits.append(
                (QRect(x, lay.meta.y(), shown, lay.meta.height()).adjusted(-px(4), -px(6), px(4), px(4)), "edited")
            )
            lay.hints["edited"] = tr("Show how it was changed")
        x += text_width + px(6)
        for mark in after:
            mark.rect.moveTo(x, middle - mark.rect.height() // 2 + 1)
            x += mark.rect.width() + px(6)
        grow = px(5)  # a mark is small; what one can click is 24 high
        for mark in lay.marks:
            if mark.action:
                lay.hits.append((mark.rect.adjusted(-grow, -grow, grow, grow), mark.action))

    def _measure_reply(self, lay: RowLayout) -> int:
        reply = lay.item.in_reply_to
        if reply is None:
            return 0
        lay.reply_name = one_line(reply.sender_name, 80) or tr("Reply to a message")
        lay.reply_text = one_line(reply.body, 160) or tr("to a message that is not loaded")
        return self.theme.metrics("small_strong").height() + self.theme.metrics("small").height() + self.theme.px(8)

    def _decorate(self, lay: RowLayout) -> None:
        """Grounds behind people, hidden parts and code, and the buttons that copy code."""
        px = self.theme.px
        lay.decorations = decorations(lay.doc, self.theme)
        for ground in lay.decorations:
            if ground.kind == "code":
                at = ground.rect.translated(lay.text_pos)
                button = QRect(round(at.right()) - px(28), round(at.top()) + px(2), px(26), px(26))
                lay.copies.append((button, ground.number))
                lay.hits.append((button, f"code:{ground.number}"))
                lay.hints[f"code:{ground.number}"] = tr("Copy code")

    def _reactions(self, lay: RowLayout, y: int, x: int, bubble_width: int) -> int:
        pills = reaction_pills(lay.item, self.theme)
        if not pills:
            return y
        px = self.theme.px
        limit = max(bubble_width, px(320))
        right = x + bubble_width if lay.item.own else None
        lay.pills = pills
        return place_pills(pills, self.theme, QPoint(x, y + px(4)), limit, right=right)

    def _failure(self, lay: RowLayout, y: int, start: int, end: int) -> int:
        if lay.item.send_state is not SendState.FAILED:
            return y
        px = self.theme.px
        foot = failure_document(lay.item, self.theme)
        room = min(end - start, px(520))
        foot.setTextWidth(room)
        lay.foot = foot
        lay.foot_pos = QPointF(end - room, y + px(4))
        return y + px(4) + math.ceil(foot.size().height())


def control_size(item: TimelineItem) -> tuple[str, QSize]:
    """The kind of widget that stands in a row, and its size at 100 %."""
    if item.attachment is None:
        return "", QSize()
    if item.send_state in (SendState.SENDING, SendState.FAILED):
        return "upload", QSize(inline_upload.WIDTH, inline_upload.HEIGHT)
    if inline_sound.shows_sound(item.attachment):
        return "sound", QSize(inline_sound.WIDTH, inline_sound.HEIGHT)
    return "", QSize()


def file_icon(attachment: Attachment | None) -> str:
    if attachment is None:
        return "file"
    if attachment.voice:
        return "microphone"
    return {"m.image": "picture", "m.video": "film"}.get(attachment.msgtype, "file")


def text_rect(lay: RowLayout) -> QRectF:
    """Where the text of the row is."""
    return QRectF(lay.text_pos, lay.doc.size())
