# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""All colours and measures of the window.

Measures are multiples of 4 at 100 % (``Theme.px``). Text has a contrast of at least 4.5:1 on everything it stands on,
borders of fields and focus rings at least 3:1; a test computes it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours as ``#rrggbb``. ``avatars``: pairs of background and text."""

    name: str
    dark: bool
    bg: str  # the conversation
    panel: str  # the room list
    surface: str  # bubbles of others, hovered buttons
    hover: str
    selected: str
    own: str  # own bubbles
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    border: str  # lines that only structure
    field_border: str  # edges one has to see
    scroll: str
    danger: str
    danger_soft: str
    warn: str
    warn_soft: str
    ok: str
    badge: str
    on_badge: str
    avatars: tuple[tuple[str, str], ...]


LIGHT = Scheme(
    name="light",
    dark=False,
    bg="#ffffff",
    panel="#f5f6f8",
    surface="#f0f2f5",
    hover="#e9ecf1",
    selected="#dce7f5",
    own="#dfebfa",
    text="#14181f",
    muted="#545c69",
    accent="#0b57a8",
    accent_hover="#094887",
    on_accent="#ffffff",
    border="#e2e5ea",
    field_border="#848c9a",
    scroll="#c3c9d3",
    danger="#b3221b",
    danger_soft="#fdeceb",
    warn="#7a4b00",
    warn_soft="#fff3d9",
    ok="#176b41",
    badge="#0b57a8",
    on_badge="#ffffff",
    avatars=(
        ("#d3e4f8", "#0f4680"),
        ("#d4ecdd", "#14562f"),
        ("#f9dfd3", "#843411"),
        ("#e6dcf7", "#55309a"),
        ("#fbdce6", "#8b1c4b"),
        ("#d0ecec", "#0b5557"),
        ("#f6e6bf", "#6a4700"),
        ("#e2e6ec", "#3d4756"),
    ),
)

DARK = Scheme(
    name="dark",
    dark=True,
    bg="#13161b",
    panel="#191d23",
    surface="#222831",
    hover="#252b34",
    selected="#25384f",
    own="#1d3a5c",
    text="#e9edf3",
    muted="#a6afbc",
    accent="#86b8f7",
    accent_hover="#a6ccfb",
    on_accent="#0b1420",
    border="#2a3039",
    field_border="#717c8c",
    scroll="#3c4552",
    danger="#ff9a90",
    danger_soft="#3b1d1c",
    warn="#f2c66d",
    warn_soft="#372c14",
    ok="#7fd3a1",
    badge="#86b8f7",
    on_badge="#0b1420",
    avatars=(
        ("#1c3a5e", "#b4d5fb"),
        ("#1b4230", "#a9e3c0"),
        ("#512c1b", "#f9c7ac"),
        ("#3b2b63", "#d6c4fa"),
        ("#552238", "#fabdd2"),
        ("#164547", "#a4e2e2"),
        ("#4a3a12", "#f2d791"),
        ("#353d49", "#d0d7e1"),
    ),
)

CONTRAST = Scheme(
    name="contrast",
    dark=True,
    bg="#000000",
    panel="#000000",
    surface="#1c1c1c",
    hover="#2e2e2e",
    selected="#00305f",
    own="#002b57",
    text="#ffffff",
    muted="#e6e6e6",
    accent="#ffd83d",
    accent_hover="#ffe680",
    on_accent="#000000",
    border="#8f8f8f",
    field_border="#ffffff",
    scroll="#8f8f8f",
    danger="#ff9e94",
    danger_soft="#3d0000",
    warn="#ffd83d",
    warn_soft="#332b00",
    ok="#7dff9b",
    badge="#ffd83d",
    on_badge="#000000",
    avatars=(("#ffffff", "#000000"),),
)


class ThemeChoice(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


COLUMN = 1000  # pixels at 100 %: messages and composer are not wider than this
ZOOM_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)  # per cent

