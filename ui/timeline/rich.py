# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Formatted texts in a document: people as pills, hidden parts, code in the colours of its language.

What a ``QTextDocument`` cannot draw (round pills, one ground behind a block of code) is a ``Decoration``: a rectangle
in the document's coordinates, painted before the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextLine,
)

from app.text.code import Code, code_blocks, marks
from app.text.qt import to_qt
from app.types import TimelineItem
from ui.i18n import tr
from ui.links import find_links
from ui.text import MAX_LINES, PlainDocument, one_line
from ui.theme import Scheme, Theme

_KIND = int(QTextFormat.Property.UserProperty.value) + 1
"""Of characters: "pill", "own_pill" or "spoiler". Of blocks: the number of the block of code, from 1."""
_MAX_PILLS = 60
PERSON = "bm:person:"
SPOILER = "bm:spoiler:"


@dataclass(frozen=True, slots=True)
class Decoration:
    """``kind``: pill, own_pill, spoiler or code. ``number``: of the block of code, from 0."""

    rect: QRectF
    kind: str
    number: int = 0


def units(text: str, offset: int) -> int:
    """Qt counts UTF-16 units, Python characters."""
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def link_format(theme: Theme, target: str) -> QTextCharFormat:
    """How an address that can be clicked looks."""
    form = QTextCharFormat()
    form.setAnchor(True)
    form.setAnchorHref(target)
    form.setForeground(QColor(theme.scheme.accent))
    form.setFontUnderline(True)
    return form


