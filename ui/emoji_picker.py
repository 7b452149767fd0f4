# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Choose an emoji: by name in German or English, by category, or one that was used lately; with a skin tone.

``pick_emoji`` opens it beside something. Everything works from the keyboard: letters search, arrows walk through the
grid, Enter takes, Escape closes, Ctrl+Tab changes the category.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.emoji import TONES, Emoji, EmojiMemory, EmojiSet, emoji
from ui import names
from ui.i18n import plural, tr
from ui.overlays import cast_shadow
from ui.text import ElidedLabel, set_tooltip
from ui.theme import Theme
from ui.timeline.accessible import announce

if TYPE_CHECKING:
    from ui.window import MainWindow

COLUMNS = 9
ROWS = 6
HAND = "🖐️"
_TABS = ("😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏁")  # in the order of the groups of the data
Index = QModelIndex | QPersistentModelIndex


class EmojiModel(QAbstractListModel):
    """Emoji as they are shown, with the chosen skin tone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[Emoji] = ()
        self.tone = 0
        self.language = "en"

    def show_items(self, items: Sequence[Emoji]) -> None:
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> Emoji:
        return self._items[row]

    def text(self, row: int) -> str:
        return self._items[row].toned(self.tone)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.toned(self.tone)
            case Qt.ItemDataRole.AccessibleTextRole:
                return item.name(self.language)
        return None


class EmojiDelegate(QStyledItemDelegate):
    """One large character in a square; a frame around the current one."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def font(self) -> QFont:
        font = QFont(self._theme.font("body"))
        font.setPixelSize(self._theme.px(22))
        return font

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(38), self._theme.px(38))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        scheme, px = self._theme.scheme, self._theme.px
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(px(2), px(2), -px(2), -px(2))
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(scheme.selected if current else scheme.hover))
            painter.setPen(QPen(QColor(scheme.accent), 2) if current else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(self.font())
        painter.setPen(QColor(scheme.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


class EmojiGrid(QListView):
    """Arrow keys walk; letters go to the search field."""

    typed = Signal(QKeyEvent)
    left_at_top = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Up and row < COLUMNS:
            self.left_at_top.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            self.activated.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif plain and ((text and text.isprintable()) or event.key() == Qt.Key.Key_Backspace):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)


class SearchField(QLineEdit):
    """Down or Enter goes on to what was found."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class EmojiPicker(QFrame):
    """``chosen``: an emoji with its tone. ``tone_chosen``: from 0 to 5. Deletes itself when it closes."""

    chosen = Signal(str)
    tone_chosen = Signal(int)
    closed = Signal()

    def __init__(self, window: QWidget, theme: Theme, language: str) -> None:
        super().__init__(window)
        self.setObjectName("popover")
        self.setProperty("role", names.EMOJI_PICKER)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Choose an emoji"))
        self._window, self._theme = window, theme
        self._set: EmojiSet | None = None
        self._recent: Sequence[Emoji] = ()
        self._group = -1
        self._came_from = QApplication.focusWidget()
        self.model = EmojiModel(self)
        self.model.language = language
        px = theme.px
        self.search = SearchField()
        self.search.setObjectName(names.EMOJI_SEARCH)
        self.search.setPlaceholderText(tr("Search emoji"))
        self.search.setAccessibleName(tr("Search emoji"))
        self.search.setMaxLength(60)
        self.tone = QToolButton()
        self.tone.setObjectName(names.EMOJI_TONE)
        self.tone.setAccessibleName(tr("Skin tone"))
        set_tooltip(self.tone, tr("Skin tone"))
        self.tone.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.tone.setFont(self._large(18))
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.search, 1)
        top.addWidget(self.tone)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(0)
        self._tab_group = QButtonGroup(self)
        self._tab_group.setExclusive(True)
        self.grid = EmojiGrid()
        self.grid.setObjectName(names.EMOJI_GRID)
        self.grid.setAccessibleName(tr("Emoji"))
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setUniformItemSizes(True)
        self.grid.setMouseTracking(True)
        self.grid.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.grid.setItemDelegate(EmojiDelegate(theme, self.grid))
        self.grid.setModel(self.model)
        self.grid.setFixedSize(px(38) * COLUMNS + px(16), px(38) * ROWS + px(4))
        self.name = ElidedLabel(style="small")
        self.name.setMinimumHeight(px(20))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(12), px(12), px(8))
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addLayout(self._tabs)
        box.addWidget(self.grid)
        box.addWidget(self.name)
        cast_shadow(self, theme)
        self._announce = QTimer(self, interval=500, singleShot=True)
        self._announce.timeout.connect(self._say_count)
        self.search.textChanged.connect(self._searched)
        self.search.down.connect(self._into_grid)
        self.search.returnPressed.connect(self._take_first)
        self.grid.typed.connect(self._typed)
        self.grid.left_at_top.connect(lambda: self.search.setFocus(Qt.FocusReason.OtherFocusReason))
        self.grid.activated.connect(self._take)
        self.grid.clicked.connect(self._take)
        self.grid.entered.connect(self._describe)
        self.grid.selectionModel().currentChanged.connect(lambda now, _before: self._describe(now))

    def _large(self, size: int) -> QFont:
        font = QFont(self._theme.font("body"))
        font.setPixelSize(self._theme.px(size))
        return font

    # -- what there is

    def fill(self, data: EmojiSet, memory: EmojiMemory) -> None:
        """Show the emoji: those used lately first, if there are any."""
        self._set = data
        self.model.tone = memory.tone
        found = (data.find(text) for text in memory.recent)
        self._recent = [each for each in found if each is not None]
        self._add_tab(-1, "🕘", tr("Used lately"))
        for number, group in enumerate(data.groups):
            self._add_tab(number, _TABS[number], group.name(self.model.language))
        self._tab_group.idClicked.connect(lambda number: self._show_group(number - 1))
        self._fill_tones(data)
        self._show_group(-1 if self._recent else 0)
        self._searched(self.search.text())

    def _add_tab(self, number: int, sign: str, name: str) -> None:
        button = QToolButton()
        button.setText(sign)
        button.setFont(self._large(16))
        button.setCheckable(True)
        button.setProperty("look", "tab")
        button.setAccessibleName(name)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        set_tooltip(button, name)
        self._tab_group.addButton(button, number + 1)
        self._tabs.addWidget(button)

    def _fill_tones(self, data: EmojiSet) -> None:
        menu = QMenu(self.tone)
        hand = data.find(HAND)
        words = [tr("No skin tone"), *(de if self.model.language == "de" else en for de, en in data.tones)]
        for tone, name in enumerate(words[: TONES + 1]):
            sign = hand.toned(tone) if hand is not None else ""
            menu.addAction(f"{sign}  {name}").triggered.connect(lambda _=False, tone=tone: self._choose_tone(tone))
        self.tone.setMenu(menu)
        self._show_tone()

    def _choose_tone(self, tone: int) -> None:
        self.model.tone = tone
        self._show_tone()
        self.grid.viewport().update()
        self.tone_chosen.emit(tone)

    def _show_tone(self) -> None:
        hand = self._set.find(HAND) if self._set is not None else None
        self.tone.setText(hand.toned(self.model.tone) if hand is not None else "")

    def _show_group(self, number: int) -> None:
        """-1: those used lately."""
        if self._set is None:
            return
        self._group = number
        if self.search.text():
            self.search.clear()
        self._show([each for each in self._set.all if each.group == number] if number >= 0 else list(self._recent))
        button = self._tab_group.button(number + 1)
        if button is not None:
            button.setChecked(True)

    def _show(self, items: Sequence[Emoji]) -> None:
        self.model.show_items(items)
        self.grid.scrollToTop()
        if items:
            self.grid.setCurrentIndex(self.model.index(0))
        else:
            self.name.set_full(tr("Nothing found") if self.search.text() else tr("Nothing used yet"))

    def _searched(self, text: str) -> None:
        if self._set is None:
            return
        if text.strip():
            self._tab_group.setExclusive(False)
            for button in self._tab_group.buttons():
                button.setChecked(False)
            self._tab_group.setExclusive(True)
            self._show(self._set.search(text))
            self._announce.start()
        else:
            self._show_group(self._group)

    def _say_count(self) -> None:
        found = self.model.rowCount()
        announce(self.search, plural(found, tr("1 emoji found"), tr("{n} emoji found")))

    def _describe(self, index: Index) -> None:
        if index.isValid():
            item = self.model.item(index.row())
            code = f"   :{item.codes[0]}:" if item.codes else ""
            self.name.set_full(item.name(self.model.language) + code)

    # -- keys

    def _into_grid(self) -> None:
        if self.model.rowCount():
            if not self.grid.currentIndex().isValid():
                self.grid.setCurrentIndex(self.model.index(0))
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, event: QKeyEvent) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.key() == Qt.Key.Key_Backspace:
            self.search.backspace()
        else:
            self.search.insert(event.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self._step(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        if self._set is None:
            return
        count = len(self._set.groups) + 1
        self._show_group((self._group + 1 + step) % count - 1)
        button = self._tab_group.button(self._group + 1)
        if button is not None:
            announce(self, button.accessibleName())

    def _take_first(self) -> None:
        if self.model.rowCount():
            self._take(self.model.index(0))

    def _take(self, index: Index) -> None:
        if index.isValid():
            text = self.model.text(index.row())
            self.dismiss()
            self.chosen.emit(text)

    # -- place

    def open_at(self, anchor: QRect) -> None:
        """Above (or below) a rectangle in global coordinates; the search field has the focus."""
        self.ensurePolished()
        self.adjustSize()
        window, margin = self._window, self._theme.px(8)
        size = self.sizeHint().boundedTo(window.size() - QSize(2 * margin, 2 * margin))
        corner = window.mapFromGlobal(anchor.topLeft())
        x = min(max(margin, corner.x()), window.width() - size.width() - margin)
        y = corner.y() - size.height() - margin
        if y < margin:
            y = min(window.mapFromGlobal(anchor.bottomLeft()).y() + margin, window.height() - size.height() - margin)
        self.setGeometry(x, max(margin, y), size.width(), size.height())
        self.show()
        self.raise_()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        if self.isVisible():
            self.hide()
            before = self._came_from
            if before is not None and shiboken6.isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()
            self.deleteLater()
        self._came_from = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            area = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
            menu = self.tone.menu()
            if not area.contains(event.globalPosition().toPoint()) and not (menu is not None and menu.isVisible()):
                self.dismiss()
        return False


def pick_emoji(window: MainWindow, anchor: QRect, chosen: Callable[[str], None]) -> EmojiPicker:
    """Open the picker beside ``anchor`` (global coordinates); ``chosen`` gets the emoji, which is then used lately."""
    picker = EmojiPicker(window, window.theme, QLocale().name()[:2])
    account = window.account

    async def fill() -> None:
        data = await asyncio.get_running_loop().run_in_executor(None, emoji)
        memory = await account.writing.emoji_memory() if account is not None else EmojiMemory()
        if shiboken6.isValid(picker) and picker.isVisible():
            picker.fill(data, memory)

    def take(text: str) -> None:
        if account is not None:
            window.tasks.spawn(account.writing.emoji_used(text), "emoji used")
        chosen(text)

    picker.chosen.connect(take)
    if account is not None:
        picker.tone_chosen.connect(lambda tone: window.tasks.spawn(account.writing.choose_tone(tone), "skin tone"))
    picker.open_at(anchor)
    window.tasks.spawn(fill(), "emoji")
    return picker
