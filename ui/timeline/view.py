# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The timeline on screen: an own scroll area that lays out and paints only the rows one sees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.text.qt import hidden_parts
from app.types import ItemKind
from ui import names
from ui.avatars import Avatars
from ui.i18n import tr
from ui.icons import Icons
from ui.models.timeline import TimelineModel
from ui.text import one_line, set_tooltip
from ui.theme import Theme
from ui.timeline.geometry import Geometry
from ui.timeline.inline import InlinePictures
from ui.timeline.inline_controls import RowWidgets
from ui.timeline.inline_scan import InlineScans
from ui.timeline.inline_upload import UploadBar
from ui.timeline.layout import Layouts, RowLayout
from ui.timeline.paint import RowPainter
from ui.timeline.rich import PERSON, SPOILER
from ui.timeline.selection import Place, Selection

OLDER_ROWS = 25  # this close to the first loaded row, older ones are asked for; to the last one, newer ones
MARKED_MS = 4_000  # how long a message that was looked for stays marked
_PILLS = ("react", "thread")
NOTCH = 60  # pixels of one wheel notch at 100 %


class TimelineView(QAbstractScrollArea):
    """Signals carry the key of the row. ``activated(key, action)``: why, shield, failed, resend, discard, reader,
    reply, person, save, view, play, open. ``link``: an address somebody wants to open.
    ``position_changed``: scrolled."""

    activated = Signal(str, str)
    link = Signal(str)
    menu = Signal(str, str, QPoint)  # key, address under the pointer, global position
    older_needed = Signal()
    newer_needed = Signal()
    position_changed = Signal()
    current_changed = Signal()
    hovered = Signal(str)  # key of the row under the pointer; empty: none

    def __init__(
        self,
        model: TimelineModel,
        theme: Theme,
        icons: Icons,
        avatars: Avatars,
        parent: QWidget | None = None,
        *,
        pictures: InlinePictures | None = None,
        scans: InlineScans | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(names.TIMELINE_VIEW)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # lets scroll() move pixels
        self.model = model
        self.theme = theme
        self.layouts = Layouts(theme)
        self._painter = RowPainter(theme, icons, avatars, pictures)
        self.widgets = RowWidgets(self)
        self.widgets.factories["upload"] = UploadBar
        self.selection = Selection(model, theme, self.layouts.revealed)
        self.geometry_of_rows = Geometry(self._measure, self._estimate)
        self.current = ""  # key of the row with the keyboard
        self.key_pressed: Callable[[QKeyEvent], bool] = lambda _event: False
        """Asked first for a key on the current row; tells whether it did something."""
        self.marked = ""  # key of the row that was looked for
        self._unmark = QTimer(self, singleShot=True, interval=MARKED_MS)
        self._unmark.timeout.connect(lambda: self.mark(""))
        self._pressed: tuple[str, str] | None = None
        self._hint = ""
        self._hovered = ""
        self._pointed = ("", "")
        self._drag_timer = QTimer(self, interval=30)
        self._drag_timer.timeout.connect(self._drag_scroll)
        self._drag_pos = QPoint()
        model.reset.connect(self._reset)
        model.inserted.connect(self._inserted)
        model.removed.connect(self._removed)
        model.changed.connect(self._row_changed)
        model.settled.connect(self._settle)
        avatars.changed.connect(self.viewport().update)
        self._scans = scans
        if scans is not None:
            self.layouts.scan = scans.state
            scans.changed.connect(self._scanned)
            scans.switched.connect(self.restyle)
        if pictures is not None:
            pictures.changed.connect(self.viewport().update)
        theme.changed.connect(self.restyle)
        self.verticalScrollBar().actionTriggered.connect(self._bar_moved)

    # -- rows and heights

    def layout_of(self, row: int) -> RowLayout:
        return self.layouts.get(self.model, row, self.viewport().width())

    def _measure(self, row: int) -> int:
        return self.layout_of(row).height

    def _estimate(self, row: int) -> int:
        return self.layouts.estimate(self.model.item(row), self.model.flags(row), self.viewport().width())

    def _reset(self) -> None:
        self.layouts.forget()
        self.layouts.hide_again()
        self.selection.clear()
        self.current = ""
        self._point("", "")
        self.geometry_of_rows.reset(len(self.model))
        self.widgets.clear()

    def _inserted(self, first: int, count: int) -> None:
        self.geometry_of_rows.insert(first, count)

    def _removed(self, first: int, count: int) -> None:
        self.geometry_of_rows.remove(first, count)

    def _row_changed(self, row: int) -> None:
        for neighbour in (row - 1, row, row + 1):
            self.geometry_of_rows.touch(neighbour)

    def _scanned(self, event_id: str) -> None:
        for row, _y in self.geometry_of_rows.visible():
            if self.model.item(row).event_id == event_id:
                self.geometry_of_rows.touch(row)
                self._settle()
                self.viewport().update()

    def restyle(self) -> None:
        """Theme, zoom or width changed: lay out again what is on screen, at the same place."""
        self.layouts.forget()
        self.geometry_of_rows.forget()
        self.widgets.restyle()
        self._settle()

    def relabel(self) -> None:
        """The day changed: "Today" is "Yesterday" now."""
        self.restyle()

    # -- position

    def scroll_bottom(self) -> None:
        self.geometry_of_rows.stick = True
        self._settle()

    def scroll_by(self, pixels: int) -> None:
        """Positive: towards newer messages."""
        geometry = self.geometry_of_rows
        before = (geometry.row, geometry.offset)
        geometry.move_by(pixels)
        self._settle(before)

    def at_bottom(self) -> bool:
        return self.geometry_of_rows.stick

    def _settle(self, before: tuple[int, int] | None = None) -> None:
        geometry = self.geometry_of_rows
        geometry.view_height = self.viewport().height()
        geometry.bottom_margin = self.theme.px(12)
        geometry.settle()
        moved = geometry.distance(*before) if before is not None else None
        if moved is not None and abs(moved) < self.viewport().height():
            if moved:
                self.viewport().scroll(0, moved)  # moves pixels, paints only what is new
        else:
            self.viewport().update()
        bar = self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, max(0, geometry.extent() - geometry.view_height))
        bar.setPageStep(geometry.view_height)
        bar.setValue(geometry.position())
        bar.blockSignals(False)
        self.widgets.place()
        self.position_changed.emit()
        if geometry.row < OLDER_ROWS and self.isVisible():
            self.older_needed.emit()
        if not geometry.may_stick and geometry.row > len(geometry) - 2 * OLDER_ROWS and self.isVisible():
            self.newer_needed.emit()

    def _bar_moved(self, _action: int) -> None:
        bar = self.verticalScrollBar()
        self.geometry_of_rows.move_to(bar.sliderPosition(), bar.maximum())
        self._settle()

    def row_rect(self, row: int) -> QRect | None:
        """Where a row is in the viewport; None if it is not on screen."""
        top = self.geometry_of_rows.top_of(row)
        if top is None:
            return None
        return QRect(0, top, self.viewport().width(), self.geometry_of_rows.height(row))

    def bubble_on_screen(self, row: int) -> QRect:
        """Where the bubble of a row is, in global coordinates; the middle of the view if the row is not on screen."""
        rect = self.row_rect(row) if 0 <= row < len(self.model) else None
        if rect is None:
            return QRect(self.viewport().mapToGlobal(self.viewport().rect().center()), QSize(1, 1))
        bubble = self.layout_of(row).bubble
        box = bubble.translated(rect.topLeft()) if bubble is not None else rect
        return QRect(self.viewport().mapToGlobal(box.topLeft()), box.size())

    def show_row(self, row: int) -> None:
        self.geometry_of_rows.show_row(row)
        self._settle()

    def set_live(self, live: bool) -> None:
        """Whether the last row is the newest there is; only then the view stays at the end."""
        self.geometry_of_rows.may_stick = live
        if not live:
            self.geometry_of_rows.stick = False

    def mark(self, key: str) -> None:
        """Mark the row that was looked for, for a while."""
        self.marked = key
        if key:
            self._unmark.start()
        self.viewport().update()

    def show_found(self, row: int) -> None:
        """Show the row that was looked for with what is around it, mark it, give it the keyboard."""
        rect = self.row_rect(row)
        if rect is None or not self.viewport().rect().contains(rect):
            space = self.viewport().height()
            self.geometry_of_rows.put(row, max(0, min(space // 3, space - self.geometry_of_rows.height(row))))
            self._settle()
        self.mark(self.model.item(row).key)
        self.select_row(row)

    def take_row(self, key: str) -> None:
        """A control of that row has the keyboard now."""
        if key != self.current:
            self.current = key
            self.viewport().update()

    def leave_rows(self) -> None:
        """The tabulator key goes on behind the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        super().focusNextPrevChild(True)

    def focusNextPrevChild(self, next: bool) -> bool:
        widget = self.widgets.of(self.current) if next and self.hasFocus() else None
        return (widget is not None and widget.enter()) or super().focusNextPrevChild(next)

    def select_row(self, row: int) -> None:
        """Give a row the keyboard."""
        self.current = self.model.item(row).key
        self.show_row(row)
        self.viewport().update()
        self.current_changed.emit()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        area = event.rect()
        painter.fillRect(area, self._painter.color("bg"))
        ratio = self.devicePixelRatioF()
        bounds = self.selection.bounds()
        focus = self.hasFocus()
        for row, y in self.geometry_of_rows.visible():
            lay = self.layout_of(row)
            if y + lay.height < area.top() or y > area.bottom():
                continue
            if self._scans is not None and lay.item.attachment is not None:
                self._scans.seen(lay.item)
            if lay.item.key == self.marked:
                mark = QRect(0, y + lay.top, lay.width, lay.height - lay.top)
                painter.fillRect(mark, self._painter.color("warn_soft"))
                painter.fillRect(QRect(0, mark.y(), self.theme.px(4), mark.height()), self._painter.color("warn"))
            self._painter.paint(
                painter,
                QPoint(0, y),
                lay,
                current=focus and lay.item.key == self.current,
                selection=Selection.within(bounds, row),
                ratio=ratio,
                hovered=self._pointed[1] if self._pointed[0] == lay.item.key else "",
            )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.geometry_of_rows.forget()
        self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        self._settle()

    # -- the pointer

    def hit(self, pos: QPoint) -> tuple[int, RowLayout, QPoint] | None:
        """Row, its layout and the position in it."""
        for row, y in self.geometry_of_rows.visible():
            lay = self.layout_of(row)
            if y <= pos.y() < y + lay.height:
                return row, lay, QPoint(pos.x(), pos.y() - y)
        return None

    def target_at(self, pos: QPoint) -> tuple[str, str]:
        """Key of the row and what a click there does: an address, ``bm:action``, or nothing."""
        found = self.hit(pos)
        if found is None:
            return "", ""
        _row, lay, point = found
        for doc, at in ((lay.doc, lay.text_pos), (lay.foot, lay.foot_pos)):
            if doc is not None and (anchor := doc.documentLayout().anchorAt(QPointF(point) - at)):
                return lay.item.key, anchor
        action = lay.target(point)
        return lay.item.key, f"bm:{action}" if action else ""

    def _place(self, pos: QPoint) -> Place | None:
        visible = self.geometry_of_rows.visible()
        if not visible:
            return None
        found = self.hit(pos)
        if found is None:
            row, y = visible[0] if pos.y() < visible[0][1] else visible[-1]
            lay, point = self.layout_of(row), QPoint(pos.x(), pos.y() - y)
        else:
            _row, lay, point = found
        position = lay.doc.documentLayout().hitTest(QPointF(point) - lay.text_pos, Qt.HitTestAccuracy.FuzzyHit)
        return Place(lay.item.key, max(0, position))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        pos = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.target_at(pos)
            place = self._place(pos)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selection.start is not None:
                self.selection.end = place
            else:
                self.selection.start = self.selection.end = place
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.hit(event.position().toPoint())
        place = self._place(event.position().toPoint())
        if found is not None and place is not None:
            self.selection.word(place.key, found[1].doc, place.position)
            self._pressed = None
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pos = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            place = self._place(pos)
            if place is not None and place != self.selection.end:
                self.selection.end = place
                self.viewport().update()
            self._drag_pos = pos
            outside = not self.viewport().rect().contains(pos)
            if outside != self._drag_timer.isActive():
                self._drag_timer.start() if outside else self._drag_timer.stop()
            return
        key, target = self.target_at(pos)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if target else Qt.CursorShape.IBeamCursor)
        self._point(key, target)

    def _point(self, key: str, target: str) -> None:
        """The pointer is over a row, and over something there that can be clicked."""
        action = target.removeprefix("bm:") if target.startswith("bm:") else ""
        if key != self._hovered:
            self._hovered = key
            self.hovered.emit(key)
        if (key, action) != self._pointed:
            changed = self._pointed[1].startswith(_PILLS) or action.startswith(_PILLS)
            self._pointed = (key, action)
            if changed:
                self.viewport().update()
        hint = self._hint_of(key, action) if action else one_line(target, 300)  # where a link really leads
        if hint != self._hint:
            self._hint = hint
            set_tooltip(self.viewport(), hint)

    def _hint_of(self, key: str, action: str) -> str:
        if action.startswith(PERSON.removeprefix("bm:")):
            return one_line(action.partition(":")[2], 300)
        if action.startswith("spoiler:"):
            return tr("Show the hidden part")
        row = self.model.row_of(key)
        return self.layout_of(row).hint(action) if row >= 0 else ""

    def hovered_key(self) -> str:
        """The row under the pointer; empty if there is none."""
        return self._hovered

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point("", "")

    def reveal(self, key: str, part: int | None = None) -> None:
        """Show one hidden part of a message, or all."""
        row = self.model.row_of(key)
        if row >= 0:
            count = hidden_parts(self.model.item(row).html or "")
            self.layouts.reveal(key, range(count) if part is None else [part])
            self.geometry_of_rows.touch(row)
            self._settle()

    def hides(self, key: str) -> bool:
        """Whether a message has hidden parts that are not shown yet."""
        row = self.model.row_of(key)
        html = self.model.item(row).html if row >= 0 else None
        return html is not None and len(self.layouts.revealed(key)) < hidden_parts(html)

    def _drag_scroll(self) -> None:
        y, height = self._drag_pos.y(), self.viewport().height()
        self.scroll_by(max(-80, y) if y < 0 else min(80, y - height))
        self.selection.end = self._place(self._drag_pos) or self.selection.end
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_timer.stop()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, None
        if pressed is None or not pressed[1] or self.selection.bounds() is not None:
            return
        if pressed == self.target_at(event.position().toPoint()):
            self.trigger(*pressed)

    def trigger(self, key: str, target: str) -> None:
        """Do what a click on ``target`` does."""
        if target.startswith(SPOILER):
            self.reveal(key, int(target.removeprefix(SPOILER)))
        elif target.startswith("bm:"):
            self.activated.emit(key, target[3:])
        elif target:
            self.link.emit(target)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        delta = event.pixelDelta().y() or round(event.angleDelta().y() / 120 * self.theme.px(NOTCH))
        self.scroll_by(-delta)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            row = self.model.row_of(self.current)
            rect = self.row_rect(row) if row >= 0 else None
            if rect is not None:
                self.menu.emit(self.current, "", self.viewport().mapToGlobal(rect.center()))
            return
        pos = self.viewport().mapFromGlobal(event.globalPos())
        key, target = self.target_at(pos)
        if key:
            self.menu.emit(key, "" if target.startswith("bm:") else target, event.globalPos())

    # -- the keyboard

    def copy(self) -> None:
        """The selection, or the row with the keyboard, to the clipboard."""
        if self.selection.bounds() is None and self.current:
            whole = Selection(self.model, self.theme, self.layouts.revealed)
            whole.message(self.current)
            text = whole.text()
        else:
            text = self.selection.text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def primary_action(self, row: int) -> str:
        """What Enter does on a row."""
        item = self.model.item(row)
        if item.kind is ItemKind.UNDECRYPTABLE:
            return "why"
        if item.attachment is not None and item.event_id is not None and item.attachment.available:
            kind = item.attachment.msgtype
            return "view" if kind in ("m.image", "m.video") else "play" if kind == "m.audio" else "open"
        if item.poll is not None and not item.poll.ended:
            return "poll"
        if self.hides(item.key):
            return "spoilers"
        return "failed" if item.send_state == "failed" else "reader"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.key_pressed(event):
            return
        count, key = len(self.model), event.key()
        page = round(self.viewport().height() * 0.9)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_PageUp:
            self.scroll_by(-page)
        elif key == Qt.Key.Key_PageDown:
            self.scroll_by(page)
        elif key == Qt.Key.Key_End and count:
            self.scroll_bottom()
            self.select_row(count - 1)
        elif key == Qt.Key.Key_Home and count:
            self.select_row(0)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and count:
            row = self.model.row_of(self.current)
            if row < 0:
                shown = self.geometry_of_rows.visible()
                row = shown[-1][0] if shown else count - 1
            else:
                row += -1 if key == Qt.Key.Key_Up else 1
            self.select_row(max(0, min(count - 1, row)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (row := self.model.row_of(self.current)) >= 0:
            action = self.primary_action(row)
            if action == "spoilers":
                self.reveal(self.current)
                self.current_changed.emit()  # what is read aloud has changed
            else:
                self.activated.emit(self.current, action)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and (row := self.model.row_of(self.current)) >= 0:
            self._vote(row, key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_Escape and self.selection.bounds() is not None:
            self.selection.clear()
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def _vote(self, row: int, number: int) -> None:
        """The keys 1 to 9 choose the answers of a poll."""
        item = self.model.item(row)
        if item.poll is not None and not item.poll.ended and number < len(item.poll.answers):
            self.activated.emit(item.key, f"vote:{item.poll.answers[number].id}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.model.row_of(self.current) < 0:
            shown = self.geometry_of_rows.visible()
            if shown:
                self.current = self.model.item(shown[-1][0]).key
        self.viewport().update()
        self.current_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
