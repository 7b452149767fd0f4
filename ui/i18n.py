# SPDX-FileCopyrightText: 2026 BundesMessenger Desktop contributors
# SPDX-License-Identifier: EUPL-1.2
"""The language of the window: English in the source, German (and others later) from ``resources/translations``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"
LANGUAGES = ("en", "de")


def tr(text: str) -> str:
    """The text in the window's language. Only literals: ``lupdate`` collects them."""
    return QCoreApplication.translate("", text)


def plural(count: int, one: str, many: str, **values: str) -> str:
    """``one`` or ``many`` (both translated) with ``{n}`` and the values replaced. English and German share the rule."""
    return (one if count == 1 else many).format(n=QLocale().toString(count), **values)


def choose_language(wanted: str | None) -> str:
    """The language to use: the wanted one, else the first of the system's that we have, else English."""
    for name in [wanted] if wanted else QLocale.system().uiLanguages():
        short = (name or "").replace("_", "-").split("-")[0].lower()
        if short in LANGUAGES:
            return short
    return "en"


def _locale(language: str) -> QLocale:
    """Dates and numbers: the system's if it speaks this language, else this language as written where the system is."""
    system = QLocale.system()
    if system.name().startswith(language):
        return system
    if language == "en":
        near = QLocale(QLocale.Language.English, system.territory())
        return near if near.territory() == system.territory() else QLocale("en_GB")
    return QLocale(language)


def install_language(app: QCoreApplication, wanted: str | None) -> str:
    """Load the translations and set the locale of dates and numbers; gives the language that is used now."""
    language = choose_language(wanted)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    QLocale.setDefault(_locale(language))
    if language != "en":
        for folder, name in (
            (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{language}"),
            (str(TRANSLATIONS), f"bundesmessenger_{language}"),
        ):
            translator = QTranslator(app)
            if translator.load(name, folder):
                app.installTranslator(translator)
    return language
