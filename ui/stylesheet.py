# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The style sheet of the window, made from a theme. Widgets choose a look with the properties ``kind`` and ``look``."""

from __future__ import annotations

from ui.icons import FOLDER
from ui.theme import Theme

_TEMPLATE = """
QWidget {{ color: {text}; font-size: {f14}px; }}
QMainWindow, QDialog, #page, #chat, #timeline {{ background: {bg}; }}
#sidebar, #sidebar QWidget#plain {{ background: {panel}; }}
#panel {{ background: {bg}; }}
QListView {{ background: transparent; border: none; outline: none; }}
#rule {{ background: {border}; }}
#card {{ background: {bg}; border: 1px solid {border}; border-radius: {p16}px; }}
#backdrop {{ background: {panel}; }}

QLabel {{ background: transparent; }}
QLabel[kind="headline"] {{ font-size: {f24}px; font-weight: 600; }}
QLabel[kind="title"] {{ font-size: {f16}px; font-weight: 600; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QLabel[kind="muted"] {{ color: {muted}; }}
QLabel[kind="small"] {{ color: {muted}; font-size: {f12}px; }}
QLabel[kind="section"] {{ color: {muted}; font-size: {f12}px; font-weight: 600; }}
QLabel[kind="field"] {{ font-size: {f13}px; font-weight: 600; }}
QLabel[kind="error"] {{ color: {danger}; font-size: {f13}px; }}
QLabel[kind="warn"] {{ color: {warn}; font-size: {f13}px; }}

QLineEdit, QPlainTextEdit {{
  background: {bg}; border: 1px solid {field_border}; border-radius: {p8}px; padding: {p7}px {p11}px;
  selection-background-color: {accent}; selection-color: {on_accent}; placeholder-text-color: {muted}; }}
QLineEdit {{ min-height: {p24}px; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: {p7b}px {p11b}px; }}
QLineEdit[invalid="true"] {{ border: 2px solid {danger}; padding: {p7b}px {p11b}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {surface}; color: {muted}; border-color: {border}; }}
QLineEdit[look="search"] {{ background: {bg}; border: 1px solid {border}; padding: {p7}px {p4}px; }}
QLineEdit[look="search"]:focus {{ border: 2px solid {accent}; padding: {p7b}px {p4b}px; }}
QPlainTextEdit[look="composer"], QTextBrowser[look="reader"] {{ border-radius: {p12}px; }}
QPlainTextEdit[look="composer"] {{ padding: {p5}px {p9}px; }}
QPlainTextEdit[look="composer"]:focus {{ padding: {p5b}px {p9b}px; }}
QTextBrowser[look="reader"] {{ background: {bg}; border: 2px solid {accent}; padding: {p8}px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}

QFrame[look="field"] {{ background: {bg}; border: 1px solid {field_border}; border-radius: {p8}px; }}
QFrame[look="field"][focused="true"] {{ border: 2px solid {accent}; }}
QLineEdit[look="bare"], QLineEdit[look="bare"]:focus {{ background: transparent; border: none; padding: 0 {p4}px; }}
QToolButton[look="person"] {{ background: {selected}; border: 1px solid transparent; border-radius: {p12}px;
  padding: {p2}px {p8}px; }}
QToolButton[look="person"]:hover {{ background: {hover}; }}
QToolButton[look="person"]:focus {{ border-color: {accent}; }}

QPushButton {{ background: {bg}; color: {text}; border: 1px solid {field_border}; border-radius: {p8}px;
  padding: {p6}px {p16}px; min-height: {p24}px; font-weight: 600; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: {p6b}px {p15}px; }}
QPushButton:disabled {{ color: {muted}; background: {surface}; border-color: {border}; }}
QPushButton[look="primary"] {{ background: {accent}; color: {on_accent}; border: 2px solid {accent};
  padding: {p6b}px {p15}px; }}
QPushButton[look="primary"]:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QPushButton[look="primary"]:focus {{ border-color: {text}; }}
QPushButton[look="primary"]:disabled {{ background: {surface}; color: {muted}; border-color: {border}; }}
QPushButton[look="danger"] {{ background: {danger}; color: {bg}; border: 2px solid {danger};
  padding: {p6b}px {p15}px; }}
QPushButton[look="danger"]:focus {{ border-color: {text}; }}
QPushButton[look="small"] {{ padding: {p2}px {p11}px; min-height: {p20}px; font-size: {f13}px; }}
QPushButton[look="small"]:focus {{ border: 2px solid {accent}; padding: {p2b}px {p11b}px; }}
QPushButton[look="link"] {{ background: transparent; border: 2px solid transparent; color: {accent};
  padding: 0; min-height: {p20}px; text-align: left; }}
QPushButton[look="link"]:hover {{ text-decoration: underline; }}
QPushButton[look="link"]:focus {{ border: 2px solid {accent}; border-radius: {p4}px; padding: 0; }}

QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: {p8}px; padding: {p6}px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed, QToolButton:open {{ background: {selected}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton[look="send"] {{ background: {accent}; border-radius: {p12}px; padding: {p8}px; }}
QToolButton[look="send"]:hover {{ background: {accent_hover}; }}
QToolButton[look="send"]:focus {{ border-color: {text}; }}
QToolButton[look="send"]:disabled {{ background: {surface}; }}
QToolButton[look="float"] {{ background: {bg}; border: 1px solid {field_border}; border-radius: {p16}px;
  padding: {p7}px {p12}px; font-weight: 600; font-size: {f13}px; }}
QToolButton[look="float"]:hover {{ background: {hover}; }}
QToolButton[look="float"]:focus {{ border: 2px solid {accent}; padding: {p6}px {p11}px; }}
QToolButton[look="tab"] {{ border-radius: 0; padding: {p4}px 0; border: none; border-bottom: 3px solid transparent; }}
QToolButton[look="tab"]:checked {{ border-bottom: 3px solid {accent}; }}
QToolButton[look="tab"]:focus {{ background: {selected}; }}
QToolButton[look="chip"] {{ color: {muted}; padding: {p4}px {p8}px; font-size: {f13}px; }}
QToolButton[look="chip"]:hover {{ color: {text}; }}

QToolButton[look="space"] {{ background: {bg}; border: 1px solid {border}; text-align: left; font-weight: 600;
  padding: {p6}px {p12}px; }}
QToolButton[look="space"]:hover {{ background: {hover}; }}
QToolButton[look="space"]:focus {{ border: 2px solid {accent}; padding: {p5}px {p11}px; }}
QTreeView {{ background: transparent; border: none; outline: none; show-decoration-selected: 0;
  selection-background-color: transparent; }}
QTreeView::branch, QTreeView::branch:selected, QTreeView::item:selected {{ background: transparent; }}
QToolButton[look="section"] {{ color: {muted}; font-size: {f12}px; font-weight: 600; text-align: left;
  padding: {p6}px {p12}px {p4}px {p12}px; border-radius: 0; }}
QToolButton[look="section"]:hover {{ background: transparent; color: {text}; }}
QToolButton[look="section"]:checked {{ background: transparent; }}

QCheckBox, QRadioButton {{ spacing: {p8}px; background: transparent; padding: {p4}px; border: 2px solid transparent;
  border-radius: {p4}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {accent}; }}
QCheckBox::indicator, QRadioButton::indicator,
QListView::indicator {{ width: {p14}px; height: {p14}px; background: {bg};
  border: 2px solid {field_border}; }}
QCheckBox::indicator, QListView::indicator {{ border-radius: {p4}px; }}
QCheckBox::indicator:checked, QListView::indicator:checked
{{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QRadioButton::indicator {{ border-radius: {radio}px; }}
QRadioButton::indicator:checked {{ width: {p8}px; height: {p8}px; border: {p5}px solid {accent};
  border-radius: {radio_on}px; }}

#banner {{ background: {warn_soft}; border-bottom: 1px solid {border}; }}
#banner QLabel {{ color: {warn}; font-size: {f13}px; }}
#banner[tone="danger"] {{ background: {danger_soft}; }}
#banner[tone="danger"] QLabel {{ color: {danger}; }}
#banner[tone="calm"] {{ background: {panel}; }}
#banner[tone="calm"] QLabel {{ color: {muted}; }}
#notice {{ background: {danger_soft}; border-radius: {p8}px; }}
#notice QLabel {{ color: {danger}; font-size: {f13}px; }}
#notice[tone="calm"] {{ background: {panel}; }}
#notice[tone="calm"] QLabel {{ color: {muted}; }}
QFrame[look="offer"] {{ background: {panel}; border-bottom: 1px solid {border}; }}
QFrame[look="offer"][tone="warn"] {{ background: {warn_soft}; }}
QFrame[look="offer"][tone="danger"] {{ background: {danger_soft}; }}
*[look="note"] {{ background: {panel}; border: 1px solid {border}; border-radius: {p12}px; }}
*[look="note"]:focus {{ border: 2px solid {accent}; }}
*[look="note"][tone="warn"] {{ background: {warn_soft}; }}
*[look="note"][tone="danger"] {{ background: {danger_soft}; }}
*[look="note"][tone="plain"] {{ background: {bg}; }}
QLabel[kind="ok"] {{ color: {ok}; font-size: {f13}px; }}
QLabel[kind="key"] {{ font-family: "DejaVu Sans Mono", "Noto Sans Mono", "Consolas", monospace; font-size: {f16}px; }}
QLabel[kind="emoji"] {{ font-size: {f34}px; }}
QLabel[kind="numbers"] {{ font-size: {f24}px; font-weight: 600; }}
QLineEdit[look="key"] {{ font-family: "DejaVu Sans Mono", "Noto Sans Mono", "Consolas", monospace; }}
QPushButton[look="choice"] {{ padding: 0; text-align: left; font-weight: 400; border-radius: {p12}px;
  border: 1px solid {field_border}; }}
QPushButton[look="choice"]:focus {{ border: 2px solid {accent}; padding: 0; }}
#toast {{ background: {text}; border-radius: {p12}px; }}
#toast QLabel {{ color: {bg}; }}
#toast QToolButton {{ padding: {p4}px; }}
#toast QToolButton:hover {{ background: {muted}; }}
#popover {{ background: {bg}; border: 1px solid {field_border}; border-radius: {p12}px; }}
#popoverWindow {{ background: transparent; }}

QMenu {{ background: {bg}; border: 1px solid {field_border}; border-radius: {p8}px; padding: {p4}px; }}
QMenu::item {{ padding: {p7}px {p24}px {p7}px {p12}px; border-radius: {p4}px; }}
QMenu::item:selected {{ background: {selected}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::icon {{ padding-left: {p8}px; }}
QMenu::separator {{ height: 1px; background: {border}; margin: {p4}px {p8}px; }}
QToolTip {{ background: {text}; color: {bg}; border: none; padding: {p4}px {p8}px; font-size: {f12}px; }}

QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; }}
QListWidget[look="subjects"] {{ background: {panel}; border: none; padding: {p8}px; outline: none; }}
QListWidget[look="subjects"]::item {{ border-radius: {p8}px; padding-left: {p8}px; color: {text}; }}
QListWidget[look="subjects"]::item:hover {{ background: {hover}; }}
QListWidget[look="subjects"]::item:selected {{ background: {selected}; color: {text}; }}
QListWidget[look="subjects"]:focus::item:selected {{ border: 2px solid {accent}; }}
QListWidget[look="choices"]::item {{ padding: {p4}px {p2}px; border-radius: {p4}px; color: {text}; }}
QListWidget[look="choices"]::item:hover {{ background: {hover}; }}
QListWidget[look="choices"]::item:selected {{ background: {selected}; color: {text}; }}
QListWidget[look="files"] {{ border: 2px solid transparent; outline: none; }}
QListWidget[look="files"]:focus {{ border-color: {accent}; border-radius: {p8}px; }}
QListWidget[look="files"]::item {{ border: 2px solid transparent; border-radius: {p8}px; padding: {p2}px;
  color: {text}; }}
QListWidget[look="files"]::item:hover {{ background: {hover}; }}
QListWidget[look="files"]::item:selected {{ background: {selected}; color: {text}; }}
QListWidget[look="files"]:focus::item:selected {{ border-color: {accent}; }}
QTabBar::tab {{ background: transparent; color: {muted}; border: none; border-bottom: 2px solid {border};
  padding: {p7}px {p12}px; font-weight: 600; }}
QTabBar::tab:hover {{ color: {text}; background: {hover}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:selected:focus {{ color: {accent}; border-bottom: 3px solid {accent}; }}
QTableWidget, QTableView {{ background: {bg}; border: 1px solid {border}; border-radius: {p8}px; outline: none;
  selection-background-color: {selected}; selection-color: {text}; }}
QTableWidget:focus, QTableView:focus {{ border: 2px solid {accent}; }}
QTableWidget::item, QTableView::item {{ padding-left: {p8}px; padding-right: {p8}px; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none; padding: {p6}px {p8}px; font-weight: 600; }}
QComboBox, QSpinBox, QTimeEdit {{ background: {bg}; border: 1px solid {field_border}; border-radius: {p8}px;
  padding: {p4}px {p11}px; min-height: {p24}px; selection-background-color: {accent};
  selection-color: {on_accent}; }}
QComboBox:focus, QSpinBox:focus, QTimeEdit:focus {{ border: 2px solid {accent}; padding: {p4b}px {p11b}px; }}
QComboBox:disabled, QSpinBox:disabled, QTimeEdit:disabled {{ background: {surface}; color: {muted};
  border-color: {border}; }}
QComboBox::drop-down {{ border: none; width: {p24}px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: {p12}px; height: {p12}px; }}
QComboBox QAbstractItemView {{ background: {bg}; border: 1px solid {field_border}; padding: {p4}px; outline: none;
  selection-background-color: {selected}; selection-color: {text}; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit {{ border: none;
  padding: 0 0 0 {p8}px;
  background: transparent; min-height: 0; }}
QSpinBox::up-button, QTimeEdit::up-button {{ subcontrol-origin: border; subcontrol-position: top right; border: none;
  background: transparent; width: {p24}px; }}
QSpinBox::down-button, QTimeEdit::down-button {{ subcontrol-origin: border; subcontrol-position: bottom right;
  border: none; background: transparent; width: {p24}px; }}
QSpinBox::up-arrow, QTimeEdit::up-arrow {{ image: url("{arrow_up}"); width: {p9}px; height: {p9}px; }}
QSpinBox::down-arrow, QTimeEdit::down-arrow {{ image: url("{arrow}"); width: {p9}px; height: {p9}px; }}

QScrollBar:vertical {{ background: transparent; width: {p12}px; margin: 0; border: none; }}
QScrollBar::handle:vertical {{ background: {scroll}; border-radius: {p3}px; min-height: {p32}px;
  margin: {p2}px {p3}px; }}
QScrollBar::handle:vertical:hover {{ background: {field_border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QProgressBar {{ background: {border}; border: none; border-radius: {p2}px; max-height: {p4}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {p2}px; }}
QSplitter::handle {{ background: {border}; }}
"""


