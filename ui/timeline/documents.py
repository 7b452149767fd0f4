# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text of a row as a document of plain text, with addresses that can be clicked.

Addresses starting with ``bm:`` are ours and name an action; no remote text can make one, because only http, https
and mailto are found in it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextOption

from app.errors import ErrorCode
from app.text.qt import to_qt
from app.types import ItemKind, Place, Poll, SendState, TimelineItem
from ui.i18n import plural, tr
from ui.links import find_links
from ui.sentences import code_sentence, coordinates, state_line, undecryptable_line
from ui.sizes import size_text
from ui.text import MAX_BODY, MAX_LINES, PlainDocument, clip_body, one_line
from ui.theme import Theme


def units(text: str, offset: int) -> int:
    """Qt counts UTF-16 units, Python characters."""
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def _format(theme: Theme, target: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setAnchor(True)
    form.setAnchorHref(target)
    form.setForeground(QColor(theme.scheme.accent))
    form.setFontUnderline(True)
    return form


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
        cursor.mergeCharFormat(_format(theme, link.target))


def _append(doc: PlainDocument, theme: Theme, text: str, target: str) -> None:
    cursor = QTextCursor(doc)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    if target:
        form = _format(theme, target)
        form.setFont(theme.font("small_strong") if target in ("bm:resend", "bm:discard") else theme.font("body"))
        form.setFontUnderline(True)
        cursor.insertText(text, form)
    else:
        cursor.insertText(text, QTextCharFormat())


def body_document(item: TimelineItem, theme: Theme) -> PlainDocument:
    """What a row says. The property ``color`` names the scheme's colour of the text."""
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
            doc = _document(theme, "body", "text")
            _poll(doc, theme, item.poll)
            return doc
        case ItemKind.MESSAGE | ItemKind.NOTICE if item.html and len(item.html) <= MAX_BODY:
            doc = _document(theme, "body", "muted" if item.kind is ItemKind.NOTICE else "text")
            if _rich(doc, theme, item.html):
                return doc
            text, more = clip_body(item.body)
            _fill(doc, theme, text, links=True)
        case ItemKind.EMOTE:
            doc = _document(theme, "body", "text")
            text, more = clip_body(f"{one_line(item.sender_name, 80)} {item.body}")
            _fill(doc, theme, text, links=True, italic=True)
        case _:
            doc = _document(theme, "body", "muted" if item.kind is ItemKind.NOTICE else "text")
            text, more = clip_body(item.body)
            _fill(doc, theme, text, links=True)
    if more:
        _append(doc, theme, " … ", "")
        _append(doc, theme, tr("Show whole message"), "bm:reader")
    return doc


def _rich(doc: PlainDocument, theme: Theme, clean: str) -> bool:
    """Fill with sanitised HTML. False if it is too much of it to be laid out here: the plain text is shown then."""
    markup = to_qt(clean, tr("Hidden part"))
    if markup is None:
        return False
    scheme = theme.scheme
    size = doc.defaultFont().pixelSize()
    doc.setDefaultStyleSheet(
        f"a {{ color: {QColor(scheme.accent).name()}; }}"
        f"pre, code {{ font-family: monospace; background-color: {QColor(scheme.bg).name()}; }}"
        f"blockquote {{ color: {QColor(scheme.muted).name()}; margin: 2px 0 2px {theme.px(10)}px; }}"
        f"p {{ margin: 0 0 {theme.px(4)}px 0; }} h3, h4, h5, h6 {{ font-size: {max(size, 1)}px; margin: 0; }}"
        "ul, ol { margin: 0; -qt-list-indent: 1; }"
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
            cursor.mergeCharFormat(_format(theme, link.target))
    return True


def _trim(doc: PlainDocument) -> None:
    """No space below the last paragraph: the bubble has its own."""
    cursor = QTextCursor(doc)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    form = cursor.blockFormat()
    form.setBottomMargin(0)
    cursor.setBlockFormat(form)


def _poll(doc: PlainDocument, theme: Theme, poll: Poll) -> None:
    """The question, and each answer with its votes; a click on an answer chooses it."""
    _fill(doc, theme, one_line(poll.question, 1000), links=False)
    for answer in poll.answers:
        _append(doc, theme, "\n" + ("● " if answer.own else "○ "), "")
        text = one_line(answer.text, 300)
        _append(doc, theme, text, "" if poll.ended else f"bm:vote:{answer.id}")
        if answer.votes is not None:
            _append(doc, theme, f"  {answer.votes}", "")
    voters = plural(poll.voters, tr("1 person has voted"), tr("{n} people have voted"))
    _append(doc, theme, "\n" + (tr("Final result") + " · " if poll.ended else "") + voters, "")


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
    name = tr("Voice message") if file.voice else one_line(file.name) or tr("File")
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