def fill_rich(doc: PlainDocument, theme: Theme, item: TimelineItem, revealed: Collection[int]) -> bool:
    """Fill with sanitised HTML. False if it is too much of it to be laid out here: the plain text is shown then."""
    clean = item.html or ""
    people = {person.user_id: one_line(person.name, 60) for person in item.people}
    markup = to_qt(clean, tr("Hidden part"), people=people, revealed=revealed)
    if markup is None:
        return False
    scheme = theme.scheme
    size = doc.defaultFont().pixelSize()
    doc.setDefaultStyleSheet(
        f"a {{ color: {QColor(scheme.accent).name()}; }}"
        "pre, code { font-family: monospace; }"
        f"code {{ background-color: {QColor(scheme.bg).name()}; }}"
        f"blockquote {{ color: {QColor(scheme.muted).name()}; margin: 2px 0 2px {theme.px(10)}px; }}"
        f"p {{ margin: 0 0 {theme.px(4)}px 0; }} h3, h4, h5, h6 {{ font-size: {max(size, 1)}px; margin: 0; }}"
        "ul, ol { margin: 0; }"
    )
    doc.setIndentWidth(theme.px(18))
    doc.setHtml(markup)
    plain = doc.toPlainText()
    if plain.count("\n") > MAX_LINES:
        doc.clear()
        return False
    _trim(doc)
    for link in find_links(plain):  # addresses that are written out without being links
        cursor = QTextCursor(doc)
        cursor.setPosition(units(plain, link.start) + 1)
        if not cursor.charFormat().isAnchor():
            cursor.setPosition(units(plain, link.start))
            cursor.setPosition(units(plain, link.end), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(link_format(theme, link.target))
    if "<pre>" in clean:
        _code(doc, theme, code_blocks(clean))
    if PERSON in markup or SPOILER in markup:
        own = {person.user_id for person in item.people if person.own}
        _pills(doc, theme, own)
    return True


def call_room(doc: PlainDocument, theme: Theme) -> None:
    """Make pills of "@room"."""
    cursor = QTextCursor(doc)
    for _ in range(_MAX_PILLS):
        cursor = doc.find("@room", cursor)
        if cursor.isNull():
            return
        if not cursor.charFormat().isAnchor():
            cursor.mergeCharFormat(_pill_format(theme, "own_pill"))


def _trim(doc: PlainDocument) -> None:
    """No space below the last paragraph: the bubble has its own."""
    cursor = QTextCursor(doc)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    form = cursor.blockFormat()
    form.setBottomMargin(0)
    cursor.setBlockFormat(form)


def _pill_format(theme: Theme, kind: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFontUnderline(False)
    form.setProperty(_KIND, kind)
    if kind == "own_pill":
        form.setForeground(QColor(theme.scheme.on_accent))
        form.setFontWeight(QFont.Weight.DemiBold)
    elif kind == "pill":
        form.setForeground(QColor(theme.scheme.accent))
        form.setFontWeight(QFont.Weight.DemiBold)
    else:
        form.setForeground(QColor(theme.scheme.text))
    return form


def _pills(doc: PlainDocument, theme: Theme, own: Collection[str]) -> None:
    found: list[tuple[int, int, str]] = []
    for _block, start, length, form in _fragments(doc):
        address = form.anchorHref()
        if address.startswith(PERSON):
            kind = "own_pill" if address.removeprefix(PERSON) in own else "pill"
        elif address.startswith(SPOILER):
            kind = "spoiler"
        else:
            continue
        found.append((start, length, kind))
    for start, length, kind in found[:_MAX_PILLS]:
        cursor = QTextCursor(doc)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(_pill_format(theme, kind))


def _fragments(doc: PlainDocument) -> Iterator[tuple[QTextBlock, int, int, QTextCharFormat]]:
    """(block, position, length, format) of each run of characters that look the same."""
    block = doc.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.isValid():
                yield block, fragment.position(), fragment.length(), fragment.charFormat()
            iterator += 1
        block = block.next()


# -- code --------------------------------------------------------------------------------------------------------------


def code_colors(scheme: Scheme) -> dict[str, str]:
    """The colours of code on the ground of the conversation; none in high contrast, where words are bold only."""
    if len(scheme.avatars) < 4:
        return {}
    return {
        "word": scheme.avatars[3][1],
        "text": scheme.avatars[1][1],
        "number": scheme.avatars[2][1],
        "comment": scheme.muted,
    }


def _code(doc: PlainDocument, theme: Theme, blocks: list[Code]) -> None:
    """One ground behind each block of code, lines that break rather than being cut off, and colours."""
    colors = code_colors(theme.scheme)
    block = doc.begin()
    for number, code in enumerate(blocks, 1):
        while block.isValid() and not block.blockFormat().nonBreakableLines():
            block = block.next()
        if not block.isValid():
            return
        lines = code.text.count("\n") + 1
        first = block
        start = block.position()
        for line in range(lines):
            if not block.isValid() or not block.blockFormat().nonBreakableLines():
                break
            form = QTextBlockFormat()
            form.setNonBreakableLines(False)
            form.setProperty(_KIND, number)
            form.setLeftMargin(theme.px(10))
            form.setRightMargin(theme.px(30))  # room for the button that copies
            form.setTopMargin(theme.px(12) if line == 0 else 0)
            form.setBottomMargin(theme.px(12) if line == lines - 1 else 0)
            cursor = QTextCursor(block)
            cursor.mergeBlockFormat(form)
            block = block.next()
        _highlight(doc, code, start, first, colors)


def _highlight(doc: PlainDocument, code: Code, start: int, first: QTextBlock, colors: dict[str, str]) -> None:
    if not first.text().startswith(code.text.split("\n", 1)[0][:40]):
        return  # the document is not what we took it for: no colours rather than wrong ones
    for mark in marks(code):
        form = QTextCharFormat()
        if mark.kind in colors:
            form.setForeground(QColor(colors[mark.kind]))
        if mark.kind == "word":
            form.setFontWeight(QFont.Weight.DemiBold)
        cursor = QTextCursor(doc)
        cursor.setPosition(start + units(code.text, mark.start))
        cursor.setPosition(start + units(code.text, mark.end), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(form)


# -- what is painted behind the text -----------------------------------------------------------------------------------


def decorations(doc: PlainDocument, theme: Theme) -> list[Decoration]:
    """For a document that is laid out."""
    found: list[Decoration] = []
    runs: dict[int, QRectF] = {}
    block = doc.begin()
    while block.isValid():
        number = block.blockFormat().property(_KIND)
        if isinstance(number, int) and number:
            rect = doc.documentLayout().blockBoundingRect(block)
            rect.setLeft(block.layout().position().x())
            runs[number] = runs[number].united(rect) if number in runs else rect
        block = block.next()
    px = theme.px
    for number, rect in runs.items():
        left = max(0.0, rect.left() - px(10))
        box = QRectF(left, rect.top() - px(8), max(px(80), doc.textWidth() - left), rect.height() + px(16))
        found.append(Decoration(box, "code", number - 1))
    for block, start, length, form in _fragments(doc):
        kind = form.property(_KIND)
        if isinstance(kind, str) and kind:
            found += [Decoration(rect, kind) for rect in _lines(block, start, length)]
            if len(found) > 3 * _MAX_PILLS:
                break
    return found


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # (x, position), whatever the declaration says
    return float(found[0] if isinstance(found, tuple) else found)


def _lines(block: QTextBlock, start: int, length: int) -> list[QRectF]:
    """Where a run of characters is, on each line that it stands on."""
    layout = block.layout()
    first, last = start - block.position(), start - block.position() + length
    rects = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        begin = max(first, line.textStart())
        end = min(last, line.textStart() + line.textLength())
        if begin >= end:
            continue
        x1, x2 = _x(line, begin), _x(line, end)
        at = layout.position()
        rects.append(QRectF(at.x() + min(x1, x2), at.y() + line.y(), abs(x2 - x1), line.height()))
    return rects
