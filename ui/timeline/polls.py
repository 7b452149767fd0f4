# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""A poll under its question: answers with bars, and one line that says how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.types import Poll, PollAnswer
from ui.i18n import plural, tr
from ui.text import one_line
from ui.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WORDS = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
ANYWHERE = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWrapAnywhere)


@dataclass(slots=True)
class AnswerBox:
    """One answer. ``share``: 0 to 1 of those who voted; None while nobody is to know."""

    answer: PollAnswer
    rect: QRect
    text: QRect
    bar: QRect
    votes: str
    share: float | None
    winner: bool
    wrap: int  # how the text breaks


@dataclass(slots=True)
class PollLayout:
    """In coordinates of the row, once it was moved there."""

    poll: Poll
    answers: list[AnswerBox] = field(default_factory=list)
    foot: QRect = field(default_factory=QRect)
    foot_text: str = ""
    height: int = 0

    def move(self, by: QPoint) -> None:
        for box in self.answers:
            for rect in (box.rect, box.text, box.bar):
                rect.translate(by)
        self.foot.translate(by)

    def hits(self) -> list[tuple[QRect, str]]:
        return [] if self.poll.ended else [(box.rect, f"vote:{box.answer.id}") for box in self.answers]


def standing(poll: Poll) -> str:
    """How a poll stands, in one line."""
    voters = plural(poll.voters, tr("1 person has voted"), tr("{n} people have voted"))
    if poll.ended:
        return tr("Final result") + " · " + voters
    parts = [voters]
    if not poll.disclosed:
        parts.append(tr("the result is shown when the poll has ended"))
    if poll.most > 1:
        parts.append(tr("up to {n} answers").format(n=poll.most))
    return " · ".join(parts)


def votes_text(votes: int) -> str:
    return plural(votes, tr("1 vote"), tr("{n} votes"))


def poll_layout(poll: Poll, theme: Theme, width: int) -> PollLayout:
    """For a width in pixels."""
    px, body, small = theme.px, theme.metrics("body"), theme.metrics("small")
    lay = PollLayout(poll)
    most = max((answer.votes or 0 for answer in poll.answers), default=0)
    y = px(6)
    for answer in poll.answers:
        votes = "" if answer.votes is None else votes_text(answer.votes)
        room = px(28)
        votes_width = small.horizontalAdvance(votes) + px(8) if votes else 0
        text = one_line(answer.text, 300)
        inner = max(px(60), width - room - votes_width)
        longest = max((body.horizontalAdvance(word) for word in text.split()), default=0)
        wrap = WORDS if longest <= inner else ANYWHERE
        height = max(body.height(), body.boundingRect(QRect(0, 0, inner, 4000), wrap, text).height())
        top = y + px(4)
        text_rect = QRect(room, top, inner, height)
        bar = QRect(room, top + height + px(3), width - room, px(6))
        bottom = bar.bottom() if answer.votes is not None else top + height
        rect = QRect(0, y, width, max(px(28), bottom - y + px(5)))
        share = None if answer.votes is None else (answer.votes / poll.voters if poll.voters else 0.0)
        winner = poll.ended and bool(answer.votes) and answer.votes == most
        lay.answers.append(AnswerBox(answer, rect, text_rect, bar, votes, share, winner, wrap))
        y = rect.bottom() + px(3)
    lay.foot_text = standing(poll)
    foot = small.boundingRect(QRect(0, 0, width, 4000), WORDS, lay.foot_text).height()
    lay.foot = QRect(0, y + px(4), width, foot)
    lay.height = lay.foot.bottom() + px(2)
    return lay


def natural_width(poll: Poll, theme: Theme) -> int:
    """How wide it would like to be."""
    body, small, px = theme.metrics("body"), theme.metrics("small"), theme.px
    widest = max((body.horizontalAdvance(one_line(answer.text, 300)) for answer in poll.answers), default=0)
    return max(px(300), widest + px(28) + small.horizontalAdvance(votes_text(1000)) + px(8))


def paint_poll(p: QPainter, lay: PollLayout, theme: Theme) -> None:
    scheme, px = theme.scheme, theme.px
    for box in lay.answers:
        side = px(16)
        circle = QRectF(box.rect.x() + px(2), box.text.y() + (theme.metrics("body").height() - side) / 2, side, side)
        chosen = box.answer.own
        p.setPen(QPen(QColor(scheme.accent if chosen else scheme.field_border), 2))
        p.setBrush(QColor(scheme.accent) if chosen else Qt.BrushStyle.NoBrush)
        if lay.poll.most > 1:
            p.drawRoundedRect(circle, 3, 3)
        else:
            p.drawEllipse(circle)
        if chosen:  # a tick, so that colour is not all that tells
            p.setPen(QPen(QColor(scheme.on_accent), 2))
            x, y, s = circle.x(), circle.y(), circle.width()
            p.drawLine(round(x + s * 0.27), round(y + s * 0.52), round(x + s * 0.44), round(y + s * 0.7))
            p.drawLine(round(x + s * 0.44), round(y + s * 0.7), round(x + s * 0.75), round(y + s * 0.32))
        p.setFont(theme.font("strong" if box.winner else "body"))
        p.setPen(QColor(scheme.text))
        p.drawText(box.text, box.wrap, one_line(box.answer.text, 300))
        if box.share is None:
            continue
        p.setFont(theme.font("small_strong" if box.winner else "small"))
        p.setPen(QColor(scheme.text if box.winner else scheme.muted))
        right = QRect(box.bar.x(), box.text.y(), box.bar.width(), theme.metrics("body").height())
        p.drawText(right, RIGHT, box.votes)
        p.setPen(QPen(QColor(scheme.border), 1) if scheme.name == "contrast" else Qt.PenStyle.NoPen)
        p.setBrush(QColor(scheme.bg))
        radius = box.bar.height() / 2
        p.drawRoundedRect(QRectF(box.bar), radius, radius)
        filled = QRectF(box.bar)
        filled.setWidth(max(0.0, min(1.0, box.share)) * box.bar.width())
        if filled.width() >= 1:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(scheme.accent))
            p.drawRoundedRect(filled, radius, radius)
    p.setFont(theme.font("small"))
    p.setPen(QColor(scheme.muted))
    p.drawText(lay.foot, WORDS, lay.foot_text)
