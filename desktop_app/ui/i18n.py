"""The window's language: Spanish is in the source, English in ``resources/translations/telar_en.qm``.

Qt's own words (standard buttons, context menus) come from the translations that PySide6 carries.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from desktop_app import paths

LANGUAGES: Final = ("es", "en")
_LOCALES: Final = {
    "es": QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedStates),
}
# One application, one set of words: whoever installs others takes these out.
_installed: list[QTranslator] = []


def language() -> str:
    """The language now in use, ``es`` or ``en``; the default locale is its one record."""
    return "en" if QLocale() == _LOCALES["en"] else "es"


def locale() -> QLocale:
    """How numbers and sizes are written: as the words' language has them. Days are always the country's way."""
    return _LOCALES[language()]


class Translators(QObject):
    """Installs the words of one language and changes them while the program runs.

    Signals:
        changed: the new language; whoever holds shown text builds it anew.
    """

    changed = Signal(str)

    def __init__(self, app: QCoreApplication, chosen: str) -> None:
        super().__init__(app)
        self._app = app
        self._install(chosen)

    @property
    def language(self) -> str:
        return language()

    def set_language(self, chosen: str) -> None:
        if chosen != language():
            self._install(chosen)
            self.changed.emit(chosen)

    def _install(self, chosen: str) -> None:
        while _installed:
            self._app.removeTranslator(_installed.pop())
        QLocale.setDefault(_LOCALES.get(chosen, _LOCALES["es"]))
        if chosen == "en":
            self._add("telar_en", str(paths.resource("translations")))
        else:
            self._add("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def _add(self, name: str, folder: str) -> None:
        translator = QTranslator()
        if translator.load(name, folder):
            self._app.installTranslator(translator)
            _installed.append(translator)
