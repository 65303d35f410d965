"""Words that a venue does not want on its wall, found in what strangers type.

A list is text, one entry a line, so that it can be mended with any editor; what follows a ``#`` is a remark. An entry
is looked for as a whole word, because its letters occur in innocent names too (Dickinson, Essex, Computadora). Where
that is not so, a star says that more may follow or precede: ``nazi*``, ``*fuck*``.

Spelling is no way around it: capitals, accents, digits and signs that stand for letters (``4ss``, ``$hit``), a letter
held down (``fuuuck``), letters apart (``f u c k``, ``f.u.c.k``). Digits beside a word do not hide it. This keeps out
what is typed for fun; whoever tries long enough finds a spelling, and then the scorekeeper takes the player out.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from goat_kiosk.domain.names import MAX_NAME_LENGTH, search_key, to_latin

MAX_ENTRIES = 2_000
"""Entries. A name is held against all of them at once, in less than a millisecond."""

_READ_AS = str.maketrans("4@8(391!|l05$7+v2", "aabcegiiiiossttuz")
"""What is typed for a letter is read as it, in the list as in the name. Only what looks like the letter: a longer table
would find words in innocent names. One letter for each, so that no name makes the search go back and forth."""

_LETTER = r"[^\W\d_]"
_BEFORE, _AFTER = re.compile(rf"(?<!\S)(?:(?!{_LETTER})\S)+"), re.compile(rf"(?:(?!{_LETTER})\S)+(?!\S)")
"""Digits and signs around a word: perhaps part of it, perhaps not."""
_APART = re.compile(rf"(?<!{_LETTER}){_LETTER}(?:[\W_]+{_LETTER})+(?!{_LETTER})")
"""Single letters, one after another, with anything but letters and digits between them."""


class Blocklist:
    """The entries of a list, ready to be looked for."""

    def __init__(self, text: str) -> None:
        """Read the list `text`; lines without a word in them are passed over."""
        patterns = [_pattern(entry) for entry in entries(text)]
        self._any = re.compile("|".join(patterns)) if patterns else None

    def matches(self, text: str) -> bool:
        """Whether `text` holds one of the words."""
        wanted = self._any
        typed = {search_key(text), search_key(to_latin(text))}
        return wanted is not None and any(wanted.search(form) for one in typed for form in _forms(one))


def entries(text: str) -> list[str]:
    """Return the entries of a list, as they were written, at most `MOST`."""
    lines = (unicodedata.normalize("NFC", line.partition("#")[0]).strip() for line in text.splitlines())
    return [line[: MAX_NAME_LENGTH + 2] for line in lines if any(char.isalnum() for char in line)][:MAX_ENTRIES]


def _forms(typed: str) -> Iterator[str]:
    """Yield what may be meant: with and without what stands around each word, letters apart or put together."""
    for before in (typed, _BEFORE.sub(" ", typed)):
        for around in (before, _AFTER.sub(" ", before)):
            yield around.translate(_READ_AS)
            yield _APART.sub(_together, around).translate(_READ_AS)


def _together(found: re.Match[str]) -> str:
    return re.sub(r"[\W_]+", "", found[0])


def _pattern(entry: str) -> str:
    word = " ".join(search_key(entry).strip("* ").split()).translate(_READ_AS)
    before = "" if entry.startswith("*") else f"(?<!{_LETTER})"
    after = "" if entry.endswith("*") else f"(?!{_LETTER})"
    return before + "".join(_letter_pattern(char, len(list(run))) for char, run in groupby(word)) + after


def _letter_pattern(char: str, times: int) -> str:
    """Return what may be typed for a letter of a word: as often as it stands there, or held down."""
    return r"[\W_]+" if char == " " else f"{re.escape(char)}{{{times},}}"
