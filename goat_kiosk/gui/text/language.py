"""Language of the window, chosen by the scorekeeper.

There is one for the whole window. `goat_kiosk.text.i18n.current_language` is per request: it follows the reader of a
response and lasts as long as the response, while the window's slots and callbacks start from anywhere. So the window
keeps its own language, and no phone's request changes it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from goat_kiosk.errors import KioskError, Message
from goat_kiosk.text import i18n
from goat_kiosk.text.i18n import SOURCE_LANGUAGE, catalogs, current_language, translate, translate_error_to

_current = [SOURCE_LANGUAGE]


def set_language(language: str) -> str:
    """Set the language of the window, with "" to the system's; an unknown one means English. Return the language used.

    Existing widgets keep their text; `MainWindowHost` builds the window again. `QLocale` is set for dates and numbers,
    by the customs of the system's country, and a translator for Qt's own texts: menus of text fields, file dialogs.
    """
    _current[:] = [language_of(language)]
    QLocale.setDefault(locale_of(_current[0], QLocale.system()))
    _translate_qt(_current[0])
    return _current[0]


def language_of(choice: str) -> str:
    """Return the language of a choice; "" means the system's, and an unknown one English."""
    code = choice or QLocale.system().name().partition("_")[0]
    return code if code in catalogs() else SOURCE_LANGUAGE


def _translate_qt(language: str) -> None:
    application = QCoreApplication.instance()
    if application is None:
        return
    translator = application.findChild(QTranslator) or QTranslator(application)
    QCoreApplication.removeTranslator(translator)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # English is Qt's source language: its file has no more than plurals.
    if language != SOURCE_LANGUAGE and translator.load(f"qtbase_{language}", folder):
        QCoreApplication.installTranslator(translator)


def locale_of(language: str, system: QLocale) -> QLocale:
    """Return the locale of a language: the system's own if it has that language, otherwise as in the system's country.

    A system without a country (the locale “C”) is taken to be in the United States.
    """
    chosen = QLocale(language).language()
    if system.language() == chosen:
        return system
    has_country = system.language() != QLocale.Language.C
    return QLocale(chosen, system.territory() if has_country else QLocale.Country.UnitedStates)


def t(sentence: str, **values: object) -> str:
    """Return the sentence in the window's language, its ``{names}`` filled in from `values`."""
    return translate(_current[0], sentence, **values)


def local_name(name: str) -> str:
    """Return a name as shown in the window's language: translated if it is a word of the program, such as a color."""
    return i18n.local_name(name, _current[0])


def error_text(error: KioskError) -> str:
    """Return the sentence of an error, in the window's language."""
    return translate_error_to(_current[0], error)


def join_messages(messages: Iterable[Message]) -> str:
    """Return sentences one after the other, in the window's language."""
    return " ".join(translate_error_to(_current[0], message) for message in messages)


@contextmanager
def use_window_language() -> Iterator[None]:
    """Make modules that the web pages share, such as `rules_text`, use the window's language within the block."""
    before = current_language.set(_current[0])
    try:
        yield
    finally:
        current_language.reset(before)
