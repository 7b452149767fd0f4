# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room list in sections that fold: a button and a list for each, scrolled together.

Each list is as high as all of its rows (they have one height and paint only what is seen), so 2,000 rooms cost no more
than 20, and screen readers find plain buttons and lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import names
from ui.avatars import Avatars
from ui.i18n import plural, tr
from ui.icons import Icons
from ui.models.rooms import RoomSource, Section, is_unread
from ui.room_list import RoomListView, row_height
from ui.theme import Theme

NAMES = {
    Section.INVITATIONS: names.ROOMS_INVITATIONS,
    Section.FAVOURITES: names.ROOMS_FAVOURITES,
    Section.PEOPLE: names.ROOMS_PEOPLE,
    Section.ROOMS: names.ROOMS_LIST,
    Section.LOW: names.ROOMS_LOW,
}


def title_of(section: Section) -> str:
    match section:
        case Section.INVITATIONS:
            return tr("Invitations")
        case Section.FAVOURITES:
            return tr("Favourites")
        case Section.PEOPLE:
            return tr("People")
        case Section.LOW:
            return tr("Low priority")
        case _:
            return tr("Rooms")


class SectionHeader(QToolButton):
    """Folds and unfolds. ``step``: up or down to what stands there."""

    step = Signal(int)

    def __init__(self, section: Section, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.section = section
        self._theme = theme
        self._icons = icons
        self._counted = (-1, -1)
        self.setObjectName(f"{NAMES[section]}.fold")
        self.setProperty("look", "section")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCheckable(True)
        self.setChecked(True)
        self.toggled.connect(lambda _on: self.restyle())
        self.restyle()

    def restyle(self) -> None:
        px = self._theme.px
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        self.setIcon(self._icons.icon(icon, self._theme.scheme.muted, px(14), self.devicePixelRatioF()))
        self.setIconSize(Icons.size(px(14)))
        rooms, unread = self._counted
        self._counted = (-1, -1)
        self.count(max(0, rooms), max(0, unread))

    def count(self, rooms: int, unread: int) -> None:
        """How many rows it has, and how many of them wait for their reader."""
        if self._counted == (rooms, unread):
            return
        self._counted = (rooms, unread)
        title = title_of(self.section)
        waiting = plural(unread, tr("one unread"), tr("{n} unread")) if unread else ""
        shown = plural(rooms, tr("one entry"), tr("{n} entries"))
        state = tr("unfolded") if self.isChecked() else tr("folded")
        self.setText(f"{title} ({unread})" if unread and not self.isChecked() else title)
        self.setAccessibleName(", ".join(part for part in (title, shown, waiting, state) if part))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.setChecked(False)
            case Qt.Key.Key_Right:
                self.setChecked(True)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.toggle()
            case Qt.Key.Key_Up:
                self.step.emit(-1)
            case Qt.Key.Key_Down:
                self.step.emit(1)
            case _:
                super().keyPressEvent(event)


class RoomSections(QScrollArea):
    """``chosen(room)``, ``menu(room, global position)``, ``left_upwards``: Up on the first row. ``folded_changed``."""

    chosen = Signal(str)
    menu = Signal(str, QPoint)
    left_upwards = Signal()
    folded_changed = Signal()

    def __init__(self, source: RoomSource, theme: Theme, icons: Icons, avatars: Avatars) -> None:
        super().__init__()
        self._source = source
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setAutoFillBackground(False)
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.headers: dict[Section, SectionHeader] = {}
        self.views: dict[Section, RoomListView] = {}
        for section in Section:
            header = SectionHeader(section, theme, icons)
            view = RoomListView(source.sections[section], theme, icons, avatars)
            view.setObjectName(NAMES[section])
            view.setAccessibleName(title_of(section))
            self.headers[section], self.views[section] = header, view
            self._box.addWidget(header)
            self._box.addWidget(view)
            header.toggled.connect(lambda _on: self._toggled())
            header.step.connect(lambda step, header=header: self._from_header(header, step))
            view.chosen.connect(self.chosen)
            view.menu.connect(self.menu)
            view.reveal.connect(lambda rect, view=view: self._reveal(view, rect))
            view.step.connect(lambda step, view=view: self._step(view, step))
            view.left.connect(lambda header=header: header.isVisible() and header.setFocus())
        self._box.addStretch(1)
        self.setWidget(inside)
        self.restyle()

    def restyle(self) -> None:
        self.verticalScrollBar().setSingleStep(self._theme.px(24))
        for header in self.headers.values():
            header.restyle()
        self.refresh()

    def refresh(self) -> None:
        """After the models or the theme changed."""
        filled = [section for section, model in self._source.sections.items() if model.rowCount()]
        searching = self._source.filtered()
        for section, view in self.views.items():
            model, header = self._source.sections[section], self.headers[section]
            alone = filled == [Section.ROOMS] or filled == [Section.PEOPLE]
            header.setVisible(section in filled and not alone)
            open_ = section in filled and (header.isChecked() or searching or alone)
            view.fit()
            view.setVisible(open_)
            header.count(model.rowCount(), sum(1 for room in model.rooms() if is_unread(room)))

    # -- folding

    def folded(self) -> list[str]:
        return [section.value for section, header in self.headers.items() if not header.isChecked()]

    def fold(self, sections: Iterable[str]) -> None:
        """Fold these, unfold the others."""
        wanted = set(sections)
        for section, header in self.headers.items():
            header.setChecked(section.value not in wanted)

    def _toggled(self) -> None:
        self.refresh()
        self.folded_changed.emit()

    # -- rows

    def open_views(self) -> list[RoomListView]:
        """Lists that are unfolded and not empty, from top to bottom."""
        return [view for view in self.views.values() if not view.isHidden()]

    def shown(self) -> list[str]:
        """The rooms in the order in which they stand there."""
        return [
            room.room_id
            for section, view in self.views.items()
            if not view.isHidden()
            for room in self._source.sections[section].rooms()
        ]

    def show_room(self, room_id: str) -> None:
        for view in self.views.values():
            view.show_room(room_id)

    def set_hint(self, room_id: str, text: str) -> None:
        """Show ``text`` (somebody is typing) instead of the last message of a room; empty: the message again."""
        for view in self.views.values():
            if text:
                view.hints[room_id] = text
            else:
                view.hints.pop(room_id, None)
        for section, view in self.views.items():
            row = self._source.sections[section].row_of(room_id)
            if row >= 0:
                view.update(self._source.sections[section].index(row))

    def enter(self) -> None:
        """Give the focus to the first row."""
        views = self.open_views()
        if views:
            views[0].go_to(0)

    def _reveal(self, view: RoomListView, rect: QRect) -> None:
        inside = self.widget()
        if inside is None or view.isHidden():
            return
        layout = inside.layout()
        if layout is not None:
            layout.activate()
        top = view.mapTo(inside, rect.topLeft()).y()
        bar = self.verticalScrollBar()
        header = self._theme.px(36) if rect.top() == 0 else 0
        if top - header < bar.value():
            bar.setValue(top - header)
        elif top + rect.height() > bar.value() + self.viewport().height():
            bar.setValue(top + rect.height() - self.viewport().height())

    def _step(self, view: RoomListView, steps: int) -> None:
        """From the current row of a list, over its end into the next one."""
        views = self.open_views()
        at, position = 0, 0
        for each in views:
            if each is view:
                position = at + max(0, view.currentIndex().row())
            at += each.model().rowCount()
        if steps == -1 and position == 0:
            self.left_upwards.emit()
            return
        wanted = max(0, min(at - 1, position + steps))
        for each in views:
            count = each.model().rowCount()
            if wanted < count:
                each.go_to(wanted)
                return
            wanted -= count

    def _from_header(self, header: SectionHeader, step: int) -> None:
        order: list[QWidget] = []
        for section, each in self.headers.items():
            order += [widget for widget in (each, self.views[section]) if not widget.isHidden()]
        at = order.index(header) + step
        if at < 0:
            self.left_upwards.emit()
        elif at < len(order):
            target = order[at]
            if isinstance(target, RoomListView):
                target.go_to(0 if step > 0 else target.model().rowCount() - 1)
            else:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for view in self.views.values():
            view.page_rows = max(1, self.viewport().height() // max(1, row_height(self._theme)) - 1)
