# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""Text of other people on the screen: always plain, always bounded, never markup.

Every label of the window is a ``Label``; tooltips go through ``set_tooltip``. A bare ``QLabel`` would guess whether
its text is HTML.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

FSI, PDI = "\u2068", "\u2069"
MAX_NAME = 200  # characters of a name or another one-line text
_LONGEST_FILE = 4000  # characters of a name that are looked at
MAX_BODY = 20_000  # characters of a message in the timeline; the rest is in the reader
MAX_LINES = 400
MAX_MARKS = 4  # combining marks on one letter

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufff9-\ufffb\ufeff]|[\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")


def _tame_marks(text: str) -> str:
    """At most MAX_MARKS combining marks in a row, so that one letter cannot cover its neighbours."""
    if not _BEYOND_LATIN.search(text):
        return text
    out: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run <= MAX_MARKS:
            out.append(char)
    return "".join(out)


def one_line(text: str, limit: int = MAX_NAME) -> str:
    """A name, topic or excerpt: one line, without controls and direction overrides, at most ``limit`` characters."""
    text = text[: limit * 8]
    text = _BIDI.sub("", _CONTROLS.sub("", _SPACE.sub(" ", text)))
    text = _tame_marks(text).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def file_line(name: str, limit: int = MAX_NAME) -> str:
    """The name of a file as ``one_line``; of a long one the middle is left out, so that its ending is always seen."""
    text = one_line(name, _LONGEST_FILE)
    kept = min(24, limit // 3)
    return text if len(text) <= limit else f"{text[: limit - kept - 1].rstrip()}…{text[-kept:]}"


def isolate(text: str, limit: int = MAX_NAME) -> str:
    """``one_line`` inside first-strong isolates, to stand in a sentence of ours whatever its direction."""
    return FSI + one_line(text, limit) + PDI


def clean_body(text: str) -> str:
    """A message body: controls but no line breaks removed, marks tamed. Not shortened."""
    return _tame_marks(_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")))


def clip_body(text: str) -> tuple[str, bool]:
    """The part of a message that the timeline lays out, and whether something is missing."""
    clipped = text[:MAX_BODY]
    lines = clipped.split("\n", MAX_LINES)
    if len(lines) > MAX_LINES:
        clipped = "\n".join(lines[:MAX_LINES])
    return clean_body(clipped).rstrip("\n"), len(clipped) < len(text)


class PlainDocument(QTextDocument):
    """A document that never loads anything: no image, no style sheet, whatever its text says."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing."""
        return None


class Label(QLabel):
    """Plain text only."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, style: str = "", wrap: bool = False) -> None:
        """``style``: value of the property ``kind`` which the style sheet knows (title, muted, error, ...)."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if style:
            self.setProperty("kind", style)
        if wrap:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)


class ElidedLabel(Label):
    """One line, shortened with an ellipsis; the whole text is its tooltip and accessible name."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, style: str = "") -> None:
        super().__init__("", parent, style=style)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_full(text)

    def set_full(self, text: str) -> None:
        """Show ``text`` (remote), as much of it as fits."""
        self._full = one_line(text, 1000)
        self.setAccessibleName(self._full)
        self._elide()

    def full(self) -> str:
        return self._full

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(0, self.width()))
        super().setText(shown)
        set_tooltip(self, self._full if shown != self._full else "")

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() in (event.Type.FontChange, event.Type.StyleChange):
            self._elide()


def tooltip_html(text: str) -> str:
    """Escaped, and marked as rich text on purpose so that Qt does not guess; wraps long lines."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def set_tooltip(widget: QWidget, text: str) -> None:
    """The one way to give a widget a tooltip."""
    widget.setToolTip(tooltip_html(text))
