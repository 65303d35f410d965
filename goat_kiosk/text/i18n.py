"""Translation of every text into the reader's language.

English is the source: a sentence is written where it is used, as ``t("{team} won", team=name)``, and is its own key. A
file of resources/languages has the same sentences in another language, for the server, for the pages' scripts
(`resources/static/language.js`) and for the window (`gui.text.language`): one catalog instead of Qt's .ts files beside
it, because window, phone and display show many of the same sentences and must use the same words. A test reads every
``t(…)`` of all three and finds none missing. A language is added by adding its file.
"""

from contextvars import ContextVar
from functools import cache

import msgspec

from goat_kiosk.errors import Message, TranslatableWord, fill_in
from goat_kiosk.settings.paths import RESOURCES

SOURCE_LANGUAGE = "en"

current_language: ContextVar[str] = ContextVar("current_language", default=SOURCE_LANGUAGE)
"""The language of the current request, or of the window."""


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language: its own name, and its translations by English sentence."""

    name: str
    sentences: dict[str, str]


@cache
def catalogs() -> dict[str, Catalog]:
    """Return every language by its code (BCP 47), the source first."""
    files = sorted((RESOURCES / "languages").glob("*.json"))
    read = {file.stem: msgspec.json.decode(file.read_bytes(), type=Catalog) for file in files}
    return {SOURCE_LANGUAGE: Catalog("English", {}), **read}


def t(sentence: str, **values: object) -> str:
    """Return the sentence in the current language, its ``{names}`` filled in from `values`."""
    return translate(current_language.get(), sentence, **values)


def translate(language: str, sentence: str, /, **values: object) -> str:
    """Return the sentence in `language`, its ``{names}`` filled in from `values`."""
    names = {name: local_name(value, language) for name, value in values.items() if isinstance(value, TranslatableWord)}
    return fill_in(lookup(language, sentence), values | names)


def local_name(name: str, language: str = "") -> str:
    """Return a name as shown in `language`, by default the current one: translated if it is a word of the program."""
    return lookup(language or current_language.get(), name) if isinstance(name, TranslatableWord) else name


def translate_error(error: Message) -> str:
    """Return an error's message in the current language."""
    return translate_error_to(current_language.get(), error)


def translate_error_to(language: str, error: Message) -> str:
    """Return the message of an error or another sentence in `language`; in English where it is not translated."""
    values = {
        name: translate_error_to(language, value) if isinstance(value, Message) else value
        for name, value in error.values.items()
    }
    return translate(language, error.template, **values) if values else lookup(language, error.template)


def lookup(language: str, sentence: str) -> str:
    """Return the translation of a sentence without placeholders."""
    return catalogs()[language].sentences.get(sentence, sentence)


def mark_for_translation(sentence: str) -> str:
    """Return the sentence unchanged: it is stored in a table, and `t` translates it when it is shown."""
    return sentence
