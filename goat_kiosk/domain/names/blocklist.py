"""Blocklist of words that a venue does not want on its displays, matched against names from phones.

A list is text, one entry a line, so that any editor can change it; text after a ``#`` is a comment. An entry matches a
whole word only, because its letters occur in innocent names too (Dickinson, Essex, Computadora). A star allows more
letters before or after: ``nazi*``, ``*fuck*``.

Common disguises match too: capitals, accents, digits and signs that stand for letters (``4ss``, ``$hit``), a repeated
letter (``fuuuck``), separated letters (``f u c k``, ``f.u.c.k``), digits beside a word. This stops casual abuse; a
determined person finds a spelling that passes, and then the scorekeeper removes the player.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, search_key, to_latin

MAX_ENTRIES = 2_000
"""Entries. A name is matched against all of them at once, in less than a millisecond."""

_LOOKALIKE_LETTERS = str.maketrans("4@8(391!|l05$7+v2", "aabcegiiiiossttuz")
"""Characters typed in place of a letter, in the list as in the name. Only those that look like the letter: a longer
table would match innocent names. One letter for each, so that no name makes the regex backtrack.
"""

_LETTER = r"[^\W\d_]"
_SIGNS_BEFORE_WORD, _SIGNS_AFTER_WORD = (
    re.compile(rf"(?<!\S)(?:(?!{_LETTER})\S)+"),
    re.compile(rf"(?:(?!{_LETTER})\S)+(?!\S)"),
)
"""Digits and signs around a word: perhaps part of it, perhaps not."""
_SEPARATED_LETTERS = re.compile(rf"(?<!{_LETTER}){_LETTER}(?:[\W_]+{_LETTER})+(?!{_LETTER})")
"""Single letters, one after another, with anything but letters and digits between them."""


class Blocklist:
    """A compiled list."""

    def __init__(self, text: str) -> None:
        """Compile the list `text`; lines without a letter or digit are ignored."""
        patterns = [_pattern(entry) for entry in entries(text)]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def matches(self, text: str) -> bool:
        """Whether `text` contains a word of the list."""
        pattern = self._pattern
        spellings = {search_key(text), search_key(to_latin(text))}
        return pattern is not None and any(pattern.search(form) for typed in spellings for form in _forms(typed))


def entries(text: str) -> list[str]:
    """Return the entries of a list, as they were written, at most `MAX_ENTRIES`."""
    lines = (unicodedata.normalize("NFC", line.partition("#")[0]).strip() for line in text.splitlines())
    return [line[: MAX_NAME_LENGTH + 2] for line in lines if any(char.isalnum() for char in line)][:MAX_ENTRIES]


def _forms(typed: str) -> Iterator[str]:
    """Yield the readings of `typed`: with and without the signs around each word, its letters separated or joined."""
    for before in (typed, _SIGNS_BEFORE_WORD.sub(" ", typed)):
        for text in (before, _SIGNS_AFTER_WORD.sub(" ", before)):
            yield text.translate(_LOOKALIKE_LETTERS)
            yield _SEPARATED_LETTERS.sub(_join_letters, text).translate(_LOOKALIKE_LETTERS)


def _join_letters(match: re.Match[str]) -> str:
    return re.sub(r"[\W_]+", "", match[0])


def _pattern(entry: str) -> str:
    word = " ".join(search_key(entry).strip("* ").split()).translate(_LOOKALIKE_LETTERS)
    before = "" if entry.startswith("*") else f"(?<!{_LETTER})"
    after = "" if entry.endswith("*") else f"(?!{_LETTER})"
    return before + "".join(_letter_pattern(char, len(list(run))) for char, run in groupby(word)) + after


def _letter_pattern(char: str, times: int) -> str:
    """Return the regex of a letter that the word repeats `times`: as often or more often."""
    return r"[\W_]+" if char == " " else f"{re.escape(char)}{{{times},}}"
