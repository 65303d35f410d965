"""What the program says, in the language of whoever reads it.

English is the source: a sentence is written where it is said, as ``t("{team} wins", team=name)``, and is its own key. A
file of resources/languages holds the same sentences in another language, for the server, for the pages' scripts
(`resources/static/language.js`) and for the window (`gui.text.language`) alike: one catalogue and not Qt's .ts files
beside it, because window, phone and wall say many of the same things and must say them in the same words. A test reads
every ``t(…)`` of all three and finds none missing. A language is added by adding its file.
"""

from contextvars import ContextVar
from functools import cache

import msgspec

from goat_kiosk.errors import Message
from goat_kiosk.settings.paths import RESOURCES

SOURCE_LANGUAGE = "en"

current_language: ContextVar[str] = ContextVar("speaking", default=SOURCE_LANGUAGE)
"""The language of whoever is being answered."""


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language: what it calls itself, and every sentence in it by the English one."""

    name: str
    sentences: dict[str, str]


@cache
def catalogs() -> dict[str, Catalog]:
    """Return every language by its code (BCP 47), the source first."""
    files = sorted((RESOURCES / "languages").glob("*.json"))
    read = {file.stem: msgspec.json.decode(file.read_bytes(), type=Catalog) for file in files}
    return {SOURCE_LANGUAGE: Catalog("English", {}), **read}


def t(sentence: str, **values: object) -> str:
    """Return the sentence in the language of the moment, its ``{names}`` filled in from `values`."""
    return translate(current_language.get(), sentence, **values)


def translate(language: str, sentence: str, /, **values: object) -> str:
    """Return the sentence in `language`, its ``{names}`` filled in from `values`."""
    return lookup(language, sentence).format_map(values)


def translate_error(error: Message) -> str:
    """Return what an error says, in the language of the moment."""
    return translate_error_to(current_language.get(), error)


def translate_error_to(language: str, error: Message) -> str:
    """Return what an error or another sentence says, in `language`; in English where nobody has translated it."""
    values = {
        name: translate_error_to(language, value) if isinstance(value, Message) else value
        for name, value in error.values.items()
    }
    return translate(language, error.template, **values) if values else lookup(language, error.template)


def lookup(language: str, sentence: str) -> str:
    """Return a sentence with no names in it, in `language`."""
    return catalogs()[language].sentences.get(sentence, sentence)


def mark_for_translation(sentence: str) -> str:
    """Return the sentence as it is: it stands in a table, and `t` is asked for it when it is told."""
    return sentence
