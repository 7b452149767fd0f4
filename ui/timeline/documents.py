# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text of a row as a document of plain text, with addresses that can be clicked.

Addresses starting with ``bm:`` are ours and name an action; no remote text can make one, because only http, https
and mailto are found in it.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption

from app.errors import ErrorCode
from app.text.emoji_only import emoji_only
from app.types import ItemKind, Place, SendState, TimelineItem
from ui.i18n import tr
from ui.links import find_links
from ui.sentences import code_sentence, coordinates, state_line, undecryptable_line
from ui.sizes import size_text
from ui.text import MAX_BODY, PlainDocument, clip_body, file_line, one_line
from ui.theme import Theme
from ui.timeline.rich import call_room, fill_rich, link_format, units


def _document(
    theme: Theme, style: str, color: str, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> PlainDocument:
    doc = PlainDocument()
    doc.setUndoRedoEnabled(False)
    doc.setDocumentMargin(0)
    doc.setDefaultFont(theme.font(style))
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    doc.setDefaultTextOption(option)
    doc.setProperty("color", color)
    return doc


def _fill(doc: PlainDocument, theme: Theme, text: str, *, links: bool, italic: bool = False) -> None:
    doc.setPlainText(text)
    if italic:
        cursor = QTextCursor(doc)
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextCharFormat()
        form.setFontItalic(True)
        cursor.mergeCharFormat(form)
    if not links:
        return
    for link in find_links(text):
        cursor = QTextCursor(doc)
        cursor.setPosition(units(text, link.start))
        cursor.setPosition(units(text, link.end), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(link_format(theme, link.target))


def _begin(doc: PlainDocument, text: str) -> None:
    """Before formatted text; on a line of its own if that does not begin with words. All of it is slanted."""
    first, cursor = doc.firstBlock(), QTextCursor(doc)
    form = first.blockFormat()
    special = form.leftMargin() or form.nonBreakableLines() or form.headingLevel()
    if first.textList() is not None or special:
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        cursor.setBlockFormat(QTextBlockFormat())
    cursor.insertText(text, QTextCharFormat())
    cursor.select(QTextCursor.SelectionType.Document)
    slanted = QTextCharFormat()
    slanted.setFontItalic(True)
    cursor.mergeCharFormat(slanted)


def _append(doc: PlainDocument, theme: Theme, text: str, target: str) -> None:
    cursor = QTextCursor(doc)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    if target:
        form = link_format(theme, target)
        form.setFont(theme.font("small_strong") if target in ("bm:resend", "bm:discard") else theme.font("body"))
        form.setFontUnderline(True)
        cursor.insertText(text, form)
    else:
        cursor.insertText(text, QTextCharFormat())


def body_document(item: TimelineItem, theme: Theme, revealed: Collection[int] = ()) -> PlainDocument:
    """What a row says. The property ``color`` names the scheme's colour of the text.

    ``revealed``: numbers of the hidden parts that are shown.
    """
    doc = _body(item, theme, revealed)
    if item.calls_room:
        call_room(doc, theme)
    return doc


def _body(item: TimelineItem, theme: Theme, revealed: Collection[int]) -> PlainDocument:
    match item.kind:
        case ItemKind.STATE:
            doc = _document(theme, "small", "muted", Qt.AlignmentFlag.AlignHCenter)
            _fill(doc, theme, state_line(item.state), links=False)
            return doc
        case ItemKind.UNDECRYPTABLE:
            doc = _document(theme, "body", "muted")
            _fill(doc, theme, undecryptable_line(item.utd) + "  ", links=False)
            _append(doc, theme, tr("Why?"), "bm:why")
            return doc
        case ItemKind.REDACTED:
            doc = _document(theme, "body", "muted")
            _fill(doc, theme, tr("Message deleted"), links=False)
            return doc
        case ItemKind.UNSUPPORTED:
            doc = _document(theme, "body", "muted")
            _fill(doc, theme, tr("This program cannot show this kind of message yet"), links=False)
            return doc
        case ItemKind.FILE:
            doc = _document(theme, "body", "text")
            _file(doc, theme, item)
            return doc
        case ItemKind.LOCATION if item.place is not None:
            doc = _document(theme, "body", "text")
            _place(doc, theme, item.place)
            return doc
        case ItemKind.POLL if item.poll is not None:
            doc = _document(theme, "strong", "text")
            _fill(doc, theme, one_line(item.poll.question, 1000), links=False)
            return doc
        case ItemKind.MESSAGE | ItemKind.NOTICE if item.html and len(item.html) <= MAX_BODY:
            doc = _document(theme, "body", "muted" if item.kind is ItemKind.NOTICE else "text")
            if fill_rich(doc, theme, item, revealed):
                return doc
            text, more = clip_body(item.body)
            _fill(doc, theme, text, links=True)
        case ItemKind.EMOTE if item.html and len(item.html) <= MAX_BODY:
            doc = _document(theme, "body", "text")
            name = f"* {one_line(item.sender_name or item.sender, 80)} "
            if fill_rich(doc, theme, item, revealed):
                _begin(doc, name)
                return doc
            text, more = clip_body(name + item.body)
            _fill(doc, theme, text, links=True, italic=True)
        case ItemKind.EMOTE:
            doc = _document(theme, "body", "text")
            text, more = clip_body(f"* {one_line(item.sender_name or item.sender, 80)} {item.body}")
            _fill(doc, theme, text, links=True, italic=True)
        case ItemKind.MESSAGE if count := emoji_only(item.body):
            doc = _document(theme, "body", "text")
            font = doc.defaultFont()
            font.setPixelSize(theme.px(40 if count <= 3 else 28))
            doc.setDefaultFont(font)
            text, more = clip_body(item.body)
            _fill(doc, theme, text, links=False)
        case _:
            doc = _document(theme, "body", "muted" if item.kind is ItemKind.NOTICE else "text")
            text, more = clip_body(item.body)
            _fill(doc, theme, text, links=True)
    if more:
        _append(doc, theme, " … ", "")
        _append(doc, theme, tr("Show whole message"), "bm:reader")
    return doc


def _place(doc: PlainDocument, theme: Theme, place: Place) -> None:
    """What it is called, where it is, and a way to a map."""
    _fill(doc, theme, "📍 " + (one_line(place.text, 300) or tr("Place")), links=False)
    _append(doc, theme, "\n" + coordinates(place) + "\n", "")
    _append(doc, theme, tr("Show on a map"), "bm:map")


def _file(doc: PlainDocument, theme: Theme, item: TimelineItem) -> None:
    """Name and size of a file, how far it is, what one can do; its caption below."""
    file = item.attachment
    if file is None:
        _fill(doc, theme, one_line(item.body) or tr("File"), links=False)
        return
    name = tr("Voice message") if file.voice else file_line(file.name) or tr("File")
    _fill(doc, theme, name, links=False)
    if file.size is not None and not file.voice:
        _append(doc, theme, f"  {size_text(file.size)}", "")
    if item.send_state is SendState.SENDING:
        pass  # a bar of its own says how far it is
    elif not file.available:
        _append(doc, theme, "  " + tr("not available"), "")
    elif item.event_id is not None:
        _append(doc, theme, "  ", "")
        _append(doc, theme, tr("Save"), "bm:save")
    if file.caption:
        caption, _more = clip_body(file.caption)
        _append(doc, theme, "\n" + caption, "")


def failure_document(item: TimelineItem, theme: Theme) -> PlainDocument:
    """Why a message was not sent, and what one can do; a file has buttons for that."""
    doc = _document(theme, "small", "danger", Qt.AlignmentFlag.AlignRight)
    sentence = code_sentence(item.send_error or ErrorCode.INTERNAL)
    if item.attachment is not None and item.send_error == ErrorCode.TOO_LARGE:
        sentence = tr("The file is too large for the server.")
    _fill(doc, theme, tr("Not sent.") + " " + sentence, links=False)
    if item.attachment is not None:
        return doc
    _append(doc, theme, "\n", "")
    _append(doc, theme, tr("Send again"), "bm:resend")
    _append(doc, theme, "    ", "")
    _append(doc, theme, tr("Discard"), "bm:discard")
    return doc