_COLORS = (
    *("bg", "panel", "surface", "hover", "selected", "text", "muted", "accent", "accent_hover", "on_accent"),
    *("border", "field_border", "scroll", "danger", "danger_soft", "warn", "warn_soft", "ok"),
)


def style_sheet(theme: Theme) -> str:
    """The whole sheet for the theme's scheme and zoom."""
    s = theme.scheme
    sizes = {f"p{n}": theme.px(n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 20, 24, 32)}
    # a focused field has a border of 2 instead of 1: one pixel less padding keeps the text where it was
    sizes |= {f"p{n}b": theme.px(n) - 1 for n in (2, 4, 5, 6, 7, 9, 11)}
    # A radius of more than half the side would be none at all.
    sizes |= {"radio": (theme.px(14) + 4) // 2, "radio_on": (theme.px(8) + 2 * theme.px(5)) // 2}
    fonts = {f"f{n}": max(9, theme.px(n)) for n in (12, 13, 14, 16, 24, 34)}
    colors = {name: getattr(s, name) for name in _COLORS}
    tick = FOLDER / ("tick-on-light.svg" if s.dark else "tick-on-dark.svg")
    ground = "dark" if s.dark else "light"
    pictures = {
        "tick": tick.as_posix(),
        "arrow": (FOLDER / f"arrow-on-{ground}.svg").as_posix(),
        "arrow_up": (FOLDER / f"arrow-up-on-{ground}.svg").as_posix(),
    }
    return _TEMPLATE.format(**pictures, **sizes, **fonts, **colors)
