# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Paint one row of the timeline from its layout."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
)

from app.types import ItemKind, SendState
from ui.avatars import Avatars
from ui.i18n import tr
from ui.icons import Icons
from ui.sizes import duration_text
from ui.text import PlainDocument
from ui.theme import COLUMN, Theme
from ui.timeline import inline_scan, thread_row
from ui.timeline.inline import InlinePictures
from ui.timeline.layout import RowLayout
from ui.timeline.polls import paint_poll

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowPainter:
    """Stateless but for the theme and the pictures."""

    def __init__(self, theme: Theme, icons: Icons, avatars: Avatars, pictures: InlinePictures | None = None) -> None:
        self._theme = theme
        self._icons = icons
        self._avatars = avatars
        self._pictures = pictures

    def color(self, name: str) -> QColor:
        return QColor(getattr(self._theme.scheme, name))

    def paint(
        self,
        p: QPainter,
        at: QPoint,
        lay: RowLayout,
        *,
        current: bool,
        selection: tuple[int, int] | None,
        ratio: float,
        hovered: str = "",
    ) -> None:
        """``selection``: range of the row's document; ``current``: has the keyboard focus; ``hovered``: the action
        under the pointer."""
        p.save()
        p.translate(at)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if lay.day:
            self._day(p, lay)
        if lay.new is not None:
            self._new(p, lay, lay.new)
        if lay.avatar is not None:
            item = lay.item
            name = item.sender_name or item.sender
            p.drawPixmap(
                lay.avatar,
                self._avatars.pixmap(item.sender, name, item.sender_avatar, lay.avatar.width(), ratio),
            )
            p.setFont(self._theme.font("small_strong"))
            p.setPen(self._theme.name_color(item.sender))
            metrics = self._theme.metrics("small_strong")
            p.drawText(
                lay.name_rect, LEFT, metrics.elidedText(lay.name, Qt.TextElideMode.ElideRight, lay.name_rect.width())
            )
        if lay.bubble is not None:
            self._bubble(p, lay, current=current)
        elif current:
            self._ring(p, QRectF(lay.text_pos, lay.doc.size()).adjusted(-8, -4, 8, 4).toRect())
        if lay.reply is not None:
            self._reply(p, lay)
        if lay.picture is not None:
            self._picture(p, lay, ratio)
        if lay.leading is not None:
            p.drawPixmap(
                lay.leading, self._icons.pixmap(lay.leading_icon, self.color("muted"), lay.leading.width(), ratio)
            )
        p.save()
        if lay.bubble is not None:
            p.setClipRect(lay.bubble)
        self._grounds(p, lay)
        self._document(p, lay.doc, lay.text_pos, selection)
        for button, _number in lay.copies:
            side = self._theme.px(16)
            place = QRect(0, 0, side, side)
            place.moveCenter(button.center())
            p.drawPixmap(place, self._icons.pixmap("copy", self.color("muted"), side, ratio))
        if lay.poll is not None:
            paint_poll(p, lay.poll, self._theme)
        p.restore()
        if lay.scan is not None and lay.scan_rect is not None:
            inline_scan.paint(p, lay.scan_rect, lay.scan, self._theme, self._icons, ratio)
        self._meta(p, lay, ratio)
        self._pills(p, lay, ratio, hovered)
        self._readers(p, lay, ratio)
        if lay.thread is not None:
            thread_row.paint(p, lay.thread, self._theme, self._icons, ratio)
        if lay.foot is not None:
            self._document(p, lay.foot, lay.foot_pos, None)
        p.restore()

    def _day(self, p: QPainter, lay: RowLayout) -> None:
        rect = lay.day_rect
        y = rect.center().y()
        gap = self._theme.px(8)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(QPen(self.color("border"), 1))
        margin = max(self._theme.px(24), (lay.width - self._theme.px(COLUMN)) // 2 + self._theme.px(24))
        p.drawLine(margin, y, rect.left() - gap, y)
        p.drawLine(rect.right() + gap, y, lay.width - margin, y)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setFont(self._theme.font("small_strong"))
        p.setPen(self.color("muted"))
        p.drawText(rect, Qt.AlignmentFlag.AlignCenter, lay.day)

    def _new(self, p: QPainter, lay: RowLayout, rect: QRect) -> None:
        text = tr("New messages")
        p.setFont(self._theme.font("small_strong"))
        width = self._theme.metrics("small_strong").horizontalAdvance(text) + self._theme.px(16)
        margin = max(self._theme.px(24), (lay.width - self._theme.px(COLUMN)) // 2 + self._theme.px(24))
        y = rect.center().y()
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(QPen(self.color("accent"), 1))
        p.drawLine(margin, y, lay.width - margin - width, y)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        label = QRect(lay.width - margin - width, rect.y(), width, rect.height())
        p.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _bubble(self, p: QPainter, lay: RowLayout, *, current: bool) -> None:
        assert lay.bubble is not None
        item, rect = lay.item, QRectF(lay.bubble)
        _day, first, last = lay.flags
        big, small = float(self._theme.px(14)), float(self._theme.px(5))
        top = big if first else small
        bottom = big if last else small
        # the side of the avatar (or the own side) shows which bubbles belong together
        corners = (big, top, bottom, big) if item.own else (top, big, big, bottom)
        path = _rounded(rect, *corners)
        quiet = item.kind in (ItemKind.UNDECRYPTABLE, ItemKind.REDACTED, ItemKind.UNSUPPORTED)
        if item.send_state is SendState.FAILED:
            p.setBrush(self.color("danger_soft"))
            p.setPen(Qt.PenStyle.NoPen)
        elif quiet:
            p.setBrush(self.color("bg"))
            p.setPen(QPen(self.color("border"), 1))
            path = _rounded(rect.adjusted(0.5, 0.5, -0.5, -0.5), *corners)
        else:
            p.setBrush(self.color("own" if item.own else "surface"))
            p.setPen(Qt.PenStyle.NoPen)
        if self._theme.scheme.name == "contrast":
            p.setPen(QPen(self.color("border"), 1))
        p.drawPath(path)
        if item.mentioned and not item.own:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.color("accent"))
            side = self._theme.px(3)
            p.drawRoundedRect(QRectF(rect.left() - side * 2, rect.top() + 2, side, rect.height() - 4), 1.5, 1.5)
        if current:
            self._ring(p, lay.bubble)

    def _ring(self, p: QPainter, rect: QRect) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(self.color("accent"), 2))
        radius = self._theme.px(16)
        p.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), radius, radius)

    def _reply(self, p: QPainter, lay: RowLayout) -> None:
        assert lay.reply is not None
        px, rect = self._theme.px, lay.reply
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.color("accent"))
        p.drawRoundedRect(QRectF(rect.x(), rect.y() + px(2), px(3), rect.height() - px(4)), 1.5, 1.5)
        strong, small = self._theme.metrics("small_strong"), self._theme.metrics("small")
        x, width = rect.x() + px(12), rect.width() - px(12)
        p.setFont(self._theme.font("small_strong"))
        p.setPen(self.color("text"))
        elide = Qt.TextElideMode.ElideRight
        p.drawText(
            QRect(x, rect.y() + px(4), width, strong.height()), LEFT, strong.elidedText(lay.reply_name, elide, width)
        )
        p.setFont(self._theme.font("small"))
        p.setPen(self.color("muted"))
        p.drawText(
            QRect(x, rect.y() + px(4) + strong.height(), width, small.height()),
            LEFT,
            small.elidedText(lay.reply_text, elide, width),
        )

    def _picture(self, p: QPainter, lay: RowLayout, ratio: float) -> None:
        """The picture in the middle of its place, which does not change when it comes; of a video, how long it is."""
        assert lay.picture is not None
        self._still(p, lay, lay.picture, ratio)
        file = lay.item.attachment
        if file is not None and file.msgtype == "m.video" and file.duration:
            self._length(p, lay.picture, duration_text(file.duration))

    def _length(self, p: QPainter, rect: QRect, text: str) -> None:
        """In a corner of a video."""
        px, metrics = self._theme.px, self._theme.metrics("tiny")
        wide, high = metrics.horizontalAdvance(text) + px(12), metrics.height() + px(4)
        sign = QRect(rect.left() + px(8), rect.bottom() - high - px(8), wide, high)
        p.setPen(QPen(self.color("field_border"), 1))
        p.setBrush(self.color("bg"))
        p.drawRoundedRect(QRectF(sign), px(4), px(4))
        p.setPen(self.color("text"))
        p.setFont(self._theme.font("tiny"))
        p.drawText(sign, Qt.AlignmentFlag.AlignCenter, text)

    def _still(self, p: QPainter, lay: RowLayout, rect: QRect, ratio: float) -> None:
        image = self._pictures.image(lay.item, rect.size(), ratio) if self._pictures is not None else None
        if image is None or (lay.scan is not None and lay.scan.refused):
            self._instead(p, lay, rect, ratio)
            return
        size = (image.size() / ratio).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if image.width() <= rect.width() * ratio and image.height() <= rect.height() * ratio:
            size = image.size() / ratio
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(rect.center())
        p.drawImage(place, image)
        file = lay.item.attachment
        if file is not None and (file.msgtype == "m.video" or file.animated):
            self._badge(p, rect, "play", ratio)

    def _instead(self, p: QPainter, lay: RowLayout, rect: QRect, ratio: float) -> None:
        """While a picture is on its way, or where none comes by itself."""
        blur = self._pictures.blur(lay.item) if self._pictures is not None else None
        p.setPen(Qt.PenStyle.NoPen)
        if blur is not None:
            p.save()
            path = QPainterPath()
            path.addRoundedRect(QRectF(rect), 6, 6)
            p.setClipPath(path)
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            p.drawImage(rect, blur)
            p.restore()
        else:
            p.setBrush(self.color("bg"))
            p.drawRoundedRect(QRectF(rect), 6, 6)
        refused = lay.scan is not None and lay.scan.refused
        if lay.item.attachment is not None and lay.item.attachment.msgtype == "m.video":
            self._badge(p, rect, "alert" if refused else "play", ratio)
        elif self._pictures is not None and self._pictures.missing(lay.item, rect.size(), ratio):
            closed = lay.scan is not None and not lay.scan.passes
            icon = "alert" if closed else "download" if lay.item.event_id is not None else "picture"
            self._badge(p, rect, icon, ratio)

    def _badge(self, p: QPainter, rect: QRect, icon: str, ratio: float) -> None:
        """A round sign in the middle of a picture."""
        side = self._theme.px(44)
        round_ = QRect(0, 0, side, side)
        round_.moveCenter(rect.center())
        p.setPen(QPen(self.color("field_border"), 1))
        p.setBrush(self.color("bg"))
        p.drawEllipse(round_)
        inner = self._theme.px(22)
        at = QRect(0, 0, inner, inner)
        at.moveCenter(rect.center())
        p.drawPixmap(at, self._icons.pixmap(icon, self.color("text"), inner, ratio))

    def _document(self, p: QPainter, doc: PlainDocument, at: QPointF, selection: tuple[int, int] | None) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self.color(str(doc.property("color"))))
        if selection is not None and selection[0] != selection[1]:
            end = doc.characterCount() - 1
            cursor = QTextCursor(doc)
            cursor.setPosition(min(selection[0], end))
            cursor.setPosition(min(selection[1], end), QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setBackground(self.color("accent"))
            form.setForeground(self.color("on_accent"))
            mark = QAbstractTextDocumentLayout.Selection()
            mark.cursor = cursor
            mark.format = form
            context.selections = [mark]
        p.translate(at)
        doc.documentLayout().draw(p, context)
        p.translate(-at)

    def _meta(self, p: QPainter, lay: RowLayout, ratio: float) -> None:
        if lay.bubble is None:
            return
        p.setFont(self._theme.font("tiny"))
        p.setPen(self.color("muted"))
        p.drawText(lay.meta, LEFT, lay.meta_text)
        side = self._theme.px(14)
        for mark in lay.marks:
            color = self.color(mark.color)
            rect = QRect(mark.rect.x(), mark.rect.y(), side, side)
            p.drawPixmap(rect, self._icons.pixmap(mark.icon, color, side, ratio))
            if mark.text:
                p.setPen(color)
                p.drawText(mark.rect.adjusted(side + self._theme.px(4), -2, 2, 2), LEFT, mark.text)

    def _pills(self, p: QPainter, lay: RowLayout, ratio: float, hovered: str) -> None:
        p.setFont(self._theme.font("small"))
        for pill in lay.pills:
            over = pill.action == hovered
            p.setPen(QPen(self.color("accent" if pill.own or over else "border"), 1))
            p.setBrush(self.color("own" if pill.own else "hover" if over else "bg"))
            radius = pill.rect.height() / 2
            p.drawRoundedRect(QRectF(pill.rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            p.setPen(self.color("text"))
            if pill.icon:
                side = self._theme.px(14)
                place = QRect(0, 0, side, side)
                place.moveCenter(pill.rect.center())
                p.drawPixmap(place, self._icons.pixmap(pill.icon, self.color("muted"), side, ratio))
            p.drawText(pill.rect, Qt.AlignmentFlag.AlignCenter, pill.text)

    def _readers(self, p: QPainter, lay: RowLayout, ratio: float) -> None:
        readers, read_by = lay.readers, lay.item.read_by
        if read_by is None or not readers.pictures:
            return
        # The newest last, so that it lies on top.
        for rect, seen in reversed(list(zip(readers.pictures, read_by.people, strict=False))):
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.color("bg"))
            p.drawEllipse(rect.adjusted(-1, -1, 1, 1))
            p.drawPixmap(rect, self._avatars.pixmap(seen.user_id, seen.name, seen.avatar, rect.width(), ratio))
        if readers.more_text:
            p.setFont(self._theme.font("tiny"))
            p.setPen(self.color("muted"))
            p.drawText(readers.more, LEFT, readers.more_text)

    def _grounds(self, p: QPainter, lay: RowLayout) -> None:
        """What stands behind people, hidden parts and code."""
        for ground in lay.decorations:
            rect = ground.rect.translated(lay.text_pos)
            p.setPen(QPen(self.color("border"), 1) if self._theme.scheme.name == "contrast" else Qt.PenStyle.NoPen)
            match ground.kind:
                case "code":
                    p.setBrush(self.color("bg"))
                    p.drawRoundedRect(rect, 6, 6)
                    continue
                case "own_pill":
                    p.setBrush(self.color("accent"))
                case "spoiler":
                    p.setBrush(self.color("hover" if self._theme.scheme.name == "contrast" else "scroll"))
                case _:
                    p.setBrush(self.color("bg"))
            radius = rect.height() / 2
            side = self._theme.px(2)
            p.drawRoundedRect(rect.adjusted(-side, 0, side, 0), radius, radius)


def _rounded(rect: QRectF, top_left: float, top_right: float, bottom_right: float, bottom_left: float) -> QPainterPath:
    """A rectangle with four different corners."""
    half = min(rect.width(), rect.height()) / 2
    tl, tr, br, bl = (min(radius, half) for radius in (top_left, top_right, bottom_right, bottom_left))
    path = QPainterPath()
    path.moveTo(rect.left() + tl, rect.top())
    path.lineTo(rect.right() - tr, rect.top())
    path.arcTo(rect.right() - 2 * tr, rect.top(), 2 * tr, 2 * tr, 90, -90)
    path.lineTo(rect.right(), rect.bottom() - br)
    path.arcTo(rect.right() - 2 * br, rect.bottom() - 2 * br, 2 * br, 2 * br, 0, -90)
    path.lineTo(rect.left() + bl, rect.bottom())
    path.arcTo(rect.left(), rect.bottom() - 2 * bl, 2 * bl, 2 * bl, 270, -90)
    path.lineTo(rect.left(), rect.top() + tl)
    path.arcTo(rect.left(), rect.top(), 2 * tl, 2 * tl, 180, -90)
    path.closeSubpath()
    return path