# text styles: (pixels at 100 %, weight)
_STYLES = {
    "body": (14, QFont.Weight.Normal),
    "strong": (14, QFont.Weight.DemiBold),
    "small": (12, QFont.Weight.Normal),
    "small_strong": (12, QFont.Weight.DemiBold),
    "tiny": (11, QFont.Weight.Normal),
    "title": (16, QFont.Weight.DemiBold),
    "headline": (24, QFont.Weight.DemiBold),
}


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours after WCAG 2.2, 1 to 21."""

    def luminance(name: str) -> float:
        color = QColor(name)
        parts = []
        for value in (color.redF(), color.greenF(), color.blueF()):
            parts.append(value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Theme(QObject):
    """The scheme and the size in use. ``changed`` is emitted after either changed."""

    changed = Signal()

    def __init__(
        self, choice: ThemeChoice = ThemeChoice.SYSTEM, zoom: int = 100, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.choice = choice
        self.zoom = zoom
        self.dense = False
        self._text_scale = self._system_text_scale()
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self.scheme = self._resolve()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)

    @staticmethod
    def _system_text_scale() -> float:
        """How much larger than usual the system's text is set; never smaller than ours."""
        usual = 9.0 if sys.platform == "win32" else 10.0
        size = QGuiApplication.font().pointSizeF()
        return min(2.0, max(1.0, size / usual)) if size > 0 else 1.0

    def _resolve(self) -> Scheme:
        match self.choice:
            case ThemeChoice.LIGHT:
                return LIGHT
            case ThemeChoice.DARK:
                return DARK
            case ThemeChoice.CONTRAST:
                return CONTRAST
        hints = QGuiApplication.styleHints()
        accessibility = getattr(hints, "accessibility", None)  # Qt >= 6.10
        if accessibility is not None:
            preference = accessibility().contrastPreference()
            if preference == Qt.ContrastPreference.HighContrast:
                return CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _system_changed(self) -> None:
        if self.choice is ThemeChoice.SYSTEM:
            self.set_choice(ThemeChoice.SYSTEM)

    def set_choice(self, choice: ThemeChoice) -> None:
        self.choice = choice
        self.scheme = self._resolve()
        self.changed.emit()

    def set_zoom(self, percent: int) -> None:
        """80 to 200 per cent."""
        percent = min(ZOOM_STEPS[-1], max(ZOOM_STEPS[0], percent))
        if percent != self.zoom:
            self.zoom = percent
            self._fonts.clear()
            self._metrics.clear()
            self.changed.emit()

    def zoom_step(self, direction: int) -> None:
        """The next larger (1) or smaller (-1) step; 0: back to 100 %."""
        if direction == 0:
            self.set_zoom(100)
            return
        steps = [s for s in ZOOM_STEPS if (s > self.zoom if direction > 0 else s < self.zoom)]
        if steps:
            self.set_zoom(steps[0] if direction > 0 else steps[-1])

    @property
    def scale(self) -> float:
        return self.zoom / 100 * self._text_scale

    def set_dense(self, dense: bool) -> None:
        """Less space between rows, so that more of them fit."""
        if dense != self.dense:
            self.dense = dense
            self.changed.emit()

    def gap(self, usual: float, dense: float) -> int:
        """A distance in pixels of now; ``usual`` and ``dense`` at 100 %."""
        return self.px(dense if self.dense else usual)

    def px(self, value: float) -> int:
        """A measure given at 100 % in pixels of now."""
        return round(value * self.scale)

    def font(self, style: str) -> QFont:
        """One of the text styles: body, strong, small, small_strong, tiny, title, headline."""
        font = self._fonts.get(style)
        if font is None:
            size, weight = _STYLES[style]
            font = QFont(QGuiApplication.font())
            font.setPixelSize(max(9, self.px(size)))
            font.setWeight(weight)
            self._fonts[style] = font
        return font

    def metrics(self, style: str) -> QFontMetrics:
        metrics = self._metrics.get(style)
        if metrics is None:
            metrics = self._metrics[style] = QFontMetrics(self.font(style))
        return metrics

    def person(self, key: str) -> tuple[QColor, QColor]:
        """Background and text colour that belong to a user or room, the same on every start."""
        pairs = self.scheme.avatars
        digest = blake2b(key.encode("utf-8", "replace"), digest_size=2).digest()
        back, front = pairs[int.from_bytes(digest, "big") % len(pairs)]
        return QColor(back), QColor(front)

    def name_color(self, key: str) -> QColor:
        """Colour of a sender's name on the conversation's background."""
        if self.scheme.name == "contrast":
            return QColor(self.scheme.text)
        return self.person(key)[1]

    def palette(self) -> QPalette:
        """The application palette, for what no style sheet reaches."""
        s = self.scheme
        pal = QPalette()
        role = QPalette.ColorRole
        for key, value in (
            (role.Window, s.bg),
            (role.Base, s.bg),
            (role.AlternateBase, s.panel),
            (role.Button, s.surface),
            (role.Text, s.text),
            (role.WindowText, s.text),
            (role.ButtonText, s.text),
            (role.Highlight, s.accent),
            (role.HighlightedText, s.on_accent),
            (role.Link, s.accent),
            (role.LinkVisited, s.accent),
            (role.PlaceholderText, s.muted),
            (role.ToolTipBase, s.text),
            (role.ToolTipText, s.bg),
            (role.Accent, s.accent),
        ):
            pal.setColor(key, QColor(value))
        for key in (role.Text, role.WindowText, role.ButtonText):
            pal.setColor(QPalette.ColorGroup.Disabled, key, QColor(s.muted))
        return pal
